-- Derived: dropped and made again from the log by `sync-server rebuild`.

CREATE TABLE document (
    village  TEXT COLLATE "C" NOT NULL,
    doc      TEXT COLLATE "C" NOT NULL,
    heads    BYTEA NOT NULL,       -- sorted hashes, 32 bytes each
    last_seq BIGINT NOT NULL,
    PRIMARY KEY (village, doc)
);

-- What the door must know of a document.
CREATE TABLE outline (
    village TEXT COLLATE "C" NOT NULL,
    doc     TEXT COLLATE "C" NOT NULL,
    outline BYTEA NOT NULL,
    PRIMARY KEY (village, doc)
);

-- Whose replica a document belongs to: 'p:<micro-grid>' or 'a:<account>'.
CREATE TABLE doc_scope (
    village   TEXT COLLATE "C" NOT NULL,
    doc       TEXT COLLATE "C" NOT NULL,
    grantee   TEXT COLLATE "C" NOT NULL,
    since_seq BIGINT NOT NULL,
    PRIMARY KEY (village, doc, grantee)
);
CREATE INDEX doc_scope_grantee ON doc_scope (village, grantee);

-- In which other villages' logs a grantee holds something, so that asking for somebody's scope
-- names its villages. A reference table; a row too many costs one empty look.
CREATE TABLE elsewhere (
    grantee TEXT COLLATE "C" NOT NULL,
    village TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (grantee, village)
);

CREATE TABLE household (
    village    TEXT COLLATE "C" NOT NULL,
    id         TEXT COLLATE "C" NOT NULL,
    micro_grid TEXT COLLATE "C" NOT NULL,
    house_no   TEXT COLLATE "C" NOT NULL,
    row        TEXT NOT NULL,      -- JSON
    last_visit BIGINT,
    PRIMARY KEY (village, id)
);
CREATE INDEX household_place ON household (village, micro_grid, last_visit);

CREATE TABLE visit (
    village   TEXT COLLATE "C" NOT NULL,
    household TEXT COLLATE "C" NOT NULL,
    id        TEXT COLLATE "C" NOT NULL,
    at        BIGINT NOT NULL,
    row       TEXT NOT NULL,       -- JSON
    PRIMARY KEY (village, household, id)
);

CREATE TABLE case_row (
    village     TEXT COLLATE "C" NOT NULL,
    id          TEXT COLLATE "C" NOT NULL,
    micro_grid  TEXT COLLATE "C" NOT NULL,
    colour      TEXT COLLATE "C" NOT NULL,
    stage       TEXT COLLATE "C" NOT NULL,
    contested   BOOLEAN NOT NULL,
    due_at      BIGINT NOT NULL,
    stopped     BOOLEAN NOT NULL,
    received_at BIGINT NOT NULL,
    row         TEXT NOT NULL,     -- JSON
    parties     TEXT[] NOT NULL,   -- the registered households it names, sorted
    PRIMARY KEY (village, id)
);
CREATE INDEX case_place ON case_row (village, micro_grid);

-- The households a case names, so that a household's page finds its cases.
CREATE TABLE case_party (
    village   TEXT COLLATE "C" NOT NULL,
    id        TEXT COLLATE "C" NOT NULL,
    household TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (village, id, household)
);
CREATE INDEX case_party_household ON case_party (village, household);
