//! Making members' accounts, one-time codes for their phones, moving members, and revoking phones.

use super::Deed;
use crate::error::{Failed, Outcome};
use crate::reference;
use crate::scope;
use crate::secret;
use crate::store::WriteTx;
use crate::store::records::{AccountRow, EnrolCodeRow, TenureRow};
use qrcode::QrCode;
use qrcode::render::svg;
use shared_model::api::view::EnrolCodeView;
use shared_model::api::{Code, Done};
use shared_model::ids::{AccountId, DeviceId};
use shared_model::moment::DAY;
use shared_model::people::{Account, POST_NAME_MOST, Post, Role};
use shared_model::place::{Level, PlaceCode};
use shared_model::surroundings::Surroundings;

/// How long a code can be used.
const CODE_LIVES: i64 = DAY;

/// Makes a member's account and a code for their phone.
///
/// # Errors
/// `invalid`, `not_found`, or a fault.
pub fn enrol(deed: &Deed<'_>, name: &str, micro_grid: &PlaceCode) -> Outcome<EnrolCodeView> {
    let name = name.trim();
    if name.is_empty() || name.chars().count() > 40 {
        return Err(Failed::problem(Code::Invalid, "a name has 1 to 40 characters"));
    }
    check_micro_grid(deed, micro_grid)?;
    let account = Account {
        id: AccountId::from_random(deed.app.random()),
        name: name.to_owned(),
        role: Role::Member,
        place: micro_grid.clone(),
        post: None,
    };
    let row = AccountRow { account, login: None, password: None, hand: DeviceId(deed.app.random()) };
    deed.tx.put_account(&row)?;
    reference::changed(deed.tx)?;
    issue(deed.tx, &row, &deed.app.public_url, &*deed.app.around)
}

/// A new code for an account of the asker's place.
///
/// # Errors
/// `not_found`, or a fault.
pub fn new_code(deed: &Deed<'_>, account: &AccountId) -> Outcome<EnrolCodeView> {
    let row = phone_account(deed, account)?;
    issue(deed.tx, &row, &deed.app.public_url, &*deed.app.around)
}

/// Revokes all phones of an account. What they still deliver is taken in.
///
/// # Errors
/// `not_found`, or a fault.
pub fn revoke(deed: &Deed<'_>, account: &AccountId) -> Outcome<Done> {
    let row = phone_account(deed, account)?;
    for mut device in deed.tx.devices_of(&row.account.id)? {
        device.revoked_at = device.revoked_at.or(Some(deed.now));
        deed.tx.put_device(&device)?;
    }
    Ok(Done::Nothing)
}

/// Gives a member another micro-grid to look after. The old place is kept as a former one: what was
/// written there and is still on a phone arrives under the member's name.
///
/// # Errors
/// `invalid`, `not_found`, or a fault.
pub fn move_to(deed: &Deed<'_>, account: &AccountId, micro_grid: &PlaceCode) -> Outcome<Done> {
    let mut row = phone_account(deed, account)?;
    if row.account.role != Role::Member {
        return Err(Failed::problem(Code::Invalid, "only a member looks after a micro-grid"));
    }
    check_micro_grid(deed, micro_grid)?;
    if row.account.place == *micro_grid {
        return Ok(Done::Nothing);
    }
    let Account { id, role, place, .. } = row.account.clone();
    deed.tx.put_tenure(&TenureRow { account: id, role, place, until: deed.now })?;
    row.account.place = micro_grid.clone();
    deed.tx.put_account(&row)?;
    reference::changed(deed.tx)?;
    Ok(Done::Nothing)
}

/// Says what an account of the asker's place is there for. It changes no right.
///
/// # Errors
/// `invalid`, `not_found`, or a fault.
pub fn set_post(deed: &Deed<'_>, account: &AccountId, post: Option<Post>) -> Outcome<Done> {
    let fits = |row: &AccountRow| row.account.place.is_within(&deed.me.account.place);
    let mut row = deed.tx.account(account)?.filter(fits).ok_or_else(|| scope::not_found("account"))?;
    row.account.post = post.map(checked_post).transpose()?;
    deed.tx.put_account(&row)?;
    reference::changed(deed.tx)?;
    Ok(Done::Nothing)
}

/// A post as it is kept.
///
/// # Errors
/// `invalid` when the name is too long.
pub fn checked_post(post: Post) -> Outcome<Post> {
    let name = post.name.trim().to_owned();
    if name.chars().count() > POST_NAME_MOST {
        let told = format!("the name of a room or desk has up to {POST_NAME_MOST} characters");
        return Err(Failed::problem(Code::Invalid, told));
    }
    Ok(Post { name, ..post })
}

/// A micro-grid of the asker's place.
fn check_micro_grid(deed: &Deed<'_>, micro_grid: &PlaceCode) -> Outcome<()> {
    let known = micro_grid.level() == Level::MicroGrid
        && micro_grid.is_within(&deed.me.account.place)
        && deed.tx.place(micro_grid)?.is_some();
    if known { Ok(()) } else { Err(scope::not_found("micro-grid")) }
}

/// An account that works with a phone, in the asker's place.
fn phone_account(deed: &Deed<'_>, account: &AccountId) -> Outcome<AccountRow> {
    let fits = |row: &AccountRow| {
        matches!(row.account.role, Role::Member | Role::GridLeader)
            && row.account.place.is_within(&deed.me.account.place)
    };
    deed.tx.account(account)?.filter(fits).ok_or_else(|| scope::not_found("account"))
}

/// Makes a code; of it only the hash is kept.
///
/// # Errors
/// Of the store.
pub fn issue(
    tx: &dyn WriteTx,
    row: &AccountRow,
    public_url: &str,
    around: &dyn Surroundings,
) -> Outcome<EnrolCodeView> {
    let (now, code) = (around.now(), secret::code(around));
    let expires_at = now.plus(CODE_LIVES);
    let kept = EnrolCodeRow {
        code_hash: secret::hash(&code),
        account: row.account.id.clone(),
        expires_at,
        used_at: None,
    };
    tx.put_enrol_code(&kept)?;
    let link = format!("weige://enrol?server={}&code={code}", percent(public_url));
    let qr = QrCode::new(link.as_bytes())
        .map_err(|error| Failed::problem(Code::Internal, format!("the link fits no QR code: {error}")))?;
    let qr_svg = qr.render::<svg::Color<'_>>().min_dimensions(200, 200).build();
    Ok(EnrolCodeView { account: row.account.clone(), code: secret::grouped(&code), link, qr_svg, expires_at })
}

/// A URL as a value in a query string.
fn percent(text: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._~".contains(&byte);
    text.bytes()
        .map(|byte| if plain(byte) { (byte as char).to_string() } else { format!("%{byte:02X}") })
        .collect()
}
