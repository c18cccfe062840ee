-- Derived: dropped and made again from the log by `sync-server rebuild`.

CREATE TABLE document (
    village  TEXT NOT NULL,
    doc      TEXT NOT NULL,
    heads    BLOB NOT NULL,   -- sorted hashes, 32 bytes each
    last_seq INTEGER NOT NULL,
    PRIMARY KEY (village, doc)
) STRICT, WITHOUT ROWID;

-- Whose replica a document belongs to: 'p:<micro-grid>' or 'a:<account>'.
CREATE TABLE doc_scope (
    village   TEXT NOT NULL,
    doc       TEXT NOT NULL,
    grantee   TEXT NOT NULL,
    since_seq INTEGER NOT NULL,
    PRIMARY KEY (village, doc, grantee)
) STRICT, WITHOUT ROWID;
CREATE INDEX doc_scope_grantee ON doc_scope (grantee);

CREATE TABLE household (
    village    TEXT NOT NULL,
    id         TEXT NOT NULL,
    micro_grid TEXT NOT NULL,
    house_no   TEXT NOT NULL,
    row        TEXT NOT NULL,  -- JSON
    last_visit INTEGER,
    PRIMARY KEY (village, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX household_place ON household (micro_grid, last_visit);
CREATE INDEX household_id ON household (id);

CREATE TABLE visit (
    village    TEXT NOT NULL,
    household  TEXT NOT NULL,
    id         TEXT NOT NULL,
    at         INTEGER NOT NULL,
    row        TEXT NOT NULL,  -- JSON
    PRIMARY KEY (village, household, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE case_row (
    village     TEXT NOT NULL,
    id          TEXT NOT NULL,
    micro_grid  TEXT NOT NULL,
    colour      TEXT NOT NULL,
    stage       TEXT NOT NULL,
    contested   INTEGER NOT NULL,
    due_at      INTEGER NOT NULL,
    stopped     INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    row         TEXT NOT NULL, -- JSON
    PRIMARY KEY (village, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_place ON case_row (micro_grid);
CREATE INDEX case_id ON case_row (id);

-- The households a case names, so that a household's page finds its cases.
CREATE TABLE case_party (
    village   TEXT NOT NULL,
    id        TEXT NOT NULL,
    household TEXT NOT NULL,
    PRIMARY KEY (village, id, household)
) STRICT, WITHOUT ROWID;
CREATE INDEX case_party_household ON case_party (household);
