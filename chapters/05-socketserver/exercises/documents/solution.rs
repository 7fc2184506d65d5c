use std::io::{self, ErrorKind, Read, Write};
use std::net::TcpStream;

use echo_server::lines::read_line;
use socketserver::buffered::Buffered;

/// The longest document that is taken, in bytes.
const LIMIT: usize = 64 * 1024;

/// Twenty digits, which is what the largest number has, and a line break.
const LINE_LIMIT: usize = 21;

pub fn documents(stream: &mut Buffered<TcpStream>) -> io::Result<Vec<Vec<u8>>> {
    let mut documents = Vec::new();
    while let Some(line) = read_line(stream, LINE_LIMIT)? {
        let mut document = vec![0; length(&line)?];
        stream.write_all(b"go\n")?;
        stream.read_exact(&mut document)?;
        documents.push(document);
    }
    Ok(documents)
}

fn length(line: &[u8]) -> io::Result<usize> {
    let text = str::from_utf8(line).ok();
    text.and_then(|text| text.parse().ok())
        .filter(|length| *length <= LIMIT)
        .ok_or(ErrorKind::InvalidData.into())
}
