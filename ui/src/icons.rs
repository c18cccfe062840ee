//! Icons: strokes of 1.75 in a box of 24, in the colour of the text beside them.

use yew::prelude::*;

/// What an icon shows. Circles and boxes are written as paths too, so that one string is enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each shows what its name says")]
pub enum Icon {
    Alert,
    Back,
    Bell,
    Both,
    Calendar,
    Camera,
    Chat,
    Check,
    Chevron,
    Clock,
    Close,
    Cloud,
    Columns,
    Delete,
    Down,
    Flag,
    Hand,
    Heart,
    Help,
    History,
    House,
    Key,
    List,
    Lock,
    More,
    Paper,
    Pen,
    People,
    Person,
    Phone,
    Call,
    Place,
    Plus,
    Qr,
    Received,
    Returned,
    Scale,
    Search,
    Send,
    Shield,
    Sliders,
    Storage,
    Text,
    Topic,
    Up,
}

impl Icon {
    fn path(self) -> &'static str {
        match self {
            Icon::Alert => "M12 4.2l8.8 15.3H3.2zM12 10v4.4M12 17v.1",
            Icon::Back => "M14.8 5l-7 7 7 7",
            Icon::Bell => "M6 17V11a6 6 0 0 1 12 0v6l1.5 1.5h-15zM10 21h4",
            Icon::Both => "M6 20v-6.5C6 10 12 10.5 12 5V3.2M18 20v-6.5C18 10 12 10.5 12 5M9 6l3-3 3 3",
            Icon::Calendar => {
                "M6 5h12a2 2 0 0 1 2 2v11a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2zM4 9.5h16M8.5 3v4M15.5 3v4M9 14.5l2.2 2.2 4-4"
            }
            Icon::Camera => {
                "M5.500 7H8l1.500-2.500h5L16 7h2.500A1.500 1.500 0 0 1 20 8.500v9a1.500 1.500 0 0 1-1.500 1.500h-13A1.500 1.500 0 0 1 4 17.500v-9A1.500 1.500 0 0 1 5.500 7zM12 9.500a3.500 3.500 0 1 0 0 7 3.500 3.500 0 0 0 0-7z"
            }
            Icon::Chat => {
                "M6.5 4h11A2.5 2.5 0 0 1 20 6.5v7a2.5 2.5 0 0 1-2.5 2.5H12l-4.5 4v-4h-1A2.5 2.5 0 0 1 4 13.5v-7A2.5 2.5 0 0 1 6.5 4zM8 8.5h8M8 12h5"
            }
            Icon::Check => "M5 12.6l4.4 4.4L19 7.4",
            Icon::Chevron => "M9.2 5l7 7-7 7",
            Icon::Clock => "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM12 7.4V12l3.4 2",
            Icon::Close => "M6 6l12 12M18 6L6 18",
            Icon::Cloud => "M7 18.5a4.2 4.2 0 0 1-.5-8.4 5.8 5.8 0 0 1 11.2 1.2 3.7 3.7 0 0 1-.4 7.2z",
            Icon::Columns => "M5 20v-7M12 20V5M19 20v-10",
            Icon::Delete => {
                "M9 6h10a1.5 1.5 0 0 1 1.5 1.5v9A1.5 1.5 0 0 1 19 18H9l-6-6zM11.5 9.5l5 5M16.5 9.5l-5 5"
            }
            Icon::Down => "M5 9l7 7 7-7",
            Icon::Flag => "M6 21V4M6 4.5h11l-2.5 4 2.5 4H6",
            Icon::Hand => {
                "M8 12.5V6a1.5 1.5 0 0 1 3 0v5M11 10.5V4.8a1.5 1.5 0 0 1 3 0v5.7M14 11V6.5a1.5 1.5 0 0 1 3 0V15a6 6 0 0 1-6 6c-3 0-4.2-1.3-6.3-5.6a1.5 1.5 0 0 1 2.6-1.5L8 15.5"
            }
            Icon::Heart => "M12 20s-8-4.8-8-10.6A4.4 4.4 0 0 1 12 7a4.4 4.4 0 0 1 8 2.4C20 15.2 12 20 12 20z",
            Icon::Help => {
                "M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17zM9.6 9.6a2.4 2.4 0 1 1 3.400 2.200c-.7.3-1 .8-1 1.500v.6M12 16.600v.1"
            }
            Icon::History => "M4.6 12a7.6 7.6 0 1 0 2.4-5.600L4.6 8.600M4.6 4.200v4.400H9M12 8v4.400l3 1.8",
            Icon::House => "M4 11l8-7 8 7M6 9.5V20h12V9.500M10 20v-5.500h4V20",
            Icon::Key => "M8.5 11.500a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM11.5 12.500L20 4M16 8l3 3",
            Icon::List => "M9 6.500h11M9 12h11M9 17.500h11M4.5 6.500v.1M4.5 12v.1M4.5 17.500v.1",
            Icon::Lock => {
                "M7 11h10a2 2 0 0 1 2 2v5a2 2 0 0 1-2 2H7a2 2 0 0 1-2-2v-5a2 2 0 0 1 2-2zM8 11V8a4 4 0 0 1 8 0v3M12 14.500v2"
            }
            Icon::More => "M5.5 12v.1M12 12v.1M18.5 12v.1",
            Icon::Paper => {
                "M7 3.500h7l4 4V20a.8.8 0 0 1-.8.8H7a.8.8 0 0 1-.8-.8V4.300a.8.8 0 0 1 .8-.8zM14 3.500v4h4M9 12.500h6M9 16h6"
            }
            Icon::Pen => "M4 20l1-4.500L16 4.5 19.5 8l-11 11zM13.5 7l3.5 3.5",
            Icon::People => {
                "M9 5a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zM2.5 19.500c.6-3.4 3-5 6.5-5s5.9 1.6 6.5 5M16 5.200a3.4 3.4 0 0 1 0 6.600M17.5 14.800c2.2.6 3.6 2.2 4 4.7"
            }
            Icon::Person => "M12 4a4 4 0 1 0 0 8 4 4 0 0 0 0-8zM4.5 20.500c.8-4 3.8-6 7.5-6s6.7 2 7.5 6",
            Icon::Phone => {
                "M9.5 3h5A2.5 2.5 0 0 1 17 5.500v13a2.5 2.5 0 0 1-2.5 2.500h-5A2.5 2.5 0 0 1 7 18.500v-13A2.5 2.5 0 0 1 9.5 3zM11 18h2"
            }
            Icon::Call => {
                "M6.5 4H9.600L11 8.5 9 10a11 11 0 0 0 5 5l1.5-2 4.5 1.500v3a2 2 0 0 1-2 2C10.5 19.5 4.5 13.5 4.5 6a2 2 0 0 1 2-2z"
            }
            Icon::Place => {
                "M12 21s6.5-5.7 6.5-11a6.5 6.5 0 0 0-13 0c0 5.3 6.5 11 6.5 11zM12 7.700a2.3 2.3 0 1 0 0 4.6 2.3 2.3 0 0 0 0-4.600z"
            }
            Icon::Plus => "M12 5v14M5 12h14",
            Icon::Qr => "M4 4h6v6H4zM14 4h6v6h-6zM4 14h6v6H4zM14 14h2.500v2.500M20 14v3M14 20h3M20 20v.1",
            Icon::Received => "M2.5 13l4 4L15 8M11.5 16.500l.5.5L21 8",
            Icon::Returned => "M9 5L4.5 9.5 9 14M4.5 9.500H15a4.5 4.5 0 0 1 0 9H9",
            Icon::Scale => "M12 4v16M8 20h8M5 7h14M5 7l-2.5 6.500h5zM19 7l-2.5 6.500h5z",
            Icon::Search => "M10.5 4.500a6 6 0 1 0 0 12 6 6 0 0 0 0-12zM15 15l5 5",
            Icon::Send => "M12 20V5M6 10.800L12 4.800l6 6",
            Icon::Shield => {
                "M12 3.500l7.5 2.800v5.200c0 4.5-3 7.7-7.5 9-4.5-1.3-7.5-4.5-7.5-9V6.300zM8.8 12l2.3 2.3 4.2-4.4"
            }
            Icon::Sliders => {
                "M4 7h9M18 7h2M4 17h3M12 17h8M15.5 4.800a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.400zM9.5 14.800a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.400z"
            }
            Icon::Storage => "M5 5.500h14v5H5zM5 13.500h14v5H5zM8 8v.1M8 16v.1",
            Icon::Text => "M3.5 18l5-12 5 12M5.3 14h6.400M15 18l3-7.5 3 7.500M16 15.500h4",
            Icon::Topic => "M5 5h14v9H5zM12 14v3M8 20.500l4-3.5 4 3.5",
            Icon::Up => "M5 15l7-7 7 7",
        }
    }
}

/// An icon at the size of the page (24, larger in care mode).
pub fn icon(which: Icon) -> Html {
    sized(which, "")
}

/// An icon at the size of small text.
pub fn small(which: Icon) -> Html {
    sized(which, "wg-i_s")
}

/// An icon with a class of its own.
pub fn sized(which: Icon, class: &'static str) -> Html {
    // Dots are strokes of no length: they show only when the stroke is wide.
    let dots = (which == Icon::More).then_some("wg-i_dots");
    html! {
        <svg class={classes!("wg-i", class, dots)} viewBox="0 0 24 24" aria-hidden="true"><path d={which.path()} /></svg>
    }
}
