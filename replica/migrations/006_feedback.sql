-- Ground: complaints and suggestions of the phone's person. What has no received_at the server doesn't have.
CREATE TABLE feedback (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    place TEXT NOT NULL,
    words TEXT NOT NULL,
    written_at INTEGER NOT NULL,
    received_at INTEGER,
    reply TEXT
);
