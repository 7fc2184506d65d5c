//! What is asked of `in_turn`.

use std::io::{self, ErrorKind};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use crate::cases::Case;

type Connect<'a> =
    &'a mut dyn FnMut(&SocketAddr, Duration) -> io::Result<TcpStream>;

pub type InTurn = fn(&[SocketAddr], Duration, Connect<'_>) -> io::Result<TcpStream>;

/// What all attempts together may take.
const LIMIT: Duration = Duration::from_millis(500);

/// More than half of it, and less than the whole.
const SLOW: Duration = Duration::from_millis(300);

/// What becomes of an attempt to connect.
#[derive(Clone, Copy, PartialEq)]
enum Fate {
    Refuses,
    AnswersAfter(Duration),
    IsSilent,
}

use Fate::{AnswersAfter, IsSilent, Refuses};

const ANSWERS: Fate = AnswersAfter(Duration::ZERO);

pub const CASES: &[Case<InTurn>] = &[
    Case {
        name: "an address that answers",
        check: |in_turn| connects(in_turn, &[ANSWERS, IsSilent]),
    },
    Case {
        name: "two that refuse, and one that answers",
        check: |in_turn| connects(in_turn, &[Refuses, Refuses, ANSWERS]),
    },
    Case {
        name: "none that answers",
        check: |in_turn| fails(in_turn, &[Refuses, Refuses]),
    },
    Case {
        name: "three that are silent",
        check: |in_turn| fails(in_turn, &[IsSilent, IsSilent, IsSilent]),
    },
    Case {
        name: "a silent one before one that answers",
        check: |in_turn| connects(in_turn, &[IsSilent, ANSWERS]),
    },
    Case {
        name: "one that refuses before one that is slow",
        check: |in_turn| connects(in_turn, &[Refuses, AnswersAfter(SLOW)]),
    },
];

fn connects(in_turn: InTurn, fates: &[Fate]) -> Result<(), String> {
    let network = Network::new(fates);
    match network.run(in_turn)? {
        Ok(stream) => match stream.peer_addr().ok() == network.first_to_answer() {
            true => Ok(()),
            false => Err("the connection leads to another address".to_owned()),
        },
        Err(error) => Err(format!("`in_turn` returns an error: {error}")),
    }
}

fn fails(in_turn: InTurn, fates: &[Fate]) -> Result<(), String> {
    let expected = match fates.last() {
        Some(Refuses) => ErrorKind::ConnectionRefused,
        _ => ErrorKind::TimedOut,
    };
    match Network::new(fates).run(in_turn)? {
        Err(error) if error.kind() == expected => Ok(()),
        Err(error) => Err(format!("`in_turn` returns another error: {error}")),
        Ok(_) => Err("`in_turn` returns a connection".to_owned()),
    }
}

/// Addresses, and what becomes of those who connect to them. Behind each is a
/// listener; how it seems to answer is made up, so that it is the same everywhere.
struct Network {
    listeners: Vec<TcpListener>,
    fates: Vec<Fate>,
}

impl Network {
    fn new(fates: &[Fate]) -> Self {
        let listener = |_| TcpListener::bind("127.0.0.1:0").unwrap();
        Self {
            listeners: fates.iter().map(listener).collect(),
            fates: fates.to_vec(),
        }
    }

    fn addresses(&self) -> Vec<SocketAddr> {
        let listeners = self.listeners.iter();
        listeners
            .map(|listener| listener.local_addr().unwrap())
            .collect()
    }

    fn first_to_answer(&self) -> Option<SocketAddr> {
        let mut fates = self.fates.iter();
        let first = fates.position(|fate| matches!(fate, AnswersAfter(_)))?;
        Some(self.addresses()[first])
    }

    /// What `in_turn` returns, unless it takes too long.
    fn run(&self, in_turn: InTurn) -> Result<io::Result<TcpStream>, String> {
        let begin = Instant::now();
        let addresses = self.addresses();
        let result = in_turn(&addresses, LIMIT, &mut |address, timeout| {
            let index = addresses.iter().position(|other| other == address);
            self.connect(index.expect("an address from the list"), timeout)
        });
        let took = begin.elapsed();
        // Twice as much leaves room for a machine that is busy.
        if took > 2 * LIMIT {
            let (took, limit) = (took.as_millis(), LIMIT.as_millis());
            return Err(format!("it takes {took} ms, and may take {limit}"));
        }
        Ok(result)
    }

    /// As `TcpStream::connect_timeout` would.
    fn connect(&self, index: usize, timeout: Duration) -> io::Result<TcpStream> {
        if timeout.is_zero() {
            let message = "connect_timeout takes no timeout of zero";
            return Err(io::Error::new(ErrorKind::InvalidInput, message));
        }
        match self.fates[index] {
            Refuses => Err(ErrorKind::ConnectionRefused.into()),
            AnswersAfter(pause) if pause < timeout => {
                thread::sleep(pause);
                TcpStream::connect(self.addresses()[index])
            }
            AnswersAfter(_) | IsSilent => {
                thread::sleep(timeout);
                Err(ErrorKind::TimedOut.into())
            }
        }
    }
}
