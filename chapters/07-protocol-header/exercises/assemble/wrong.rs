//! Has each part checked.

use app_protocol::Message;
use app_protocol::json::Value;

/// The message that the parts make.
pub fn assemble(
    next_part: &mut dyn FnMut() -> Option<Message>,
    limit: usize,
) -> Result<Option<Message>, &'static str> {
    let Some(mut whole) = next_part() else {
        return Ok(None);
    };
    let mut more = check(&mut whole, limit)?;
    while more {
        let mut part = next_part().ok_or("the end came before the last part")?;
        more = check(&mut part, limit)?;
        if part.header.content_type != whole.header.content_type {
            return Err("the parts are of different types");
        }
        whole.content.append(&mut part.content);
    }
    Ok(Some(whole))
}

/// Whether another part follows this one, if it's one that we take.
fn check(part: &mut Message, limit: usize) -> Result<bool, &'static str> {
    if part.content.len() > limit {
        return Err("too long");
    }
    let fields = &mut part.header.others;
    let more = match fields.iter().position(|(name, _)| name == "more") {
        None => false,
        Some(place) => match fields.remove(place) {
            (_, Value::Bool(more)) => more,
            _ => return Err("`more` is neither true nor false"),
        },
    };
    if more && part.content.is_empty() {
        return Err("an empty part, and more to come");
    }
    Ok(more)
}
