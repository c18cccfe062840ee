-- What protocol 2 needs. Columns and tables are only added: a server of the version before goes on
-- working beside this one.

ALTER TABLE device ADD COLUMN key BLOB;          -- Ed25519, public half; none from a phone of protocol 1
ALTER TABLE device ADD COLUMN enrolled_by BLOB;  -- hash of the one-time code

-- Where an account worked before: work written there may still arrive.
CREATE TABLE tenure (
    account TEXT NOT NULL REFERENCES account (id),
    role    TEXT NOT NULL,
    place   TEXT NOT NULL,
    until   INTEGER NOT NULL,
    PRIMARY KEY (account, place, until)
) STRICT, WITHOUT ROWID;

-- Derived: what the door must know of a document.
CREATE TABLE outline (
    village TEXT NOT NULL,
    doc     TEXT NOT NULL,
    outline BLOB NOT NULL,
    PRIMARY KEY (village, doc)
) STRICT, WITHOUT ROWID;
