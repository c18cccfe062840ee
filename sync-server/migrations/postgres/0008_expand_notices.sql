-- Ground: notices to the county's own systems that are not delivered yet; those that nobody took after
-- many tries stay, marked.
CREATE TABLE notice (
    village TEXT COLLATE "C" NOT NULL,
    id      TEXT COLLATE "C" NOT NULL,
    target  TEXT COLLATE "C" NOT NULL, -- the name of the system in the file of targets
    body    TEXT NOT NULL,             -- JSON, as it is sent
    made_at BIGINT NOT NULL,
    tries   BIGINT NOT NULL,
    next_at BIGINT NOT NULL,           -- not before
    dead    BOOLEAN NOT NULL,          -- tried often enough
    PRIMARY KEY (village, id)
);
CREATE INDEX notice_due ON notice (dead, next_at);

-- How far each village's log was read for notices.
CREATE TABLE notice_cursor (
    village TEXT COLLATE "C" NOT NULL,
    seq     BIGINT NOT NULL,
    PRIMARY KEY (village)
);
