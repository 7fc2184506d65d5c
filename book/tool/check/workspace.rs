//! The workspace's members are the chapters, and are named after their numbers.

use std::ops::Range;
use std::path::Path;

use anyhow::Result;

use super::chapter::Chapter;
use super::top;
use crate::finding::Finding;
use crate::source::Source;
use crate::toml_spans::{get, get_str, parse, read};

pub(super) fn check(
    source: &Source,
    chapters: &[Chapter],
    findings: &mut Vec<Finding>,
) -> Result<()> {
    members(source, chapters, findings)?;
    for chapter in chapters {
        package(source, chapter, findings)?;
    }
    Ok(())
}

fn members(
    source: &Source,
    chapters: &[Chapter],
    findings: &mut Vec<Finding>,
) -> Result<()> {
    let path = Path::new("Cargo.toml");
    let text = read(&source.root, path)?;
    let manifest = parse(path, &text)?;
    let members = get(&manifest, &["workspace", "members"]);
    let listed: Vec<(&str, Range<usize>)> = members
        .and_then(|members| members.get_ref().as_array())
        .into_iter()
        .flatten()
        .filter_map(|member| {
            Some((
                member.get_ref().as_str()?.strip_prefix("chapters/")?,
                member.span(),
            ))
        })
        .collect();
    for chapter in chapters {
        if !listed.iter().any(|(topic, _)| *topic == chapter.topic) {
            findings.push(Finding::new(
                path,
                members.map_or(top(&text), |members| members.span()),
                format!("the workspace lacks chapters/{}", chapter.topic),
                "add it to `members`",
            ));
        }
    }
    for (topic, span) in listed {
        if !chapters.iter().any(|chapter| chapter.topic == topic) {
            findings.push(Finding::new(
                path,
                span,
                format!("chapters/{topic} isn't a chapter's folder"),
                "a chapter is a folder chapters/NN-topic",
            ));
        }
    }
    Ok(())
}

fn package(
    source: &Source,
    chapter: &Chapter,
    findings: &mut Vec<Finding>,
) -> Result<()> {
    let path = chapter.manifest();
    let text = read(&source.root, &path)?;
    let manifest = parse(&path, &text)?;
    let package = chapter.package();
    let name = get_str(&manifest, &["package", "name"]);
    if name.as_ref().is_none_or(|(name, _)| *name != package) {
        findings.push(Finding::new(
            &path,
            name.map_or(top(&text), |(_, span)| span),
            format!(
                "the package of chapters/{} isn't named `{package}`",
                chapter.topic
            ),
            format!("readers type `cargo run -p {package}`"),
        ));
    }
    if get_str(&manifest, &["lib", "name"]).is_none() {
        findings.push(Finding::new(
            &path,
            top(&text),
            format!("chapters/{} doesn't name its library", chapter.topic),
            "add `[lib]` with the `name` that it reads as in code",
        ));
    }
    Ok(())
}
