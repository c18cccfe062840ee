//! The console's line icons: 20 by 20, stroke 1.5, drawn in the colour of the text beside them.

use yew::prelude::*;

/// An icon by what it stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs, reason = "each draws what it is called")]
pub enum Glyph {
    Arrow,
    Back,
    Ban,
    Chart,
    Check,
    Down,
    Download,
    Edit,
    Eye,
    Fork,
    House,
    Inbox,
    Left,
    Lock,
    Merge,
    Offline,
    Plus,
    Print,
    Right,
    Search,
    Send,
    Stamp,
    Up,
    Urge,
    Users,
    Walk,
    Warn,
    Withdraw,
}

impl Glyph {
    fn path(self) -> &'static str {
        match self {
            Glyph::Arrow => "M4 10h11M11.500 6.500 15 10l-3.500 3.500",
            Glyph::Back => "M8 5 4 9l4 4M4 9h8a4 4 0 0 1 0 8h-2",
            Glyph::Ban => "M10 3.500a6.500 6.500 0 1 0 0 13a6.500 6.500 0 1 0 0-13M5.500 5.500l9 9",
            Glyph::Chart => "M3 16.500h14M5.500 16V10M10 16V4M14.500 16V7.500",
            Glyph::Check => "m4 10.500 4 4 8-9",
            Glyph::Down => "m5.500 8 4.500 4.500L14.500 8",
            Glyph::Download => "M10 4v9M6.500 9.500 10 13l3.500-3.500M4 13v3h12v-3",
            Glyph::Edit => "m4 16 .8-3.200 8.700-8.700 2.400 2.400-8.700 8.700z",
            Glyph::Eye => {
                "M2.500 10S5.500 4.800 10 4.800s7.500 5.200 7.500 5.200-3 5.200-7.500 5.200S2.500 10 2.500 10M10 7.700a2.300 2.300 0 1 0 0 4.600a2.300 2.300 0 1 0 0-4.600"
            }
            Glyph::Fork => {
                "M6 2.800a1.700 1.700 0 1 0 0 3.400a1.700 1.700 0 1 0 0-3.400M14 2.800a1.700 1.700 0 1 0 0 3.400a1.700 1.700 0 1 0 0-3.400M10 13.800a1.700 1.700 0 1 0 0 3.400a1.700 1.700 0 1 0 0-3.400M6 6.200v1.300c0 2 4 2 4 4.200v2.100M14 6.200v1.300c0 2-4 2-4 4.200"
            }
            Glyph::House => "M3 9.500 10 4l7 5.500M5 8.500V16h10V8.500M8.500 16v-4h3v4",
            Glyph::Inbox => "M3 11h4l1.200 2h3.600L13 11h4M3 11l2-6.500h10L17 11v5H3z",
            Glyph::Left => "m12 5.500-4.500 4.500 4.500 4.500",
            Glyph::Lock => "M4.500 9h11v7.500h-11zM7 9V6.500a3 3 0 0 1 6 0V9",
            Glyph::Merge => {
                "M5 3.500v4c0 3 5 2.500 5 6v3M15 3.500v4c0 3-5 2.500-5 6M7.500 14l2.500 2.500 2.500-2.500"
            }
            Glyph::Offline => {
                "M6 15.500h8a3 3 0 0 0 1.600-5.500A5 5 0 0 0 9 5.600M6.300 7.800A3.900 3.900 0 0 0 6 15.500M3.500 3.500l13 13"
            }
            Glyph::Plus => "M10 4v12M4 10h12",
            Glyph::Print => "M6 7.500V3.500h8v4M6 14H3.500V7.500h13V14H14M6 11.500h8v5H6z",
            Glyph::Right => "m8 5.500 4.500 4.500L8 14.500",
            Glyph::Search => "M9 4a5 5 0 1 0 0 10a5 5 0 1 0 0-10M12.800 12.800l3.700 3.700",
            Glyph::Send => "M17 3.500 3 9l5.500 2.500L11 17z",
            Glyph::Stamp => {
                "M7.500 10.500V6.500a2.500 2.500 0 0 1 5 0v4M4.500 10.500h11V14h-11zM4.500 16.500h11"
            }
            Glyph::Up => "M10 16V4M5.500 8.500 10 4l4.500 4.500",
            Glyph::Urge => "M3.500 8.500v3h2.800l6.700 4v-11l-6.700 4zM15.500 8.200c.9 1 .9 2.600 0 3.600",
            Glyph::Users => {
                "M7.500 4.200a2.800 2.800 0 1 0 0 5.600a2.800 2.800 0 1 0 0-5.600M2.500 16c.4-3 2.400-4.500 5-4.500s4.600 1.500 5 4.500M12.500 4.500a2.800 2.800 0 0 1 0 5M14.500 11.800c1.800.6 2.800 2 3 4.200"
            }
            Glyph::Walk => {
                "M10 17s5-4.600 5-8.500a5 5 0 0 0-10 0C5 12.400 10 17 10 17zM10 6.700a1.800 1.800 0 1 0 0 3.600a1.800 1.800 0 1 0 0-3.600"
            }
            Glyph::Warn => "M10 4 2.800 16.500h14.400zM10 9v3.500M10 14.600h.01",
            Glyph::Withdraw => "m5 5 10 10M15 5 5 15",
        }
    }
}

/// What [`Icon`] takes.
#[derive(Properties, PartialEq)]
pub struct IconProps {
    /// Which.
    pub glyph: Glyph,
    /// 16 pixels, for dense rows.
    #[prop_or_default]
    pub small: bool,
}

/// A line icon; the word beside it speaks for it.
#[component]
pub fn Icon(props: &IconProps) -> Html {
    html! {
        <svg class={classes!("i", props.small.then_some("i-sm"))} viewBox="0 0 20 20" aria-hidden="true">
            <path d={props.glyph.path()} />
        </svg>
    }
}
