//! What the findings look like together, and the program's exit status.

use std::process::{Command, Output};

use book::check::Counts;
use snapbox::str;

use crate::fixture::{
    CODE, Fixture, INTRODUCTION, SENDING, SETTINGS, SUMMARY, TEMPLATE,
};

#[test]
fn a_book_that_keeps_the_rules_has_no_findings() {
    Fixture::new().finds_nothing();
}

#[test]
fn the_rest_of_a_page_is_left_to_mdbook() {
    let fixture = Fixture::new();
    fixture.remove(TEMPLATE);
    fixture.finds_nothing();
}

#[test]
fn everything_is_counted() {
    assert_eq!(
        Fixture::new().outcome().counts,
        Counts {
            pages: 4,
            listings: 5,
            // mdBook writes a Markdown image twice: small, and as large as the page.
            links: 15,
            figures: 2,
        }
    );
}

#[test]
fn a_finding_is_printed_like_a_compiler_error() {
    let fixture = Fixture::new();
    fixture.replace(SENDING, "lib.rs:send}}", "lib.rs:receive}}");
    let printed: Vec<String> = fixture
        .findings()
        .iter()
        .map(|finding| finding.render(fixture.root(), false))
        .collect();
    snapbox::assert_data_eq!(
        printed.join("\n\n"),
        str![[r#"
error: chapters/03-tiny/src/lib.rs has no anchor `receive`
 --> book/src/03-tiny/sending.md:8:1
  |
8 | {{#include ../../../chapters/03-tiny/src/lib.rs:receive}}
  | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
  |
  = help: mark its lines with `// ANCHOR: receive` and `// ANCHOR_END: receive`

error: no page includes the anchor `send`
  --> chapters/03-tiny/src/lib.rs:11:4
   |
11 | // ANCHOR: send
   |    ^^^^^^^^^^^^
   |
   = help: include it, or remove its two comments
"#]]
    );
}

#[test]
fn faults_of_all_kinds_are_reported_in_one_run_in_order() {
    let fixture = Fixture::new();
    fixture
        .replace(INTRODUCTION, "index.md#see-it-run", "index.md#see-it-fly")
        .replace(
            SENDING,
            "```rust,compile_fail,E0384",
            "```rust,compile_fail",
        )
        .replace(SENDING, "**`bytes.len()`**", "**`bytes.count()`**")
        .replace(SETTINGS, "enable = false", "enable = true")
        .replace(CODE, "## `src/main.rs`", "## `main.rs`");
    assert_eq!(
        fixture.report(),
        [
            "book/src/03-tiny/code.md:15: the heading above src/main.rs isn't its path, or lacks the id that listings link to",
            "book/src/03-tiny/sending.md:14: `bytes.count()` isn't in the listing above",
            "book/src/03-tiny/sending.md:30: a snippet that fails to compile for no stated reason",
            "book/src/introduction.md:3: 03-tiny/index.html has no id `see-it-fly`",
            "book.toml:10: the search isn't switched off for 03-tiny/code.md",
        ]
    );
}

#[test]
fn a_warning_of_mdbook_is_a_finding() {
    let fixture = Fixture::new();
    fixture.append(INTRODUCTION, "\n<section>\n");
    fixture.finds(
        SETTINGS,
        "[book]",
        "mdBook warns: unclosed HTML tag `<section>` found in `introduction.md`",
    );
    // Beside others, too.
    fixture.append(INTRODUCTION, "\n[x](gone.md)\n");
    assert_eq!(fixture.findings().len(), 2);
}

#[test]
fn the_program_fails_for_a_finding_and_says_where() {
    let fixture = Fixture::new();
    let good = run(&fixture);
    assert!(
        good.status.success(),
        "{}",
        String::from_utf8_lossy(&good.stderr)
    );
    fixture.replace(INTRODUCTION, "03-tiny/sending.md#", "03-tiny/sendin.md#");
    let bad = run(&fixture);
    let said = String::from_utf8(bad.stderr).unwrap();
    assert_eq!(bad.status.code(), Some(1), "{said}");
    assert!(said.contains("--> book/src/introduction.md:6:"), "{said}");
    assert!(said.contains("error: 1 to mend"), "{said}");
}

#[test]
fn the_sources_are_checked_when_mdbook_cannot_render_them() {
    let fixture = Fixture::new();
    fixture.replace(SUMMARY, "introduction.md", "intro.md");
    let output = run(&fixture);
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(
        said.contains("error: there is no page book/src/intro.md"),
        "{said}"
    );
    assert!(
        said.contains("error: mdBook could not build the book"),
        "{said}"
    );
}

fn run(fixture: &Fixture) -> Output {
    Command::new(env!("CARGO_BIN_EXE_book"))
        .arg("check")
        .current_dir(fixture.root())
        .output()
        .unwrap()
}
