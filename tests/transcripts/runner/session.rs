//! Runs the steps of a page, in the page's order.

use std::collections::BTreeMap;
use std::ops::Range;
use std::process::Command;

use book::finding::Finding;
use book::source::Page;

use super::interruptible::interruptible;
use super::lines::as_run;
use super::ports::Ports;
use super::process::{Output, Process, Stop, Until};
use super::programs::BUILT;
use super::script::{Act, Action, Step, Then, Turn};
use super::tools::without_sudo;
use super::{Mode, Runner};

/// What came of running a page.
#[derive(Debug)]
pub struct Run {
    /// The page with the outputs that the programs printed.
    pub text: String,
    /// What went wrong; with [`Mode::Verify`] the first thing, since what
    /// follows depends on it.
    pub findings: Vec<Finding>,
    /// Whether steps were left out after the first failure.
    pub cut_short: bool,
}

/// Runs `steps`, which are those of `page`.
pub fn run(runner: &Runner<'_>, page: &Page, steps: &[Step]) -> Run {
    let mut session = Session {
        runner,
        page,
        ports: Ports::default(),
        terminals: BTreeMap::new(),
        edits: Vec::new(),
    };
    let mut findings = Vec::new();
    let mut cut_short = false;
    for (at, step) in steps.iter().enumerate() {
        let result = match &step.action {
            Action::Python(code) => session.python(code),
            Action::Terminal(turn) => session.turn(turn),
        };
        if let Err(Problem { message, help }) = result {
            findings.push(Finding::new(
                &page.path,
                step.span.clone(),
                message,
                help,
            ));
            if runner.mode == Mode::Verify {
                cut_short = at + 1 < steps.len();
                break;
            }
        }
    }
    Run {
        text: session.page_as_run(),
        findings,
        cut_short,
    }
}

const ACCEPT: &str = "if it is right, `SNAPSHOTS=overwrite cargo test --test transcripts` writes it into the page";

struct Problem {
    message: String,
    help: String,
}

impl Problem {
    fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: help.into(),
        }
    }
}

struct Session<'a> {
    runner: &'a Runner<'a>,
    page: &'a Page,
    ports: Ports,
    terminals: BTreeMap<&'a str, Terminal<'a>>,
    /// What to put in the place of which bytes of the page.
    edits: Vec<(Range<usize>, String)>,
}

#[derive(Default)]
struct Terminal<'a> {
    running: Option<Running<'a>>,
    /// `$?`
    status: i32,
}

struct Running<'a> {
    process: Process,
    /// As the page has it.
    command: &'a str,
}

impl<'a> Session<'a> {
    fn turn(&mut self, turn: &'a Turn) -> Result<(), Problem> {
        if let Act::Start(command) = &turn.act {
            let process = self.start(command, &turn.terminal)?;
            let terminal = self.terminals.entry(&turn.terminal).or_default();
            terminal.running = Some(Running { process, command });
        }
        let name = &turn.terminal;
        let Some(running) = self
            .terminals
            .get_mut(name.as_str())
            .and_then(|terminal| terminal.running.as_mut())
        else {
            return Err(Problem::new(
                format!("nothing is running in terminal {name}"),
                "a block begins with `$ COMMAND`, or continues a command that still runs",
            ));
        };
        let command = running.command;
        let act = match &turn.act {
            Act::Type(_) => "something is typed",
            Act::EndInput => "`^D`",
            Act::Interrupt => "`^C`",
            Act::Start(_) | Act::Wait => "",
        };
        if !act.is_empty() && running.process.has_ended() {
            return Err(Problem::new(
                format!("terminal {name}: `{command}` has ended before {act}"),
                "a command that is still running is continued, and no other",
            ));
        }
        match &turn.act {
            Act::Start(_) | Act::Wait => {}
            Act::Type(text) => running.process.type_line(text).map_err(|error| {
                Problem::new(
                    format!("terminal {name}: `{command}` can't read what is typed: {error}"),
                    "has it ended, or its input, by `^D`?",
                )
            })?,
            Act::EndInput => running.process.end_input(),
            Act::Interrupt => running.process.interrupt(),
        }
        let shown: Vec<&str> = lines(self.page, turn);
        let until = match (turn.then, self.runner.mode) {
            (Then::Ends, _) => Until::End,
            (Then::RunsOn, Mode::Verify) => Until::Lines(shown.len()),
            (Then::RunsOn, Mode::Overwrite) => Until::Quiet,
        };
        let output = running.process.read(until, &self.runner.limits);
        let as_run = as_run(&shown, &output.lines, &mut self.ports);
        let differs = as_run != shown;
        if differs {
            self.edits
                .push((turn.shown.clone(), indented(&as_run, turn.indentation)));
        }
        self.judge(turn, command, &output, differs)
    }

