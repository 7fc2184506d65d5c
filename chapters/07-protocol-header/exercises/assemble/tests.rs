//! What is asked of `assemble`.

use app_protocol::Message;
use app_protocol::json::Value;

use crate::cases::Case;

pub type Assemble = fn(
    &mut dyn FnMut() -> Option<Message>,
    usize,
) -> Result<Option<Message>, &'static str>;

/// As many bytes as a message may have in these cases.
const LIMIT: usize = 10;

pub const CASES: &[Case<Assemble>] = &[
    Case {
        name: "a message of an old peer",
        check: |assemble| makes(assemble, vec![part("hello", None)], "hello"),
    },
    Case {
        name: "three parts",
        check: |assemble| {
            let parts = vec![part("a b", TRUE), part(" c ", TRUE), part("d", None)];
            makes(assemble, parts, "a b c d")
        },
    },
    Case {
        name: "a last part that says so, and has no byte",
        check: |assemble| {
            makes(
                assemble,
                vec![part("hello", TRUE), part("", FALSE)],
                "hello",
            )
        },
    },
    Case {
        name: "a message in one part, which has no byte",
        check: |assemble| makes(assemble, vec![part("", FALSE)], ""),
    },
    Case {
        name: "fields that have nothing to do with it",
        check: |assemble| {
            let mut first = part("one ", TRUE);
            first.header.others.push(("id".to_owned(), 7.into()));
            makes(assemble, vec![first, part("two", None)], "one two")
        },
    },
    Case {
        name: "no part at all",
        check: |assemble| match assemble(&mut || None, LIMIT) {
            Ok(None) => Ok(()),
            other => Err(format!(
                "nothing has come, and `assemble` returns {other:?}"
            )),
        },
    },
    Case {
        name: "an end before the last part",
        check: |assemble| refuses(assemble, vec![part("how ", TRUE)]),
    },
    Case {
        name: "more that isn't true or false",
        check: |assemble| {
            let odd = part("how ", Some(Value::Null));
            refuses(assemble, vec![odd, part("are you", None)])
        },
    },
    Case {
        name: "parts of two types",
        check: |assemble| {
            let mut other = part("are you", None);
            other.header.content_type = "text/html".to_owned();
            refuses(assemble, vec![part("how ", TRUE), other])
        },
    },
    Case {
        name: "a part that is too long",
        check: |assemble| refuses(assemble, vec![part("how are you?", None)]),
    },
    Case {
        name: "empty parts without end",
        check: |assemble| refuses(assemble, vec![part("", TRUE); 1000]),
    },
    Case {
        name: "short parts without end",
        check: |assemble| refuses(assemble, vec![part("a", TRUE); 1000]),
    },
];

const TRUE: Option<Value<'static>> = Some(Value::Bool(true));
const FALSE: Option<Value<'static>> = Some(Value::Bool(false));

fn part(content: &str, more: Option<Value<'static>>) -> Message {
    let mut part = Message::binary("text/plain", content.into());
    let more = more.map(|more| ("more".to_owned(), more));
    part.header.others.extend(more);
    part
}

/// Calls `assemble` for parts that make a message, and are followed by another.
fn makes(
    assemble: Assemble,
    parts: Vec<Message>,
    content: &str,
) -> Result<(), String> {
    let mut expected = part(content, None);
    let fields = parts.first().map(|first| first.header.others.clone());
    let fields = fields.unwrap_or_default().into_iter();
    expected.header.others = fields.filter(|(name, _)| name != "more").collect();

    let mut coming = parts.into_iter();
    let mut is_over = false;
    let made = assemble(
        &mut || {
            let next = coming.next();
            is_over |= next.is_none();
            next.or_else(|| Some(part("the next one", None)))
        },
        LIMIT,
    );
    if is_over {
        return Err("the last part has come, and it takes another".to_owned());
    }
    match made {
        Ok(Some(made)) if made == expected => Ok(()),
        Ok(Some(made)) => Err(format!(
            "the parts make {:?}, and `assemble` returns {:?} with {:?}",
            content,
            String::from_utf8_lossy(&made.content),
            made.header.others
        )),
        Ok(None) => {
            Err("a message has come, and `assemble` returns none".to_owned())
        }
        Err(error) => Err(format!("`assemble` refuses {content:?}: {error}")),
    }
}

/// Calls `assemble` for parts that can't be right.
fn refuses(assemble: Assemble, parts: Vec<Message>) -> Result<(), String> {
    let mut coming = parts.into_iter();
    let mut taken = 0;
    let made = assemble(
        &mut || {
            taken += 1;
            coming.next()
        },
        LIMIT,
    );
    match made {
        Err(_) if taken > LIMIT + 1 => Err(format!(
            "{LIMIT} bytes are the limit, and it takes {taken} parts"
        )),
        Err(_) => Ok(()),
        Ok(_) => Err("`assemble` returns a message, and no error".to_owned()),
    }
}
