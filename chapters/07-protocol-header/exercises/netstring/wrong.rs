//! Looks for the colon, and has the standard library read the number before it.

/// What is in the first netstring of `stream`.
pub fn netstring<'a>(
    stream: &mut &'a [u8],
    limit: usize,
) -> Result<Option<&'a [u8]>, &'static str> {
    let most_digits = limit.to_string().len();
    let mut parts = stream.splitn(2, |byte| *byte == b':');
    let (Some(number), rest) = (parts.next(), parts.next()) else {
        return Ok(None);
    };
    if number.len() > most_digits {
        return Err("too long, or no colon");
    }
    let Some(rest) = rest else {
        return Ok(None);
    };
    if number.len() > 1 && number.starts_with(b"0") {
        return Err("a zero in front");
    }
    let number = std::str::from_utf8(number).map_err(|_| "no length")?;
    let length: usize = number.parse().map_err(|_| "no length")?;
    if length > limit {
        return Err("too long");
    }

    let Some((message, rest)) = rest.split_at_checked(length) else {
        return Ok(None);
    };
    match rest.split_first() {
        None => Ok(None),
        Some((b',', rest)) => {
            *stream = rest;
            Ok(Some(message))
        }
        Some(_) => Err("no comma behind the message"),
    }
}
