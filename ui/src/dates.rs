//! Moments as people read them, in China's time and the language spoken.

use crate::text::{t, t_with, t_word};
use shared_model::api::view::Due;
use shared_model::moment::{Day, HOUR, Millis};

/// 3月18日; with the year when it is another than `now`'s.
pub fn day(at: Millis, now: Millis) -> String {
    let that = at.day();
    let (year, month, day) =
        (that.year.into(), t_word("month", &that.month.to_string()).into(), that.day.into());
    if that.year == now.day().year {
        t_with("date-day", &[("month", month), ("day", day)])
    } else {
        t_with("date-day-year", &[("year", year), ("month", month), ("day", day)])
    }
}

/// 3月18日 星期三
pub fn day_and_weekday(at: Millis) -> String {
    let weekday = t_word("weekday", &at.day().weekday.to_string());
    t_with("date-weekday", &[("date", day(at, at).into()), ("weekday", weekday.into())])
}

/// 08:30
pub fn clock(at: Millis) -> String {
    let (hour, minute) = at.clock();
    format!("{hour:02}:{minute:02}")
}

/// 3月18日 08:30
pub fn day_and_clock(at: Millis, now: Millis) -> String {
    format!("{} {}", day(at, now), clock(at))
}

/// 今天 08:30, 昨天 08:30, or with the date.
pub fn moment(at: Millis, now: Millis) -> String {
    format!("{} {}", near_day(at, now), clock(at))
}

/// 今天, 明天, 昨天, or the date.
pub fn near_day(at: Millis, now: Millis) -> String {
    match now.days_until(at) {
        0 => t("date-today"),
        1 => t("date-tomorrow"),
        -1 => t("date-yesterday"),
        _ => day(at, now),
    }
}

/// 今天, 昨天, 12 天前; the date when it is longer ago than a month, or lies ahead.
pub fn ago(at: Millis, now: Millis) -> String {
    match at.days_until(now) {
        days @ 2..=31 => t_with("days-ago", &[("n", days.into())]),
        _ => near_day(at, now),
    }
}

/// How much is left: 还有 9 天, 今天到期, 超 2 天.
pub fn left(until: Millis, now: Millis) -> String {
    let days = now.days_until(until);
    if days > 0 {
        t_with("days-left", &[("n", days.into())])
    } else if until >= now {
        t("days-left-none")
    } else if days == 0 {
        t("days-over-today")
    } else {
        t_with("days-over", &[("n", (-days).into())])
    }
}

/// The deadline in words: 3月27日前办结，还有 9 天. None when the clock has stopped.
pub fn due(due: Due, now: Millis) -> Option<String> {
    let words = || {
        let said = [
            ("date", day(due.at, now).into()),
            ("what", t_word("clock", due.clock.word()).into()),
            ("left", left(due.at, now).into()),
        ];
        t_with("due-words", &said)
    };
    (!due.stopped).then(words)
}

/// What is wanted by a day is wanted by half past five in the afternoon.
const END_OF_WORK: i64 = 17 * HOUR + HOUR / 2;

/// The day of a moment as a date field writes it: `2026-11-26`.
pub fn for_field(at: Millis) -> String {
    let Day { year, month, day, .. } = at.day();
    format!("{year:04}-{month:02}-{day:02}")
}

/// Reads what a date field gives, `2026-11-26`, as the end of work on that day in China.
pub fn end_of_work(text: &str) -> Option<Millis> {
    let mut parts = text.split('-').map(str::parse::<u16>);
    let mut next = || parts.next()?.ok();
    let (year, month, day) = (next()?, next()?, next()?);
    let day = Day { year: year.into(), month: month.try_into().ok()?, day: day.try_into().ok()?, weekday: 1 };
    if parts.next().is_some() {
        return None;
    }
    day.start().map(|start| start.plus(END_OF_WORK))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::tests::in_chinese;
    use shared_model::casework::ClockKind;
    use shared_model::moment::{DAY, HOUR};

    /// 2026-03-18 08:30 in China, a Wednesday.
    const NOW: Millis = Millis(1_773_793_800_000);

    #[test]
    fn a_day_is_said_as_people_say_it() {
        in_chinese();
        assert_eq!(day_and_weekday(NOW), "3月18日 星期三");
        assert_eq!(day_and_clock(NOW, NOW), "3月18日 08:30");
        assert_eq!(day(NOW.plus(-365 * DAY), NOW), "2025年3月18日");
        assert_eq!(moment(NOW.plus(-DAY), NOW), "昨天 08:30");
        assert_eq!(near_day(NOW.plus(DAY), NOW), "明天");
    }

    #[test]
    fn a_day_that_was_chosen_ends_with_its_work() {
        assert_eq!(end_of_work("2026-03-18"), Some(NOW.plus(9 * HOUR)));
        for wrong in ["", "2026-02-30", "2026-03", "2026-03-18-1", "2026-3x-18", "2026-300-18"] {
            assert_eq!(end_of_work(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn a_date_field_is_given_the_day_in_china_and_gives_it_back() {
        let just_past_midnight = NOW.plus(-8 * HOUR - HOUR / 2);
        assert_eq!(for_field(just_past_midnight), "2026-03-18");
        assert_eq!(for_field(just_past_midnight.plus(-1)), "2026-03-17");
        assert_eq!(end_of_work(&for_field(NOW)).map(Millis::day), Some(NOW.day()));
    }

    #[test]
    fn what_is_past_is_counted_in_days() {
        in_chinese();
        assert_eq!(ago(NOW.plus(-HOUR), NOW), "今天");
        assert_eq!(ago(NOW.plus(-12 * DAY), NOW), "12 天前");
        assert_eq!(ago(NOW.plus(-60 * DAY), NOW), "1月17日");
    }

    #[test]
    fn a_deadline_says_how_much_is_left_or_over() {
        in_chinese();
        assert_eq!(left(NOW.plus(9 * DAY), NOW), "还有 9 天");
        assert_eq!(left(NOW.plus(HOUR), NOW), "今天到期");
        assert_eq!(left(NOW.plus(-HOUR), NOW), "今天过了期限");
        assert_eq!(left(NOW.plus(-2 * DAY), NOW), "超 2 天");
        let running = Due { at: NOW.plus(9 * DAY), clock: ClockKind::Settle, stopped: false, overdue: false };
        assert_eq!(due(running, NOW).as_deref(), Some("3月27日前办结，还有 9 天"));
        let waiting = Due { clock: ClockKind::Take, ..running };
        assert_eq!(due(waiting, NOW).as_deref(), Some("3月27日前接单，还有 9 天"));
        assert_eq!(due(Due { stopped: true, ..running }, NOW), None);
    }
}
