//! The reader: from a text to a value.

use std::mem;

use super::error::{Error, ErrorKind};
use super::names::{Member, Names};
use super::number::Number;
use super::value::{Object, Value};

/// So many arrays and objects may be in one another: what `serde_json` allows, and a
/// hundred more than any message of ours has. Each level is two calls deep.
pub const MAX_DEPTH: usize = 128;

/// For each byte of the text, the values that were read take no more bytes than that.
/// It is `[0,0,0]` that takes the most: 32 bytes for each 0 and its comma.
pub const MEMORY_FACTOR: usize = 16;

/// Reads the one value that `text` is, with white space around it.
///
/// It takes time in line with the length of the text, but for objects with more than
/// a few members, whose names are sorted. The values take up to [`MEMORY_FACTOR`]
/// bytes for each byte of the text, and while they are read three times as many, since a
/// vector that grows moves to a place of twice the size.
///
/// ```
/// use app_protocol::json;
///
/// let value = json::parse(br#" [1.50, "\ud83d\ude00"] "#)?;
/// assert_eq!(value.to_string(), r#"[1.50,"😀"]"#);
/// # Ok::<(), json::Error>(())
/// ```
///
/// # Errors
///
/// If the text isn't JSON as RFC 8259 has it, or nests deeper than [`MAX_DEPTH`], or
/// has an object with two members of one name.
pub fn parse(text: &[u8]) -> Result<Value<'_>, Error> {
    let text = str::from_utf8(text)
        .map_err(|error| Error::new(error.valid_up_to(), ErrorKind::NotUtf8))?;
    let mut reader = Reader {
        text,
        position: 0,
        levels_left: MAX_DEPTH,
        elements: Vec::new(),
        members: Vec::new(),
    };
    reader.skip_space();
    let value = reader.value()?;
    reader.skip_space();
    match reader.peek() {
        None => Ok(value),
        Some(_) => Err(reader.error(ErrorKind::Trailing)),
    }
}

/// How far into a text we are.
#[derive(Debug)]
pub(super) struct Reader<'a> {
    text: &'a str,
    position: usize,
    levels_left: usize,
    /// What the arrays have that haven't ended yet, the outermost first.
    elements: Vec<Value<'a>>,
    /// The same of objects.
    members: Vec<Member<'a>>,
}

/// What one array or object has, in no more memory than it needs. It stood in
/// `unfinished`, behind that of the outer ones: a vector of its own would have grown
/// step by step, and the first step has room for four. The outermost has nobody behind
/// it, and takes the whole of `unfinished` without a copy.
fn finish<T>(unfinished: &mut Vec<T>, outer: usize, levels_left: usize) -> Vec<T> {
    const OUTERMOST: usize = MAX_DEPTH - 1;
    if levels_left < OUTERMOST {
        return unfinished.split_off(outer);
    }
    let mut all = mem::take(unfinished);
    all.shrink_to_fit();
    all
}

