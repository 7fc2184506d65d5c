//! Renders the book with mdBook's own libraries, and the documentation of the
//! chapters' crates beside it.

use std::path::Path;
use std::process::Command;
use std::sync::{Arc, Mutex, PoisonError};
use std::{env, fs};

use anyhow::{Context, Result, ensure};
use mdbook_driver::MDBook;
use mdbook_driver::builtin_preprocessors::{IndexPreprocessor, LinkPreprocessor};
use mdbook_driver::config::Config;
use tracing::field::{Field, Visit};
use tracing::span;
use tracing::{Event, Level, Metadata, Subscriber};

use crate::preprocess::Pages;

/// Where `cargo run` puts the book, below the root of the project.
pub const DESTINATION: &str = "target/book";

/// Where rustdoc works, below the root of the project.
const DOCUMENTATION: &str = "target/api";

/// Renders the book of the project at `root` into `destination` and returns
/// what mdBook warned about.
///
/// # Errors
/// `book.toml`, `SUMMARY.md` or a page can't be read, or the folder can't be
/// written.
pub fn book(root: &Path, destination: &Path) -> Result<Vec<String>> {
    let warnings = Warnings::default();
    tracing::subscriber::with_default(warnings.clone(), || -> Result<()> {
        let mut config = settings(&root.join("book.toml"))?;
        config.build.build_dir = destination.to_owned();
        config.build.use_default_preprocessors = false;
        let mut book = MDBook::load_with_config(root, config)?;
        book.with_preprocessor(Pages)
            .with_preprocessor(LinkPreprocessor::new())
            .with_preprocessor(IndexPreprocessor::new());
        book.build()
    })
    .context("mdBook could not build the book")?;
    Ok(warnings.take())
}

/// The settings of `book.toml` and, as for mdBook itself, of variables such as
/// `MDBOOK_OUTPUT__HTML__SITE_URL`, without what needs an installed program: our
/// own preprocessor runs in this process, and the links are checked here too.
fn settings(path: &Path) -> Result<Config> {
    let mut config = Config::from_disk(path)?;
    config.update_from_env()?;
    let html: Option<toml::Value> = config.get("output.html")?;
    let output: toml::Table = html
        .map(|html| ("html".to_owned(), html))
        .into_iter()
        .collect();
    config.set("output", output)?;
    config.set("preprocessor", toml::Table::new())?;
    Ok(config)
}

/// Documents the chapters' crates with rustdoc, for
/// [`copy_documentation`].
///
/// # Errors
/// A crate that doesn't compile.
pub fn document(root: &Path) -> Result<()> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .current_dir(root)
        .env("RUSTDOCFLAGS", "-D warnings")
        .args(["doc", "--quiet", "--no-deps", "--lib"])
        .args(["--package", "chapter*", "--target-dir"])
        .arg(root.join(DOCUMENTATION))
        .status()
        .context("cannot run cargo doc")?;
    ensure!(status.success(), "cargo doc failed");
    Ok(())
}

/// Copies the documentation of the crates to `destination/api`.
///
/// # Errors
/// There is none, or a folder that can't be written.
pub fn copy_documentation(root: &Path, destination: &Path) -> Result<()> {
    let made = root.join(DOCUMENTATION).join("doc");
    copy_folder(&made, &destination.join("api"))
        .context("cannot copy the crates' documentation into the book")
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let copy = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &copy)?;
        } else {
            fs::copy(entry.path(), copy)?;
        }
    }
    Ok(())
}

/// Collects what mdBook would print as warnings and errors.
#[derive(Debug, Clone, Default)]
struct Warnings(Arc<Mutex<Vec<String>>>);

impl Warnings {
    fn take(&self) -> Vec<String> {
        std::mem::take(&mut *self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Subscriber for Warnings {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        *metadata.level() <= Level::WARN && metadata.target().starts_with("mdbook")
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn event(&self, event: &Event<'_>) {
        let mut message = Message::default();
        event.record(&mut message);
        self.0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .push(message.0);
    }

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

#[derive(Default)]
struct Message(String);

impl Visit for Message {
    fn record_debug(&mut self, field: &Field, value: &dyn std::fmt::Debug) {
        if field.name() == "message" {
            self.0 = format!("{value:?}");
        }
    }
}
