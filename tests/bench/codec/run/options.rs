//! What the benchmark is told.

use std::env;
use std::io::{self, ErrorKind};

pub(crate) const HELP: &str = "\
The codec of chapter 7, measured beside serde_json and tokio-util.

usage: cargo bench -p bench --bench codec [-- OPTIONS]

options:
  --quick          a second, to see that everything works; the figures say nothing
  --save           write the data from which the book draws its plot, book/data/codec.toml,
                   and the numbers that its pages quote
  --rounds N       how often each contender has its turn (11)
  --help           this text";

#[derive(Debug, Clone, Copy)]
pub(crate) struct Options {
    pub(crate) quick: bool,
    pub(crate) save: bool,
    pub(crate) rounds: usize,
}

/// Reads the command's arguments; `None` if help is wanted.
pub(crate) fn parse() -> io::Result<Option<Options>> {
    let mut options = Options {
        quick: false,
        save: false,
        rounds: 11,
    };
    let mut words = env::args().skip(1);
    while let Some(word) = words.next() {
        match word.as_str() {
            "--bench" => {} // what Cargo says to each benchmark
            "--help" | "-h" => return Ok(None),
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
        return Err(wrong("--save needs figures that say something"));
    }
    Ok(Some(options))
}

fn wrong(problem: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidInput, problem)
}
