//! What may be typed behind `cargo run -p chapter3 --`.

use std::ffi::OsString;
use std::path::PathBuf;
use std::time::Duration;

use echo_server::DEFAULT_ADDRESS;
use echo_server::experiment::flood;
use echo_server::to_many::{EVERYBODY, GROUP};

/// What was asked for.
#[derive(Debug, PartialEq)]
pub(crate) struct Arguments {
    pub(crate) role: Role,
    /// `HOST:PORT`, as typed.
    pub(crate) address: String,
    /// For one read or write, if given.
    pub(crate) timeout: Option<Duration>,
    /// For a conversation, if given.
    pub(crate) deadline: Option<Duration>,
}

#[derive(Debug, PartialEq)]
pub(crate) enum Role {
    Demonstration,
    Help,
    Server,
    TimeServer,
    ChecksumServer,
    UdpServer,
    SmallestServer,
    BroadcastListener,
    GroupListener,
    Client { texts: Vec<String> },
    SendBook { file: Option<PathBuf> },
    Interactive,
    ChecksumClient { file: Option<PathBuf> },
    UdpClient { texts: Vec<String> },
    SmallestClient { text: String },
    Flood { way: Flood, length: usize },
    BroadcastSender { texts: Vec<String> },
    GroupSender { texts: Vec<String> },
    OneRead,
    PartWrite,
    Endings,
    HangUp,
    SmallWrites,
    Datagrams,
    ToMany,
}

/// In which way the flood is sent.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Flood {
    WriteThenRead,
    InTurns,
    TwoThreads,
}

impl Arguments {
    /// Reads the words behind the program's name.
    ///
    /// # Errors
    /// What is wrong with them, as one line for a person.
    pub(crate) fn parse(
        words: impl IntoIterator<Item = OsString>,
    ) -> Result<Self, String> {
        let words: Result<Vec<String>, OsString> =
            words.into_iter().map(OsString::into_string).collect();
        let words =
            words.map_err(|word| format!("{} is not UTF-8", word.display()))?;
        let mut words = words.into_iter().peekable();
        let name = words.next_if(|word| !word.starts_with('-'));
        let (mut address, mut timeout, mut deadline) = (None, None, None);
        let mut texts = Vec::new();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--help" | "-h" => return Ok(Self::only(Role::Help)),
                "--address" => address = Some(host_and_port(words.next())?),
                "--timeout" => timeout = Some(seconds(&word, words.next())?),
                "--deadline" => deadline = Some(seconds(&word, words.next())?),
                // What follows is text, whatever it looks like.
                "--" => texts.extend(words.by_ref()),
                option if option.starts_with("--") => {
                    return Err(format!("there is no option {option}"));
                }
                _ => texts.push(word),
            }
        }
        let role = Role::parse(name.as_deref(), texts)?;
        for (given, taken, option) in [
            (address.is_some(), role.takes_address(), "--address"),
            (timeout.is_some(), role.takes_timeout(), "--timeout"),
            (deadline.is_some(), role.takes_deadline(), "--deadline"),
        ] {
            if given && !taken {
                return Err(format!("this role takes no {option}"));
            }
        }
        let mut arguments = Self::only(role);
        arguments.address = address.unwrap_or(arguments.address);
        Ok(Self {
            timeout,
            deadline,
            ..arguments
        })
    }

    fn only(role: Role) -> Self {
        Self {
            address: role.default_address(),
            role,
            timeout: None,
            deadline: None,
        }
    }
}

