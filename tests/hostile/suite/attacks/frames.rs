//! Messages with a header that isn't what it should be, or whose content isn't.

use std::io::Write;
use std::net::Shutdown;

use crate::suite::attacks::endings::halves;
use crate::suite::attacks::messages::pour;
use crate::suite::failure::{Failure, Symptom};
use crate::suite::frames::{
    CONTENT_LIMIT, HEADER_LIMIT, are_answers, binary, frame, header, json, search,
    split, with_length,
};
use crate::suite::target::{Peer, Target, excerpt};

/// Deeper than any stack.
const DEEP: usize = 100_000;

/// Many more messages than fit into one read, and few enough to fit into the
/// buffers on the way, as their answers do.
const MANY: usize = 1000;

/// 1 MiB: more than a server reads before it looks at what it has read.
const FLOW: usize = 1024 * 1024;

/// Enough of them that each part of a message is hit.
const RANDOM: u32 = 200;

/// Sends lengths of a content that are none, or too large, and part of a content.
pub fn wrong_lengths(target: &Target) -> Result<(), Failure> {
    let over = (CONTENT_LIMIT + 1).to_string();
    let lengths = [
        "true",
        "-1",
        "-2",
        "-0",
        "1.0",
        "1e1",
        "\"5\"",
        "null",
        "[5]",
        "4294967296",
        "9223372036854775808",
        "18446744073709551615",
        "18446744073709551616",
        "1000000000000",
        &over,
    ];
    for length in lengths {
        is_refused(target, b"", &with_length(length, b"how do you do?"))?;
    }
    Ok(())
}

/// Sends a message that is none, and goes on sending. Most of that is unread when the
/// server has decided.
pub fn wrong_in_mid_flow(target: &Target) -> Result<(), Failure> {
    is_refused(target, b"", &with_length("-2", &vec![b'x'; FLOW]))
}

/// Sends the smallest contents and the largest.
pub fn right_lengths(target: &Target) -> Result<(), Failure> {
    for length in [0, 1, CONTENT_LIMIT] {
        target.answers(&binary(&vec![b'x'; length]))?;
    }
    Ok(())
}

/// Sends lengths of a header that are too small, or too large, and not much behind
/// them: the decision is made by the length.
pub fn wrong_prefixes(target: &Target) -> Result<(), Failure> {
    for length in [u16::MAX, HEADER_LIMIT as u16 + 1, 0] {
        is_refused(target, b"", &length.to_be_bytes())?;
        is_refused(target, b"", &[&length.to_be_bytes(), &b"{\"a"[..]].concat())?;
    }
    // As long as it may be.
    let header = header("binary/anything", "binary", "5");
    let header = format!("{header:HEADER_LIMIT$}");
    target.answers(&frame(header.as_bytes(), b"hello"))
}

/// Sends headers that aren't JSON, or not as it has to be.
pub fn wrong_headers(target: &Target) -> Result<(), Failure> {
    let right = header("text/json", "utf-8", "0");
    let without_end = right.trim_end_matches('}');
    let headers = [
        // Bytes that are no text, and text that is no JSON.
        right.replace("big", "\u{1}").into_bytes(),
        right
            .clone()
            .into_bytes()
            .iter()
            .map(|byte| byte | 0x80)
            .collect(),
        [without_end.as_bytes(), b", \"name\": \"\xff\"}"].concat(),
        right.encode_utf16().flat_map(u16::to_le_bytes).collect(),
        without_end.into(),
        format!("{right}}}").into(),
        format!("\u{feff}{right}").into(),
        format!("{without_end},}}").into(),
        right.replace('"', "'").into(),
        // What some readers of JSON take, and others don't.
        format!("{without_end}, \"some\": NaN}}").into(),
        format!("{without_end}, \"some\": Infinity}}").into(),
        format!("{without_end}, \"content-length\": 5}}").into(),
        format!("{without_end}, \"content-\\u006cength\": 5}}").into(),
        // JSON, and no header.
        b"[]".to_vec(),
        b"null".to_vec(),
        b"\"content-length\"".to_vec(),
        b"{}".to_vec(),
        right.replace("byteorder", "byte-order").into(),
        right.replace("content-length", "content_length").into(),
        right.replace("content-type", "type").into(),
        right.replace("content-encoding", "encoding").into(),
        right.replace("big", "middle").into(),
        right.replace("\"text/json\"", "[\"text/json\"]").into(),
        right.replace("utf-8", "utf-16").into(),
        // As deep as it can be.
        "[".repeat(HEADER_LIMIT).into(),
        format!("{without_end}, \"deep\": {}", "[".repeat(HEADER_LIMIT / 2)).into(),
    ];
    for header in headers {
        is_refused(target, b"", &frame(&header, b""))?;
    }
    Ok(())
}

/// Sends requests that are no search: each is a message all the same, and has an
/// answer, and the next is answered too.
pub fn odd_requests(target: &Target) -> Result<(), Failure> {
    let contents: [&[u8]; 16] = [
        b"{}",
        b"null",
        b"0",
        b"",
        b"[]",
        b"false",
        b"\"search\"",
        b"{\"action\": null}",
        b"{\"action\": \"dance\", \"value\": \"x\"}",
        b"{\"action\": \"search\"",
        b"{\"action\": \"search\", \"value\": \"x\", \"value\": {}}",
        b"{\"action\": \"search\", \"value\": NaN}",
        b"{\"action\": \"search\", \"value\": \"\xff\"}",
        b"{\"action\": \"search\", \"value\": \"\\ud83d\"}",
        b"{\"action\": \"search\", \"value\": \"\0\"}",
        b"\xff\xfe{\0}\0",
    ];
    answers_in_turn(target, contents.map(json).iter().chain([&binary(b"")]))
}

