//! What is asked of `cookie`.

use http_server::Headers;

use crate::cases::Case;

pub type Cookie = for<'a> fn(&'a Headers, &str) -> Option<&'a str>;

pub const CASES: &[Case<Cookie>] = &[
    Case {
        name: "one cookie",
        check: |cookie| gives(cookie, "theme=navy", "theme", Some("navy")),
    },
    Case {
        name: "the second and the third",
        check: |cookie| {
            gives(cookie, "a=1; b=2; c=3", "b", Some("2"))?;
            gives(cookie, "a=1; b=2; c=3", "c", Some("3"))
        },
    },
    Case {
        name: "no such cookie",
        check: |cookie| {
            gives(cookie, "a=1; b=2", "c", None)?;
            gives(cookie, "a=c", "c", None)
        },
    },
    Case {
        name: "no field",
        check: |cookie| same(cookie(&Headers::new(), "a"), "no field", "a", None),
    },
    Case {
        name: "a name at the end of another",
        check: |cookie| gives(cookie, "sid=1; id=2", "id", Some("2")),
    },
    Case {
        name: "a name at the beginning of another",
        check: |cookie| gives(cookie, "idle=1; id=2", "id", Some("2")),
    },
    Case {
        name: "a name in capitals",
        check: |cookie| {
            gives(cookie, "ID=1; id=2", "id", Some("2"))?;
            gives(cookie, "ID=1", "id", None)
        },
    },
    Case {
        name: "no space",
        check: |cookie| gives(cookie, "a=1;b=2", "b", Some("2")),
    },
    Case {
        name: "no value",
        check: |cookie| gives(cookie, "a=; b=2", "a", Some("")),
    },
    Case {
        name: "no equals sign",
        check: |cookie| gives(cookie, "a; b=2", "a", None),
    },
    Case {
        name: "two of one name",
        check: |cookie| gives(cookie, "a=1; a=2", "a", Some("1")),
    },
    Case {
        name: "a value with commas and spaces",
        check: |cookie| gives(cookie, "a=1, 2; b=3", "a", Some("1, 2")),
    },
    Case {
        name: "a value with equals signs",
        check: |cookie| {
            let value = "a=1; session=c29ja2V0cw==";
            gives(cookie, value, "session", Some("c29ja2V0cw=="))
        },
    },
];

fn gives(
    cookie: Cookie,
    value: &str,
    name: &str,
    expected: Option<&str>,
) -> Result<(), String> {
    let mut headers = Headers::new();
    headers.append("Host", "localhost");
    headers.append("Cookie", value);
    same(cookie(&headers, name), value, name, expected)
}

fn same(
    got: Option<&str>,
    value: &str,
    name: &str,
    expected: Option<&str>,
) -> Result<(), String> {
    if got == expected {
        return Ok(());
    }
    Err(format!(
        "of \"{value}\", `{name}` should be {expected:?}, and is {got:?}"
    ))
}
