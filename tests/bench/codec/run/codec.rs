//! What a contender does, and how long it takes.

use std::io;
use std::time::{Duration, Instant};

use load::statistics::Latencies;

use super::case::{BINARY_TYPE, Case, Task};

/// From bytes to messages and back.
pub(crate) trait Codec: Default {
    type Message;
    /// What JSON becomes.
    type Value<'content>;
    type Bytes: AsRef<[u8]> + Default;

    /// Takes a piece that has come, up to its end, and appends the messages that are
    /// whole then.
    fn take(
        &mut self,
        piece: &[u8],
        messages: &mut Vec<Self::Message>,
    ) -> io::Result<()>;

    /// Type, encoding, and the content itself.
    fn parts(message: &Self::Message) -> (&str, &str, &[u8]);

    fn parse(content: &[u8]) -> io::Result<Self::Value<'_>>;

    /// The value as compact JSON.
    fn write(value: &Self::Value<'_>) -> String;

    /// A message with the value as its content.
    fn json(value: &Self::Value<'_>) -> io::Result<Self::Message>;

    fn binary(content: Vec<u8>) -> Self::Message;

    /// Appends the message.
    fn encode(
        &mut self,
        message: &Self::Message,
        bytes: &mut Self::Bytes,
    ) -> io::Result<()>;

    /// Forgets the bytes, and keeps their room.
    fn clear(bytes: &mut Self::Bytes);
}

/// Does the task of a case for this long, and returns how long it takes for one
/// message, in seconds. Every message is verified, while the clock stands still.
///
/// It's the median over all times that the task was done: what else the machine does
/// meanwhile falls upon few of them.
pub(crate) fn measure<C: Codec>(case: &Case, time: Duration) -> io::Result<f64> {
    let (mut codec, mut bytes) = (C::default(), C::Bytes::default());
    let mut times = Latencies::default();
    let begin = Instant::now();
    while times.is_empty() || begin.elapsed() < time {
        let mut clock = Clock::default();
        match case.task {
            Task::Decode { piece } => decode(case, piece, &mut codec, &mut clock)?,
            Task::Encode => encode(case, &mut codec, &mut bytes, &mut clock)?,
        }
        times.push(clock.taken);
    }
    Ok(times.within(500).as_secs_f64() / case.count as f64)
}

/// Decodes all messages once, parses them if they are JSON, and drops what came of it.
fn decode<C: Codec>(
    case: &Case,
    piece: usize,
    codec: &mut C,
    clock: &mut Clock,
) -> io::Result<()> {
    let mut messages = Vec::with_capacity(case.count);
    clock.run(|| {
        let mut pieces = case.bytes.chunks(piece);
        pieces.try_for_each(|piece| codec.take(piece, &mut messages))
    })?;
    let mut values = Vec::with_capacity(case.count);
    if case.kind.is_json() {
        clock.run(|| {
            for message in &messages {
                let (_, _, content) = C::parts(message);
                values.push(C::parse(content)?);
            }
            io::Result::Ok(())
        })?;
    }
    verify::<C>(case, &messages, &values)?;
    clock.run(|| drop(values));
    clock.run(|| drop(messages));
    Ok(())
}

/// Encodes all messages once, behind each other.
fn encode<C: Codec>(
    case: &Case,
    codec: &mut C,
    bytes: &mut C::Bytes,
    clock: &mut Clock,
) -> io::Result<()> {
    C::clear(bytes);
    if case.kind.is_json() {
        let value = C::parse(&case.content)?;
        clock.run(|| {
            for _ in 0..case.count {
                codec.encode(&C::json(&value)?, bytes)?;
            }
            io::Result::Ok(())
        })?;
    } else {
        let message = C::binary(case.content.clone());
        clock.run(|| {
            (0..case.count).try_for_each(|_| codec.encode(&message, bytes))
        })?;
    }
    let mut messages = Vec::with_capacity(case.count);
    codec.take(bytes.as_ref(), &mut messages)?;
    verify::<C>(case, &messages, &[])
}

fn verify<C: Codec>(
    case: &Case,
    messages: &[C::Message],
    values: &[C::Value<'_>],
) -> io::Result<()> {
    let (kind, encoding) = match case.kind.is_json() {
        true => ("text/json", "utf-8"),
        false => (BINARY_TYPE, "binary"),
    };
    let expected = (kind, encoding, case.content.as_slice());
    let right = messages.len() == case.count
        && messages.iter().all(|message| C::parts(message) == expected)
        && values
            .iter()
            .all(|value| C::write(value).as_bytes() == case.content);
    match right {
        true => Ok(()),
        false => Err(io::Error::other(format!("{case}: what came isn't right"))),
    }
}

/// Runs while something is measured.
#[derive(Debug, Default)]
struct Clock {
    taken: Duration,
}

impl Clock {
    fn run<T>(&mut self, measured: impl FnOnce() -> T) -> T {
        let begin = Instant::now();
        let result = measured();
        self.taken = self.taken.saturating_add(begin.elapsed());
        result
    }
}
