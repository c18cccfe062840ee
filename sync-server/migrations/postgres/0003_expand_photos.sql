-- Ground: which photos are whole in the room for photos (a folder or an object store).
CREATE TABLE photo_kept (
    village TEXT COLLATE "C" NOT NULL,
    hash    BYTEA NOT NULL,
    bytes   BIGINT NOT NULL,
    at      BIGINT NOT NULL,
    PRIMARY KEY (village, hash)
);

-- Derived: which document names which photo, and as what.
CREATE TABLE photo_name (
    village TEXT COLLATE "C" NOT NULL,
    doc     TEXT COLLATE "C" NOT NULL,
    hash    BYTEA NOT NULL,
    bytes   BIGINT NOT NULL,
    width   BIGINT NOT NULL,
    height  BIGINT NOT NULL,
    mime    TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (village, doc, hash)
);
