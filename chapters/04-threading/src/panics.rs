//! A panic, caught.

use std::any::Any;
use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Makes a call that may panic. If it does, what it has said is the error.
///
/// The call is used up by its panic. What it shares with others has to guard itself,
/// as a `Mutex` does, so that nobody sees what it has left half-done.
///
/// ```
/// use threading::panics::caught;
///
/// assert_eq!(caught(|| 1 + 1), Ok(2));
/// assert_eq!(caught(|| panic!("no room")), Err::<(), _>("no room".to_owned()));
/// ```
///
/// # Errors
/// The text of the panic.
// ANCHOR: caught
pub fn caught<T>(call: impl FnOnce() -> T) -> Result<T, String> {
    catch_unwind(AssertUnwindSafe(call)).map_err(|thrown| {
        let text = text(&*thrown);
        // It can be any value, whose `Drop` may panic as well.
        let dropped = catch_unwind(AssertUnwindSafe(|| drop(thrown)));
        dropped.unwrap_or_else(mem::forget);
        text
    })
}
// ANCHOR_END: caught

/// What `panic!` was told: a text, unless it was called with something unusual.
fn text(thrown: &(dyn Any + Send)) -> String {
    if let Some(text) = thrown.downcast_ref::<&str>() {
        (*text).to_owned()
    } else if let Some(text) = thrown.downcast_ref::<String>() {
        text.clone()
    } else {
        "no text".to_owned()
    }
}

#[cfg(test)]
mod tests {
    use std::panic::panic_any;

    use super::*;

    #[test]
    fn what_was_thrown_may_panic_when_it_is_dropped() {
        struct Bomb;
        impl Drop for Bomb {
            fn drop(&mut self) {
                panic!("once more");
            }
        }
        let result = caught(|| panic_any(Bomb));
        assert_eq!(result, Err::<(), _>("no text".to_owned()));
    }

    #[test]
    fn a_text_that_was_put_together_is_told_too() {
        let number = 7;
        let result = caught(|| panic!("no room for {number}"));
        assert_eq!(result, Err::<(), _>("no room for 7".to_owned()));
    }
}
