//! Who a case can be given to, told apart by post: 调解室·凤鸣 张三.

use super::words;
use shared_model::people::{Account, Post, PostKind, Reference, Role};
use ui::text::{t, t_with, t_word};

/// What a post is called: with its room or desk where it has one.
pub fn post(post: &Post) -> String {
    let kind = t_word("post", post.kind.word());
    if post.name.is_empty() { kind } else { format!("{kind}{}{}", t("console-dot"), post.name) }
}

/// Who somebody is in a list to choose from: post and name, or name and place.
pub fn person(account: &Account, reference: &Reference) -> String {
    let place = reference.place_name(&account.place).unwrap_or_default();
    let names = [("name", account.name.as_str().into()), ("place", place.into())];
    let named = t_with("console-person-at", &names);
    account.post.as_ref().map_or(named.clone(), |of| format!("{} {named}", post(of)))
}

/// Who can be given a case, in the order they are offered.
pub const HANDLERS: [Role; 4] = [Role::Mediator, Role::Department, Role::GridLeader, Role::Member];

/// A heading, and the people under it.
pub struct Group<'a> {
    /// By which post or role they are told apart.
    of: Of,
    /// Who, by room or desk, place and name.
    pub people: Vec<&'a Account>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Of {
    Post(PostKind),
    Role(Role),
}

impl Group<'_> {
    /// What the group is called.
    pub fn name(&self) -> String {
        match self.of {
            Of::Post(kind) => t_word("post", kind.word()),
            Of::Role(role) => words::role(role),
        }
    }
}

/// The people of some roles: first those with a post, by post, then the others in the order of roles.
pub fn groups<'a>(people: impl Iterator<Item = &'a Account>, roles: &[Role]) -> Vec<Group<'a>> {
    let people: Vec<&Account> = people.filter(|account| roles.contains(&account.role)).collect();
    let ways = PostKind::ALL.into_iter().map(Of::Post).chain(roles.iter().copied().map(Of::Role));
    let mut groups = Vec::new();
    for of in ways {
        let fits = |account: &&&Account| match (of, &account.post) {
            (Of::Post(kind), Some(post)) => post.kind == kind,
            (Of::Role(role), None) => account.role == role,
            _ => false,
        };
        let mut people: Vec<&Account> = people.iter().filter(fits).copied().collect();
        let room = |account: &Account| account.post.as_ref().map(|post| post.name.clone());
        people.sort_by_cached_key(|one| (room(one), one.place.clone(), one.name.clone()));
        if !people.is_empty() {
            groups.push(Group { of, people });
        }
    }
    groups
}

#[cfg(test)]
mod tests {
    use super::*;
    use shared_model::ids::AccountId;
    use shared_model::place::PlaceCode;

    #[test]
    fn those_with_a_post_come_first_and_stand_in_one_group_only() {
        let account = |number: u8, role, post: Option<(PostKind, &str)>| Account {
            id: AccountId::from_random([number; 10]),
            name: number.to_string(),
            role,
            place: PlaceCode::parse("513424101203").unwrap(),
            post: post.map(|(kind, name)| Post { kind, name: name.into() }),
        };
        let people = [
            account(1, Role::Mediator, None),
            account(2, Role::Mediator, Some((PostKind::MediationRoom, "格格"))),
            account(3, Role::Department, Some((PostKind::ServiceDesk, ""))),
            account(4, Role::Mediator, Some((PostKind::MediationRoom, "凤鸣"))),
            account(5, Role::County, Some((PostKind::LegalAdviser, ""))),
            account(6, Role::Secretary, None),
        ];
        let groups = groups(people.iter(), &HANDLERS);
        let told: Vec<(Of, Vec<&str>)> = groups
            .iter()
            .map(|group| (group.of, group.people.iter().map(|one| one.name.as_str()).collect()))
            .collect();
        assert_eq!(
            told,
            [
                (Of::Post(PostKind::MediationRoom), vec!["4", "2"]),
                (Of::Post(PostKind::ServiceDesk), vec!["3"]),
                (Of::Role(Role::Mediator), vec!["1"]),
            ]
        );
    }
}
