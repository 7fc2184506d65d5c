//! Runs what a page shows and compares: [`script`] takes a page apart into
//! steps, [`session`] runs them in terminals, each command a [`process`];
//! [`lines`] and [`ports`] decide what counts as the same; [`programs`] and
//! [`tools`] know what the commands are.

pub mod lines;
pub mod ports;
pub mod process;
pub mod programs;
pub mod script;
pub mod session;
pub mod tools;

#[path = "../../support/artifacts.rs"]
mod artifacts;
#[path = "../../support/binaries.rs"]
mod binaries;
#[path = "../../support/interruptible.rs"]
mod interruptible;

use std::path::Path;
use std::sync::LazyLock;
use std::time::Duration;

use book::source::Page;
use snapbox::assert::Action;
use snapbox::report::Palette;
use snapbox::{Assert, Data};

use programs::Programs;

/// How pages are run.
#[derive(Debug)]
pub struct Runner<'a> {
    /// The folder in which commands run, and to which pages' paths are relative.
    pub root: &'a Path,
    /// Built when the first page needs them.
    pub programs: &'a LazyLock<Result<Programs, String>>,
    pub limits: Limits,
    pub mode: Mode,
    /// Whether a missing tool is a failure.
    pub needs_all_tools: bool,
    /// Whether reports are coloured.
    pub coloured: bool,
}

/// How long to wait, at the most.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// For the end of a command, or for the output that the page shows.
    pub end: Duration,
    /// For the first output of a command that is left running, in
    /// [`Mode::Overwrite`].
    pub first: Duration,
    /// For further output of it.
    pub quiet: Duration,
    /// For output that the page doesn't show, once what it shows has come.
    pub settle: Duration,
}

impl Limits {
    /// Long enough for a loaded machine; nothing in the book takes so long.
    pub const ORDINARY: Self = Self {
        end: Duration::from_secs(20),
        first: Duration::from_secs(2),
        quiet: Duration::from_millis(300),
        settle: Duration::from_millis(50),
    };
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Mode {
    Verify,
    /// The pages are rewritten into what was printed. The output of a command
    /// that is left running is what it prints before it has been quiet for a
    /// while, so read what was written.
    Overwrite,
}

/// What came of a page.
#[derive(Debug, PartialEq)]
pub enum Verdict {
    Passed,
    /// With the reason.
    Ignored(String),
    /// With the report.
    Failed(String),
}

impl Runner<'_> {
    /// Runs what the page shows and compares.
    pub fn check(&self, page: &Page) -> Verdict {
        let steps = script::steps(page);
        if let Some(reason) = tools::lacking(&steps) {
            return match self.needs_all_tools {
                true => Verdict::Failed(reason),
                false => Verdict::Ignored(reason),
            };
        }
        let run = session::run(self, page, &steps);
        let mut report: String = run
            .findings
            .iter()
            .map(|finding| {
                format!("\n{}\n", finding.render(self.root, self.coloured))
            })
            .collect();
        if let Err(differences) = self.compare(page, run.text) {
            report.push_str(&differences);
        }
        if run.cut_short {
            report.push_str("\nThe rest of the page was not run.\n");
        }
        match report.is_empty() {
            true => Verdict::Passed,
            false => Verdict::Failed(report),
        }
    }

    /// Compares with the file and, if told to, rewrites it.
    fn compare(&self, page: &Page, as_run: String) -> Result<(), String> {
        let action = match self.mode {
            Mode::Verify => Action::Verify,
            Mode::Overwrite => Action::Overwrite,
        };
        let palette = match self.coloured {
            true => Palette::color(),
            false => Palette::plain(),
        };
        // `raw`: no wildcards, what the page shows is meant literally.
        let shown = Data::read_from(&self.root.join(&page.path), None).raw();
        Assert::new()
            .action(action)
            .palette(palette)
            .try_eq(Some(&"as run"), Data::text(as_run).raw(), shown)
            .map_err(|differences| differences.to_string())
    }
}
