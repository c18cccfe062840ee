-- Ground: complaints and suggestions of those who work in the grid, each with the one answer it gets. Only
-- added: a server of the version before goes on working beside this one.
CREATE TABLE feedback (
    account     TEXT NOT NULL REFERENCES account (id), -- who wrote it
    id          TEXT NOT NULL,    -- made on their phone
    role        TEXT NOT NULL,
    from_place  TEXT NOT NULL,    -- where they worked when it was received
    kind        TEXT NOT NULL,    -- complaint, suggestion
    to_place    TEXT NOT NULL,    -- the village or county that reads it, and nobody else
    words       TEXT NOT NULL,
    written_at  INTEGER NOT NULL, -- by the phone's clock
    received_at INTEGER NOT NULL,
    reply       TEXT,             -- the answer's words; none: it is open
    replied_at  INTEGER,
    replied_by  TEXT,             -- account
    PRIMARY KEY (account, id)
) STRICT;
CREATE INDEX feedback_to ON feedback (to_place, (reply IS NOT NULL), received_at);
