//! The program that the pages of these tests run, in the manner of a chapter's.

use std::env;
use std::io::{self, BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};

const HELP: &str = "\
usage: fixture [ROLE]

roles:
  server [--address HOST:PORT]
      echoes the lines of one client after another
  client [--address HOST:PORT] TEXT
      sends a line and prints the answer
  group [--address 239.255.3.3:PORT]
      prints where it would send
  server-of-six [--address [::1]:PORT] [--quick]
      the server over IPv6
  lengths [--long]
      prints the length of each line of standard input

The address is 127.0.0.1:20099 unless given.";

fn main() -> io::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        ["server"] => server("127.0.0.1:20099"),
        ["server", "--address", address] => server(address),
        ["server-of-six", "--address", address] => server(address),
        ["client", text] => client("127.0.0.1:20099", text),
        ["client", "--address", address, text] => client(address, text),
        ["group", "--address", address] => {
            println!("would send to {address}");
            Ok(())
        }
        ["lengths"] | ["lengths", "--long"] => lengths(),
        ["--help"] => {
            println!("{HELP}");
            Ok(())
        }
        _ => {
            eprintln!("error: there is no such role");
            std::process::exit(2)
        }
    }
}

fn server(address: &str) -> io::Result<()> {
    let listener = TcpListener::bind(address)?;
    println!("listening on {}", listener.local_addr()?);
    loop {
        let (mut stream, peer) = listener.accept()?;
        println!("{peer} connected");
        for line in BufReader::new(stream.try_clone()?).lines() {
            let line = line?;
            println!("{peer} said {line}");
            // One write: what the client reads at once isn't up to chance.
            stream.write_all(format!("{line}\n").as_bytes())?;
        }
        println!("{peer} left");
    }
}

fn client(address: &str, text: &str) -> io::Result<()> {
    let mut stream = match TcpStream::connect(address) {
        Ok(stream) => stream,
        Err(error) => {
            eprintln!("error: connect to {address}: {error}");
            std::process::exit(1)
        }
    };
    println!("connected to {address} from {}", stream.local_addr()?);
    writeln!(stream, "{text}")?;
    let mut answer = String::new();
    BufReader::new(stream).read_line(&mut answer)?;
    print!("the answer: {answer}");
    Ok(())
}

fn lengths() -> io::Result<()> {
    for line in io::stdin().lines() {
        println!("{}", line?.len());
    }
    println!("the end");
    Ok(())
}
