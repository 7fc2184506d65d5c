//! However bytes are cut, and whatever they are, the same comes out.

use std::fs;

use app_protocol::{ByteOrder, Decoder, Error, Header, Limits, Message};
use tcp_vs_udp::random::Random;

use crate::golden;

/// All messages in `pieces`, and what came after them: nothing, an error, or an end
/// in the middle.
fn decode<'a>(
    pieces: impl IntoIterator<Item = &'a [u8]>,
    limits: Limits,
) -> (Vec<Message>, Result<(), Error>) {
    let mut decoder = Decoder::new(limits);
    let mut messages = Vec::new();
    for mut piece in pieces {
        loop {
            match decoder.feed(&mut piece) {
                Ok(Some(message)) => messages.push(message),
                Ok(None) => break assert!(piece.is_empty(), "all has to be taken"),
                Err(error) => {
                    let left = piece.len();
                    assert_eq!(decoder.feed(&mut piece), Err(error.clone()));
                    assert_eq!(piece.len(), left, "nothing is taken any more");
                    assert_eq!(decoder.finish(), Err(error.clone()));
                    assert!(!decoder.is_between_messages());
                    return (messages, Err(error));
                }
            }
        }
    }
    assert_eq!(decoder.is_between_messages(), decoder.finish().is_ok());
    (messages, decoder.finish())
}

/// `bytes` in pieces of random lengths, some of them empty.
fn cut<'a>(bytes: &'a [u8], random: &mut Random) -> Vec<&'a [u8]> {
    let most = [1, 3, 100, 5000][below(4, random)];
    let mut pieces = Vec::new();
    let mut rest = bytes;
    while !rest.is_empty() {
        let (piece, after) = rest.split_at(below(most + 1, random).min(rest.len()));
        pieces.push(piece);
        rest = after;
    }
    pieces
}

fn below(bound: usize, random: &mut Random) -> usize {
    (random.next_number() % bound as u64) as usize
}

fn any_bytes(most: usize, random: &mut Random) -> Vec<u8> {
    (0..below(most + 1, random))
        .map(|_| random.next_number() as u8)
        .collect()
}

fn any_text(random: &mut Random) -> String {
    let characters = ['a', '"', '\\', '\n', '\0', 'ß', '🐶', '\u{2028}', '\u{7f}'];
    (0..below(6, random))
        .map(|_| characters[below(characters.len(), random)])
        .collect()
}

fn any_message(random: &mut Random) -> Message {
    if random.happens(30) {
        return Message::json(&any_text(random).into());
    }
    let mut others = Vec::new();
    for name in ["", "a", "ü", "version"] {
        if random.happens(30) {
            others.push((name.to_owned(), any_text(random).into()));
        }
    }
    let most = [0, 1, 20, 70_000][below(4, random)];
    Message {
        header: Header {
            byte_order: [ByteOrder::Little, ByteOrder::Big][below(2, random)],
            content_type: any_text(random),
            content_encoding: any_text(random),
            others,
        },
        content: any_bytes(most, random),
    }
}

#[test]
fn messages_come_back_however_they_are_cut() {
    for seed in 0..300 {
        let random = &mut Random::new(seed);
        let messages: Vec<_> =
            (0..below(5, random)).map(|_| any_message(random)).collect();
        let mut bytes = Vec::new();
        for message in &messages {
            message.encode(&mut bytes).unwrap();
        }
        let (decoded, end) = decode(cut(&bytes, random), Limits::default());
        assert_eq!(end, Ok(()), "seed {seed}");
        assert!(decoded == messages, "seed {seed}: not what was encoded");
    }
}

#[test]
fn every_cut_in_two_and_in_single_bytes_makes_no_difference() {
    for (name, bytes) in golden::messages() {
        let whole = decode([bytes.as_slice()], Limits::default());
        assert_eq!(whole.1, Ok(()), "{name}");
        for at in 0..=bytes.len() {
            let (left, right) = bytes.split_at(at);
            let halves = decode([left, right], Limits::default());
            assert!(halves == whole, "{name}, cut at {at}");
        }
        let bytewise = decode(bytes.chunks(1), Limits::default());
        assert!(bytewise == whole, "{name}, byte by byte");
    }
}

