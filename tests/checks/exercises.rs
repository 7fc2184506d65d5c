//! An exercise is tried, proved and explained, and its solution is folded.

use crate::fixture::{CODE, Fixture, INDEX, LIBRARY, MANIFEST, SUMMARY};

const PAGE: &str = "book/src/03-tiny/exercises.md";
const MAIN: &str = "chapters/03-tiny/exercises/main.rs";
const PROOF: &str = "chapters/03-tiny/tests/solutions.rs";
const WRONG: &str = "chapters/03-tiny/exercises/one/wrong.rs";
const COMMAND: &str = "$ cargo test -p chapter3 --test exercises one";

/// The small book with an exercise called `one`.
fn with_exercise() -> Fixture {
    let fixture = Fixture::new();
    fixture.append(
        MANIFEST,
        "\n[[test]]\nname = \"exercises\"\npath = \"exercises/main.rs\"\n\
         harness = false\ntest = false\n",
    );
    for file in ["answer", "tests", "solution", "wrong"] {
        let path = format!("chapters/03-tiny/exercises/one/{file}.rs");
        fixture.write(&path, "pub fn one() {}\n");
    }
    fixture.write(
        MAIN,
        "mod one {\n    pub mod answer;\n    pub mod tests;\n}\n\
         fn main() {\n    r#try(\"one\", one::answer::one);\n}\n",
    );
    fixture.write(
        PROOF,
        "mod one {\n    pub mod solution;\n    pub mod wrong;\n}\n\
         fn proof() {\n    prove(one::answer::one, one::solution::one, one::wrong::one);\n}\n",
    );
    for file in [
        "exercises/main.rs",
        "exercises/one/answer.rs",
        "exercises/one/tests.rs",
        "tests/solutions.rs",
    ] {
        let id = file.replace(['/', '.'], "-");
        fixture.append(
            CODE,
            &format!(
                "\n## `{file}` {{#{id}}}\n\n```rust,ignore\n\
                 {{{{#include ../../../chapters/03-tiny/{file}}}}}\n```\n"
            ),
        );
    }
    fixture.write(PAGE, include_str!("fixture/exercises.md"));
    fixture.replace(
        SUMMARY,
        "  - [The complete code]",
        "  - [Exercises](03-tiny/exercises.md)\n  - [The complete code]",
    );
    fixture.append(
        LIBRARY,
        "\n#[cfg(doctest)]\n\
         #[doc = include_str!(\"../../../book/src/03-tiny/exercises.md\")]\n\
         struct Exercises;\n",
    );
    fixture
}

#[test]
fn an_exercise_that_is_complete() {
    with_exercise().finds_nothing();
}

#[test]
fn a_file_that_an_exercise_lacks() {
    let fixture = with_exercise();
    fixture.remove("chapters/03-tiny/exercises/one/tests.rs");
    let text = fixture.read(CODE);
    let (before, after) = text.split_once("\n## `exercises/one/tests.rs`").unwrap();
    let (_, after) = after.split_once("\n## ").unwrap();
    fixture.write(CODE, &format!("{before}\n## {after}"));
    assert_eq!(
        fixture.report(),
        [
            "chapters/03-tiny/exercises/one/tests.rs:1: the exercise `one` lacks this file"
        ]
    );
}

#[test]
fn a_target_that_cargo_runs_otherwise() {
    let message =
        "readers can't try their answers by `--test exercises`, or everybody does";
    for (from, to) in [
        ("test = false", "test = true"),
        ("harness = false\n", ""),
        ("exercises/main.rs", "exercises/other.rs"),
        ("name = \"exercises\"", "name = \"tasks\""),
    ] {
        let fixture = with_exercise();
        fixture.replace(MANIFEST, from, to);
        fixture.finds(MANIFEST, "[[test]]", message);
    }
    let fixture = with_exercise();
    let text = fixture.read(MANIFEST);
    fixture.write(MANIFEST, text.split_once("\n[[test]]").unwrap().0);
    fixture.finds(MANIFEST, "[package]", message);
}

