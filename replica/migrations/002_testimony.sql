-- Ground: what the server attested together, with its mark over it, so that it can be given back to
-- a server that lost it. `hashes` is 32 bytes each, in the mark's order; `attestations` is JSON:
-- {"authors": [...], "by": [[place in authors, received at], ...]}.
CREATE TABLE attested (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    doc TEXT NOT NULL,
    tag BLOB NOT NULL,
    hashes BLOB NOT NULL,
    attestations TEXT NOT NULL,
    UNIQUE (doc, tag)
);

-- What the server lacks and attested once.
CREATE TABLE owed (hash BLOB PRIMARY KEY, doc TEXT NOT NULL) WITHOUT ROWID;
