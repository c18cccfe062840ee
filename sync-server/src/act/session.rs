//! Console sessions and devices: who a cookie, a token or a code stands for.

use crate::app::{self, App};
use crate::error::{Failed, Outcome};
use crate::reference;
use crate::secret;
use crate::store::records::{AccountRow, DeviceRow, EnrolCodeRow, SecretHash, SessionRow};
use crate::store::{self, WriteTx};
use shared_model::api::Code;
use shared_model::ids::DeviceId;
use shared_model::moment::{HOUR, Millis};
use shared_model::protocol::{EnrolAnswer, EnrolRequest, LeaveAnswer, LeaveRequest};
use shared_model::trust::check_leave;

/// How long a session lives: a working day.
pub const SESSION_LIVES: i64 = 12 * HOUR;

/// Logs in by name and password; the session's secret is for the cookie.
///
/// # Errors
/// `wrong_password`, `too_many_tries`, or a fault.
pub fn log_in(app: &App, login: &str, password: &str) -> Outcome<String> {
    let (login, now) = (login.trim(), app.now());
    let wrong = || Failed::problem(Code::WrongPassword, "the name or the password is wrong");
    if login.len() > 80 || password.len() > 400 {
        return Err(wrong());
    }
    let wait = app.throttle.wait(login, now);
    if wait > 0 {
        return Err(Failed::problem(Code::TooManyTries, format!("wait {} seconds", wait / 1000 + 1)));
    }
    let row = store::read(&*app.store, |tx| Outcome::Ok(tx.account_by_login(login)?))?;
    let kept = row.as_ref().and_then(|row| row.password.as_deref());
    if !secret::password_fits(password, kept) {
        app.throttle.wrong(login, now);
        return Err(wrong());
    }
    app.throttle.right(login);
    let row = row.ok_or_else(wrong)?;
    let token = secret::token(&*app.around);
    let expires_at = now.plus(SESSION_LIVES);
    let session = SessionRow { token_hash: secret::hash(&token), account: row.account.id, expires_at };
    store::write(&*app.store, |tx| Outcome::Ok(tx.put_session(&session, now)?))?;
    Ok(token)
}

/// Ends a session.
///
/// # Errors
/// Of the store.
pub fn log_out(app: &App, token: &str) -> Outcome<()> {
    store::write(&*app.store, |tx| Outcome::Ok(tx.end_session(&secret::hash(token))?))?;
    // Who watched under it is let go.
    app.hub.wake();
    Ok(())
}

/// Whom a session's secret stands for; nobody when it has ended.
///
/// # Errors
/// Of the store.
pub fn of_cookie(app: &App, token: &str) -> Outcome<Option<AccountRow>> {
    let now = app.now();
    store::read(&*app.store, |tx| {
        let session = tx.session(&secret::hash(token))?.filter(|session| session.expires_at > now);
        Ok(session.map(|session| tx.account(&session.account)).transpose()?.flatten())
    })
}

/// Whom a bearer token stands for.
///
/// # Errors
/// `token_invalid`, or of the store.
pub fn of_token(app: &App, token: &str) -> Outcome<(DeviceRow, AccountRow)> {
    let unknown = || Failed::problem(Code::TokenInvalid, "this device is not known here: enrol it again");
    store::read(&*app.store, |tx| {
        let device = tx.device_by_token(&secret::hash(token))?.ok_or_else(unknown)?;
        let account = tx.account(&device.account)?.ok_or_else(unknown)?;
        Ok((device, account))
    })
}

