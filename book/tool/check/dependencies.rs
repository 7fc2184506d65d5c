//! Chapters depend on earlier chapters and on nothing else.

use std::path::Path;

use anyhow::Result;
use toml::de::{DeTable, DeValue};

use super::chapter::{Chapter, number_of};
use crate::finding::Finding;
use crate::preprocess::normalise;
use crate::source::Source;
use crate::toml_spans::{entries, parse, read};

pub(super) fn check(
    source: &Source,
    chapters: &[Chapter],
    findings: &mut Vec<Finding>,
) -> Result<()> {
    for chapter in chapters {
        let path = chapter.manifest();
        let text = read(&source.root, &path)?;
        let manifest = parse(&path, &text)?;
        tables(chapter, &manifest, &[], findings);
        for (platform, ..) in entries(&manifest, &["target"]) {
            tables(chapter, &manifest, &["target", platform], findings);
        }
    }
    Ok(())
}

/// Checks the tables of dependencies below a row of keys.
fn tables(
    chapter: &Chapter,
    manifest: &DeTable<'_>,
    below: &[&str],
    findings: &mut Vec<Finding>,
) {
    for kind in ["dependencies", "dev-dependencies", "build-dependencies"] {
        for (name, span, value) in entries(manifest, &[below, &[kind]].concat()) {
            if !is_earlier_chapter(chapter, value) {
                findings.push(Finding::new(
                    chapter.manifest(),
                    span,
                    format!("chapter {} depends on `{name}`, which isn't an earlier chapter", chapter.number),
                    "a chapter uses std and earlier chapters: `socket_api = { path = \"../02-socket-api\", … }`",
                ));
            }
        }
    }
}

fn is_earlier_chapter(chapter: &Chapter, dependency: &DeValue<'_>) -> bool {
    let path = dependency
        .get("path")
        .and_then(|path| path.get_ref().as_str());
    let folder = path.map(|path| normalise(&chapter.folder().join(path)));
    let topic = folder
        .as_deref()
        .and_then(|folder| folder.strip_prefix("chapters").ok());
    let number = topic.and_then(Path::to_str).and_then(number_of);
    number.is_some_and(|number| number < chapter.number)
        && dependency.get("workspace").is_none()
}
