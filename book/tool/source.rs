//! The Markdown sources of the book, with the position of everything in them
//! that is run, compiled, included or drawn.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use anyhow::{Context, Result};
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use regex::Regex;

/// Where the pages lie, below the root of the project.
pub const PAGES: &str = "book/src";

/// The book's sources.
#[derive(Debug)]
pub struct Source {
    /// The root of the project: the folder with `book.toml`.
    pub root: PathBuf,
    /// `SUMMARY.md`.
    pub summary: Page,
    /// Every other Markdown file below [`PAGES`], sorted by path, whether
    /// `SUMMARY.md` names it or not.
    pub pages: Vec<Page>,
}

impl Source {
    /// Reads all pages of the project at `root`.
    ///
    /// # Errors
    /// A file that can't be read or isn't UTF-8.
    pub fn read(root: &Path) -> Result<Self> {
        let mut paths = Vec::new();
        collect_markdown(root, Path::new(PAGES), &mut paths)?;
        paths.sort();
        let summary_path = Path::new(PAGES).join("SUMMARY.md");
        paths.retain(|path| *path != summary_path);
        Ok(Self {
            root: root.to_owned(),
            summary: Page::read(root, &summary_path)?,
            pages: paths
                .iter()
                .map(|path| Page::read(root, path))
                .collect::<Result<_>>()?,
        })
    }
}

fn collect_markdown(
    root: &Path,
    folder: &Path,
    paths: &mut Vec<PathBuf>,
) -> Result<()> {
    let entries = fs::read_dir(root.join(folder))
        .with_context(|| format!("cannot list {}", folder.display()))?;
    for entry in entries {
        let entry = entry?;
        let path = folder.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            collect_markdown(root, &path, paths)?;
        } else if path.extension().is_some_and(|extension| extension == "md") {
            paths.push(path);
        }
    }
    Ok(())
}

/// One Markdown file.
#[derive(Debug)]
pub struct Page {
    /// Relative to the root of the project: `book/src/03-echo-server/index.md`.
    pub path: PathBuf,
    /// The file as it is.
    pub text: String,
    /// Its code blocks, in order.
    pub blocks: Vec<Block>,
}

impl Page {
    fn read(root: &Path, path: &Path) -> Result<Self> {
        let text = fs::read_to_string(root.join(path))
            .with_context(|| format!("cannot read {}", path.display()))?;
        Ok(Self::parse(path, text))
    }

    /// A page at `path` (relative to the project's root) with this text.
    #[must_use]
    pub fn parse(path: &Path, text: String) -> Self {
        Self {
            path: path.to_owned(),
            blocks: code_blocks(&text),
            text,
        }
    }

    /// The path below [`PAGES`], as `SUMMARY.md` writes it:
    /// `03-echo-server/index.md`.
    #[must_use]
    pub fn name(&self) -> &Path {
        self.path.strip_prefix(PAGES).unwrap_or(&self.path)
    }

    /// The text of a code block, without its fences.
    #[must_use]
    pub fn body(&self, block: &Block) -> &str {
        &self.text[block.body.clone()]
    }

    /// The `{{#include …}}`s of the page, in order.
    #[must_use]
    pub fn includes(&self) -> Vec<Include> {
        includes(&self.text)
    }
}

/// A code block of a page.
#[derive(Debug, Clone)]
pub struct Block {
    /// The bytes from the opening fence to the end of the closing one.
    pub span: Range<usize>,
    /// The bytes between the fences, the last line break included.
    pub body: Range<usize>,
    /// What stands behind the opening fence; `None` for an indented block.
    pub info: Option<String>,
    /// The text of an HTML comment that stands directly above the block.
    pub comment: Option<String>,
}

