//! A conversation as a server reads it, or a client: head, body, head, body.

use http_server::decoder::Decoder;
use http_server::start_line::{RequestLine, StartLine, StatusLine};
use http_server::{BodyDecoder, BodyLength, Error, Limits, Piece};
use http_server::{Method, RequestHead, ResponseHead};

/// The heads, each with what has come of its body, and how it ends.
pub type Read<H> = (Vec<(H, Vec<u8>)>, Result<(), Error>);

/// Requests, in pieces.
pub fn requests<'a>(
    pieces: impl IntoIterator<Item = &'a [u8]>,
    limits: Limits,
) -> Read<RequestHead> {
    read::<RequestLine>(pieces, limits, BodyLength::of_request)
}

/// Responses to GET, in pieces.
pub fn responses<'a>(
    pieces: impl IntoIterator<Item = &'a [u8]>,
    limits: Limits,
) -> Read<ResponseHead> {
    read::<StatusLine>(pieces, limits, |head| {
        BodyLength::of_response(&Method::Get, head)
    })
}

fn read<'a, L: StartLine>(
    pieces: impl IntoIterator<Item = &'a [u8]>,
    limits: Limits,
    length: impl Fn(&L::Head) -> Result<BodyLength, Error>,
) -> Read<L::Head> {
    let mut decoder = Decoder::<L>::new(limits);
    let mut read: Vec<(L::Head, Vec<u8>)> = Vec::new();
    let mut body = BodyDecoder::new(BodyLength::None);
    for mut piece in pieces {
        loop {
            match body.feed(&mut piece) {
                Ok(Piece::Data(data)) => {
                    assert!(!data.is_empty(), "a piece has a byte at least");
                    read.last_mut().unwrap().1.extend_from_slice(data);
                    continue;
                }
                Ok(Piece::NeedMore) => break assert!(piece.is_empty()),
                Ok(Piece::End) => {}
                Err(error) => {
                    let left = piece.len();
                    assert_eq!(body.feed(&mut piece), Err(error.clone()));
                    assert_eq!(piece.len(), left, "nothing is taken any more");
                    assert_eq!(body.finish(), Err(error.clone()));
                    return (read, Err(error));
                }
            }
            match decoder.feed(&mut piece) {
                Ok(Some(head)) => {
                    assert_eq!(decoder.finish(), Ok(()));
                    assert!(decoder.is_between_messages());
                    match length(&head) {
                        Ok(length) => {
                            body = BodyDecoder::with_limits(length, limits)
                        }
                        Err(error) => return (read, Err(error)),
                    }
                    read.push((head, Vec::new()));
                }
                Ok(None) => break assert!(piece.is_empty()),
                Err(error) => {
                    let left = piece.len();
                    let again = decoder.feed(&mut piece).err();
                    assert_eq!(again, Some(error.clone()));
                    assert_eq!(piece.len(), left, "nothing is taken any more");
                    assert_eq!(decoder.finish(), Err(error.clone()));
                    assert!(!decoder.is_between_messages());
                    return (read, Err(error));
                }
            }
        }
    }
    let end = decoder.finish();
    assert_eq!(decoder.is_between_messages(), end.is_ok());
    (read, body.finish().and(end))
}
