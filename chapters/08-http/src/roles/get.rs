//! The role that fetches what is at a URL.

use std::fs::File;
use std::io::{self, ErrorKind, IsTerminal, Write};

use echo_server::lines::printable;
use http_server::client::{self, Answer, Event, Options, Url, UrlError};
use http_server::{Method, ResponseHead};
use tcp_vs_udp::command::{Failure, Stopped, Tried, Words, say};

/// Asks once, and prints the body of the answer, or keeps it in a file.
pub(super) fn get(mut words: Words) -> Result<(), Stopped> {
    let default = Options::default();
    let options = Options {
        method: if words.flag("--head") {
            Method::Head
        } else {
            Method::Get
        },
        timeout: words.seconds("--timeout")?.unwrap_or(default.timeout),
        max_redirects: words
            .number("--max-redirects", 0..=1000)?
            .unwrap_or(default.max_redirects),
        max_bytes: words
            .number("--max-bytes", 0..=u64::MAX)?
            .unwrap_or(default.max_bytes),
        limits: default.limits,
    };
    let file = words.file("--output")?;
    let is_verbose = words.flag("--verbose");
    let url = words
        .text()
        .ok_or_else(|| "what to get lacks its URL".to_owned())?;
    words.finish()?;

    let tried = format!("get {}", printable(url.as_bytes()));
    let failed = |error: client::Error| failure(&tried, error.into());
    let url: Url = url.parse().map_err(|error| not_a_url(&tried, error))?;
    let report = |event: Event<'_>| {
        if is_verbose {
            tell(event);
        }
    };
    let answer = client::get(&url, &options, report).map_err(failed)?;
    let status = answer.head.status;
    if !(200..300).contains(&status.code()) {
        let said = io::Error::other(format!("the server says {status}"));
        return Err(failure(&tried, said).into());
    }
    if options.method == Method::Head {
        return Ok(say(head(&answer.head).join("\n"))?);
    }
    match file {
        Some(file) => {
            let mut output =
                File::create(&file).tried(format_args!("write {file}"))?;
            answer.copy_to(&mut output).map_err(failed)?;
        }
        None => print(answer).map_err(failed)?,
    }
    Ok(())
}

/// Bytes as they are for a pipe or a file, and text for a terminal.
fn print(answer: Answer) -> Result<(), client::Error> {
    let mut output = io::stdout().lock();
    if output.is_terminal() {
        answer.copy_to(&mut Text(&mut output))?;
    } else {
        answer.copy_to(&mut output)?;
    }
    output.flush().map_err(client::Error::Output)
}

/// A terminal, which gets to see control characters and never to obey them. A character
/// whose bytes came in two pieces is shown as two that are none.
struct Text<W>(W);

impl<W: Write> Write for Text<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        for line in bytes.split_inclusive(|&byte| byte == b'\n') {
            match line.strip_suffix(b"\n") {
                Some(line) => writeln!(self.0, "{}", printable(line))?,
                None => self.0.write_all(printable(line).as_bytes())?,
            }
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.flush()
    }
}

/// What happens is told on standard error, which stays apart from the body.
fn tell(event: Event<'_>) {
    let lines: Vec<String> = match event {
        Event::Request(text) => text
            .trim_end()
            .lines()
            .map(|line| format!("-> {line}"))
            .collect(),
        Event::Response(response) => head(response)
            .iter()
            .map(|line| format!("<- {line}"))
            .collect(),
        Event::Redirected(url) => vec![format!("redirected to {url}")],
    };
    // If nobody listens any more, there is nobody to tell.
    let _ = writeln!(io::stderr(), "{}", lines.join("\n"));
}

/// The lines of a head, fit for a terminal.
fn head(head: &ResponseHead) -> Vec<String> {
    let code = head.status.code();
    let first = format!("{} {code} {}", head.version, head.reason);
    let fields = head.headers.iter();
    let fields = fields.map(|(name, value)| format!("{name}: {value}"));
    [first]
        .into_iter()
        .chain(fields)
        .map(|line| printable(line.as_bytes()))
        .collect()
}

fn failure(tried: &str, error: io::Error) -> Failure {
    Failure::new(tried, error).with_hint_for(
        ErrorKind::TimedOut,
        "--timeout SECONDS waits longer, if the server is slow",
    )
}

fn not_a_url(tried: &str, error: UrlError) -> Failure {
    let hint = match error {
        UrlError::NoScheme => "write it whole, as in http://127.0.0.1:20008/",
        UrlError::Https => {
            "chapter 7 says where TLS would go; curl speaks it, if you need it now"
        }
        UrlError::Character(_) => "a space is %20, for example",
        _ => "as in http://127.0.0.1:20008/path?query",
    };
    let error = io::Error::new(ErrorKind::InvalidInput, error);
    Failure::new(tried, error).with_hint(hint)
}
