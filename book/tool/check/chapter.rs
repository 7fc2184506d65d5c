//! The chapters' folders: `chapters/NN-topic`.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use anyhow::{Context, Result};
use regex::Regex;

use crate::source::{PAGES, pattern};
use crate::toml_spans::read;

/// A folder below `chapters`.
#[derive(Debug)]
pub(super) struct Chapter {
    /// `03-echo-server`: also the name of the folder of its pages.
    pub(super) topic: String,
    /// The number that the topic begins with.
    pub(super) number: u32,
}

impl Chapter {
    /// Its folder, relative to the root: `chapters/03-echo-server`.
    pub(super) fn folder(&self) -> PathBuf {
        Path::new("chapters").join(&self.topic)
    }

    /// The name of its package.
    pub(super) fn package(&self) -> String {
        format!("chapter{}", self.number)
    }

    /// Its manifest, relative to the root.
    pub(super) fn manifest(&self) -> PathBuf {
        self.folder().join("Cargo.toml")
    }

    /// Whether a page, relative to the root, is one of the chapter's.
    pub(super) fn has_page(&self, page: &Path) -> bool {
        page.starts_with(Path::new(PAGES).join(&self.topic))
    }

    /// The files of its crate, relative to the root, sorted.
    pub(super) fn files(&self, root: &Path) -> Result<Vec<PathBuf>> {
        let mut files = Vec::new();
        collect_files(root, &self.folder(), &mut files)?;
        files.sort();
        Ok(files)
    }

    /// Its Rust files, relative to the root, with their texts, sorted.
    pub(super) fn rust_files(&self, root: &Path) -> Result<Vec<(PathBuf, String)>> {
        let mut files = self.files(root)?;
        files.retain(|file| file.extension().is_some_and(|kind| kind == "rs"));
        files
            .into_iter()
            .map(|file| Ok((file.clone(), read(root, &file)?)))
            .collect()
    }
}

/// The chapters in the project at `root`, in order.
pub(super) fn read_all(root: &Path) -> Result<Vec<Chapter>> {
    let folder = root.join("chapters");
    let entries = fs::read_dir(&folder)
        .with_context(|| format!("cannot list {}", folder.display()))?;
    let mut chapters = Vec::new();
    for entry in entries {
        let entry = entry?;
        if let Ok(topic) = entry.file_name().into_string()
            && entry.file_type()?.is_dir()
            && let Some(number) = number_of(&topic)
        {
            chapters.push(Chapter { topic, number });
        }
    }
    chapters.sort_by(|a, b| a.topic.cmp(&b.topic));
    Ok(chapters)
}

static TOPIC: LazyLock<Regex> = LazyLock::new(|| pattern(r"^(\d\d)-[a-z0-9-]+$"));

/// The number of a topic: 3 for `03-echo-server`.
pub(super) fn number_of(topic: &str) -> Option<u32> {
    TOPIC.captures(topic)?[1].parse().ok()
}

/// The files below `folder` but for what tools leave there.
fn collect_files(
    root: &Path,
    folder: &Path,
    files: &mut Vec<PathBuf>,
) -> Result<()> {
    let entries = fs::read_dir(root.join(folder))
        .with_context(|| format!("cannot list {}", folder.display()))?;
    for entry in entries {
        let entry = entry?;
        let name = entry.file_name();
        let path = folder.join(&name);
        if name.to_string_lossy().starts_with('.')
            || name == "target"
            || name == "__pycache__"
        {
            continue;
        }
        if entry.file_type()?.is_dir() {
            collect_files(root, &path, files)?;
        } else {
            files.push(path);
        }
    }
    Ok(())
}
