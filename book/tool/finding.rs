//! Something wrong in the book's sources, reported in the manner of a compiler
//! error.

use std::fs;
use std::io::IsTerminal;
use std::ops::Range;
use std::path::{Path, PathBuf};

use annotate_snippets::{AnnotationKind, Group, Level, Renderer, Snippet};

use crate::preprocess::slashed;

/// One thing that is wrong, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The file, relative to the root of the project.
    pub file: PathBuf,
    /// The bytes of the file to point at.
    pub span: Range<usize>,
    /// What is wrong, in one line.
    pub message: String,
    /// What to do about it, in one line.
    pub help: String,
}

impl Finding {
    /// Something wrong at `span` of `file`.
    pub fn new(
        file: impl Into<PathBuf>,
        span: Range<usize>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) -> Self {
        Self {
            file: file.into(),
            span,
            message: message.into(),
            help: help.into(),
        }
    }

    /// The report as text, with the line of the file in question.
    #[must_use]
    pub fn render(&self, root: &Path, coloured: bool) -> String {
        let text = fs::read_to_string(root.join(&self.file)).unwrap_or_default();
        let path = slashed(&self.file);
        let group = Group::with_title(Level::ERROR.primary_title(&self.message))
            .element(Snippet::source(&text).path(&path).annotation(
                AnnotationKind::Primary.span(first_line(&text, &self.span)),
            ))
            .element(Level::HELP.message(&self.help));
        let renderer = if coloured {
            Renderer::styled()
        } else {
            Renderer::plain()
        };
        renderer.render(&[group])
    }
}

/// `span` cut to the text and to its own first line: a report points, it
/// doesn't quote.
fn first_line(text: &str, span: &Range<usize>) -> Range<usize> {
    let start = span.start.min(text.len());
    let end = span.end.clamp(start, text.len());
    let end = text[start..end]
        .find('\n')
        .map_or(end, |length| start + length);
    start..end
}

/// Prints the findings to standard error.
pub fn print_all(findings: &[Finding], root: &Path) {
    let coloured = std::io::stderr().is_terminal();
    for finding in findings {
        eprintln!("{}\n", finding.render(root, coloured));
    }
}
