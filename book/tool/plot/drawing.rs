//! The lines of a plot, as SVG that takes its colours from the page.

use std::f64::consts::PI;
use std::ops::Range;
use std::sync::LazyLock;

use plotters::coord::Shift;
use plotters::coord::ranged1d::{DefaultFormatting, KeyPointHint};
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
use regex::{Captures, Regex};

use super::table::{MAX_SERIES, Number, Table};
use super::{Axis, Plot, Scale, grouped};
use crate::source::pattern;

/// Pixels of a plot in a wide page; a phone shows it at three quarters.
const SIZE: (u32, u32) = (440, 290);

/// Pixels of a line's sample in the legend.
const KEY: (u32, u32) = (36, 14);

/// Units of the drawing in a pixel, since plotters rounds to units.
const UNIT: u32 = 10;

/// Pixels of a letter's height, and about those of a digit's width. The theme's
/// `book.css` has the height too.
const LETTER: u32 = 15;
const DIGIT: u32 = 8;

/// Pixels from a marker's centre to its corners.
const MARKER: u32 = 5;

/// Corners of each series' marker, how far they are turned, as a part of a full turn,
/// and how near to the centre every other corner is.
const MARKERS: [(u8, f64, f64); MAX_SERIES] = [
    (24, 0.0, 1.0),  // a disc
    (4, 0.125, 1.0), // a square
    (3, 0.75, 1.0),  // a triangle
    (4, 0.0, 1.0),   // a diamond
    (3, 0.25, 1.0),  // a triangle on its tip
    (8, 0.0, 0.3),   // a star
];

/// The drawing's colours, until [`dressed`] has the theme's classes in their place. A
/// series' spread is its colour with a 1 at the end.
const INK: RGBColor = RGBColor(0, 0, 0);
const GRID: RGBColor = RGBColor(0, 0, 1);
const SERIES: [RGBColor; MAX_SERIES] = [
    RGBColor(1, 1, 0),
    RGBColor(2, 1, 0),
    RGBColor(3, 1, 0),
    RGBColor(4, 1, 0),
    RGBColor(5, 1, 0),
    RGBColor(6, 1, 0),
];

type Area<'a> = DrawingArea<SVGBackend<'a>, Shift>;
type Drawn = Result<(), Box<dyn std::error::Error>>;

/// The chart of a table, with its text alternative.
pub(super) fn chart(plot: &Plot<'_>, table: &Table, alternative: &str) -> String {
    let attributes = format!("role=\"img\" aria-label=\"{alternative}\"");
    svg(SIZE, &attributes, |area| draw(area, plot, table))
}

/// The sample of a series' line and marker.
pub(super) fn key(number: usize) -> String {
    svg(KEY, "aria-hidden=\"true\"", |area| {
        let Some(colour) = SERIES.get(number) else {
            return Ok(());
        };
        let [width, middle] = [units(KEY.0), units(KEY.1 / 2)];
        let line = vec![(0, middle), (width, middle)];
        area.draw(&PathElement::new(line, colour))?;
        let centre = EmptyElement::at((width / 2, middle));
        area.draw(&(centre + Polygon::new(marker(number), colour)))?;
        Ok(())
    })
}

/// What `draw` draws, as one line of SVG.
fn svg(
    size: (u32, u32),
    attributes: &str,
    draw: impl FnOnce(&Area<'_>) -> Drawn,
) -> String {
    let mut text = String::new();
    let (width, height) = (size.0 * UNIT, size.1 * UNIT);
    {
        let backend = SVGBackend::with_string(&mut text, (width, height));
        let area = backend.into_drawing_area();
        // Writing to a String can't fail, and what is drawn lies within the axes.
        let _ = draw(&area);
        let _ = area.present();
    }
    let shapes = text.split_once('>').map(|(_, inner)| inner.trim());
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" {attributes} \
         viewBox=\"0 0 {width} {height}\" width=\"{}\" height=\"{}\">{}",
        size.0,
        size.1,
        dressed(shapes.unwrap_or_default())
    )
}

fn draw(area: &Area<'_>, plot: &Plot<'_>, table: &Table) -> Drawn {
    let measured = || table.series.iter().flat_map(|series| series.numbers());
    let y = Along::new(plot.y, measured());
    let label = |value: &f64| grouped(&rounded(*value).to_string());
    let digits = y
        .key_points(LABELS)
        .iter()
        .map(|value| label(value).len())
        .max();
    let letters = ("sans-serif", units(LETTER));

    // The title stands above the axis, where it can be read without turning the head.
    let title = Text::new(plot.y.title, (units(2), units(2)), letters);
    area.draw(&title)?;
    let mut chart = ChartBuilder::on(area)
        .margin_top(units(2 * LETTER))
        .margin_right(units(4 * DIGIT))
        .y_label_area_size(
            units(DIGIT) * (i32::try_from(digits.unwrap_or_default())? + 2),
        )
        .x_label_area_size(units(3 * LETTER + 4))
        .build_cartesian_2d(Along::new(plot.x, table.x.iter()), y)?;
    chart
        .configure_mesh()
        .x_desc(plot.x.title)
        .x_labels(LABELS)
        .y_labels(LABELS)
        .x_label_formatter(&label)
        .y_label_formatter(&label)
        .axis_style(INK)
        .bold_line_style(GRID)
        .light_line_style(TRANSPARENT)
        .label_style(letters)
        .set_all_tick_mark_size(units(4))
        .draw()?;

    for (number, (series, colour)) in table.series.iter().zip(SERIES).enumerate() {
        let points = |numbers: &[Number]| -> Vec<Option<(f64, f64)>> {
            let pairs = table.x.iter().zip(numbers);
            pairs.map(|(x, y)| Some((x.value?, y.value?))).collect()
        };
        let middle = points(&series.y);
        let spread = RGBColor(colour.0, 1, 1);
        if let Some((low, high)) = &series.spread {
            for ends in points(low).into_iter().zip(points(high)) {
                if let (Some(low), Some(high)) = ends {
                    chart
                        .plotting_area()
                        .draw(&PathElement::new([low, high], spread))?;
                }
            }
        }
        // What couldn't be measured interrupts the line.
        for line in middle.split(Option::is_none) {
            let line: Vec<_> = line.iter().copied().flatten().collect();
            if line.len() < 2 {
                continue; // its marker says enough
            }
            chart.draw_series([PathElement::new(line, colour)])?;
        }
        let markers = middle.into_iter().flatten().map(|point| {
            EmptyElement::at(point) + Polygon::new(marker(number), colour)
        });
        chart.draw_series(markers)?;
    }
    Ok(())
}

