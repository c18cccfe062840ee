//! Which items are shown: by list and by words.

use shared_model::services::{ServiceItem, ServiceList};

/// What somebody looks for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Words, each of which must stand somewhere in the item.
    pub words: String,
    /// One of the lists.
    pub list: Option<ServiceList>,
}

/// Whether an item is looked for.
pub fn fits(item: &ServiceItem, wanted: &Wanted) -> bool {
    let texts = [&item.key, &item.name, &item.desk, &item.papers, &item.note];
    wanted.list.is_none_or(|list| item.list == list)
        && wanted.words.split_whitespace().all(|word| texts.iter().any(|text| text.contains(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_word_must_stand_somewhere_in_the_item() {
        let item = ServiceItem {
            key: "b1".into(),
            list: ServiceList::Service,
            name: "高龄津贴".into(),
            desk: "民政窗口".into(),
            papers: "户口簿".into(),
            days: None,
            note: String::new(),
        };
        let look = |words: &str, list| fits(&item, &Wanted { words: words.into(), list });
        assert!(look("", None) && look("津贴 民政", Some(ServiceList::Service)));
        assert!(!look("津贴 社保", None) && !look("津贴", Some(ServiceList::Power)));
    }
}
