-- The newest checkpoint that this witness has cosigned, of every log.

CREATE TABLE logs (
    origin     TEXT NOT NULL PRIMARY KEY,
    size       INTEGER NOT NULL CHECK (size >= 0),
    root       BLOB NOT NULL CHECK (length(root) = 32),
    checkpoint TEXT NOT NULL
) STRICT, WITHOUT ROWID;
