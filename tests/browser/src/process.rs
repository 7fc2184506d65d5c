//! Programs that run beside this one, and end with it.

use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::thread;

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// A program that has said it is ready. It is ended by its id when this is dropped.
pub struct Running(Child);

impl Running {
    /// Starts a program and waits for a line of its output of which `ready` makes
    /// something.
    pub fn start<T>(
        command: &mut Command,
        ready: impl Fn(&str) -> Option<T>,
    ) -> Result<(Self, T)> {
        let name = command.get_program().to_string_lossy().into_owned();
        let child = command.stdin(Stdio::null()).stdout(Stdio::piped()).spawn();
        let mut child = child.with_context(|| format!("cannot start {name}"))?;
        let output = child.stdout.take().context("no output")?;
        let running = Self(child);
        let mut lines = BufReader::new(output).lines();
        let mut said = String::new();
        for line in lines.by_ref() {
            let line = line?;
            if let Some(value) = ready(&line) {
                // What it says from now on is nobody's business, but has to be read.
                thread::spawn(move || lines.for_each(drop));
                return Ok((running, value));
            }
            said.push_str(&line);
            said.push('\n');
        }
        bail!("{name} has ended before it was ready:\n{said}")
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Pages, and the server that gives them out.
pub struct Served {
    /// With a slash at its end.
    pub url: String,
    _server: Running,
}

impl Served {
    /// The book, as `cargo run` serves it.
    pub fn book() -> Result<Self> {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let mut command = Command::new(tool(&root)?);
        command.current_dir(&root).args(["--port", "0"]);
        let (server, url) = Running::start(&mut command, |line| {
            // the book is at http://127.0.0.1:40123/ until Ctrl-C
            let (_, url) = line.split_once("the book is at ")?;
            Some(url.split(' ').next()?.to_owned())
        })?;
        Ok(Self {
            url,
            _server: server,
        })
    }

    /// A folder, by Python's server: what is tried here are the checks.
    pub fn folder(path: &Path) -> Result<Self> {
        let mut command = Command::new("python3");
        command
            .args([
                "-u",
                "-m",
                "http.server",
                "--bind",
                "127.0.0.1",
                "--directory",
            ])
            .arg(path)
            .arg("0")
            .stderr(Stdio::null());
        // Serving HTTP on 127.0.0.1 port 40123 (http://127.0.0.1:40123/) ...
        let (server, url) = Running::start(&mut command, |line| {
            let (_, rest) = line.split_once('(')?;
            Some(rest.split_once(')')?.0.to_owned())
        })?;
        Ok(Self {
            url,
            _server: server,
        })
    }
}

/// Compiles the book's tool and says where it is. (`cargo run` would be another process,
/// between this one and the tool.)
fn tool(root: &Path) -> Result<String> {
    let built = Command::new(env!("CARGO"))
        .current_dir(root)
        .args(["build", "--quiet", "--locked", "--bin", "book"])
        .args(["--message-format", "json"])
        .stderr(Stdio::inherit())
        .output()
        .context("cannot start cargo")?;
    let messages = String::from_utf8_lossy(&built.stdout);
    let executable = messages.lines().find_map(|line| {
        let message: Value = serde_json::from_str(line).ok()?;
        Some(message["executable"].as_str()?.to_owned())
    });
    executable.context("cargo has built no tool")
}
