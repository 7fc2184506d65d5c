//! Compiles the `compile_fail` blocks of the pages and compares the error.
//!
//! On stable, rustdoc only sees that a block doesn't compile, not that it fails
//! for the reason that the page is about.

#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    unreachable_pub,
    reason = "a test may panic"
)]

#[path = "support/artifacts.rs"]
mod artifacts;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use book::finding::Finding;
use book::source::{Block, Page, Source};
use serde_json::Value;

const ROOT: &str = env!("CARGO_MANIFEST_DIR");

#[test]
fn compile_fail_blocks_fail_with_the_error_that_they_name() {
    let source = Source::read(Path::new(ROOT)).unwrap();
    let mut compiler = Compiler::with_chapters();
    let findings: Vec<String> = source
        .pages
        .iter()
        .flat_map(|page| check(page, &mut compiler))
        .map(|finding| finding.render(Path::new(ROOT), false))
        .collect();
    assert!(findings.is_empty(), "\n{}", findings.join("\n\n"));
}

/// What is wrong with the `compile_fail` blocks of a page.
fn check(page: &Page, compiler: &mut Compiler) -> Vec<Finding> {
    let blocks = page.blocks.iter().filter(|block| block.has("compile_fail"));
    blocks
        .filter_map(|block| {
            let expected: BTreeSet<String> = block
                .words()
                .filter(|word| is_error_code(word))
                .map(str::to_owned)
                .collect();
            let found = compiler.errors(&program(page, block));
            let message = if expected.is_empty() {
                "a `compile_fail` block that names no error".to_owned()
            } else if found.is_empty() {
                "a `compile_fail` block that compiles".to_owned()
            } else if found != expected {
                format!(
                    "a `compile_fail` block that fails with another error: {}",
                    list(&found)
                )
            } else {
                return None;
            };
            let help = "the error is named as in ```rust,compile_fail,E0382";
            Some(Finding::new(&page.path, block.span.clone(), message, help))
        })
        .collect()
}

fn is_error_code(word: &str) -> bool {
    word.strip_prefix('E').is_some_and(|digits| {
        digits.len() == 4 && digits.bytes().all(|byte| byte.is_ascii_digit())
    })
}

fn list(codes: &BTreeSet<String>) -> String {
    codes
        .iter()
        .map(String::as_str)
        .collect::<Vec<_>>()
        .join(", ")
}

/// What rustdoc makes of a block: hidden lines shown, and a `main` around it.
fn program(page: &Page, block: &Block) -> String {
    let lines: Vec<&str> = page.body(block).lines().map(uncovered).collect();
    if lines.iter().any(|line| line.contains("fn main(")) {
        return lines.join("\n");
    }
    let (attributes, code): (Vec<&str>, Vec<&str>) = lines
        .iter()
        .partition(|line| line.trim_start().starts_with("#!["));
    format!(
        "{}\nfn main() {{\n{}\n}}\n",
        attributes.join("\n"),
        code.join("\n")
    )
}

fn uncovered(line: &str) -> &str {
    let code = line.trim_start();
    match code.strip_prefix('#') {
        Some("") => "",
        Some(rest) if rest.starts_with('#') => rest,
        Some(rest) => rest.strip_prefix(' ').unwrap_or(code),
        None => line,
    }
}

/// `rustc`, which knows the chapters' libraries.
struct Compiler {
    folder: tempfile::TempDir,
    libraries: BTreeMap<String, PathBuf>,
}

impl Compiler {
    fn with_chapters() -> Self {
        let mut compiler = Self::without_libraries();
        for artifact in
            artifacts::build(Path::new(ROOT), &["--lib", "--package", "chapter*"])
                .unwrap()
        {
            let name = artifact["target"]["name"].as_str().unwrap();
            let mut files = artifact["filenames"]
                .as_array()
                .unwrap()
                .iter()
                .filter_map(Value::as_str);
            if let Some(library) = files.find(|file| file.ends_with(".rlib")) {
                compiler.libraries.insert(name.to_owned(), library.into());
            }
        }
        compiler
    }

    fn without_libraries() -> Self {
        Self {
            folder: tempfile::tempdir().unwrap(),
            libraries: BTreeMap::new(),
        }
    }

