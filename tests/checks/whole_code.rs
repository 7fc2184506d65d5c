//! `code.md` shows all of a chapter's crate.

use crate::fixture::{CODE, Fixture, LIBRARY, PROGRAM, SETTINGS};

#[test]
fn a_file_that_is_left_out() {
    for file in [
        "src/more.txt",
        "tests/serves.rs",
        "examples/data.txt",
        "examples/more/src/lib.rs",
    ] {
        let fixture = Fixture::new();
        fixture.write(&format!("chapters/03-tiny/{file}"), "//! More.\n");
        fixture.finds(
            CODE,
            "# The complete code",
            &format!("the complete code lacks chapters/03-tiny/{file}"),
        );
    }
}

#[test]
fn what_tools_leave_behind_is_no_code() {
    let fixture = Fixture::new();
    for file in ["target/debug/x", ".cache", "examples/__pycache__/x.pyc"] {
        fixture.write(&format!("chapters/03-tiny/{file}"), "x");
    }
    fixture.finds_nothing();
}

#[test]
fn a_file_that_is_shown_in_part_or_twice() {
    let fixture = Fixture::new();
    fixture.replace(CODE, "Cargo.toml}}", "Cargo.toml:library}}");
    fixture.finds(
        CODE,
        "# The complete code",
        "the complete code lacks chapters/03-tiny/Cargo.toml",
    );

    let fixture = Fixture::new();
    fixture.append(
        CODE,
        "\n```rust,ignore\n{{#include ../../../chapters/03-tiny/src/../src/main.rs}}\n```\n",
    );
    fixture.finds(CODE, "src/../src/main.rs", "src/main.rs is shown twice");
}

#[test]
fn a_heading_that_is_not_the_path() {
    let message = "the heading above src/main.rs isn't its path, or lacks the id that listings link to";
    for heading in [
        "## `src/main.rs`\n",
        "## main {#src-main-rs}\n",
        "## `src/main.rs` {#main}\n",
    ] {
        let fixture = Fixture::new();
        fixture.replace(CODE, "## `src/main.rs` {#src-main-rs}\n", heading);
        fixture.finds(CODE, heading.trim(), message);
    }
    let fixture = Fixture::new();
    fixture.replace(
        CODE,
        "## `src/main.rs` {#src-main-rs}",
        "## src/main.rs {#src-main-rs}",
    );
    fixture.finds_nothing();
}

#[test]
fn an_anchor_comment_that_shows() {
    let fixture = Fixture::new();
    fixture.replace(PROGRAM, "fn main() {\n", "fn main() { // ANCHOR: send\n");
    fixture.replace(PROGRAM, "\"));\n", "\")); // ANCHOR_END: send\n");
    fixture.append(LIBRARY, "");
    fixture.replace(
        "book/src/03-tiny/sending.md",
        "lib.rs:send}}",
        "main.rs:send}}",
    );
    let report = fixture.report();
    for mark in ["ANCHOR: send", "ANCHOR_END: send"] {
        let expected =
            format!("{CODE}:1: the complete code shows the comment `{mark}`");
        assert!(report.contains(&expected), "{report:?}");
    }
}

#[test]
fn the_search_finds_no_complete_code() {
    let message = "the search isn't switched off for 03-tiny/code.md";
    let fixture = Fixture::new();
    fixture.replace(SETTINGS, "enable = false", "enable = true");
    fixture.finds(SETTINGS, "enable = true", message);

    let fixture = Fixture::new();
    fixture.replace(SETTINGS, "\"03-tiny/code.md\" = { enable = false }\n", "");
    fixture.finds(SETTINGS, "[output.html.search.chapter]", message);
}

#[test]
fn a_file_that_no_module_declares() {
    let fixture = Fixture::new();
    let orphan = "chapters/03-tiny/src/orphan.rs";
    fixture.write(orphan, "fn nonsense(\n");
    fixture.append(
        CODE,
        "\n## `src/orphan.rs` {#src-orphan-rs}\n\n```rust,ignore\n\
         {{#include ../../../chapters/03-tiny/src/orphan.rs}}\n```\n",
    );
    fixture.finds(
        orphan,
        "fn nonsense(",
        "no module declares src/orphan.rs, so nothing compiles it",
    );
    fixture.append(LIBRARY, "\nmod orphan;\n");
    fixture.finds_nothing();
}

#[test]
fn a_file_whose_path_a_module_gives() {
    let fixture = Fixture::new();
    fixture.write("chapters/03-tiny/src/linux.rs", "//! Linux.\n");
    fixture.append(
        CODE,
        "\n## `src/linux.rs` {#src-linux-rs}\n\n```rust,ignore\n\
         {{#include ../../../chapters/03-tiny/src/linux.rs}}\n```\n",
    );
    fixture.append(
        "chapters/03-tiny/src/lib.rs",
        "#[cfg_attr(target_os = \"linux\", path = \"linux.rs\")]\nmod system;\n",
    );
    fixture.finds_nothing();
}
