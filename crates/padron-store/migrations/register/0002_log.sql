-- What a public log adds: trust lists that were logged, and the statistics of requests once they are opened.

-- `cosigned`: when witnesses first vouched for a published checkpoint that covers it; from there its notice runs.
CREATE TABLE trust_lists (
    version  INTEGER PRIMARY KEY CHECK (version >= 0),
    text     TEXT NOT NULL,
    entry    INTEGER NOT NULL UNIQUE REFERENCES entries (position),
    at       INTEGER NOT NULL,
    cosigned INTEGER
) STRICT;

-- `entry` is the request's own. `published`: they are in the log's directory.
CREATE TABLE statistics (
    entry     INTEGER PRIMARY KEY REFERENCES requests (entry),
    request   BLOB NOT NULL UNIQUE REFERENCES requests (request),
    nonce     BLOB NOT NULL CHECK (length(nonce) = 32),
    text      TEXT NOT NULL,
    event     BLOB NOT NULL CHECK (length(event) = 32),
    published INTEGER NOT NULL CHECK (published IN (0, 1))
) STRICT;

CREATE INDEX statistics_unpublished ON statistics (entry) WHERE published = 0;
