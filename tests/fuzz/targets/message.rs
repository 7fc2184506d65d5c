//! Any bytes are messages or the one error, however they are cut; and a message that
//! is written again is the same.

#![no_main]

use app_protocol::{Decoder, Error, Limits, Message};
use libfuzzer_sys::fuzz_target;

/// Little, so that inputs of a few hundred bytes reach both limits.
const LIMITS: Limits = Limits {
    header: 300,
    content: 500,
};

fuzz_target!(|bytes: &[u8]| {
    let whole = decode([bytes]);
    assert_eq!(decode(Cut(bytes)), whole);
    assert_eq!(decode(bytes.chunks(1)), whole);

    let (messages, _) = whole;
    let mut again = Vec::new();
    for message in &messages {
        message
            .encode(&mut again)
            .expect("what was read can be written");
    }
    assert_eq!(decode([&*again]), (messages, Ok(())));
});

/// The messages, and how it ends.
fn decode<'a>(
    pieces: impl IntoIterator<Item = &'a [u8]>,
) -> (Vec<Message>, Result<(), Error>) {
    let mut decoder = Decoder::new(LIMITS);
    let mut messages = Vec::new();
    for mut piece in pieces {
        loop {
            match decoder.feed(&mut piece) {
                Ok(Some(message)) => messages.push(message),
                Ok(None) => break assert!(piece.is_empty()),
                Err(error) => {
                    assert_eq!(decoder.finish(), Err(error.clone()));
                    return (messages, Err(error));
                }
            }
        }
    }
    assert_eq!(decoder.is_between_messages(), decoder.finish().is_ok());
    (messages, decoder.finish())
}

/// Bytes in pieces, each as long as its first byte says.
struct Cut<'a>(&'a [u8]);

impl<'a> Iterator for Cut<'a> {
    type Item = &'a [u8];

    fn next(&mut self) -> Option<&'a [u8]> {
        let length = usize::from(*self.0.first()?).clamp(1, self.0.len());
        self.0.split_off(..length)
    }
}
