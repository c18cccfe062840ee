//! Statements on notices that wait to be delivered.

super::statements! {
    Village NOTICE_CURSOR = "SELECT seq FROM notice_cursor WHERE village = $1";
    Village LOCK_NOTICE_CURSOR = "SELECT seq FROM notice_cursor WHERE village = $1 FOR NO KEY UPDATE";
    Village PUT_NOTICE_CURSOR = "INSERT INTO notice_cursor (village, seq) VALUES ($1, $2)
        ON CONFLICT (village) DO UPDATE SET seq = excluded.seq";
    Whole ALL_NOTICE_CURSORS = "SELECT village, seq FROM notice_cursor ORDER BY village";

    Whole NOTICES_DUE = "SELECT village, id, target, body, made_at, tries, next_at, dead FROM notice
        WHERE dead = FALSE AND next_at <= $1 ORDER BY next_at, made_at, village, id LIMIT $2";
    Whole ALL_NOTICES = "SELECT village, id, target, body, made_at, tries, next_at, dead FROM notice
        ORDER BY village, id";
    Village PUT_NOTICE = "INSERT INTO notice (village, id, target, body, made_at, tries, next_at, dead)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (village, id) DO UPDATE SET tries = excluded.tries, next_at = excluded.next_at,
        dead = excluded.dead";
    Village TAKE_NOTICE = "UPDATE notice SET next_at = $4
        WHERE village = $1 AND id = $2 AND next_at = $3 AND dead = FALSE RETURNING id";
    Village DROP_NOTICE = "DELETE FROM notice WHERE village = $1 AND id = $2";
}
