//! No number and no field in a chapter's `sys` is left out of the comparison.

#![allow(clippy::unwrap_used, reason = "a test that can't go on has failed")]

use std::fs;
use std::path::{Path, PathBuf};

/// Where the comparisons are.
const COMPARISONS: &str = include_str!("../src/lib.rs");

#[test]
fn every_number_and_every_field_is_compared() {
    let mut compared = 0;
    for file in sources() {
        let source = fs::read_to_string(&file).unwrap();
        let left_out = left_out(&source, COMPARISONS);
        assert!(left_out.is_empty(), "{}: {left_out:?}", file.display());
        compared += declared(&source).len();
    }
    assert!(compared > 0, "nothing was found to compare");
}

#[test]
fn what_is_left_out_is_found() {
    let source = "
pub(crate) const SO_NEW: c_int = 0x99;
const SIGNEW: c_int = if MACOS { 30 } else { 28 };
pub(crate) const DERIVED: c_int = sockaddr_in6::SIZE as c_int;
pub(crate) mod sockaddr_new {
    pub(crate) const SIZE: usize = 16;
}
pub(crate) const LATER: usize = 1;
const LONGEST: Duration = Duration::from_secs(100);
#[repr(C)]
pub(crate) struct Event {
    pub(crate) events: u32,
    data: u64,
}
struct Ours {
    field: u64,
}
";
    assert_eq!(
        left_out(source, "platform::SO_NEWER => 1, platform::LATER => 1,"),
        [
            "::SO_NEW =>",
            "::SIGNEW =>",
            "sockaddr_new::SIZE =>",
            " events =>",
            " data =>"
        ]
    );
    let comparisons = "
same! {
    platform::SO_NEW => libc::SO_NEW,
    platform::SIGNEW => libc::SIGNEW,
    posix::sockaddr_new::SIZE => size_of::<libc::sockaddr_new>(),
    posix::LATER => libc::LATER,
}
same_fields! {
    Event => libc::event {
        events => events,
        data => data,
    }
}
";
    assert_eq!(left_out(source, comparisons), [""; 0]);
}

/// The files of all chapters' `sys` modules.
fn sources() -> Vec<PathBuf> {
    let chapters = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../chapters");
    let mut sources = Vec::new();
    for chapter in fs::read_dir(chapters).unwrap() {
        let folder = chapter.unwrap().path().join("src/sys");
        let files = fs::read_dir(&folder).into_iter().flatten();
        sources.extend(files.map(|file| file.unwrap().path()));
        sources
            .extend(Some(folder.with_extension("rs")).filter(|one| one.exists()));
    }
    sources
}

fn left_out(source: &str, comparisons: &str) -> Vec<String> {
    let comparisons = comparisons.replace(") =>", " =>"); // offset_of!(Type, field)
    let mut declared = declared(source);
    declared.retain(|name| !comparisons.contains(name));
    declared
}

/// The constants that are written as a number, and the fields of structures that C
/// has too, as a comparison begins with them.
fn declared(source: &str) -> Vec<String> {
    let mut names = Vec::new();
    let mut module = "";
    let mut is_in_c = false;
    let mut fields = false;
    for line in source.lines() {
        let declaration = line.trim_start();
        let declaration = declaration.trim_start_matches("pub(crate) ");
        let declaration = declaration.trim_start_matches("pub ");
        if line == "}" {
            module = "";
            fields = false;
        } else if line == "#[repr(C)]" {
            is_in_c = true;
        } else if declaration.starts_with("struct ") {
            fields = std::mem::take(&mut is_in_c);
        } else if let Some(name) = declaration.strip_prefix("mod ") {
            module = name.trim_end_matches([' ', '{', ';']);
        } else if let Some(constant) = declaration.strip_prefix("const ") {
            if let Some((name, value)) = constant.split_once(':')
                && is_written_as_a_number(value)
            {
                names.push(format!("{module}::{name} =>"));
            }
        } else if fields && let Some((name, _)) = declaration.split_once(": ") {
            names.push(format!(" {name} =>"));
        }
    }
    names
}

fn is_written_as_a_number(constant: &str) -> bool {
    let Some((_, value)) = constant
        .split_once('=')
        .filter(|(kind, _)| kind.trim() != "Duration")
    // C has none
    else {
        return false;
    };
    value
        .split(|other: char| !(other.is_alphanumeric() || other == '_'))
        .any(|word| word.starts_with(|first: char| first.is_ascii_digit()))
}
