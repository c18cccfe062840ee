-- Ground: what the one-window service of a place offers, one row a place; replaced whole.
CREATE TABLE service_list (
    place   TEXT COLLATE "C" PRIMARY KEY REFERENCES place (code),
    version BIGINT NOT NULL,             -- grows with each replacement
    at      BIGINT NOT NULL,
    account TEXT COLLATE "C" NOT NULL,   -- who replaced it
    items   TEXT NOT NULL                -- JSON
);

-- Ground: people without an account who can be asked, as the village keeps them. Rows are deleted.
CREATE TABLE directory (
    village TEXT COLLATE "C" NOT NULL,
    id      TEXT COLLATE "C" NOT NULL,
    person  TEXT NOT NULL,               -- JSON
    PRIMARY KEY (village, id)
);

-- What an account is there for beside its role, as JSON; none for most.
ALTER TABLE account ADD COLUMN post TEXT;

-- Visits at which somebody helped are few: their sums are asked by month.
CREATE INDEX visit_helped ON visit (village, at) WHERE position('"helped":{' IN row) > 0;
