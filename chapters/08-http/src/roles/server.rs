//! The role that serves a directory, and what every role does that serves.

use std::fmt::Display;
use std::io;
use std::sync::{Arc, OnceLock};

use http_server::event::Event;
use http_server::files::Files;
use http_server::{Application, DEFAULT_ADDRESS, Server, Settings};
use tcp_vs_udp::command::{Failure, Stopped, Tried, Words, say_ready, write_line};
use threading::places::MOST_PLACES;
use threading::stop::Stop;

/// Serves the files of a directory until Ctrl-C.
pub(super) fn serve(mut words: Words) -> Result<(), Stopped> {
    let directory = words.text().unwrap_or_else(|| ".".to_owned());
    let serving = Serving::of(&mut words)?;
    words.finish()?;
    let files = Files::new(&directory);
    let files = files.tried(format_args!("serve the directory {directory}"))?;
    serving.serve(files)
}

/// Where to serve, and how.
pub(super) struct Serving {
    address: String,
    settings: Settings,
    is_quiet: bool,
}

impl Serving {
    /// What the options say.
    pub(super) fn of(words: &mut Words) -> Result<Self, Stopped> {
        let address = words.address(DEFAULT_ADDRESS)?;
        let mut settings = Settings::default();
        for (option, time) in [
            ("--header-timeout", &mut settings.header_time),
            ("--body-timeout", &mut settings.body_time),
            ("--idle-timeout", &mut settings.idle_time),
            ("--write-timeout", &mut settings.write_time),
            ("--deadline", &mut settings.conversation),
            ("--grace", &mut settings.grace),
        ] {
            if let Some(told) = words.seconds(option)? {
                *time = told;
            }
        }
        for (option, number) in [
            ("--workers", &mut settings.workers),
            ("--queue", &mut settings.queue),
        ] {
            if let Some(told) = words.number(option, 1..=MOST_PLACES)? {
                *number = told;
            }
        }
        if let Some(most) = words.number("--max-requests", 1..=u32::MAX)? {
            settings.max_requests = most;
        }
        Ok(Self {
            address,
            settings,
            is_quiet: words.flag("--quiet"),
        })
    }

    /// Serves until Ctrl-C, and prints what happens, unless it's told to be quiet.
    pub(super) fn serve(
        self,
        application: impl Application + 'static,
    ) -> Result<(), Stopped> {
        self.serve_and_tell(|_| application, |_| true)
    }

    /// The same with an application that prints lines of its own, and only those events
    /// that are to be told.
    pub(super) fn serve_and_tell<A: Application + 'static>(
        self,
        application: impl FnOnce(Say) -> A,
        is_told: fn(&Event) -> bool,
    ) -> Result<(), Stopped> {
        let stop = Stop::on_ctrl_c().tried("wait for Ctrl-C")?;
        let unsaid = Arc::new(OnceLock::new());
        let (enough, written) = (stop.clone(), Arc::clone(&unsaid));
        let say: Say = Arc::new(move |line| {
            let said = if self.is_quiet {
                Ok(())
            } else {
                write_line(line)
            };
            if let Err(error) = said {
                let _: Result<(), io::Error> = written.set(error);
                enough.request();
            }
        });
        let application = application(Arc::clone(&say));
        let report = move |event| {
            if is_told(&event) {
                say(&event);
            }
        };
        let address = &self.address;
        let server =
            Server::bind(address, application, self.settings, &stop, report)
                .map_err(|error| Failure::not_bound(address, error))?;
        say_ready(server.local_addr())?;
        server.serve().tried("go on")?;
        match Arc::into_inner(unsaid).and_then(OnceLock::into_inner) {
            None => Ok(()),
            Some(error) => Err(error).tried("write to standard output")?,
        }
    }
}

/// Prints a line.
pub(super) type Say = Arc<dyn Fn(&dyn Display) + Send + Sync>;
