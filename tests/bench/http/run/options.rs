//! What the benchmark is told.

use std::env;
use std::io::{self, ErrorKind};

use super::servers::SERVE;

pub(crate) const HELP: &str = "\
Chapter 8's server, measured beside hyper and Python's http.server.

usage: cargo bench -p bench --bench http [-- OPTIONS]

options:
  --quick          a few seconds, to see that everything works; the figures say nothing
  --save           write the data from which the book draws its plot, book/data/http.toml,
                   and the numbers that its pages quote
  --rounds N       how often each server has its turn (5)
  --help           this text

servers:";

#[derive(Debug, Clone, Copy)]
pub(crate) struct Options {
    pub(crate) quick: bool,
    pub(crate) save: bool,
    pub(crate) rounds: usize,
}

#[derive(Debug)]
pub(crate) enum Command {
    Measure(Options),
    /// Be the server of this name, with the files of this folder.
    Serve(String, String),
    Help,
}

/// Reads the command's arguments.
pub(crate) fn parse() -> io::Result<Command> {
    let mut options = Options {
        quick: false,
        save: false,
        rounds: 5,
    };
    let mut words = env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--bench" => {} // what Cargo says to each benchmark
            SERVE => {
                let mut next = || words.next().unwrap_or_default();
                return Ok(Command::Serve(next(), next()));
            }
            "--help" | "-h" => return Ok(Command::Help),
            "--quick" => options.quick = true,
            "--save" => options.save = true,
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
    if options.save && options.quick {
        return Err(wrong("--save needs all figures, without --quick"));
    }
    Ok(Command::Measure(options))
}

fn wrong(problem: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidInput, problem)
}
