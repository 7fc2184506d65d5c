//! Expects one part after the other, and knows at each what may come.

/// What is in the first netstring of `stream`.
pub fn netstring<'a>(
    stream: &mut &'a [u8],
    limit: usize,
) -> Result<Option<&'a [u8]>, &'static str> {
    let digits = stream.iter().take_while(|byte| byte.is_ascii_digit());
    let (number, rest) = stream.split_at(digits.count());
    let length = match number {
        [b'0', _, ..] => return Err("a zero in front"),
        [] if !rest.is_empty() => return Err("no length"),
        number => value(number, limit).ok_or("too long")?,
    };

    let (message, rest) = match rest {
        [] => return Ok(None),
        [b':', rest @ ..] => match rest.split_at_checked(length) {
            Some(parts) => parts,
            None => return Ok(None),
        },
        _ => return Err("no colon behind the length"),
    };

    match rest {
        [] => Ok(None),
        [b',', rest @ ..] => {
            *stream = rest;
            Ok(Some(message))
        }
        _ => Err("no comma behind the message"),
    }
}

/// The value of `digits`, or `None` if it's greater than `limit`.
fn value(digits: &[u8], limit: usize) -> Option<usize> {
    digits.iter().try_fold(0_usize, |value, digit| {
        let digit = usize::from(digit.checked_sub(b'0')?);
        let value = value.checked_mul(10)?.checked_add(digit)?;
        (value <= limit).then_some(value)
    })
}