    fn judge(
        &mut self,
        turn: &'a Turn,
        command: &str,
        output: &Output,
        differs: bool,
    ) -> Result<(), Problem> {
        let name = &turn.terminal;
        let seconds = self.runner.limits.end.as_secs_f32();
        if let Some(terminal) = self.terminals.get_mut(name.as_str())
            && turn.then == Then::Ends
        {
            if let Stop::Ended(status) = output.stop {
                terminal.status = status;
            }
            // Ended, or killed now.
            terminal.running = None;
        }
        match output.stop {
            Stop::Late if turn.act == Act::Interrupt && turn.then == Then::Ends => {
                Err(Problem::new(
                    format!(
                        "terminal {name}: `{command}` is still running {seconds} s after `^C`"
                    ),
                    "a program has to end when it is interrupted",
                ))
            }
            Stop::Late if turn.then == Then::Ends => Err(Problem::new(
                format!(
                    "terminal {name}: `{command}` is still running after {seconds} s"
                ),
                format!(
                    "if it is meant to, continue it in a later block of terminal {name}, at the least by `^C`"
                ),
            )),
            Stop::Late => Err(Problem::new(
                format!(
                    "terminal {name}: `{command}` hasn't printed all that is shown after {seconds} s"
                ),
                ACCEPT,
            )),
            Stop::Ended(status)
                if turn.then == Then::Ends
                    && !differs
                    && !self.expects(turn, status) =>
            {
                Err(Problem::new(
                    format!(
                        "terminal {name}: `{command}` failed with status {status}"
                    ),
                    "the page says so by an `error:` line, or by `$ echo $?` next",
                ))
            }
            Stop::Enough | Stop::Ended(_)
                if !differs || self.runner.mode == Mode::Overwrite =>
            {
                Ok(())
            }
            Stop::Enough => Err(Problem::new(
                format!("terminal {name}: `{command}` printed something else"),
                ACCEPT,
            )),
            Stop::Ended(status) => Err(Problem::new(
                format!("terminal {name}: `{command}` printed something else"),
                format!("it ended with status {status}; {ACCEPT}"),
            )),
        }
    }

    /// Whether a page that has this turn expects its command to end with `status`.
    fn expects(&self, turn: &Turn, status: i32) -> bool {
        status == 0
            || turn.act == Act::Interrupt
            || turn.status_is_shown
            || lines(self.page, turn)
                .iter()
                .any(|line| line.starts_with("error:"))
    }

    fn start(&mut self, command: &str, terminal: &str) -> Result<Process, Problem> {
        let actual = without_sudo(&self.ports.text_in_use(command));
        let expanded = if ["cargo", BUILT].iter().any(|word| actual.contains(word))
        {
            let programs = self.runner.programs.as_ref();
            programs.map_err(String::clone).and_then(|programs| {
                programs.expand(&actual, &mut self.ports, &self.runner.limits)
            })
        } else {
            Ok(actual)
        };
        let expanded = expanded.map_err(|message| {
            Problem::new(
                format!("terminal {terminal}: can't run `{command}`: {message}"),
                "what can't be run is declared by `<!-- shown: REASON -->` above the block",
            )
        })?;
        let status = self
            .terminals
            .get(terminal)
            .map_or(0, |terminal| terminal.status);
        let mut shell = interruptible("sh");
        // When interrupted, the shell waits for the end of the command that runs,
        // which doesn't inherit the trap, and passes on its status.
        shell
            .arg("-c")
            .arg(format!("trap 'exit $?' INT\n(exit {status})\n{expanded}"));
        self.spawn(shell)
    }

    fn python(&mut self, code: &str) -> Result<(), Problem> {
        let mut python = interruptible("python3");
        python.arg("-c").arg(self.ports.text_in_use(code));
        let mut process = self.spawn(python)?;
        process.end_input();
        let output = process.read(Until::End, &self.runner.limits);
        let what = match output.stop {
            Stop::Ended(0) => return Ok(()),
            Stop::Ended(status) => format!("ended with status {status}"),
            Stop::Enough | Stop::Late => {
                format!(
                    "is still running after {} s",
                    self.runner.limits.end.as_secs_f32()
                )
            }
        };
        let printed = self.ports.text_for_page(&output.lines.join("\n"));
        Err(Problem::new(
            format!("the Python program {what}"),
            format!("it printed:\n{printed}"),
        ))
    }

    fn spawn(&self, mut command: Command) -> Result<Process, Problem> {
        command
            .current_dir(self.runner.root)
            .envs([("LC_ALL", "C.UTF-8"), ("TZ", "UTC"), ("NO_COLOR", "1")])
            // In a terminal, Python prints each line at once.
            .env("PYTHONUNBUFFERED", "1")
            .env_remove("RUST_BACKTRACE")
            .env_remove("RUST_LOG");
        Process::start(command).map_err(|error| {
            Problem::new(
                format!("cannot start a process: {error}"),
                "is the machine out of something?",
            )
        })
    }

    fn page_as_run(&mut self) -> String {
        let mut text = self.page.text.clone();
        self.edits.sort_by_key(|(range, _)| range.start);
        for (range, output) in self.edits.iter().rev() {
            text.replace_range(range.clone(), output);
        }
        text
    }
}

/// The shown output, without the indentation of its block.
fn lines<'a>(page: &'a Page, turn: &Turn) -> Vec<&'a str> {
    let text = &page.text[turn.shown.clone()];
    text.lines()
        .map(|line| {
            let spaces = line.bytes().take_while(|&byte| byte == b' ').count();
            &line[spaces.min(turn.indentation)..]
        })
        .collect()
}

fn indented(lines: &[String], indentation: usize) -> String {
    lines
        .iter()
        .map(|line| format!("{:indentation$}{line}\n", ""))
        .collect()
}
