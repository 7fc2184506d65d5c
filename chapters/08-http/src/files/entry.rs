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
            let (path, seen) = look(root, names)?;
            if let Some(entry) = Self::open_seen(&path, &seen)? {
                return Ok(entry);
            }
        }
        Err(ErrorKind::ResourceBusy.into())
    }

    /// What is at `path`, where `seen` was seen; `None` if it is something else by now.
    // ANCHOR: open-seen
    fn open_seen(path: &Path, seen: &Metadata) -> io::Result<Option<Self>> {
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
    // ANCHOR_END: open-seen
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

#[cfg(test)]
mod tests {
    use std::os::unix::fs::symlink;
    use std::{env, process};

    use super::*;

    #[test]
    fn what_has_taken_the_place_of_a_file_is_not_given_out() {
        let root = env::temp_dir().join(format!("http_server-{}", process::id()));
        let _ = fs::remove_dir_all(&root);
        fs::create_dir(&root).unwrap();
        let [page, secret] = ["page", "secret"].map(|name| root.join(name));
        fs::write(&page, "page").unwrap();
        fs::write(&secret, "secret").unwrap();

        let (path, seen) = look(&root, &["page".to_owned()]).unwrap();
        let entry = Entry::open_seen(&path, &seen).unwrap();
        assert!(matches!(entry, Some(Entry::File(..))));

        fs::rename(&page, root.join("old")).unwrap();
        symlink(&secret, &page).unwrap();
        assert!(Entry::open_seen(&path, &seen).unwrap().is_none());
        fs::remove_dir_all(&root).unwrap();
    }
}
