//! Colours, where they are wanted.

use std::ffi::OsStr;
use std::fmt::{self, Display};

use crate::Part;

/// Whether parts are shown in colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Paint {
    /// Each in a colour of its own, by escape sequences (ECMA-48, SGR).
    Colours,
    /// Nothing but text.
    Plain,
}

impl Paint {
    /// Colours are for a terminal, and for those who haven't said `NO_COLOR`, by any
    /// text in that variable of the environment.
    #[must_use]
    pub fn wanted(is_terminal: bool, no_color: Option<&OsStr>) -> Self {
        match is_terminal && no_color.is_none_or(OsStr::is_empty) {
            true => Self::Colours,
            false => Self::Plain,
        }
    }

    /// `text`, in the colour of `part`.
    pub(super) fn part<T: Display>(self, part: Part, text: T) -> Painted<T> {
        let colour = match part {
            Part::Prefix => 33,  // yellow
            Part::Header => 36,  // cyan
            Part::Content => 32, // green
        };
        Painted {
            paint: self,
            colour,
            text,
        }
    }

    /// `text`, in the colour of what is wrong.
    pub(super) fn wrong<T: Display>(self, text: T) -> Painted<T> {
        Painted {
            paint: self,
            colour: 31, // red
            text,
        }
    }
}

/// Text that has a colour, if colours are wanted.
pub(super) struct Painted<T> {
    paint: Paint,
    colour: u8,
    text: T,
}

impl<T: Display> Display for Painted<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { colour, text, .. } = self;
        match self.paint {
            Paint::Colours => write!(f, "\x1b[{colour}m{text}\x1b[0m"),
            Paint::Plain => write!(f, "{text}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_are_for_a_terminal_unless_somebody_objects() {
        let wanted = |is_terminal, said: Option<&str>| {
            Paint::wanted(is_terminal, said.map(OsStr::new))
        };
        assert_eq!(wanted(true, None), Paint::Colours);
        assert_eq!(wanted(true, Some("")), Paint::Colours);
        assert_eq!(wanted(true, Some("1")), Paint::Plain);
        assert_eq!(wanted(false, None), Paint::Plain);
    }

    #[test]
    fn a_colour_ends_where_its_text_ends() {
        let prefix = Paint::Colours.part(Part::Prefix, "00").to_string();
        assert_eq!(prefix, "\x1b[33m00\x1b[0m");
        assert_eq!(Paint::Plain.part(Part::Prefix, "00").to_string(), "00");
        assert_eq!(Paint::Plain.wrong("^^").to_string(), "^^");
    }
}
