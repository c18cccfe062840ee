//! A document as a page to be printed from the browser: A4, black on white, no script and nothing
//! from elsewhere.

use super::paper::{Block, Grid, Paper, printable};
use super::table::{Cell, Table};
use std::fmt::Write;

const STYLE: &str = "\
@page{size:A4;margin:20mm 18mm}\
*{box-sizing:border-box}\
body{margin:0;background:#ededed;color:#000;font:14px/22px \"Songti SC\",SimSun,\"Noto Serif CJK SC\",serif}\
main{width:210mm;margin:16px auto;padding:20mm 18mm;background:#fff}\
h1{margin:0 0 12px;text-align:center;font-size:22px;line-height:32px}\
h2{margin:20px 0 8px;font-size:16px;line-height:24px;break-after:avoid}\
p{margin:6px 0;white-space:pre-wrap;overflow-wrap:anywhere}\
table{width:100%;border-collapse:collapse;table-layout:fixed}\
th,td{padding:5px 8px;border:1px solid #333;text-align:left;vertical-align:top;overflow-wrap:anywhere;white-space:pre-wrap;font-size:13px;line-height:20px}\
th{background:#f2f2f2;font-weight:400}\
tr{break-inside:avoid}\
.ends{display:flex;justify-content:space-between;gap:16px;margin-bottom:8px;font-size:13px}\
.faint td{color:#777;text-decoration:line-through}\
.signs{display:grid;grid-template-columns:1fr 1fr;gap:28px 24px;margin-top:32px}\
.signs div{padding-bottom:4px;border-bottom:1px solid #000}\
.page{break-before:page}\
.foot{margin-top:24px;font-size:12px;color:#555}\
.how{margin:0;padding:10px;background:#10242f;color:#fff;text-align:center;font:14px/20px sans-serif}\
.wide main{width:297mm}.wide{page:wide}\
@page wide{size:A4 landscape;margin:12mm}\
.wide th,.wide td{padding:3px 4px;font-size:11px;line-height:15px}\
.num{text-align:right;font-variant-numeric:tabular-nums}\
.note{margin:2px 0;font-size:11px;line-height:16px}\
@media screen and (max-width:820px){main,.wide main{width:auto;margin:0;padding:16px 12px}h1{font-size:20px}\
.ends{flex-wrap:wrap}.signs{grid-template-columns:1fr}\
.facts,.facts tbody,.facts tr,.facts th,.facts td{display:block}.facts th,.facts td{border-width:1px 1px 0}.facts{border-bottom:1px solid #333}\
.frame{overflow-x:auto;margin:8px 0;border:2px solid #333;background:linear-gradient(to right,#fff 30%,rgba(255,255,255,0)) 0 0/36px 100% no-repeat local,linear-gradient(to left,#fff 30%,rgba(255,255,255,0)) 100% 0/36px 100% no-repeat local,linear-gradient(to right,rgba(0,0,0,.32),rgba(0,0,0,0)) 0 0/14px 100% no-repeat,linear-gradient(to left,rgba(0,0,0,.32),rgba(0,0,0,0)) 100% 0/14px 100% no-repeat}\
.frame table{min-width:640px}.wide .frame table{min-width:1100px}.frame th{background:none}\
.wide th,.wide td{font-size:12px;line-height:17px}.note{font-size:12px}}\
@media print{body{background:none}main{width:auto;margin:0;padding:0}.how{display:none}}";

/// Writes the page.
pub fn write(paper: &Paper) -> Vec<u8> {
    let mut page = String::with_capacity(16 << 10);
    begin(&mut page, &paper.title, "");
    let title = escaped(&paper.title);
    let (left, right) = (escaped(&paper.ends.0), escaped(&paper.ends.1));
    push(
        &mut page,
        format_args!("<h1>{title}</h1><div class=\"ends\"><span>{left}</span><span>{right}</span></div>"),
    );
    let mut new_page = "";
    for block in &paper.blocks {
        match block {
            Block::NewPage => {
                new_page = " class=\"page\"";
                continue;
            }
            Block::Heading(words) => push(&mut page, format_args!("<h2{new_page}>{}</h2>", escaped(words))),
            Block::Words(words) => push(&mut page, format_args!("<p>{}</p>", escaped(words))),
            Block::Facts(rows) => facts(&mut page, rows),
            Block::Table(grid) => table(&mut page, grid),
            Block::Signs(lines) => {
                page.push_str("<div class=\"signs\">");
                lines.iter().for_each(|words| push(&mut page, format_args!("<div>{}</div>", escaped(words))));
                page.push_str("</div>");
            }
        }
        new_page = "";
    }
    push(&mut page, format_args!("<div class=\"foot\">{}</div></main></body></html>", escaped(&paper.foot)));
    page.into_bytes()
}

