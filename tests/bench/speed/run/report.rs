//! The figures as tables for a person.

use load::statistics::Spread;

use super::case::Figures;
use super::comparison::{Column, Comparison, in_each_case};
use super::idle::Idle;

pub(crate) fn print(comparison: &Comparison) {
    let case = comparison.case;
    println!("\n{case}");
    println!(
        "{:<18}{:>11}  {:<18}{:>9}  {:<18}{:>8}{:>9}{:>9}{:>7}{:>8}",
        "",
        case.unit(),
        "ratio",
        "CPU µs",
        "ratio",
        "p50 µs",
        "p99",
        "p99.9",
        "calls",
        "bytes"
    );
    for column in &comparison.columns {
        print_row(comparison, column);
    }
}

fn print_row(comparison: &Comparison, column: &Column) {
    let median = |figure: &dyn Fn(&Figures) -> Option<f64>, digits| {
        column
            .median(figure)
            .map_or_else(String::new, |value| format!("{value:.digits$}"))
    };
    let latency = |index: usize| median(&|f| f.latency?.get(index).copied(), 0);
    let rate = comparison.ratio(column, |figures| figures.rate);
    let cpu = comparison.ratio(column, |figures| figures.cpu);
    println!(
        "{:<18}{:>11}  {:<18}{:>9}  {:<18}{:>8}{:>9}{:>9}{:>7}{:>8}",
        column.design.name,
        median(&|f| Some(f.rate), 0),
        spread(rate),
        median(&|f| Some(f.cpu), 2),
        spread(cpu),
        latency(0),
        latency(1),
        latency(2),
        median(&|f| f.calls, 2),
        median(&|f| f.memory, 0),
    );
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

/// Of each server, the medians over all cases of what it has beside the first.
pub(crate) fn print_summary(comparisons: &[Comparison]) {
    let Some(first) = comparisons.first() else {
        return;
    };
    let Some(reference) = first.columns.first() else {
        return;
    };
    let reference = reference.design.name;
    println!("\nall cases: the median of the ratios to `{reference}`");
    println!("{:<18}{:>8}{:>8}{:>8}", "", "rate", "CPU", "p99");
    for column in &first.columns {
        let name = column.design.name;
        let median = |figure: &dyn Fn(&Figures) -> f64| {
            let each = in_each_case(comparisons, name, reference, figure);
            Spread::of(each)
                .map_or_else(String::new, |all| format!("{:.2}", all.median))
        };
        println!(
            "{name:<18}{:>8}{:>8}{:>8}",
            median(&|f| f.rate),
            median(&|f| f.cpu),
            median(&|f| f.latency.map_or(f64::NAN, |[_, p99, _]| p99)),
        );
    }
}

pub(crate) fn print_idle(idle: &[Idle]) {
    let Some(first) = idle.first() else { return };
    println!(
        "\n{} idle connections for {} s: processor time",
        first.clients,
        first.time.as_secs()
    );
    for one in idle {
        println!("{:<18}{:>11}", one.name, format!("{:.1?}", one.cpu));
    }
}
