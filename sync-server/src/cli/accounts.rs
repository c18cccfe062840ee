//! `account` and `enrol-code`: people and their phones, from the command line.

use super::{CliError, Data};
use crate::act::members;
use crate::app;
use crate::clock;
use crate::reference;
use crate::secret;
use crate::store::records::AccountRow;
use crate::store::{self, Store};
use clap::{Args, Subcommand};
use shared_model::ids::{AccountId, DeviceId};
use shared_model::people::{Account, Post, PostKind, Role};
use shared_model::place::PlaceCode;
use std::io::BufRead;

#[derive(Subcommand)]
pub enum AccountCommand {
    /// Add an account; prints its id
    Add(Add),
    /// List accounts with their logins
    List(List),
    /// Set a password; it is read from the first line of standard input
    Password(Password),
    /// Say what an account is there for beside its role, or take that away
    Post(SetPost),
}

#[derive(Args)]
pub struct Add {
    #[command(flatten)]
    data: Data,
    /// The person's name
    #[arg(long)]
    name: String,
    /// member, grid_leader, secretary, mediator, department, township, county, administrator
    #[arg(long)]
    role: String,
    /// The code of the place where the role is held
    #[arg(long)]
    place: String,
    /// The name to log in by; the password is then read from standard input
    #[arg(long)]
    login: Option<String>,
    /// What it is there for: mediation_room, legal_adviser, police_aide or service_desk, with the name of
    /// the room or desk behind a `=`
    #[arg(long, value_name = "KIND[=NAME]")]
    post: Option<String>,
}

#[derive(Args)]
pub struct SetPost {
    #[command(flatten)]
    data: Data,
    /// Whose
    #[arg(long, value_name = "ID")]
    account: String,
    /// As `account add` takes it; without it the post is taken away
    #[arg(long, value_name = "KIND[=NAME]")]
    post: Option<String>,
}

#[derive(Args)]
pub struct List {
    #[command(flatten)]
    data: Data,
    /// Only accounts of this place and within
    #[arg(long)]
    place: String,
}

#[derive(Args)]
pub struct Password {
    #[command(flatten)]
    data: Data,
    /// The name to log in by
    #[arg(long)]
    login: String,
}

#[derive(Args)]
pub struct EnrolCode {
    #[command(flatten)]
    data: Data,
    /// Whose phone
    #[arg(long, value_name = "ID")]
    account: String,
    /// The address phones reach the server at; what `serve` was told last when none is named
    #[arg(long, visible_alias = "url", value_name = "URL", env = "WEIGE_PUBLIC_URL", value_parser = super::public_url)]
    public_url: Option<String>,
}

impl AccountCommand {
    pub fn run(self) -> Result<(), CliError> {
        match self {
            AccountCommand::Add(add) => add.run(),
            AccountCommand::List(list) => list.run(),
            AccountCommand::Password(password) => password.run(),
            AccountCommand::Post(post) => post.run(),
        }
    }
}

fn unfit(text: impl Into<String>) -> CliError {
    CliError::Unfit(text.into())
}

fn place(code: &str) -> Result<PlaceCode, CliError> {
    PlaceCode::parse(code).map_err(|bad| unfit(bad.to_string()))
}

/// A password isn't an argument: those stand in the list of processes.
fn password_from_stdin() -> Result<String, CliError> {
    let mut line = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut line)
        .map_err(|error| CliError::File("standard input".into(), error))?;
    let password = line.trim_end_matches(['\r', '\n']);
    if password.chars().count() < secret::PASSWORD_LEAST {
        return Err(unfit(format!("a password has at least {} characters", secret::PASSWORD_LEAST)));
    }
    Ok(secret::password_hash(password)?)
}

