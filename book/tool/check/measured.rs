//! Every measured number in a page stands in the data, and says where it was
//! measured.

use std::collections::{BTreeMap, HashSet};
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::markdown::raw_tags;
use super::top;
use crate::finding::Finding;
use crate::plot::DATA;
use crate::source::{Page, Source};
use crate::toml_spans::{entries, get_str, parse};

pub(super) fn check(source: &Source, findings: &mut Vec<Finding>) -> Result<()> {
    let files = read_data(&source.root)?;
    let mut values = BTreeMap::new();
    for (stem, (path, text)) in &files {
        let data = parse(path, text)?;
        for key in ["machine", "command", "date"] {
            if get_str(&data, &[key])
                .is_none_or(|(value, _)| value.trim().is_empty())
            {
                findings.push(Finding::new(
                    path,
                    top(text),
                    format!("the data doesn't say its `{key}`"),
                    "`machine`, `command` and `date` are strings at the top of the file",
                ));
            }
        }
        for (key, span, value) in entries(&data, &["values"]) {
            values.insert(
                format!("{stem}.{key}"),
                (path, span, value.as_str().unwrap_or_default().to_owned()),
            );
        }
    }
    let mut used = HashSet::new();
    for page in &source.pages {
        for number in numbers(page) {
            used.insert(number.key.clone());
            let (message, help) = match values.get(&number.key) {
                None => (
                    format!("`{}` isn't in the data", number.key),
                    format!(
                        "`FILE.KEY` is the key of a string in [values] of {DATA}/FILE.toml"
                    ),
                ),
                Some((path, _, value)) if value != number.text => (
                    format!("`{}` isn't what was measured", number.text),
                    format!("{} says `{value}`", path.display()),
                ),
                Some(_) => continue,
            };
            findings.push(Finding::new(&page.path, number.span, message, help));
        }
    }
    for (key, (path, span, _)) in
        values.iter().filter(|(key, _)| !used.contains(*key))
    {
        findings.push(Finding::new(
            *path,
            span.clone(),
            format!("no page shows `{key}`"),
            format!("show it as `<data value=\"{key}\">…</data>`, or remove it"),
        ));
    }
    Ok(())
}

/// The files of data by their stems, with their texts.
pub(super) fn read_data(
    root: &Path,
) -> Result<BTreeMap<String, (PathBuf, String)>> {
    let mut files = BTreeMap::new();
    let Ok(folder) = fs::read_dir(root.join(DATA)) else {
        return Ok(files); // nothing has been measured yet
    };
    for entry in folder {
        let path = Path::new(DATA).join(entry?.file_name());
        if let (Some("toml"), Some(stem)) = (
            path.extension().and_then(|kind| kind.to_str()),
            path.file_stem().and_then(|stem| stem.to_str()),
        ) {
            let text = fs::read_to_string(root.join(&path))
                .with_context(|| format!("cannot read {}", path.display()))?;
            files.insert(stem.to_owned(), (path, text));
        }
    }
    Ok(files)
}

/// A `<data value="FILE.KEY">text</data>`.
struct Number<'a> {
    key: String,
    text: &'a str,
    span: std::ops::Range<usize>,
}

fn numbers(page: &Page) -> Vec<Number<'_>> {
    let tags = raw_tags(&page.text);
    let elements = tags
        .windows(2)
        .filter(|pair| pair[0].name == "data" && !pair[0].closing);
    elements
        .map(|pair| Number {
            key: pair[0].attribute("value").unwrap_or_default().to_owned(),
            text: &page.text[pair[0].span.end..pair[1].span.start],
            span: pair[0].span.start..pair[1].span.end,
        })
        .collect()
}
