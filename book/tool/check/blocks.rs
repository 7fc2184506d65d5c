//! Every code block is compiled, executed, drawn or included, or says why not.

use std::sync::LazyLock;

use regex::Regex;

use super::includes::sole;
use crate::finding::Finding;
use crate::source::{Block, Page, Source, includes, pattern};

pub(super) fn check(source: &Source, findings: &mut Vec<Finding>) {
    for page in &source.pages {
        for block in &page.blocks {
            if let Some((message, help)) = problem(page, block) {
                findings.push(Finding::new(
                    &page.path,
                    block.span.clone(),
                    message,
                    help,
                ));
            }
        }
    }
}

type Problem = Option<(String, &'static str)>;

fn problem(page: &Page, block: &Block) -> Problem {
    match block.language() {
        _ if block.info.is_none() => Some((
            "an indented code block, which rustdoc takes for Rust".to_owned(),
            "fence it with ``` and name its language",
        )),
        "" => Some((
            "a code block without a language, which rustdoc takes for Rust"
                .to_owned(),
            "name its language behind the fence: ```console, ```rust, …",
        )),
        "console" => console(page, block),
        _ if block.is_figure() => {
            only(block, "id:", "a figure takes `id:NAME` and nothing else")
        }
        "python" => None,
        "rust" => rust(page, block),
        language if RUST_WORD.is_match(language) => Some((
            format!(
                "a block in the language `{language}`, which rustdoc takes for Rust"
            ),
            "write `rust` first: ```rust,no_run",
        )),
        _ if sole(page, block).is_some() || reason(block, "shown:") => None,
        language => Some((
            format!("a `{language}` block that nothing runs or compiles"),
            "include it from a file, or say why it's only shown: `<!-- shown: REASON -->` directly above it",
        )),
    }
}

fn console(page: &Page, block: &Block) -> Problem {
    if page.body(block).trim().is_empty() {
        return Some((
            "a `console` block without a command".to_owned(),
            "type the command behind `$ `, and what it prints below it",
        ));
    }
    only(
        block,
        "terminal:",
        "a terminal session takes `terminal:NAME` and nothing else",
    )
}

/// Whether all words of the info string but the first begin with `key`.
fn only(block: &Block, key: &str, help: &'static str) -> Problem {
    block
        .words()
        .skip(1)
        .find(|word| word.strip_prefix(key).is_none_or(str::is_empty))
        .map(|word| {
            (
                format!("`{word}` isn't known in a `{}` block", block.language()),
                help,
            )
        })
}

/// What rustdoc understands behind the fence of a doctest.
static RUST_WORD: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"^(ignore|no_run|should_panic|compile_fail|E\d{4}|edition20\d\d)$")
});

static ERROR_CODE: LazyLock<Regex> = LazyLock::new(|| pattern(r"^E\d{4}$"));

fn rust(page: &Page, block: &Block) -> Problem {
    if let Some(word) = block.words().skip(1).find(|word| !RUST_WORD.is_match(word))
    {
        return Some((
            format!("`{word}` isn't known in a `rust` block"),
            "rustdoc knows ignore, no_run, should_panic, compile_fail, E0000 and edition2024",
        ));
    }
    let ignored = block.has("ignore");
    if ignored && sole(page, block).is_none() {
        return Some((
            "ignored Rust that isn't an include: nothing compiles it".to_owned(),
            "drop `ignore`, or include the code from a chapter's crate and nothing else",
        ));
    }
    if !ignored && !includes(page.body(block)).is_empty() {
        return Some((
            "an include in a block that rustdoc compiles, braces and all"
                .to_owned(),
            "write ```rust,ignore: the crate that it comes from is compiled",
        ));
    }
    if block.has("no_run") && !reason(block, "no_run:") {
        return Some((
            "a snippet that is never run, without a reason".to_owned(),
            "say why directly above it: `<!-- no_run: REASON -->`",
        ));
    }
    if block.has("compile_fail")
        && !block.words().any(|word| ERROR_CODE.is_match(word))
    {
        return Some((
            "a snippet that fails to compile for no stated reason".to_owned(),
            "add the compiler's error code: ```rust,compile_fail,E0596",
        ));
    }
    None
}

/// Whether the comment above the block begins with `key` and goes on.
fn reason(block: &Block, key: &str) -> bool {
    let reason = block
        .comment
        .as_deref()
        .and_then(|comment| comment.strip_prefix(key));
    reason.is_some_and(|reason| !reason.trim().is_empty())
}
