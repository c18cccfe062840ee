//! Places, accounts, devices, codes, sessions, drafts and looks in PostgreSQL.

use super::codec::*;
use super::connection::values;
use super::feedback::read_feedback;
use super::lists::{read_list, read_listed};
use super::notices::{read_cursor, read_notice};
use super::statements::{feedback, lists, log, notices, people as sql, photos};
use super::{Result, Tx};
use crate::store::records::*;
use crate::store::spelling::range;
use shared_model::ids::{AccountId, DeviceId};
use shared_model::moment::Millis;
use shared_model::people::{Account, Author};
use shared_model::place::{Place, PlaceCode};
use std::collections::BTreeSet;
use tokio_postgres::Row;

fn read_place(row: &Row) -> Result<Place> {
    Ok(Place { code: place(row, "code")?, name: text(row, "name")? })
}

fn read_account(row: &Row) -> Result<AccountRow> {
    let account = Account {
        id: account(row, "id")?,
        name: text(row, "name")?,
        role: role(row, "role")?,
        place: place(row, "place")?,
        post: maybe_json(row, "post")?,
    };
    Ok(AccountRow {
        account,
        login: raw(row, "login")?,
        password: raw(row, "password")?,
        hand: device(row, "hand")?,
    })
}

fn read_tenure(row: &Row) -> Result<TenureRow> {
    Ok(TenureRow {
        account: account(row, "account")?,
        role: role(row, "role")?,
        place: place(row, "place")?,
        until: millis(row, "until")?,
    })
}

