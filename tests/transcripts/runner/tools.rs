//! The programs that a page uses and that a machine may lack.

use std::collections::BTreeSet;
use std::env;
use std::os::unix::fs::PermissionsExt;
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
    "!", "{", "do", "else", "exec", "if", "then", "time", "until", "while",
];

/// The tools that the steps need and that aren't on the `PATH`, sorted.
pub fn missing(steps: &[Step]) -> Vec<String> {
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
    tools.retain(|tool| !is_on_path(tool));
    tools.into_iter().collect()
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
    // `timeout 5 nc …`: the option-less form is the one that pages use.
    if tool == "timeout" {
        tool = words.nth(1)?;
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
