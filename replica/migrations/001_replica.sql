-- Ground: what nothing can rebuild.

CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- Append-only. state: 0 saved here, 1 received by the server.
CREATE TABLE change (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    hash BLOB NOT NULL UNIQUE,
    doc TEXT NOT NULL,
    bytes BLOB NOT NULL,
    author TEXT NOT NULL,
    state INTEGER NOT NULL,
    received_at INTEGER
);
CREATE INDEX change_doc ON change (doc, number);
CREATE INDEX change_unsent ON change (state) WHERE state = 0;

-- Changes the server refused, kept as they were.
CREATE TABLE refused (hash BLOB PRIMARY KEY, doc TEXT NOT NULL, bytes BLOB NOT NULL, reason TEXT NOT NULL);

-- What a person meant by each change: kept so that it can be written again on the server's state.
-- state: 0 saved here, 1 received, 2 returned.
CREATE TABLE outbox (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    doc TEXT NOT NULL,
    hash BLOB NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    words TEXT NOT NULL,
    written_at INTEGER NOT NULL,
    puts TEXT NOT NULL,
    state INTEGER NOT NULL,
    reason TEXT,
    received_at INTEGER,
    put_aside INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX outbox_hash ON outbox (hash);
CREATE INDEX outbox_state ON outbox (state, number);

CREATE TABLE draft (form TEXT PRIMARY KEY, body TEXT NOT NULL) WITHOUT ROWID;

-- Derived: dropped and rebuilt at will.

CREATE TABLE document (doc TEXT PRIMARY KEY, heads BLOB NOT NULL) WITHOUT ROWID;
CREATE TABLE household (id TEXT PRIMARY KEY, doc TEXT NOT NULL, json TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE visit (
    id TEXT PRIMARY KEY,
    doc TEXT NOT NULL,
    household TEXT NOT NULL,
    at INTEGER NOT NULL,
    json TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX visit_household ON visit (household, at);
CREATE INDEX visit_doc ON visit (doc);
CREATE TABLE case_row (id TEXT PRIMARY KEY, doc TEXT NOT NULL, closed INTEGER NOT NULL, json TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE case_party (household TEXT NOT NULL, id TEXT NOT NULL, PRIMARY KEY (household, id)) WITHOUT ROWID;
CREATE TABLE search_key (number INTEGER PRIMARY KEY, what TEXT NOT NULL UNIQUE);
CREATE VIRTUAL TABLE search USING fts5 (text, tokenize = 'unicode61');
