-- Derived: when a case goes up one level by itself; none for one that doesn't. Rows of the version
-- before say 0: they are looked at once, and made anew then.
ALTER TABLE case_row ADD COLUMN pass_up_at BIGINT DEFAULT 0;
CREATE INDEX case_pass_up ON case_row (pass_up_at) WHERE pass_up_at IS NOT NULL AND NOT stopped;
