use crate::fixture::{Fixture, INTRODUCTION, LIBRARY, SENDING, TOOL};

const INCLUDE: &str = "{{#include ../../../chapters/03-tiny/src/lib.rs:send}}";

#[test]
fn a_missing_file() {
    let fixture = Fixture::new();
    fixture.append(
        SENDING,
        "\n```rust,ignore\n{{#include ../../../chapters/03-tiny/src/gone.rs:gone}}\n```\n",
    );
    fixture.finds(
        SENDING,
        "gone.rs:gone",
        "there is no file chapters/03-tiny/src/gone.rs to include",
    );
}

#[test]
fn a_missing_anchor() {
    let fixture = Fixture::new();
    fixture.append(
        SENDING,
        "\n```rust,ignore\n{{#include ../../../chapters/03-tiny/src/lib.rs:gone}}\n```\n",
    );
    fixture.finds(
        SENDING,
        "lib.rs:gone",
        "chapters/03-tiny/src/lib.rs has no anchor `gone`",
    );
}

#[test]
fn an_anchor_around_blank_lines() {
    let fixture = Fixture::new();
    fixture.append(LIBRARY, "\n// ANCHOR: blank\n\n// ANCHOR_END: blank\n");
    fixture.append(
        SENDING,
        "\n```rust,ignore\n{{#include ../../../chapters/03-tiny/src/lib.rs:blank}}\n```\n",
    );
    fixture.finds(
        SENDING,
        "lib.rs:blank",
        "the anchor `blank` of chapters/03-tiny/src/lib.rs is empty",
    );
}

#[test]
fn an_anchor_without_an_end() {
    let fixture = Fixture::new();
    fixture.replace(LIBRARY, "// ANCHOR_END: send\n", "");
    fixture.finds(LIBRARY, "// ANCHOR: send", "the anchor `send` has no end");
}

#[test]
fn an_anchor_without_a_beginning() {
    let fixture = Fixture::new();
    fixture.append(LIBRARY, "// ANCHOR_END: nothing\n");
    fixture.finds(
        LIBRARY,
        "// ANCHOR_END: nothing",
        "the anchor `nothing` ends without a beginning",
    );
}

#[test]
fn an_anchor_that_begins_twice() {
    let fixture = Fixture::new();
    fixture.append(LIBRARY, "// ANCHOR: send\nfn again() {}\n");
    assert_eq!(
        fixture.report(),
        ["chapters/03-tiny/src/lib.rs:19: the anchor `send` begins twice"]
    );
}

#[test]
fn an_anchor_that_no_page_includes() {
    for (file, comment) in [(LIBRARY, "//"), ("chapters/03-tiny/Cargo.toml", "#")] {
        let fixture = Fixture::new();
        fixture.append(
            file,
            &format!(
                "{comment} ANCHOR: idle\n{comment} x\n{comment} ANCHOR_END: idle\n"
            ),
        );
        fixture.finds(file, "ANCHOR: idle", "no page includes the anchor `idle`");
    }
}

#[test]
fn a_file_outside_the_chapters_may_have_more_anchors_than_the_book_shows() {
    let fixture = Fixture::new();
    let python =
        "# ANCHOR: a\na\n# ANCHOR_END: a\n# ANCHOR: b\nb\n# ANCHOR_END: b\n";
    fixture.write("tests/compare.py", python);
    fixture.append(
        SENDING,
        "\n```python\n{{#include ../../../tests/compare.py:a}}\n```\n",
    );
    fixture.finds_nothing();
}

#[test]
fn lines_by_number() {
    for range in [":14", ":14:16", "::16", ":"] {
        let fixture = Fixture::new();
        let include =
            format!("{{{{#include ../../../chapters/03-tiny/Cargo.toml{range}}}}}");
        fixture.append(SENDING, &format!("\n```toml\n{include}\n```\n"));
        fixture.finds(
            SENDING,
            &include,
            "an include by line numbers, which shift unnoticed",
        );
    }
}

#[test]
fn directives_other_than_include() {
    for (directive, name) in [
        (
            "{{#rustdoc_include ../chapters/03-tiny/src/lib.rs:send}}",
            "rustdoc_include",
        ),
        (
            "{{#playground ../chapters/03-tiny/src/lib.rs}}",
            "playground",
        ),
        ("{{#title Tiny}}", "title"),
        ("{{ #include ../../chapters/03-tiny/src/lib.rs}}", "include"),
        ("{{#include}}", "include"),
    ] {
        let fixture = Fixture::new();
        fixture.append(INTRODUCTION, &format!("\n<!-- {directive} -->\n"));
        fixture.finds(
            INTRODUCTION,
            directive,
            &format!("`{{{{#{name}` isn't used in this book"),
        );
    }
}

#[test]
fn an_escaped_include_is_text() {
    let fixture = Fixture::new();
    fixture.append(
        INTRODUCTION,
        &format!("\nIt is written `\\{}`.\n", INCLUDE.replace("send", "gone")),
    );
    fixture.finds_nothing();
}

#[test]
fn a_listing_from_another_chapter_says_so() {
    let fixture = Fixture::new();
    fixture.append(
        INTRODUCTION,
        "\n```rust,ignore\n{{#include ../../chapters/03-tiny/src/lib.rs:send}}\n```\n",
    );
    fixture.finds_nothing();
    for (page, label) in [
        (
            "introduction.html",
            "<a href=\"03-tiny/code.html#src-lib-rs\">03-tiny/src/lib.rs</a>",
        ),
        (
            "03-tiny/sending.html",
            "<a href=\"../03-tiny/code.html#src-lib-rs\">src/lib.rs</a>",
        ),
    ] {
        let html = fixture.rendered(page);
        assert!(html.contains(label), "{html}");
    }
}

#[test]
fn a_listing_of_the_tool_is_labelled_without_a_link() {
    let fixture = Fixture::new();
    fixture.append(
        TOOL,
        "// ANCHOR: own\npub struct Own;\n// ANCHOR_END: own\n",
    );
    let include = "{{#include ../tool/lib.rs:own}}";
    fixture.append(INTRODUCTION, &format!("\n```rust,ignore\n{include}\n```\n"));
    fixture.finds_nothing();
    let html = fixture.rendered("introduction.html");
    let label = "<p class=\"label\">book/tool/lib.rs</p>";
    assert!(html.contains(label), "{html}");
}
