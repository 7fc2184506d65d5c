use crate::fixture::{Fixture, SENDING};

/// Puts a block below everything else, whose first line is `quoted`.
#[track_caller]
fn finds(block: &str, message: &str) {
    let fixture = Fixture::new();
    fixture.append(SENDING, &format!("\nTo end with:\n\n{block}\n"));
    let text = fixture.read(SENDING);
    let from_below = block
        .lines()
        .skip_while(|line| line.starts_with("<!--"))
        .count();
    let line = text.lines().count() - from_below + 1;
    assert_eq!(
        fixture.report(),
        [format!("{SENDING}:{line}: {message}")],
        "{block}"
    );
}

#[test]
fn code_that_rustdoc_would_take_for_rust() {
    finds(
        "    let x = 5;",
        "an indented code block, which rustdoc takes for Rust",
    );
    finds(
        "```\nlet x = 5;\n```",
        "a code block without a language, which rustdoc takes for Rust",
    );
    finds(
        "<!-- shown: it must not be -->\n```no_run\nlet x = 5;\n```",
        "a block in the language `no_run`, which rustdoc takes for Rust",
    );
}

#[test]
fn a_language_that_nothing_checks() {
    let message = "a `c` block that nothing runs or compiles";
    finds("```c\nint x;\n```", message);
    finds("<!-- shown: -->\n```c\nint x;\n```", message);
    finds("<!-- because -->\n```c\nint x;\n```", message);
    finds(
        "```c\n{{#include ../../../chapters/03-tiny/src/lib.rs:send}}\nint x;\n```",
        message,
    );
}

#[test]
fn ignored_rust_that_is_more_than_an_include() {
    let message = "ignored Rust that isn't an include: nothing compiles it";
    finds("```rust,ignore\nlet x = 5;\n```", message);
    finds(
        "```rust,ignore\n{{#include ../../../chapters/03-tiny/src/lib.rs:send}}\nlet x = 5;\n```",
        message,
    );
}

#[test]
fn an_include_that_is_not_ignored() {
    finds(
        "```rust\n{{#include ../../../chapters/03-tiny/src/lib.rs:send}}\n```",
        "an include in a block that rustdoc compiles, braces and all",
    );
}

#[test]
fn rust_that_says_too_little() {
    finds(
        "```rust,no_run\nloop {}\n```",
        "a snippet that is never run, without a reason",
    );
    finds(
        "<!-- no_run: -->\n```rust,no_run\nloop {}\n```",
        "a snippet that is never run, without a reason",
    );
    finds(
        "```rust,compile_fail\nx\n```",
        "a snippet that fails to compile for no stated reason",
    );
    finds(
        "```rust,norun\nloop {}\n```",
        "`norun` isn't known in a `rust` block",
    );
}

#[test]
fn words_that_no_one_reads() {
    finds(
        "```console terminal:\n$ true\n```",
        "`terminal:` isn't known in a `console` block",
    );
    finds(
        "```console hidden\n$ true\n```",
        "`hidden` isn't known in a `console` block",
    );
    finds(
        "```bob wide\ncaption: c\nalt: a\n\n --\n```",
        "`wide` isn't known in a `bob` block",
    );
}

#[test]
fn a_session_without_a_command() {
    finds("```console\n\n```", "a `console` block without a command");
}

#[test]
fn rust_of_every_allowed_kind() {
    let fixture = Fixture::new();
    fixture.append(
        SENDING,
        "\n```rust,edition2021\n# fn hidden() {}\n```\n\n```console terminal:server\n$ true\n```\n\n```python\n```\n",
    );
    fixture.finds_nothing();
}