#[test]
fn every_end_in_the_middle_is_a_truncation() {
    for (name, bytes) in golden::messages() {
        let (whole, _) = decode([bytes.as_slice()], Limits::default());
        for at in 1..bytes.len() {
            let (messages, end) = decode([&bytes[..at]], Limits::default());
            if messages.len() == whole.len() {
                panic!("{name}: whole after {at} bytes");
            }
            let is_between = name == "two-at-once" && end == Ok(());
            let is_truncated =
                matches!(end, Err(Error::Truncated { got, of, .. }) if got < of);
            assert!(is_between || is_truncated, "{name}, {at} bytes: {end:?}");
        }
    }
}

/// Bytes that were messages once, and random ones behind a prefix that is let in.
#[test]
fn whatever_comes_it_is_messages_or_the_one_error() {
    let limits = Limits {
        content: 1000,
        ..Limits::default()
    };
    let golden: Vec<_> = golden::messages().into_values().collect();
    let mut ends = [0; 3];
    for seed in 0..3000 {
        let random = &mut Random::new(seed);
        let bytes = if random.happens(10) {
            let rest = any_bytes(200, random);
            [&[0, rest.len() as u8][..], &rest].concat()
        } else {
            damaged(&golden, random)
        };
        let whole = decode([bytes.as_slice()], limits);
        let pieces = decode(cut(&bytes, random), limits);
        assert!(
            pieces == whole,
            "seed {seed}: {pieces:?}, and not {whole:?}"
        );
        ends[match whole.1 {
            Ok(()) => 0,
            Err(Error::Truncated { .. }) => 1,
            Err(_) => 2,
        }] += 1;
    }
    // Each has to happen, or the test is too easy.
    assert!(ends.iter().all(|&times| times > 100), "{ends:?}");
}

/// What reached new code once, tried where there is no fuzzer.
#[test]
fn what_a_fuzzer_has_found_comes_out_alike_however_it_is_cut() {
    let corpus = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../tests/fuzz/corpus/message"
    );
    // Those of the fuzz target, which the inputs reach.
    let limits = Limits {
        header: 300,
        content: 500,
    };
    let mut decoded = 0;
    for (seed, input) in fs::read_dir(corpus).unwrap().enumerate() {
        let path = input.unwrap().path();
        let bytes = fs::read(&path).unwrap();
        let whole = decode([&bytes[..]], limits);
        let random = &mut Random::new(seed as u64);
        assert_eq!(decode(bytes.chunks(1), limits), whole, "{path:?}");
        assert_eq!(decode(cut(&bytes, random), limits), whole, "{path:?}");

        let mut again = Vec::new();
        for message in &whole.0 {
            message.encode(&mut again).unwrap();
        }
        let (messages, end) = decode([&again[..]], limits);
        assert_eq!((&messages, end), (&whole.0, Ok(())), "{path:?}");
        decoded += messages.len();
    }
    assert!(decoded > 0, "no message in {corpus}");
}

/// A few messages, a few bytes of which are wrong.
fn damaged(golden: &[Vec<u8>], random: &mut Random) -> Vec<u8> {
    let mut bytes = Vec::new();
    for _ in 0..=below(3, random) {
        bytes.extend_from_slice(&golden[below(golden.len(), random)]);
    }
    for _ in 0..below(4, random) {
        let at = below(bytes.len(), random);
        match below(4, random) {
            0 => bytes[at] = random.next_number() as u8,
            1 => bytes[at] = b"0123456789,:\"{}[]\\ue-.t"[below(23, random)],
            2 => drop(bytes.remove(at)),
            _ => bytes.insert(at, b"0123456789"[below(10, random)]),
        }
    }
    bytes
}