/// Sends requests that are deeper than any stack.
pub fn deep_request(target: &Target) -> Result<(), Failure> {
    let requests = ["[", "{\"a\":"].map(|open| json(open.repeat(DEEP).as_bytes()));
    answers_in_turn(target, &requests)
}

fn answers_in_turn<'a>(
    target: &Target,
    requests: impl IntoIterator<Item = &'a Vec<u8>>,
) -> Result<(), Failure> {
    let peer = target.connect()?;
    for request in requests {
        let question = [&request[..], target.protocol.message()].concat();
        target.ask(&peer, &question)?;
        target.answers_to(&peer, &question)?;
    }
    Ok(())
}

/// Sends many messages at once, each of which has its own answer.
pub fn pipelined(target: &Target) -> Result<(), Failure> {
    target.answers(&many())
}

/// Sends many messages and behind them one that is none.
pub fn wrong_after_many(target: &Target) -> Result<(), Failure> {
    is_refused(target, &many(), &with_length("-2", b"how do you do?"))
}

fn many() -> Vec<u8> {
    let searches = (0..MANY).map(|number| search(&format!("number {number}")));
    searches.collect::<Vec<_>>().concat()
}

/// Announces more than is taken, and sends it.
pub fn endless_content(target: &Target) -> Result<(), Failure> {
    let peer = target.connect()?;
    target.ask(&peer, &with_length("1000000000000", b""))?;
    pour(&peer.stream);
    target.keeps_to_its_memory()?;
    target.reports(&peer, "refused")
}

/// Sends a message up to each of its bytes, and the end of file. It may have an
/// answer that says so.
pub fn truncated(target: &Target) -> Result<(), Failure> {
    let message = binary(b"how do you do?");
    for length in 1..message.len() {
        let peer = target.connect()?;
        target.ask(&peer, &message[..length])?;
        // The server may have gone already, if it mistakes the part for the whole.
        let _ = peer.stream.shutdown(Shutdown::Write);
        has_refused(target, &peer, b"", &message[..length])?;
        target.reports(&peer, "cut off")?;
    }
    Ok(())
}

/// Sends half a message, and waits for the other half.
pub fn silence_in_mid_message(target: &Target) -> Result<(), Failure> {
    let (half, _) = halves(target.protocol.message());
    let peer = target.connect()?;
    target.begin(&peer, half)?;
    target.idles()?;
    let answer = target.ends(&peer)?;
    let (answers, rest) = split(&answer);
    if !rest.is_empty() || !answers.iter().all(|answer| answer.is_error()) {
        let seen = format!("half a message got {}", excerpt(&answer));
        return Err(target.fails(Symptom::WrongAnswer, seen));
    }
    target.reports(&peer, "timed out")
}

/// Sends messages in which something is wrong, nobody knows what. Whatever it is,
/// what comes back are messages, and then the end.
pub fn random_bytes(target: &Target) -> Result<(), Failure> {
    for seed in 1..=RANDOM {
        let mut random = seed;
        let mut next = |below: usize| {
            // George Marsaglia's xorshift.
            random ^= random << 13;
            random ^= random >> 17;
            random ^= random << 5;
            random as usize % below
        };
        let mut message = search("how do you do?").repeat(3);
        for _ in 0..1 + next(4) {
            let place = next(message.len());
            let byte = next(256) as u8;
            match next(3) {
                0 => message[place] = byte,
                1 => message.insert(place, byte),
                _ => drop(message.remove(place)),
            }
        }
        let peer = target.connect()?;
        let _ = (&peer.stream).write_all(&message);
        let _ = peer.stream.shutdown(Shutdown::Write);
        let answer = target.ends(&peer)?;
        let (_, rest) = split(&answer);
        if !rest.is_empty() {
            let seen = format!("seed {seed} got {}", excerpt(rest));
            return Err(target.fails(Symptom::WrongAnswer, seen));
        }
    }
    Ok(())
}

/// Sends messages and one that is none: the former are answered, and the latter has
/// an answer that says what is wrong, in front of the end.
fn is_refused(target: &Target, before: &[u8], wrong: &[u8]) -> Result<(), Failure> {
    let peer = target.connect()?;
    let sent = (&peer.stream).write_all(&[before, wrong].concat());
    has_refused(target, &peer, before, wrong)?;
    sent.and(peer.is_whole())
        .map_err(|error| target.fails(Symptom::AnswerDestroyed, error))?;
    target.reports(&peer, "refused")
}

fn has_refused(
    target: &Target,
    peer: &Peer,
    before: &[u8],
    wrong: &[u8],
) -> Result<(), Failure> {
    let answer = target.ends(peer)?;
    let (answers, rest) = split(&answer);
    let is_refused = answers.split_last().is_some_and(|(refusal, answers)| {
        refusal.is_error() && are_answers(answers, before) && rest.is_empty()
    });
    match is_refused {
        true => Ok(()),
        false => {
            let seen = format!("{} got {}", excerpt(wrong), excerpt(&answer));
            Err(target.fails(Symptom::WrongAnswer, seen))
        }
    }
}