    /// The codes of the errors in a program.
    fn errors(&mut self, program: &str) -> BTreeSet<String> {
        let file = self.folder.path().join("snippet.rs");
        fs::write(&file, program).unwrap();
        let mut rustc = Command::new("rustc");
        rustc
            .args([
                "--edition",
                "2024",
                "--crate-type",
                "bin",
                "--emit",
                "metadata",
            ])
            .args(["--error-format", "json", "--out-dir"])
            .args([self.folder.path(), &file]);
        for (name, path) in &self.libraries {
            // What a library depends on lies beside it, and in `deps`.
            let folder = path.parent().unwrap();
            for folder in [folder.to_owned(), folder.join("deps")] {
                rustc
                    .arg("-L")
                    .arg(format!("dependency={}", folder.display()));
            }
            rustc
                .arg("--extern")
                .arg(format!("{name}={}", path.display()));
        }
        let output = rustc.output().unwrap();
        let report = String::from_utf8(output.stderr).unwrap();
        let codes: BTreeSet<String> = report
            .lines()
            .filter_map(|line| serde_json::from_str::<Value>(line).ok())
            .filter(|message| message["level"] == "error")
            .filter(|message| {
                !message["spans"].as_array().is_none_or(Vec::is_empty)
            })
            .map(|message| {
                message["code"]["code"]
                    .as_str()
                    .unwrap_or("one without a code")
                    .to_owned()
            })
            .collect();
        assert_eq!(codes.is_empty(), output.status.success(), "{report}");
        codes
    }
}

/// The messages of the findings on a page with this one block.
fn messages(info: &str, code: &str) -> Vec<String> {
    let page =
        Page::parse(Path::new("page.md"), format!("```{info}\n{code}\n```\n"));
    let findings = check(&page, &mut Compiler::without_libraries());
    findings
        .into_iter()
        .map(|finding| finding.message)
        .collect()
}

#[test]
fn the_named_error_passes() {
    let wrapped = "# #![allow(unused)]\n# let number = 1;\nnumber = 2;";
    assert_eq!(messages("rust,compile_fail,E0384", wrapped), [""; 0]);
    let with_main = "fn main() {\n# let number = 1;\n    number = 2;\n}";
    assert_eq!(messages("rust,compile_fail,E0384", with_main), [""; 0]);
}

#[test]
fn another_error_is_reported() {
    let code = "let number = 1;\nnumber = 2;";
    let other = ["a `compile_fail` block that fails with another error: E0384"];
    assert_eq!(messages("rust,compile_fail,E0382", code), other);
    assert_eq!(messages("rust,compile_fail,E0384,E0382", code), other);
    assert_eq!(
        messages("rust,compile_fail,E0384", &format!("{code}\nmissing();")),
        ["a `compile_fail` block that fails with another error: E0425"]
    );
    assert_eq!(
        messages("rust,compile_fail,E0384", "let = ;"),
        [
            "a `compile_fail` block that fails with another error: one without a code"
        ]
    );
}

#[test]
fn a_block_that_compiles_is_reported() {
    assert_eq!(
        messages(
            "rust,compile_fail,E0384",
            "let mut number = 1;\nnumber += 2;"
        ),
        ["a `compile_fail` block that compiles"]
    );
}

#[test]
fn a_block_without_a_code_is_reported() {
    assert_eq!(
        messages("rust,compile_fail", "let number = 1;\nnumber = 2;"),
        ["a `compile_fail` block that names no error"]
    );
}

#[test]
fn hidden_lines_are_uncovered_as_rustdoc_does() {
    let lines = [
        "# let a = 1;",
        "  # let b = 2;",
        "#",
        "##[test]",
        "#[test]",
        "#![allow(x)]",
        "  a # b",
    ];
    let uncovered = lines.map(uncovered);
    assert_eq!(
        uncovered,
        [
            "let a = 1;",
            "let b = 2;",
            "",
            "#[test]",
            "#[test]",
            "#![allow(x)]",
            "  a # b"
        ]
    );
}

#[test]
fn the_chapters_libraries_are_known() {
    let mut compiler = Compiler::with_chapters();
    assert!(
        compiler.libraries.contains_key("echo_server"),
        "{:?}",
        compiler.libraries
    );
    let errors = compiler
        .errors("use echo_server as _;\nuse no_such_library as _;\nfn main() {}\n");
    assert_eq!(list(&errors), "E0432");
}
