//! Statements on service lists and the directory.

super::statements! {
    Reference SERVICE_LIST = "SELECT place, version, at, account, items FROM service_list WHERE place = $1";
    Reference LOCK_SERVICE_LIST = "SELECT place, version, at, account, items FROM service_list
        WHERE place = $1 FOR NO KEY UPDATE";
    Reference ALL_SERVICE_LISTS = "SELECT place, version, at, account, items FROM service_list ORDER BY place";
    Reference PUT_SERVICE_LIST = "INSERT INTO service_list (place, version, at, account, items)
        VALUES ($1, $2, $3, $4, $5) ON CONFLICT (place) DO UPDATE SET version = excluded.version,
        at = excluded.at, account = excluded.account, items = excluded.items";

    Village DIRECTORY = "SELECT village, person FROM directory WHERE village = $1 ORDER BY id";
    Whole ALL_LISTED = "SELECT village, person FROM directory ORDER BY village, id";
    Village PUT_LISTED = "INSERT INTO directory (village, id, person) VALUES ($1, $2, $3)
        ON CONFLICT (village, id) DO UPDATE SET person = excluded.person";
    Village DROP_LISTED = "DELETE FROM directory WHERE village = $1 AND id = $2";
}
