-- Derived: households that stand, and those that are archived or merged into another and are counted no
-- more. Only added: a server of the version before goes on working beside this one.
ALTER TABLE household ADD COLUMN stands BOOLEAN NOT NULL DEFAULT TRUE;
UPDATE household SET stands = FALSE WHERE coalesce(row::JSONB -> 'household' ->> 'gone', '') <> '';
CREATE INDEX household_aside ON household (village, micro_grid, id) WHERE NOT stands;
-- Counting reads no row: which stand, and when each was last visited, is in the index.
CREATE INDEX household_standing ON household (village, micro_grid, last_visit) WHERE stands;
