//! What the command shows without arguments.

use std::process::Command;

use crate::program::{run, stdout};

#[test]
fn both_clients_are_there_at_once_and_the_lines_come_in_order() {
    let output = run(Command::new(env!("CARGO_BIN_EXE_chapter4")));
    assert!(output.status.success());
    let mut told = stdout(&output).to_owned();
    for name in ["SERVER", "ONE", "TWO"] {
        let start = told.find("127.0.0.1:").unwrap();
        let address = told.split_at(start).1.split_whitespace().next().unwrap();
        let address = address.to_owned();
        told = told.replace(&address, name);
    }
    let expected = "\
server    listening on SERVER
server    ONE connected
server    TWO connected
client 1  hears Welcome! What is your name?
client 2  hears Welcome! What is your name?
client 2  says Ben, hears Hello, Ben!
client 1  says Ada, hears Hello, Ada!
client 2  leaves
server    TWO closed after 4 bytes
client 1  says exit, hears Goodbye!
server    ONE closed after 9 bytes
";
    assert_eq!(told, expected);
}
