//! Files, and no others.

use std::fs::{self, File};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::net::UnixListener;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant, UNIX_EPOCH};

use http_server::files::Files;
use http_server::{
    Application, Body, Failure, Headers, IncomingBody, Method, Request,
    RequestHead, Response, Status, Version,
};

use crate::directory::Directory;
use crate::within_limit::within_limit;

mod over_sockets;

/// What no answer may have in it.
const SECRET: &str = "secret";

/// What the files of [`tree`] were changed last.
const DATE: &str = "Sun, 06 Nov 1994 08:49:37 GMT";

/// A directory with a root in it, and what an attacker wants beside it.
fn tree() -> Directory {
    let tree = Directory::new();
    for outside in ["secret.txt", "root2/secret.txt"] {
        tree.write(outside, SECRET);
    }
    for hidden in [".env", ".git/config", "dir/.hidden"] {
        tree.write(&format!("root/{hidden}"), SECRET);
    }
    for file in [
        "index.html",
        "page.html",
        "dir/index.html",
        "dir/inside.html",
        "noindex/file.txt",
        "deep/index.html/index.html",
        "with space.txt",
        "é.txt",
        "100%.txt",
        "%2e%2e/file.txt",
        "a;b.txt",
        "c:",
    ] {
        let path = tree.write(&format!("root/{file}"), file);
        let modified = UNIX_EPOCH + Duration::from_secs(784_111_777);
        File::options()
            .write(true)
            .open(path)
            .and_then(|file| file.set_modified(modified))
            .unwrap();
    }
    let root = tree.path().join("root");
    for (link, target) in [
        ("link-out", "../secret.txt"),
        ("link-up", ".."),
        ("link-neighbour", "../root2"),
        ("link-chain", "link-out"),
        ("link-hidden", ".env"),
        ("link-git", ".git"),
        ("link-device", "/dev/zero"),
        ("link-loop", "link-loop"),
        ("link-nowhere", "nothing"),
        ("link-page", "page.html"),
        ("link-dir", "dir"),
        ("dir/link-back", "../page.html"),
    ] {
        symlink(target, root.join(link)).unwrap();
    }
    let secret = tree.path().join("secret.txt");
    symlink(secret, root.join("link-out-absolute")).unwrap();
    drop(UnixListener::bind(root.join("socket")).unwrap());
    make_fifo(&root.join("fifo"));
    tree
}

fn make_fifo(path: &std::path::Path) {
    let status = Command::new("mkfifo").arg(path).status().unwrap();
    assert!(status.success());
}

fn files(tree: &Directory) -> Files {
    Files::new(tree.path().join("root")).unwrap()
}

fn request(
    method: Method,
    target: &str,
    fields: &[(&str, &str)],
) -> Request<'static> {
    let mut headers = Headers::new();
    for (name, value) in fields {
        headers.append(*name, *value);
    }
    Request {
        head: RequestHead {
            method,
            target: target.to_owned(),
            version: Version::Http11,
            headers,
        },
        body: IncomingBody::from(Vec::new()),
        peer: ([127, 0, 0, 1], 40112).into(),
        deadline: Instant::now() + Duration::from_secs(10),
        parameters: Vec::new(),
    }
}

/// What is answered, a failure as well.
struct Answer {
    status: u16,
    headers: Headers,
    /// What would be sent.
    body: Vec<u8>,
    /// The length that would be said.
    length: u64,
}

impl Answer {
    fn of(answer: Result<Response, Failure>) -> Self {
        let Response {
            status,
            headers,
            body,
        } = answer.unwrap_or_else(|failure| Response {
            status: failure.status,
            headers: failure.headers,
            body: Body::Bytes(failure.text.into()),
        });
        let (body, length) = match body {
            Body::Empty => (Vec::new(), 0),
            Body::Bytes(bytes) => {
                let length = bytes.len() as u64;
                (bytes, length)
            }
            Body::Stream { mut source, length } => {
                let mut bytes = Vec::new();
                source.read_to_end(&mut bytes).unwrap();
                (bytes, length.unwrap())
            }
        };
        Self {
            status: status.code(),
            headers,
            body,
            length,
        }
    }

    fn header(&self, name: &str) -> Option<&str> {
        assert!(self.headers.get_all(name).count() <= 1, "{name} twice");
        self.headers.get(name)
    }

    fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }
}

fn ask(
    files: &Files,
    method: Method,
    target: &str,
    fields: &[(&str, &str)],
) -> Answer {
    Answer::of(files.respond(&mut request(method, target, fields)))
}

