//! What is asked of `basic`.

use http_server::Headers;

use crate::cases::Case;

pub type Basic = fn(&Headers) -> Option<(String, String)>;

pub const CASES: &[Case<Basic>] = &[
    Case {
        name: "a name and a password",
        check: |basic| is(basic, "Basic YW5uOnNlY3JldA==", "ann", "secret"),
    },
    Case {
        name: "one byte missing to the last three, and none",
        check: |basic| {
            is(basic, "Basic YW5uOnNlY3I=", "ann", "secr")?;
            is(basic, "Basic YW5uOnNlY3Jl", "ann", "secre")
        },
    },
    Case {
        name: "the whole alphabet",
        check: |basic| is(basic, "Basic YW5uOj8/Pz4+Pn5+fg==", "ann", "???>>>~~~"),
    },
    Case {
        name: "no field",
        check: |basic| match basic(&Headers::new()) {
            None => Ok(()),
            somebody => {
                Err(format!("nobody said who he is, and it's {somebody:?}"))
            }
        },
    },
    Case {
        name: "another scheme",
        check: |basic| nobody(basic, "Bearer YW5uOnNlY3JldA=="),
    },
    Case {
        name: "capitals, and two spaces",
        check: |basic| is(basic, "bASIC  YW5uOnNlY3JldA==", "ann", "secret"),
    },
    Case {
        name: "colons in the password",
        check: |basic| is(basic, "Basic YW5uOnNlOmNyOmV0", "ann", "se:cr:et"),
    },
    Case {
        name: "no password, and no name",
        check: |basic| {
            is(basic, "Basic YW5uOg==", "ann", "")?;
            is(basic, "Basic OnNlY3JldA==", "", "secret")
        },
    },
    Case {
        name: "no colon",
        check: |basic| {
            nobody(basic, "Basic bm9ib2R5")?;
            nobody(basic, "Basic ")?;
            nobody(basic, "Basic")
        },
    },
    Case {
        name: "letters from elsewhere",
        check: |basic| is(basic, "Basic em/Dqzrml6XmnKw=", "zoë", "日本"),
    },
    Case {
        name: "bytes that aren't UTF-8",
        check: |basic| nobody(basic, "Basic YW5uOv/+"),
    },
    Case {
        name: "a character that isn't in the alphabet",
        check: |basic| {
            nobody(basic, "Basic YW5u!OnNlY3JldA==")?;
            nobody(basic, "Basic YW5uOnNl Y3JldA==")?;
            nobody(basic, "Basic YW5uOv_-")
        },
    },
    Case {
        name: "too few equals signs, or too many",
        check: |basic| {
            for encoded in [
                "YW5uOnNlY3JldA",
                "YW5uOnNlY3JldA=",
                "YW5uOnNlY3JldA===",
                "YW5uOnNlY3JldA====",
                "YW5uOnNlY3Jl====",
                "YW5uOnNlY3JldA==YW5u",
                "YW5uOnNlY3JlY",
                "YW5uOnNlY3JlY===",
            ] {
                nobody(basic, &format!("Basic {encoded}"))?;
            }
            Ok(())
        },
    },
    Case {
        name: "bits that belong to no byte",
        check: |basic| {
            nobody(basic, "Basic YW5uOnNlY3JldB==")?;
            nobody(basic, "Basic YW5uOnNlY3J=")
        },
    },
];

fn ask(basic: Basic, value: &str) -> Option<(String, String)> {
    let mut headers = Headers::new();
    headers.append("Authorization", value);
    basic(&headers)
}

fn is(basic: Basic, value: &str, name: &str, password: &str) -> Result<(), String> {
    let expected = Some((name.to_owned(), password.to_owned()));
    let got = ask(basic, value);
    if got == expected {
        return Ok(());
    }
    Err(format!(
        "\"{value}\" should be {expected:?}, and is {got:?}"
    ))
}

fn nobody(basic: Basic, value: &str) -> Result<(), String> {
    match ask(basic, value) {
        None => Ok(()),
        got => Err(format!("\"{value}\" should be nobody, and is {got:?}")),
    }
}
