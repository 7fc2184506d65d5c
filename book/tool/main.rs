//! `cargo run`: build the book, check it, and say where it is.

use std::env;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result};
use book::source::Source;
use book::{check, finding, preprocess, render};

const HELP: &str = "\
Builds and checks the book Sockets from Scratch.

usage: cargo run [-- [COMMAND] [--open]]

commands:
  (none)    build the book, check it, and say where it is
  check     the same, by a name for scripts
  build     build the book without checking it

options:
  --open    open the book in the browser
  --help    show this text

The book's chapters are programs of their own: cargo run -p chapter3
Prose and code are held against each other by: cargo test --workspace";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match run(&arguments) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[String]) -> Result<ExitCode> {
    let (command, rest) = match arguments {
        [first, rest @ ..] if !first.starts_with('-') => (first.as_str(), rest),
        all => ("", all),
    };
    let open = match rest {
        _ if command == "preprocess" => {
            return preprocess::answer_mdbook(rest).map(|()| ExitCode::SUCCESS);
        }
        [] => false,
        [option] if option == "--open" => true,
        [option] if option == "--help" || option == "-h" => {
            println!("{HELP}");
            return Ok(ExitCode::SUCCESS);
        }
        [other, ..] => return Ok(wrong_usage(other)),
    };
    match command {
        "" | "check" => build(true, open),
        "build" => build(false, open),
        other => Ok(wrong_usage(other)),
    }
}

fn wrong_usage(argument: &str) -> ExitCode {
    eprintln!(
        "error: `{argument}` is not understood here\nhint: cargo run -- --help shows what is"
    );
    ExitCode::from(2)
}

fn build(checked: bool, open: bool) -> Result<ExitCode> {
    let started = Instant::now();
    let root = root()?;
    let destination = root.join(render::DESTINATION);
    let source = Source::read(&root)?;
    let rendered = render::book(&root, &destination);
    let documented = render::api(&root, &destination);
    if checked {
        // A fault in the sources often is why they can't be rendered.
        let outcome = match &rendered {
            Ok(warnings) => check::all(&source, &destination, warnings)?,
            Err(_) => check::sources(&source)?,
        };
        finding::print_all(&outcome.findings, &root);
        rendered.and(documented)?;
        let seconds = started.elapsed().as_secs_f64();
        println!("{} in {seconds:.1} s", outcome.counts);
        if !outcome.findings.is_empty() {
            eprintln!("error: {} to mend, listed above", outcome.findings.len());
            return Ok(ExitCode::FAILURE);
        }
    } else {
        rendered.and(documented)?;
    }
    let index = destination.join("index.html");
    println!("the book is at {}", index.display());
    if open {
        opener::open(&index)
            .context("cannot open a browser; open the file above by hand")?;
    }
    Ok(ExitCode::SUCCESS)
}

/// The folder of the project: the one above the working directory that has the
/// book, or the one that this program was built in.
fn root() -> Result<PathBuf> {
    let here = env::current_dir().context("the working directory is gone")?;
    let root = here
        .ancestors()
        .find(|folder| folder.join("book.toml").is_file())
        .unwrap_or(Path::new(env!("CARGO_MANIFEST_DIR")));
    Ok(root.to_owned())
}