/// Writes a table on a page that lies on its side.
pub fn write_table(table: &Table) -> Vec<u8> {
    let mut page = String::with_capacity(16 << 10);
    begin(&mut page, &table.title, " class=\"wide\"");
    push(&mut page, format_args!("<h1>{}</h1>", escaped(&table.title)));
    table.under.iter().for_each(|line| push(&mut page, format_args!("<p>{}</p>", escaped(line))));
    head(&mut page, table);
    for row in &table.rows {
        page.push_str("<tr>");
        for cell in row {
            let class = if matches!(cell, Cell::Number(_)) { " class=\"num\"" } else { "" };
            push(&mut page, format_args!("<td{class}>{}</td>", escaped(&cell.told())));
        }
        page.push_str("</tr>");
    }
    page.push_str("</tbody></table></div>");
    table
        .notes
        .iter()
        .for_each(|line| push(&mut page, format_args!("<p class=\"note\">{}</p>", escaped(line))));
    page.push_str("</main></body></html>");
    page.into_bytes()
}

/// The head in two rows, as the sheet has it.
fn head(page: &mut String, table: &Table) {
    let all: u32 = table.columns.iter().map(|column| u32::from(column.width)).sum();
    page.push_str("<div class=\"frame\" tabindex=\"0\"><table><colgroup>");
    for column in &table.columns {
        let share = f64::from(column.width) * 100.0 / f64::from(all.max(1));
        push(page, format_args!("<col style=\"width:{share:.2}%\">"));
    }
    page.push_str("</colgroup><thead><tr>");
    for (group, first, last) in table.groups() {
        let (name, span) = (table.columns[first].name, last + 1 - first);
        if group.is_empty() {
            push(page, format_args!("<th rowspan=\"2\">{}</th>", escaped(name)));
        } else {
            push(page, format_args!("<th colspan=\"{span}\">{}</th>", escaped(group)));
        }
    }
    page.push_str("</tr><tr>");
    let grouped = table.columns.iter().filter(|column| !column.group.is_empty());
    grouped.for_each(|column| push(page, format_args!("<th>{}</th>", escaped(column.name))));
    page.push_str("</tr></thead><tbody>");
}

fn begin(page: &mut String, title: &str, class: &str) {
    let title = escaped(title);
    page.push_str("<!doctype html><html lang=\"zh-CN\"><head><meta charset=\"utf-8\">");
    page.push_str("<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">");
    push(page, format_args!("<title>{title}</title><style>{STYLE}</style></head><body{class}>"));
    page.push_str("<p class=\"how\">按 Ctrl+P 打印，或另存为 PDF。</p><main>");
}

/// Writing into a text can't fail.
fn push(page: &mut String, what: std::fmt::Arguments<'_>) {
    let _ = page.write_fmt(what);
}

fn facts(page: &mut String, rows: &[Vec<(String, String)>]) {
    page.push_str("<table class=\"facts\"><colgroup>");
    page.push_str(&"<col style=\"width:12%\"><col style=\"width:21.33%\">".repeat(3));
    page.push_str("</colgroup>");
    for pairs in rows {
        page.push_str("<tr>");
        for (index, (name, value)) in pairs.iter().enumerate() {
            let spare = if index + 1 == pairs.len() { 2usize.saturating_sub(index) } else { 0 };
            let (name, value, span) = (escaped(name), escaped(value), 1 + 2 * spare);
            push(page, format_args!("<th>{name}</th><td colspan=\"{span}\">{value}</td>"));
        }
        page.push_str("</tr>");
    }
    page.push_str("</table>");
}

fn table(page: &mut String, grid: &Grid) {
    page.push_str("<div class=\"frame\" tabindex=\"0\"><table><colgroup>");
    grid.widths.iter().for_each(|share| push(page, format_args!("<col style=\"width:{share}%\">")));
    page.push_str("</colgroup><thead><tr>");
    grid.head.iter().for_each(|name| push(page, format_args!("<th>{}</th>", escaped(name))));
    page.push_str("</tr></thead><tbody>");
    for row in &grid.rows {
        page.push_str(if row.faint { "<tr class=\"faint\">" } else { "<tr>" });
        row.cells.iter().for_each(|words| push(page, format_args!("<td>{}</td>", escaped(words))));
        page.push_str("</tr>");
    }
    page.push_str("</tbody></table></div>");
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in printable(text).chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_people_are_never_markup() {
        let evil = "<script>alert(1)</script> & \"x\"\u{1}";
        let paper = Paper {
            title: evil.into(),
            ends: (evil.into(), evil.into()),
            blocks: vec![
                Block::Heading(evil.into()),
                Block::Words(evil.into()),
                Block::Facts(vec![vec![(evil.into(), evil.into())]]),
                Block::Table(Grid {
                    head: vec![evil.into()],
                    widths: vec![100],
                    rows: vec![super::super::paper::GridRow { cells: vec![evil.into()], faint: true }],
                }),
                Block::Signs(vec![evil.into()]),
            ],
            foot: evil.into(),
        };
        let page = String::from_utf8(write(&paper)).unwrap();
        assert!(!page.contains("<script") && !page.contains('\u{1}'));
        assert_eq!(page.matches("&lt;script&gt;alert(1)&lt;/script&gt; &amp; &quot;x&quot;").count(), 12);
    }
}
