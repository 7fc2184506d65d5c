//! What is asked of `glance`.

use std::io::{self, ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::time::Instant;

use tcp_vs_udp::loopback::{PATIENCE, connected_pair};

use crate::cases::Case;

pub type Glance = fn(&TcpStream, usize) -> io::Result<Option<Vec<u8>>>;

pub const CASES: &[Case<Glance>] = &[
    Case {
        name: "five bytes",
        check: |glance| {
            let (near, mut far) = connected_pair().unwrap();
            far.write_all(b"hello").unwrap();
            arrives(&near);
            expect(glance(&near, 100), Some(b"hello"))
        },
    },
    Case {
        name: "nothing has come",
        check: |glance| {
            let (near, _far) = connected_pair().unwrap();
            expect(glance(&near, 100), None)
        },
    },
    Case {
        name: "more than is asked for",
        check: |glance| {
            let (near, mut far) = connected_pair().unwrap();
            far.write_all(b"hello").unwrap();
            arrives(&near);
            expect(glance(&near, 3), Some(b"hel"))?;
            expect(glance(&near, 3), Some(b"lo"))?;
            expect(glance(&near, 3), None)
        },
    },
    Case {
        name: "the end of file",
        check: |glance| {
            let (near, mut far) = connected_pair().unwrap();
            far.write_all(b"hello").unwrap();
            far.shutdown(Shutdown::Write).unwrap();
            arrives(&near);
            expect(glance(&near, 100), Some(b"hello"))?;
            arrives(&near);
            expect(glance(&near, 100), Some(b""))
        },
    },
    Case {
        name: "a reset",
        check: |glance| {
            let (mut near, far) = connected_pair().unwrap();
            near.write_all(b"hello").unwrap();
            arrives(&far);
            drop(far); // with something unread
            let mut looked = glance(&near, 100);
            while matches!(looked, Ok(None)) {
                looked = glance(&near, 100); // it's still on its way
            }
            match looked.map_err(|error| error.kind()) {
                Err(ErrorKind::ConnectionReset) => Ok(()),
                other => Err(format!(
                    "the connection is reset, and it returns {other:?}"
                )),
            }
        },
    },
    Case {
        name: "a read that waits, after a look at nothing",
        check: |glance| {
            let (mut near, _far) = connected_pair().unwrap();
            expect(glance(&near, 100), None)?;
            near.set_read_timeout(Some(PATIENCE)).unwrap();
            let begin = Instant::now();
            let read = near.read(&mut [0; 100]);
            match begin.elapsed() >= PATIENCE {
                true => Ok(()),
                false => Err(format!(
                    "the next read should wait for {PATIENCE:?}, and returns {read:?} at once"
                )),
            }
        },
    },
];

/// Waits until there is something to read.
fn arrives(stream: &TcpStream) {
    stream.peek(&mut [0]).unwrap();
}

fn expect(
    returned: io::Result<Option<Vec<u8>>>,
    expected: Option<&[u8]>,
) -> Result<(), String> {
    let told = |bytes: Option<&[u8]>| match bytes {
        None => "None".to_owned(),
        Some(bytes) => format!("Some(\"{}\")", bytes.escape_ascii()),
    };
    match returned {
        Ok(bytes) if bytes.as_deref() == expected => Ok(()),
        Ok(bytes) => Err(format!(
            "expected {}, and it returns {}",
            told(expected),
            told(bytes.as_deref())
        )),
        Err(error) => Err(format!("expected {}, and got {error}", told(expected))),
    }
}
