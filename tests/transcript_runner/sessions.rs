//! How a session is run: commands, typing, ends, terminals, Python.

use std::io::Read;
use std::net::TcpListener;
use std::time::Duration;

use crate::harness::{Project, assert_fails, assert_passes, assert_reports};
use crate::runner::Verdict;
use crate::runner::tools::works;

#[test]
fn output_as_shown_passes() {
    assert_passes(
        "```console\n$ echo one; echo two\none\ntwo\n$ echo three\nthree\n```\n",
    );
}

#[test]
fn both_outputs_keep_their_order() {
    assert_passes(
        "```console\n$ echo one; echo two >&2; echo three\none\ntwo\nthree\n```\n",
    );
}

#[test]
fn a_command_goes_on_behind_a_backslash() {
    assert_passes("```console\n$ echo one \\\n> two\none two\n```\n");
}

#[test]
fn each_terminal_has_its_exit_status() {
    assert_passes(
        "```console\n$ (exit 3)\n```\n\
         ```console terminal:2\n$ echo $?\n0\n```\n\
         ```console\n$ echo $?\n3\n$ echo $?\n0\n```\n",
    );
}

#[test]
fn what_is_typed_is_read() {
    assert_passes(
        "```console\n$ cargo run -q -p chapter99 -- lengths\n> four\n4\n> sixteen bytes ..\n16\n```\n\
         ```console\n^D\nthe end\n$ echo $?\n0\n```\n",
    );
}

#[test]
fn an_empty_line_can_be_typed() {
    assert_passes(
        "```console\n$ cargo run -q -p chapter99 -- lengths\n>\n0\n> four\n4\n```\n\
         ```console\n^D\nthe end\n```\n",
    );
}

#[test]
fn a_line_is_typed_as_a_whole() {
    // It doesn't wait in `read`, so that it finds what is there in between.
    let spin = "import os\n\
                os.set_blocking(0, False)\n\
                for _ in range(50):\n    \
                    while True:\n        \
                        try: print(len(os.read(0, 99))); break\n        \
                        except BlockingIOError: pass\n";
    let lines = "> four\n5\n".repeat(50);
    let project =
        Project::with_page(&format!("```console\n$ python3 spin.py\n{lines}```\n"));
    project.write("spin.py", spin);
    assert_eq!(project.check(), Verdict::Passed);
}

#[test]
fn an_end_of_input_that_ends_nothing_fails() {
    let page = "```console\n$ exec sleep 60\n^D\n```\n";
    assert_reports(
        &Project::with_page(page).with_short_limits(),
        &["`exec sleep 60` is still running after 1 s", "page.md:3"],
    );
}

#[test]
fn interrupt_ends_a_command() {
    assert_passes(
        "```console\n$ cargo run -p chapter99 -- server; echo never\nlistening on 127.0.0.1:20099\n^C\n\
         $ echo $?\n130\n```\n",
    );
}

#[test]
fn an_interrupted_program_gives_its_own_status() {
    assert_passes(
        "```console\n$ python3 -c 'import signal; signal.signal(2, lambda *_: exit(7)); \
         print(\"on\"); signal.pause()'\non\n^C\n$ echo $?\n7\n```\n",
    );
}

#[test]
fn an_ignored_interrupt_fails() {
    let page = "```console\n$ trap '' INT; echo on; sleep 60\non\n^C\n```\n";
    assert_reports(
        &Project::with_page(page).with_short_limits(),
        &["is still running 1 s after `^C`", "page.md:4"],
    );
}

#[test]
fn a_command_that_answers_an_interrupt_may_run_on() {
    let page = |bye: &str| {
        format!(
            "```console\n$ trap 'echo ending' INT; echo on; read line; read line; echo {bye}\non\n```\n\n\
             ```console\n^C\nending\n```\n\n\
             ```console terminal:2\n$ echo meanwhile\nmeanwhile\n```\n\n\
             ```console\n^D\nbye\n```\n"
        )
    };
    assert_passes(&page("bye"));
    assert_fails(&page("bye for now"), &["+ bye for now"]);
    // What ends at once doesn't run on, whatever it has said.
    assert_fails(
        "```console\n$ trap 'echo ending; exit' INT; echo on; while :; do sleep 0.1; done\non\n```\n\n\
         ```console\n^C\nending\n```\n\n\
         ```console\nmore\n```\n",
        &["printed something else", "it ended with status 130"],
    );
}

