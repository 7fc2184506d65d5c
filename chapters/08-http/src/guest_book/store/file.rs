//! The file: a line is in it as a whole, or not at all.

use std::fmt;
use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, ErrorKind, Read, Write};
use std::path::Path;

use super::super::entry::Entry;
use super::super::line::{self, LINE_LIMIT};
use super::ENTRIES;

/// Where lines go.
pub(super) enum Place {
    /// Nowhere.
    Memory,
    /// Behind the others, of which there are so many bytes.
    File { file: Box<dyn Medium>, length: u64 },
    /// Nowhere any more: nobody knows what the disk has of the last one.
    Broken,
}

/// What a file does for us.
pub(super) trait Medium: Write + Send {
    /// Throws away what stands behind `length` bytes.
    fn cut(&mut self, length: u64) -> io::Result<()>;

    /// Returns when all that was written will survive a loss of power.
    fn sync(&mut self) -> io::Result<()>;
}

impl Medium for File {
    fn cut(&mut self, length: u64) -> io::Result<()> {
        self.set_len(length)
    }

    fn sync(&mut self) -> io::Result<()> {
        self.sync_data()
    }
}

impl Place {
    /// Adds a line, and returns when it is kept. Otherwise nothing of it stays in the
    /// file, or nothing more is added.
    // ANCHOR: add
    pub(super) fn add(&mut self, line: &[u8]) -> io::Result<()> {
        let (file, length) = match self {
            Self::Memory => return Ok(()),
            Self::File { file, length } => (file, length),
            Self::Broken => return Err(io::Error::other("the file is broken")),
        };
        if let Err(error) = file.write_all(line) {
            if file.cut(*length).is_err() {
                *self = Self::Broken;
            }
            return Err(error); // the disk is full, perhaps, but not forever
        }
        if let Err(error) = file.sync() {
            // To ask once more is no use: what could not be written is forgotten.
            *self = Self::Broken;
            return Err(error);
        }
        *length = length.saturating_add(line.len() as u64);
        Ok(())
    }
    // ANCHOR_END: add
}

/// Opens a file: where to write, what is in it, and how many bytes were cut off.
pub(super) fn open(path: &Path) -> Result<(Place, Vec<Entry>, u64), OpenError> {
    let mut options = OpenOptions::new();
    let mut file = options.read(true).append(true).create(true).open(path)?;
    file.try_lock().map_err(|error| match error {
        TryLockError::WouldBlock => OpenError::Locked,
        TryLockError::Error(error) => OpenError::Io(error),
    })?;
    if !file.metadata()?.is_file() {
        let error =
            io::Error::new(ErrorKind::InvalidInput, "it is no regular file");
        return Err(OpenError::Io(error));
    }
    let (entries, length) = read(BufReader::new(&file))?;
    let torn = file.metadata()?.len().saturating_sub(length);
    if torn > 0 {
        file.cut(length)?;
    }
    file.sync_all()?;
    sync_name(path)?;
    let file = Box::new(file);
    Ok((Place::File { file, length }, entries, torn))
}

/// A new file's name is in its directory, which is written on its own.
#[cfg(unix)]
fn sync_name(path: &Path) -> io::Result<()> {
    let directory = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    File::open(directory)?.sync_all()
}

/// Windows can't open a directory so, and writes names in time.
#[cfg(not(unix))]
fn sync_name(_: &Path) -> io::Result<()> {
    Ok(())
}

/// All entries, and how many bytes their lines have.
fn read(mut file: impl BufRead) -> Result<(Vec<Entry>, u64), OpenError> {
    let (mut entries, mut length) = (Vec::<Entry>::new(), 0_u64);
    loop {
        let mut line = Vec::new();
        let mut limited = file.by_ref().take(LINE_LIMIT as u64);
        if limited.read_until(b'\n', &mut line)? == 0 {
            return Ok((entries, length));
        }
        let last = entries.last().map_or(0, |entry| entry.id);
        match line::decode(&line) {
            Some(_) if entries.len() == ENTRIES => return Err(OpenError::TooMany),
            Some(entry) if entry.id > last => entries.push(entry),
            // Nothing stands behind it: its writer has died.
            None if line::is_torn(&line) && file.fill_buf()?.is_empty() => {
                return Ok((entries, length));
            }
            _ => {
                let line = entries.len().saturating_add(1);
                return Err(OpenError::BrokenLine(line));
            }
        }
        length = length.saturating_add(line.len() as u64);
    }
}

/// Why a file can't be opened as a book.
#[derive(Debug)]
pub enum OpenError {
    /// Another process has it open.
    Locked,
    /// The line of this number, counted from 1, isn't what was written, and no sudden
    /// death has made it so. Put it right, or take it out of the file.
    BrokenLine(usize),
    /// There are more than [`ENTRIES`].
    TooMany,
    /// What the system says.
    Io(io::Error),
}

impl From<io::Error> for OpenError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// For those who tell all errors alike.
impl From<OpenError> for io::Error {
    fn from(error: OpenError) -> Self {
        match error {
            OpenError::Locked => {
                Self::new(ErrorKind::ResourceBusy, error.to_string())
            }
            OpenError::Io(error) => error,
            _ => Self::new(ErrorKind::InvalidData, error.to_string()),
        }
    }
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Locked => f.write_str("another process has it open"),
            Self::BrokenLine(line) => write!(f, "line {line} is broken"),
            Self::TooMany => write!(f, "there are more than {ENTRIES} entries"),
            Self::Io(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for OpenError {}

impl fmt::Debug for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Memory => f.write_str("Memory"),
            Self::File { length, .. } => write!(f, "File({length} bytes)"),
            Self::Broken => f.write_str("Broken"),
        }
    }
}