fn get(files: &Files, target: &str) -> Answer {
    ask(files, Method::Get, target, &[])
}

/// Status, target and reason of each line of the table.
fn attacks() -> impl Iterator<Item = (u16, &'static str, &'static str)> {
    include_str!("attacks.txt")
        .lines()
        .filter(|line| !line.is_empty() && !line.starts_with('#'))
        .map(|line| {
            let (status, rest) = line.split_once("  ").unwrap();
            let (target, reason) = rest.split_once("  ").unwrap();
            (status.parse().unwrap(), target, reason.trim())
        })
}

#[test]
fn every_attack_gets_its_status_and_no_secret() {
    within_limit(|| {
        let tree = tree();
        let files = files(&tree);
        let mut count = 0;
        for (status, target, reason) in attacks() {
            for method in [Method::Get, Method::Head] {
                let answer = ask(&files, method, target, &[]);
                assert_eq!(answer.status, status, "{target}: {reason}");
                assert!(!answer.text().contains(SECRET), "{target}: {reason}");
            }
            count += 1;
        }
        assert!(count > 100, "{count}");
    });
}

#[test]
fn a_file_comes_with_what_is_known_of_it() {
    let tree = tree();
    let answer = get(&files(&tree), "/page.html");
    assert_eq!(answer.status, 200);
    assert_eq!(answer.text(), "page.html");
    assert_eq!(
        answer.header("Content-Type"),
        Some("text/html; charset=utf-8")
    );
    assert_eq!(answer.header("X-Content-Type-Options"), Some("nosniff"));
    assert_eq!(answer.header("Last-Modified"), Some(DATE));
    assert_eq!(answer.header("ETag"), Some("\"9-ae1b981bc490a00\""));
    assert_eq!(answer.header("Cache-Control"), Some("no-cache"));
    assert_eq!(answer.header("Accept-Ranges"), Some("bytes"));
    assert_eq!(answer.header("Content-Range"), None);
}

#[test]
fn the_type_is_that_of_the_name_that_was_asked_for() {
    let tree = tree();
    let files = files(&tree);
    let media_type =
        |target| get(&files, target).header("Content-Type").map(String::from);
    assert_eq!(media_type("/").unwrap(), "text/html; charset=utf-8");
    assert_eq!(
        media_type("/%C3%A9.txt").unwrap(),
        "text/plain; charset=utf-8"
    );
    assert_eq!(media_type("/c:").unwrap(), "application/octet-stream");
}

#[test]
fn head_says_the_same_and_sends_nothing() {
    let tree = tree();
    tree.write("root/large", vec![b'x'; 100_000]);
    let files = files(&tree);
    for target in ["/page.html", "/large", "/dir", "/nothing", "/.env"] {
        let get = get(&files, target);
        let mut head = request(Method::Head, target, &[("Range", "bytes=0-0")]);
        let head = files.respond(&mut head);
        if let Ok(Response {
            body: Body::Bytes(_),
            ..
        }) = head
        {
            panic!("{target} was read");
        }
        let head = Answer::of(head);
        assert_eq!(head.status, get.status, "{target}");
        assert_eq!(head.headers, get.headers, "{target}");
        assert_eq!(head.length, get.length, "{target}");
    }
}

#[test]
fn other_methods_are_told_which_there_are() {
    let tree = tree();
    let files = files(&tree);
    for name in [
        "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "get", "BREW",
    ] {
        for target in ["/page.html", "/../secret.txt", "*"] {
            let answer = ask(&files, Method::from_name(name), target, &[]);
            assert_eq!(answer.status, 405, "{name} {target}");
            assert_eq!(answer.header("Allow"), Some("GET, HEAD"));
        }
    }
}

#[test]
fn a_directory_is_elsewhere_by_one_slash() {
    let tree = tree();
    let files = files(&tree);
    for (target, location) in [
        ("/dir", "/dir/"),
        ("/dir?a=b&c", "/dir/?a=b&c"),
        ("/dir?", "/dir/?"),
        ("/%64ir?//x", "/%64ir/?//x"),
        ("http://example.com/dir?a", "/dir/?a"),
    ] {
        let answer = get(&files, target);
        assert_eq!(answer.status, 301, "{target}");
        assert_eq!(answer.header("Location"), Some(location));
    }
}

