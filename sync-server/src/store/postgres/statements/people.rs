//! Statements on the small tables: settings, places, accounts, devices, codes, sessions, drafts.
//! Those named `LOCK_…` hold the row against other writers until the transaction ends; `HOLD_META`
//! all settings, also those that are not there yet.

super::statements! {
    Reference META = "SELECT value FROM meta WHERE key = $1";
    Reference HOLD_META = "SELECT pg_advisory_xact_lock(512970327910)";
    Reference ALL_META = "SELECT key, value FROM meta ORDER BY key";
    Reference PUT_META = "INSERT INTO meta (key, value) VALUES ($1, $2)
        ON CONFLICT (key) DO UPDATE SET value = excluded.value";

    Reference PLACE = "SELECT code, name FROM place WHERE code = $1";
    Reference PLACES_WITHIN = "SELECT code, name FROM place WHERE code >= $1 AND code < $2 ORDER BY code";
    Reference PUT_PLACE = "INSERT INTO place (code, name, parent) VALUES ($1, $2, $3)
        ON CONFLICT (code) DO UPDATE SET name = excluded.name";

    Reference ACCOUNT = "SELECT id, name, role, place, login, password, hand, post FROM account WHERE id = $1";
    Reference LOCK_ACCOUNT = "SELECT id, name, role, place, login, password, hand, post FROM account
        WHERE id = $1 FOR NO KEY UPDATE";
    Reference ACCOUNT_BY_LOGIN = "SELECT id, name, role, place, login, password, hand, post FROM account
        WHERE login = $1";
    Reference ACCOUNTS_WITHIN = "SELECT id, name, role, place, login, password, hand, post FROM account
        WHERE place >= $1 AND place < $2 ORDER BY place, id";
    Reference PUT_ACCOUNT = "INSERT INTO account (id, name, role, place, login, password, hand, post)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (id) DO UPDATE SET name = excluded.name, role = excluded.role,
        place = excluded.place, login = excluded.login, password = excluded.password,
        post = excluded.post";

    Reference TENURES = "SELECT account, role, place, until FROM tenure WHERE account = $1
        ORDER BY until DESC, place";
    Reference ALL_TENURES = "SELECT account, role, place, until FROM tenure ORDER BY account, until, place";
    Reference PUT_TENURE = "INSERT INTO tenure (account, role, place, until) VALUES ($1, $2, $3, $4)
        ON CONFLICT DO NOTHING";

    Reference DEVICE = "SELECT id, account, token_hash, enrolled_at, revoked_at, last_seen, key, enrolled_by,
        left_at FROM device WHERE id = $1";
    Reference LOCK_DEVICE = "SELECT id, account, token_hash, enrolled_at, revoked_at, last_seen, key, enrolled_by,
        left_at FROM device WHERE id = $1 FOR NO KEY UPDATE";
    Reference DEVICE_BY_TOKEN = "SELECT id, account, token_hash, enrolled_at, revoked_at, last_seen, key,
        enrolled_by, left_at FROM device WHERE token_hash = $1";
    Reference DEVICES_OF = "SELECT id, account, token_hash, enrolled_at, revoked_at, last_seen, key, enrolled_by,
        left_at FROM device WHERE account = $1 ORDER BY enrolled_at DESC, id";
    Reference ALL_DEVICES = "SELECT id, account, token_hash, enrolled_at, revoked_at, last_seen, key, enrolled_by,
        left_at FROM device ORDER BY id";
    Reference PUT_DEVICE = "INSERT INTO device
        (id, account, token_hash, enrolled_at, revoked_at, last_seen, key, enrolled_by, left_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        ON CONFLICT (id) DO UPDATE SET token_hash = excluded.token_hash,
        revoked_at = excluded.revoked_at, last_seen = excluded.last_seen, key = excluded.key,
        left_at = excluded.left_at";

    Reference ENROL_CODE = "SELECT code_hash, account, expires_at, used_at FROM enrol_code WHERE code_hash = $1";
    Reference LOCK_ENROL_CODE = "SELECT code_hash, account, expires_at, used_at FROM enrol_code
        WHERE code_hash = $1 FOR NO KEY UPDATE";
    Reference ALL_ENROL_CODES = "SELECT code_hash, account, expires_at, used_at FROM enrol_code
        ORDER BY code_hash";
    Reference PUT_ENROL_CODE = "INSERT INTO enrol_code (code_hash, account, expires_at, used_at)
        VALUES ($1, $2, $3, $4) ON CONFLICT (code_hash) DO UPDATE SET used_at = excluded.used_at";

    Reference SESSION = "SELECT token_hash, account, expires_at FROM session WHERE token_hash = $1";
    Reference ALL_SESSIONS = "SELECT token_hash, account, expires_at FROM session ORDER BY token_hash";
    Reference DROP_ENDED_SESSIONS = "DELETE FROM session WHERE expires_at <= $1";
    Reference PUT_SESSION = "INSERT INTO session (token_hash, account, expires_at) VALUES ($1, $2, $3)
        ON CONFLICT (token_hash) DO UPDATE SET expires_at = excluded.expires_at";
    Reference END_SESSION = "DELETE FROM session WHERE token_hash = $1";

    Reference DRAFT = "SELECT body FROM draft WHERE account = $1 AND form = $2";
    Reference ALL_DRAFTS = "SELECT account, form, body FROM draft ORDER BY account, form";
    Reference PUT_DRAFT = "INSERT INTO draft (account, form, body) VALUES ($1, $2, $3)
        ON CONFLICT (account, form) DO UPDATE SET body = excluded.body";
    Reference DROP_DRAFT = "DELETE FROM draft WHERE account = $1 AND form = $2";
}