impl Add {
    fn run(self) -> Result<(), CliError> {
        let role =
            Role::parse(&self.role).ok_or_else(|| unfit(format!("there is no role {:?}", self.role)))?;
        let place = place(&self.place)?;
        if place.level() != role.level() {
            return Err(unfit(format!("{} is held at another level of place than {place}", role.word())));
        }
        if self.name.trim().is_empty() {
            return Err(unfit("the name is empty"));
        }
        let post = self.post.as_deref().map(post).transpose()?;
        let opened = self.data.open(false)?;
        let password = self.login.as_ref().map(|_| password_from_stdin()).transpose()?;
        let account =
            Account { id: AccountId::from_random(clock::random()), name: self.name, role, place, post };
        let row = AccountRow { account, login: self.login, password, hand: DeviceId(clock::random()) };
        store::write(&*opened, |tx| {
            if tx.place(&row.account.place)?.is_none() {
                return Err(unfit(format!("place {} is not known: import it first", row.account.place)));
            }
            let taken = row.login.as_deref().map(|login| tx.account_by_login(login)).transpose()?.flatten();
            if taken.is_some() {
                return Err(unfit("somebody logs in by this name already"));
            }
            tx.put_account(&row)?;
            Ok(reference::changed(tx)?)
        })?;
        println!("{}", row.account.id);
        Ok(())
    }
}

impl List {
    fn run(self) -> Result<(), CliError> {
        let place = place(&self.place)?;
        let opened = self.data.open(false)?;
        for row in store::read(&*opened, |tx| Ok::<_, CliError>(tx.accounts_within(&place)?))? {
            let Account { id, name, role, place, post } = row.account;
            let post = post.map_or_else(|| "-".to_owned(), |post| told(&post));
            let login = row.login.as_deref().unwrap_or("-");
            println!("{id}\t{}\t{place}\t{login}\t{name}\t{post}", role.word());
        }
        Ok(())
    }
}

/// Reads `mediation_room=凤鸣`.
fn post(text: &str) -> Result<Post, CliError> {
    let (kind, name) = text.split_once('=').unwrap_or((text, ""));
    let kind = PostKind::parse(kind).ok_or_else(|| unfit(format!("there is no post {kind:?}")))?;
    Ok(members::checked_post(Post { kind, name: name.to_owned() })?)
}

/// As [`post`] reads it.
fn told(post: &Post) -> String {
    let kind = post.kind.word();
    if post.name.is_empty() { kind.to_owned() } else { format!("{kind}={}", post.name) }
}

impl SetPost {
    fn run(self) -> Result<(), CliError> {
        let id = AccountId::parse(&self.account).map_err(|bad| unfit(bad.to_string()))?;
        let post = self.post.as_deref().map(post).transpose()?;
        let opened = self.data.open(false)?;
        store::write(&*opened, |tx| {
            let mut row = tx.account(&id)?.ok_or_else(|| unfit(format!("there is no account {id}")))?;
            row.account.post = post.clone();
            tx.put_account(&row)?;
            Ok(reference::changed(tx)?)
        })
    }
}

impl Password {
    fn run(self) -> Result<(), CliError> {
        let opened = self.data.open(false)?;
        let hash = password_from_stdin()?;
        set_password(&*opened, &self.login, hash)
    }
}

fn set_password(store: &dyn Store, login: &str, hash: String) -> Result<(), CliError> {
    store::write(store, |tx| {
        let mut row =
            tx.account_by_login(login)?.ok_or_else(|| unfit(format!("nobody logs in as {login:?}")))?;
        row.password = Some(hash.clone());
        Ok(tx.put_account(&row)?)
    })
}

/// Said with a code that has no link.
const ADDRESS_UNKNOWN: &str = "the address phones reach this server at is not known, so there is no link: type the \
     server's address and the code on the phone, or name the address with --url, or once with `serve --public-url`";

impl EnrolCode {
    pub fn run(self) -> Result<(), CliError> {
        let id = AccountId::parse(&self.account).map_err(|bad| unfit(bad.to_string()))?;
        let opened = self.data.open(false)?;
        let (code, known) = store::write(&*opened, |tx| {
            let row = tx.account(&id)?.ok_or_else(|| unfit(format!("there is no account {id}")))?;
            let url = self.public_url.clone().map_or_else(|| app::public_url(tx), |url| Ok(Some(url)))?;
            let code = members::issue(tx, &row, url.as_deref().unwrap_or_default(), &clock::Machine)?;
            Ok::<_, CliError>((code, url.is_some()))
        })?;
        // A link to nowhere would be scanned and fail: the code alone can be typed.
        let link = known.then_some(&code.link);
        println!("{}", serde_json::json!({ "code": code.code, "link": link, "expires_at": code.expires_at }));
        if !known {
            eprintln!("{ADDRESS_UNKNOWN}");
        }
        Ok(())
    }
}
