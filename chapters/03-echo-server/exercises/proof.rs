//! Proves of an exercise that its solution solves it, that its starter doesn't,
//! and that the wrong answer fails where the book says that it does.

use std::env;
use std::io::{self, Write};

use crate::cases::{Case, first_unmet};

/// The answers to one exercise.
pub struct Answers<A> {
    /// What the reader finds, and edits.
    pub starter: A,
    /// What is right.
    pub solution: A,
    /// What is tempting.
    pub wrong: A,
}

/// Tries all answers to the exercise `name`, about which `page` tells.
pub fn prove<A: Copy + Send + 'static>(
    name: &str,
    page: &str,
    cases: &[Case<A>],
    answers: Answers<A>,
) {
    let (unmet, said) = attempt(cases, answers.solution);
    assert_eq!(unmet, None, "the solution of {name} solves it:\n{said}");

    let section = section(page, name);
    let (unmet, said) = attempt(cases, answers.wrong);
    let unmet = unmet.expect("the wrong answer doesn't meet every case");
    let explained = explanation(section, name);
    for case in cases {
        let is_named = explained.contains(&format!("\"{}\"", case.name));
        assert_eq!(
            is_named,
            case.name == unmet,
            "the page names, in quotes, the case that the wrong answer to {name} \
             fails in, and no other:\n{said}"
        );
    }

    let (unmet, said) = attempt(cases, answers.starter);
    if env::var_os("CI").is_some_and(|value| value == "true") {
        assert!(unmet.is_some(), "the starter of {name} solves it");
        if let Some(shown) = first_run(section) {
            assert_eq!(shown, format!("{name}\n{said}"), "what the page shows");
        }
    } else if unmet.is_none() {
        // Not by `println!`, which the test would keep to itself.
        let _ = writeln!(io::stderr(), "the exercise {name} is solved");
    }
}

fn attempt<A: Copy + Send + 'static>(
    cases: &[Case<A>],
    answer: A,
) -> (Option<&'static str>, String) {
    let mut said = Vec::new();
    let unmet = first_unmet(cases, answer, &mut said).unwrap();
    (unmet, String::from_utf8(said).unwrap())
}

/// The section of the page that tells how to try an answer.
fn section<'a>(page: &'a str, name: &str) -> &'a str {
    let command = format!("--test exercises {name}\n");
    page.split("\n## ")
        .find(|section| section.contains(&command))
        .unwrap_or_else(|| panic!("the page has no section on {name}"))
}

/// What the page says of the wrong answer: all that follows its listing.
fn explanation<'a>(section: &'a str, name: &str) -> &'a str {
    let listing = format!("/{name}/wrong.rs}}}}\n```\n");
    let (_, explanation) = section.split_once(&listing).unwrap_or_else(|| {
        panic!("the page doesn't show the wrong answer to {name}")
    });
    explanation
}

/// What the page shows of the first run, if it shows it: the lines between the
/// command and the last one, which says where the answer is.
fn first_run(section: &str) -> Option<&str> {
    let (_, block) = section.split_once("\n```console\n$ ")?;
    let (_, printed) = block.split_once('\n')?;
    let (printed, _) = printed.split_once("The answer is in ")?;
    Some(printed)
}
