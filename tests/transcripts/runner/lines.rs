//! Compares what a program printed with what the page shows.
//!
//! Only what can't be the same twice is let pass: ports (one to one, see
//! [`Ports`]), durations and rates, process numbers, dates and times of day, sizes
//! with a fraction, the length of bars, and in the tables of `ss` the width of the
//! columns and the length of long queues.
//! Every other digit counts, and every other character but white space at a
//! line's end.

use std::borrow::Cow;
use std::sync::LazyLock;

use book::source::pattern;
use regex::Regex;

use super::ports::{PORT, Ports};

/// Of a queue, in bytes: from here on it is only long. What a program sends at
/// once and the other has yet to read stays below.
const LONG_QUEUE: u64 = 10_000;

/// What differs from run to run; of a port and of a rate the digits alone are the
/// token, the other tokens are the whole match.
static TOKEN: LazyLock<Regex> = LazyLock::new(|| {
    let date = r"\b\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)?)?\b";
    let http_date = r"\b(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT\b";
    let time = r"\b\d\d:\d\d:\d\d(?:\.\d+)?\b";
    let process = r"\bpid[ =]\d+\b";
    // With what fills its column up, if it stands in a table.
    let duration = r"\b\d+(?:\.\d+)? ?(?:ns|[uµμ]s|ms|s|min|seconds?)\b(?: {2,})?";
    // A whole number of them isn't measured.
    let size = r"\b\d+\.\d+ [KMG]iB\b(?: {2,})?";
    let bar = r"█+";
    let rate = r"\b(?P<rate>\d+(?:\.\d+)?) [A-Za-z]+/s\b";
    pattern(&format!(
        "(?P<date>{date}|{http_date}|{time})|(?P<process>{process})|{PORT}|(?P<duration>{duration})|(?P<size>{size})|(?P<bar>{bar})|{rate}"
    ))
});

/// The names of its groups.
const TOKENS: [&str; 7] =
    ["date", "process", "port", "duration", "size", "bar", "rate"];

/// The text to show for `actual`: the lines of `expected` where they say the
/// same, and what was printed where they don't.
pub fn as_run(
    expected: &[&str],
    actual: &[String],
    ports: &mut Ports,
) -> Vec<String> {
    let mut rest = expected.iter();
    let mut shown = Vec::new();
    for line in actual {
        let mut ahead = rest.clone();
        match ahead.find(|candidate| same(candidate, line, ports)) {
            Some(&expected) => {
                rest = ahead;
                shown.push(expected.to_owned());
            }
            None => shown.push(ports.text_for_page(line.trim_end())),
        }
    }
    shown
}

/// Whether the lines say the same, as far as a page can say it.
fn same(expected: &str, actual: &str, ports: &mut Ports) -> bool {
    let (expected, actual) = (Shape::of(expected), Shape::of(actual));
    expected.text == actual.text
        && ports.unify(expected.ports.into_iter().zip(actual.ports))
}

/// A line of a table of `ss` with single spaces, and long queues named instead of
/// measured; any other line as it is.
fn without_queues(line: &str) -> Cow<'_, str> {
    static TABLE: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r"^(?:State\s+Recv-Q\s+Send-Q\s|[A-Z][A-Z0-9-]+\s+\d+\s+\d+\s.*:)")
    });
    if !TABLE.is_match(line) {
        return line.into();
    }
    let words = line.split_whitespace().map(|word| match word.parse() {
        Ok(LONG_QUEUE..) => "\0queue",
        _ => word,
    });
    words.collect::<Vec<&str>>().join(" ").into()
}

/// A line with its tokens taken out.
struct Shape {
    text: String,
    ports: Vec<u16>,
}

impl Shape {
    fn of(line: &str) -> Self {
        let line = &*without_queues(line.trim_end());
        let mut shape = Self {
            text: String::new(),
            ports: Vec::new(),
        };
        let mut done = 0;
        for found in TOKEN.captures_iter(line) {
            let token = TOKENS
                .into_iter()
                .find_map(|name| Some((name, found.name(name)?)));
            let Some((name, token)) = token else { continue };
            if name == "port" {
                match token.as_str().parse() {
                    Ok(port) => shape.ports.push(port),
                    Err(_) => continue,
                }
            }
            shape.text.push_str(&line[done..token.start()]);
            // No program prints a NUL where the page could show it.
            shape.text.push('\0');
            shape.text.push_str(name);
            done = token.end();
        }
        shape.text.push_str(&line[done..]);
        shape
    }
}