fn read_device(row: &Row) -> Result<DeviceRow> {
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

fn read_code(row: &Row) -> Result<EnrolCodeRow> {
    Ok(EnrolCodeRow {
        code_hash: bytes(row, "code_hash")?,
        account: account(row, "account")?,
        expires_at: millis(row, "expires_at")?,
        used_at: maybe_millis(row, "used_at")?,
    })
}

fn read_session(row: &Row) -> Result<SessionRow> {
    Ok(SessionRow {
        token_hash: bytes(row, "token_hash")?,
        account: account(row, "account")?,
        expires_at: millis(row, "expires_at")?,
    })
}

fn read_look(row: &Row) -> Result<LookRow> {
    let village = place(row, "village")?;
    Ok(LookRow {
        at: millis(row, "at")?,
        author: Author {
            account: account(row, "account")?,
            role: role(row, "role")?,
            place: village.clone(),
        },
        village,
        subject: text(row, "subject")?,
    })
}

impl Tx<'_> {
    /// Who writes holds the row it reads against other writers: what it decides stays true until
    /// its commit. One writer at a time is SQLite's way; row by row is PostgreSQL's.
    pub(super) fn locking(&self, look: &'static str, lock: &'static str) -> &'static str {
        if self.writes { lock } else { look }
    }

    pub(super) fn get_meta(&self, key: &str) -> Result<Option<String>> {
        if self.writes {
            self.run(sql::HOLD_META, vec![])?;
        }
        self.one(sql::META, values![key.to_owned()], |row| text(row, "value"))
    }

    pub(super) fn get_place(&self, code: &PlaceCode) -> Result<Option<Place>> {
        self.one(sql::PLACE, values![code.as_str().to_owned()], read_place)
    }

    pub(super) fn get_places_within(&self, place: &PlaceCode) -> Result<Vec<Place>> {
        let (from, to) = range(place.prefix());
        self.all(sql::PLACES_WITHIN, values![from, to], read_place)
    }

    pub(super) fn get_account(&self, id: &AccountId) -> Result<Option<AccountRow>> {
        let sql = self.locking(sql::ACCOUNT, sql::LOCK_ACCOUNT);
        self.one(sql, values![id.as_str().to_owned()], read_account)
    }

    pub(super) fn get_account_by_login(&self, login: &str) -> Result<Option<AccountRow>> {
        self.one(sql::ACCOUNT_BY_LOGIN, values![login.to_owned()], read_account)
    }

    pub(super) fn get_accounts_within(&self, place: &PlaceCode) -> Result<Vec<AccountRow>> {
        let (from, to) = range(place.prefix());
        self.all(sql::ACCOUNTS_WITHIN, values![from, to], read_account)
    }

    pub(super) fn get_tenures(&self, id: &AccountId) -> Result<Vec<TenureRow>> {
        self.all(sql::TENURES, values![id.as_str().to_owned()], read_tenure)
    }

    pub(super) fn get_device(&self, id: DeviceId) -> Result<Option<DeviceRow>> {
        let sql = self.locking(sql::DEVICE, sql::LOCK_DEVICE);
        self.one(sql, values![id.0.to_vec()], read_device)
    }

    pub(super) fn get_device_by_token(&self, token_hash: &SecretHash) -> Result<Option<DeviceRow>> {
        self.one(sql::DEVICE_BY_TOKEN, values![token_hash.to_vec()], read_device)
    }

    pub(super) fn get_devices_of(&self, account: &AccountId) -> Result<Vec<DeviceRow>> {
        self.all(sql::DEVICES_OF, values![account.as_str().to_owned()], read_device)
    }

    pub(super) fn get_enrol_code(&self, code_hash: &SecretHash) -> Result<Option<EnrolCodeRow>> {
        let sql = self.locking(sql::ENROL_CODE, sql::LOCK_ENROL_CODE);
        self.one(sql, values![code_hash.to_vec()], read_code)
    }

    pub(super) fn get_session(&self, token_hash: &SecretHash) -> Result<Option<SessionRow>> {
        self.one(sql::SESSION, values![token_hash.to_vec()], read_session)
    }

    pub(super) fn get_draft(&self, account: &AccountId, form: &str) -> Result<Option<String>> {
        let values = values![account.as_str().to_owned(), form.to_owned()];
        self.one(sql::DRAFT, values, |row| text(row, "body"))
    }

    pub(super) fn get_looked_at(
        &self,
        village: &PlaceCode,
        account: &AccountId,
        (from, until): (Millis, Millis),
        subjects: &[String],
    ) -> Result<BTreeSet<String>> {
        let (village, account) = (village.as_str().to_owned(), account.as_str().to_owned());
        let values = values![village, account, from.0, until.0, subjects.to_vec()];
        Ok(self.all(log::LOOKED_AT, values, |row| text(row, "subject"))?.into_iter().collect())
    }

    pub(super) fn get_looks(&self, village: &PlaceCode, most: i64) -> Result<Vec<LookRow>> {
        self.all(log::LOOKS, values![village.as_str().to_owned(), most], read_look)
    }

    pub(super) fn get_ground(&self, each: &mut dyn FnMut(GroundRow) -> Result<()>) -> Result<()> {
        let setting = |row: &Row| Ok(GroundRow::Meta(text(row, "key")?, text(row, "value")?));
        let draft = |row: &Row| {
            Ok(GroundRow::Draft(account(row, "account")?, text(row, "form")?, text(row, "body")?))
        };
        let (from, to) = range("");
        let mut rows = self.all(sql::ALL_META, vec![], setting)?;
        rows.extend(
            self.all(sql::PLACES_WITHIN, values![from, to], |row| read_place(row).map(GroundRow::Place))?,
        );
        let (from, to) = range("");
        rows.extend(
            self.all(sql::ACCOUNTS_WITHIN, values![from, to], |row| {
                read_account(row).map(GroundRow::Account)
            })?,
        );
        rows.extend(self.all(sql::ALL_TENURES, vec![], |row| read_tenure(row).map(GroundRow::Tenure))?);
        rows.extend(self.all(sql::ALL_DEVICES, vec![], |row| read_device(row).map(GroundRow::Device))?);
        rows.extend(self.all(sql::ALL_ENROL_CODES, vec![], |row| read_code(row).map(GroundRow::EnrolCode))?);
        rows.extend(self.all(sql::ALL_SESSIONS, vec![], |row| read_session(row).map(GroundRow::Session))?);
        rows.extend(self.all(sql::ALL_DRAFTS, vec![], draft)?);
        rows.extend(self.all(log::ALL_LOOKS, vec![], |row| read_look(row).map(GroundRow::Look))?);
        rows.extend(
            self.all(lists::ALL_SERVICE_LISTS, vec![], |row| read_list(row).map(GroundRow::ServiceList))?,
        );
        rows.extend(
            self.all(feedback::ALL_FEEDBACK, vec![], |row| read_feedback(row).map(GroundRow::Feedback))?,
        );
        rows.extend(self.all(lists::ALL_LISTED, vec![], |row| read_listed(row).map(GroundRow::Listed))?);
        rows.extend(self.all(notices::ALL_NOTICE_CURSORS, vec![], read_cursor)?);
        rows.extend(self.all(notices::ALL_NOTICES, vec![], |row| read_notice(row).map(GroundRow::Notice))?);
        rows.extend(self.all(photos::ALL_PHOTOS, vec![], super::photos::read_kept)?);
        rows.into_iter().try_for_each(each)
    }

    pub(super) fn save_place(&self, place: &Place) -> Result<()> {
        let parent = place.code.parent().map(|p| p.as_str().to_owned());
        self.run(sql::PUT_PLACE, values![place.code.as_str().to_owned(), place.name.clone(), parent])
    }

    pub(super) fn save_account(&self, row: &AccountRow) -> Result<()> {
        let Account { id, name, role, place, post } = &row.account;
        let values = values![
            id.as_str().to_owned(),
            name.clone(),
            role.word(),
            place.as_str().to_owned(),
            row.login.clone(),
            row.password.clone(),
            row.hand.0.to_vec(),
            maybe_written(post.as_ref())?
        ];
        self.run(sql::PUT_ACCOUNT, values)
    }

    pub(super) fn save_tenure(&self, row: &TenureRow) -> Result<()> {
        let (account, place) = (row.account.as_str().to_owned(), row.place.as_str().to_owned());
        self.run(sql::PUT_TENURE, values![account, row.role.word(), place, row.until.0])
    }

    pub(super) fn save_device(&self, row: &DeviceRow) -> Result<()> {
        let values = values![
            row.id.0.to_vec(),
            row.account.as_str().to_owned(),
            row.token_hash.to_vec(),
            row.enrolled_at.0,
            row.revoked_at.map(|t| t.0),
            row.last_seen.map(|t| t.0),
            row.key.map(|key| key.to_vec()),
            row.enrolled_by.map(|code| code.to_vec()),
            row.left_at.map(|t| t.0)
        ];
        self.run(sql::PUT_DEVICE, values)
    }

    pub(super) fn save_enrol_code(&self, row: &EnrolCodeRow) -> Result<()> {
        let (code, account) = (row.code_hash.to_vec(), row.account.as_str().to_owned());
        self.run(sql::PUT_ENROL_CODE, values![code, account, row.expires_at.0, row.used_at.map(|t| t.0)])
    }

    pub(super) fn save_session(&self, row: &SessionRow, now: Millis) -> Result<()> {
        self.run(sql::DROP_ENDED_SESSIONS, values![now.0])?;
        let (token, account) = (row.token_hash.to_vec(), row.account.as_str().to_owned());
        self.run(sql::PUT_SESSION, values![token, account, row.expires_at.0])
    }

    pub(super) fn save_draft(&self, account: &AccountId, form: &str, body: &str) -> Result<()> {
        let (account, form) = (account.as_str().to_owned(), form.to_owned());
        if body.is_empty() {
            return self.run(sql::DROP_DRAFT, values![account, form]);
        }
        self.run(sql::PUT_DRAFT, values![account, form, body.to_owned()])
    }

    pub(super) fn save_look(&self, look: &LookRow) -> Result<()> {
        let values = values![
            look.village.as_str().to_owned(),
            look.at.0,
            look.author.account.as_str().to_owned(),
            look.author.role.word(),
            look.subject.clone()
        ];
        self.run(log::ADD_LOOK, values)
    }
}
