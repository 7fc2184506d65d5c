//! What is asked of `accept`.

use http_server::Headers;

use crate::cases::Case;

pub type Accept = fn(&Headers, &[&str]) -> Option<usize>;

const HTML: &str = "text/html";
const PLAIN: &str = "text/plain";
const JSON: &str = "application/json";

pub const CASES: &[Case<Accept>] = &[
    Case {
        name: "one type",
        check: |accept| {
            chooses(accept, &["application/json"], &[HTML, JSON], Some(JSON))
        },
    },
    Case {
        name: "no field",
        check: |accept| chooses(accept, &[], &[HTML, JSON], Some(HTML)),
    },
    Case {
        name: "nothing that we have",
        check: |accept| {
            chooses(accept, &["image/png"], &[HTML, JSON], None)?;
            chooses(accept, &["text/htm", "text"], &[HTML, JSON], None)
        },
    },
    Case {
        name: "anything",
        check: |accept| chooses(accept, &["*/*"], &[JSON, HTML], Some(JSON)),
    },
    Case {
        name: "what we like better, of two with the same weight",
        check: |accept| {
            let wanted = ["application/json, text/html"];
            chooses(accept, &wanted, &[HTML, JSON], Some(HTML))
        },
    },
    Case {
        name: "weights",
        check: |accept| {
            let wanted = ["text/html;q=0.5, application/json;q=0.75"];
            chooses(accept, &wanted, &[HTML, JSON], Some(JSON))?;
            let wanted = ["text/html;q=0.701, application/json ; Q=0.7"];
            chooses(accept, &wanted, &[JSON, HTML], Some(HTML))?;
            let wanted = ["text/html;q=0.999, application/json;q=1.000"];
            chooses(accept, &wanted, &[HTML, JSON], Some(JSON))
        },
    },
    Case {
        name: "a kind",
        check: |accept| {
            let wanted = ["text/*, application/json;q=0.9"];
            chooses(accept, &wanted, &[JSON, PLAIN], Some(PLAIN))?;
            chooses(accept, &["tex/*"], &[PLAIN], None)
        },
    },
    Case {
        name: "two fields, and capitals",
        check: |accept| {
            let wanted = ["TEXT/HTML;q=0.5", "Application/JSON"];
            chooses(accept, &wanted, &[HTML, JSON], Some(JSON))
        },
    },
    Case {
        name: "0",
        check: |accept| {
            chooses(accept, &["text/html;q=0"], &[HTML], None)?;
            chooses(accept, &["text/html;q=0.000, text/plain"], &[HTML], None)
        },
    },
    Case {
        name: "what makes no sense",
        check: |accept| {
            for weight in ["q=2", "q=1.001", "q=0.0001", "q=-0", "q=", "0.5", "q"] {
                let wanted =
                    [&*format!("text/html;{weight}, application/json;q=0.1")];
                chooses(accept, &wanted, &[HTML, JSON], Some(JSON))?;
            }
            let wanted = ["text/html;level=1;q=1, application/json;q=0.1"];
            chooses(accept, &wanted, &[HTML, JSON], Some(JSON))
        },
    },
    Case {
        name: "everything rather than HTML",
        check: |accept| {
            let wanted = ["*/*, text/html;q=0.2"];
            chooses(accept, &wanted, &[HTML, JSON], Some(JSON))?;
            chooses(accept, &wanted, &[HTML], Some(HTML))
        },
    },
    Case {
        name: "everything but HTML",
        check: |accept| {
            chooses(accept, &["*/*, text/html;q=0"], &[HTML], None)?;
            let wanted = ["text/*;q=0, text/html;q=0.1, */*"];
            chooses(accept, &wanted, &[PLAIN, HTML], Some(HTML))
        },
    },
];

fn chooses(
    accept: Accept,
    wanted: &[&str],
    offered: &[&str],
    expected: Option<&str>,
) -> Result<(), String> {
    let mut headers = Headers::new();
    for wanted in wanted {
        headers.append("Accept", *wanted);
    }
    let chosen = accept(&headers, offered);
    let chosen = match chosen.map(|index| offered.get(index)) {
        None => None,
        Some(Some(chosen)) => Some(*chosen),
        Some(None) => return Err(format!("there is no {chosen:?} in {offered:?}")),
    };
    if chosen == expected {
        return Ok(());
    }
    let wanted = wanted.join(", ");
    Err(format!(
        "of {offered:?}, \"{wanted}\" should get {expected:?}, and gets {chosen:?}"
    ))
}