#[test]
fn no_redirect_leads_to_another_server() {
    let tree = tree();
    tree.write("root/example.com/index.html", "a trap");
    let files = files(&tree);
    for target in [
        "//example.com",
        "/%2fexample.com",
        "/\\example.com",
        "/%5cexample.com",
        "///example.com",
        "//example.com/",
        "/dir/..//example.com",
        "http://a//example.com",
        "/./example.com",
    ] {
        let answer = get(&files, target);
        assert_eq!(answer.status, 404, "{target}");
        assert_eq!(answer.header("Location"), None);
    }
}

#[test]
fn the_root_may_be_replaced_by_another() {
    let tree = Directory::new();
    tree.write("one/index.html", "one");
    tree.write("two/index.html", "two");
    let [one, two, root] =
        ["one", "two", "root"].map(|name| tree.path().join(name));
    fs::rename(&one, &root).unwrap();
    let files = Files::new(&root).unwrap();
    assert_eq!(get(&files, "/").text(), "one");
    fs::rename(&root, &one).unwrap();
    assert_eq!(get(&files, "/").status, 404);
    fs::rename(&two, &root).unwrap();
    assert_eq!(get(&files, "/").text(), "two");

    // By a link, it is never missing.
    fs::remove_dir_all(&root).unwrap();
    symlink("one", &root).unwrap();
    assert_eq!(get(&files, "/").text(), "one");
    assert_eq!(get(&files, "/index.html").text(), "one");
}

#[test]
fn a_root_behind_a_link_has_links_too() {
    let tree = tree();
    symlink("root", tree.path().join("www")).unwrap();
    let files = Files::new(tree.path().join("www")).unwrap();
    assert_eq!(get(&files, "/link-page").text(), "page.html");
    assert_eq!(get(&files, "/link-out").status, 404);
}

#[test]
fn a_link_that_takes_the_place_of_a_file_is_not_followed() {
    within_limit(|| {
        let tree = tree();
        let page = tree.path().join("root/page.html");
        let next = tree.path().join("next");
        let is_over = Arc::new(AtomicBool::new(false));
        let over = Arc::clone(&is_over);
        let swapping = thread::spawn(move || {
            let mut count = 0;
            while !over.load(Ordering::Relaxed) {
                symlink("../secret.txt", &next).unwrap();
                fs::rename(&next, &page).unwrap();
                fs::write(&next, "page.html").unwrap();
                fs::rename(&next, &page).unwrap();
                count += 1;
            }
            count
        });
        let files = files(&tree);
        let mut given = 0;
        for _ in 0..2_000 {
            let answer = get(&files, "/page.html");
            match answer.status {
                200 => {
                    assert_eq!(answer.text(), "page.html");
                    given += 1;
                }
                status => assert!([404, 503].contains(&status), "{status}"),
            }
        }
        is_over.store(true, Ordering::Relaxed);
        let swapped = swapping.join().unwrap();
        assert!(given > 0 && swapped > 0, "{given} given, {swapped} swapped");
    });
}

#[test]
fn a_file_of_any_length_is_answered_at_once() {
    let tree = tree();
    let length = 1 << 40;
    let path = tree.write("root/sparse", "");
    let file = File::options().write(true).open(path).unwrap();
    if file.set_len(length).is_err() {
        return; // this file system has no files of that length
    }
    let files = files(&tree);
    let response = files
        .respond(&mut request(Method::Get, "/sparse", &[]))
        .unwrap();
    let Body::Stream { length: told, .. } = response.body else {
        panic!("it was read");
    };
    assert_eq!(told, Some(length));
    let fields = [("Range", "bytes=-5")];
    let answer = ask(&files, Method::Get, "/sparse", &fields);
    assert_eq!(answer.body, [0; 5]);
}

#[test]
fn what_is_no_directory_is_no_root() {
    let tree = tree();
    let of = |name: &str| Files::new(tree.path().join(name)).unwrap_err().kind();
    assert_eq!(of("secret.txt"), ErrorKind::NotADirectory);
    assert_eq!(of("nothing"), ErrorKind::NotFound);
}

#[test]
fn a_file_that_may_not_be_read_is_not_there_and_the_log_knows_why() {
    let tree = tree();
    let path = tree.write("root/closed.html", SECRET);
    fs::set_permissions(&path, fs::Permissions::from_mode(0o000)).unwrap();
    if File::open(&path).is_ok() {
        return; // root may read everything
    }
    let files = files(&tree);
    let failure = files
        .respond(&mut request(Method::Get, "/closed.html", &[]))
        .unwrap_err();
    assert_eq!(failure.status, Status::NOT_FOUND);
    assert_eq!(failure.text, get_failure(&files, "/nothing").text);
    assert_eq!(failure.source.unwrap().kind(), ErrorKind::PermissionDenied);
}

