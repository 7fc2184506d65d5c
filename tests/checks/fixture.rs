//! A small book with one chapter that keeps every rule, for tests to break.

use std::fs;
use std::path::{Path, PathBuf};

use book::check;
use book::finding::Finding;
use book::render;
use book::source::Source;
use tempfile::TempDir;

pub(crate) const SUMMARY: &str = "book/src/SUMMARY.md";
pub(crate) const INTRODUCTION: &str = "book/src/introduction.md";
pub(crate) const INDEX: &str = "book/src/03-tiny/index.md";
pub(crate) const SENDING: &str = "book/src/03-tiny/sending.md";
pub(crate) const CODE: &str = "book/src/03-tiny/code.md";
pub(crate) const README: &str = "README.md";
pub(crate) const WORKSPACE: &str = "Cargo.toml";
pub(crate) const SETTINGS: &str = "book.toml";
pub(crate) const MANIFEST: &str = "chapters/03-tiny/Cargo.toml";
pub(crate) const LIBRARY: &str = "chapters/03-tiny/src/lib.rs";
pub(crate) const PROGRAM: &str = "chapters/03-tiny/src/main.rs";
pub(crate) const DATA: &str = "book/data/echo.toml";
pub(crate) const TEMPLATE: &str = "theme/index.hbs";
pub(crate) const TOOL: &str = "book/tool/lib.rs";

const FILES: [(&str, &str); 15] = [
    (SUMMARY, include_str!("fixture/SUMMARY.md")),
    (INTRODUCTION, include_str!("fixture/introduction.md")),
    (INDEX, include_str!("fixture/index.md")),
    (SENDING, include_str!("fixture/sending.md")),
    (CODE, include_str!("fixture/code.md")),
    (
        "book/src/03-tiny/a dot.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
    ),
    (README, include_str!("fixture/README.md")),
    (WORKSPACE, include_str!("fixture/workspace.toml")),
    (SETTINGS, include_str!("fixture/book.toml")),
    (MANIFEST, include_str!("fixture/chapter.toml")),
    (LIBRARY, include_str!("fixture/chapter_lib.rs")),
    (PROGRAM, include_str!("fixture/chapter_main.rs")),
    (DATA, include_str!("fixture/echo.toml")),
    // mdBook's own template takes most of a test's time.
    (TEMPLATE, "<!DOCTYPE html><main>{{{ content }}}</main>"),
    (
        TOOL,
        "#[doc = include_str!(\"../src/introduction.md\")]\npub struct Introduction;\n",
    ),
];

/// The book in a folder of its own.
pub(crate) struct Fixture {
    folder: TempDir,
}

impl Fixture {
    pub(crate) fn new() -> Self {
        let fixture = Self {
            folder: TempDir::new().unwrap(),
        };
        for (file, text) in FILES {
            fixture.write(file, text);
        }
        fixture
    }

    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn write(&self, file: &str, text: &str) {
        let path = self.root().join(file);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn remove(&self, file: &str) {
        fs::remove_file(self.root().join(file)).unwrap();
    }

    pub(crate) fn read(&self, file: &str) -> String {
        fs::read_to_string(self.root().join(file)).unwrap()
    }

    /// Changes the one place of `file` where `from` stands.
    pub(crate) fn replace(&self, file: &str, from: &str, to: &str) -> &Self {
        let text = self.read(file);
        assert_eq!(text.matches(from).count(), 1, "{from:?} in {file}");
        self.write(file, &text.replace(from, to));
        self
    }

    pub(crate) fn append(&self, file: &str, text: &str) -> &Self {
        self.write(file, &(self.read(file) + text));
        self
    }

    /// Renders and checks the book as the program does.
    pub(crate) fn outcome(&self) -> check::Outcome {
        let rendered: PathBuf = self.root().join(render::DESTINATION);
        let source = Source::read(self.root()).unwrap();
        match render::book(self.root(), &rendered) {
            Ok(warnings) => {
                // What rustdoc would write.
                let api = rendered.join("api/tiny");
                fs::create_dir_all(&api).unwrap();
                fs::write(api.join("index.html"), "<h1 id=main-content>tiny</h1>")
                    .unwrap();
                check::all(&source, &rendered, &warnings).unwrap()
            }
            Err(_) => check::sources(&source).unwrap(),
        }
    }

    /// A page that [`outcome`](Self::outcome) has rendered.
    pub(crate) fn rendered(&self, page: &str) -> String {
        self.read(&format!("{}/{page}", render::DESTINATION))
    }

    pub(crate) fn findings(&self) -> Vec<Finding> {
        self.outcome().findings
    }

    /// The findings as `file:line: message`.
    pub(crate) fn report(&self) -> Vec<String> {
        self.findings()
            .iter()
            .map(|finding| self.brief(finding))
            .collect()
    }

    fn brief(&self, finding: &Finding) -> String {
        let rendered = finding.render(self.root(), false);
        // The position as it is printed: ` --> file:line:column`.
        let place = rendered
            .lines()
            .nth(1)
            .unwrap()
            .trim_start_matches([' ', '-', '>']);
        let (line, _column) = place.rsplit_once(':').unwrap();
        format!("{line}: {}", finding.message)
    }

    /// Asserts that nothing but `message` is reported, in the one line of
    /// `file` in which `quoted` stands.
    #[track_caller]
    pub(crate) fn finds(&self, file: &str, quoted: &str, message: &str) {
        let text = self.read(file);
        assert_eq!(text.matches(quoted).count(), 1, "{quoted:?} in {file}");
        let line = 1 + text[..text.find(quoted).unwrap()].matches('\n').count();
        assert_eq!(self.report(), [format!("{file}:{line}: {message}")]);
    }

    #[track_caller]
    pub(crate) fn finds_nothing(&self) {
        assert_eq!(self.report(), [""; 0]);
    }
}
