//! What a message says of itself, and how it is read from JSON.

use crate::Error;
use crate::json::{self, Object, Value};

/// The fields that every header has.
pub(crate) const BYTE_ORDER: &str = "byteorder";
pub(crate) const CONTENT_TYPE: &str = "content-type";
pub(crate) const CONTENT_ENCODING: &str = "content-encoding";
pub(crate) const CONTENT_LENGTH: &str = "content-length";
pub(crate) const FIELDS: [&str; 4] =
    [BYTE_ORDER, CONTENT_TYPE, CONTENT_ENCODING, CONTENT_LENGTH];

/// The one type of content that isn't taken for binary.
pub(crate) const TEXT_JSON: &str = "text/json";
/// How its text becomes bytes.
pub(crate) const UTF_8: &str = "utf-8";
/// What stands in the place of an encoding where there is none.
pub(crate) const BINARY: &str = "binary";

/// What a message says of itself, but for the length of its content, which the
/// content tells.
///
/// | On the wire | Required | Taken |
/// |---|---|---|
/// | `byteorder` | yes | `"little"` or `"big"` |
/// | `content-type` | yes | any string |
/// | `content-encoding` | yes | any string; for `text/json` it has to be `"utf-8"`, in these letters |
/// | `content-length` | yes | a number in plain digits, up to [`Limits::content`](crate::Limits) |
/// | any other | no | any value; it is kept in `others` |
///
/// A name that comes twice is refused: two readers of such a header could disagree
/// on where the message ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Header {
    /// Which end of a number the sender's processor puts first.
    pub byte_order: ByteOrder,
    /// What the content is.
    pub content_type: String,
    /// How text became bytes, or `binary`.
    pub content_encoding: String,
    /// The fields that we don't know, in the order in which they came.
    pub others: Vec<(String, Value<'static>)>,
}

/// Which end of a number comes first in memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ByteOrder {
    /// The end with the ones.
    Little,
    /// The end with the largest weight.
    Big,
}

impl ByteOrder {
    /// This processor's.
    pub const NATIVE: Self = if cfg!(target_endian = "little") {
        Self::Little
    } else {
        Self::Big
    };

    /// Its name on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Little => "little",
            Self::Big => "big",
        }
    }
}

impl Header {
    /// The header that stands in `text`, and the length of the content.
    pub(crate) fn read(text: &[u8]) -> Result<(Self, u64), Error> {
        let Value::Object(fields) = json::parse(text).map_err(Error::Json)? else {
            return Err(Error::NotAnObject);
        };
        let byte_order = match string(&fields, BYTE_ORDER)? {
            "little" => ByteOrder::Little,
            "big" => ByteOrder::Big,
            other => return Err(Error::unknown_byte_order(other)),
        };
        let length = length(&fields)?;
        let header = Self {
            byte_order,
            content_type: string(&fields, CONTENT_TYPE)?.to_owned(),
            content_encoding: string(&fields, CONTENT_ENCODING)?.to_owned(),
            others: others(fields),
        };
        header.check_encoding()?;
        Ok((header, length))
    }

    /// A text that we couldn't read isn't worth the wait for its end.
    pub(crate) fn check_encoding(&self) -> Result<(), Error> {
        if self.content_type == TEXT_JSON && self.content_encoding != UTF_8 {
            return Err(Error::unknown_encoding(&self.content_encoding));
        }
        Ok(())
    }
}

fn string<'o>(
    fields: &'o Object<'_>,
    field: &'static str,
) -> Result<&'o str, Error> {
    let value = fields.get(field).ok_or(Error::Missing { field })?;
    value.as_str().ok_or(Error::NotText { field })
}

/// Existing peers take `true` for 1, and −2 for a length; here a length is digits.
fn length(fields: &Object<'_>) -> Result<u64, Error> {
    let field = CONTENT_LENGTH;
    let value = fields.get(field).ok_or(Error::Missing { field })?;
    let length = match value {
        Value::Number(number) => number.as_u64(),
        _ => None,
    };
    length.ok_or_else(|| Error::not_a_length(value))
}

fn others(fields: Object<'_>) -> Vec<(String, Value<'static>)> {
    fields
        .into_iter()
        .filter(|(name, _)| !FIELDS.contains(&&**name))
        .map(|(name, value)| (name.into_owned(), value.into_owned()))
        .collect()
}
