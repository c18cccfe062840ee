-- Rows of a kilobyte and more lie in tables with a rowid: in one without, SQLite keeps but a quarter
-- of a page of a row beside the key, so that every change of such a row wrote a second page.
-- All three tables are derived and hold what they held.

CREATE TABLE outline_wide (
    village TEXT NOT NULL,
    doc     TEXT NOT NULL,
    outline BLOB NOT NULL,
    PRIMARY KEY (village, doc)
) STRICT;
INSERT INTO outline_wide SELECT village, doc, outline FROM outline;
DROP TABLE outline;
ALTER TABLE outline_wide RENAME TO outline;

CREATE TABLE household_wide (
    village    TEXT NOT NULL,
    id         TEXT NOT NULL,
    micro_grid TEXT NOT NULL,
    house_no   TEXT NOT NULL,
    row        TEXT NOT NULL,  -- JSON
    last_visit INTEGER,
    PRIMARY KEY (village, id)
) STRICT;
INSERT INTO household_wide SELECT village, id, micro_grid, house_no, row, last_visit FROM household;
DROP TABLE household;
ALTER TABLE household_wide RENAME TO household;
CREATE INDEX household_place ON household (micro_grid, last_visit);
CREATE INDEX household_id ON household (id);

CREATE TABLE case_row_wide (
    village     TEXT NOT NULL,
    id          TEXT NOT NULL,
    micro_grid  TEXT NOT NULL,
    colour      TEXT NOT NULL,
    stage       TEXT NOT NULL,
    contested   INTEGER NOT NULL,
    due_at      INTEGER NOT NULL,
    stopped     INTEGER NOT NULL,
    received_at INTEGER NOT NULL,
    row         TEXT NOT NULL, -- JSON
    PRIMARY KEY (village, id)
) STRICT;
INSERT INTO case_row_wide SELECT village, id, micro_grid, colour, stage, contested, due_at, stopped, received_at, row
    FROM case_row;
DROP TABLE case_row;
ALTER TABLE case_row_wide RENAME TO case_row;
CREATE INDEX case_place ON case_row (micro_grid);
CREATE INDEX case_id ON case_row (id);
