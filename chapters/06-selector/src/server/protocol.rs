//! What a server answers: the only part of it that knows what the bytes mean.

use std::borrow::Cow;

use echo_server::ending::Ending;

/// What is answered to the bytes that come over one connection. It neither reads nor
/// writes there.
///
/// ```
/// use std::borrow::Cow;
/// use selector::server::protocol::Protocol;
///
/// /// Says how much has come.
/// struct Count(usize);
///
/// impl Protocol for Count {
///     type Duty = ();
///
///     fn answer<'a>(&mut self, bytes: &'a [u8]) -> Cow<'a, [u8]> {
///         self.0 += bytes.len();
///         format!("{} so far\n", self.0).into_bytes().into()
///     }
///
///     fn duty(&mut self, _sent: u64, _unsent: usize) -> Option<()> {
///         Some(())
///     }
/// }
///
/// let mut protocol = Count(0);
/// assert_eq!(*protocol.answer(b"hello"), *b"5 so far\n");
/// ```
pub trait Protocol {
    /// What a peer may be given a time for.
    type Duty: PartialEq;

    /// Takes what has come, and returns the answer. There are no bytes if it asked for
    /// [a turn](Needs::Turn).
    fn answer<'a>(&mut self, bytes: &'a [u8]) -> Cow<'a, [u8]>;

    /// What it needs to go on.
    fn needs(&self) -> Needs {
        Needs::Bytes
    }

    /// Hears that the peer sends nothing more, and returns the last words.
    fn end(&mut self) -> Vec<u8> {
        Vec::new()
    }

    /// How many of the peer's bytes are answered, after so many were sent to it.
    fn answered(&self, sent: u64) -> u64 {
        sent
    }

    /// What the peer has to do now, after so many bytes were sent to it and while so
    /// many wait; nothing if it may rest. As long as it's the same, its time runs on.
    fn duty(&mut self, sent: u64, unsent: usize) -> Option<Self::Duty>;
}

/// What a conversation needs to go on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
// ANCHOR: needs
pub enum Needs {
    /// More of what the peer sends.
    Bytes,
    /// Another turn: it has more to answer than is good for the others at once.
    Turn,
    /// Nothing: all has been said. This is how it ended.
    Nothing(Ending),
}
// ANCHOR_END: needs

/// Sends back what comes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
// ANCHOR: echo
pub struct Echo;

impl Protocol for Echo {
    /// To come to an end.
    type Duty = ();

    fn answer<'a>(&mut self, bytes: &'a [u8]) -> Cow<'a, [u8]> {
        Cow::Borrowed(bytes)
    }

    fn duty(&mut self, _sent: u64, _unsent: usize) -> Option<()> {
        Some(())
    }
}
// ANCHOR_END: echo
