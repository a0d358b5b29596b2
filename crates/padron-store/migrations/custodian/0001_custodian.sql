-- A custodian's own store: budgets, requests, and the journal of what it released. Orders are sealed to the officers;
-- lines are hashes of their tokens. Times are RFC 3339 text, exactly as they were given.

CREATE TABLE budgets (
    day     INTEGER NOT NULL,
    caller  TEXT NOT NULL,
    purpose TEXT NOT NULL,
    used    INTEGER NOT NULL DEFAULT 0 CHECK (used >= 0),
    matched INTEGER NOT NULL DEFAULT 0 CHECK (matched >= 0),
    carried INTEGER NOT NULL DEFAULT 0 CHECK (carried >= 0),
    PRIMARY KEY (day, caller, purpose)
) STRICT, WITHOUT ROWID;

-- How far the registrar's log has been counted: one row.
CREATE TABLE log_position (
    id       INTEGER PRIMARY KEY CHECK (id = 0),
    position INTEGER NOT NULL CHECK (position >= 0)
) STRICT;

INSERT INTO log_position (id, position) VALUES (0, 0);

-- `arrival` numbers requests in the order in which they came.
CREATE TABLE requests (
    arrival      INTEGER PRIMARY KEY,
    request      BLOB NOT NULL UNIQUE CHECK (length(request) = 16),
    spent_order  BLOB NOT NULL UNIQUE CHECK (length(spent_order) = 16),
    authority    TEXT NOT NULL,
    commitment   BLOB NOT NULL CHECK (length(commitment) = 32),
    received     TEXT NOT NULL,
    expires      TEXT NOT NULL,
    state        INTEGER NOT NULL,
    reason       TEXT,
    sealed_order BLOB NOT NULL,
    decision     TEXT,
    logged       INTEGER NOT NULL CHECK (logged IN (0, 1))
) STRICT;

CREATE INDEX requests_by_state ON requests (state, arrival);
CREATE INDEX requests_unlogged ON requests (arrival) WHERE decision IS NOT NULL AND logged = 0;

CREATE TABLE accesses (
    line      BLOB NOT NULL CHECK (length(line) = 32),
    request   BLOB NOT NULL CHECK (length(request) = 16),
    copy      INTEGER NOT NULL,
    number    INTEGER NOT NULL UNIQUE,
    authority TEXT NOT NULL,
    court     TEXT NOT NULL,
    at        TEXT NOT NULL,
    embargo   TEXT NOT NULL,
    asked_to  TEXT NOT NULL,
    PRIMARY KEY (line, request, copy)
) STRICT, WITHOUT ROWID;

-- The records that the history of a line showed under a request: their holders are told of the access.
CREATE TABLE accessed_records (
    line    BLOB NOT NULL CHECK (length(line) = 32),
    request BLOB NOT NULL CHECK (length(request) = 16),
    record  BLOB NOT NULL CHECK (length(record) = 16),
    PRIMARY KEY (line, request, record)
) STRICT, WITHOUT ROWID;
