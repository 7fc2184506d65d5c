//! From names to an open file, without leaving the root.

use std::fs::{self, File, Metadata};
use std::io::{self, ErrorKind};
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// How often a file is looked for that is replaced between two looks: by then it
/// isn't an accident.
const TRIES: u32 = 3;

/// What there is.
#[derive(Debug)]
pub(super) enum Entry {
    /// A regular file, open.
    File(File, Metadata),
    /// A directory.
    Directory,
}

impl Entry {
    /// What these names lead to from `root`, which may be another directory at each
    /// call.
    ///
    /// # Errors
    /// There is no such thing ([`NotFound`](ErrorKind::NotFound) or the like), it is
    /// replaced all the time ([`ResourceBusy`](ErrorKind::ResourceBusy)), or what the
    /// system says.
    pub(super) fn open(root: &Path, names: &[String]) -> io::Result<Self> {
        for _ in 0..TRIES {
            if let Some(entry) = Self::try_open(root, names)? {
                return Ok(entry);
            }
        }
        Err(ErrorKind::ResourceBusy.into())
    }

    /// `None` if what was opened isn't what was looked at.
    // ANCHOR: try-open
    fn try_open(root: &Path, names: &[String]) -> io::Result<Option<Self>> {
        let (path, seen) = look(root, names)?;
        if seen.is_dir() {
            return Ok(Some(Self::Directory));
        }
        // To open a FIFO would be to wait for who writes into it.
        if !seen.is_file() {
            return Err(ErrorKind::NotFound.into());
        }
        let file = File::open(path)?;
        let opened = file.metadata()?;
        let is_same = (opened.dev(), opened.ino()) == (seen.dev(), seen.ino());
        Ok(is_same.then_some(Self::File(file, opened)))
    }
    // ANCHOR_END: try-open
}

/// The path that the names lead to, without a symbolic link below `root`, and what is
/// there.
// ANCHOR: look
fn look(root: &Path, names: &[String]) -> io::Result<(PathBuf, Metadata)> {
    let mut path = root.to_path_buf();
    let mut seen = None;
    for name in names {
        path.push(name);
        let metadata = fs::symlink_metadata(&path)?;
        if metadata.is_symlink() {
            return follow(root, names);
        }
        seen = Some(metadata);
    }
    let seen = seen.ok_or(ErrorKind::NotFound)?;
    Ok((path, seen))
}
// ANCHOR_END: look

/// The same where there is a link: it may lead elsewhere within the root, but not to
/// what is hidden.
// ANCHOR: follow
fn follow(root: &Path, names: &[String]) -> io::Result<(PathBuf, Metadata)> {
    let root = fs::canonicalize(root)?;
    let asked = names
        .iter()
        .fold(root.clone(), |path, name| path.join(name));
    // A link to nothing, or to itself.
    let path = fs::canonicalize(asked)
        .map_err(|error| io::Error::new(ErrorKind::NotFound, error))?;
    let is_hidden = |below: &Path| {
        below
            .iter()
            .any(|name| name.as_encoded_bytes().starts_with(b"."))
    };
    match path.strip_prefix(&root) {
        Ok(below) if !is_hidden(below) => {
            let metadata = fs::symlink_metadata(&path)?;
            Ok((path, metadata))
        }
        _ => Err(ErrorKind::NotFound.into()),
    }
}
// ANCHOR_END: follow
