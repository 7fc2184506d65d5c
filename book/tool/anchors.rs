//! Anchors: the marked lines of a source file that a page includes by name.
//!
//! What counts as a mark, and which lines lie between two, is mdBook's rule.

use std::ops::Range;
use std::sync::LazyLock;

use regex::Regex;

use crate::source::pattern;

/// A line that begins or ends an anchor.
#[derive(Debug)]
pub struct Mark<'a> {
    /// The anchor's name.
    pub name: &'a str,
    /// Whether the anchor begins here.
    pub begins: bool,
    /// The bytes from `ANCHOR` to the end of the name.
    pub span: Range<usize>,
}

static MARK: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"ANCHOR(_END)?:\s*([\w-]+)"));

/// The marks of a file, in order.
pub fn marks(text: &str) -> impl Iterator<Item = Mark<'_>> {
    MARK.captures_iter(text).filter_map(|found| {
        Some(Mark {
            name: found.get(2)?.as_str(),
            begins: found.get(1).is_none(),
            span: found.get(0)?.range(),
        })
    })
}

/// The lines between the marks of the anchor `name`, without other marks, or
/// `None` if there is no such anchor.
pub fn lines<'a>(text: &'a str, name: &str) -> Option<Vec<&'a str>> {
    let mut lines = text.lines();
    let mark_in = |line: &'a str| marks(line).next();
    lines.find(|line| {
        mark_in(line).is_some_and(|mark| mark.begins && mark.name == name)
    })?;
    Some(
        lines
            .take_while(|line| {
                !mark_in(line).is_some_and(|mark| !mark.begins && mark.name == name)
            })
            .filter(|line| mark_in(line).is_none())
            .collect(),
    )
}

/// The lines of a file without the comments that only mark an anchor. A mark
/// behind code stays: the line would be missing.
pub fn without_marks(text: &str) -> Vec<&str> {
    let only_marks = |line: &&str| {
        let comment = line
            .trim_start()
            .trim_start_matches(['/', '#'])
            .trim_start();
        comment.starts_with("ANCHOR") && marks(comment).next().is_some()
    };
    text.lines().filter(|line| !only_marks(line)).collect()
}
