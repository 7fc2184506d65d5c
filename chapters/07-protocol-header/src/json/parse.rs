//! The reader: from a text to a value.

use std::borrow::Cow;

use super::error::{Error, ErrorKind};
use super::number::Number;
use super::value::{Object, Value};

/// So many arrays and objects may be in one another: what `serde_json` allows, and a
/// hundred more than any message of ours has. Each level is two calls deep.
pub const MAX_DEPTH: usize = 128;

/// Reads the one value that `text` is, with white space around it.
///
/// It takes time in line with the length of the text, but for objects with more than
/// a few members, whose names are sorted. While it reads, the values take at most 48
/// bytes for each byte of the text, and 16 once it has read them.
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
#[derive(Debug, Clone)]
pub(super) struct Reader<'a> {
    text: &'a str,
    position: usize,
    levels_left: usize,
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
        let mut elements = Vec::new();
        if self.take(b']') {
            return Ok(elements);
        }
        loop {
            elements.push(self.value()?);
            self.skip_space();
            if self.take(b']') {
                elements.shrink_to_fit();
                return Ok(elements);
            }
            self.comma("`,` or `]`")?;
        }
    }

    fn object(&mut self) -> Result<Object<'a>, Error> {
        let mut members = Vec::new();
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
            if names.has(&name, &members, start) {
                return Err(Error::new(start, ErrorKind::DuplicateName));
            }
            self.skip_space();
            if !self.take(b':') {
                return Err(self.expected("`:`"));
            }
            self.skip_space();
            members.push((name, self.value()?));
            self.skip_space();
            if self.take(b'}') {
                break;
            }
            self.comma("`,` or `}`")?;
        }
        match names.first_repeated(&members) {
            Some(start) => Err(Error::new(start, ErrorKind::DuplicateName)),
            None => {
                members.shrink_to_fit();
                Ok(Object::of_distinct(members))
            }
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

/// So many members are compared with one another as they come. To sort them costs
/// more than that, and nearly all objects have fewer.
const FEW: usize = 16;

/// Which names an object has had, beyond the first few.
#[derive(Debug, Default)]
struct Names {
    /// Where each name after the first [`FEW`] stands in the text.
    starts: Vec<usize>,
}

type Members<'a> = [(Cow<'a, str>, Value<'a>)];

impl Names {
    /// Whether `name`, which stands at `start`, is known to be among `members`. After
    /// the first few, that is found out at the end.
    fn has(&mut self, name: &str, members: &Members<'_>, start: usize) -> bool {
        if members.len() >= FEW {
            self.starts.push(start);
            return false;
        }
        members.iter().any(|(other, _)| other == name)
    }

    /// Where the first name stands that stood before, if there is one.
    ///
    /// A peer may send a million names: to compare each with each would take hours,
    /// and to compare hashes too, if the peer could choose names whose hashes are
    /// equal. Sorted, equal names are neighbours, whatever they are.
    fn first_repeated(&self, members: &Members<'_>) -> Option<usize> {
        if self.starts.is_empty() {
            return None;
        }
        let few = [0; FEW];
        let starts = few.iter().chain(&self.starts);
        let mut names: Vec<_> =
            members.iter().map(|(name, _)| name).zip(starts).collect();
        names.sort_unstable();
        let neighbours = names.windows(2).filter_map(|pair| match pair {
            [one, other] if one.0 == other.0 => Some(*other.1),
            _ => None,
        });
        neighbours.min()
    }
}
