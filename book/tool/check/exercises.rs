//! An exercise is four files that are tried, proved and explained, and its
//! solution is seen only by those who unfold it.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use anyhow::Result;

use super::chapter::Chapter;
use super::includes::resolve;
use super::markdown::raw_tags;
use super::top;
use crate::finding::Finding;
use crate::preprocess::{gives_away, slashed};
use crate::source::{PAGES, Page, Source};
use crate::toml_spans::{get, parse, read};

/// The files of an exercise.
const FILES: [&str; 4] = ["answer.rs", "tests.rs", "solution.rs", "wrong.rs"];

/// As a chapter's manifest declares it.
const TARGET: &str = "[[test]] name = \"exercises\", path = \"exercises/main.rs\", \
                      harness = false, test = false";

pub(super) fn check(
    source: &Source,
    chapters: &[Chapter],
    findings: &mut Vec<Finding>,
) -> Result<()> {
    for chapter in chapters {
        let files = chapter.files(&source.root)?;
        let folder = chapter.folder().join("exercises");
        let names: BTreeSet<&str> = files
            .iter()
            .filter_map(|file| name_in(file, &folder))
            .collect();
        if names.is_empty() {
            continue;
        }
        target(source, chapter, findings)?;
        let path = Path::new(PAGES).join(&chapter.topic).join("exercises.md");
        let page = source.pages.iter().find(|page| page.path == path);
        if page.is_none() {
            findings.push(Finding::new(
                path,
                0..0,
                format!("chapter {} has no page for its exercises", chapter.number),
                "write it, with a section for each exercise",
            ));
        }
        for name in names {
            let folder = folder.join(name);
            for file in FILES.map(|file| folder.join(file)) {
                if !files.contains(&file) {
                    findings.push(Finding::new(
                        file,
                        0..0,
                        format!("the exercise `{name}` lacks this file"),
                        format!("an exercise is {}", FILES.join(", ")),
                    ));
                }
            }
            tried_and_proved(source, chapter, name, findings)?;
            if let Some(page) = page {
                explained(page, chapter, name, findings);
            }
        }
    }
    spoilers(source, chapters, findings);
    Ok(())
}

/// The name of the exercise that `file` belongs to.
fn name_in<'a>(file: &'a Path, folder: &Path) -> Option<&'a str> {
    let mut below = file.strip_prefix(folder).ok()?.components();
    let name = below.next()?.as_os_str().to_str()?;
    below.next().map(|_| name)
}

/// Readers call the tests by name; nobody else runs them.
fn target(
    source: &Source,
    chapter: &Chapter,
    findings: &mut Vec<Finding>,
) -> Result<()> {
    let path = chapter.manifest();
    let text = read(&source.root, &path)?;
    let manifest = parse(&path, &text)?;
    let targets = get(&manifest, &["test"]);
    let is_declared = targets
        .and_then(|targets| targets.get_ref().as_array())
        .into_iter()
        .flatten()
        .any(|target| {
            let value =
                |key| target.get_ref().get(key).map(|value| value.get_ref());
            let text = |key| value(key).and_then(|value| value.as_str());
            let switch = |key| value(key).and_then(|value| value.as_bool());
            text("name") == Some("exercises")
                && text("path") == Some("exercises/main.rs")
                && switch("harness") == Some(false)
                && switch("test") == Some(false)
        });
    if !is_declared {
        findings.push(Finding::new(
            path,
            targets.map_or(top(&text), |targets| targets.span()),
            "readers can't try their answers by `--test exercises`, or everybody does",
            format!("declare {TARGET}"),
        ));
    }
    Ok(())
}

/// `exercises/main.rs` tries the reader's answer, and an ordinary test of the
/// crate all three.
fn tried_and_proved(
    source: &Source,
    chapter: &Chapter,
    name: &str,
    findings: &mut Vec<Finding>,
) -> Result<()> {
    let function = |file| format!("{name}::{file}::{name}");
    let main = chapter.folder().join("exercises/main.rs");
    let text = read(&source.root, &main)?;
    if !text.contains(&function("answer")) || !text.contains(&format!("\"{name}\""))
    {
        findings.push(Finding::new(
            main,
            top(&text),
            format!("the answer to the exercise `{name}` isn't tried"),
            format!("name it \"{name}\", and take `{}`", function("answer")),
        ));
    }
    let answers = ["answer", "solution", "wrong"].map(function);
    let tests = chapter.folder().join("tests");
    let is_proved = chapter
        .rust_files(&source.root)?
        .iter()
        .any(|(file, text)| {
            file.starts_with(&tests)
                && answers.iter().all(|answer| text.contains(answer))
        });
    if !is_proved {
        findings.push(Finding::new(
            tests.join("solutions.rs"),
            0..0,
            format!("nothing proves the solution of the exercise `{name}`"),
            format!("a test takes {}", answers.join(", ")),
        ));
    }
    Ok(())
}

/// The page has a section with the file, the command and both answers.
fn explained(
    page: &Page,
    chapter: &Chapter,
    name: &str,
    findings: &mut Vec<Finding>,
) {
    let command = format!(
        "$ cargo test -p {} --test exercises {name}",
        chapter.package()
    );
    let gives_command =
        |section: &&str| section.lines().any(|line| line == command);
    let Some(section) = page.text.split("\n## ").find(gives_command) else {
        findings.push(Finding::new(
            &page.path,
            top(&page.text),
            format!("no section gives the command for the exercise `{name}`"),
            format!("write `{command}` in a `console` block"),
        ));
        return;
    };
    let folder = slashed(&chapter.folder().join("exercises").join(name));
    for (part, what) in [
        (format!("`{folder}/answer.rs`"), "name the file to edit"),
        (format!("{folder}/solution.rs}}}}"), "include the solution"),
        (format!("{folder}/wrong.rs}}}}"), "include the wrong answer"),
    ] {
        if !section.contains(&part) {
            let start = page.text.find(section).unwrap_or_default();
            findings.push(Finding::new(
                &page.path,
                start..start + top(section).end,
                format!("the section on the exercise `{name}` doesn't {what}"),
                format!("it has `{part}`"),
            ));
        }
    }
}

/// Reports solutions that are shown to somebody who hasn't asked for them.
fn spoilers(source: &Source, chapters: &[Chapter], findings: &mut Vec<Finding>) {
    for page in &source.pages {
        let tags = raw_tags(&page.text);
        for include in page.includes() {
            let file = resolve(page, &include);
            let in_crate: Option<PathBuf> = chapters
                .iter()
                .find_map(|chapter| file.strip_prefix(chapter.folder()).ok())
                .map(Path::to_owned);
            if !in_crate.is_some_and(|file| gives_away(&slashed(&file))) {
                continue;
            }
            let mut folds = tags.iter().filter(|tag| {
                tag.name == "details" && tag.span.start < include.span.start
            });
            let is_folded = folds
                .next_back()
                .is_some_and(|tag| !tag.closing && tag.attribute("open").is_none());
            if !is_folded {
                findings.push(Finding::new(
                    &page.path,
                    include.span,
                    format!("{} gives an exercise away", slashed(&file)),
                    "fold it: `<details>` … `</details>`",
                ));
            }
        }
    }
}
