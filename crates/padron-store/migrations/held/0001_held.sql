-- The last checkpoint that the log has signed: one row. NULL until there is one.

CREATE TABLE held (
    id         INTEGER PRIMARY KEY CHECK (id = 0),
    checkpoint TEXT
) STRICT;

INSERT INTO held (id, checkpoint) VALUES (0, NULL);
