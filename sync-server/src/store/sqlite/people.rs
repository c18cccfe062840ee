//! Places, accounts, devices, codes, sessions, drafts and looks in SQLite.

use super::codec::*;
use super::feedback::read_feedback;
use super::lists::{read_list, read_listed};
use super::notices::{read_cursor, read_notice};
use super::{Result, Tx};
use crate::store::records::*;
use rusqlite::{Row, params};
use shared_model::ids::{AccountId, DeviceId};
use shared_model::moment::Millis;
use shared_model::people::{Account, Author};
use shared_model::place::{Place, PlaceCode};
use std::collections::BTreeSet;

fn read_place(row: &Row<'_>) -> Result<Place> {
    Ok(Place { code: place(row, "code")?, name: row.get("name")? })
}

fn read_account(row: &Row<'_>) -> Result<AccountRow> {
    let account = Account {
        id: account(row, "id")?,
        name: row.get("name")?,
        role: role(row, "role")?,
        place: place(row, "place")?,
        post: maybe_json(row, "post")?,
    };
    Ok(AccountRow {
        account,
        login: row.get("login")?,
        password: row.get("password")?,
        hand: device(row, "hand")?,
    })
}

fn read_device(row: &Row<'_>) -> Result<DeviceRow> {
    Ok(DeviceRow {
        id: device(row, "id")?,
        account: account(row, "account")?,
        token_hash: bytes(row, "token_hash")?,
        enrolled_at: millis(row, "enrolled_at")?,
        revoked_at: maybe_millis(row, "revoked_at")?,
        left_at: maybe_millis(row, "left_at")?,
        last_seen: maybe_millis(row, "last_seen")?,
        key: maybe_bytes(row, "key")?,
        enrolled_by: maybe_bytes(row, "enrolled_by")?,
    })
}

fn read_tenure(row: &Row<'_>) -> Result<TenureRow> {
    Ok(TenureRow {
        account: account(row, "account")?,
        role: role(row, "role")?,
        place: place(row, "place")?,
        until: millis(row, "until")?,
    })
}

fn read_code(row: &Row<'_>) -> Result<EnrolCodeRow> {
    Ok(EnrolCodeRow {
        code_hash: bytes(row, "code_hash")?,
        account: account(row, "account")?,
        expires_at: millis(row, "expires_at")?,
        used_at: maybe_millis(row, "used_at")?,
    })
}

fn read_session(row: &Row<'_>) -> Result<SessionRow> {
    Ok(SessionRow {
        token_hash: bytes(row, "token_hash")?,
        account: account(row, "account")?,
        expires_at: millis(row, "expires_at")?,
    })
}

fn read_look(row: &Row<'_>) -> Result<LookRow> {
    let village = place(row, "village")?;
    Ok(LookRow {
        at: millis(row, "at")?,
        author: Author {
            account: account(row, "account")?,
            role: role(row, "role")?,
            place: village.clone(),
        },
        village,
        subject: row.get("subject")?,
    })
}

