//! The statistics table laid out: a row a category, the sum, and what each column counts.

use super::period::Period;
use super::shown::Shown;
use super::since::Since;
use super::statistics::COLUMNS;
use super::table::{Cell, Column, Table};
use super::words;
use shared_model::moment::Millis;

/// What stands around the numbers.
pub struct About<'a> {
    /// The place's name.
    pub place: &'a str,
    /// Which period.
    pub period: &'a Period,
    /// When the numbers were made.
    pub as_of: Millis,
    /// Small numbers are hidden.
    pub protected: bool,
    /// What changed after the period had ended; none while it goes on, and where small numbers are hidden.
    pub since: Option<Since>,
}

/// Lays it out. `rows` are those of [`super::statistics::count`]; the row of unknown categories is
/// left out while it is empty.
pub fn lay_out(about: &About<'_>, categories: &[(&str, &str)], rows: &[Vec<Shown>]) -> Table {
    let mut columns = vec![Column { group: "", name: "纠纷类别", width: 16 }];
    columns.extend(COLUMNS.iter().map(|measure| measure.column));
    let names = categories.iter().map(|(_, name)| *name).chain(["已不在类别表里的", "合计"]);
    let is_empty = |row: &[Shown]| row.iter().all(|cell| *cell == Shown::Is(0));
    let rows =
        names.zip(rows).enumerate().filter(|(index, (_, row))| *index != categories.len() || !is_empty(row));
    let line = |(name, row): (&str, &Vec<Shown>)| {
        std::iter::once(Cell::text(name)).chain(row.iter().map(|cell| cell.cell())).collect()
    };
    let mut notes: Vec<String> =
        COLUMNS.iter().map(|measure| format!("{}：{}", measure.column.full_name(), measure.means)).collect();
    if about.protected {
        notes.push(
            "<5：1 至 4。遮：为了不让人由别的数推算出小的数而不显示。人数和金额随件数一起遮。".to_owned(),
        );
    }
    let since = about.since.map(|since| format!("{since}　　")).unwrap_or_default();
    Table {
        title: "人民调解案件统计表".to_owned(),
        under: vec![
            format!("地方：{}　　统计期：{}", about.place, about.period),
            format!(
                "截至：{}　　{since}时间都按服务器收到的时间，不按手机上的时间",
                words::moment(about.as_of)
            ),
        ],
        columns,
        rows: rows.map(|(_, row)| line(row)).collect(),
        notes,
    }
}
