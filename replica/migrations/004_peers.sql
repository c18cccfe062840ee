-- Phone to phone.

-- By its author's device, where a change came from phone to phone. state 2: heard from a phone, not
-- yet at the server.
ALTER TABLE change ADD COLUMN signature BLOB;
CREATE INDEX change_heard ON change (number) WHERE state = 2;

-- What the server says of other phones: whose signatures those are.
CREATE TABLE pass (
    device BLOB PRIMARY KEY,
    pass BLOB NOT NULL,
    signature BLOB NOT NULL,
    issued_at INTEGER NOT NULL
) WITHOUT ROWID;

-- Other people's phones that have an own change and deliver it when they sync.
CREATE TABLE handed (hash BLOB NOT NULL, name TEXT NOT NULL, PRIMARY KEY (hash, name)) WITHOUT ROWID;

-- Sealed parcels of other phones on their way to the server, the newest of each.
CREATE TABLE parcel (
    order_taken INTEGER PRIMARY KEY AUTOINCREMENT,
    device BLOB NOT NULL UNIQUE,
    number INTEGER NOT NULL,
    sealed BLOB NOT NULL,
    signature BLOB NOT NULL
);
