//! The programs that a page uses, and that a machine may lack or not permit.

use std::collections::BTreeSet;
use std::env;
use std::os::unix::fs::PermissionsExt;
use std::process::{Command, Stdio};
use std::sync::LazyLock;

use book::source::pattern;
use regex::Regex;

use super::script::{Act, Action, Step};

/// What the shell itself understands, and words before a command.
const SHELL: &[&str] = &[
    ".", ":", "[", "break", "case", "cd", "continue", "do", "done", "echo", "elif",
    "else", "esac", "eval", "exit", "export", "false", "fi", "for", "kill",
    "printf", "pwd", "read", "return", "set", "shift", "test", "then", "trap",
    "true", "type", "ulimit", "umask", "unset", "wait",
];

/// Words that another command follows.
const BEFORE_COMMAND: &[&str] = &[
    "!", "{", "do", "else", "exec", "if", "sudo", "then", "time", "until", "while",
];

/// Tools that not everybody may use, each with arguments that make it do nothing
/// but find out.
const NEED_PERMISSION: &[(&str, &[&str])] = &[
    ("strace", &["-o", "/dev/null", "true"]),
    ("tcpdump", &["-i", "lo", "-L"]),
    ("unshare", &["--net", "true"]),
];

/// Why the steps can't be run here, if so.
pub fn lacking(steps: &[Step]) -> Option<String> {
    let tools = needed(steps);
    let named = |what: &str, lacking: Vec<&str>| {
        (!lacking.is_empty()).then(|| format!("{what}: {}", lacking.join(", ")))
    };
    let tools = || tools.iter().map(String::as_str);
    let missing = tools().filter(|tool| !is_on_path(tool)).collect();
    named("not installed", missing).or_else(|| {
        let forbidden = tools().filter(|tool| {
            NEED_PERMISSION
                .iter()
                .any(|(name, arguments)| name == tool && !works(name, arguments))
        });
        named("not permitted", forbidden.collect())
    })
}

/// Whether a tool runs and ends well.
pub fn works(tool: &str, arguments: &[&str]) -> bool {
    let mut command = Command::new(tool);
    command
        .args(arguments)
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    command.status().is_ok_and(|status| status.success())
}

/// `command` without the `sudo` that readers need. Whoever runs the tests needs
/// the permission itself: a password can't be typed here, and a program of
/// another user can't be interrupted.
pub fn without_sudo(command: &str) -> String {
    static SUDO: LazyLock<Regex> =
        LazyLock::new(|| pattern(r"(?P<before>^|[|&;(]\s*)sudo\s+"));
    SUDO.replace_all(command, "$before").into_owned()
}

/// The tools that the steps need.
fn needed(steps: &[Step]) -> BTreeSet<String> {
    let mut tools = BTreeSet::new();
    for step in steps {
        match &step.action {
            Action::Python(_) => {
                tools.insert("python3".to_owned());
            }
            Action::Terminal(turn) => {
                if let Act::Start(command) = &turn.act {
                    tools.extend(named(command));
                }
            }
        }
    }
    tools
}

/// The first words of a command and of the parts of its pipelines and lists.
fn named(command: &str) -> Vec<String> {
    static NO_COMMANDS: LazyLock<Regex> = LazyLock::new(|| {
        pattern(r#"'[^']*'|"[^"]*"|\\\n|[0-9]*[<>]+(?:&[0-9-]|\s*[^\s|&;()]+)"#)
    });
    let bare = NO_COMMANDS.replace_all(command, " ").replace(')', " ");
    let parts = bare.split(['|', '&', ';', '\n', '(']);
    parts.filter_map(first_word).map(str::to_owned).collect()
}

/// The tool that a simple command starts, unless it is the shell's or ours.
fn first_word(command: &str) -> Option<&str> {
    let mut words = command
        .split_whitespace()
        .skip_while(|word| BEFORE_COMMAND.contains(word) || word.contains('='));
    let mut tool = words.next()?;
    // `timeout --signal=INT 5 nc …`: an option of one word, or none.
    if tool == "timeout" {
        tool = words.skip_while(|word| word.starts_with('-')).nth(1)?;
    }
    let is_ours =
        tool == "cargo" || SHELL.contains(&tool) || tool.contains(['/', '$']);
    (!is_ours).then_some(tool)
}

fn is_on_path(tool: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| {
        let file = folder.join(tool).metadata();
        file.is_ok_and(|file| {
            file.is_file() && file.permissions().mode() & 0o111 != 0
        })
    })
}
