//! Options are what they were set to.

use socket_api::options;

use crate::within_limit::within_limit;

#[test]
fn an_option_is_what_it_was_set_to() {
    let table = within_limit(|| options::table().unwrap());
    assert_eq!(table.len(), 12);
    for option in table {
        assert_ne!(option.at_first, option.set_to, "{option}");
        assert_eq!(option.then, option.set_to, "{option}");
    }
}

#[test]
#[cfg(target_os = "linux")] // others take the number as it is, or refuse it
fn linux_doubles_a_buffer_and_keeps_it_within_limits() {
    let table = within_limit(|| options::buffers().unwrap());
    let then: Vec<usize> = table
        .iter()
        .map(|option| option.then.parse().unwrap())
        .collect();
    assert!(then[0] > 2, "{then:?}");
    assert_eq!(then[1], 20_000);
    assert!(then[2] < 200_000_000, "{then:?}");
}