impl Block {
    /// The words of the info string: for ```` ```console terminal:2 ```` they
    /// are `console` and `terminal:2`.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.info
            .as_deref()
            .unwrap_or_default()
            .split([' ', '\t', ','])
            .filter(|word| !word.is_empty())
    }

    /// The first word of the info string, or the empty string.
    #[must_use]
    pub fn language(&self) -> &str {
        self.words().next().unwrap_or_default()
    }

    /// Whether it becomes a figure, which a link can name.
    #[must_use]
    pub fn is_figure(&self) -> bool {
        matches!(self.language(), "bob" | "plot")
    }

    /// Whether `word` stands in the info string behind the language.
    #[must_use]
    pub fn has(&self, word: &str) -> bool {
        self.words().skip(1).any(|found| found == word)
    }

    /// The value of `key:value` in the info string.
    #[must_use]
    pub fn value(&self, key: &str) -> Option<&str> {
        self.words()
            .skip(1)
            .find_map(|word| word.strip_prefix(key)?.strip_prefix(':'))
    }
}

/// The extensions of Markdown that mdBook switches on, as far as they matter
/// for what is found here.
#[must_use]
pub fn markdown_options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_HEADING_ATTRIBUTES
        | Options::ENABLE_DEFINITION_LIST
        | Options::ENABLE_GFM
}

/// The code blocks of `text`, in order.
#[must_use]
pub fn code_blocks(text: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<(Option<String>, Option<Range<usize>>)> = None;
    for (event, span) in
        Parser::new_ext(text, markdown_options()).into_offset_iter()
    {
        match event {
            Event::Start(Tag::CodeBlock(kind)) => {
                let info = match kind {
                    CodeBlockKind::Fenced(info) => Some(info.to_string()),
                    CodeBlockKind::Indented => None,
                };
                open = Some((info, None));
            }
            Event::Text(_) => {
                if let Some((_, body)) = &mut open {
                    let start = body.as_ref().map_or(span.start, |body| body.start);
                    *body = Some(start..span.end);
                }
            }
            Event::End(TagEnd::CodeBlock) => {
                if let Some((info, body)) = open.take() {
                    blocks.push(Block {
                        comment: comment_above(text, span.start),
                        body: body.unwrap_or(span.end..span.end),
                        info,
                        span,
                    });
                }
            }
            _ => {}
        }
    }
    blocks
}

/// The HTML comment that ends directly above the line that `offset` is in.
fn comment_above(text: &str, offset: usize) -> Option<String> {
    let line_start = text[..offset].rfind('\n').map_or(0, |at| at + 1);
    let above = text[..line_start].trim_end_matches([' ', '\n']);
    // An empty line between them would make the comment one about something else.
    if text[above.len()..line_start].matches('\n').count() > 1 {
        return None;
    }
    let start = above.strip_suffix("-->")?.rfind("<!--")?;
    let inner = &above[start + "<!--".len()..above.len() - "-->".len()];
    Some(inner.trim().to_owned())
}

/// An `{{#include path:anchor}}`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Include {
    /// The bytes from `{{` to `}}`.
    pub span: Range<usize>,
    /// As written, relative to the page's folder.
    pub path: String,
    /// The name behind the colon, if one is there.
    pub anchor: Option<String>,
}

static INCLUDE: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"\{\{#include\s+([^:}\s]+)(?::([^}\s]*))?\s*\}\}"));

/// The includes in `text`, in order, but for escaped ones: `\{{#include`.
#[must_use]
pub fn includes(text: &str) -> Vec<Include> {
    INCLUDE
        .captures_iter(text)
        .filter(|found| {
            found
                .get(0)
                .is_some_and(|whole| !text[..whole.start()].ends_with('\\'))
        })
        .filter_map(|found| {
            Some(Include {
                span: found.get(0)?.range(),
                path: found.get(1)?.as_str().to_owned(),
                anchor: found.get(2).map(|anchor| anchor.as_str().to_owned()),
            })
        })
        .collect()
}

/// A regular expression that stands in the program's own text.
#[expect(
    clippy::expect_used,
    reason = "the patterns are constants, or made of escaped text"
)]
#[must_use]
pub fn pattern(pattern: &str) -> Regex {
    Regex::new(pattern).expect("the pattern is valid")
}
