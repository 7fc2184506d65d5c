//! What the pages need beyond Markdown: the step between the sources and
//! mdBook, run inside `cargo run` and by stock mdBook alike.
//!
//! - a `bob` block becomes a figure, and a `plot` block a chart;
//! - a `console` block is named after its terminal;
//! - a listing is named after its file, with a link to the complete code;
//! - a listing shows no anchor comments, and begins at the margin.

use std::fs;
use std::path::{Component, Path, PathBuf};

use anyhow::{Result, bail};
use mdbook_preprocessor::book::{Book, BookItem, Chapter};
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};

use crate::anchors;
use crate::figure::Figure;
use crate::plot::Plot;
use crate::source::{Block, Include, PAGES, code_blocks, includes};

/// The preprocessor, named as in `book.toml`.
#[derive(Debug)]
pub struct Pages;

impl Preprocessor for Pages {
    fn name(&self) -> &str {
        "pages"
    }

    fn run(&self, context: &PreprocessorContext, mut book: Book) -> Result<Book> {
        let sources = context.root.join(&context.config.book.src);
        book.for_each_mut(|item| {
            if let BookItem::Chapter(chapter) = item {
                dress(&context.root, &sources, chapter);
            }
        });
        Ok(book)
    }
}

/// Answers one call by stock mdBook: `supports RENDERER`, or a book as JSON on
/// standard input that goes to standard output.
///
/// # Errors
/// Arguments or input that mdBook 0.5 doesn't send.
pub fn answer_mdbook(arguments: &[String]) -> Result<()> {
    match arguments {
        [] => {
            let (context, book) =
                mdbook_preprocessor::parse_input(std::io::stdin())?;
            let book = Pages.run(&context, book)?;
            serde_json::to_writer(std::io::stdout(), &book)?;
            Ok(())
        }
        [verb, _renderer] if verb == "supports" => Ok(()),
        _ => {
            bail!("`preprocess` is called by mdBook, with a book on standard input")
        }
    }
}

fn dress(root: &Path, sources: &Path, chapter: &mut Chapter) {
    let Some(path) = &chapter.source_path else {
        return;
    };
    let folder = sources.join(path.parent().unwrap_or(Path::new("")));
    let text = &chapter.content;
    let mut dressed = String::with_capacity(text.len());
    let mut done = 0;
    for block in code_blocks(text) {
        // Blocks in lists and quotations keep their indentation, and their plain look.
        if block.span.start > 0 && !text[..block.span.start].ends_with('\n') {
            continue;
        }
        dressed.push_str(&text[done..block.span.start]);
        dressed.push_str(&dress_block(root, &folder, text, &block));
        done = block.span.end;
    }
    dressed.push_str(&text[done..]);
    chapter.content = dressed;
}

fn dress_block(root: &Path, folder: &Path, text: &str, block: &Block) -> String {
    let fenced = &text[block.span.clone()];
    let body = &text[block.body.clone()];
    match block.language() {
        // One that is incomplete stays as it is: the check reports it.
        "bob" => match Figure::parse(body) {
            Ok(figure) => figure.to_html(block.value("id")),
            Err(_) => fenced.to_owned(),
        },
        "plot" => {
            dress_plot(root, block, body).unwrap_or_else(|| fenced.to_owned())
        }
        "console" => {
            let terminal = block.value("terminal").unwrap_or("1");
            let label = format!("<p class=\"label\">Terminal {terminal}</p>\n\n");
            let shown = fenced.replacen(&format!(" terminal:{terminal}"), "", 1);
            label + &shown
        }
        _ => match includes(body).as_slice() {
            [include] => dress_listing(root, folder, fenced, include),
            // What can't be included stays as it is: the check reports it.
            _ => None,
        }
        .unwrap_or_else(|| fenced.to_owned()),
    }
}

/// A plot with the numbers that it shows. One that lacks something stays as it is.
fn dress_plot(root: &Path, block: &Block, body: &str) -> Option<String> {
    let plot = Plot::parse(body).ok()?;
    let (origin, table) = plot.read(root)?;
    plot.fits(&table).ok()?;
    Some(plot.to_html(block.value("id"), &origin, &table))
}

