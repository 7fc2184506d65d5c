//! What is asked of `netstring`.

use crate::cases::Case;

pub type Netstring =
    for<'a> fn(&mut &'a [u8], usize) -> Result<Option<&'a [u8]>, &'static str>;

/// What each case allows, unless it is about the limit.
const LIMIT: usize = 1000;

pub const CASES: &[Case<Netstring>] = &[
    Case {
        name: "five bytes",
        check: |netstring| takes(netstring, b"5:hello,", &[b"hello"]),
    },
    Case {
        name: "three, one without a byte",
        check: |netstring| {
            takes(netstring, b"3:one,0:,3:two,", &[b"one", b"", b"two"])
        },
    },
    Case {
        name: "a message with colons and commas",
        check: |netstring| {
            takes(netstring, b"7:1:a,\n\0,,1:b,", &[b"1:a,\n\0,", b"b"])
        },
    },
    Case {
        name: "one that is cut",
        check: |netstring| {
            let whole = b"12:hello, world,";
            (0..whole.len()).try_for_each(|cut| waits(netstring, &whole[..cut]))
        },
    },
    Case {
        name: "one byte more than the limit",
        check: |netstring| {
            let begin = format!("{}:", LIMIT + 1);
            refuses(netstring, begin.as_bytes())?;
            waits(netstring, format!("{LIMIT}:").as_bytes())
        },
    },
    Case {
        name: "digits without an end",
        check: |netstring| refuses(netstring, &[b'1'; 100]),
    },
    Case {
        name: "no comma at the end",
        check: |netstring| refuses(netstring, b"5:hello6:world,"),
    },
    Case {
        name: "no length",
        check: |netstring| {
            refuses(netstring, b":hello,")?;
            refuses(netstring, b"a:hello,")
        },
    },
    Case {
        name: "a zero in front",
        check: |netstring| refuses(netstring, b"05:hello,"),
    },
    Case {
        name: "a sign in front",
        check: |netstring| {
            refuses(netstring, b"-5:hello,")?;
            refuses(netstring, b"+5:hello,")
        },
    },
];

/// All messages of `stream` come out, and nothing is left.
fn takes(
    netstring: Netstring,
    stream: &[u8],
    messages: &[&[u8]],
) -> Result<(), String> {
    let mut rest = stream;
    for message in messages {
        let begin = rest;
        let returned = netstring(&mut rest, LIMIT);
        if returned != Ok(Some(*message)) {
            let expected = message.escape_ascii();
            return Err(format!(
                "of {}, it should return \"{expected}\", and returns {}",
                begin.escape_ascii(),
                told(returned)
            ));
        }
    }
    match rest {
        [] => Ok(()),
        rest => Err(format!(
            "of {}, nothing should be left, and {} is",
            stream.escape_ascii(),
            rest.escape_ascii()
        )),
    }
}

/// More has to come, and nothing is taken until then.
fn waits(netstring: Netstring, stream: &[u8]) -> Result<(), String> {
    let mut rest = stream;
    match netstring(&mut rest, LIMIT) {
        Ok(None) if rest == stream => Ok(()),
        Ok(None) => Err(format!(
            "{} isn't whole, and {} of its bytes are gone",
            stream.escape_ascii(),
            stream.len() - rest.len()
        )),
        returned => Err(format!(
            "{} isn't whole, so it should return None, and returns {}",
            stream.escape_ascii(),
            told(returned)
        )),
    }
}

/// Nothing that may come makes a netstring of it.
fn refuses(netstring: Netstring, stream: &[u8]) -> Result<(), String> {
    match netstring(&mut &stream[..], LIMIT) {
        Err(_) => Ok(()),
        returned => Err(format!(
            "{} is no netstring of up to {LIMIT} bytes, so it should return an error, \
             and returns {}",
            stream.escape_ascii(),
            told(returned)
        )),
    }
}

fn told(returned: Result<Option<&[u8]>, &str>) -> String {
    match returned {
        Ok(None) => "None".to_owned(),
        Ok(Some(message)) => format!("\"{}\"", message.escape_ascii()),
        Err(wrong) => format!("the error \"{wrong}\""),
    }
}
