//! Statements on complaints and suggestions.

super::statements! {
    Reference FEEDBACK = "SELECT account, id, role, from_place, kind, to_place, words, written_at, received_at,
        reply, replied_at, replied_by FROM feedback WHERE account = $1 AND id = $2";
    Reference LOCK_FEEDBACK = "SELECT account, id, role, from_place, kind, to_place, words, written_at,
        received_at, reply, replied_at, replied_by FROM feedback WHERE account = $1 AND id = $2
        FOR NO KEY UPDATE";
    Reference FEEDBACK_OF = "SELECT account, id, role, from_place, kind, to_place, words, written_at,
        received_at, reply, replied_at, replied_by FROM feedback WHERE account = $1
        ORDER BY received_at DESC, id";
    Reference FEEDBACK_TO = "SELECT account, id, role, from_place, kind, to_place, words, written_at,
        received_at, reply, replied_at, replied_by FROM feedback WHERE to_place = $1
        ORDER BY (reply IS NOT NULL), received_at DESC, account, id LIMIT $2";
    Reference ALL_FEEDBACK = "SELECT account, id, role, from_place, kind, to_place, words, written_at,
        received_at, reply, replied_at, replied_by FROM feedback ORDER BY account, id";
    Reference PUT_FEEDBACK = "INSERT INTO feedback (account, id, role, from_place, kind, to_place, words,
        written_at, received_at, reply, replied_at, replied_by)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)
        ON CONFLICT (account, id) DO UPDATE SET reply = excluded.reply, replied_at = excluded.replied_at,
        replied_by = excluded.replied_by WHERE feedback.reply IS NULL";
}
