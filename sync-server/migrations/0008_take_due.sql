-- Derived: until when a case is to be taken, and the level that answers for it. Only added: a server
-- of the version before goes on working beside this one. `sync-server rebuild` fills them in.
ALTER TABLE case_row ADD COLUMN take_due_at INTEGER; -- none once it is taken
ALTER TABLE case_row ADD COLUMN level TEXT;          -- word of the level; none in rows of the version before
