//! Every link of a rendered page leads somewhere, and every id is there once.

use std::collections::{BTreeSet, HashMap, HashSet};
use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::rc::Rc;
use std::sync::LazyLock;

use anyhow::{Context, Result};
use percent_encoding::percent_decode_str;
use regex::Regex;

use super::html::{Tag, tags};
use super::markdown;
use super::top;
use crate::finding::Finding;
use crate::preprocess::normalise;
use crate::source::{Page, Source, pattern};

/// Checks the pages below `rendered` and returns how many links they have.
pub(super) fn check(
    source: &Source,
    rendered: &Path,
    findings: &mut Vec<Finding>,
) -> Result<usize> {
    let mut site = Site {
        root: rendered,
        ids: HashMap::new(),
    };
    let mut count = 0;
    for page in &source.pages {
        let path = html_path(page.name());
        if !rendered.join(&path).is_file() {
            continue; // SUMMARY.md doesn't list it, which is reported
        }
        let html = site.read(&path)?;
        let tags = tags(&html);
        for id in repeated_ids(&tags) {
            for span in places_of_id(page, id) {
                findings.push(Finding::new(
                    &page.path,
                    span,
                    format!("the id `{id}` stands in this page more than once"),
                    "give each heading and figure an id of its own: a link finds only the first",
                ));
            }
        }
        let links: Vec<&str> = main_content(&tags)
            .iter()
            // mdBook lets each heading link to itself.
            .filter(|tag| tag.attribute("class") != Some("header"))
            .flat_map(Tag::destinations)
            .collect();
        count += links.len();
        for link in links.into_iter().collect::<BTreeSet<_>>() {
            if let Some((message, help)) = site.problem(&path, link)? {
                for span in places_of_link(page, link) {
                    findings.push(Finding::new(
                        &page.path,
                        span,
                        message.clone(),
                        help,
                    ));
                }
            }
        }
    }
    Ok(count)
}

/// Where mdBook puts a page: `x/README.md` becomes `x/index.html`.
fn html_path(name: &Path) -> PathBuf {
    let stem = name.file_stem().unwrap_or_default();
    if stem.eq_ignore_ascii_case("readme") {
        name.with_file_name("index.html")
    } else {
        name.with_extension("html")
    }
}

/// What is between `<main>` and `</main>`; the rest comes from mdBook.
fn main_content(tags: &[Tag]) -> &[Tag] {
    let start = tags.iter().position(|tag| tag.name == "main").unwrap_or(0);
    let end = tags
        .iter()
        .rposition(|tag| tag.name == "main")
        .unwrap_or(tags.len());
    &tags[start..end]
}

/// The folder of rendered pages.
struct Site<'a> {
    root: &'a Path,
    /// The ids of each page that a link has led to.
    ids: HashMap<PathBuf, Rc<HashSet<String>>>,
}

static SCHEME: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^([A-Za-z][A-Za-z0-9+.-]*):"));

impl Site<'_> {
    fn read(&self, path: &Path) -> Result<String> {
        fs::read_to_string(self.root.join(path))
            .with_context(|| format!("cannot read {}", path.display()))
    }

    /// What is wrong with a link in the page at `from`, and the way out.
    fn problem(
        &mut self,
        from: &Path,
        link: &str,
    ) -> Result<Option<(String, &'static str)>> {
        if let Some(scheme) = SCHEME.captures(link) {
            let known = ["http", "https", "mailto"].contains(&&scheme[1]);
            return Ok((!known).then(|| {
                (
                    format!(
                        "a `{}:` link, which doesn't work everywhere",
                        &scheme[1]
                    ),
                    "link within the book, or with https: or mailto:",
                )
            }));
        }
        if link.starts_with('/') {
            return Ok(Some((
                format!("the link `{link}` isn't relative"),
                "write it from the page's own folder: the book is read from any place",
            )));
        }
        let (path, fragment) = link.split_once('#').unwrap_or((link, ""));
        let path = percent_decode_str(path).decode_utf8_lossy();
        let fragment = percent_decode_str(fragment).decode_utf8_lossy();
        let mut target = match path.as_ref() {
            "" if !link.is_empty() => from.to_owned(),
            path => normalise(&from.parent().unwrap_or(Path::new("")).join(path)),
        };
        if self.root.join(&target).is_dir() {
            target.push("index.html");
        }
        if link.is_empty()
            || leaves(from, &path)
            || !self.root.join(&target).is_file()
        {
            return Ok(Some((
                format!("the link `{link}` leads to no page or file of the book"),
                "it counts from the page's own folder; a page is linked by its `.md` file",
            )));
        }
        let is_html = target.extension().is_some_and(|kind| kind == "html");
        if fragment.is_empty()
            || !is_html
            || self.ids(&target)?.contains(fragment.as_ref())
        {
            return Ok(None);
        }
        Ok(Some((
            format!("{} has no id `{fragment}`", target.display()),
            "a heading's id is its text in lower case with hyphens, or `{#id}` behind it",
        )))
    }

    fn ids(&mut self, path: &Path) -> Result<Rc<HashSet<String>>> {
        if let Some(known) = self.ids.get(path) {
            return Ok(Rc::clone(known));
        }
        let tags = tags(&self.read(path)?);
        let ids: HashSet<String> = tags
            .iter()
            .filter_map(|tag| tag.attribute("id"))
            .map(str::to_owned)
            .collect();
        let ids = Rc::new(ids);
        self.ids.insert(path.to_owned(), Rc::clone(&ids));
        Ok(ids)
    }
}

