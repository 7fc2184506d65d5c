//! What a page shows, as the steps to run.
//!
//! ````text
//! ```console terminal:1
//! $ cargo run -p chapter3 -- server      a command, in a shell of its own
//! listening on 127.0.0.1:20003           its output
//! > text                                 typed by the reader
//! ^D                                     the end of what is typed
//! ^C                                     SIGINT, which ends the command, unless
//!                                        output follows and a later block goes on
//! ```
//! ````
//!
//! A block that begins otherwise than with `$ ` continues the command that its
//! terminal still runs.

use std::collections::BTreeMap;
use std::ops::Range;

use book::source::{Block, Page};

/// One thing that is done while a page is run.
#[derive(Debug)]
pub struct Step {
    /// The bytes of the page to point at when it fails.
    pub span: Range<usize>,
    pub action: Action,
}

#[derive(Debug)]
pub enum Action {
    Terminal(Turn),
    /// The code of a `python` block.
    Python(String),
}

/// Something done in a terminal, and the output shown below it.
#[derive(Debug)]
pub struct Turn {
    pub terminal: String,
    pub act: Act,
    /// The bytes of the shown output, whole lines.
    pub shown: Range<usize>,
    /// How many spaces the block is indented by, being in a list.
    pub indentation: usize,
    /// Whether the command has to end now.
    pub then: Then,
    /// Whether the terminal's next command looks at `$?`.
    pub status_is_shown: bool,
}

#[derive(Debug, Clone, PartialEq)]
pub enum Act {
    Start(String),
    /// Nothing: more output of the command that is running.
    Wait,
    Type(String),
    EndInput,
    Interrupt,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Then {
    Ends,
    /// The terminal has more of the same command further below.
    RunsOn,
}

/// The steps of a page, in order.
pub fn steps(page: &Page) -> Vec<Step> {
    let mut steps = Vec::new();
    for block in page.blocks.iter().filter(|block| !is_declared(block)) {
        match block.language() {
            "python" if !is_listing(page, block) => steps.push(Step {
                span: block.span.clone(),
                action: Action::Python(
                    lines(page, block)
                        .map(|(_, line)| format!("{line}\n"))
                        .collect(),
                ),
            }),
            "console" => steps.extend(turns(page, block)),
            _ => {}
        }
    }
    decide_ends(&mut steps);
    steps
}

/// Whether the author says, with a reason, that a block is only shown.
fn is_declared(block: &Block) -> bool {
    block.comment.as_deref().is_some_and(|comment| {
        comment
            .strip_prefix("shown:")
            .is_some_and(|reason| !reason.trim().is_empty())
    })
}

/// Whether a block is a part of a file, which isn't a program by itself.
fn is_listing(page: &Page, block: &Block) -> bool {
    page.text[block.body.clone()]
        .trim_start()
        .starts_with("{{#include ")
}

fn turns(page: &Page, block: &Block) -> Vec<Step> {
    let terminal = block.value("terminal").unwrap_or("1");
    let indentation = indentation(page, block);
    let mut steps: Vec<Step> = Vec::new();
    let mut lines = lines(page, block).peekable();
    while let Some((mut span, line)) = lines.next() {
        let act = if let Some(command) = line.strip_prefix("$ ") {
            let mut command = command.to_owned();
            while command.ends_with('\\')
                && let Some((further, rest)) = lines.next()
            {
                command = format!(
                    "{command}\n{}",
                    rest.strip_prefix("> ").unwrap_or(rest)
                );
                span.end = further.end;
            }
            Act::Start(command)
        } else if line == "^C" {
            Act::Interrupt
        } else if line == "^D" {
            Act::EndInput
        } else if line == ">" {
            Act::Type(String::new())
        } else if let Some(text) = line.strip_prefix("> ") {
            Act::Type(text.to_owned())
        } else if let Some(Step {
            action: Action::Terminal(turn),
            ..
        }) = steps.last_mut()
        {
            turn.shown.end = span.end;
            continue;
        } else {
            let mut turn = turn(terminal, Act::Wait, span.start, indentation);
            turn.shown.end = span.end;
            steps.push(Step {
                span,
                action: Action::Terminal(turn),
            });
            continue;
        };
        let turn = turn(terminal, act, span.end, indentation);
        steps.push(Step {
            span,
            action: Action::Terminal(turn),
        });
    }
    steps
}

/// A turn whose output, none so far, is shown from the byte at `output` on.
fn turn(terminal: &str, act: Act, output: usize, indentation: usize) -> Turn {
    Turn {
        terminal: terminal.to_owned(),
        act,
        shown: output..output,
        indentation,
        then: Then::Ends,
        status_is_shown: false,
    }
}

/// Looks ahead: a command runs on if its terminal's next turn isn't a command. An
/// interrupt ends it all the same, unless the page shows what it says to that.
fn decide_ends(steps: &mut [Step]) {
    let mut next: BTreeMap<String, Act> = BTreeMap::new();
    for step in steps.iter_mut().rev() {
        if let Action::Terminal(turn) = &mut step.action {
            match next.insert(turn.terminal.clone(), turn.act.clone()) {
                Some(Act::Start(command)) => {
                    turn.status_is_shown = command.contains("$?")
                }
                Some(_) if turn.act == Act::Interrupt && turn.shown.is_empty() => {}
                Some(_) => turn.then = Then::RunsOn,
                None => {}
            }
        }
    }
}

/// The lines of a block without their indentation, and their bytes in the page,
/// line breaks included.
fn lines<'a>(
    page: &'a Page,
    block: &Block,
) -> impl Iterator<Item = (Range<usize>, &'a str)> {
    let indentation = indentation(page, block);
    let mut at = match block.body.is_empty() {
        true => block.body.start,
        false => line_start(page, block.body.start),
    };
    page.text[at..block.body.end]
        .split_inclusive('\n')
        .map(move |line| {
            let span = at..at + line.len();
            at = span.end;
            let spaces = line.bytes().take_while(|&byte| byte == b' ').count();
            (
                span,
                line[spaces.min(indentation)..].trim_end_matches(['\r', '\n']),
            )
        })
}

fn indentation(page: &Page, block: &Block) -> usize {
    block.span.start - line_start(page, block.span.start)
}

fn line_start(page: &Page, offset: usize) -> usize {
    page.text[..offset].rfind('\n').map_or(0, |at| at + 1)
}
