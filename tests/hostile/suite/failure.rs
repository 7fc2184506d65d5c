//! What is wrong with a server after an attack.

use std::fmt;

/// How a server failed, and what was seen of it.
#[derive(Debug)]
pub struct Failure {
    pub symptom: Symptom,
    pub seen: String,
}

/// What a server can do wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Symptom {
    /// Its process has ended.
    Ended,
    /// A client that does nothing wrong gets no answer, or not in time.
    PoliteClientNotServed,
    /// The answer isn't what it should be.
    WrongAnswer,
    /// An answer was given, and a reset took it or what should have followed.
    AnswerDestroyed,
    /// Told to end, it doesn't, or not with status 0.
    EndedBadly,
    /// An answer is larger than what it answers, so that the server can be
    /// turned against others by whoever writes their address as the sender's.
    Amplified,
    /// A connection that should be over is kept.
    NotClosed,
    /// What it printed isn't what happened.
    WronglyReported,
    /// It computes where it should wait.
    CpuTime,
    /// It has more threads than it may have, or some that don't end.
    Threads,
    /// It has something open that it should have closed.
    Descriptors,
    /// It takes memory with what it is sent, or with each repetition.
    Memory,
    /// The attack came to no end.
    Hangs,
}

impl Symptom {
    pub fn because(self, seen: impl fmt::Display) -> Failure {
        Failure {
            symptom: self,
            seen: seen.to_string(),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}: {}", self.symptom, self.seen)
    }
}
