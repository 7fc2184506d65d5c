//! What the pages need beyond Markdown: the step between the sources and
//! mdBook, run inside `cargo run` and by stock mdBook alike.
//!
//! - a `bob` block becomes a figure;
//! - a `console` block is named after its terminal;
//! - a listing is named after its file, with a link to the complete code;
//! - an include of a whole file shows no anchor comments.

use std::fs;
use std::path::{Component, Path, PathBuf};

use anyhow::{Context, Result, bail};
use mdbook_preprocessor::book::{Book, BookItem, Chapter};
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};

use crate::figure::Figure;
use crate::source::{Block, Include, code_blocks, includes};

/// The preprocessor, named as in `book.toml`.
#[derive(Debug)]
pub struct Pages;

impl Preprocessor for Pages {
    fn name(&self) -> &str {
        "pages"
    }

    fn run(&self, context: &PreprocessorContext, mut book: Book) -> Result<Book> {
        let sources = context.root.join(&context.config.book.src);
        let mut failure = None;
        book.for_each_mut(|item| {
            if let BookItem::Chapter(chapter) = item
                && let Err(error) = dress(&context.root, &sources, chapter)
            {
                failure.get_or_insert(error);
            }
        });
        match failure {
            Some(error) => Err(error),
            None => Ok(book),
        }
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
            let (context, book) = mdbook_preprocessor::parse_input(std::io::stdin())?;
            let book = Pages.run(&context, book)?;
            serde_json::to_writer(std::io::stdout(), &book)?;
            Ok(())
        }
        [verb, _renderer] if verb == "supports" => Ok(()),
        _ => bail!("`preprocess` is called by mdBook, with a book on standard input"),
    }
}

fn dress(root: &Path, sources: &Path, chapter: &mut Chapter) -> Result<()> {
    let Some(path) = &chapter.source_path else {
        return Ok(());
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
        dressed.push_str(&dress_block(root, &folder, text, &block)?);
        done = block.span.end;
    }
    dressed.push_str(&text[done..]);
    chapter.content = dressed;
    Ok(())
}

fn dress_block(root: &Path, folder: &Path, text: &str, block: &Block) -> Result<String> {
    let fenced = &text[block.span.clone()];
    let body = &text[block.body.clone()];
    match block.language() {
        // One that is incomplete stays as it is: the check reports it.
        "bob" => Ok(match Figure::parse(body) {
            Ok(figure) => figure.to_html(block.value("id")),
            Err(_) => fenced.to_owned(),
        }),
        "console" => {
            let terminal = block.value("terminal").unwrap_or("1");
            let label = format!("<p class=\"label\">Terminal {terminal}</p>\n\n");
            let shown = fenced.replacen(&format!(" terminal:{terminal}"), "", 1);
            Ok(label + &shown)
        }
        _ => match includes(body).as_slice() {
            [include] if include.path.ends_with(".rs") || include.anchor.is_none() => {
                dress_listing(root, folder, fenced, include)
            }
            _ => Ok(fenced.to_owned()),
        },
    }
}

fn dress_listing(root: &Path, folder: &Path, fenced: &str, include: &Include) -> Result<String> {
    let file = normalise(&folder.join(&include.path));
    let shown = file.strip_prefix(root).unwrap_or(&file);
    let Some(anchor) = &include.anchor else {
        // The complete code has a heading for each file.
        let whole = fs::read_to_string(&file)
            .with_context(|| format!("cannot include {}", shown.display()))?;
        let whole = without_anchor_comments(&whole).replace("{{#", "\\{{#");
        return Ok(fenced.replacen(
            &format!("{{{{#include {}}}}}", include.path),
            whole.trim_end(),
            1,
        ));
    };
    let Some((chapter, in_crate)) = chapter_and_file(shown) else {
        return Ok(fenced.to_owned());
    };
    let up = "../".repeat(folder.components().count() - root.join("book/src").components().count());
    Ok(format!(
        "<p class=\"label\"><a href=\"{up}{chapter}/code.html#{}\">{in_crate}</a><span hidden>, {anchor}</span></p>\n\n{fenced}",
        heading_id(&in_crate)
    ))
}

/// `chapters/03-echo-server/src/lib.rs` is `src/lib.rs` of `03-echo-server`.
fn chapter_and_file(path: &Path) -> Option<(String, String)> {
    let rest = path.strip_prefix("chapters").ok()?;
    let mut components = rest.components();
    let chapter = components.next()?.as_os_str().to_str()?.to_owned();
    Some((chapter, components.as_path().to_str()?.to_owned()))
}

/// The id that `code.md` gives to the heading of a file of the crate:
/// `src/lib.rs` is at `#src-lib-rs`.
#[must_use]
pub fn heading_id(file: &str) -> String {
    file.replace(['/', '.', '_'], "-")
}

/// `text` without the lines that only mark an anchor.
#[must_use]
pub fn without_anchor_comments(text: &str) -> String {
    text.split_inclusive('\n')
        .filter(|line| !is_anchor_comment(line))
        .collect()
}

/// Whether a line of code marks the beginning or the end of an anchor.
#[must_use]
pub fn is_anchor_comment(line: &str) -> bool {
    let comment = line.trim().trim_start_matches(['/', '#', ' ']);
    comment.starts_with("ANCHOR:") || comment.starts_with("ANCHOR_END:")
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
