//! Statements on the change log and on looks.

super::statements! {
    Whole VILLAGES = "SELECT village FROM log_head WHERE seq > 0 ORDER BY village";
    Village LOG_HEAD = "SELECT seq, chain FROM log_head WHERE village = $1";
    Village BEGIN_LOG = "INSERT INTO log_head (village, seq, chain) VALUES ($1, 0, $2) ON CONFLICT DO NOTHING";
    Village LOCK_LOG = "SELECT seq, chain FROM log_head WHERE village = $1 FOR UPDATE";
    Village SET_LOG_HEAD = "INSERT INTO log_head (village, seq, chain) VALUES ($1, $2, $3)
        ON CONFLICT (village) DO UPDATE SET seq = excluded.seq, chain = excluded.chain";
    Places LOG_LENGTH = "SELECT coalesce(sum(seq), 0)::BIGINT AS length FROM log_head
        WHERE village >= $1 AND village < $2";
    Village CHAIN_AT = "SELECT chain FROM change WHERE village = $1 AND seq = $2";
    Village CHANGE = "SELECT seq, hash, doc, actor, account, role, place, received_at, chain, bytes, carrier
        FROM change WHERE village = $1 AND hash = $2";
    Village CHANGES_OF = "SELECT seq, hash, doc, actor, account, role, place, received_at, chain, bytes, carrier
        FROM change WHERE village = $1 AND doc = $2 ORDER BY seq";
    Village CHANGES_AFTER = "SELECT seq, hash, doc, actor, account, role, place, received_at, chain, bytes, carrier
        FROM change WHERE village = $1 AND doc = ANY($2) AND seq > $3 ORDER BY seq";
    Village LOG = "SELECT seq, hash, doc, actor, account, role, place, received_at, chain, bytes, carrier
        FROM change WHERE village = $1 AND seq > $2 ORDER BY seq LIMIT $3";
    Village CARRIED = "SELECT seq, hash, doc, actor, account, role, place, received_at, chain, bytes, carrier
        FROM change WHERE village = $1 AND carrier IS NOT NULL ORDER BY seq";
    Village CARRIED_OF = "SELECT seq, hash, doc, actor, account, role, place, received_at, chain, bytes, carrier
        FROM change WHERE village = $1 AND doc = $2 AND carrier IS NOT NULL ORDER BY seq";
    Village LOGGED_DOCUMENTS = "SELECT DISTINCT doc FROM change WHERE village = $1 ORDER BY doc";
    Village APPEND = "INSERT INTO change
        (village, seq, hash, doc, actor, account, role, place, received_at, chain, bytes, carrier)
        SELECT $1, new.* FROM unnest($2::BIGINT[], $3::BYTEA[], $4::TEXT[], $5::BYTEA[], $6::TEXT[],
        $7::TEXT[], $8::TEXT[], $9::BIGINT[], $10::BYTEA[], $11::BYTEA[], $12::TEXT[]) AS new";
    Village LOOKS = "SELECT village, at, account, role, subject FROM look WHERE village = $1
        ORDER BY at DESC, number DESC LIMIT $2";
    Whole ALL_LOOKS = "SELECT village, at, account, role, subject FROM look ORDER BY village, number";
    Village LOOKED_AT = "SELECT DISTINCT subject FROM look
        WHERE village = $1 AND account = $2 AND at >= $3 AND at <= $4 AND subject = ANY($5)";
    Village ADD_LOOK = "INSERT INTO look (village, at, account, role, subject) VALUES ($1, $2, $3, $4, $5)";
}
