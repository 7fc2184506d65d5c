//! Pages for tests, and what the runner says about them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;
use std::time::Duration;
use std::{env, fs, process};

use book::source::Page;
use tempfile::TempDir;

use crate::runner::programs::Programs;
use crate::runner::{Limits, Mode, Runner, Verdict};

/// A project with one page.
#[derive(Debug)]
pub struct Project {
    root: TempDir,
    pub limits: Limits,
    pub mode: Mode,
    pub needs_all_tools: bool,
}

impl Project {
    pub fn with_page(text: &str) -> Self {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join("book/src")).unwrap();
        let project = Self {
            root,
            limits: Limits::ORDINARY,
            mode: Mode::Verify,
            needs_all_tools: false,
        };
        project.write(PAGE, text);
        project
    }

    pub fn write(&self, file: &str, text: &str) {
        fs::write(self.root.path().join(file), text).unwrap();
    }

    /// For pages on which something never ends.
    pub fn with_short_limits(mut self) -> Self {
        self.limits.end = Duration::from_secs(1);
        self
    }

    pub fn overwriting(mut self) -> Self {
        self.mode = Mode::Overwrite;
        self
    }

    pub fn check(&self) -> Verdict {
        let page = Page::parse(Path::new(PAGE), self.page());
        let runner = Runner {
            root: self.root.path(),
            programs: &PROGRAMS,
            limits: self.limits,
            mode: self.mode,
            needs_all_tools: self.needs_all_tools,
            coloured: false,
        };
        runner.check(&page)
    }

    /// The page as it is now.
    pub fn page(&self) -> String {
        fs::read_to_string(self.root.path().join(PAGE)).unwrap()
    }
}

const PAGE: &str = "book/src/page.md";

#[track_caller]
pub fn assert_passes(page: &str) {
    assert_eq!(Project::with_page(page).check(), Verdict::Passed);
}

/// Runs the page and expects a failure whose report has all these parts.
#[track_caller]
pub fn assert_fails(page: &str, parts: &[&str]) {
    assert_reports(&Project::with_page(page), parts);
}

#[track_caller]
pub fn assert_reports(project: &Project, parts: &[&str]) {
    match project.check() {
        Verdict::Failed(report) => {
            for part in parts {
                assert!(
                    report.contains(part),
                    "no {part:?} in the report:\n{report}"
                );
            }
        }
        other => panic!("it should fail, but: {other:?}"),
    }
}

static PROGRAMS: LazyLock<Result<Programs, String>> = LazyLock::new(|| {
    let name = ("chapter99".to_owned(), "chapter99".to_owned());
    Ok(Programs::from(BTreeMap::from([(name, compile_fixture())])))
});

/// Compiled here, so that nobody who only reads the book builds it.
fn compile_fixture() -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"));
    let source = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("tests/transcript_runner/fixture.rs");
    let mine = folder.join(format!("fixture-{}", process::id()));
    let status = Command::new("rustc")
        .args(["--edition", "2024", "-o"])
        .args([&mine, &source])
        .status()
        .unwrap();
    assert!(status.success());
    // Another run of these tests may be starting the old one.
    let program = folder.join("fixture");
    fs::rename(mine, &program).unwrap();
    program
}
