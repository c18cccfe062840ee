-- After years most cases are closed: lists of open ones and the county's figures read indices alone
-- where the rows are wide.
CREATE INDEX case_open ON case_row (village, id) WHERE stage NOT IN ('struck_off', 'withdrawn', 'merged');
CREATE INDEX case_figures
    ON case_row (micro_grid, stage, colour, stopped, due_at, take_due_at, contested, received_at);
DROP INDEX case_place;
