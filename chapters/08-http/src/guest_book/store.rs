//! Where the entries are kept: in a file to which lines are added, and in memory.

mod file;

use std::fmt;
use std::io;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError, RwLock, RwLockReadGuard};

use super::entry::{Draft, Entry};
use super::line;
use crate::application::Failure;
use crate::status::Status;

pub use self::file::OpenError;
use self::file::Place;

/// How many entries a book has at most. All are in memory, where so many take 45 MB if
/// each is as long as it can be; whoever has more needs a database.
pub const ENTRIES: usize = 10_000;

/// The entries of a book, for many threads at a time.
#[derive(Debug)]
pub struct Store {
    /// Those that are kept, in the order of their numbers.
    entries: RwLock<Vec<Arc<Entry>>>,
    /// Whoever adds one has this from its number to the end.
    place: Mutex<Place>,
}

impl Store {
    /// An empty book, which is lost with the process.
    #[must_use]
    pub fn in_memory() -> Self {
        Self::new(Vec::new(), Place::Memory)
    }

    /// The book in the file of this name, which is made if there is none. The second of
    /// what is returned is how many bytes of a line were cut off at the end: its writer
    /// has died before anybody was told that it's kept.
    ///
    /// Until the store is dropped, or the process dies, no other one can open it.
    ///
    /// # Errors
    /// See [`OpenError`].
    pub fn open(path: &Path) -> Result<(Self, u64), OpenError> {
        let (place, entries, torn) = file::open(path)?;
        let entries = entries.into_iter().map(Arc::new).collect();
        Ok((Self::new(entries, place), torn))
    }

    const fn new(entries: Vec<Arc<Entry>>, place: Place) -> Self {
        Self {
            entries: RwLock::new(entries),
            place: Mutex::new(place),
        }
    }

    /// Adds an entry. It is on the disk when this returns.
    ///
    /// # Errors
    /// See [`AddError`].
    pub fn add(&self, draft: Draft) -> Result<Arc<Entry>, AddError> {
        let place = self.place.lock();
        let mut place = place.unwrap_or_else(PoisonError::into_inner);
        let (count, last) = {
            let entries = self.read();
            (entries.len(), entries.last().map_or(0, |entry| entry.id))
        };
        let next = last.checked_add(1).filter(|_| count < ENTRIES);
        let entry = draft.into_entry(next.ok_or(AddError::Full)?);
        place.add(&line::encode(&entry)).map_err(AddError::Io)?;
        let entry = Arc::new(entry);
        let entries = self.entries.write();
        let mut entries = entries.unwrap_or_else(PoisonError::into_inner);
        entries.push(Arc::clone(&entry));
        Ok(entry)
    }

    /// The entry of this number.
    #[must_use]
    pub fn get(&self, id: u64) -> Option<Arc<Entry>> {
        let entries = self.read();
        let found = entries.binary_search_by_key(&id, |entry| entry.id);
        found.ok().and_then(|at| entries.get(at).cloned())
    }

    /// The first entries behind this number, at most so many.
    #[must_use]
    pub fn after(&self, id: u64, most: usize) -> Vec<Arc<Entry>> {
        let entries = self.read();
        let start = entries.partition_point(|entry| entry.id <= id);
        let behind = entries.iter().skip(start);
        behind.take(most).cloned().collect()
    }

    /// The last entries before this number, at most so many, the last one first.
    #[must_use]
    pub fn before(&self, id: u64, most: usize) -> Vec<Arc<Entry>> {
        let entries = self.read();
        let end = entries.partition_point(|entry| entry.id < id);
        let before = entries.iter().take(end).rev();
        before.take(most).cloned().collect()
    }

    /// Nobody waits here for the disk.
    fn read(&self) -> RwLockReadGuard<'_, Vec<Arc<Entry>>> {
        self.entries.read().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Why an entry wasn't added.
#[derive(Debug)]
pub enum AddError {
    /// There are [`ENTRIES`] already.
    Full,
    /// The file couldn't be written.
    Io(io::Error),
}

impl fmt::Display for AddError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Full => write!(f, "the book has {ENTRIES} entries, and is full"),
            Self::Io(error) => write!(f, "the entry couldn't be kept: {error}"),
        }
    }
}

impl std::error::Error for AddError {}

impl From<AddError> for Failure {
    fn from(error: AddError) -> Self {
        match error {
            AddError::Full => {
                Self::new(Status::INSUFFICIENT_STORAGE, error.to_string())
            }
            AddError::Io(error) => {
                let text = "the entry couldn't be kept";
                let mut failure = Self::new(Status::INTERNAL_SERVER_ERROR, text);
                failure.source = Some(error);
                failure
            }
        }
    }
}

#[cfg(test)]
mod tests;
