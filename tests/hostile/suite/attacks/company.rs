//! Peers that behave badly beside others, who mustn't notice.

use std::thread;

use crate::suite::attacks::endings::fill;
use crate::suite::attacks::slowness::{begin_message, drip};
use crate::suite::failure::Failure;
use crate::suite::protocol::{BUSY, PANIC_AT};
use crate::suite::target::{Peer, Target};

/// How often to try again if those who are to be in the way have already gone when
/// somebody else comes, as on a machine under load.
const ATTEMPTS: usize = 7;

/// All places but one are taken by peers who say nothing.
pub fn silence(target: &Target) -> Result<(), Failure> {
    beside(target, target.at_once - 1, |_| Ok(()), |_| ())
}

/// All places but one are taken by peers who send a line byte by byte.
pub fn slowloris(target: &Target) -> Result<(), Failure> {
    let drip = |peer: &Peer| {
        drip(peer, b"x");
    };
    let begin = |peer: &Peer| begin_message(target, peer);
    beside(target, target.at_once - 1, begin, drip)
}

/// One asks and asks, and takes no answer. (More of them wouldn't all be there any
/// more when the last of them has filled what there is to fill.)
pub fn never_reads(target: &Target) -> Result<(), Failure> {
    beside(target, 1, |peer| fill(target, peer), |_| ())
}

/// Lets so many peers do something before, and something while a polite client asks
/// beside them.
fn beside(
    target: &Target,
    number: usize,
    before: impl Fn(&Peer) -> Result<(), Failure> + Sync,
    meanwhile: impl Fn(&Peer) + Sync,
) -> Result<(), Failure> {
    let mut served = 0;
    for _ in 0..ATTEMPTS {
        let peers = (0..number).map(|_| target.connect());
        let peers: Vec<Peer> = peers.collect::<Result<_, _>>()?;
        target.have_accepted(&peers)?;
        let ready = thread::scope(|scope| {
            let all = peers.iter().map(|peer| scope.spawn(|| before(peer)));
            let all: Vec<_> = all.collect();
            all.into_iter().try_for_each(|one| one.join().unwrap())
        });
        if ready.is_err() {
            continue;
        }
        let (polite, are_there) = thread::scope(|scope| {
            for peer in &peers {
                scope.spawn(|| meanwhile(peer));
            }
            let polite = target.serves_at_once(1)?.remove(0).address;
            Ok((polite, target.holds_all(&peers)))
        })?;
        if !target.protocol.tells_of_conversations() {
            for peer in &peers {
                target.reports(peer, "timed out")?;
            }
            served += usize::from(are_there);
            if served == 2 {
                return Ok(());
            }
            continue;
        }
        target.prints(&format!("{polite} closed"))?;
        for peer in &peers {
            target.reports(peer, "timed out")?;
        }
        // By the order of the server's own lines: no clock of ours could tell a
        // neighbour in the way from a machine under load.
        let line = |beginning: String| target.process.position(&beginning);
        let [came, went] =
            ["connected", "closed"].map(|what| line(format!("{polite} {what}")));
        let gone = peers
            .iter()
            .map(|peer| line(format!("{} timed out", peer.address)));
        let first_gone = gone.min().flatten();
        if went < first_gone {
            // Once may be luck, on a machine where a neighbour is slow to begin.
            served += 1;
            if served == 2 {
                return Ok(());
            }
            continue;
        }
        if came < first_gone {
            break;
        }
    }
    Err(target.does_not_serve("nobody is served before others have gone"))
}

/// Makes handlers panic, more of them than there are places.
pub fn panicking_handlers(target: &Target) -> Result<(), Failure> {
    let others = target.serves_at_once(target.at_once - 1)?;
    let question = format!("{PANIC_AT}\n");
    for _ in 0..2 * target.at_once {
        // The place of the one before may not be free yet.
        while {
            let peer = target.connect()?;
            target.ask(&peer, question.as_bytes())?;
            let ended = target.ends(&peer);
            ended.map_err(|failure| target.does_not_serve(failure))? == BUSY
        } {}
    }
    for other in &others {
        target.goes_on_with(other)?;
    }
    drop(others);
    target.serves_at_once(target.at_once)?;
    Ok(())
}

/// Takes every place and says nothing more.
pub fn idle(target: &Target) -> Result<(), Failure> {
    let _turn = target.takes_its_turn();
    let peers = target.serves_at_once(target.at_once)?;
    target.keeps_to_its_threads()?;
    target.idles()?;
    drop(peers);
    Ok(())
}
