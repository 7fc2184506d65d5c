//! The states of a socket, under the names that `ss` prints: those of chapter 1's
//! [`State`], of which `ss` shortens three.

use tcp_vs_udp::state::State;

/// The name of a state, as `ss` prints it. A socket that has no connection, and waits
/// for none, is one for datagrams: unconnected.
// ANCHOR: name
#[must_use]
pub fn name(state: State) -> String {
    match state {
        State::SynReceived => "SYN-RECV".to_owned(),
        State::Established => "ESTAB".to_owned(),
        State::Closed => "UNCONN".to_owned(),
        other => other.to_string(),
    }
}
// ANCHOR_END: name

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_number_that_the_tables_have_is_a_state() {
        let names: Vec<String> = (1..=0x0c)
            .map(|number| name(State::from_linux(number).unwrap()))
            .collect();
        assert_eq!(
            names,
            [
                "ESTAB",
                "SYN-SENT",
                "SYN-RECV",
                "FIN-WAIT-1",
                "FIN-WAIT-2",
                "TIME-WAIT",
                "UNCONN",
                "CLOSE-WAIT",
                "LAST-ACK",
                "LISTEN",
                "CLOSING",
                "SYN-RECV",
            ]
        );
    }
}