impl Tx<'_> {
    pub(super) fn get_place(&self, code: &PlaceCode) -> Result<Option<Place>> {
        self.one("SELECT * FROM place WHERE code = ?1", [code.as_str()], read_place)
    }

    pub(super) fn get_places_within(&self, place: &PlaceCode) -> Result<Vec<Place>> {
        let (from, to) = range(place.prefix());
        self.all("SELECT * FROM place WHERE code >= ?1 AND code < ?2 ORDER BY code", [from, to], read_place)
    }

    pub(super) fn get_account(&self, id: &AccountId) -> Result<Option<AccountRow>> {
        self.one("SELECT * FROM account WHERE id = ?1", [id.as_str()], read_account)
    }

    pub(super) fn get_account_by_login(&self, login: &str) -> Result<Option<AccountRow>> {
        self.one("SELECT * FROM account WHERE login = ?1", [login], read_account)
    }

    pub(super) fn get_accounts_within(&self, place: &PlaceCode) -> Result<Vec<AccountRow>> {
        let (from, to) = range(place.prefix());
        let sql = "SELECT * FROM account WHERE place >= ?1 AND place < ?2 ORDER BY place, id";
        self.all(sql, [from, to], read_account)
    }

    pub(super) fn get_device(&self, id: DeviceId) -> Result<Option<DeviceRow>> {
        self.one("SELECT * FROM device WHERE id = ?1", [&id.0[..]], read_device)
    }

    pub(super) fn get_device_by_token(&self, token_hash: &SecretHash) -> Result<Option<DeviceRow>> {
        self.one("SELECT * FROM device WHERE token_hash = ?1", [&token_hash[..]], read_device)
    }

    pub(super) fn get_devices_of(&self, account: &AccountId) -> Result<Vec<DeviceRow>> {
        let sql = "SELECT * FROM device WHERE account = ?1 ORDER BY enrolled_at DESC, id";
        self.all(sql, [account.as_str()], read_device)
    }

    pub(super) fn get_tenures(&self, id: &AccountId) -> Result<Vec<TenureRow>> {
        let sql = "SELECT * FROM tenure WHERE account = ?1 ORDER BY until DESC, place";
        self.all(sql, [id.as_str()], read_tenure)
    }

    pub(super) fn save_tenure(&self, row: &TenureRow) -> Result<()> {
        let sql = "INSERT OR IGNORE INTO tenure (account, role, place, until) VALUES (?1, ?2, ?3, ?4)";
        let values = params![row.account.as_str(), row.role.word(), row.place.as_str(), row.until.0];
        self.run(sql, values).map(drop)
    }

    pub(super) fn get_enrol_code(&self, code_hash: &SecretHash) -> Result<Option<EnrolCodeRow>> {
        self.one("SELECT * FROM enrol_code WHERE code_hash = ?1", [&code_hash[..]], read_code)
    }

    pub(super) fn get_session(&self, token_hash: &SecretHash) -> Result<Option<SessionRow>> {
        self.one("SELECT * FROM session WHERE token_hash = ?1", [&token_hash[..]], read_session)
    }

    pub(super) fn get_looked_at(
        &self,
        village: &PlaceCode,
        account: &AccountId,
        (from, until): (Millis, Millis),
        subjects: &[String],
    ) -> Result<BTreeSet<String>> {
        let sql =
            "SELECT DISTINCT subject FROM look WHERE village = ?1 AND account = ?2 AND at >= ?3 AND at <= ?4";
        let values = params![village.as_str(), account.as_str(), from.0, until.0];
        let mut seen: BTreeSet<String> =
            self.all(sql, values, |row| Ok(row.get("subject")?))?.into_iter().collect();
        seen.retain(|subject| subjects.contains(subject));
        Ok(seen)
    }

    pub(super) fn get_looks(&self, village: &PlaceCode, most: i64) -> Result<Vec<LookRow>> {
        self.all(
            "SELECT * FROM look WHERE village = ?1 ORDER BY at DESC, rowid DESC LIMIT ?2",
            params![village.as_str(), most],
            read_look,
        )
    }

    pub(super) fn get_ground(&self, each: &mut dyn FnMut(GroundRow) -> Result<()>) -> Result<()> {
        let setting = |row: &Row<'_>| Ok(GroundRow::Meta(row.get("key")?, row.get("value")?));
        let draft = |row: &Row<'_>| {
            Ok(GroundRow::Draft(account(row, "account")?, row.get("form")?, row.get("body")?))
        };
        let mut rows = self.all("SELECT * FROM meta ORDER BY key", [], setting)?;
        let mut add = |sql: &str, read: &dyn Fn(&Row<'_>) -> Result<GroundRow>| -> Result<()> {
            rows.extend(self.all(sql, [], read)?);
            Ok(())
        };
        add("SELECT * FROM place ORDER BY code", &|row| read_place(row).map(GroundRow::Place))?;
        add("SELECT * FROM account ORDER BY place, id", &|row| read_account(row).map(GroundRow::Account))?;
        let tenures = "SELECT * FROM tenure ORDER BY account, until, place";
        add(tenures, &|row| read_tenure(row).map(GroundRow::Tenure))?;
        add("SELECT * FROM device ORDER BY id", &|row| read_device(row).map(GroundRow::Device))?;
        add("SELECT * FROM enrol_code ORDER BY code_hash", &|row| read_code(row).map(GroundRow::EnrolCode))?;
        add("SELECT * FROM session ORDER BY token_hash", &|row| read_session(row).map(GroundRow::Session))?;
        add("SELECT * FROM draft ORDER BY account, form", &draft)?;
        add("SELECT * FROM look ORDER BY village, rowid", &|row| read_look(row).map(GroundRow::Look))?;
        add("SELECT * FROM service_list ORDER BY place", &|row| read_list(row).map(GroundRow::ServiceList))?;
        let feedback = "SELECT * FROM feedback ORDER BY account, id";
        add(feedback, &|row| read_feedback(row).map(GroundRow::Feedback))?;
        add("SELECT * FROM directory ORDER BY village, id", &|row| read_listed(row).map(GroundRow::Listed))?;
        add("SELECT * FROM notice_cursor ORDER BY village", &read_cursor)?;
        add("SELECT * FROM notice ORDER BY village, id", &|row| read_notice(row).map(GroundRow::Notice))?;
        add("SELECT * FROM photo_kept ORDER BY village, hash", &super::photos::read_kept)?;
        rows.into_iter().try_for_each(each)
    }

    pub(super) fn save_place(&self, place: &Place) -> Result<()> {
        let parent = place.code.parent().map(|p| p.as_str().to_owned());
        let sql = "INSERT INTO place (code, name, parent) VALUES (?1, ?2, ?3)
                   ON CONFLICT (code) DO UPDATE SET name = excluded.name";
        self.run(sql, params![place.code.as_str(), place.name, parent]).map(drop)
    }

    pub(super) fn save_account(&self, row: &AccountRow) -> Result<()> {
        let sql = "INSERT INTO account (id, name, role, place, login, password, hand, post)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
                   ON CONFLICT (id) DO UPDATE SET name = excluded.name, role = excluded.role,
                   place = excluded.place, login = excluded.login, password = excluded.password,
                   post = excluded.post";
        let Account { id, name, role, place, post } = &row.account;
        let values = params![
            id.as_str(),
            name,
            role.word(),
            place.as_str(),
            row.login,
            row.password,
            &row.hand.0[..],
            maybe_written(post.as_ref())?
        ];
        self.run(sql, values).map(drop)
    }

    pub(super) fn save_device(&self, row: &DeviceRow) -> Result<()> {
        let sql = "INSERT INTO device
                   (id, account, token_hash, enrolled_at, revoked_at, last_seen, key, enrolled_by, left_at)
                   VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
                   ON CONFLICT (id) DO UPDATE SET token_hash = excluded.token_hash,
                   revoked_at = excluded.revoked_at, last_seen = excluded.last_seen, key = excluded.key,
                   left_at = excluded.left_at";
        let values = params![
            &row.id.0[..],
            row.account.as_str(),
            &row.token_hash[..],
            row.enrolled_at.0,
            row.revoked_at.map(|t| t.0),
            row.last_seen.map(|t| t.0),
            row.key.as_ref().map(|key| &key[..]),
            row.enrolled_by.as_ref().map(|code| &code[..]),
            row.left_at.map(|t| t.0)
        ];
        self.run(sql, values).map(drop)
    }

    pub(super) fn save_enrol_code(&self, row: &EnrolCodeRow) -> Result<()> {
        let sql = "INSERT INTO enrol_code (code_hash, account, expires_at, used_at) VALUES (?1, ?2, ?3, ?4)
                   ON CONFLICT (code_hash) DO UPDATE SET used_at = excluded.used_at";
        let values =
            params![&row.code_hash[..], row.account.as_str(), row.expires_at.0, row.used_at.map(|t| t.0)];
        self.run(sql, values).map(drop)
    }

    pub(super) fn save_session(&self, row: &SessionRow, now: Millis) -> Result<()> {
        self.run("DELETE FROM session WHERE expires_at <= ?1", [now.0])?;
        let sql = "INSERT INTO session (token_hash, account, expires_at) VALUES (?1, ?2, ?3)
                   ON CONFLICT (token_hash) DO UPDATE SET expires_at = excluded.expires_at";
        self.run(sql, params![&row.token_hash[..], row.account.as_str(), row.expires_at.0]).map(drop)
    }

    pub(super) fn save_draft(&self, account: &AccountId, form: &str, body: &str) -> Result<()> {
        if body.is_empty() {
            return self
                .run("DELETE FROM draft WHERE account = ?1 AND form = ?2", [account.as_str(), form])
                .map(drop);
        }
        let sql = "INSERT INTO draft (account, form, body) VALUES (?1, ?2, ?3)
                   ON CONFLICT (account, form) DO UPDATE SET body = excluded.body";
        self.run(sql, [account.as_str(), form, body]).map(drop)
    }

    pub(super) fn save_look(&self, look: &LookRow) -> Result<()> {
        let sql = "INSERT INTO look (village, at, account, role, subject) VALUES (?1, ?2, ?3, ?4, ?5)";
        let values = params![
            look.village.as_str(),
            look.at.0,
            look.author.account.as_str(),
            look.author.role.word(),
            look.subject
        ];
        self.run(sql, values).map(drop)
    }
}
