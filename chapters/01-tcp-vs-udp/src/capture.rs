//! Packets as `tcpdump -w -` writes them (the format of libpcap, pcap-savefile(5)).

use std::io::{self, ErrorKind, Read};

/// The largest packet that is taken: what `tcpdump` keeps of each at most.
pub const LONGEST: usize = 262_144;

/// Reads a capture packet by packet.
#[derive(Debug)]
pub struct Capture<R> {
    reader: R,
}

impl<R: Read> Capture<R> {
    /// Reads the beginning of a capture.
    ///
    /// # Errors
    /// It can't be read, or is `InvalidData`: something else than a capture of
    /// Ethernet frames, from a machine that puts the lowest byte first.
    pub fn new(mut reader: R) -> io::Result<Self> {
        let mut header = [0; 24];
        reader.read_exact(&mut header)?;
        let (magic, rest) = header.split_at(4);
        // With times in microseconds, or in nanoseconds.
        let is_capture = [[0xD4, 0xC3, 0xB2, 0xA1], [0x4D, 0x3C, 0xB2, 0xA1]]
            .iter()
            .any(|number| number == magic);
        let is_ethernet = rest.ends_with(&[1, 0, 0, 0]);
        if !is_capture || !is_ethernet {
            return Err(invalid("this is not a capture of Ethernet frames"));
        }
        Ok(Self { reader })
    }

    /// The next packet, or `None` at the end.
    ///
    /// # Errors
    /// It can't be read, ends in the middle, or is longer than [`LONGEST`].
    pub fn next_packet(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut first = [0];
        if self.reader.read(&mut first)? == 0 {
            return Ok(None);
        }
        // What is left of the time, and the length of what was kept, and in all.
        let mut header = [0; 15];
        self.reader.read_exact(&mut header)?;
        let [.., a, b, c, d, _, _, _, _] = header;
        let length = u32::from_le_bytes([a, b, c, d]) as usize;
        if length > LONGEST {
            return Err(invalid("a packet is longer than any can be"));
        }
        let mut packet = vec![0; length];
        self.reader.read_exact(&mut packet)?;
        Ok(Some(packet))
    }
}

fn invalid(message: &'static str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, message)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn capture(packets: &[&[u8]]) -> Vec<u8> {
        let mut bytes = vec![0xD4, 0xC3, 0xB2, 0xA1, 2, 0, 4, 0];
        bytes.extend([0; 8]);
        bytes.extend([0, 0, 4, 0, 1, 0, 0, 0]);
        for packet in packets {
            bytes.extend([7; 8]);
            bytes.extend((packet.len() as u32).to_le_bytes());
            bytes.extend((packet.len() as u32).to_le_bytes());
            bytes.extend(*packet);
        }
        bytes
    }

    #[test]
    fn packets_come_one_by_one() {
        let bytes = capture(&[b"one", b"", b"three"]);
        let mut capture = Capture::new(bytes.as_slice()).unwrap();
        assert_eq!(capture.next_packet().unwrap().unwrap(), b"one");
        assert_eq!(capture.next_packet().unwrap().unwrap(), b"");
        assert_eq!(capture.next_packet().unwrap().unwrap(), b"three");
        assert!(capture.next_packet().unwrap().is_none());
    }

    #[test]
    fn a_cut_capture_is_an_error_but_between_packets() {
        let whole = capture(&[b"one"]);
        for length in 0..whole.len() {
            let mut bytes = &whole[..length];
            let read = Capture::new(&mut bytes)
                .and_then(|mut capture| capture.next_packet());
            match length {
                24 => assert!(read.unwrap().is_none()),
                _ => {
                    let kind = read.unwrap_err().kind();
                    assert_eq!(kind, ErrorKind::UnexpectedEof, "{length}");
                }
            }
        }
    }

    #[test]
    fn times_may_be_in_nanoseconds() {
        let mut bytes = capture(&[b"one"]);
        bytes[..4].copy_from_slice(&[0x4D, 0x3C, 0xB2, 0xA1]);
        let mut capture = Capture::new(bytes.as_slice()).unwrap();
        assert_eq!(capture.next_packet().unwrap().unwrap(), b"one");
    }

    #[test]
    fn of_a_packet_that_was_cut_comes_what_was_kept() {
        let mut bytes = capture(&[b"one", b"two"]);
        bytes[24 + 12..24 + 16].copy_from_slice(&1500_u32.to_le_bytes());
        let mut capture = Capture::new(bytes.as_slice()).unwrap();
        assert_eq!(capture.next_packet().unwrap().unwrap(), b"one");
        assert_eq!(capture.next_packet().unwrap().unwrap(), b"two");
    }

    #[test]
    fn the_longest_packet_is_taken() {
        let bytes = capture(&[&[0; LONGEST]]);
        let mut capture = Capture::new(bytes.as_slice()).unwrap();
        assert_eq!(capture.next_packet().unwrap().unwrap().len(), LONGEST);
    }

    #[test]
    fn what_is_no_capture_is_refused_before_memory_is_taken() {
        let mut other = capture(&[]);
        other[20] = 2;
        let error = Capture::new(other.as_slice()).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidData);
        Capture::new([b'x'; 24].as_slice()).unwrap_err();

        let mut large = capture(&[b"one"]);
        large[24 + 8..24 + 12].copy_from_slice(&u32::MAX.to_le_bytes());
        let mut capture = Capture::new(large.as_slice()).unwrap();
        let error = capture.next_packet().unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidData);
    }
}
