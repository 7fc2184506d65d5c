//! Every page's snippets are compiled by some crate.

use crate::fixture::{Fixture, INDEX, INTRODUCTION, LIBRARY, SENDING, TOOL};

const MESSAGE: &str = "no crate compiles the snippets of this page";

#[test]
fn a_chapter_that_leaves_out_a_page() {
    let include = "#[doc = include_str!(\"../../../book/src/03-tiny/sending.md\")]";
    for instead in [
        "",
        "// #[doc = include_str!(\"../../../book/src/03-tiny/sending.md\")]",
        "const PAGE: &str = include_str!(\"../../../book/src/03-tiny/sending.md\");",
        "#[doc = include_str!(\"../../../book/src/04-tiny/sending.md\")]",
    ] {
        let fixture = Fixture::new();
        fixture.replace(LIBRARY, include, instead);
        fixture.finds(SENDING, "# Sending", MESSAGE);
    }
}

#[test]
fn a_chapter_does_not_compile_the_pages_of_another() {
    let fixture = Fixture::new();
    let include = "#[doc = include_str!(\"../../../book/src/03-tiny/sending.md\")]";
    fixture.replace(LIBRARY, include, "");
    fixture.write("chapters/04-more/src/lib.rs", include);
    let expected = format!("{SENDING}:1: {MESSAGE}");
    assert!(fixture.report().contains(&expected));
}

#[test]
fn a_chapters_first_page() {
    let fixture = Fixture::new();
    fixture.replace(LIBRARY, "index.md", "sending.md");
    fixture.finds(INDEX, "# 3. Tiny", MESSAGE);
}

#[test]
fn a_page_of_no_chapter() {
    let fixture = Fixture::new();
    fixture.remove(TOOL);
    fixture.finds(INTRODUCTION, "# Introduction", MESSAGE);
    // One that has no snippets needs no doctest.
    fixture.replace(INTRODUCTION, "```rust\nassert_eq!(1 + 1, 2);\n```\n", "");
    fixture.finds_nothing();
}
