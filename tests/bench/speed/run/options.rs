//! What the benchmark is told.

use std::env;
use std::io::{self, ErrorKind};

use super::servers::{self, SERVE};

pub(crate) const HELP: &str = "\
The servers of the book, measured beside mio, tokio and Python's.

usage: cargo bench -p bench [-- OPTIONS]

options:
  --quick          a few seconds, to see that everything works; the figures say nothing
  --save           write the data from which the book draws its plots, book/data/speed.toml,
                   and the numbers that its pages quote
  --only NAMES     these servers alone (\"mio; tokio\"): the first below that is among them
                   is what the others are compared with
  --rounds N       how often each server has its turn (5)
  --help           this text

servers:";

#[derive(Debug, Clone)]
pub(crate) struct Options {
    pub(crate) quick: bool,
    pub(crate) save: bool,
    /// Empty: all of them.
    pub(crate) only: Vec<String>,
    pub(crate) rounds: usize,
}

#[derive(Debug)]
pub(crate) enum Command {
    Measure(Options),
    /// Be the server of this name.
    Serve(String),
    Help,
}

/// Reads the command's arguments.
pub(crate) fn parse() -> io::Result<Command> {
    let mut options = Options {
        quick: false,
        save: false,
        only: Vec::new(),
        rounds: 5,
    };
    let mut words = env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--bench" => {} // what Cargo says to each benchmark
            SERVE => return Ok(Command::Serve(words.next().unwrap_or_default())),
            "--help" | "-h" => return Ok(Command::Help),
            "--quick" => options.quick = true,
            "--save" => options.save = true,
            "--only" => options.only = names(&words.next().unwrap_or_default())?,
            "--rounds" => {
                let number = words.next().and_then(|word| word.parse().ok());
                options.rounds = number
                    .filter(|&number| number > 0)
                    .ok_or_else(|| wrong("--rounds needs a number from 1 on"))?;
            }
            _ => {
                return Err(wrong(&format!(
                    "there is no option `{word}`; try --help"
                )));
            }
        }
    }
    if options.save && (options.quick || !options.only.is_empty()) {
        return Err(wrong(
            "--save needs all figures, without --quick and --only",
        ));
    }
    Ok(Command::Measure(options))
}

fn names(list: &str) -> io::Result<Vec<String>> {
    let names = list.split(';').map(str::trim);
    names
        .map(
            |name| match servers::all().any(|design| design.name == name) {
                true => Ok(name.to_owned()),
                false => {
                    Err(wrong(&format!("there is no server `{name}`; try --help")))
                }
            },
        )
        .collect()
}

fn wrong(problem: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidInput, problem)
}