/// The corners of a series' marker, round its centre.
fn marker(number: usize) -> Vec<(i32, i32)> {
    let (corners, turned, inner) = MARKERS[number % MAX_SERIES];
    let corner = |at: u8| {
        let turn = 2.0 * PI * (f64::from(at) / f64::from(corners) + turned);
        let nearness = if at.is_multiple_of(2) { 1.0 } else { inner };
        let radius = nearness * f64::from(MARKER * UNIT);
        let part = |of: f64| (radius * of).round() as i32;
        (part(turn.cos()), part(turn.sin()))
    };
    (0..corners).map(corner).collect()
}

fn units(pixels: u32) -> i32 {
    (pixels * UNIT) as i32
}

static COLOUR: LazyLock<Regex> =
    LazyLock::new(|| pattern(r##"(?:fill|stroke)="#(\w\w)(\w\w)(\w\w)""##));

/// What the theme decides.
static LOOK: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r#" (?:opacity|stroke-width|font-family|font-size)="[^"]*"|\n"#)
});

/// The shapes with classes for their colours, and on one line.
fn dressed(shapes: &str) -> String {
    let class = |found: &Captures<'_>| match (&found[1], &found[2], &found[3]) {
        (number, "01", part) => {
            let part = if part == "01" { "spread " } else { "" };
            format!("class=\"{part}series-{}\"", number.trim_start_matches('0'))
        }
        (_, _, "01") => "class=\"grid\"".to_owned(),
        _ => "class=\"ink\"".to_owned(),
    };
    let classes = COLOUR.replace_all(shapes, class);
    LOOK.replace_all(&classes, "").into_owned()
}

/// How many labels an axis has at the most, if they are as many as equal differences
/// need.
const LABELS: usize = 6;

/// The places along an axis.
struct Along {
    scale: Scale,
    range: Range<f64>,
}

impl Along {
    /// The axis on which all `numbers` have a place.
    fn new<'n>(axis: Axis<'_>, numbers: impl Iterator<Item = &'n Number>) -> Self {
        let values: Vec<f64> = numbers.filter_map(|number| number.value).collect();
        let least = values.iter().copied().fold(f64::INFINITY, f64::min);
        let most = values.iter().copied().fold(0.0, f64::max);
        let range = match axis.scale {
            // With room above the highest marker.
            Scale::Linear if most > 0.0 => 0.0..most * 1.05,
            Scale::Linear => 0.0..1.0,
            Scale::Log => {
                let [from, to] = [least.log10().floor(), most.log10().ceil()];
                10_f64.powf(from)..10_f64.powf(to.max(from + 1.0))
            }
        };
        Self {
            scale: axis.scale,
            range,
        }
    }
}

impl Ranged for Along {
    type FormatOption = DefaultFormatting;
    type ValueType = f64;

    fn map(&self, value: &f64, limit: (i32, i32)) -> i32 {
        let Range { start, end } = self.range;
        let part = match self.scale {
            Scale::Linear => (value - start) / (end - start),
            Scale::Log => (value / start).ln() / (end / start).ln(),
        };
        limit.0 + (part * f64::from(limit.1 - limit.0)).round() as i32
    }

    fn key_points<Hint: KeyPointHint>(&self, hint: Hint) -> Vec<f64> {
        match self.scale {
            Scale::Linear => {
                RangedCoordf64::from(self.range.clone()).key_points(hint)
            }
            Scale::Log => {
                let exponent = |value: f64| value.log10().round() as i32;
                let [first, last] =
                    [self.range.start, self.range.end].map(exponent);
                let steps: &[f64] = if last - first > 2 {
                    &[1.0]
                } else {
                    &[1.0, 2.0, 5.0]
                };
                let decades = (first..=last).map(|exponent| 10_f64.powi(exponent));
                decades
                    .flat_map(|decade| steps.iter().map(move |step| step * decade))
                    .filter(|value| *value <= self.range.end * 1.001)
                    .collect()
            }
        }
    }

    fn range(&self) -> Range<f64> {
        self.range.clone()
    }
}

/// A label's value, which has few digits, without what binary fractions add.
fn rounded(value: f64) -> f64 {
    (value * 1e6).round() / 1e6
}
