//! Bytes in rows, as numbers and as text.

use std::fmt::Write as _;
use std::io::{self, Write};

use super::Paint;
use crate::Part;

/// How many bytes a row has: offsets are decimal, so that they can be added up.
const ROW: usize = 10;

/// How many rows a part has at most: a kibibyte and a half.
const MOST_ROWS: usize = 150;

/// How many of them are the last ones, if there are too many.
const LAST_ROWS: usize = 2;

/// Bytes that stand together.
pub(super) struct Rows<'a> {
    pub(super) part: Part,
    pub(super) bytes: &'a [u8],
    /// Where the first of them stands in the stream.
    pub(super) offset: usize,
    /// Which of them to point at; it may be the one behind the last.
    pub(super) mark: Option<usize>,
}

impl Rows<'_> {
    /// Writes the rows, or the first and the last of them. Whatever the bytes are,
    /// only letters, figures, signs and spaces of ASCII are written.
    pub(super) fn write(
        &self,
        paint: Paint,
        out: &mut impl Write,
    ) -> io::Result<()> {
        let count = self.bytes.len().div_ceil(ROW);
        let first = match count > MOST_ROWS {
            true => MOST_ROWS.saturating_sub(LAST_ROWS),
            false => count,
        };
        let last = count.saturating_sub(LAST_ROWS);
        let mut left_out = 0_usize;
        for (number, row) in self.bytes.chunks(ROW).enumerate() {
            let index = number.saturating_mul(ROW);
            if number < first || number >= last || self.is_marked(index, row) {
                if left_out > 0 {
                    writeln!(out, "        … {left_out} bytes more …")?;
                    left_out = 0;
                }
                self.write_row(index, row, paint, out)?;
            } else {
                left_out = left_out.saturating_add(row.len());
            }
        }
        Ok(())
    }

    fn write_row(
        &self,
        index: usize,
        row: &[u8],
        paint: Paint,
        out: &mut impl Write,
    ) -> io::Result<()> {
        let offset = self.offset.saturating_add(index);
        let mut numbers = String::new();
        let mut text = String::new();
        for byte in row {
            // Writing to a string succeeds.
            let _ = write!(numbers, "{byte:02x} ");
            let is_shown = byte.is_ascii_graphic() || *byte == b' ';
            text.push(if is_shown { char::from(*byte) } else { '.' });
        }
        let width = ROW.saturating_mul(3);
        let numbers = format!("{numbers:width$}");
        writeln!(
            out,
            "{offset:>6}  {}|{}|",
            paint.part(self.part, numbers),
            paint.part(self.part, text)
        )?;
        if self.is_marked(index, row) {
            let column = self.mark.unwrap_or_default().saturating_sub(index);
            let width = column.saturating_mul(3);
            writeln!(out, "{:8}{:width$}{}", "", "", paint.wrong("^^"))?;
        }
        Ok(())
    }

    /// Whether the mark is at a byte of this row, or behind it, at the end of all.
    fn is_marked(&self, index: usize, row: &[u8]) -> bool {
        let end = index.saturating_add(row.len());
        self.mark.is_some_and(|mark| {
            (index..end).contains(&mark) || (mark == end && end == self.bytes.len())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(bytes: &[u8], mark: Option<usize>) -> Vec<String> {
        let rows = Rows {
            part: Part::Content,
            bytes,
            offset: 100,
            mark,
        };
        let mut out = Vec::new();
        rows.write(Paint::Plain, &mut out).unwrap();
        let text = String::from_utf8(out).unwrap();
        text.lines().map(str::to_owned).collect()
    }

    #[test]
    fn a_row_has_ten_bytes_as_numbers_and_as_text() {
        let expected = [
            "   100  61 00 63 64 65 66 67 68 69 6a |a.cdefghij|",
            "   110  6b                            |k|",
        ];
        assert_eq!(written(b"a\0cdefghijk", None), expected);
        assert!(written(b"", None).is_empty());
    }

    #[test]
    fn the_mark_is_below_its_byte_or_behind_the_last() {
        let below = |length, mark| {
            let lines = written(&vec![b'a'; length], Some(mark));
            let line = lines.iter().position(|line| line.trim() == "^^")?;
            Some((line, lines[line].len()))
        };
        assert_eq!(below(12, 0), Some((1, 10)));
        assert_eq!(below(12, 9), Some((1, 37)));
        assert_eq!(below(12, 10), Some((2, 10)));
        assert_eq!(below(12, 12), Some((2, 16)));
        assert_eq!(below(10, 10), Some((1, 40)));
        assert_eq!(below(12, 13), None);
    }

    #[test]
    fn no_control_character_reaches_the_terminal() {
        let all: Vec<u8> = (0..=u8::MAX).collect();
        let text = written(&all, None).concat();
        assert!(text.bytes().all(|byte| (b' '..=b'~').contains(&byte)));
    }

    #[test]
    fn of_many_rows_the_first_the_last_and_the_marked_one_are_written() {
        let lines = written(&[0; 20_000], Some(10_000));
        assert_eq!(lines.len(), MOST_ROWS + 4);
        let dots = MOST_ROWS - LAST_ROWS;
        assert_eq!(lines[dots], "        … 8520 bytes more …");
        assert!(lines[dots + 1].starts_with(" 10100  00"));
        assert_eq!(lines[dots + 2], "        ^^");
        assert_eq!(lines[dots + 3], "        … 9970 bytes more …");
        assert!(lines[dots + 5].starts_with(" 20090  00"));
        // As long as there is room, none is left out.
        assert_eq!(written(&[0; MOST_ROWS * ROW], None).len(), MOST_ROWS);
    }
}
