//! From a message to bytes.

use std::collections::BTreeSet;

use crate::header::{
    BYTE_ORDER, CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE, FIELDS, Header,
};
use crate::{Error, Message, json};

/// Most headers aren't longer, so that the room for one is taken once.
const USUAL_LENGTH: usize = 128;

impl Message {
    /// Appends the message's bytes to `bytes`. A decoder reads them if no field of
    /// `others` nests more than [`MAX_DEPTH`](json::MAX_DEPTH) − 1 levels.
    ///
    /// # Errors
    /// The header has a field twice, an encoding that a decoder refuses, or more
    /// than 65,535 bytes. Nothing is appended then.
    ///
    /// ```
    /// use app_protocol::Message;
    ///
    /// let mut bytes = Vec::new();
    /// Message::binary("any", b"hello".to_vec()).encode(&mut bytes)?;
    /// assert_eq!(bytes[..3], [0, bytes.len() as u8 - 2 - 5, b'{']);
    /// assert!(bytes.ends_with(b"\"content-length\":5}hello"));
    /// # Ok::<(), app_protocol::Error>(())
    /// ```
    // ANCHOR: encode
    pub fn encode(&self, bytes: &mut Vec<u8>) -> Result<(), Error> {
        self.header.check_encoding()?;
        self.header.check_names()?;
        let header = self.header.to_json(self.content.len());
        let too_long = |_| Error::HeaderTooLong {
            limit: u16::MAX.into(),
            got: header.len(),
        };
        let prefix = u16::try_from(header.len()).map_err(too_long)?;
        bytes.extend_from_slice(&prefix.to_be_bytes());
        bytes.extend_from_slice(&header);
        bytes.extend_from_slice(&self.content);
        Ok(())
    }
    // ANCHOR_END: encode
}

impl Header {
    /// What we don't read, we don't write.
    fn check_names(&self) -> Result<(), Error> {
        let mut names = BTreeSet::new();
        for (name, _) in &self.others {
            if FIELDS.contains(&name.as_str()) || !names.insert(name) {
                let field = name.clone();
                return Err(Error::Twice { field });
            }
        }
        Ok(())
    }

    fn to_json(&self, length: usize) -> Vec<u8> {
        let mut text = Vec::with_capacity(USUAL_LENGTH);
        text.push(b'{');
        for (name, value) in [
            (BYTE_ORDER, self.byte_order.name()),
            (CONTENT_TYPE, &self.content_type),
            (CONTENT_ENCODING, &self.content_encoding),
        ] {
            json::write_name(name, &mut text);
            json::write_string(value, &mut text);
            text.push(b',');
        }
        json::write_name(CONTENT_LENGTH, &mut text);
        text.extend_from_slice(length.to_string().as_bytes());
        for (name, value) in &self.others {
            text.push(b',');
            json::write_name(name, &mut text);
            value.write_to(&mut text);
        }
        text.push(b'}');
        text
    }
}
