-- Ground: which photos are whole in the room for photos (a folder or an object store).
CREATE TABLE photo_kept (
    village TEXT NOT NULL,
    hash    BLOB NOT NULL,
    bytes   INTEGER NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (village, hash)
) STRICT, WITHOUT ROWID;

-- Derived: which document names which photo, and as what.
CREATE TABLE photo_name (
    village TEXT NOT NULL,
    doc     TEXT NOT NULL,
    hash    BLOB NOT NULL,
    bytes   INTEGER NOT NULL,
    width   INTEGER NOT NULL,
    height  INTEGER NOT NULL,
    mime    TEXT NOT NULL,
    PRIMARY KEY (village, doc, hash)
) STRICT, WITHOUT ROWID;
