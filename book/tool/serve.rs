//! Serves the book with the server of its chapter 8, and builds it again when its
//! sources change.
//!
//! What a change means is in [`change`], how it is noticed in [`watch`], where the book
//! is served in [`port`], and how one book takes the place of another in [`shelf`].

pub mod change;
pub mod port;
pub mod shelf;
pub mod watch;

use std::net::{Ipv4Addr, SocketAddr};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc;
use std::thread;
use std::time::Instant;

use anyhow::{Context, Result, anyhow};

use http_server::{Application, Event, Server, Settings};
use threading::stop::Stop;

use crate::build::{self, Documentation};
use crate::{finding, render};
use change::Change;
use port::Port;
use shelf::Shelf;
use watch::{Changes, Watch};

/// More files than these at once are told by their number.
const NAMED: usize = 5;

/// How the book is served.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Where.
    pub port: Port,
    /// Whether a browser is opened.
    pub open: bool,
    /// Whether each request is told.
    pub verbose: bool,
}

/// Builds the book of the project at `root`, and serves and rebuilds it until Ctrl-C.
///
/// # Errors
/// The port can't be had, or the book can't be built the first time.
pub fn run(root: &Path, options: Options) -> Result<()> {
    let stop = Stop::on_ctrl_c().context("cannot wait for Ctrl-C")?;
    let shelf = Arc::new(Shelf::new(root.join(render::DESTINATION)));
    let server = options.port.bind(
        |port| {
            let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port)).to_string();
            let settings = Settings::default();
            let shelf: Arc<dyn Application> = shelf.clone();
            Server::bind(&address, shelf, settings, &stop, move |event| {
                if options.verbose || is_ours(&event) {
                    println!("{event}");
                }
            })
        },
        |port| eprintln!("port {port} is in use"),
    )?;
    let url = format!("http://{}/", server.local_addr());
    println!("building the book, for {url}");
    let (tell, failure) = mpsc::channel();
    let builder = Builder {
        root: root.to_owned(),
        shelf: Arc::clone(&shelf),
        stop: stop.clone(),
        url,
        is_faulty: true,
        undone: Change::Crates,
    };
    // It isn't waited for: Ctrl-C ends the process in the middle of a build.
    thread::Builder::new()
        .name("builder".to_owned())
        .spawn(move || {
            let stop = builder.stop.clone();
            // Without a builder there is nothing that is worth serving.
            let work = AssertUnwindSafe(|| builder.work(options.open));
            let worked = catch_unwind(work).unwrap_or_else(|_| {
                Err(anyhow!("what builds the book has panicked, see above"))
            });
            if let Err(error) = worked {
                let _ = tell.send(error);
                stop.request();
            }
        })
        .context("cannot start a thread")?;
    server.serve().context("cannot serve the book")?;
    shelf.close();
    failure.try_recv().map_or(Ok(()), Err)
}

/// What builds the book again and again, in a thread of its own.
struct Builder {
    root: PathBuf,
    shelf: Arc<Shelf>,
    stop: Stop,
    url: String,
    /// Whether the book that is served breaks a rule, or isn't there.
    is_faulty: bool,
    /// What the builds since the last good one have left to do.
    undone: Change,
}

impl Builder {
    /// Builds the first book, and another one for each change.
    fn work(mut self, open: bool) -> Result<()> {
        // Before the book is built, so that no change goes unnoticed.
        let watch = Watch::begin(&self.root);
        let started = Instant::now();
        println!("{}", self.build(started)?);
        println!("the book is at {} until Ctrl-C", self.url);
        if open && let Err(error) = opener::open_browser(&self.url) {
            eprintln!(
                "error: cannot open a browser: {error}\nhint: open {}",
                self.url
            );
        }
        let mut watch = match watch {
            Ok(watch) => watch,
            Err(error) => {
                eprintln!("error: changes will go unnoticed: {error:#}");
                return Ok(());
            }
        };
        while let Some(changes) = watch.wait() {
            self.rebuild(&changes);
        }
        Ok(())
    }

    fn rebuild(&mut self, changes: &Changes) {
        tell(changes);
        self.undone = self.undone.max(changes.change);
        let (started, undone) = (Instant::now(), self.undone);
        // A figure that is half written may be too much for what draws it.
        let built = catch_unwind(AssertUnwindSafe(|| self.build(started)))
            .unwrap_or_else(|_| {
                Err(anyhow!("building the book has panicked, see above"))
            });
        if self.stop.is_requested() {
            return; // Ctrl-C ends `cargo doc` too
        }
        match built {
            Ok(_) => {
                let seconds = started.elapsed().as_secs_f64();
                let also = match undone.documentation() {
                    Documentation::Anew => ", with the crates' documentation",
                    Documentation::AsBefore => "",
                };
                println!("rebuilt in {seconds:.1} s{also}");
            }
            Err(error) => eprintln!(
                "error: {error:#}\n{} shows the book as it was before",
                self.url
            ),
        }
    }

    /// Builds a book and puts it in the place of the one that is served, unless it
    /// breaks a rule and that one doesn't.
    fn build(&mut self, started: Instant) -> Result<String> {
        let (outcome, rendered) =
            build::checked(&self.root, self.undone.documentation())?;
        if self.stop.is_requested() {
            return Ok(String::new());
        }
        finding::print_all(&outcome.findings, &self.root);
        let rendered = rendered?;
        let faults = outcome.findings.len();
        if faults > 0 && !self.is_faulty {
            return Err(anyhow!("{faults} to mend, listed above"));
        }
        self.shelf
            .exchange(|| rendered.replace())
            .context("cannot put the new book in the place of the old one")?;
        self.undone = Change::Pages;
        self.is_faulty = faults > 0;
        let seconds = started.elapsed().as_secs_f64();
        if self.is_faulty {
            eprintln!("error: {faults} to mend, listed above");
        }
        Ok(format!("{} in {seconds:.1} s", outcome.counts))
    }
}

fn tell(changes: &Changes) {
    match changes.files.len() {
        0 => println!("changed: nobody knows how much"),
        1..=NAMED => {
            for file in &changes.files {
                println!("changed: {}", file.display());
            }
        }
        many => println!("changed: {many} files"),
    }
}

/// Whether something is wrong here, and not with a client.
fn is_ours(event: &Event) -> bool {
    match event {
        Event::Answered { cause, .. } => cause.is_some(),
        Event::Failed { .. } | Event::NotAccepted(_) => true,
        _ => false,
    }
}
