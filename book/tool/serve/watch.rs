//! Notices which files change.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::mpsc::{self, Receiver};
use std::time::Duration;

use anyhow::{Context, Result};
use notify_debouncer_full::notify::event::{Event, EventKind, ModifyKind};
use notify_debouncer_full::notify::{RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{
    DebounceEventResult, Debouncer, RecommendedCache, new_debouncer,
};

use super::change::Change;

/// 200 ms: an editor that saves writes, renames and removes within a few of them, and
/// nobody waits for more.
const QUIET: Duration = Duration::from_millis(200);

/// Where the book's sources are, below the root of the project.
const WATCHED: [(&str, RecursiveMode); 3] = [
    ("", RecursiveMode::NonRecursive),
    ("book", RecursiveMode::Recursive),
    ("chapters", RecursiveMode::Recursive),
];

/// Watches the sources of a book as long as it is there.
#[derive(Debug)]
pub struct Watch {
    root: PathBuf,
    events: Receiver<DebounceEventResult>,
    debouncer: Debouncer<RecommendedWatcher, RecommendedCache>,
}

/// What has changed since the last time.
#[derive(Debug, PartialEq, Eq)]
pub struct Changes {
    /// The most that any of the files means.
    pub change: Change,
    /// The files, relative to the root of the project; empty if the system has lost
    /// count.
    pub files: BTreeSet<PathBuf>,
}

impl Watch {
    /// Begins to watch the project at `root`.
    ///
    /// # Errors
    /// The system watches no files, or not so many.
    pub fn begin(root: &Path) -> Result<Self> {
        // The system tells real paths.
        let root = root.canonicalize()?;
        let (tell, events) = mpsc::channel();
        let mut debouncer = new_debouncer(QUIET, None, tell)?;
        for (folder, mode) in WATCHED {
            let folder = root.join(folder);
            debouncer
                .watch(&folder, mode)
                .with_context(|| format!("cannot watch {}", folder.display()))?;
        }
        Ok(Self {
            root,
            events,
            debouncer,
        })
    }

    /// Waits until something has changed that the book depends on. `None` if nothing
    /// will be heard of any more.
    pub fn wait(&mut self) -> Option<Changes> {
        loop {
            let first = self.events.recv().ok()?;
            let mut changes = None;
            // What has come during the last build is one change.
            for result in [first].into_iter().chain(self.events.try_iter()) {
                match result {
                    Ok(events) => {
                        for event in events {
                            self.add(&event, &mut changes);
                        }
                    }
                    Err(errors) => {
                        for error in errors {
                            eprintln!("error: a change may go unnoticed: {error}");
                        }
                    }
                }
            }
            if let Some(changes) = changes {
                for (folder, mode) in WATCHED {
                    if changes.files.contains(Path::new(folder)) {
                        self.watch_again(folder, mode);
                    }
                }
                return Some(changes);
            }
        }
    }

    /// Watches a folder that has come in the place of another: what the system was
    /// asked to watch is that one, and not its name.
    fn watch_again(&mut self, folder: &str, mode: RecursiveMode) {
        let folder = self.root.join(folder);
        // Without it, there is none, or it isn't watched any more.
        let _ = self.debouncer.unwatch(&folder);
        if let Err(error) = self.debouncer.watch(&folder, mode)
            && folder.exists()
        {
            eprintln!(
                "error: changes in {} will go unnoticed: {error}",
                folder.display()
            );
        }
    }

    fn add(&self, event: &Event, changes: &mut Option<Changes>) {
        if event.need_rescan() {
            add(changes, Change::Crates, None);
        }
        if !is_change(event.kind) {
            return;
        }
        for path in &event.paths {
            let Ok(path) = path.strip_prefix(&self.root) else {
                continue;
            };
            let is_watched = WATCHED
                .iter()
                .any(|(folder, _)| path == Path::new(folder) && !folder.is_empty());
            let change = match is_watched {
                true => Some(Change::Crates),
                false => Change::of(path),
            };
            if let Some(change) = change {
                add(changes, change, Some(path));
            }
        }
    }
}

fn add(changes: &mut Option<Changes>, change: Change, path: Option<&Path>) {
    let changes = changes.get_or_insert(Changes {
        change,
        files: BTreeSet::new(),
    });
    changes.change = changes.change.max(change);
    changes.files.extend(path.map(Path::to_owned));
}

/// Whether a file has another content or name, and wasn't only read, as every build
/// reads them all.
fn is_change(kind: EventKind) -> bool {
    !matches!(
        kind,
        EventKind::Access(_) | EventKind::Modify(ModifyKind::Metadata(_))
    )
}
