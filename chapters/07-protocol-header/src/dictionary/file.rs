//! A dictionary in a file, which is read again when the file has changed.

use std::fs::{self, File, Metadata};
use std::io::Read;
#[cfg(unix)]
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::{Dictionary, Error};

// ANCHOR: limit
/// 1 MiB: it is read in some milliseconds, during which everybody waits. Whoever has
/// more to look up needs a database.
pub const FILE_LIMIT: usize = 1024 * 1024;
// ANCHOR_END: limit

/// Where a dictionary is kept, and how the file looked when it was read.
#[derive(Debug)]
pub struct DictionaryFile {
    path: PathBuf,
    /// `None` if the system couldn't tell.
    seen: Option<Stamp>,
}

/// By what we tell that a file has changed, or that another has taken its name.
#[derive(Debug, PartialEq, Eq)]
struct Stamp {
    identity: (u64, u64),
    modified: Option<SystemTime>,
    length: u64,
}

impl DictionaryFile {
    /// Reads the dictionary for the first time.
    ///
    /// # Errors
    /// There is none, or the file is longer than [`FILE_LIMIT`].
    pub fn open(path: impl Into<PathBuf>) -> Result<(Self, Dictionary), Error> {
        let path = path.into();
        let seen = Stamp::of(&path);
        let dictionary = read(&path)?;
        Ok((Self { path, seen }, dictionary))
    }