/// A listing with its lines in place of the include, named after its file.
fn dress_listing(
    root: &Path,
    folder: &Path,
    fenced: &str,
    include: &Include,
) -> Option<String> {
    let file = normalise(&folder.join(&include.path));
    let text = fs::read_to_string(&file).ok()?;
    let lines = match &include.anchor {
        Some(anchor) => anchors::lines(&text, anchor)?,
        None => anchors::without_marks(&text),
    };
    // mdBook looks for includes after us.
    let shown = dedented(&lines).trim_end().replace("{{#", "\\{{#");
    let written = &fenced[includes(fenced).first()?.span.clone()];
    let listing = fenced.replacen(written, &shown, 1);
    let label = label(root, folder, &file, include).unwrap_or_default();
    Some(label + &listing)
}

/// The name of a listing's file, linked to the complete code, which itself has a
/// heading for each file. If the file is another chapter's, the name says whose.
fn label(
    root: &Path,
    folder: &Path,
    file: &Path,
    include: &Include,
) -> Option<String> {
    let file = file.strip_prefix(root).ok()?;
    let Some((chapter, in_crate)) = chapter_and_file(file) else {
        // The tool's own code is shown nowhere else.
        return Some(format!("<p class=\"label\">{}</p>\n\n", slashed(file)));
    };
    let folder = folder.strip_prefix(root.join(PAGES)).ok()?;
    let name = if folder == Path::new(&chapter) {
        in_crate.clone()
    } else {
        format!("{chapter}/{in_crate}")
    };
    let name = if gives_away(&in_crate) {
        name
    } else {
        include.anchor.as_ref()?;
        format!(
            "<a href=\"{}{chapter}/code.html#{}\">{name}</a>",
            "../".repeat(folder.components().count()),
            heading_id(&in_crate)
        )
    };
    Some(format!("<p class=\"label\">{name}</p>\n\n"))
}

/// The lines without the indentation that they share: a method is shown like a
/// function.
fn dedented(lines: &[&str]) -> String {
    let indentation = |line: &&str| line.len() - line.trim_start_matches(' ').len();
    let shared = lines
        .iter()
        .filter(|line| !line.trim().is_empty())
        .map(indentation)
        .min()
        .unwrap_or_default();
    lines
        .iter()
        .map(|line| format!("{}\n", line.get(shared..).unwrap_or_default()))
        .collect()
}

/// `chapters/03-echo-server/src/lib.rs` is `src/lib.rs` of `03-echo-server`.
fn chapter_and_file(path: &Path) -> Option<(String, String)> {
    let mut components = path.strip_prefix("chapters").ok()?.components();
    let chapter = components.next()?.as_os_str().to_str()?.to_owned();
    Some((chapter, slashed(components.as_path())))
}

/// A path as pages write it, whatever the system puts between its parts.
#[must_use]
pub fn slashed(path: &Path) -> String {
    let parts = path
        .components()
        .map(|part| part.as_os_str().to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}

/// The id that `code.md` gives to the heading of a file of the crate:
/// `src/lib.rs` is at `#src-lib-rs`.
#[must_use]
pub fn heading_id(file: &str) -> String {
    file.replace(['/', '.', '_'], "-")
}

/// Whether a file of a crate is an answer to an exercise, the right one or the
/// tempting one: the page of the exercises shows it, and the complete code
/// doesn't.
#[must_use]
pub fn gives_away(file: &str) -> bool {
    file.starts_with("exercises/")
        && (file.ends_with("/solution.rs") || file.ends_with("/wrong.rs"))
}

/// `a/b/../c` is `a/c`; the file system isn't asked.
#[must_use]
pub fn normalise(path: &Path) -> PathBuf {
    let mut normal = PathBuf::new();
    for component in path.components() {
        match component {
            Component::ParentDir => {
                normal.pop();
            }
            Component::CurDir => {}
            other => normal.push(other),
        }
    }
    normal
}
