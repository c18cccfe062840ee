-- Ground: notices to the county's own systems that are not delivered yet; those that nobody took after
-- many tries stay, marked.
CREATE TABLE notice (
    village TEXT NOT NULL,
    id      TEXT NOT NULL,
    target  TEXT NOT NULL,    -- the name of the system in the file of targets
    body    TEXT NOT NULL,    -- JSON, as it is sent
    made_at INTEGER NOT NULL,
    tries   INTEGER NOT NULL,
    next_at INTEGER NOT NULL, -- not before
    dead    INTEGER NOT NULL, -- 1: tried often enough
    PRIMARY KEY (village, id)
) STRICT, WITHOUT ROWID;
CREATE INDEX notice_due ON notice (dead, next_at);

-- How far each village's log was read for notices.
CREATE TABLE notice_cursor (
    village TEXT PRIMARY KEY,
    seq     INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
