//! What is asked of `unchunk`.

use std::cell::RefCell;

use crate::cases::Case;

pub type Unchunk = fn(
    &mut dyn Iterator<Item = &[u8]>,
    &mut dyn FnMut(&[u8]),
) -> Result<(), &'static str>;

pub const CASES: &[Case<Unchunk>] = &[
    Case {
        name: "each chunk in a piece",
        check: |unchunk| {
            let pieces = [&b"\0\x05hello"[..], b"\0\x06, you!", b"\0\0"];
            expect(unchunk, &pieces, b"hello, you!")
        },
    },
    Case {
        name: "all in one piece",
        check: |unchunk| {
            expect(unchunk, &[b"\0\x05hello\0\x06, you!\0\0"], b"hello, you!")
        },
    },
    Case {
        name: "no content",
        check: |unchunk| expect(unchunk, &[b"\0\0"], b""),
    },
    Case {
        name: "a cut in the middle of a chunk",
        check: |unchunk| {
            expect(unchunk, &[b"\0\x05he", b"llo\0\0"], b"hello")?;
            expect(unchunk, &[b"\0\x05", b"hello\0\0"], b"hello")?;
            expect(unchunk, &[b"\0\x05he", b"l", b"", b"lo", b"\0\0"], b"hello")
        },
    },
    Case {
        name: "a cut in the middle of a length",
        check: |unchunk| {
            expect(unchunk, &[b"\0", b"\x05hello\0\0"], b"hello")?;
            expect(unchunk, &[b"\0\x05hello\0", b"\0"], b"hello")
        },
    },
    Case {
        name: "a chunk of 65,535 bytes, byte by byte",
        check: |unchunk| {
            let content = [b'x'; 65_535];
            let stream = [&[255, 255], &content[..], &[0, 0]].concat();
            let pieces: Vec<_> = stream.chunks(1).collect();
            expect(unchunk, &pieces, &content)
        },
    },
    Case {
        name: "handed on before more is asked for",
        check: |unchunk| {
            let pieces = [&b"\0\x05he"[..], b"llo\0", b"\x03you\0\0", b"behind"];
            let parts = ["he", "llo", "you"];
            let handed_on = RefCell::new(String::new());
            let mut early = None;
            let mut asked = pieces.iter().enumerate().map(|(index, piece)| {
                let due = parts[..index].concat();
                if *handed_on.borrow() != due {
                    early.get_or_insert(due);
                }
                *piece
            });
            let end = unchunk(&mut asked, &mut |part| {
                handed_on
                    .borrow_mut()
                    .push_str(&String::from_utf8_lossy(part));
            });
            drop(asked);
            let handed_on = handed_on.into_inner();
            match (end, early) {
                (Ok(()), None) if handed_on == "helloyou" => Ok(()),
                (Ok(()), None) => Err(format!("{handed_on:?} isn't the content")),
                (Err(error), _) => Err(format!("it returns the error {error:?}")),
                (_, Some(due)) if due.len() == 8 => {
                    Err("it asks for a piece behind the end".to_owned())
                }
                (_, Some(due)) => Err(format!(
                    "it asks for the next piece before it has handed on {due:?}"
                )),
            }
        },
    },
    Case {
        name: "an end too early",
        check: |unchunk| {
            let stream = b"\0\x05hello\0\x06, you!\0\0";
            (0..stream.len()).try_for_each(|end| {
                let unfinished = &stream[..end];
                match unchunk(&mut [unfinished].into_iter(), &mut |_| ()) {
                    Err(_) => Ok(()),
                    Ok(()) => {
                        let shown = unfinished.escape_ascii();
                        Err(format!("\"{shown}\" isn't the whole content"))
                    }
                }
            })
        },
    },
];

fn expect(
    unchunk: Unchunk,
    pieces: &[&[u8]],
    content: &[u8],
) -> Result<(), String> {
    let mut handed_on = Vec::new();
    let end = unchunk(&mut pieces.iter().copied(), &mut |part| {
        handed_on.extend_from_slice(part);
    });
    let cut = pieces.iter().take(4).map(|piece| shown(piece));
    let cut = cut.collect::<Vec<_>>().join(", ");
    match end {
        Ok(()) if handed_on == content => Ok(()),
        Ok(()) => Err(format!("{cut}: it hands on {}", shown(&handed_on))),
        Err(error) => Err(format!("{cut}: it returns the error {error:?}")),
    }
}

/// The first bytes, as text.
fn shown(bytes: &[u8]) -> String {
    format!("\"{}\"", bytes[..bytes.len().min(20)].escape_ascii())
}
