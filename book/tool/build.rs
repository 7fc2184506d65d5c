//! Builds the book beside the one that is there, so that nobody who reads that one
//! ever sees half of the next.

use std::fs::{self, File, TryLockError};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::thread;

use anyhow::{Context, Result, anyhow};

use crate::check::{self, Outcome};
use crate::render;
use crate::source::Source;

/// Whether the crates have to be documented anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Documentation {
    /// With `cargo doc`.
    Anew,
    /// As it was made before.
    AsBefore,
}

/// Builds the book of the project at `root` and holds it against its rules.
///
/// A book that can't be rendered is an error within: what is wrong in its sources,
/// which often is why, is told all the same.
///
/// # Errors
/// A source that can't be read.
pub fn checked(
    root: &Path,
    documentation: Documentation,
) -> Result<(Outcome, Result<Rendered>)> {
    let source = Source::read(root)?;
    let (outcome, rendered) = thread::scope(|scope| {
        let outcome = scope.spawn(|| check::sources(&source));
        let rendered = Rendered::new(root, documentation);
        let outcome = outcome
            .join()
            .unwrap_or_else(|_| Err(anyhow!("a check has panicked, see above")));
        (outcome, rendered)
    });
    let mut outcome = outcome?;
    if let Ok(Rendered {
        places, warnings, ..
    }) = &rendered
    {
        outcome = check::with_rendered(outcome, &source, &places.new, warnings)?;
    }
    Ok((outcome, rendered))
}

/// A book that is whole, and not yet in its place.
///
/// Whatever isn't needed any more is removed when it is dropped.
#[derive(Debug)]
pub struct Rendered {
    places: Places,
    warnings: Vec<String>,
    _lock: File,
}

/// Folders beside each other, so that one becomes the other by its name alone.
#[derive(Debug)]
struct Places {
    book: PathBuf,
    new: PathBuf,
    old: PathBuf,
}

impl Rendered {
    /// Renders the book of the project at `root`.
    ///
    /// # Errors
    /// What [`render::book`] and [`render::document`] fail with.
    pub fn new(root: &Path, documentation: Documentation) -> Result<Self> {
        let book = root.join(render::DESTINATION);
        let places = Places {
            new: book.with_extension("new"),
            old: book.with_extension("old"),
            book,
        };
        let lock = lock(&places.book.with_extension("lock"))?;
        let mut rendered = Self {
            places,
            warnings: Vec::new(),
            _lock: lock,
        };
        let new = &rendered.places.new;
        remove(new).with_context(|| format!("cannot remove {}", new.display()))?;
        if documentation == Documentation::Anew {
            render::document(root)?;
        }
        rendered.warnings = render::book(root, new)?;
        render::copy_documentation(root, new)?;
        Ok(rendered)
    }

    /// Puts it in the place of the book that was there.
    ///
    /// # Errors
    /// A folder can't be renamed. The book that was there is there again.
    // ANCHOR: replace
    pub fn replace(&self) -> io::Result<()> {
        let Places { book, new, old } = &self.places;
        remove(old)?;
        match fs::rename(book, old) {
            Err(error) if error.kind() != ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        fs::rename(new, book).inspect_err(|_| {
            let _ = fs::rename(old, book);
        })
    }
    // ANCHOR_END: replace
}

impl Drop for Rendered {
    fn drop(&mut self) {
        // The next build tries again.
        let _ = remove(&self.places.new);
        let _ = remove(&self.places.old);
    }
}

/// Waits until no other process builds the book.
fn lock(path: &Path) -> Result<File> {
    let lock = || -> io::Result<File> {
        fs::create_dir_all(path.parent().unwrap_or(Path::new("")))?;
        let file = File::create(path)?;
        match file.try_lock() {
            Err(TryLockError::WouldBlock) => {
                eprintln!("waiting until another process has built the book");
                file.lock()?;
            }
            Err(TryLockError::Error(error)) => return Err(error),
            Ok(()) => {}
        }
        Ok(file)
    };
    lock().with_context(|| format!("cannot lock {}", path.display()))
}

fn remove(folder: &Path) -> io::Result<()> {
    match fs::remove_dir_all(folder) {
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
        result => result,
    }
}
