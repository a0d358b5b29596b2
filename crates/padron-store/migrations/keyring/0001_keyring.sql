-- Wrap keys, kept apart from everything they open. Deleting a row erases its record: `secure_delete` overwrites it.

CREATE TABLE wrap_keys (
    record BLOB NOT NULL PRIMARY KEY CHECK (length(record) = 16),
    key    BLOB NOT NULL CHECK (length(key) = 32)
) STRICT, WITHOUT ROWID;
