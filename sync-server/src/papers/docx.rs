//! A document as a docx file that Word, WPS and LibreOffice open.

use super::paper::{Block, Grid, Paper, printable};
use crate::error::{Failed, Outcome};
use docx_rs::{
    AlignmentType, BorderType, Docx, Footer, LineSpacing, PageMargin, PageNum, Paragraph, Run, RunFonts,
    Shading, ShdType, Table, TableBorder, TableBorderPosition, TableCell, TableLayoutType, TableRow,
    VAlignType, WidthType,
};
use shared_model::api::Code;
use std::io::Cursor;

/// A4 in twentieths of a point, and two centimetres of margin.
const PAGE: (u32, u32) = (11906, 16838);
const MARGIN: i32 = 1134;
/// What is left between the margins.
const WIDTH: usize = 9638;
/// Sizes in half points.
const TITLE: usize = 36;
const HEADING: usize = 26;
const TEXT: usize = 22;
const SMALL: usize = 19;
/// The names, in a frame of facts and at the head of a table.
const SHADE: &str = "F2F2F2";
/// What counts for nothing.
const FAINT: &str = "777777";

/// Writes the file.
///
/// # Errors
/// None that a document of words could bring about.
pub fn write(paper: &Paper) -> Outcome<Vec<u8>> {
    let margin = PageMargin {
        top: MARGIN,
        left: MARGIN,
        bottom: MARGIN,
        right: MARGIN,
        header: 567,
        footer: 567,
        gutter: 0,
    };
    let fonts = RunFonts::new().ascii("Times New Roman").hi_ansi("Times New Roman").east_asia("SimSun");
    let foot =
        line(&paper.foot, SMALL).add_run(Run::new().size(SMALL).add_text("　")).add_page_num(PageNum::new());
    let mut docx = Docx::new()
        .page_size(PAGE.0, PAGE.1)
        .page_margin(margin)
        .default_fonts(fonts)
        .default_size(TEXT)
        .footer(Footer::new().add_paragraph(foot))
        .add_paragraph(title(&paper.title))
        .add_table(ends(&paper.ends))
        // Two tables that touch become one.
        .add_paragraph(line("", 8));
    let mut new_page = false;
    for block in &paper.blocks {
        docx = match block {
            Block::NewPage => {
                new_page = true;
                continue;
            }
            Block::Heading(words) => docx.add_paragraph(heading(words).page_break_before(new_page)),
            Block::Words(words) => {
                words.lines().fold(docx, |docx, text| docx.add_paragraph(spaced(line(text, TEXT))))
            }
            Block::Facts(rows) => docx.add_table(facts(rows)),
            Block::Table(grid) => docx.add_table(table(grid)),
            Block::Signs(lines) => docx.add_table(signs(lines)),
        };
        new_page = false;
    }
    let mut bytes = Cursor::new(Vec::new());
    docx.pack(&mut bytes).map_err(|error| {
        Failed::problem(Code::Internal, format!("a document could not be written: {error}"))
    })?;
    Ok(bytes.into_inner())
}

fn run(words: &str, size: usize) -> Run {
    Run::new().size(size).add_text(printable(words))
}

fn line(words: &str, size: usize) -> Paragraph {
    Paragraph::new().add_run(run(words, size))
}

fn spaced(paragraph: Paragraph) -> Paragraph {
    paragraph.line_spacing(LineSpacing::new().before(60).after(60).line(340))
}

fn title(words: &str) -> Paragraph {
    let spacing = LineSpacing::new().after(160);
    Paragraph::new().align(AlignmentType::Center).line_spacing(spacing).add_run(run(words, TITLE).bold())
}

fn heading(words: &str) -> Paragraph {
    let spacing = LineSpacing::new().before(280).after(120);
    Paragraph::new().keep_next(true).line_spacing(spacing).add_run(run(words, HEADING).bold())
}

/// A cell; a text of several lines is several paragraphs.
fn cell(words: &str, width: usize, faint: bool) -> TableCell {
    let cell = TableCell::new().width(width, WidthType::Dxa).vertical_align(VAlignType::Center);
    let mut lines = words.lines().peekable();
    if lines.peek().is_none() {
        return cell.add_paragraph(Paragraph::new());
    }
    lines.fold(cell, |cell, text| {
        let run = run(text, SMALL);
        let run = if faint { run.color(FAINT).strike() } else { run };
        cell.add_paragraph(
            Paragraph::new().line_spacing(LineSpacing::new().before(40).after(40)).add_run(run),
        )
    })
}

fn name(words: &str, width: usize) -> TableCell {
    let shade = Shading::new().shd_type(ShdType::Clear).fill(SHADE).color("auto");
    cell(words, width, false).shading(shade)
}

fn framed(rows: Vec<TableRow>, grid: Vec<usize>) -> Table {
    Table::new(rows).set_grid(grid).width(WIDTH, WidthType::Dxa).layout(TableLayoutType::Fixed)
}

fn bare(rows: Vec<TableRow>, grid: Vec<usize>) -> Table {
    Table::without_borders(rows).set_grid(grid).width(WIDTH, WidthType::Dxa).layout(TableLayoutType::Fixed)
}

fn ends((left, right): &(String, String)) -> Table {
    let half = WIDTH / 2;
    let right = TableCell::new()
        .width(half, WidthType::Dxa)
        .add_paragraph(line(right, SMALL).align(AlignmentType::Right));
    bare(vec![TableRow::new(vec![cell(left, half, false), right])], vec![half, half])
}

/// Six columns: three names, three values. A row of fewer pairs lets its last value take the rest.
fn facts(rows: &[Vec<(String, String)>]) -> Table {
    let (narrow, wide) = (WIDTH * 12 / 100, WIDTH * 21 / 100);
    let row = |pairs: &Vec<(String, String)>| {
        let last = pairs.len().saturating_sub(1);
        let cells = pairs.iter().enumerate().flat_map(|(index, (called, value))| {
            let spare = if index == last { 2usize.saturating_sub(index) } else { 0 };
            let value = cell(value, wide + spare * (narrow + wide), false).grid_span(1 + 2 * spare);
            [name(called, narrow), value]
        });
        TableRow::new(cells.collect())
    };
    framed(rows.iter().map(row).collect(), [narrow, wide].repeat(3))
}

fn table(grid: &Grid) -> Table {
    let widths: Vec<usize> = grid.widths.iter().map(|share| WIDTH * usize::from(*share) / 100).collect();
    let head = grid.head.iter().zip(&widths).map(|(words, width)| name(words, *width));
    let mut rows = vec![TableRow::new(head.collect())];
    rows.extend(grid.rows.iter().map(|row| {
        let cells = row.cells.iter().zip(&widths).map(|(words, width)| cell(words, *width, row.faint));
        TableRow::new(cells.collect()).cant_split()
    }));
    framed(rows, widths)
}

fn signs(lines: &[String]) -> Table {
    let half = WIDTH / 2;
    let blank = |words: &str| {
        let spacing = LineSpacing::new().before(360).after(60);
        TableCell::new().width(half, WidthType::Dxa).add_paragraph(line(words, TEXT).line_spacing(spacing))
    };
    let row = |pair: &[String]| TableRow::new(pair.iter().map(|words| blank(words)).collect()).cant_split();
    let under = TableBorder::new(TableBorderPosition::InsideH)
        .border_type(BorderType::Single)
        .size(4)
        .color("000000");
    let last =
        TableBorder::new(TableBorderPosition::Bottom).border_type(BorderType::Single).size(4).color("000000");
    bare(lines.chunks(2).map(row).collect(), vec![half, half]).set_border(under).set_border(last)
}
