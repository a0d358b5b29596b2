-- What a public log adds: how far this custodian has replayed it, what it found there, and what it has to open.
-- Marks, alarms and confirmations are timed in whole seconds since 1970.

-- The commitment of the decision's own entry in the log. Decisions from before this column have none.
ALTER TABLE requests ADD COLUMN entry BLOB CHECK (entry IS NULL OR length(entry) = 32);

CREATE INDEX requests_by_entry ON requests (entry) WHERE entry IS NOT NULL;

-- One row, once there is any.
CREATE TABLE log_state (
    id         INTEGER PRIMARY KEY CHECK (id = 0),
    frontier   BLOB NOT NULL,
    checkpoint TEXT NOT NULL,
    figures    BLOB NOT NULL
) STRICT;

-- At `time` the log had `size` entries. One mark a minute; sizes never fall from one minute to a later one.
CREATE TABLE marks (
    minute INTEGER PRIMARY KEY,
    time   INTEGER NOT NULL,
    size   INTEGER NOT NULL CHECK (size >= 0)
) STRICT;

CREATE TABLE trust_lists (
    version   INTEGER PRIMARY KEY CHECK (version >= 0),
    text      TEXT NOT NULL,
    entry     INTEGER NOT NULL CHECK (entry >= 0),
    cosigned  INTEGER NOT NULL,
    officer   TEXT,
    confirmed INTEGER,
    CHECK ((officer IS NULL) = (confirmed IS NULL))
) STRICT;

-- Numbered in the order in which they came.
CREATE TABLE alarms (
    number INTEGER PRIMARY KEY,
    name   TEXT NOT NULL,
    detail TEXT NOT NULL,
    at     INTEGER NOT NULL,
    UNIQUE (name, detail)
) STRICT;

-- `due` is the embargo in milliseconds since 1970, rounded up, to be found by; `embargo` is exact.
CREATE TABLE statistics (
    request   BLOB NOT NULL PRIMARY KEY CHECK (length(request) = 16),
    nonce     BLOB NOT NULL CHECK (length(nonce) = 32),
    text      TEXT NOT NULL,
    event     BLOB NOT NULL CHECK (length(event) = 32),
    embargo   TEXT NOT NULL,
    due       INTEGER NOT NULL,
    published INTEGER NOT NULL CHECK (published IN (0, 1))
) STRICT, WITHOUT ROWID;

CREATE INDEX statistics_due ON statistics (due) WHERE published = 0;

-- Links are counted from the entries replayed, so how far the public figures were read is no matter any more.
DROP TABLE log_position;

-- Where each label of a line's move and each tag of an order stands in the log: its first 16 bytes, and the entry. What
-- carries a label that another entry carries already stands apart: there should be none.
CREATE TABLE labels (
    label BLOB NOT NULL PRIMARY KEY,
    place INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE repeated_labels (
    label BLOB NOT NULL,
    place INTEGER NOT NULL,
    PRIMARY KEY (label, place)
) STRICT, WITHOUT ROWID;