#[test]
fn an_answer_that_is_never_tried() {
    for (from, to) in [
        ("one::answer::one", "one::tests::one"),
        ("\"one\"", "\"two\""),
    ] {
        let fixture = with_exercise();
        fixture.replace(MAIN, from, to);
        fixture.finds(
            MAIN,
            "mod one",
            "the answer to the exercise `one` isn't tried",
        );
    }
}

#[test]
fn a_solution_that_nothing_proves() {
    for answer in ["answer", "solution", "wrong"] {
        let fixture = with_exercise();
        let path = format!("one::{answer}::one");
        fixture.replace(PROOF, &path, "one::other::one");
        fixture.finds(
            PROOF,
            "mod one",
            "nothing proves the solution of the exercise `one`",
        );
    }
}

#[test]
fn a_file_of_an_exercise_that_no_module_declares() {
    let fixture = with_exercise();
    fixture.replace(PROOF, "    pub mod wrong;\n", "");
    fixture.finds(
        WRONG,
        "pub fn one",
        "no module declares exercises/one/wrong.rs, so nothing compiles it",
    );
}

#[test]
fn exercises_without_a_page() {
    let fixture = with_exercise();
    fixture.remove(PAGE);
    fixture.replace(SUMMARY, "  - [Exercises](03-tiny/exercises.md)\n", "");
    assert_eq!(
        fixture.report(),
        [format!("{PAGE}:1: chapter 3 has no page for its exercises")]
    );
}

#[test]
fn a_section_that_does_not_say_how_to_try_an_answer() {
    for (from, to) in [
        (COMMAND, "$ cargo test -p chapter3"),
        (
            COMMAND,
            "$ cargo test -p chapter3 --test exercises one_more",
        ),
    ] {
        let fixture = with_exercise();
        fixture.replace(PAGE, from, to);
        fixture.finds(
            PAGE,
            "# Exercises",
            "no section gives the command for the exercise `one`",
        );
    }
}

#[test]
fn a_section_that_lacks_a_part() {
    for (from, to, what) in [
        ("one/answer.rs`", "answer.rs`", "name the file to edit"),
        ("solution.rs}}", "tests.rs}}", "include the solution"),
        ("wrong.rs}}", "tests.rs}}", "include the wrong answer"),
    ] {
        let fixture = with_exercise();
        fixture.replace(PAGE, from, to);
        fixture.finds(
            PAGE,
            "## One",
            &format!("the section on the exercise `one` doesn't {what}"),
        );
    }
}

#[test]
fn a_solution_that_is_not_folded() {
    let message = "chapters/03-tiny/exercises/one/wrong.rs gives an exercise away";
    for (from, to) in [
        ("<details>", "<div>"),
        ("<details>", "<details open>"),
        ("The wrong one:", "</details>"),
    ] {
        let fixture = with_exercise();
        fixture.replace(PAGE, from, to);
        let report = fixture.report();
        assert!(
            report.iter().any(|line| line.ends_with(message)),
            "{from} -> {to}: {report:?}"
        );
    }
    for page in [CODE, INDEX] {
        let fixture = with_exercise();
        let include =
            "{{#include ../../../chapters/03-tiny/exercises/one/wrong.rs}}";
        let heading = "## `exercises/one/wrong.rs` {#exercises-one-wrong-rs}";
        fixture.append(
            page,
            &format!("\n{heading}\n\n```rust,ignore\n{include}\n```\n"),
        );
        fixture.finds(page, include, message);
    }
}

#[test]
fn a_solution_is_labelled_without_a_link() {
    let fixture = with_exercise();
    fixture.finds_nothing();
    let html = fixture.rendered("03-tiny/exercises.html");
    for file in ["solution", "wrong"] {
        let label = format!("<p class=\"label\">exercises/one/{file}.rs</p>");
        assert!(html.contains(&label), "{html}");
    }
}
