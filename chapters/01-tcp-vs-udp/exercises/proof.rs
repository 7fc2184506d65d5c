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

    let (unmet, said) = attempt(cases, answers.wrong);
    let unmet = unmet.expect("the wrong answer doesn't meet every case");
    let explained = explanation(page, name);
    for case in cases {
        let is_named = explained.contains(&format!("\"{}\"", case.name));
        assert_eq!(
            is_named,
            case.name == unmet,
            "the page names, in quotes, the case that the wrong answer to {name} \
             fails in, and no other:\n{said}"
        );
    }

    let (unmet, _) = attempt(cases, answers.starter);
    if env::var_os("CI").is_some_and(|value| value == "true") {
        assert!(unmet.is_some(), "the starter of {name} solves it");
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

/// What the page says of the wrong answer: what follows its listing.
fn explanation<'a>(page: &'a str, name: &str) -> &'a str {
    let listing = format!("/{name}/wrong.rs}}}}\n```\n");
    let Some((_, below)) = page.split_once(&listing) else {
        panic!("the page doesn't show the wrong answer to {name}");
    };
    below
        .split_once("\n## ")
        .map_or(below, |(section, _)| section)
}
