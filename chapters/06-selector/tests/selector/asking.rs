//! The system asked, in thirty lines; and what it says of a socket in each state.

use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::thread;

use selector::asking;
#[cfg(target_os = "linux")]
use selector::asking::readiness::table;

use crate::within_limit;

#[test]
fn thirty_lines_serve_several_clients_at_once() {
    within_limit(|| {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || asking::serve(&listener));
        let clients = [(); 5].map(|()| TcpStream::connect(address).unwrap());
        let _silent = TcpStream::connect(address).unwrap();
        for (number, mut client) in clients.iter().rev().enumerate() {
            client.write_all(&[number as u8; 100]).unwrap();
        }
        for (number, mut client) in clients.iter().rev().enumerate() {
            let mut echo = [0; 100];
            client.read_exact(&mut echo).unwrap();
            assert_eq!(echo, [number as u8; 100]);
            client.shutdown(Shutdown::Write).unwrap();
            assert_eq!(client.read(&mut echo).unwrap(), 0);
        }
    });
}

#[test]
fn whoever_takes_no_answer_is_hung_up_on_and_keeps_nobody() {
    within_limit(|| {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || asking::serve(&listener));
        let mut late = TcpStream::connect(address).unwrap();
        while late.write(&[0; 65_536]).is_ok() {}
        let mut other = TcpStream::connect(address).unwrap();
        other.write_all(b"hello").unwrap();
        other.read_exact(&mut [0; 5]).unwrap();
    });
}

#[test]
#[cfg(target_os = "linux")]
fn a_ready_socket_may_still_say_that_it_would_wait() {
    use std::io::ErrorKind::{ConnectionReset, WouldBlock};

    let rows = within_limit(|| table().unwrap());
    let told = rows.iter().map(|row| {
        let result = row.result.map(|length| length.min(5));
        (row.can_read, row.can_write, result)
    });
    assert_eq!(
        told.collect::<Vec<_>>(),
        [
            (false, true, Err(WouldBlock)),
            (true, true, Ok(5)),
            (true, true, Err(WouldBlock)), // spurious
            (false, false, Err(WouldBlock)),
            (false, false, Err(WouldBlock)),
            (false, true, Ok(5)),
            (true, true, Ok(0)),
            (true, true, Err(ConnectionReset)),
        ]
    );
}
