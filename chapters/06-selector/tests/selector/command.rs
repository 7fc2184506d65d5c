//! What the server's command is told, and does.

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use threading::capped;

use crate::within_limit;

/// A server that is ended when the test ends.
struct Server(Child);

impl Server {
    fn press_ctrl_c(&self) {
        let kill = format!("kill -INT {}", self.0.id());
        let status = Command::new("sh").args(["-c", &kill]).status().unwrap();
        assert!(status.success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Whoever doesn't take its answers keeps a server from ending, for chapter 4's grace
/// unless told otherwise.
#[test]
fn the_grace_is_as_long_as_the_command_says() {
    const GRACE: Duration = Duration::from_millis(50);
    let mut command = Command::new(env!("CARGO_BIN_EXE_chapter6"));
    command.args(["server", "--address", "127.0.0.1:0", "--grace", "0.05"]);
    let mut server = Server(command.stdout(Stdio::piped()).spawn().unwrap());
    let output = server.0.stdout.take().unwrap();
    within_limit(move || {
        let mut lines = BufReader::new(output).lines();
        let mut next_line = || lines.next().unwrap().unwrap();
        let ready = next_line();
        let address = ready.strip_prefix("listening on ").unwrap();
        let mut deaf = TcpStream::connect(address).unwrap();
        let peer = deaf.local_addr().unwrap();
        assert_eq!(next_line(), format!("{peer} connected"));
        // Until nothing more is taken for a while.
        deaf.set_write_timeout(Some(GRACE)).unwrap();
        while deaf.write(&[b'x'; 64 * 1024]).is_ok() {}

        let begin = Instant::now();
        server.press_ctrl_c();
        assert_eq!(next_line(), "stopping: 1 connection");
        assert_eq!(next_line(), "time is over: closing 1 connection");
        let taken = begin.elapsed();
        assert!((GRACE..capped::GRACE).contains(&taken), "{taken:?}");
    });
}
