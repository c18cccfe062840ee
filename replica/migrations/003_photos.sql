-- Ground: photos by the hash of their bytes, and their bytes in parts (of one that is being fetched
-- the parts come first). doc: the document whose entry names it; none while its form isn't saved.
CREATE TABLE photo (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    hash BLOB NOT NULL UNIQUE,
    bytes INTEGER NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    mime TEXT NOT NULL,
    since INTEGER NOT NULL,
    doc TEXT
);
CREATE TABLE photo_part (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    hash BLOB NOT NULL,
    offset INTEGER NOT NULL,
    bytes BLOB NOT NULL,
    UNIQUE (hash, offset)
);

-- What the village said it has, in which history; of one restored from a backup it means nothing.
CREATE TABLE photo_village (
    hash BLOB PRIMARY KEY,
    epoch TEXT NOT NULL,
    whole INTEGER NOT NULL,
    reach INTEGER NOT NULL,
    asked_at INTEGER NOT NULL
) WITHOUT ROWID;

-- Photos a person wants to see.
CREATE TABLE photo_wish (number INTEGER PRIMARY KEY AUTOINCREMENT, hash BLOB NOT NULL UNIQUE);

-- Derived: which document names which photo.
CREATE TABLE photo_name (
    doc TEXT NOT NULL,
    hash BLOB NOT NULL,
    bytes INTEGER NOT NULL,
    width INTEGER NOT NULL,
    height INTEGER NOT NULL,
    mime TEXT NOT NULL,
    PRIMARY KEY (doc, hash)
) WITHOUT ROWID;
CREATE INDEX photo_name_hash ON photo_name (hash);
