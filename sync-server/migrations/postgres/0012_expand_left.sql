-- When a device left, as it said itself; none of those that didn't.
ALTER TABLE device ADD COLUMN left_at BIGINT;
