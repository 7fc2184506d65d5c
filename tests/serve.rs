//! `cargo run`, on a small book that changes while it is served.

#![cfg(target_os = "linux")]
#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::string_slice,
    clippy::unwrap_used,
    unreachable_pub,
    reason = "a test may fail by panicking"
)]

#[path = "checks/fixture.rs"]
#[allow(dead_code, reason = "other tests need more of it")]
mod fixture;
#[path = "support/interruptible.rs"]
mod interruptible;
#[path = "../chapters/01-tcp-vs-udp/tests/support/within_limit.rs"]
mod within_limit;

use std::fs;
use std::io::{self, BufRead, BufReader, Lines, PipeReader};
use std::net::{Ipv4Addr, TcpListener};
use std::process::{Child, Stdio};

use fixture::{Fixture, INTRODUCTION, LIBRARY, SENDING};
use http_server::Status;
use http_server::client::{self, Options};
use rustix::process::{Pid, Signal, kill_process};
use within_limit::within_limit;

/// The tool, and the book that it serves.
struct Tool {
    book: Fixture,
    process: Child,
    output: Lines<BufReader<PipeReader>>,
    url: String,
}

impl Tool {
    /// Starts it, and waits until the book is served.
    fn serve() -> Self {
        let book = Fixture::new();
        let mut tool = Self::start(book, &["--port", "0"]);
        let ready = tool.wait_for("the book is at ");
        tool.url = ready.strip_suffix(" until Ctrl-C").unwrap().to_owned();
        tool
    }

    fn start(book: Fixture, arguments: &[&str]) -> Self {
        let (output, input) = io::pipe().unwrap();
        let process = interruptible::interruptible(env!("CARGO_BIN_EXE_book"))
            .args(arguments)
            .current_dir(book.root())
            .stdin(Stdio::null())
            .stdout(input.try_clone().unwrap())
            .stderr(input)
            .spawn()
            .unwrap();
        Self {
            book,
            process,
            output: BufReader::new(output).lines(),
            url: String::new(),
        }
    }

    /// What follows on `beginning` in the next line that has it there.
    #[track_caller]
    fn wait_for(&mut self, beginning: &str) -> String {
        let mut before = Vec::new();
        for line in self.output.by_ref().map(Result::unwrap) {
            if let Some(rest) = line.strip_prefix(beginning) {
                return rest.to_owned();
            }
            before.push(line);
        }
        panic!("no line begins with {beginning:?}:\n{}", before.join("\n"));
    }

    fn get(&self, page: &str) -> (Status, String) {
        let url = format!("{}{page}", self.url).parse().unwrap();
        let answer = client::get(&url, &Options::default(), |_| {}).unwrap();
        let status = answer.head.status;
        let mut text = Vec::new();
        answer.copy_to(&mut text).unwrap();
        (status, String::from_utf8(text).unwrap())
    }

    #[track_caller]
    fn shows(&self, page: &str, text: &str) {
        let (status, shown) = self.get(page);
        assert_eq!(status, Status::OK);
        assert!(shown.contains(text), "no {text:?} in\n{shown}");
    }

    fn interrupt(&self) {
        let id = Pid::from_child(&self.process);
        kill_process(id, Signal::INT).unwrap();
    }

    #[track_caller]
    fn ends_well(&mut self) {
        assert_eq!(self.process.wait().unwrap().code(), Some(0));
    }
}

