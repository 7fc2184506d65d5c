//! The figures as tables for a person.

use load::statistics::Spread;

use super::case::Figures;
use super::comparison::Comparison;

pub(crate) fn print(comparison: &Comparison) {
    println!("\n{}", comparison.case);
    println!(
        "{:<16}{:>10}  {:<18}{:>9}  {:<18}{:>8}{:>9}{:>9}{:>7}",
        "",
        "answers/s",
        "ratio",
        "CPU µs",
        "ratio",
        "p50 µs",
        "p99",
        "p99.9",
        "calls"
    );
    for column in &comparison.columns {
        let median = |figure: &dyn Fn(&Figures) -> Option<f64>, digits| {
            column
                .median(figure)
                .map_or_else(String::new, |value| format!("{value:.digits$}"))
        };
        let latency = |index: usize| median(&|f| f.latency?.get(index).copied(), 0);
        println!(
            "{:<16}{:>10}  {:<18}{:>9}  {:<18}{:>8}{:>9}{:>9}{:>7}",
            column.design.name,
            median(&|f| Some(f.rate), 0),
            spread(comparison.ratio(column, |f| f.rate)),
            median(&|f| Some(f.cpu), 1),
            spread(comparison.ratio(column, |f| f.cpu)),
            latency(0),
            latency(1),
            latency(2),
            median(&|f| f.calls, 2),
        );
    }
}

/// Empty if there is none, or if the clock was too coarse for so short a time.
fn spread(spread: Option<Spread>) -> String {
    match spread {
        Some(Spread { low, median, high }) if median.is_finite() => {
            format!("{median:.2} ({low:.2}–{high:.2})")
        }
        _ => String::new(),
    }
}