/// Makes a one-time code a device. The same code under the same key is answered the same, as long
/// as the code lives: an answer that was lost costs nothing.
///
/// # Errors
/// `update_needed`, `malformed`, `code_invalid`, or a fault.
pub fn enrol(app: &App, request: &EnrolRequest) -> Outcome<EnrolAnswer> {
    app::check_protocol(request.protocol)?;
    let (now, key) = (app.now(), device_key(request)?);
    let invalid =
        || Failed::problem(Code::CodeInvalid, "the code is unknown, used or too old: ask for a new one");
    store::write(&*app.store, |tx| {
        let typed = secret::typed(&request.code);
        let code =
            tx.enrol_code(&secret::hash(&typed))?.filter(|code| code.expires_at > now).ok_or_else(invalid)?;
        let account = tx.account(&code.account)?.ok_or_else(invalid)?.account;
        let id = match code.used_at {
            None => DeviceId(app.random()),
            Some(_) => enrolled_before(tx, &code, key)?.ok_or_else(invalid)?,
        };
        let token = match key {
            Some(key) => secret::device_token(&app.secret, id, &key, &typed),
            None => secret::token(&*app.around),
        };
        if code.used_at.is_none() {
            put_new(tx, code, id, secret::hash(&token), key, now)?;
        }
        Ok(EnrolAnswer {
            device: id,
            token,
            path: reference::path(tx, &account.place)?,
            sample: app::is_sample(tx)?,
            account,
            server_key: Some(app.keys.sign.public().to_vec().into()),
            seal_key: Some(app.keys.seal.public().to_vec().into()),
        })
    })
}

/// Takes note that a device is no longer in use: from now on it fetches nothing. What it wrote and others
/// still bring is taken in. Said again, it is answered the same.
///
/// # Errors
/// `token_invalid` when no such device is known here or another's key signed, or a fault.
pub fn leave(app: &App, request: &LeaveRequest) -> Outcome<LeaveAnswer> {
    let LeaveRequest { device: id, at, signature } = request;
    let not_its_own = || Failed::problem(Code::TokenInvalid, "no device that is known here said so");
    let signed =
        |device: &DeviceRow| device.key.is_some_and(|key| check_leave(&key, *id, *at, signature).is_ok());
    // Anybody may call: who isn't that device gets no writer.
    store::read(&*app.store, |tx| tx.device(*id)?.filter(signed).ok_or_else(not_its_own).map(drop))?;
    let now = app.now();
    store::write(&*app.store, |tx| {
        let mut device = tx.device(*id)?.ok_or_else(not_its_own)?;
        // A phone's clock may be years off.
        let heard = device.last_seen.unwrap_or(device.enrolled_at).min(now);
        let left_at = *device.left_at.get_or_insert((*at).clamp(heard, now));
        device.revoked_at = device.revoked_at.or(Some(now));
        tx.put_device(&device)?;
        Ok(LeaveAnswer { left_at })
    })
}

fn device_key(request: &EnrolRequest) -> Outcome<Option<[u8; 32]>> {
    let wrong = |_| Failed::problem(Code::Malformed, "a device key has 32 bytes");
    request.device_key.as_ref().map(|key| key.as_slice().try_into().map_err(wrong)).transpose()
}

/// The device that a used code has become under this key, unless it was revoked meanwhile.
fn enrolled_before(
    tx: &dyn WriteTx,
    code: &EnrolCodeRow,
    key: Option<[u8; 32]>,
) -> Outcome<Option<DeviceId>> {
    let same = |device: &DeviceRow| {
        key.is_some()
            && device.key == key
            && device.enrolled_by == Some(code.code_hash)
            && device.revoked_at.is_none()
    };
    Ok(tx.devices_of(&code.account)?.into_iter().find(same).map(|device| device.id))
}

fn put_new(
    tx: &dyn WriteTx,
    mut code: EnrolCodeRow,
    id: DeviceId,
    token_hash: SecretHash,
    key: Option<[u8; 32]>,
    now: Millis,
) -> Outcome<()> {
    tx.put_device(&DeviceRow {
        id,
        account: code.account.clone(),
        token_hash,
        enrolled_at: now,
        revoked_at: None,
        left_at: None,
        last_seen: Some(now),
        key,
        enrolled_by: Some(code.code_hash),
    })?;
    code.used_at = Some(now);
    Ok(tx.put_enrol_code(&code)?)
}