impl<'a> Reader<'a> {
    /// The value that is next.
    // ANCHOR: read-value
    fn value(&mut self) -> Result<Value<'a>, Error> {
        match self.peek() {
            Some(b'"') => self.string().map(Value::String),
            Some(b'{') => self.nested(Self::object).map(Value::Object),
            Some(b'[') => self.nested(Self::array).map(Value::Array),
            Some(b'-' | b'0'..=b'9') => self.number().map(Value::Number),
            Some(b't') => self.word("true", Value::Bool(true)),
            Some(b'f') => self.word("false", Value::Bool(false)),
            Some(b'n') => self.word("null", Value::Null),
            _ if self.text.starts_with('\u{feff}') => {
                Err(self.error(ErrorKind::ByteOrderMark))
            }
            _ => Err(self.expected("a value")),
        }
    }

    /// What `read` reads behind a bracket, one level deeper.
    fn nested<T>(
        &mut self,
        read: fn(&mut Self) -> Result<T, Error>,
    ) -> Result<T, Error> {
        self.levels_left = self
            .levels_left
            .checked_sub(1)
            .ok_or_else(|| self.error(ErrorKind::TooDeep))?;
        self.advance(1);
        self.skip_space();
        let inside = read(self)?;
        self.levels_left = self.levels_left.saturating_add(1);
        Ok(inside)
    }
    // ANCHOR_END: read-value

    fn array(&mut self) -> Result<Vec<Value<'a>>, Error> {
        let outer = self.elements.len();
        if self.take(b']') {
            return Ok(Vec::new());
        }
        loop {
            let element = self.value()?;
            self.elements.push(element);
            self.skip_space();
            if self.take(b']') {
                return Ok(finish(&mut self.elements, outer, self.levels_left));
            }
            self.comma("`,` or `]`")?;
        }
    }

    fn object(&mut self) -> Result<Object<'a>, Error> {
        let outer = self.members.len();
        let mut names = Names::default();
        if self.take(b'}') {
            return Ok(Object::new());
        }
        loop {
            let start = self.position;
            let name = match self.peek() {
                Some(b'"') => self.string()?,
                _ => return Err(self.expected("a name in quotes")),
            };
            let before = self.members.get(outer..).unwrap_or_default();
            if names.has(&name, before, start) {
                return Err(Error::new(start, ErrorKind::DuplicateName));
            }
            self.skip_space();
            if !self.take(b':') {
                return Err(self.expected("`:`"));
            }
            self.skip_space();
            let value = self.value()?;
            self.members.push((name, value));
            self.skip_space();
            if self.take(b'}') {
                break;
            }
            self.comma("`,` or `}`")?;
        }
        let members = finish(&mut self.members, outer, self.levels_left);
        match names.first_repeated(&members) {
            Some(start) => Err(Error::new(start, ErrorKind::DuplicateName)),
            None => Ok(Object::of_distinct(members)),
        }
    }

    fn comma(&mut self, expected: &'static str) -> Result<(), Error> {
        if !self.take(b',') {
            return Err(self.expected(expected));
        }
        self.skip_space();
        Ok(())
    }

    /// The number that is next. Its text is kept; what it means, [`Number`] says.
    fn number(&mut self) -> Result<Number<'a>, Error> {
        let start = self.position;
        self.take(b'-');
        if self.take(b'0') {
            if matches!(self.peek(), Some(b'0'..=b'9')) {
                return Err(self.error(ErrorKind::LeadingZero));
            }
        } else {
            self.digits()?;
        }
        if self.take(b'.') {
            self.digits()?;
        }
        if self.take(b'e') || self.take(b'E') {
            if !self.take(b'+') {
                self.take(b'-');
            }
            self.digits()?;
        }
        let text = self.text.get(start..self.position).unwrap_or_default();
        Ok(Number::of_grammatical(text))
    }

    /// One digit at least.
    fn digits(&mut self) -> Result<(), Error> {
        if !matches!(self.peek(), Some(b'0'..=b'9')) {
            return Err(self.expected("a digit"));
        }
        while matches!(self.peek(), Some(b'0'..=b'9')) {
            self.advance(1);
        }
        Ok(())
    }

    fn word(&mut self, word: &str, value: Value<'a>) -> Result<Value<'a>, Error> {
        if !self.rest().starts_with(word) {
            return Err(self.expected("a value"));
        }
        self.advance(word.len());
        Ok(value)
    }

    /// Where the next byte stands.
    pub(super) const fn position(&self) -> usize {
        self.position
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.position).copied()
    }

    pub(super) fn advance(&mut self, bytes: usize) {
        self.position = self.position.saturating_add(bytes);
    }

    /// Steps over `byte`, if it is next, and says whether it was.
    pub(super) fn take(&mut self, byte: u8) -> bool {
        let is_next = self.peek() == Some(byte);
        if is_next {
            self.advance(1);
        }
        is_next
    }

    fn skip_space(&mut self) {
        while let Some(b' ' | b'\t' | b'\n' | b'\r') = self.peek() {
            self.advance(1);
        }
    }

    /// What hasn't been read yet.
    pub(super) fn rest(&self) -> &'a str {
        self.text.get(self.position..).unwrap_or_default()
    }

    /// Something is wrong here.
    pub(super) const fn error(&self, kind: ErrorKind) -> Error {
        Error::new(self.position, kind)
    }

    fn expected(&self, what: &'static str) -> Error {
        match self.peek() {
            Some(_) => self.error(ErrorKind::Expected(what)),
            None => self.error(ErrorKind::Ended),
        }
    }
}

#[cfg(test)]
#[allow(
    clippy::arithmetic_side_effects,
    reason = "numbers of a test, and not of a peer"
)]
mod tests {
    use std::borrow::Cow;

    use super::*;

    /// Levels of arrays, and of objects, one in another.
    fn nested(levels: usize) -> [String; 2] {
        [("[", "0", "]"), (r#"{"":"#, "0", "}")].map(|(open, value, close)| {
            open.repeat(levels) + value + &close.repeat(levels)
        })
    }

    fn refused(text: &str) -> (usize, ErrorKind) {
        let error = parse(text.as_bytes()).unwrap_err();
        (error.offset(), error.kind())
    }

