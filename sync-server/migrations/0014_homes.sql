-- Derived: households that stand, and those that are archived or merged into another and are counted no
-- more. Only added: a server of the version before goes on working beside this one.
ALTER TABLE household ADD COLUMN stands INTEGER NOT NULL DEFAULT 1;
UPDATE household SET stands = 0 WHERE json_valid(row) AND coalesce(json_extract(row, '$.household.gone'), '') <> '';
CREATE INDEX household_aside ON household (micro_grid, id) WHERE NOT stands;
-- Counting reads no row: which stand, and when each was last visited, is in the index.
CREATE INDEX household_standing ON household (micro_grid, last_visit, stands) WHERE stands;