impl Role {
    fn parse(name: Option<&str>, texts: Vec<String>) -> Result<Self, String> {
        let mut texts = texts.into_iter();
        let role = match name {
            None => Self::Demonstration,
            Some("server") => Self::Server,
            Some("time-server") => Self::TimeServer,
            Some("checksum-server") => Self::ChecksumServer,
            Some("udp-server") => Self::UdpServer,
            Some("smallest-server") => Self::SmallestServer,
            Some("broadcast-listener") => Self::BroadcastListener,
            Some("group-listener") => Self::GroupListener,
            Some(
                name @ ("client" | "udp-client" | "broadcast-sender"
                | "group-sender"),
            ) => {
                let texts: Vec<String> = texts.by_ref().collect();
                if texts.is_empty() {
                    return Err(format!("{name} needs at least one TEXT to send"));
                }
                match name {
                    "client" => Self::Client { texts },
                    "udp-client" => Self::UdpClient { texts },
                    "broadcast-sender" => Self::BroadcastSender { texts },
                    _ => Self::GroupSender { texts },
                }
            }
            Some("send-book") => Self::SendBook {
                file: texts.next().map(PathBuf::from),
            },
            Some("interactive") => Self::Interactive,
            Some("checksum-client") => Self::ChecksumClient {
                file: texts.next().map(PathBuf::from),
            },
            Some("smallest-client") => match texts.next() {
                Some(text) if !text.is_empty() => Self::SmallestClient { text },
                _ => {
                    return Err("smallest-client needs a TEXT to send".to_owned());
                }
            },
            Some("flood") => Self::Flood {
                way: Flood::WriteThenRead,
                length: texts.next().map_or(Ok(flood::LENGTH), bytes)?,
            },
            Some("flood-in-turns") => Self::flood(Flood::InTurns),
            Some("flood-two-threads") => Self::flood(Flood::TwoThreads),
            Some("one-read") => Self::OneRead,
            Some("part-write") => Self::PartWrite,
            Some("endings") => Self::Endings,
            Some("hang-up") => Self::HangUp,
            Some("small-writes") => Self::SmallWrites,
            Some("datagrams") => Self::Datagrams,
            Some("to-many") => Self::ToMany,
            Some(other) => return Err(format!("there is no role {other}")),
        };
        match texts.next() {
            None => Ok(role),
            Some(text) => Err(format!("one argument too many: {text}")),
        }
    }

    fn flood(way: Flood) -> Self {
        let length = flood::LENGTH;
        Self::Flood { way, length }
    }

    fn takes_deadline(&self) -> bool {
        matches!(self, Self::Server | Self::TimeServer | Self::ChecksumServer)
    }

    fn takes_timeout(&self) -> bool {
        let is_client = matches!(
            self,
            Self::Client { .. }
                | Self::SendBook { .. }
                | Self::Interactive
                | Self::ChecksumClient { .. }
                | Self::UdpClient { .. }
                | Self::Flood { .. }
        );
        is_client || self.takes_deadline()
    }

    fn takes_address(&self) -> bool {
        let others = matches!(
            self,
            Self::UdpServer
                | Self::SmallestServer
                | Self::SmallestClient { .. }
                | Self::BroadcastListener
                | Self::BroadcastSender { .. }
                | Self::GroupListener
                | Self::GroupSender { .. }
        );
        others || self.takes_timeout()
    }

    fn default_address(&self) -> String {
        match self {
            Self::BroadcastListener | Self::BroadcastSender { .. } => {
                EVERYBODY.to_string()
            }
            Self::GroupListener | Self::GroupSender { .. } => GROUP.to_string(),
            _ => DEFAULT_ADDRESS.to_owned(),
        }
    }
}

/// Checks the form of an address; whether it exists, the system will say.
fn host_and_port(word: Option<String>) -> Result<String, String> {
    let word =
        word.ok_or("--address needs HOST:PORT, for example 127.0.0.1:20003")?;
    match word.rsplit_once(':') {
        Some((host, port)) if is_host(host) && port.parse::<u16>().is_ok() => {
            Ok(word)
        }
        _ => Err(format!(
            "{word} is not HOST:PORT with a port from 0 to 65535, for example 127.0.0.1:20003 or [::1]:20003"
        )),
    }
}

/// An IPv6 address has to be in brackets: otherwise its last group could be taken
/// for the port.
fn is_host(host: &str) -> bool {
    let bracketed = host.starts_with('[') && host.ends_with(']');
    !host.is_empty() && (bracketed || !host.contains(':'))
}

/// As much as the experiment's own message, so that the memory is there.
fn bytes(word: String) -> Result<usize, String> {
    word.parse()
        .ok()
        .filter(|length| (1..=flood::LENGTH).contains(length))
        .ok_or_else(|| {
            format!(
                "{word} is not a number of bytes from 1 to {}",
                flood::LENGTH
            )
        })
}