    #[test]
    fn depth_ends_at_the_cap_and_not_with_the_stack() {
        for text in nested(MAX_DEPTH) {
            assert_eq!(parse(text.as_bytes()).unwrap().to_string(), text);
        }
        for levels in [MAX_DEPTH + 1, 500, if cfg!(miri) { 1_000 } else { 100_000 }]
        {
            let [arrays, objects] = nested(levels);
            assert_eq!(refused(&arrays), (MAX_DEPTH, ErrorKind::TooDeep));
            assert_eq!(
                refused(&objects),
                (MAX_DEPTH * r#"{"":"#.len(), ErrorKind::TooDeep)
            );
            // The ends needn't come for it.
            assert_eq!(refused(&"[".repeat(levels)).1, ErrorKind::TooDeep);
            assert_eq!(refused(&r#"[{"":"#.repeat(levels)).1, ErrorKind::TooDeep);
        }
    }

    #[test]
    fn levels_that_have_ended_dont_count() {
        let times = if cfg!(miri) { 2 } else { 100 };
        let [one, other] = nested(MAX_DEPTH - 1);
        let text = format!("[{}{one}]", format!("{one},{other},").repeat(times));
        assert!(parse(text.as_bytes()).is_ok());
    }

    #[test]
    fn the_deepest_text_takes_little_of_the_stack() {
        // A quarter of what a thread of std has, with the larger frames of a test.
        let thread = std::thread::Builder::new().stack_size(512 * 1024);
        let read = || {
            nested(MAX_DEPTH)
                .map(|text| parse(text.as_bytes()).unwrap().into_owned())
        };
        let values = thread.spawn(read).unwrap().join().unwrap();
        assert_eq!(values.map(|value| value.to_string()), nested(MAX_DEPTH));
    }

    /// What the parts of a value take, besides the value itself.
    fn memory(value: &Value<'_>) -> usize {
        let string = |text: &Cow<'_, str>| match text {
            Cow::Borrowed(_) => 0,
            Cow::Owned(text) => text.capacity(),
        };
        match value {
            Value::Null | Value::Bool(_) => 0,
            Value::Number(number) => {
                assert!(number.is_borrowed());
                0
            }
            Value::String(text) => string(text),
            Value::Array(elements) => {
                elements.capacity() * mem::size_of::<Value<'_>>()
                    + elements.iter().map(memory).sum::<usize>()
            }
            Value::Object(object) => {
                let members = object.members();
                members.capacity() * mem::size_of::<(Cow<'_, str>, Value<'_>)>()
                    + members
                        .iter()
                        .map(|(name, value)| string(name) + memory(value))
                        .sum::<usize>()
            }
        }
    }

    #[test]
    fn a_tree_takes_no_more_than_so_many_bytes_for_each_of_its_text() {
        let repeated = [
            "0",
            "[]",
            "[0]",
            "[0,0]",
            "[[0]]",
            "{}",
            r#"{"":0}"#,
            r#"{"":[]}"#,
            r#"{"\n":0}"#,
            r#""""#,
            r#""\n""#,
            r#""aaaaaaaaaaaaaaaaa\n""#,
            "1e400",
            r#"[{"":[{"":[0]}]}]"#,
        ];
        for element in repeated {
            let mut text = format!("[{element}");
            let more = if cfg!(miri) { 10 } else { 1_025 }; // a vector has just grown
            text.push_str(&format!(",{element}").repeat(more));
            text.push(']');
            let value = parse(text.as_bytes()).unwrap();
            let limit = text.len() * MEMORY_FACTOR;
            assert!(
                memory(&value) <= limit,
                "{element}: {} of {limit}",
                memory(&value)
            );
        }
    }

    #[test]
    fn for_any_bytes_there_is_a_value_or_an_error_within_the_text() {
        let mut random = tcp_vs_udp::random::Random::new(7);
        let pieces = [
            "{", "}", "[", "]", ",", ":", "\"", "\\", "u", "d83d", "ude00", "0",
            "-", "1", ".", "e", "true", "null", " ", "\n", "\"a\"", "\"a\":", "é",
            "\u{feff}",
        ];
        let mut accepted = 0;
        for _ in 0..if cfg!(miri) { 200 } else { 200_000 } {
            let count = random.next_number() % 12;
            let mut text = Vec::new();
            for _ in 0..count {
                let piece = random.next_number() as usize % (pieces.len() + 1);
                match pieces.get(piece) {
                    Some(piece) => text.extend_from_slice(piece.as_bytes()),
                    None => text.push(random.next_number() as u8),
                }
            }
            match parse(&text) {
                Ok(value) => {
                    accepted += 1;
                    assert_eq!(parse(value.to_string().as_bytes()), Ok(value));
                }
                Err(error) => assert!(error.offset() <= text.len()),
            }
        }
        assert!(cfg!(miri) || accepted > 1_000, "{accepted}");
    }
}
