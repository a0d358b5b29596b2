-- The registrar's register: lines, slots, sealed records, the log, requests and disclosures.
--
-- Keys are HMACs of 16 bytes, record and request names UUIDs of 16 bytes, times of records and entries whole
-- milliseconds since 1970; rare rows keep their times exactly, as RFC 3339 text, because signed receipts repeat them.
-- Where a database is distributed, a table's distribution key is the line key or the slot: it leads the primary key
-- of `line_records`, `slots`, `holdings` and `accesses`. `records` and `entries` grow at their end only, so that
-- large rows lie densely; what distributes a record is `line`, unique together with `entry` through `line_records`.

-- Names that would otherwise stand in every row.
CREATE TABLE parties (
    id   INTEGER PRIMARY KEY,
    name TEXT NOT NULL UNIQUE
) STRICT;

CREATE TABLE regimes (
    id   INTEGER PRIMARY KEY,
    hash BLOB NOT NULL UNIQUE CHECK (length(hash) = 32)
) STRICT;

-- The ordered log. `position` counts from 0 without gaps.
CREATE TABLE entries (
    position          INTEGER PRIMARY KEY CHECK (position >= 0),
    suite             INTEGER NOT NULL,
    kind              INTEGER NOT NULL,
    actor             INTEGER REFERENCES parties (id),
    line_evaluators   INTEGER CHECK (line_evaluators BETWEEN 0 AND 4294967295),
    person_evaluators INTEGER CHECK (person_evaluators BETWEEN 0 AND 4294967295),
    label             BLOB CHECK (length(label) = 32),
    tag               BLOB CHECK (length(tag) = 32),
    commitment        BLOB NOT NULL CHECK (length(commitment) = 32),
    at                INTEGER NOT NULL,
    CHECK ((line_evaluators IS NULL) = (person_evaluators IS NULL))
) STRICT;

-- How many entries there are of a kind by an actor (0: not public), so that figures need not count millions.
CREATE TABLE entry_counts (
    kind  INTEGER NOT NULL,
    actor INTEGER NOT NULL,
    count INTEGER NOT NULL,
    PRIMARY KEY (kind, actor)
) STRICT, WITHOUT ROWID;

-- Sealed records, named in the log by the entry that linked them.
CREATE TABLE records (
    entry    INTEGER PRIMARY KEY REFERENCES entries (position),
    record   BLOB NOT NULL UNIQUE CHECK (length(record) = 16),
    line     BLOB NOT NULL CHECK (length(line) = 16),
    operator INTEGER NOT NULL REFERENCES parties (id),
    tag      BLOB NOT NULL CHECK (length(tag) = 16),
    since    INTEGER NOT NULL,
    until    INTEGER,
    place    INTEGER NOT NULL CHECK (place >= 0),
    regime   INTEGER NOT NULL REFERENCES regimes (id),
    event    BLOB NOT NULL CHECK (length(event) = 32),
    wrapped  BLOB NOT NULL
) STRICT;

-- Every record that a line has had. The record of a line that is linked now stands at place -1 with the operator that
-- linked it: the primary key allows one. All others stand at the place of their entry.
CREATE TABLE line_records (
    line     BLOB NOT NULL CHECK (length(line) = 16),
    place    INTEGER NOT NULL,
    entry    INTEGER NOT NULL REFERENCES records (entry),
    operator INTEGER REFERENCES parties (id),
    PRIMARY KEY (line, place),
    CHECK ((place = -1) = (operator IS NOT NULL))
) STRICT, WITHOUT ROWID;

-- Occupied slots of natural persons. Nothing here ties two slots of one person.
CREATE TABLE slots (
    slot   BLOB NOT NULL PRIMARY KEY CHECK (length(slot) = 16),
    record BLOB NOT NULL CHECK (length(record) = 16)
) STRICT, WITHOUT ROWID;

-- The records of legal persons.
CREATE TABLE holdings (
    holder BLOB NOT NULL CHECK (length(holder) = 16),
    record BLOB NOT NULL CHECK (length(record) = 16),
    PRIMARY KEY (holder, record)
) STRICT, WITHOUT ROWID;

-- Sign-ins under which somebody has looked, until they run out: each serves once. (`expires`: seconds since 1970.)
CREATE TABLE looks (
    attestation BLOB NOT NULL PRIMARY KEY CHECK (length(attestation) = 32),
    expires     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX looks_by_expiry ON looks (expires);

CREATE TABLE requests (
    request    BLOB NOT NULL PRIMARY KEY CHECK (length(request) = 16),
    authority  INTEGER NOT NULL REFERENCES parties (id),
    entry      INTEGER NOT NULL UNIQUE REFERENCES entries (position),
    tag        BLOB NOT NULL UNIQUE CHECK (length(tag) = 32),
    commitment BLOB NOT NULL CHECK (length(commitment) = 32),
    at         TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE decisions (
    request   BLOB NOT NULL REFERENCES requests (request),
    custodian INTEGER NOT NULL REFERENCES parties (id),
    token     TEXT NOT NULL,
    entry     INTEGER NOT NULL UNIQUE REFERENCES entries (position),
    at        TEXT NOT NULL,
    PRIMARY KEY (request, custodian)
) STRICT, WITHOUT ROWID;

-- Disclosures, numbered in the order in which they were made. `line` is keyed by another name than in `line_records`.
CREATE TABLE accesses (
    line      BLOB NOT NULL CHECK (length(line) = 16),
    number    INTEGER NOT NULL UNIQUE,
    entry     INTEGER NOT NULL UNIQUE REFERENCES entries (position),
    request   BLOB NOT NULL REFERENCES requests (request),
    authority INTEGER NOT NULL REFERENCES parties (id),
    at        TEXT NOT NULL,
    embargo   TEXT NOT NULL,
    PRIMARY KEY (line, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX accesses_by_request ON accesses (request, number);