impl Drop for Tool {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

#[test]
fn a_page_that_changes_is_told_and_served_anew() {
    within_limit(|| {
        let mut tool = Tool::serve();
        tool.shows("introduction.html", "Start with");
        tool.book.replace(INTRODUCTION, "Start with", "Begin with");
        assert_eq!(tool.wait_for("changed: "), INTRODUCTION);
        let how = tool.wait_for("rebuilt in ");
        assert!(how.ends_with(" s"), "documented for nothing: {how}");
        tool.shows("introduction.html", "Begin with");
        tool.interrupt();
        tool.ends_well();
    });
}

#[test]
fn a_page_that_breaks_a_rule_is_told_and_the_book_served_as_it_was() {
    within_limit(|| {
        let mut tool = Tool::serve();
        let broken = "[sending](03-tiny/nowhere.md)";
        tool.book.replace(INTRODUCTION, "[sending][]", broken);
        assert_eq!(tool.wait_for("changed: "), INTRODUCTION);
        tool.wait_for("error: the link `03-tiny/nowhere.html` leads to no page");
        tool.wait_for("error: 1 to mend, listed above");
        tool.shows("introduction.html", ">sending</a>");
        tool.shows("introduction.html", "03-tiny/sending.html");

        tool.book
            .replace(INTRODUCTION, broken, "[sending it][sending]");
        tool.wait_for("rebuilt in ");
        tool.shows("introduction.html", ">sending it</a>");
    });
}

#[test]
fn a_page_that_cannot_be_rendered_is_told_and_the_book_served_as_it_was() {
    within_limit(|| {
        let mut tool = Tool::serve();
        let page = tool.book.read(SENDING);
        tool.book.remove(SENDING);
        assert_eq!(tool.wait_for("changed: "), SENDING);
        tool.wait_for("error: mdBook could not build the book");
        let (status, _) = tool.get("03-tiny/sending.html");
        assert_eq!(status, Status::OK);
        tool.book.write(SENDING, &page);
        tool.wait_for("rebuilt in ");
    });
}

#[test]
fn a_crate_that_changes_is_documented_anew() {
    within_limit(|| {
        let mut tool = Tool::serve();
        tool.shows("api/tiny/index.html", "Counts what would be sent.");
        tool.book.replace(LIBRARY, "Counts what", "Says how much");
        assert_eq!(tool.wait_for("changed: "), LIBRARY);
        let how = tool.wait_for("rebuilt in ");
        assert!(how.ends_with("with the crates' documentation"), "{how}");
        tool.shows("api/tiny/index.html", "Says how much would be sent.");
    });
}

#[test]
fn a_crate_that_cannot_be_documented_is_tried_again_with_the_next_page() {
    within_limit(|| {
        let mut tool = Tool::serve();
        let library = tool.book.read(LIBRARY);
        tool.book.replace(LIBRARY, "pub fn send(", "pub fn send((");
        tool.wait_for("error: cargo doc failed");
        tool.shows("api/tiny/index.html", "Counts what would be sent.");
        // Once more, now by a page alone.
        tool.book.replace(INTRODUCTION, "Start with", "Begin with");
        tool.wait_for("error: cargo doc failed");
        tool.book.write(LIBRARY, &library);
        tool.wait_for("rebuilt in ");
        tool.shows("introduction.html", "Begin with");
    });
}

#[test]
fn ctrl_c_ends_it_well_in_the_middle_of_a_build() {
    within_limit(|| {
        let mut tool = Tool::serve();
        tool.book.replace(LIBRARY, "Counts what", "Says how much");
        tool.wait_for("changed: ");
        tool.interrupt();
        tool.ends_well();
        let index = tool.book.root().join("target/book/index.html");
        assert!(fs::exists(index).unwrap());
    });
}

#[test]
fn a_book_with_faults_is_served_until_it_has_none() {
    within_limit(|| {
        let book = Fixture::new();
        let broken = "[sending](03-tiny/nowhere.md)";
        book.replace(INTRODUCTION, "[sending][]", broken);
        let mut tool = Tool::start(book, &["--port", "0"]);
        tool.wait_for("error: 1 to mend, listed above");
        let ready = tool.wait_for("the book is at ");
        tool.url = ready.strip_suffix(" until Ctrl-C").unwrap().to_owned();
        // It can't get worse.
        tool.book.replace(INTRODUCTION, "Start with", "Begin with");
        tool.wait_for("error: 1 to mend, listed above");
        tool.wait_for("rebuilt in ");
        tool.shows("introduction.html", "Begin with");
        tool.book.replace(INTRODUCTION, broken, "[sending][]");
        tool.wait_for("rebuilt in ");
        // And from here on it can.
        tool.book.replace(INTRODUCTION, "[sending][]", broken);
        tool.wait_for("error: 1 to mend, listed above");
        tool.shows("introduction.html", "03-tiny/sending.html");
    });
}

#[test]
fn a_port_that_was_asked_for_and_is_in_use_is_an_error() {
    within_limit(|| {
        let other = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let port = other.local_addr().unwrap().port().to_string();
        let mut tool = Tool::start(Fixture::new(), &["--port", &port]);
        tool.wait_for(&format!("error: port {port} is in use"));
        tool.wait_for("hint: without --port");
        assert_eq!(tool.process.wait().unwrap().code(), Some(1));
    });
}

#[test]
fn a_folder_in_the_place_of_another_is_watched_like_that_one() {
    within_limit(|| {
        let mut tool = Tool::serve();
        let [book, away] = ["book", "away"].map(|name| tool.book.root().join(name));
        fs::rename(&book, &away).unwrap();
        assert_eq!(tool.wait_for("changed: "), "book");
        tool.wait_for("http://"); // the error is told to its end
        tool.shows("introduction.html", "Start with");
        fs::rename(&away, &book).unwrap();
        tool.wait_for("rebuilt in ");
        tool.book.replace(INTRODUCTION, "Start with", "Begin with");
        assert_eq!(tool.wait_for("changed: "), INTRODUCTION);
        tool.wait_for("rebuilt in ");
        tool.shows("introduction.html", "Begin with");
    });
}

#[test]
fn a_tool_that_nobody_listens_to_ends() {
    within_limit(|| {
        let book = Fixture::new();
        let (output, input) = io::pipe().unwrap();
        let mut process = interruptible::interruptible(env!("CARGO_BIN_EXE_book"))
            .args(["--port", "0"])
            .current_dir(book.root())
            .stdin(Stdio::null())
            .stdout(input)
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut first = String::new();
        BufReader::new(output).read_line(&mut first).unwrap();
        assert!(first.starts_with("building the book"), "{first}");
        // The pipe has no reader any more.
        assert_eq!(process.wait().unwrap().code(), Some(1));
    });
}

#[test]
fn requests_are_told_to_whoever_asks() {
    within_limit(|| {
        let book = Fixture::new();
        let mut tool = Tool::start(book, &["--port", "0", "--verbose"]);
        let ready = tool.wait_for("the book is at ");
        tool.url = ready.strip_suffix(" until Ctrl-C").unwrap().to_owned();
        tool.get("introduction.html");
        let told = tool.wait_for("127.0.0.1:");
        assert!(told.contains(" GET /introduction.html 200 "), "{told}");
    });
}
