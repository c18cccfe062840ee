-- Ground: complaints and suggestions of those who work in the grid, each with the one answer it gets. Few a
-- person and year, and addressed to counties too: a small table, not village work.
CREATE TABLE feedback (
    account     TEXT COLLATE "C" NOT NULL REFERENCES account (id), -- who wrote it
    id          TEXT COLLATE "C" NOT NULL, -- made on their phone
    role        TEXT NOT NULL,
    from_place  TEXT COLLATE "C" NOT NULL, -- where they worked when it was received
    kind        TEXT NOT NULL,             -- complaint, suggestion
    to_place    TEXT COLLATE "C" NOT NULL, -- the village or county that reads it, and nobody else
    words       TEXT NOT NULL,
    written_at  BIGINT NOT NULL,           -- by the phone's clock
    received_at BIGINT NOT NULL,
    reply       TEXT,                      -- the answer's words; none: it is open
    replied_at  BIGINT,
    replied_by  TEXT COLLATE "C",          -- account
    PRIMARY KEY (account, id)
);
CREATE INDEX feedback_to ON feedback (to_place, (reply IS NOT NULL), received_at);
