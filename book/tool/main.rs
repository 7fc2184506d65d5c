//! `cargo run`: build the book, check it, and serve it.

use std::env;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context, Result};
use book::build::{self, Documentation, Rendered};
use book::{finding, preprocess, render};

const HELP: &str = "\
Builds, checks and serves the book Sockets from Scratch.

usage: cargo run [-- [COMMAND] [OPTIONS]]

commands:
  (none)    build the book, check it, and serve it at http://127.0.0.1:3000 until
            Ctrl-C; build it again whenever a page or a listing changes
  check     build the book, check it, and say where it is
  build     build the book without checking it

options:
  --open       open the book in the browser
  --port PORT  serve it there, and nowhere else; without this, 3000 or the next port
               that is free. Of port 0, the system makes one that is free
  --verbose    tell each request
  --help       show this text

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

/// What was asked for.
enum Command {
    Serve,
    Check,
    Build,
}

#[derive(Default)]
struct Options {
    open: bool,
    port: Option<u16>,
    verbose: bool,
}

fn run(arguments: &[String]) -> Result<ExitCode> {
    let (command, rest) = match arguments {
        [first, rest @ ..] if !first.starts_with('-') => (first.as_str(), rest),
        all => ("", all),
    };
    let command = match command {
        "" => Command::Serve,
        "check" => Command::Check,
        "build" => Command::Build,
        "preprocess" => {
            return preprocess::answer_mdbook(rest).map(|()| ExitCode::SUCCESS);
        }
        other => return Ok(wrong_usage(other)),
    };
    if rest.iter().any(|word| word == "--help" || word == "-h") {
        println!("{HELP}");
        return Ok(ExitCode::SUCCESS);
    }
    let options = match Options::read(rest) {
        Ok(options) => options,
        Err(word) => return Ok(wrong_usage(word)),
    };
    if !matches!(command, Command::Serve) {
        // What only the server knows.
        if options.port.is_some() {
            return Ok(wrong_usage("--port"));
        }
        if options.verbose {
            return Ok(wrong_usage("--verbose"));
        }
    }
    match command {
        Command::Serve => serve(&root()?, &options),
        Command::Check => check(&root()?, options.open),
        Command::Build => {
            let root = root()?;
            put_in_place(&Rendered::new(&root, Documentation::Anew)?)?;
            show(&root, options.open)?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

impl Options {
    /// What the words say, or the word that isn't understood.
    fn read(words: &[String]) -> Result<Self, &str> {
        let mut options = Self::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--open" => options.open = true,
                "--verbose" => options.verbose = true,
                "--port" => {
                    let port = words.next().map_or("--port", String::as_str);
                    options.port = Some(port.parse().map_err(|_| port)?);
                }
                other => return Err(other),
            }
        }
        Ok(options)
    }
}

fn wrong_usage(argument: &str) -> ExitCode {
    eprintln!(
        "error: `{argument}` is not understood here\nhint: cargo run -- --help shows what is"
    );
    ExitCode::from(2)
}

#[cfg(unix)]
fn serve(root: &Path, options: &Options) -> Result<ExitCode> {
    use book::serve::{self, port::Port};

    let options = serve::Options {
        port: options.port.map_or(Port::Any, Port::Only),
        open: options.open,
        verbose: options.verbose,
    };
    serve::run(root, options).map(|()| ExitCode::SUCCESS)
}

#[cfg(not(unix))]
fn serve(root: &Path, options: &Options) -> Result<ExitCode> {
    let result = check(root, options.open);
    println!("serving it needs Unix (on Windows: WSL)");
    result
}

fn check(root: &Path, open: bool) -> Result<ExitCode> {
    let started = Instant::now();
    let (outcome, rendered) = build::checked(root, Documentation::Anew)?;
    finding::print_all(&outcome.findings, root);
    let rendered = rendered?;
    let seconds = started.elapsed().as_secs_f64();
    println!("{} in {seconds:.1} s", outcome.counts);
    put_in_place(&rendered)?;
    if !outcome.findings.is_empty() {
        eprintln!("error: {} to mend, listed above", outcome.findings.len());
        return Ok(ExitCode::FAILURE);
    }
    show(root, open)?;
    Ok(ExitCode::SUCCESS)
}

fn put_in_place(rendered: &Rendered) -> Result<()> {
    rendered
        .replace()
        .context("cannot put the new book in the place of the old one")
}

fn show(root: &Path, open: bool) -> Result<()> {
    let index = root.join(render::DESTINATION).join("index.html");
    println!("the book is at {}", index.display());
    if open {
        opener::open(&index)
            .context("cannot open a browser; open the file above by hand")?;
    }
    Ok(())
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
