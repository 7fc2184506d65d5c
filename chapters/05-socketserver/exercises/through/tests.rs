//! What is asked of `through`.

use std::env;
use std::fs;
use std::io;
use std::process::{self, Command, Stdio};

use crate::cases::Case;

pub type Through = fn(&mut Command, &[u8], usize) -> io::Result<Vec<u8>>;

/// More than every pipe takes: 64 KiB on most systems, a megabyte at most on Linux
/// unless an administrator says otherwise.
const LONG: usize = 2_000_000;

pub const CASES: &[Case<Through>] = &[
    Case {
        name: "a word",
        check: |through| {
            let mut tr = Command::new("tr");
            tr.args(["a-z", "A-Z"]);
            printed(through(&mut tr, b"hello", LONG), b"HELLO")
        },
    },
    Case {
        name: "nothing to say",
        check: |through| printed(through(&mut cat(), b"", LONG), b""),
    },
    Case {
        name: "a program that doesn't listen",
        check: |through| {
            let mut deaf = shell("exec 0<&-; echo done");
            printed(through(&mut deaf, &[b'a'; LONG], LONG), b"done\n")
        },
    },
    Case {
        name: "a program that fails",
        check: |through| refused(through(&mut shell("cat; exit 3"), b"a", LONG)),
    },
    Case {
        name: "as much as is allowed",
        check: |through| printed(through(&mut cat(), b"four", 4), b"four"),
    },
    Case {
        name: "a byte more than is allowed",
        check: |through| refused(through(&mut cat(), b"fours", 4)),
    },
    Case {
        name: "a program that prints without end",
        check: |through| {
            let file = env::temp_dir().join(format!("yes-{}", process::id()));
            let mut yes = shell("echo $$ >\"$0\"; exec yes");
            refused(through(yes.arg(&file), b"", 10))?;
            let left_behind = is_a_process(&fs::read_to_string(&file).unwrap());
            fs::remove_file(&file).unwrap();
            match left_behind {
                true => Err("the program wasn't ended and waited for".to_owned()),
                false => Ok(()),
            }
        },
    },
    Case {
        name: "a long text",
        check: |through| {
            let text = vec![b'a'; LONG];
            printed(through(&mut cat(), &text, LONG), &text)
        },
    },
    Case {
        name: "a long text, of which more comes than is allowed",
        check: |through| refused(through(&mut cat(), &[b'a'; LONG], 10)),
    },
];

fn cat() -> Command {
    Command::new("cat")
}

fn shell(script: &str) -> Command {
    let mut shell = Command::new("sh");
    shell.args(["-c", script]);
    shell
}

/// Also if it has ended, as long as nobody has waited for it.
fn is_a_process(number: &str) -> bool {
    let mut kill = Command::new("kill");
    let kill = kill.args(["-0", number.trim()]).stderr(Stdio::null());
    kill.status().unwrap().success()
}

fn printed(result: io::Result<Vec<u8>>, expected: &[u8]) -> Result<(), String> {
    match result {
        Ok(printed) if printed == expected => Ok(()),
        Ok(printed) => Err(format!(
            "the program prints {}, and `through` returns {}",
            shown(expected),
            shown(&printed)
        )),
        Err(error) => Err(format!("`through` returns an error: {error}")),
    }
}

fn shown(text: &[u8]) -> String {
    match text.len() {
        0..100 => format!("\"{}\"", text.escape_ascii()),
        length => format!("{length} bytes"),
    }
}

fn refused(result: io::Result<Vec<u8>>) -> Result<(), String> {
    match result {
        Err(_) => Ok(()),
        Ok(printed) => Err(format!(
            "that is an error, and `through` returns {}",
            shown(&printed)
        )),
    }
}
