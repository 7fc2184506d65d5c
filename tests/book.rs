//! The book itself keeps its rules.

#![allow(clippy::unwrap_used, reason = "a test may fail by panicking")]

use std::path::Path;

use book::source::Source;
use book::{check, render};

#[test]
fn the_book_keeps_its_rules() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folder = tempfile::tempdir().unwrap();
    let rendered = folder.path().join("book");
    let source = Source::read(root).unwrap();
    let warnings = render::book(root, &rendered).unwrap();
    render::document(root).unwrap();
    render::copy_documentation(root, &rendered).unwrap();
    let findings = check::all(&source, &rendered, &warnings).unwrap().findings;
    let report: Vec<String> = findings
        .iter()
        .map(|finding| finding.render(root, false))
        .collect();
    assert!(report.is_empty(), "\n{}", report.join("\n\n"));
}
