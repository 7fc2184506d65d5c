//! A conversation over each family, and what the calls say of its addresses.

use std::net::{Ipv4Addr, Ipv6Addr};

use socket_api::families::{Conversation, ip_datagram, ip_stream};

use crate::within_limit::within_limit;

fn is_echoed(conversation: &Conversation, host: &str) -> bool {
    let at_host = |address: &str| address.starts_with(host);
    conversation.echo == "hello"
        && conversation.server != conversation.client
        && at_host(&conversation.server)
        && at_host(&conversation.client)
}

#[test]
fn ipv4_carries_a_conversation_of_both_types() {
    within_limit(|| {
        let host = Ipv4Addr::LOCALHOST.into();
        assert!(is_echoed(&ip_stream(host).unwrap(), "127.0.0.1:"));
        assert!(is_echoed(&ip_datagram(host).unwrap(), "127.0.0.1:"));
    });
}

#[test]
fn ipv6_carries_a_conversation_of_both_types_or_isn_t_here() {
    within_limit(|| {
        let host = Ipv6Addr::LOCALHOST.into();
        match (ip_stream(host), ip_datagram(host)) {
            (Ok(stream), Ok(datagram)) => {
                assert!(is_echoed(&stream, "[::1]:"));
                assert!(is_echoed(&datagram, "[::1]:"));
            }
            (Err(stream), Err(datagram)) => {
                eprintln!("this machine has no IPv6: {stream}, {datagram}");
            }
            (stream, datagram) => panic!("{stream:?}, {datagram:?}"),
        }
    });
}

#[cfg(unix)]
mod unix {
    use std::fs::{self, File};
    use std::io::{ErrorKind, Read, Write};
    use std::net::Shutdown;
    use std::os::unix::fs::{FileTypeExt, PermissionsExt};
    use std::os::unix::net::{UnixListener, UnixStream};

    use socket_api::families::folder::Folder;
    use socket_api::families::{dual_stack, files, queue, unix};

    use super::*;

    #[test]
    fn unix_sockets_have_files_or_no_name_at_all() {
        within_limit(|| {
            let conversation = |server: &str, client: &str| Conversation {
                server: server.to_owned(),
                client: client.to_owned(),
                echo: "hello".to_owned(),
            };
            let stream = unix::stream().unwrap();
            assert_eq!(stream, conversation("…/server", "no name"));
            let datagram = unix::datagram().unwrap();
            assert_eq!(datagram, conversation("…/server", "…/client"));
            let pair = unix::pair().unwrap();
            assert_eq!(pair, conversation("no name", "no name"));
        });
    }

    #[test]
    fn a_server_that_has_ended_leaves_a_file_that_is_in_use_and_refuses() {
        within_limit(|| {
            let tried = files::life_of_a_file().unwrap();
            let kinds: Vec<(&str, Option<ErrorKind>)> = tried
                .into_iter()
                .map(|(what, result)| {
                    (what, result.err().map(|error| error.kind()))
                })
                .collect();
            assert_eq!(
                kinds,
                [
                    ("bind again while it listens", Some(ErrorKind::AddrInUse)),
                    ("connect", None),
                    ("connect after its end", Some(ErrorKind::ConnectionRefused)),
                    ("bind again after its end", Some(ErrorKind::AddrInUse)),
                    ("connect without the file", Some(ErrorKind::NotFound)),
                    ("bind without the file", None),
                    ("bind to a path of 108 bytes", Some(ErrorKind::InvalidInput)),
                ]
            );
        });
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn a_path_of_107_bytes_is_not_too_long() {
        let folder = Folder::new().unwrap();
        let begin = folder.file("").as_os_str().len();
        let path = folder.file("s".repeat(files::TOO_LONG - 1 - begin));
        UnixListener::bind(path).unwrap();
    }

    #[test]
    fn a_folder_is_its_owner_s_alone_and_goes_with_its_value() {
        let folder = Folder::new().unwrap();
        let path = folder.file("");
        let permissions = fs::metadata(&path).unwrap().permissions();
        assert_eq!(permissions.mode() & 0o777, 0o700);
        File::create(folder.file("server")).unwrap();
        drop(folder);
        assert!(!path.exists());
    }

    #[test]
    fn who_may_not_write_to_the_file_may_not_connect() {
        let folder = Folder::new().unwrap();
        let path = folder.file("server");
        let _listener = UnixListener::bind(&path).unwrap();
        assert!(fs::metadata(&path).unwrap().file_type().is_socket());
        fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
        let secret = folder.file("secret");
        File::create(&secret).unwrap();
        fs::set_permissions(&secret, fs::Permissions::from_mode(0o0)).unwrap();
        match (File::open(&secret), UnixStream::connect(&path)) {
            (Err(_), Err(error)) => {
                assert_eq!(error.kind(), ErrorKind::PermissionDenied);
            }
            (Ok(_), Ok(_)) => eprintln!("root may do anything"),
            (file, socket) => panic!("{file:?}, {socket:?}"),
        }
    }

    #[test]
    fn udp_drops_what_nobody_reads_and_a_unix_socket_refuses_it() {
        within_limit(|| {
            let udp = queue::over_udp().unwrap();
            assert_eq!(udp.taken, queue::MANY);
            assert!(udp.refusal.is_none());
            assert!(udp.arrived < udp.taken, "{udp:?}");

            let unix = queue::in_the_unix_domain().unwrap();
            assert!(unix.taken > 0 && unix.taken < queue::MANY, "{unix:?}");
            assert!(unix.refusal.is_some());
            assert_eq!(unix.arrived, unix.taken);
        });
    }

    #[test]
    fn the_server_echoes_one_client_and_counts() {
        within_limit(|| {
            let folder = Folder::new().unwrap();
            let listener = UnixListener::bind(folder.file("server")).unwrap();
            let mut client = UnixStream::connect(folder.file("server")).unwrap();
            client.write_all(b"hello").unwrap();
            client.shutdown(Shutdown::Write).unwrap();
            assert_eq!(unix::serve_one(&listener).unwrap(), 5);
            let mut echo = String::new();
            client.read_to_string(&mut echo).unwrap();
            assert_eq!(echo, "hello");
        });
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn an_ipv6_listener_sees_an_ipv4_client_in_the_form_of_ipv6() {
        within_limit(|| match dual_stack::ipv4_client_of_an_ipv6_listener() {
            Ok(seen) => {
                assert!(seen.by_server.is_ipv6());
                assert_eq!(seen.by_server.ip().to_canonical(), seen.by_client.ip());
                assert_eq!(seen.by_server.port(), seen.by_client.port());
            }
            Err(error) => {
                assert!(ip_stream(Ipv6Addr::LOCALHOST.into()).is_err(), "{error}");
                eprintln!("this machine has no IPv6: {error}");
            }
        });
    }

    #[test]
    fn an_ipv6_socket_leaves_ipv4_to_others_only_if_it_says_so() {
        within_limit(|| {
            if let Err(error) = ip_stream(Ipv6Addr::LOCALHOST.into()) {
                eprintln!("this machine has no IPv6: {error}");
                return;
            }
            let taken = dual_stack::bind_ipv6_beside_ipv4(false).unwrap_err();
            assert_eq!(taken.kind(), ErrorKind::AddrInUse);
            dual_stack::bind_ipv6_beside_ipv4(true).unwrap();
        });
    }
}
