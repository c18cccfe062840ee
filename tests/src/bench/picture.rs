//! The picture of how cost grows, as SVG: six small charts, each from zero, so that flat looks flat.

use super::growth::Growth;
use crate::world::Outcome;
use plotters::prelude::*;
use std::path::Path;

const SIZE: (u32, u32) = (960, 560);
const INK: RGBColor = RGBColor(20, 90, 160);

type Points = Vec<(f64, f64)>;

/// Draws it into a file.
///
/// # Errors
/// When the file can't be written.
pub fn draw(growth: &Growth, file: &Path) -> Outcome<()> {
    let root = SVGBackend::new(file, SIZE).into_drawing_area();
    root.fill(&WHITE).map_err(|e| e.to_string())?;
    let charts: [(&str, &str, &Points); 6] = [
        ("phones of a county", "server CPU per phone and day, ms", &growth.phones),
        ("years behind 50 phones", "server CPU per phone and day, ms", &growth.years),
        ("documents on a leader's phone", "first replica, KB down", &growth.documents),
        ("phones of a county", "most memory of the server, MB", &growth.memory),
        ("years behind a member's phone", "first replica, KB down", &growth.years_first),
        ("documents on a leader's phone", "nothing new, KB both ways", &growth.documents_nothing),
    ];
    for (area, (across, up, points)) in root.split_evenly((2, 3)).iter().zip(charts) {
        chart(area, across, up, points).map_err(|e| e.to_string())?;
    }
    root.present().map_err(|e| e.to_string())
}

type Area<'a> = DrawingArea<SVGBackend<'a>, plotters::coord::Shift>;

fn chart(
    area: &Area<'_>,
    across: &str,
    up: &str,
    points: &Points,
) -> Result<(), DrawingAreaErrorKind<std::io::Error>> {
    let most = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).fold(1e-9, f64::max);
    let mut chart = ChartBuilder::on(area)
        .caption(up, ("sans-serif", 15))
        .margin(12)
        .x_label_area_size(38)
        .y_label_area_size(48)
        .build_cartesian_2d(0.0..most(|p| p.0) * 1.05, 0.0..most(|p| p.1) * 1.25)?;
    chart.configure_mesh().x_desc(across).x_labels(6).y_labels(6).light_line_style(TRANSPARENT).draw()?;
    chart.draw_series(LineSeries::new(points.iter().copied(), INK.stroke_width(2)))?;
    chart.draw_series(points.iter().map(|point| Circle::new(*point, 4, INK.filled())))?;
    Ok(())
}
