//! Any bytes are a value or an error that points into them; and a value that is
//! written again is the same.

#![no_main]

use app_protocol::json;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| match json::parse(bytes) {
    Ok(value) => {
        let text = value.to_string();
        assert!(text.len() <= bytes.len(), "no form is shorter");
        let again =
            json::parse(text.as_bytes()).expect("what was read can be written");
        assert_eq!(again, value);
        assert_eq!(again.to_string(), text);
        assert_eq!(value.clone().into_owned(), value);
    }
    Err(error) => assert!(error.offset() <= bytes.len()),
});
