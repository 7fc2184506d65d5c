//! What has come is counted, not what has come at a time.

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
    let mut more = take_more(&mut whole)?;
    check(whole.content.len(), more, limit)?;
    while more {
        let mut part = next_part().ok_or("the end came before the last part")?;
        more = take_more(&mut part)?;
        if part.header.content_type != whole.header.content_type {
            return Err("the parts are of different types");
        }
        let left = limit - whole.content.len();
        check(part.content.len(), more, left)?;
        whole.content.append(&mut part.content);
    }
    Ok(Some(whole))
}

/// Whether another part follows this one, which no longer says so.
fn take_more(part: &mut Message) -> Result<bool, &'static str> {
    let fields = &mut part.header.others;
    let Some(place) = fields.iter().position(|(name, _)| name == "more") else {
        return Ok(false);
    };
    match fields.remove(place) {
        (_, Value::Bool(more)) => Ok(more),
        _ => Err("`more` is neither true nor false"),
    }
}

/// Whether a part of this length may come where so many bytes are left.
fn check(length: usize, more: bool, left: usize) -> Result<(), &'static str> {
    match (length, more) {
        (0, true) => Err("an empty part, and more to come"),
        (length, _) if length > left => Err("too long"),
        _ => Ok(()),
    }
}