#[test]
fn a_command_that_never_ends_fails() {
    let page = "```console terminal:b\n$ echo on; sleep 60\non\n```\n\n```console\n$ true\n```\n";
    assert_reports(
        &Project::with_page(page).with_short_limits(),
        &[
            "terminal b: `echo on; sleep 60` is still running after 1 s",
            "continue it in a later block of terminal b, at the least by `^C`",
            "page.md:2",
            "The rest of the page was not run.",
        ],
    );
}

#[test]
fn a_running_command_that_prints_too_little_fails() {
    let page = "```console\n$ echo on; sleep 60\non\nand on\n^C\n```\n";
    assert_reports(
        &Project::with_page(page).with_short_limits(),
        &["hasn't printed all that is shown after 1 s", "- and on"],
    );
}

#[test]
fn a_prompt_is_told_when_it_is_waited_at() {
    let page = "```console\n$ printf 'your name? '; exec sleep 60\n```\n";
    assert_reports(
        &Project::with_page(page).with_short_limits(),
        &["+ your name?"],
    );
}

#[test]
fn a_command_that_ends_early_fails() {
    let page = "```console\n$ echo on; exit 5\non\nand on\n^C\n```\n";
    assert_fails(
        page,
        &["printed something else", "ended with status 5", "- and on"],
    );
}

#[test]
fn a_crash_is_told() {
    let page = "```console\n$ kill -SEGV $$\nfine\n```\n";
    assert_fails(page, &["ended with status 139"]);
}

#[test]
fn what_comes_after_the_shown_lines_fails() {
    let page = "```console\n$ trap 'echo bye; exit' INT; echo on; while :; do sleep 1; done\non\n^C\n```\n";
    assert_fails(page, &["+ bye", "page.md:4"]);
}

#[test]
fn a_continuation_of_nothing_fails() {
    assert_fails(
        "```console terminal:2\nmore\n```\n",
        &["nothing is running in terminal 2"],
    );
    assert_fails(
        "```console\n$ exec sleep 60\n^C\n^C\n```\n",
        &["nothing is running in terminal 1"],
    );
}

#[test]
fn declared_blocks_are_not_run() {
    assert_passes(
        "<!-- shown: takes a day -->\n```console\n$ false\nfine\n```\n\n\
         <!-- shown: fails -->\n```python\nexit(1)\n```\n",
    );
    let without_reason = "<!-- shown: -->\n```console\n$ true\nfine\n```\n";
    assert_fails(without_reason, &["- fine"]);
}

#[test]
fn blocks_in_lists_are_run() {
    assert_passes(
        "1. so\n\n   ```console\n   $ printf ' one\\n'\n    one\n   ```\n",
    );
    let wrong = Project::with_page(
        "1. so\n\n   ```console\n   $ echo one\n   two\n   ```\n",
    )
    .overwriting();
    assert_eq!(wrong.check(), Verdict::Passed);
    assert_eq!(
        wrong.page(),
        "1. so\n\n   ```console\n   $ echo one\n   one\n   ```\n"
    );
}

#[test]
fn a_part_of_a_python_file_is_not_run() {
    assert_passes("```python\n{{#include ../try.py:part}}\n```\n");
}

#[test]
fn python_is_run() {
    assert_passes("```python\nassert 1 + 1 == 2\n```\n");
    let page = "```python\nprint('so far')\nassert 1 + 1 == 3\n```\n";
    assert_fails(
        page,
        &[
            "ended with status 1",
            "so far",
            "AssertionError",
            "page.md:1",
        ],
    );
}

