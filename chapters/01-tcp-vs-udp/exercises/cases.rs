//! Tries an answer case by case, and says in words how far it gets.

use std::io::{self, Write};
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

/// How long one case may take. The longest takes half a second, and most some
/// milliseconds, so that a machine under load has room.
const LIMIT: Duration = Duration::from_secs(5);

/// One thing that an answer of the type `A`, a function, has to do.
pub struct Case<A> {
    /// What it is about, in a few words.
    pub name: &'static str,
    /// Tries the answer, and says what isn't as it should be.
    pub check: fn(A) -> Result<(), String>,
}

/// Tries `answer` in each case, up to the first that it doesn't meet, and
/// returns the name of that case. What it comes to is written to `out`.
///
/// # Errors
/// What `out` says.
pub fn first_unmet<A: Copy + Send + 'static>(
    cases: &[Case<A>],
    answer: A,
    out: &mut dyn Write,
) -> io::Result<Option<&'static str>> {
    for (met, case) in cases.iter().enumerate() {
        if let Err(reason) = within_limit(case.check, answer) {
            writeln!(out, "  not met  {}", case.name)?;
            writeln!(out, "           {reason}")?;
            writeln!(out, "{met} of {} cases are met.", cases.len())?;
            return Ok(Some(case.name));
        }
        writeln!(out, "  met      {}", case.name)?;
    }
    writeln!(out, "All {} cases are met.", cases.len())?;
    Ok(None)
}

/// Runs a check, and takes one that doesn't come to an end for a failure.
fn within_limit<A: Send + 'static>(
    check: fn(A) -> Result<(), String>,
    answer: A,
) -> Result<(), String> {
    let (done, result) = mpsc::channel();
    thread::spawn(move || {
        let _ = done.send(check(answer));
    });
    result.recv_timeout(LIMIT).unwrap_or_else(|error| {
        Err(match error {
            RecvTimeoutError::Timeout => {
                format!(
                    "it hangs: no end after {LIMIT:?}, so somebody waits in vain"
                )
            }
            RecvTimeoutError::Disconnected => {
                "it panicked: the message is above".to_owned()
            }
        })
    })
}
