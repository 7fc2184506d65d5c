//! The chapters' programs: a page says `cargo run -p chapter3`, the runner
//! builds them all once and starts the file that cargo made. So it does if the
//! page names the file, as `target/debug/chapter3`, which lies elsewhere if
//! cargo was told so.

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

/// Where a reader finds a program that cargo made.
pub const BUILT: &str = "target/debug/";

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

    /// `command` with each `cargo run -p PACKAGE`, and each `target/debug/PACKAGE`,
    /// replaced by the program, told to use the port that stands for its default
    /// one.
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
            let following: Vec<&str> =
                words[at + 1..].iter().map(|word| word.as_str()).collect();
            let run = match word.as_str() {
                "cargo" => Run::by_cargo(&following)?,
                file => match file.strip_prefix(BUILT) {
                    Some(package) => Run::of_file(package, &following),
                    None => continue,
                },
            };
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
                && let Some(host) = self.default_host(file, role, limits)?
            {
                let port = ports.actual(port);
                expanded.push_str(&format!(" {role} --address {host}:{port}"));
                done = words[at + run.words + 1].end();
            }
        }
        expanded.push_str(&command[done..]);
        Ok(expanded)
    }

    /// The host in the role's default address, if it takes one: the program's help
    /// has a line for the role, indented by two spaces, with `--address HOST:PORT`,
    /// or with a host that is another than usual in the place of `HOST`.
    fn default_host(
        &self,
        file: &Path,
        role: &str,
        limits: &Limits,
    ) -> Result<Option<String>, String> {
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
        let host = help[file].lines().find_map(|line| {
            let (name, arguments) = line.strip_prefix("  ")?.split_once(' ')?;
            let (_, address) = arguments.split_once("--address ")?;
            // An IPv6 address has colons of its own.
            let (host, _) = address.split_once(":PORT")?;
            (name == role).then(|| host.replace("HOST", "127.0.0.1"))
        });
        Ok(host)
    }
}

fn default_port(package: &str) -> Option<u16> {
    let chapter: u16 = package.strip_prefix("chapter")?.parse().ok()?;
    FIRST_DEFAULT_PORT.checked_add(chapter)
}

/// A program that a command starts, and what stands behind.
struct Run<'a> {
    package: &'a str,
    target: &'a str,
    /// How many words, from `run` to the `--`, are cargo's own.
    words: usize,
    /// The first of the program's own arguments, if it isn't an option.
    role: Option<&'a str>,
    /// Whether an address is among them, or they only ask for help.
    chooses_address: bool,
}

impl<'a> Run<'a> {
    /// What stands behind a `cargo`.
    fn by_cargo(following: &[&'a str]) -> Result<Self, String> {
        let following = simple_command(following);
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
        Ok(Self::new(package, target.unwrap_or(package), words, own))
    }

    /// What stands behind the program's file.
    fn of_file(package: &'a str, following: &[&'a str]) -> Self {
        Self::new(package, package, 0, simple_command(following))
    }

    fn new(
        package: &'a str,
        target: &'a str,
        words: usize,
        own: &[&'a str],
    ) -> Self {
        Self {
            package,
            target,
            words,
            role: own.first().filter(|word| !word.starts_with('-')).copied(),
            chooses_address: own.iter().any(|word| {
                matches!(*word, "--help" | "-h") || word.starts_with("--address")
            }),
        }
    }
}

/// The words of a shell command before one that ends a program's arguments.
fn simple_command<'a, 'w>(words: &'a [&'w str]) -> &'a [&'w str] {
    let end = words
        .iter()
        .position(|word| word.ends_with(['|', '&', ';', '<', '>']));
    &words[..end.unwrap_or(words.len())]
}
