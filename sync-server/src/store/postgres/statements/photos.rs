//! Statements on photos: those that are whole, and the documents that name them.

super::statements! {
    Village PHOTO_NAMED = "SELECT hash, bytes, width, height, mime FROM photo_name
        WHERE village = $1 AND doc = $2 AND hash = $3";
    Village PHOTO_KEPT = "SELECT bytes FROM photo_kept WHERE village = $1 AND hash = $2";
    Village PHOTO_BYTES = "SELECT coalesce(sum(bytes), 0)::BIGINT AS sum FROM photo_kept WHERE village = $1";
    Village PUT_PHOTO_NAMES = "INSERT INTO photo_name (village, doc, hash, bytes, width, height, mime)
        SELECT $1, $2, new.* FROM unnest($3::BYTEA[], $4::BIGINT[], $5::BIGINT[], $6::BIGINT[], $7::TEXT[]) AS new
        ON CONFLICT (village, doc, hash) DO UPDATE SET bytes = excluded.bytes, width = excluded.width,
        height = excluded.height, mime = excluded.mime
        WHERE (excluded.bytes, excluded.width, excluded.height, excluded.mime)
        < (photo_name.bytes, photo_name.width, photo_name.height, photo_name.mime)";
    Village KEEP_PHOTO = "INSERT INTO photo_kept (village, hash, bytes, at) VALUES ($1, $2, $3, $4)
        ON CONFLICT DO NOTHING";
    Village LOSE_PHOTO = "DELETE FROM photo_kept WHERE village = $1 AND hash = $2";
    Whole ALL_PHOTOS = "SELECT village, hash, bytes, at FROM photo_kept ORDER BY village, hash";
    Whole DERIVED_PHOTO_NAMES = "SELECT 'photo_name ' || t::TEXT AS text FROM photo_name t
        ORDER BY village, doc, hash";
    Whole CLEAR_PHOTO_NAMES = "DELETE FROM photo_name";
}