/// A timeout of 0 would mean none at all to the system: it isn't allowed.
fn seconds(option: &str, word: Option<String>) -> Result<Duration, String> {
    let word = word.ok_or_else(|| format!("{option} needs a number of seconds"))?;
    word.parse::<f64>()
        .ok()
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .filter(|limit| {
            *limit >= Duration::from_millis(1)
                && *limit <= Duration::from_secs(86_400)
        })
        .ok_or_else(|| {
            format!("{word} is not a number of seconds from 0.001 to 86400")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &[&str]) -> Result<Arguments, String> {
        Arguments::parse(words.iter().map(OsString::from))
    }

    #[test]
    fn no_words_ask_for_the_demonstration() {
        assert_eq!(parse(&[]).unwrap().role, Role::Demonstration);
    }

    #[test]
    fn options_stand_before_or_behind_the_texts() {
        let before = parse(&[
            "client",
            "--address",
            "[::1]:7",
            "--timeout",
            "0.5",
            "a",
            "b",
        ]);
        let behind = parse(&[
            "client",
            "a",
            "b",
            "--timeout",
            "0.5",
            "--address",
            "[::1]:7",
        ]);
        assert_eq!(before, behind);
        let arguments = before.unwrap();
        assert_eq!(arguments.address, "[::1]:7");
        assert_eq!(arguments.timeout, Some(Duration::from_millis(500)));
        let texts = vec!["a".to_owned(), "b".to_owned()];
        assert_eq!(arguments.role, Role::Client { texts });
    }

    #[test]
    fn a_role_for_many_has_an_address_of_its_own() {
        let address = |words: &[&str]| parse(words).unwrap().address;
        assert_eq!(address(&["server"]), "127.0.0.1:20003");
        assert_eq!(address(&["group-listener"]), "239.255.3.3:20003");
        assert_eq!(address(&["group-sender", "a"]), "239.255.3.3:20003");
        assert_eq!(address(&["broadcast-listener"]), "127.255.255.255:20003");
        assert_eq!(address(&["broadcast-sender", "a"]), "127.255.255.255:20003");
        let given = ["group-sender", "a", "--address", "239.255.3.4:7"];
        assert_eq!(address(&given), "239.255.3.4:7");
    }

    #[test]
    fn a_text_may_look_like_an_option_behind_two_dashes() {
        let role = parse(&["client", "--", "--help"]).unwrap().role;
        let texts = vec!["--help".to_owned()];
        assert_eq!(role, Role::Client { texts });
    }

    #[test]
    fn help_is_given_in_every_place() {
        assert_eq!(parse(&["--help"]).unwrap().role, Role::Help);
        assert_eq!(parse(&["-h"]).unwrap().role, Role::Help);
        assert_eq!(parse(&["server", "--help"]).unwrap().role, Role::Help);
    }

    #[test]
    fn what_is_not_understood_is_said() {
        for (words, message) in [
            (&["dance"][..], "there is no role dance"),
            (&["server", "--loud"], "there is no option --loud"),
            (&["--loud"], "there is no option --loud"),
            (&["server", "text"], "one argument too many: text"),
            (
                &["endings", "--timeout", "2"],
                "this role takes no --timeout",
            ),
            (&["--address", "a:1"], "this role takes no --address"),
            (
                &["client", "a", "--deadline", "2"],
                "this role takes no --deadline",
            ),
            (
                &["udp-server", "--timeout", "2"],
                "this role takes no --timeout",
            ),
            (
                &["udp-client"],
                "udp-client needs at least one TEXT to send",
            ),
            (
                &["group-sender"],
                "group-sender needs at least one TEXT to send",
            ),
            (&["send-book", "a", "b"], "one argument too many: b"),
            (
                &["flood", "0"],
                "0 is not a number of bytes from 1 to 64000000",
            ),
            (&["flood-in-turns", "9"], "one argument too many: 9"),
            (&["client"], "client needs at least one TEXT to send"),
            (&["smallest-client"], "smallest-client needs a TEXT to send"),
            (&["smallest-client", "a", "b"], "one argument too many: b"),
        ] {
            assert_eq!(parse(words).unwrap_err(), message);
        }
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
            assert!(
                parse(&["server", "--address", address]).is_err(),
                "{address}"
            );
        }
        assert!(parse(&["server", "--address"]).is_err());
    }

    #[test]
    fn a_timeout_is_positive_and_no_longer_than_a_day() {
        for timeout in ["", "0", "-1", "0.0001", "86401", "soon", "inf", "NaN"] {
            assert!(
                parse(&["server", "--timeout", timeout]).is_err(),
                "{timeout}"
            );
        }
        assert!(parse(&["server", "--timeout"]).is_err());
    }
}