    /// Reads it again if the file has changed, or can't be looked at any more: once
    /// for each change, whatever comes of it.
    ///
    /// While the file stays as it is, this is one system call, `stat(2)`.
    pub fn look(&mut self) -> Option<Result<Dictionary, Error>> {
        let stamp = Stamp::of(&self.path);
        if stamp == self.seen {
            return None;
        }
        // What changes while we read has another stamp than this the next time.
        self.seen = stamp;
        Some(read(&self.path))
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

fn read(path: &Path) -> Result<Dictionary, Error> {
    if !fs::metadata(path).map_err(Error::Io)?.is_file() {
        return Err(Error::NotAFile);
    }
    let mut json = Vec::new();
    let file = File::open(path).map_err(Error::Io)?;
    // One byte more than the limit shows that there is more.
    let mut file = file.take((FILE_LIMIT as u64).saturating_add(1));
    file.read_to_end(&mut json).map_err(Error::Io)?;
    if json.len() > FILE_LIMIT {
        return Err(Error::TooLong { limit: FILE_LIMIT });
    }
    Dictionary::parse(&json)
}

// ANCHOR: stamp
impl Stamp {
    fn of(path: &Path) -> Option<Self> {
        let metadata = fs::metadata(path).ok()?;
        Some(Self {
            identity: identity(&metadata),
            modified: metadata.modified().ok(),
            length: metadata.len(),
        })
    }
}

/// Which file it is, whatever its name.
#[cfg(unix)]
fn identity(metadata: &Metadata) -> (u64, u64) {
    (metadata.dev(), metadata.ino())
}
// ANCHOR_END: stamp

/// `std` can't tell yet on Windows: there the time has to do.
#[cfg(not(unix))]
fn identity(_: &Metadata) -> (u64, u64) {
    (0, 0)
}

// What the tests of all chapters share.
#[cfg(test)]
#[expect(unreachable_pub, reason = "tests share it as a module of their own")]
#[path = "../../../01-tcp-vs-udp/tests/support/within_limit.rs"]
mod within_limit;

#[cfg(test)]
mod tests {
    use std::process;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::time::Duration;
    use std::{env, io};

    use super::within_limit::within_limit;
    use super::*;

    /// A folder of a test's own, which goes with it.
    struct Folder(PathBuf);

    impl Folder {
        fn new() -> Self {
            static NUMBER: AtomicU32 = AtomicU32::new(0);
            let number = NUMBER.fetch_add(1, Ordering::Relaxed);
            let name = format!("dictionary-{}-{number}", process::id());
            let folder = env::temp_dir().join(name);
            fs::create_dir(&folder).unwrap();
            Self(folder)
        }

        fn with(&self, json: impl AsRef<[u8]>) -> PathBuf {
            let path = self.0.join("words.json");
            fs::write(&path, json).unwrap();
            path
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    fn word(looked: Option<Result<Dictionary, Error>>) -> String {
        let dictionary = looked.expect("the change was seen").unwrap();
        dictionary.look_up("word").unwrap().to_owned()
    }

    #[test]
    fn a_file_that_stays_is_read_once() {
        let folder = Folder::new();
        let path = folder.with(r#"{"word": "one"}"#);
        let (mut file, dictionary) = DictionaryFile::open(path).unwrap();
        assert_eq!(dictionary.look_up("word"), Some("one"));
        assert!(file.look().is_none());
        assert!(file.look().is_none());
    }

    /// A file that says one thing, and then something else in the same place.
    fn rewritten(json: &str, later: Duration) -> String {
        let folder = Folder::new();
        let path = folder.with(r#"{"word": "one"}"#);
        let modified = fs::metadata(&path).unwrap().modified().unwrap();
        let (mut file, _) = DictionaryFile::open(&path).unwrap();
        folder.with(json);
        let written = File::options().write(true).open(&path).unwrap();
        let modified = modified.checked_add(later).unwrap();
        written.set_modified(modified).unwrap();
        let word = word(file.look());
        assert!(file.look().is_none());
        word
    }

    #[test]
    fn a_file_that_is_written_anew_is_read_again_by_its_time_or_its_length() {
        let later = Duration::from_secs(1);
        assert_eq!(rewritten(r#"{"word": "two"}"#, later), "two");
        let longer = r#"{"word": "three"}"#;
        assert_eq!(rewritten(longer, Duration::ZERO), "three");
    }

    #[test]
    #[cfg(unix)]
    fn a_file_that_takes_the_name_is_seen_though_size_and_time_are_the_same() {
        let folder = Folder::new();
        let path = folder.with(r#"{"word": "one"}"#);
        let modified = fs::metadata(&path).unwrap().modified().unwrap();
        let (mut file, _) = DictionaryFile::open(&path).unwrap();

        let beside = folder.0.join("words.new");
        fs::write(&beside, r#"{"word": "two"}"#).unwrap();
        let options = File::options().write(true).open(&beside).unwrap();
        options.set_modified(modified).unwrap();
        fs::rename(&beside, &path).unwrap();
        assert_eq!(word(file.look()), "two");
    }

    #[test]
    fn a_broken_file_is_told_once_and_its_repair_is_seen() {
        let folder = Folder::new();
        let path = folder.with(r#"{"word": "one"}"#);
        let (mut file, _) = DictionaryFile::open(path).unwrap();
        folder.with(r#"{"word": "#);
        assert!(matches!(file.look(), Some(Err(Error::Json(_)))));
        assert!(file.look().is_none());
        folder.with(r#"{"word": "two"}"#);
        assert_eq!(word(file.look()), "two");
    }

    #[test]
    fn a_file_that_is_gone_is_told_once_and_its_return_is_seen() {
        let folder = Folder::new();
        let path = folder.with(r#"{"word": "one"}"#);
        let (mut file, _) = DictionaryFile::open(&path).unwrap();
        fs::remove_file(&path).unwrap();
        let looked = file.look().unwrap().unwrap_err();
        assert_eq!(io::Error::from(looked).kind(), io::ErrorKind::NotFound);
        assert!(file.look().is_none());
        folder.with(r#"{"word": "one"}"#);
        assert_eq!(word(file.look()), "one");
    }

    #[test]
    fn a_file_has_its_limit() {
        let folder = Folder::new();
        let text = |length| format!("{{\"word\":\"{}\"}}", "a".repeat(length));
        let longest = FILE_LIMIT - text(0).len();
        DictionaryFile::open(folder.with(text(longest))).unwrap();
        let error = DictionaryFile::open(folder.with(text(longest + 1)));
        assert!(matches!(error, Err(Error::TooLong { limit: FILE_LIMIT })));
    }

    #[test]
    fn what_is_no_file_is_not_read() {
        let folder = Folder::new();
        let is_none = |path: &Path| {
            let path = path.to_owned();
            // To open a pipe would wait for somebody who writes.
            let opened = within_limit(|| DictionaryFile::open(path));
            assert!(matches!(opened, Err(Error::NotAFile)), "{opened:?}");
        };
        is_none(&folder.0);
        #[cfg(unix)]
        {
            let pipe = folder.0.join("pipe");
            let made = process::Command::new("mkfifo").arg(&pipe).status();
            assert!(made.unwrap().success());
            is_none(&pipe);
        }
    }
}
