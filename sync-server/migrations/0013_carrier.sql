-- Ground: whose phone brought a change, when it was none of its author's own.
ALTER TABLE change ADD COLUMN carrier TEXT;
CREATE INDEX change_carried ON change (village, doc, seq) WHERE carrier IS NOT NULL;

-- Whether somebody looked at the same not long ago.
CREATE INDEX look_again ON look (village, account, at);
