-- Ground: what can't be derived from anything else.
-- Every table of a village's work begins its key with the village, so that a distributed
-- PostgreSQL can spread villages over machines. Places, accounts and devices are small and belong
-- to every machine (reference tables).

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE place (
    code   TEXT PRIMARY KEY,
    name   TEXT NOT NULL,
    parent TEXT REFERENCES place (code)
) STRICT, WITHOUT ROWID;

CREATE TABLE account (
    id       TEXT PRIMARY KEY,
    name     TEXT NOT NULL,
    role     TEXT NOT NULL,
    place    TEXT NOT NULL REFERENCES place (code),
    login    TEXT UNIQUE,
    password TEXT,                -- Argon2id, PHC text; none for who only has a phone
    hand     BLOB NOT NULL UNIQUE -- the server's own actor prefix for this account
) STRICT, WITHOUT ROWID;
CREATE INDEX account_place ON account (place);

CREATE TABLE device (
    id          BLOB PRIMARY KEY,
    account     TEXT NOT NULL REFERENCES account (id),
    token_hash  BLOB NOT NULL UNIQUE,
    enrolled_at INTEGER NOT NULL,
    revoked_at  INTEGER,
    last_seen   INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX device_account ON device (account);

CREATE TABLE enrol_code (
    code_hash  BLOB PRIMARY KEY,
    account    TEXT NOT NULL REFERENCES account (id),
    expires_at INTEGER NOT NULL,
    used_at    INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE session (
    token_hash BLOB PRIMARY KEY,
    account    TEXT NOT NULL REFERENCES account (id),
    expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One row a village: its lock orders the log.
CREATE TABLE log_head (
    village TEXT PRIMARY KEY,
    seq     INTEGER NOT NULL,
    chain   BLOB NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE change (
    village     TEXT NOT NULL,
    seq         INTEGER NOT NULL,
    hash        BLOB NOT NULL,
    doc         TEXT NOT NULL,
    actor       BLOB NOT NULL,
    account     TEXT NOT NULL,
    role        TEXT NOT NULL,
    place       TEXT NOT NULL,
    received_at INTEGER NOT NULL,
    chain       BLOB NOT NULL,
    bytes       BLOB NOT NULL,
    PRIMARY KEY (village, seq),
    UNIQUE (village, hash)
) STRICT;
CREATE INDEX change_doc ON change (village, doc, seq);

CREATE TABLE draft (
    account TEXT NOT NULL REFERENCES account (id),
    form    TEXT NOT NULL,
    body    TEXT NOT NULL,
    PRIMARY KEY (account, form)
) STRICT, WITHOUT ROWID;

-- Who looked at personal detail from above the village.
CREATE TABLE look (
    village TEXT NOT NULL,
    at      INTEGER NOT NULL,
    account TEXT NOT NULL,
    role    TEXT NOT NULL,
    subject TEXT NOT NULL
) STRICT;
CREATE INDEX look_village ON look (village, at);
