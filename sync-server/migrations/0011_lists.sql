-- Ground: what the one-window service of a place offers, one row a place; replaced whole.
CREATE TABLE service_list (
    place   TEXT PRIMARY KEY REFERENCES place (code),
    version INTEGER NOT NULL,  -- grows with each replacement
    at      INTEGER NOT NULL,
    account TEXT NOT NULL,     -- who replaced it
    items   TEXT NOT NULL      -- JSON
) STRICT;

-- Ground: people without an account who can be asked, as the village keeps them. Rows are deleted.
CREATE TABLE directory (
    village TEXT NOT NULL,
    id      TEXT NOT NULL,
    person  TEXT NOT NULL,     -- JSON
    PRIMARY KEY (village, id)
) STRICT, WITHOUT ROWID;

-- What an account is there for beside its role, as JSON; none for most.
ALTER TABLE account ADD COLUMN post TEXT;

-- Visits at which somebody helped are few: their sums are asked by month.
CREATE INDEX visit_helped ON visit (village, at) WHERE instr(row, '"helped":{') > 0;
