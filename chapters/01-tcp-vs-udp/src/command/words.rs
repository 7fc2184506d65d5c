//! The words behind the program's name.

use std::collections::VecDeque;
use std::ffi::OsString;
use std::fmt::Display;
use std::ops::RangeInclusive;
use std::str::FromStr;
use std::time::Duration;

/// The system counts in milliseconds in places, and takes 0 for no timeout at all.
const SHORTEST: Duration = Duration::from_millis(1);

/// A day: whoever waits longer has no use for a timeout.
const LONGEST: Duration = Duration::from_secs(86_400);

/// A role, options and texts, of which a role takes those that it knows. What is
/// left at the end was not understood.
///
/// Errors are one line each, for a person.
#[derive(Debug)]
pub struct Words {
    role: Option<String>,
    options: Vec<(String, Option<String>)>,
    texts: VecDeque<String>,
}

impl Words {
    /// Takes `words` apart, or returns `None` if they ask for help. `flags` are
    /// the options that no value follows.
    ///
    /// # Errors
    /// A word isn't UTF-8, an option has no value, or is given twice.
    pub fn parse(
        words: impl IntoIterator<Item = OsString>,
        flags: &[&str],
    ) -> Result<Option<Self>, String> {
        let words: Result<Vec<String>, OsString> =
            words.into_iter().map(OsString::into_string).collect();
        let words =
            words.map_err(|word| format!("{} is not UTF-8", word.display()))?;
        let mut words = words.into_iter().peekable();
        let role = words.next_if(|word| !word.starts_with('-'));
        let mut options: Vec<(String, Option<String>)> = Vec::new();
        let mut texts = VecDeque::new();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--help" | "-h" => return Ok(None),
                // What follows is text, whatever it looks like.
                "--" => texts.extend(words.by_ref()),
                option if option.starts_with("--") => {
                    if options.iter().any(|(name, _)| *name == word) {
                        return Err(format!("{word} is given twice"));
                    }
                    let is_flag = flags.contains(&option);
                    let value = if is_flag { None } else { words.next() };
                    options.push((word, value));
                }
                _ => texts.push_back(word),
            }
        }
        Ok(Some(Self {
            role,
            options,
            texts,
        }))
    }

    /// The part to play; `None` asks for the demonstration.
    #[must_use]
    pub fn role(&self) -> Option<&str> {
        self.role.as_deref()
    }

    /// Whether an option without a value was given.
    pub fn flag(&mut self, option: &str) -> bool {
        self.take(option).is_some()
    }

    /// `--address HOST:PORT`, or the default. Only its form is checked; whether it
    /// exists, the system will say.
    ///
    /// # Errors
    /// It isn't `HOST:PORT`.
    pub fn address(&mut self, default: &str) -> Result<String, String> {
        self.host_and_port("--address", default)
    }

    /// The same for another option than `--address`.
    ///
    /// # Errors
    /// It isn't `HOST:PORT`.
    pub fn host_and_port(
        &mut self,
        option: &str,
        default: &str,
    ) -> Result<String, String> {
        let Some(value) = self.take(option) else {
            return Ok(default.to_owned());
        };
        let word = value.ok_or_else(|| {
            format!("{option} needs HOST:PORT, for example {default}")
        })?;
        match word.rsplit_once(':') {
            Some((host, port)) if is_host(host) && port.parse::<u16>().is_ok() => {
                Ok(word)
            }
            _ => Err(format!(
                "{word} is not HOST:PORT with a port from 0 to 65535, for example \
                 {default}; an IPv6 address stands in brackets"
            )),
        }
    }

    /// An option with the name of a file.
    ///
    /// # Errors
    /// It has no value.
    pub fn file(&mut self, option: &str) -> Result<Option<String>, String> {
        self.value(option, "the name of a file")
    }

    /// An option with any value; `what` says which, for those who forget it.
    ///
    /// # Errors
    /// It has none.
    pub fn value(
        &mut self,
        option: &str,
        what: &str,
    ) -> Result<Option<String>, String> {
        match self.take(option) {
            None => Ok(None),
            Some(None) => Err(format!("{option} needs {what}")),
            Some(value) => Ok(value),
        }
    }

    /// An option with one of the `choices`.
    ///
    /// # Errors
    /// It has no value, or another.
    pub fn choice<'a>(
        &mut self,
        option: &str,
        choices: &[&'a str],
    ) -> Result<Option<&'a str>, String> {
        let either = choices.join(" or ");
        let Some(word) = self.value(option, &either)? else {
            return Ok(None);
        };
        match choices.iter().find(|choice| **choice == word) {
            Some(choice) => Ok(Some(choice)),
            None => Err(format!("{word} is not {either}")),
        }
    }

    /// An option with a number of seconds, from a millisecond to a day.
    ///
    /// # Errors
    /// It has no value, or one that isn't such a number.
    pub fn seconds(&mut self, option: &str) -> Result<Option<Duration>, String> {
        let Some(value) = self.take(option) else {
            return Ok(None);
        };
        let word =
            value.ok_or_else(|| format!("{option} needs a number of seconds"))?;
        word.parse::<f64>()
            .ok()
            .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
            .filter(|limit| (SHORTEST..=LONGEST).contains(limit))
            .map(Some)
            .ok_or_else(|| {
                format!(
                    "{word} is not a number of seconds from {} to {}",
                    SHORTEST.as_secs_f64(),
                    LONGEST.as_secs_f64()
                )
            })
    }

    /// An option with a number in `range`.
    ///
    /// # Errors
    /// It has no value, or one that isn't in the range.
    pub fn number<N>(
        &mut self,
        option: &str,
        range: RangeInclusive<N>,
    ) -> Result<Option<N>, String>
    where
        N: FromStr + PartialOrd + Display,
    {
        let Some(value) = self.take(option) else {
            return Ok(None);
        };
        let (least, most) = (range.start(), range.end());
        let word = value.ok_or_else(|| {
            format!("{option} needs a number from {least} to {most}")
        })?;
        word.parse()
            .ok()
            .filter(|number| range.contains(number))
            .map(Some)
            .ok_or_else(|| format!("{word} is not a number from {least} to {most}"))
    }

    /// The next text, if there is one.
    pub fn text(&mut self) -> Option<String> {
        self.texts.pop_front()
    }

    /// All texts that are left.
    ///
    /// # Errors
    /// There is none.
    pub fn texts(&mut self) -> Result<Vec<String>, String> {
        if self.texts.is_empty() {
            return Err(format!("{} needs at least one TEXT to send", self.name()));
        }
        Ok(self.texts.drain(..).collect())
    }

    /// Reports what no role has taken.
    ///
    /// # Errors
    /// An option or a text is left.
    pub fn finish(self) -> Result<(), String> {
        if let Some((option, _)) = self.options.first() {
            return Err(format!("{} takes no {option}", self.name()));
        }
        match self.texts.front() {
            None => Ok(()),
            Some(text) => Err(format!("one argument too many: {text}")),
        }
    }

    fn name(&self) -> &str {
        self.role().unwrap_or("the demonstration")
    }

    fn take(&mut self, option: &str) -> Option<Option<String>> {
        let index = self.options.iter().position(|(name, _)| name == option)?;
        Some(self.options.remove(index).1)
    }
}

