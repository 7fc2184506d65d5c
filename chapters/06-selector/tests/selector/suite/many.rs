//! Many sources at once.

use std::io::{Read, Write};
use std::os::unix::net::UnixStream;

use selector::{Backend, Events, Interest, Selector};
use tcp_vs_udp::random::Random;

/// Twelve pairs, one of which is written to at a time, and read from.
#[test]
fn twelve_pairs_are_drained_in_random_order() {
    fn case<B: Backend>() {
        const MESSAGE: &[u8] = b" This is a test.";
        const PAIRS: usize = 12;
        let mut random = Random::new(6);
        let mut selector = Selector::<_, _, B>::new().unwrap();
        for number in 0..PAIRS {
            let (near, far) = UnixStream::pair().unwrap();
            near.set_nonblocking(true).unwrap();
            selector
                .register(near, Interest::Read, (number, false))
                .unwrap();
            selector
                .register(far, Interest::Write, (number, true))
                .unwrap();
        }
        let mut events = Events::with_capacity(PAIRS * 2);
        while !selector.is_empty() {
            selector.select(&mut events, None).unwrap();
            let writers: Vec<_> =
                events.iter().filter(|one| one.is_writable()).collect();
            let pick = random.next_number() as usize % writers.len();
            let key = writers[pick].key;
            let (mut writer, &(pair, _writes)) = selector.get(key).unwrap();
            writer.write_all(MESSAGE).unwrap();

            selector.select(&mut events, None).unwrap();
            let readers: Vec<_> =
                events.iter().filter(|one| one.is_readable()).collect();
            assert_eq!(readers.len(), 1);
            let (mut reader, data) = selector.get(readers[0].key).unwrap();
            assert_eq!(data, &(pair, false));
            let mut received = [0; MESSAGE.len()];
            reader.read_exact(&mut received).unwrap();
            assert_eq!(received, MESSAGE);
            selector.unregister(key).unwrap();
            selector.unregister(readers[0].key).unwrap();
        }
    }
    on_every_backend!(case);
}
