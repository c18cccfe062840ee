//! The lists of the one-window service: what a village does for people (便民服务事项) and what its
//! cadres may decide (小微权力清单), as an office imports them.

use crate::place::PlaceCode;
use serde::{Deserialize, Serialize};

/// Longest key of an item, in bytes: it stands in the cases that ask for it.
pub const KEY_MOST: usize = 60;
/// Longest name of an item, in characters: it becomes the title of a case.
pub const ITEM_NAME_MOST: usize = 50;
/// Longest name of a desk, in characters.
pub const DESK_MOST: usize = 40;
/// Longest text on papers, or note, in characters.
pub const ITEM_WORDS_MOST: usize = 500;
/// Most days that can be promised.
pub const DAYS_MOST: u32 = 365;
/// Most items of one place.
pub const ITEMS_MOST: usize = 300;

/// Which of the two lists an item stands in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ServiceList {
    /// 便民服务事项
    Service,
    /// 小微权力清单
    Power,
}

impl ServiceList {
    /// Both.
    pub const ALL: [ServiceList; 2] = [ServiceList::Service, ServiceList::Power];

    /// The word used in messages and as the key of its text.
    pub fn word(self) -> &'static str {
        match self {
            ServiceList::Service => "service",
            ServiceList::Power => "power",
        }
    }
}

/// One item of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceItem {
    /// What a case names it by, 1 to [`KEY_MOST`] bytes; once in a place's lists.
    pub key: String,
    /// Which list it stands in.
    pub list: ServiceList,
    /// What it is called.
    pub name: String,
    /// Who handles it; empty when it isn't said.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub desk: String,
    /// What papers to bring; empty for none.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub papers: String,
    /// In how many working days it is done; none when it isn't promised, 0 for at once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub days: Option<u32>,
    /// Whatever else is to be known.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub note: String,
}

/// The lists that hold for somebody: those of the nearest place on the way up that has any.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceItems {
    /// Whose lists these are; none when no place on the way up has any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<PlaceCode>,
    /// Grows each time that place's lists are replaced.
    pub version: u32,
    /// The items, in the order of the table they came in.
    pub items: Vec<ServiceItem>,
}

impl ServiceItems {
    /// Nobody has a list.
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// The item of a key.
    pub fn item(&self, key: &str) -> Option<&ServiceItem> {
        self.items.iter().find(|item| item.key == key)
    }
}