/// An IPv6 address has to be in brackets: otherwise its last group could be taken
/// for the port.
fn is_host(host: &str) -> bool {
    let bracketed = host.starts_with('[') && host.ends_with(']');
    !host.is_empty() && (bracketed || !host.contains(':'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEFAULT: &str = "127.0.0.1:20001";

    fn parse(words: &[&str]) -> Words {
        let words = Words::parse(words.iter().map(OsString::from), &["--all"]);
        words.unwrap().unwrap()
    }

    #[test]
    fn no_words_ask_for_the_demonstration() {
        let words = parse(&[]);
        assert_eq!(words.role(), None);
        words.finish().unwrap();
    }

    #[test]
    fn options_stand_before_or_behind_the_texts() {
        for words in [
            ["client", "--address", "[::1]:7", "--all", "a", "b"],
            ["client", "a", "b", "--all", "--address", "[::1]:7"],
        ] {
            let mut words = parse(&words);
            assert_eq!(words.role(), Some("client"));
            assert_eq!(words.address(DEFAULT).unwrap(), "[::1]:7");
            assert!(words.flag("--all"));
            assert_eq!(words.texts().unwrap(), ["a", "b"]);
            words.finish().unwrap();
        }
    }

    #[test]
    fn what_is_not_given_is_the_default() {
        let mut words = parse(&["server"]);
        assert_eq!(words.address(DEFAULT).unwrap(), DEFAULT);
        assert_eq!(words.seconds("--timeout").unwrap(), None);
        assert_eq!(words.number("--seed", 0..=9_u64).unwrap(), None);
        assert!(!words.flag("--all"));
        assert_eq!(words.text(), None);
        assert_eq!(
            words.texts().unwrap_err(),
            "server needs at least one TEXT to send"
        );
    }

    #[test]
    fn a_text_may_look_like_an_option_behind_two_dashes() {
        let mut words = parse(&["client", "--", "--help"]);
        assert_eq!(words.text().unwrap(), "--help");
    }

    #[test]
    fn help_is_given_in_every_place() {
        for words in [&["--help"][..], &["-h"], &["server", "a", "--help"]] {
            let words = Words::parse(words.iter().map(OsString::from), &[]);
            assert!(words.unwrap().is_none());
        }
    }

    #[test]
    fn what_no_role_takes_is_named() {
        for (words, message) in [
            (&["server", "--loud", "1"][..], "server takes no --loud"),
            (&["server", "--all"], "server takes no --all"),
            (&["--loud"], "the demonstration takes no --loud"),
            (&["server", "text"], "one argument too many: text"),
        ] {
            assert_eq!(parse(words).finish().unwrap_err(), message);
        }
        let twice = ["server", "--seed", "1", "--seed", "2"].map(OsString::from);
        assert_eq!(
            Words::parse(twice, &[]).unwrap_err(),
            "--seed is given twice"
        );
    }

    #[test]
    fn an_address_needs_a_host_and_a_port() {
        for address in [
            "",
            "localhost",
            ":20003",
            "localhost:",
            "a:b",
            "a:65536",
            "a:-1",
            "::1:20003",
        ] {
            let mut words = parse(&["server", "--address", address]);
            words.address(DEFAULT).unwrap_err();
        }
        let message = parse(&["server", "--address"])
            .address(DEFAULT)
            .unwrap_err();
        assert_eq!(
            message,
            "--address needs HOST:PORT, for example 127.0.0.1:20001"
        );
    }

    #[test]
    fn an_option_with_a_file_needs_its_name() {
        let file = |words: &[&str]| parse(words).file("--output");
        assert_eq!(file(&["a"]).unwrap(), None);
        assert_eq!(file(&["a", "--output", "b"]).unwrap().unwrap(), "b");
        file(&["a", "--output"]).unwrap_err();
    }

    #[test]
    fn a_choice_is_one_of_those_that_are_offered() {
        let choice =
            |words: &[&str]| parse(words).choice("--when", &["now", "then"]);
        assert_eq!(choice(&["a"]).unwrap(), None);
        assert_eq!(choice(&["a", "--when", "then"]).unwrap(), Some("then"));
        assert_eq!(
            choice(&["a", "--when", "soon"]).unwrap_err(),
            "soon is not now or then"
        );
        assert_eq!(
            choice(&["a", "--when"]).unwrap_err(),
            "--when needs now or then"
        );
    }

    #[test]
    fn a_number_of_seconds_is_positive_and_no_longer_than_a_day() {
        let seconds = |word| parse(&["a", "--timeout", word]).seconds("--timeout");
        assert_eq!(seconds("0.5").unwrap(), Some(Duration::from_millis(500)));
        for timeout in ["", "0", "-1", "0.0001", "86401", "soon", "inf", "NaN"] {
            assert_eq!(
                seconds(timeout).unwrap_err(),
                format!("{timeout} is not a number of seconds from 0.001 to 86400")
            );
        }
        parse(&["a", "--timeout"]).seconds("--timeout").unwrap_err();
    }

    #[test]
    fn a_number_lies_in_its_range() {
        let loss = |word| parse(&["a", "--loss", word]).number("--loss", 0..=90_u8);
        assert_eq!(loss("0").unwrap(), Some(0));
        assert_eq!(loss("90").unwrap(), Some(90));
        for word in ["", "-1", "91", "256", "many"] {
            assert_eq!(
                loss(word).unwrap_err(),
                format!("{word} is not a number from 0 to 90")
            );
        }
    }
}
