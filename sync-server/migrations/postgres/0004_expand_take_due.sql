-- Derived: until when a case is to be taken, and the level that answers for it.
-- `sync-server rebuild` fills them in.
ALTER TABLE case_row ADD COLUMN take_due_at BIGINT; -- none once it is taken
ALTER TABLE case_row ADD COLUMN level TEXT;         -- word of the level; none in rows of the version before
