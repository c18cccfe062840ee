//! What a form lacks: all of it named at once, each at its field until the field is mended, and the focus
//! on the first.

use web_sys::{Element, HtmlElement};
use yew::prelude::*;

/// One thing a form lacks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// The field it is said at.
    pub field: String,
    /// Its word, for tests.
    pub word: String,
    /// What is said.
    pub text: String,
}

/// All that a form lacks, in the order of its fields; nothing before somebody tried to send it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    test: &'static str,
    all: Vec<Fault>,
}

impl Faults {
    /// The faults of a form whose texts carry this `data-test`. Nothing is said that nobody asked for:
    /// before the first try there are none.
    pub fn of(test: &'static str, tried: bool, all: impl FnOnce() -> Vec<Fault>) -> Faults {
        Faults { test, all: if tried { all() } else { Vec::new() } }
    }

    fn at(&self, field: &str) -> Option<&Fault> {
        self.all.iter().find(|fault| fault.field == field)
    }

    /// The value of a field's `data-wrong`, by which the first one is found.
    pub fn wrong(&self, field: &str) -> Option<&'static str> {
        self.at(field).map(|_| "true")
    }

    /// The class of a control.
    pub fn class(&self, field: &str) -> Classes {
        classes!("in", self.at(field).map(|_| "in-wrong"))
    }

    /// The id of what is said at a field, for who hears it read.
    pub fn id(&self, field: &str) -> Option<String> {
        self.at(field).map(|_| format!("{}-{field}", self.test))
    }

    /// What is said below a field.
    pub fn said(&self, field: &str) -> Html {
        let Some(fault) = self.at(field) else { return Html::default() };
        html! {
            <span class="fault" id={self.id(field)} data-test={self.test} data-missing={fault.word.clone()} data-field={fault.field.clone()}>
                { fault.text.clone() }
            </span>
        }
    }
}

/// Whether a form was tried, and where it is.
#[derive(Clone, PartialEq)]
pub struct Tries {
    /// Goes on the form.
    pub form: NodeRef,
    /// Somebody tried to send it as it was.
    pub tried: bool,
    /// Told that it was tried and lacked something: the focus goes to the first that is wrong.
    pub failed: Callback<()>,
    /// Told that it was sent: the next form begins without faults.
    pub sent: Callback<()>,
}

/// Remembers whether a form was tried.
#[hook]
pub fn use_tries() -> Tries {
    let form = use_node_ref();
    let count = use_state_eq(|| 0u32);
    {
        let form = form.clone();
        use_effect_with(*count, move |count| {
            if *count > 0 {
                focus_first(&form);
            }
        });
    }
    let failed = {
        let count = count.clone();
        Callback::from(move |()| count.set(count.wrapping_add(1).max(1)))
    };
    let sent = {
        let count = count.setter();
        Callback::from(move |()| count.set(0))
    };
    Tries { form, tried: *count > 0, failed, sent }
}

/// Puts the focus into the first field that is marked as wrong.
fn focus_first(form: &NodeRef) {
    let control = |within: Element| within.query_selector("input, select, textarea").ok().flatten();
    let first =
        form.cast::<Element>().and_then(|form| form.query_selector("[data-wrong=true]").ok().flatten());
    let control = first.and_then(control).and_then(|control| {
        use wasm_bindgen::JsCast;
        control.dyn_into::<HtmlElement>().ok()
    });
    if let Some(control) = control {
        // Without the focus the words at the field say the same.
        let _ = control.focus();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn two() -> Vec<Fault> {
        let fault = |field: &str| Fault { field: field.into(), word: field.into(), text: field.into() };
        vec![fault("to"), fault("words")]
    }

    #[test]
    fn nothing_is_said_before_the_first_try_and_then_each_at_its_field() {
        assert_eq!(Faults::of("step-missing", false, two).wrong("to"), None);
        let faults = Faults::of("step-missing", true, two);
        assert_eq!(
            (faults.wrong("to"), faults.wrong("words"), faults.wrong("by")),
            (Some("true"), Some("true"), None)
        );
        assert_eq!(faults.id("to").as_deref(), Some("step-missing-to"));
    }
}
