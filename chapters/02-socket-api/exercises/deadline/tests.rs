//! What is asked of `deadline`.

use std::io::{self, ErrorKind};
use std::thread;
use std::time::{Duration, Instant};

use crate::cases::Case;

type Poll<'a> = &'a mut dyn FnMut(Duration) -> io::Result<bool>;

pub type Deadline = fn(Duration, Poll<'_>) -> io::Result<bool>;

/// How long a wait may take.
const LIMIT: Duration = Duration::from_millis(600);

/// How much longer it may seem to take on a machine that is busy.
const LENIENCE: Duration = Duration::from_millis(800);

/// Signals come so often that no wait lasts as long as it should.
const BETWEEN_SIGNALS: Duration = Duration::from_millis(50);

/// Well before the limit, and after two signals.
const SOON: Duration = Duration::from_millis(120);

pub const CASES: &[Case<Deadline>] = &[
    Case {
        name: "something that is ready",
        check: |deadline| {
            returns(deadline, &World::new(Some(Duration::ZERO)), true)
        },
    },
    Case {
        name: "nothing, until the limit",
        check: |deadline| returns(deadline, &World::new(None), false),
    },
    Case {
        name: "an error",
        check: |deadline| match deadline(LIMIT, &mut |_| {
            Err(ErrorKind::OutOfMemory.into())
        }) {
            Err(error) if error.kind() == ErrorKind::OutOfMemory => Ok(()),
            other => Err(format!("`deadline` returns {other:?}")),
        },
    },
    Case {
        name: "signals, and then something",
        check: |deadline| {
            returns(deadline, &World::new(Some(SOON)).with_signals(), true)
        },
    },
    Case {
        name: "signals, and nothing",
        check: |deadline| {
            returns(deadline, &World::new(None).with_signals(), false)
        },
    },
];

fn returns(
    deadline: Deadline,
    world: &World,
    expected: bool,
) -> Result<(), String> {
    let result = deadline(LIMIT, &mut |timeout| world.poll(timeout));
    let took = world.begin.elapsed();
    match result {
        Ok(ready) if ready != expected => {
            Err(format!("`deadline` returns Ok({ready})"))
        }
        Err(error) => Err(format!("`deadline` returns an error: {error}")),
        Ok(_) if !expected && took < LIMIT => {
            Err(format!("it gives up after {} ms", took.as_millis()))
        }
        Ok(_) => Ok(()),
    }
}

/// When something becomes ready, and whether signals come.
struct World {
    begin: Instant,
    ready: Option<Duration>,
    signals: bool,
}

impl World {
    fn new(ready: Option<Duration>) -> Self {
        Self {
            begin: Instant::now(),
            ready,
            signals: false,
        }
    }

    fn with_signals(self) -> Self {
        Self {
            signals: true,
            ..self
        }
    }

    /// As `poll(2)` would. An answer that goes on long after the limit is stopped by
    /// an error.
    fn poll(&self, timeout: Duration) -> io::Result<bool> {
        let now = self.begin.elapsed();
        if now > LIMIT + LENIENCE {
            let message = format!(
                "it still waits after {} ms, and may take {}",
                now.as_millis(),
                LIMIT.as_millis()
            );
            return Err(io::Error::other(message));
        }
        let until_ready = self.ready.map(|ready| ready.saturating_sub(now));
        let until_signal = self.signals.then_some(BETWEEN_SIGNALS);
        let first = [until_ready, until_signal, Some(timeout)]
            .into_iter()
            .flatten()
            .min()
            .unwrap();
        thread::sleep(first);
        if until_ready == Some(first) {
            Ok(true)
        } else if until_signal == Some(first) {
            Err(ErrorKind::Interrupted.into())
        } else {
            Ok(false)
        }
    }
}