#[test]
fn python_that_never_ends_fails() {
    let mut project =
        Project::with_page("```python\nimport time\ntime.sleep(60)\n```\n");
    project = project.with_short_limits();
    assert_reports(&project, &["the Python program is still running after 1 s"]);
}

#[test]
fn cargo_is_only_asked_to_run_a_chapter() {
    for command in [
        "cargo run",
        "cargo test -p chapter99",
        "cargo run -p chapter99 --offline",
    ] {
        assert_fails(
            &format!("```console\n$ {command}\n```\n"),
            &["`<!-- shown: REASON -->`"],
        );
    }
    assert_fails(
        "```console\n$ cargo run -p chapter98\n```\n",
        &["has no program `chapter98`"],
    );
}

#[test]
fn a_missing_tool_ignores_the_page_or_fails_it() {
    for command in [
        "echo one | LANG=C timeout 5 no-such-tool 2>&1",
        "timeout --signal=INT 5 no-such-tool",
    ] {
        let page = format!("```console\n$ {command}\none\n```\n");
        let mut project = Project::with_page(&page);
        assert_eq!(
            project.check(),
            Verdict::Ignored("not installed: no-such-tool".to_owned())
        );
        project.needs_all_tools = true;
        assert_reports(&project, &["not installed: no-such-tool"]);
    }
}

#[test]
fn readers_need_sudo_and_the_tests_do_without() {
    assert_passes(
        "```console\n$ sudo echo one | sudo cat; (sudo echo two)\none\ntwo\n$ echo sudo echo\nsudo echo\n```\n",
    );
    let page = "```console\n$ sudo no-such-tool\n```\n";
    assert_eq!(
        Project::with_page(page).check(),
        Verdict::Ignored("not installed: no-such-tool".to_owned())
    );
}

#[test]
fn a_tool_that_fails_is_not_permitted() {
    assert!(works("true", &[]));
    assert!(!works("false", &[]));
    assert!(!works("no-such-tool", &[]));
}

#[test]
fn nothing_outlives_its_page() {
    let peer = TcpListener::bind("127.0.0.1:0").unwrap();
    let page = "```console\n$ cargo run -p chapter99 -- client --address $(cat peer) hello | cat\n```\n";
    let project = Project::with_page(page).with_short_limits();
    // In a file, the address isn't the page's, and its port isn't mapped.
    project.write("peer", &peer.local_addr().unwrap().to_string());
    assert_reports(&project, &["is still running"]);
    // The client is connected, or it would not have been running still.
    peer.set_nonblocking(true).unwrap();
    let (mut client, _) = peer.accept().unwrap();
    client
        .set_read_timeout(Some(Duration::from_secs(10)))
        .unwrap();
    let mut heard = String::new();
    client.read_to_string(&mut heard).unwrap();
    assert_eq!(heard, "hello\n");
}

#[test]
fn a_failure_that_the_page_does_not_tell_fails() {
    assert_fails(
        "```console\n$ exit 3\n```\n",
        &["`exit 3` failed with status 3"],
    );
    assert_passes("```console\n$ (exit 3)\n$ echo $?\n3\n```\n");
    assert_passes("```console\n$ echo error: no; exit 3\nerror: no\n```\n");
}

#[test]
fn a_command_that_ends_before_it_is_ended_fails() {
    let page = "```console\n$ echo on\non\n```\n\n```console\n^C\n```\n";
    assert_fails(page, &["`echo on` has ended before `^C`"]);
    let page = "```console\n$ echo on\non\n> text\n```\n";
    assert_fails(page, &["`echo on` has ended before something is typed"]);
}

#[test]
fn output_that_comes_before_the_page_shows_it_fails() {
    let page = "```console\n$ echo ready; echo early; exec sleep 60\nready\n```\n\n\
                ```console\nearly\n^C\n```\n";
    assert_fails(page, &["+ early", "page.md:2"]);
}

#[test]
fn endless_output_fails_without_filling_the_memory() {
    assert_fails("```console\n$ yes\n```\n", &["`yes` is still running"]);
}