fn get_failure(files: &Files, target: &str) -> Failure {
    files
        .respond(&mut request(Method::Get, target, &[]))
        .unwrap_err()
}

#[test]
fn a_name_that_is_too_long_is_not_there() {
    let tree = tree();
    let files = files(&tree);
    assert_eq!(get(&files, &format!("/{}", "a".repeat(256))).status, 404);
    assert_eq!(get(&files, &"/a".repeat(4_000)).status, 404);
    let name = "n".repeat(200);
    let path = format!("{name}/").repeat(15);
    assert_eq!(get(&files, &format!("/{path}{path}")).status, 404);
}

#[test]
fn an_empty_file_is_a_file() {
    let tree = tree();
    tree.write("root/empty.txt", "");
    let files = files(&tree);
    let answer = get(&files, "/empty.txt");
    assert_eq!((answer.status, answer.length), (200, 0));
    let of = |range| ask(&files, Method::Get, "/empty.txt", &[("Range", range)]);
    assert_eq!(of("bytes=-5").status, 200);
    let answer = of("bytes=0-");
    assert_eq!(answer.status, 416);
    assert_eq!(answer.header("Content-Range"), Some("bytes */0"));
}

#[test]
fn a_small_file_is_read_at_once_and_a_large_one_while_it_is_sent() {
    let tree = tree();
    let files = files(&tree);
    for (size, is_small) in [
        (0, true),
        (65_536, true),
        (65_537, false),
        (1_000_000, false),
    ] {
        let content: Vec<u8> = (0..size).map(|i: u32| i.to_be_bytes()[3]).collect();
        tree.write("root/some", &content);
        let response = files
            .respond(&mut request(Method::Get, "/some", &[]))
            .unwrap();
        assert_eq!(matches!(response.body, Body::Bytes(_)), is_small, "{size}");
        let answer = Answer::of(Ok(response));
        assert_eq!(answer.body, content);
        assert_eq!(answer.length, u64::from(size));
    }
}

#[test]
fn a_file_that_grows_is_sent_as_long_as_it_was() {
    let tree = tree();
    let path = tree.write("root/log", vec![b'a'; 100_000]);
    let response = files(&tree).respond(&mut request(Method::Get, "/log", &[]));
    let mut file = File::options().append(true).open(path).unwrap();
    file.write_all(&[b'b'; 100_000]).unwrap();
    let answer = Answer::of(response);
    assert_eq!(answer.length, 100_000);
    assert_eq!(answer.body, vec![b'a'; 100_000]);
}

#[test]
fn a_file_that_shrinks_ends_too_early() {
    let tree = tree();
    let path = tree.write("root/log", vec![b'a'; 100_000]);
    let response = files(&tree).respond(&mut request(Method::Get, "/log", &[]));
    File::options()
        .write(true)
        .open(path)
        .unwrap()
        .set_len(10)
        .unwrap();
    let answer = Answer::of(response);
    assert_eq!(answer.length, 100_000);
    assert_eq!(answer.body.len(), 10);
}

const TAG: &str = "\"9-ae1b981bc490a00\"";

#[test]
fn what_the_client_has_is_not_sent_again() {
    let tree = tree();
    let files = files(&tree);
    for fields in [[("If-None-Match", TAG)], [("If-Modified-Since", DATE)]] {
        for method in [Method::Get, Method::Head] {
            let answer = ask(&files, method, "/page.html", &fields);
            assert_eq!(answer.status, 304);
            assert_eq!(answer.length, 0);
            assert_eq!(answer.header("ETag"), Some(TAG));
            assert_eq!(answer.header("Cache-Control"), Some("no-cache"));
            assert_eq!(answer.header("Content-Type"), None);
        }
    }
}

#[test]
fn a_file_that_is_not_as_wanted_is_not_sent() {
    let tree = tree();
    let files = files(&tree);
    for method in [Method::Get, Method::Head] {
        let fields = [("If-Match", "\"other\"")];
        assert_eq!(ask(&files, method, "/page.html", &fields).status, 412);
    }
    let nothing = ask(&files, Method::Get, "/nothing", &[("If-Match", "*")]);
    assert_eq!(nothing.status, 404);
    let directory = ask(&files, Method::Get, "/dir", &[("If-None-Match", "*")]);
    assert_eq!(directory.status, 301);
}