/// Whether `link` climbs above the folder of the book.
fn leaves(from: &Path, link: &str) -> bool {
    let mut depth = from.components().count() - 1;
    for step in link.split('/') {
        match step {
            "" | "." => {}
            ".." if depth == 0 => return true,
            ".." => depth -= 1,
            _ => depth += 1,
        }
    }
    false
}

fn repeated_ids(tags: &[Tag]) -> BTreeSet<&str> {
    let mut seen = HashSet::new();
    let ids = tags.iter().filter_map(|tag| tag.attribute("id"));
    ids.filter(|id| !seen.insert(*id)).collect()
}

/// Where an id of the rendered page comes from in its source: a figure, a
/// heading, raw HTML, or else the page as a whole.
fn places_of_id(page: &Page, id: &str) -> Vec<Range<usize>> {
    let figure = id.strip_prefix("figure-").unwrap_or_default();
    let figures = page
        .blocks
        .iter()
        .filter(|block| block.is_figure() && block.value("id") == Some(figure))
        .map(|block| block.span.clone());
    let heading = format!("{{#{id}}}");
    let headings = page
        .text
        .match_indices(&heading)
        .map(|(at, _)| at..at + heading.len());
    let raw = markdown::raw_tags(&page.text).into_iter();
    let raw = raw
        .filter(|tag| tag.attribute("id") == Some(id))
        .map(|tag| tag.span);
    or_top(page, figures.chain(headings).chain(raw).collect())
}

/// Where a link of the rendered page comes from in its source.
fn places_of_link(page: &Page, rendered: &str) -> Vec<Range<usize>> {
    let decoded =
        |link: &str| percent_decode_str(link).decode_utf8_lossy().into_owned();
    let figures = page.blocks.iter().filter(|block| block.is_figure());
    // A caption is Markdown in what is else a code block.
    let in_captions = figures.flat_map(|block| {
        let links = markdown::links(page.body(block)).into_iter();
        links.map(|link| markdown::Link {
            span: block.body.start + link.span.start
                ..block.body.start + link.span.end,
            ..link
        })
    });
    let links = markdown::links(&page.text).into_iter().chain(in_captions);
    let places = links
        .filter(|link| {
            decoded(&as_rendered(&link.destination)) == decoded(rendered)
        })
        .map(|link| link.span)
        .collect();
    or_top(page, places)
}

/// A destination as mdBook writes it into the page.
fn as_rendered(destination: &str) -> String {
    let (path, fragment) =
        destination.split_at(destination.find('#').unwrap_or(destination.len()));
    match path.strip_suffix(".md") {
        Some(stem) if !SCHEME.is_match(destination) => {
            format!("{stem}.html{fragment}")
        }
        _ => destination.to_owned(),
    }
}

/// What a preprocessor or an include brought into the page has no place.
fn or_top(page: &Page, places: Vec<Range<usize>>) -> Vec<Range<usize>> {
    if places.is_empty() {
        vec![top(&page.text)]
    } else {
        places
    }
}
