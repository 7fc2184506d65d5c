//! The chapters' programs: a page says `cargo run -p chapter3`, the runner
//! builds them all once and starts the file that cargo made.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::{LazyLock, Mutex, PoisonError};

use book::source::pattern;
use regex::Regex;

use super::Limits;
use super::binaries::{self, Binaries};
use super::ports::Ports;
use super::process::{Output, Process, Stop, Until};

/// Chapter N's servers listen on this and N unless told otherwise.
const FIRST_DEFAULT_PORT: u16 = 20000;

/// The files to run, and what is known about them.
#[derive(Debug)]
pub struct Programs {
    files: Binaries,
    help: Mutex<BTreeMap<PathBuf, String>>,
}

impl From<Binaries> for Programs {
    fn from(files: Binaries) -> Self {
        let help = Mutex::default();
        Self { files, help }
    }
}

impl Programs {
    /// Builds the binaries and examples of the packages that match.
    pub fn build(root: &Path, packages: &str) -> Result<Self, String> {
        binaries::build(root, packages).map(Self::from)
    }

    /// `command` with each `cargo run -p PACKAGE` replaced by the program, told
    /// to use the port that stands for its default one.
    pub fn expand(
        &self,
        command: &str,
        ports: &mut Ports,
        limits: &Limits,
    ) -> Result<String, String> {
        static WORD: LazyLock<Regex> = LazyLock::new(|| {
            let (redirection, operator, word) =
                (r"\d*[<>][<>&]*", "[|&;]+", r"[^\s()|&;<>]+");
            pattern(&format!("{redirection}|{operator}|{word}"))
        });
        let words: Vec<_> = WORD.find_iter(command).collect();
        let mut expanded = String::new();
        let mut done = 0;
        for (at, word) in words.iter().enumerate() {
            if word.as_str() != "cargo" {
                continue;
            }
            let following: Vec<&str> =
                words[at + 1..].iter().map(|word| word.as_str()).collect();
            let run = CargoRun::parse(&following)?;
            let file = self
                .files
                .get(&(run.package.to_owned(), run.target.to_owned()));
            let file = file.ok_or_else(|| {
                format!(
                    "the package `{}` has no program `{}`",
                    run.package, run.target
                )
            })?;
            expanded.push_str(&command[done..word.start()]);
            expanded.push_str(&format!("'{}'", file.display()));
            done = words[at + run.words].end();
            if let Some(role) = run.role
                && !run.chooses_address
                && let Some(port) = default_port(run.package)
                && self.takes_address(file, role, limits)?
            {
                let port = ports.actual(port);
                expanded.push_str(&format!(" {role} --address 127.0.0.1:{port}"));
                done = words[at + run.words + 1].end();
            }
        }
        expanded.push_str(&command[done..]);
        Ok(expanded)
    }

    /// Whether the program's help has a line for the role with `--address`.
    fn takes_address(
        &self,
        file: &Path,
        role: &str,
        limits: &Limits,
    ) -> Result<bool, String> {
        let mut help = self.help.lock().unwrap_or_else(PoisonError::into_inner);
        if !help.contains_key(file) {
            let mut command = Command::new(file);
            command.arg("--help");
            let mut process = Process::start(command).map_err(|error| {
                format!("cannot run {}: {error}", file.display())
            })?;
            let Output {
                lines,
                stop: Stop::Ended(0),
            } = process.read(Until::End, limits)
            else {
                return Err(format!(
                    "{} --help doesn't end with status 0",
                    file.display()
                ));
            };
            help.insert(file.to_owned(), lines.join("\n"));
        }
        Ok(help[file].lines().any(|line| {
            let mut words = line.split_whitespace();
            words.next() == Some(role) && line.contains("--address")
        }))
    }
}

fn default_port(package: &str) -> Option<u16> {
    let chapter: u16 = package.strip_prefix("chapter")?.parse().ok()?;
    FIRST_DEFAULT_PORT.checked_add(chapter)
}

/// What stands behind a `cargo`.
struct CargoRun<'a> {
    package: &'a str,
    target: &'a str,
    /// How many words, from `run` to the `--`, are cargo's own.
    words: usize,
    /// The first of the program's own arguments, if it isn't an option.
    role: Option<&'a str>,
    /// Whether an address is among them, or they only ask for help.
    chooses_address: bool,
}

impl<'a> CargoRun<'a> {
    fn parse(following: &[&'a str]) -> Result<Self, String> {
        let simple = following.iter().position(|word| ends_command(word));
        let following = &following[..simple.unwrap_or(following.len())];
        if following.first() != Some(&"run") {
            return Err("only `cargo run -p PACKAGE` is run".to_owned());
        }
        let (mut package, mut target, mut words) = (None, None, 1);
        while let Some(&word) = following.get(words) {
            words += 1;
            let value = match word {
                "-q" | "--quiet" => continue,
                "--" => break,
                "-p" | "--package" => &mut package,
                "--example" | "--bin" => &mut target,
                other => {
                    return Err(format!(
                        "cargo's argument `{other}` isn't understood here"
                    ));
                }
            };
            *value = following.get(words).copied();
            words += 1;
        }
        let package =
            package.ok_or("a `cargo run` without `-p PACKAGE` isn't run")?;
        let own = following.get(words..).unwrap_or_default();
        Ok(Self {
            package,
            target: target.unwrap_or(package),
            words,
            role: own.first().filter(|word| !word.starts_with('-')).copied(),
            chooses_address: own.iter().any(|word| {
                matches!(*word, "--help" | "-h") || word.starts_with("--address")
            }),
        })
    }
}

/// Whether a word of a shell command ends the program's arguments.
fn ends_command(word: &str) -> bool {
    word.ends_with(['|', '&', ';', '<', '>'])
}
