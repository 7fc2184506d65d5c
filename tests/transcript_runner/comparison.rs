//! What counts as the same output, and how a page is rewritten.

use crate::harness::{Project, assert_passes, assert_reports};
use crate::runner::Verdict;

/// A page with the output `shown` for a command that prints `printed`.
fn project(printed: &str, shown: &str) -> Project {
    let project =
        Project::with_page(&format!("```console\n$ cat printed\n{shown}\n```\n"));
    project.write("printed", &format!("{printed}\n"));
    project
}

#[track_caller]
fn assert_same(printed: &str, shown: &str) {
    assert_eq!(project(printed, shown).check(), Verdict::Passed);
}

#[track_caller]
fn assert_differs(printed: &str, shown: &str) {
    let parts = ["`cat printed` printed something else", "page.md:2"];
    assert_reports(&project(printed, shown), &parts);
}

#[test]
fn words_and_digits_count() {
    assert_differs("5 bytes", "6 bytes");
    assert_differs("from 127.0.0.1 2048 bytes", "from 127.0.0.1 2049 bytes");
    assert_differs("hello", "hallo");
    assert_differs("a  b", "a b");
    assert_differs("0x10", "0x11");
}

#[test]
fn nothing_is_a_wildcard() {
    assert_differs("hello", "[..]");
    assert_differs("hello", "...");
}

#[test]
fn durations_may_differ() {
    assert_same("took 43ms", "took 1.5 s");
    assert_same(
        "took 7.25µs, 3 seconds, 1 min",
        "took 900 ns, 5 seconds, 2 min",
    );
    assert_same("TCP  9.7µs   UDP", "TCP  12.1µs  UDP");
    assert_differs("TCP  9.7µs UDP", "TCP  12.1µs  UDP");
    assert_differs("4 sockets", "5 sockets");
    assert_differs("took 43ms", "took long");
}

#[test]
fn measured_sizes_and_bars_may_differ() {
    assert_same("2.6 MiB    3.7 MiB", "12.5 MiB   1064.0 MiB");
    assert_same("50  ███", "50  █");
    assert_differs("2 MiB", "3 MiB");
    assert_differs("2.6 MiB", "2.6 KB");
    assert_differs("50  ███", "60  ███");
    assert_differs("50  ███", "50");
}

#[test]
fn rates_may_differ() {
    assert_same(
        "40 lines in 3ms, 61084 lines/s",
        "40 lines in 1ms, 5 lines/s",
    );
    assert_differs("5 lines/s", "5 bytes/s");
    assert_differs("5 lines", "6 lines");
}

#[test]
fn long_queues_may_differ_and_so_may_the_columns_of_their_table() {
    let head = "State Recv-Q Send-Q Local Address:Port Peer Address:Port Process";
    let row =
        |queues| format!("{head}\nESTAB {queues} 127.0.0.1:40001 127.0.0.1:40002");
    assert_same(&row("62464  3869696"), &row("1038187 10000  "));
    assert_differs(&row("62464 0"), &row("62464 12"));
    assert_differs(&row("0 62464"), &row("0 0"));
    assert_differs(&row("62464 3869696"), &row("9999 3869696"));
    // Elsewhere they are numbers like others.
    assert_differs("ESTAB 62464 3869696", "ESTAB 62465 3869696");
}

#[test]
fn process_numbers_may_differ() {
    assert_same("pid=123 [pid 4567]", "pid=9 [pid 10]");
    assert_differs("fd=3", "fd=4");
}

#[test]
fn dates_and_times_may_differ() {
    assert_same("2026-11-21 10:04:59", "2025-01-02 03:04:05.678");
    assert_same("2026-11-21T10:04:59Z", "2025-01-02T03:04:05+02:00");
    assert_same(
        "Date: Sun, 06 Nov 1994 08:49:37 GMT",
        "Date: Mon, 02 Jan 2006 15:04:05 GMT",
    );
    assert_differs("10:04", "10:05");
}

#[test]
fn ports_are_one_to_one() {
    let shown = "peer 127.0.0.1:40001\npeer 127.0.0.1:40002\nport 40001";
    assert_same(
        "peer 127.0.0.1:50001\npeer 127.0.0.1:50002\nport 50001",
        shown,
    );
    // The same number for two ports, and two for the same.
    assert_differs(
        "peer 127.0.0.1:50001\npeer 127.0.0.1:50001\nport 50001",
        shown,
    );
    assert_differs(
        "peer 127.0.0.1:50001\npeer 127.0.0.1:50002\nport 50002",
        shown,
    );
    assert_differs(
        "peer 127.0.0.1:50001\npeer 127.0.0.1:40002\nport 40001",
        shown,
    );
}

#[test]
fn ports_are_known_by_what_stands_before_them() {
    for context in [
        "127.0.0.1:",
        "localhost:",
        "[::1]:",
        "[::ffff:127.0.0.1]:",
        "0.0.0.0:",
        "[::]:",
        "*:",
        ":",
        "127.255.255.255:",
        "239.255.3.3:",
        "127.0.0.1 ",
        "127.0.0.1.",
        "(\"127.0.0.1\", ",
        "port ",
        "port=",
        "sport = :",
        "--port ",
        "PORT = ",
        "sin_port=htons(",
    ] {
        assert_same(&format!("{context}50001"), &format!("{context}40001"));
    }
    for other in [
        "bytes ",
        "supports ",
        "192.0.2.1:",
        "example.com:",
        "a:",
        "",
    ] {
        assert_differs(&format!("{other}50001"), &format!("{other}40001"));
    }
}

#[test]
fn only_ports_that_a_system_chooses_may_differ() {
    assert_differs("127.0.0.1:8080", "127.0.0.1:8081");
    assert_differs("127.0.0.1:80", "127.0.0.1:81");
    assert_differs("127.0.0.1:50001", "127.0.0.1:20003");
    assert_same("127.0.0.1:8080, port 50001", "127.0.0.1:8080, port 40001");
}

#[test]
fn lines_too_many_or_too_few_fail() {
    assert_differs("one\ntwo", "one");
    assert_differs("one", "one\ntwo");
    assert_differs("one\none", "one");
    assert_differs("one\n", "one");
}

#[test]
fn white_space_at_line_ends_does_not_count() {
    assert_same("one  \ntwo", "one\ntwo");
}

#[test]
fn a_page_is_rewritten_into_what_was_printed() {
    let project = Project::with_page(
        "# Title\n\n```console\n$ printf 'one\\ntook 5 ms\\n2\\n'\nwrong\ntook 9 ms\n3\n```\n\n\
         Prose.\n\n```console\n$ cargo run -p chapter99 -- server\n```\n\n\
         ```console terminal:2\n$ cargo run -p chapter99 -- client hello\nwhat?\nthe answer: hello\n```\n\n\
         ```console\n127.0.0.1:40123 has gone\n^C\n```\n",
    )
    .overwriting();
    assert_eq!(project.check(), Verdict::Passed);
    let page = project.page();
    assert!(page.starts_with("# Title\n\n```console\n$ printf 'one\\ntook 5 ms\\n2\\n'\none\ntook 9 ms\n2\n```\n\nProse.\n"));
    assert!(
        page.contains("server\nlistening on 127.0.0.1:20099\n```\n"),
        "{page}"
    );
    assert!(
        page.contains("connected to 127.0.0.1:20099 from 127.0.0.1:"),
        "{page}"
    );
    assert!(page.contains(" said hello\n"), "{page}");
    assert!(page.ends_with(" left\n^C\n```\n"), "{page}");
    // What was written is right.
    assert_passes(&page);
}