#[test]
fn a_changed_file_has_another_tag() {
    let tree = tree();
    let files = files(&tree);
    tree.write("root/page.html", "page.HTML");
    let fields = [("If-None-Match", TAG)];
    let answer = ask(&files, Method::Get, "/page.html", &fields);
    assert_eq!(answer.status, 200);
    assert_eq!(answer.text(), "page.HTML");
    assert!(answer.header("ETag").unwrap().starts_with("W/\"9-"));
}

#[test]
fn a_part_comes_with_its_place() {
    let tree = tree();
    let files = files(&tree);
    for (range, text, place) in [
        ("bytes=0-3", "page", "bytes 0-3/9"),
        ("bytes=1-3", "age", "bytes 1-3/9"),
        ("bytes=5-", "html", "bytes 5-8/9"),
        ("bytes=-4", "html", "bytes 5-8/9"),
        ("bytes=8-100", "l", "bytes 8-8/9"),
        ("bytes=0-", "page.html", "bytes 0-8/9"),
    ] {
        let answer = ask(&files, Method::Get, "/page.html", &[("Range", range)]);
        assert_eq!(answer.status, 206, "{range}");
        assert_eq!(answer.text(), text, "{range}");
        assert_eq!(answer.length, text.len() as u64, "{range}");
        assert_eq!(answer.header("Content-Range"), Some(place));
        // RFC 9110, section 15.3.7.
        assert_eq!(answer.header("ETag"), Some(TAG));
        assert_eq!(answer.header("Cache-Control"), Some("no-cache"));
    }
}

#[test]
fn a_part_of_a_large_file_is_that_part() {
    let tree = tree();
    let content: Vec<u8> = (0..300_000_u32).map(|i| (i % 251) as u8).collect();
    tree.write("root/large", &content);
    let files = files(&tree);
    for (range, part) in [
        ("bytes=100000-299998", 100_000..299_999),
        ("bytes=-200000", 100_000..300_000),
        ("bytes=299999-", 299_999..300_000),
    ] {
        let answer = ask(&files, Method::Get, "/large", &[("Range", range)]);
        assert_eq!(answer.status, 206);
        assert_eq!(answer.body, content[part.clone()]);
        assert_eq!(answer.length, part.len() as u64);
    }
}

#[test]
fn a_part_that_there_is_not_is_refused_with_the_length() {
    let tree = tree();
    let fields = [("Range", "bytes=9-")];
    let answer = ask(&files(&tree), Method::Get, "/page.html", &fields);
    assert_eq!(answer.status, 416);
    assert_eq!(answer.header("Content-Range"), Some("bytes */9"));
}

#[test]
fn a_part_is_for_one_who_has_the_same_file() {
    let tree = tree();
    let files = files(&tree);
    let with = |condition: &str, range| {
        let fields = [("If-Range", condition), ("Range", range)];
        ask(&files, Method::Get, "/page.html", &fields).status
    };
    assert_eq!(with(TAG, "bytes=0-3"), 206);
    assert_eq!(with("\"other\"", "bytes=0-3"), 200);
    assert_eq!(with(DATE, "bytes=0-3"), 200);
    assert_eq!(with("\"other\"", "bytes=9-"), 200);
}

#[test]
fn conditions_are_asked_before_parts() {
    let tree = tree();
    let files = files(&tree);
    let with = |name, value, range| {
        let fields = [(name, value), ("Range", range)];
        ask(&files, Method::Get, "/page.html", &fields).status
    };
    assert_eq!(with("If-None-Match", TAG, "bytes=0-3"), 304);
    assert_eq!(with("If-None-Match", TAG, "bytes=9-"), 304);
    assert_eq!(with("If-Match", "\"other\"", "bytes=9-"), 412);
    assert_eq!(with("If-Match", TAG, "bytes=0-3"), 206);
}

#[test]
fn more_than_one_range_is_none() {
    let tree = tree();
    let files = files(&tree);
    let fields = [("Range", "bytes=0-1"), ("Range", "bytes=2-3")];
    assert_eq!(ask(&files, Method::Get, "/page.html", &fields).status, 200);
    let fields = [("Range", "bytes=0-1,2-3")];
    assert_eq!(ask(&files, Method::Get, "/page.html", &fields).status, 200);
}
