-- Whose phone brought a change here, where it came from phone to phone.
ALTER TABLE change ADD COLUMN heard_from TEXT;
