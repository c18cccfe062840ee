-- Ground: what can't be derived from anything else; the same tables as SQLite's.
-- Every table of a village's work has the village in its primary key and in every other unique
-- key, so that a distributed PostgreSQL can spread villages over machines. The others are small
-- and belong to every machine (reference tables). `COLLATE "C"`: codes are ordered by bytes, and
-- ranges of them are what lies within a place.

CREATE TABLE meta (
    key   TEXT COLLATE "C" PRIMARY KEY,
    value TEXT NOT NULL
);

CREATE TABLE place (
    code   TEXT COLLATE "C" PRIMARY KEY,
    name   TEXT NOT NULL,
    parent TEXT COLLATE "C" REFERENCES place (code)
);

CREATE TABLE account (
    id       TEXT COLLATE "C" PRIMARY KEY,
    name     TEXT NOT NULL,
    role     TEXT NOT NULL,
    place    TEXT COLLATE "C" NOT NULL REFERENCES place (code),
    login    TEXT COLLATE "C" UNIQUE,
    password TEXT,                 -- Argon2id, PHC text; none for who only has a phone
    hand     BYTEA NOT NULL UNIQUE -- the server's own actor prefix for this account
);
CREATE INDEX account_place ON account (place);

-- Where an account worked before: work written there may still arrive.
CREATE TABLE tenure (
    account TEXT COLLATE "C" NOT NULL REFERENCES account (id),
    role    TEXT NOT NULL,
    place   TEXT COLLATE "C" NOT NULL,
    until   BIGINT NOT NULL,
    PRIMARY KEY (account, place, until)
);

CREATE TABLE device (
    id          BYTEA PRIMARY KEY,
    account     TEXT COLLATE "C" NOT NULL REFERENCES account (id),
    token_hash  BYTEA NOT NULL UNIQUE,
    enrolled_at BIGINT NOT NULL,
    revoked_at  BIGINT,
    last_seen   BIGINT,
    key         BYTEA,             -- Ed25519, public half; none from a phone of protocol 1
    enrolled_by BYTEA              -- hash of the one-time code
);
CREATE INDEX device_account ON device (account);

CREATE TABLE enrol_code (
    code_hash  BYTEA PRIMARY KEY,
    account    TEXT COLLATE "C" NOT NULL REFERENCES account (id),
    expires_at BIGINT NOT NULL,
    used_at    BIGINT
);

CREATE TABLE session (
    token_hash BYTEA PRIMARY KEY,
    account    TEXT COLLATE "C" NOT NULL REFERENCES account (id),
    expires_at BIGINT NOT NULL
);
CREATE INDEX session_end ON session (expires_at);

CREATE TABLE draft (
    account TEXT COLLATE "C" NOT NULL REFERENCES account (id),
    form    TEXT COLLATE "C" NOT NULL,
    body    TEXT NOT NULL,
    PRIMARY KEY (account, form)
);

-- One row a village: its lock orders the log.
CREATE TABLE log_head (
    village TEXT COLLATE "C" NOT NULL,
    seq     BIGINT NOT NULL,
    chain   BYTEA NOT NULL,
    PRIMARY KEY (village)
);

CREATE TABLE change (
    village     TEXT COLLATE "C" NOT NULL,
    seq         BIGINT NOT NULL,
    hash        BYTEA NOT NULL,
    doc         TEXT COLLATE "C" NOT NULL,
    actor       BYTEA NOT NULL,
    account     TEXT COLLATE "C" NOT NULL,
    role        TEXT NOT NULL,
    place       TEXT COLLATE "C" NOT NULL,
    received_at BIGINT NOT NULL,
    chain       BYTEA NOT NULL,
    bytes       BYTEA NOT NULL,
    PRIMARY KEY (village, seq),
    UNIQUE (village, hash)
);
CREATE INDEX change_doc ON change (village, doc, seq);

-- Who looked at personal detail from above the village, in the order of writing.
CREATE TABLE look (
    village TEXT COLLATE "C" NOT NULL,
    number  BIGINT GENERATED ALWAYS AS IDENTITY,
    at      BIGINT NOT NULL,
    account TEXT COLLATE "C" NOT NULL,
    role    TEXT NOT NULL,
    subject TEXT NOT NULL,
    PRIMARY KEY (village, number)
);
