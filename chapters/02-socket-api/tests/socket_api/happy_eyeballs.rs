//! Races without a network: what is begun when, and who wins.

use std::io::{self, ErrorKind};
use std::net::SocketAddr;
use std::time::Duration;

use socket_api::happy_eyeballs::{
    ATTEMPT_DELAY, Action, LEAST_DELAY, MOST_ATTEMPTS, MOST_DELAY, Pace, Progress,
    Race, interleave,
};
use tcp_vs_udp::random::Random;

const MS: Duration = Duration::from_millis(1);

fn v4(host: u8) -> SocketAddr {
    SocketAddr::from(([192, 0, 2, host], 443))
}

fn v6(host: u16) -> SocketAddr {
    SocketAddr::from(([0x2001, 0xDB8, 0, 0, 0, 0, 0, host], 443))
}

/// What becomes of an attempt, so long after it has begun.
#[derive(Debug, Clone, Copy)]
enum Fate {
    Connects(Duration),
    Fails(Duration),
    IsSilent,
}

use Fate::{Connects, Fails, IsSilent};

/// What has happened in a race.
#[derive(Debug, PartialEq)]
struct Course {
    starts: Vec<(SocketAddr, Duration)>,
    /// Who has won, and when the race was over.
    winner: Option<SocketAddr>,
    end: Duration,
}

/// Runs a race against a clock that only this function moves on, as the socket
/// layer would: it waits no longer than it is told, and reports what ends first.
fn run(race: &mut Race, fate: impl Fn(SocketAddr) -> Fate) -> Course {
    let mut now = Duration::ZERO;
    let mut starts = Vec::new();
    let mut endings: Vec<(Duration, SocketAddr)> = Vec::new();
    for _ in 0..1000 {
        match race.next(now) {
            Action::Start(address) => {
                starts.push((address, now));
                if let Connects(after) | Fails(after) = fate(address) {
                    endings.push((now + after, address));
                    endings.sort_by_key(|(moment, _)| *moment); // a stable sort
                }
            }
            Action::WaitUntil(moment) => {
                assert!(moment > now, "a wait for what has passed");
                let first = endings.first().map_or(moment, |(ending, _)| *ending);
                now = first.clamp(now, moment);
                let ended = endings.partition_point(|(ending, _)| *ending <= now);
                for (_, address) in endings.drain(..ended) {
                    match fate(address) {
                        Connects(_) => race.connected(address),
                        _ => race.failed(address, refused()),
                    }
                }
            }
            Action::Won(winner) => {
                return Course {
                    starts,
                    winner: Some(winner),
                    end: now,
                };
            }
            Action::Lost => {
                return Course {
                    starts,
                    winner: None,
                    end: now,
                };
            }
        }
    }
    panic!("the race has no end");
}

fn refused() -> io::Error {
    ErrorKind::ConnectionRefused.into()
}

fn race(addresses: &[SocketAddr]) -> Race {
    Race::new(addresses, Pace::default())
}

/// How each attempt ended, in short.
fn endings(race: Race) -> Vec<(SocketAddr, &'static str)> {
    let attempts = race.into_attempts().into_iter();
    attempts
        .map(|attempt| {
            let ending = match attempt.progress {
                Progress::Waiting => "not tried",
                Progress::Underway { .. } => "closed",
                Progress::Connected => "connected",
                Progress::Failed { error, .. } => match error.kind() {
                    ErrorKind::ConnectionRefused => "refused",
                    ErrorKind::TimedOut => "timed out",
                    other => panic!("{other}"),
                },
            };
            (attempt.address, ending)
        })
        .collect()
}

#[test]
fn the_families_take_turns_beginning_with_that_of_the_first() {
    let (a, b, c) = (v6(1), v6(2), v6(3));
    let (x, y) = (v4(1), v4(2));
    for (addresses, expected) in [
        (vec![a, b, c, x, y], vec![a, x, b, y, c]),
        (vec![x, y, a, b, c], vec![x, a, y, b, c]),
        (vec![x, a], vec![x, a]),
        (vec![x, y], vec![x, y]),
        (vec![], vec![]),
    ] {
        assert_eq!(interleave(&addresses), expected);
    }
}

#[test]
fn an_attempt_that_connects_in_its_head_start_is_the_only_one() {
    let mut race = race(&[v6(1), v4(1)]);
    let course = run(&mut race, |_| Connects(249 * MS));
    assert_eq!(course.starts, [(v6(1), Duration::ZERO)]);
    assert_eq!(course.winner, Some(v6(1)));
    assert_eq!(endings(race)[1], (v4(1), "not tried"));
}

#[test]
fn a_silent_address_costs_the_next_its_head_start_and_no_more() {
    let fate = |address: SocketAddr| match address.is_ipv6() {
        true => IsSilent,
        false => Connects(20 * MS),
    };
    let mut race = race(&[v6(1), v4(1)]);
    let course = run(&mut race, fate);
    assert_eq!(
        course.starts,
        [(v6(1), Duration::ZERO), (v4(1), ATTEMPT_DELAY)]
    );
    assert_eq!(course.winner, Some(v4(1)));
    assert_eq!(course.end, 270 * MS);
    assert_eq!(endings(race)[0], (v6(1), "closed"));
}

#[test]
fn a_slow_address_wins_if_the_others_are_slower() {
    let fate = |address: SocketAddr| match address.is_ipv6() {
        true => Connects(300 * MS),
        false => Connects(100 * MS),
    };
    let course = run(&mut race(&[v6(1), v4(1)]), fate);
    assert_eq!(course.winner, Some(v6(1)));
    assert_eq!(course.end, 300 * MS);
}

#[test]
fn a_failure_brings_the_next_attempt_forward() {
    let addresses = [v6(1), v4(1), v6(2)];
    let fate = |address| match address {
        _ if address == v6(1) => Fails(Duration::ZERO),
        _ if address == v4(1) => Fails(30 * MS),
        _ => Connects(5 * MS),
    };
    let mut race = race(&addresses);
    let course = run(&mut race, fate);
    // Not at once after the first: RFC 8305 wants 10 ms between two attempts.
    let moments = [Duration::ZERO, LEAST_DELAY, LEAST_DELAY + 30 * MS];
    let starts: Vec<Duration> = course.starts.iter().map(|(_, at)| *at).collect();
    assert_eq!(starts, moments);
    assert_eq!(
        endings(race),
        [(v6(1), "refused"), (v4(1), "refused"), (v6(2), "connected")]
    );
}

#[test]
fn the_failure_of_an_earlier_attempt_leaves_the_latest_its_head_start() {
    let fate = |address| match address {
        _ if address == v6(1) => Fails(260 * MS),
        _ => IsSilent,
    };
    let course = run(&mut race(&[v6(1), v4(1), v6(2)]), fate);
    assert_eq!(course.starts[2], (v6(2), 2 * ATTEMPT_DELAY));
}

#[test]
fn a_race_is_lost_when_the_last_has_failed() {
    let mut race = race(&[v6(1), v4(1)]);
    let course = run(&mut race, |_| Fails(3 * MS));
    assert_eq!(course.winner, None);
    assert_eq!(course.end, LEAST_DELAY + 3 * MS);
    assert_eq!(endings(race), [(v6(1), "refused"), (v4(1), "refused")]);
}

#[test]
fn a_race_is_lost_when_its_time_is_up() {
    let pace = Pace {
        limit: 400 * MS,
        ..Pace::default()
    };
    let mut race = Race::new(&[v6(1), v4(1), v6(2)], pace);
    let course = run(&mut race, |_| IsSilent);
    assert_eq!(course.winner, None);
    assert_eq!(course.end, 400 * MS);
    assert_eq!(
        endings(race),
        [
            (v6(1), "timed out"),
            (v4(1), "timed out"),
            (v6(2), "not tried")
        ]
    );
}

#[test]
fn without_an_address_there_is_nothing_to_win() {
    assert_eq!(race(&[]).next(Duration::ZERO), Action::Lost);
}

#[test]
fn the_first_to_connect_wins_however_late_it_is_asked() {
    let mut race = race(&[v6(1), v4(1)]);
    let _ = (race.next(Duration::ZERO), race.next(ATTEMPT_DELAY));
    race.connected(v4(1));
    race.connected(v6(1));
    race.failed(v4(1), refused());
    // The deadline is over, and doesn't matter any more.
    assert_eq!(race.next(Duration::MAX), Action::Won(v4(1)));
}

#[test]
fn what_is_told_of_others_than_those_underway_is_passed_over() {
    let mut race = race(&[v6(1), v4(1)]);
    race.connected(v6(1));
    race.failed(v4(2), refused());
    assert_eq!(race.next(Duration::ZERO), Action::Start(v6(1)));
    race.failed(v6(1), refused());
    race.connected(v6(1));
    assert_eq!(race.next(LEAST_DELAY), Action::Start(v4(1)));
}

#[test]
fn no_more_than_sixteen_addresses_are_tried_and_both_families_are_among_them() {
    let mut addresses: Vec<SocketAddr> = (0..1000).map(v6).collect();
    addresses.push(v4(1));
    let course = run(&mut race(&addresses), |_| Fails(Duration::ZERO));
    assert_eq!(course.starts.len(), MOST_ATTEMPTS);
    assert_eq!(course.starts[1].0, v4(1));
}

#[test]
fn the_delay_stays_within_what_the_rfc_allows() {
    for (asked, kept) in [
        (Duration::ZERO, LEAST_DELAY),
        (100 * MS, 100 * MS),
        (Duration::MAX, MOST_DELAY),
    ] {
        let pace = Pace {
            delay: asked,
            ..Pace::default()
        };
        let mut race = Race::new(&[v6(1), v4(1)], pace);
        assert_eq!(race.next(Duration::ZERO), Action::Start(v6(1)));
        assert_eq!(race.next(Duration::ZERO), Action::WaitUntil(kept));
    }
}

/// Some milliseconds, below `most`.
fn some(random: &mut Random, most: u64) -> Duration {
    Duration::from_millis(random.next_number() % most)
}

/// What has to happen, worked out without a clock: each start follows from the one
/// before, and the earliest to connect has won.
fn expected(
    fates: &[(SocketAddr, Fate)],
    delay: Duration,
    limit: Duration,
) -> Course {
    let mut starts = Vec::new();
    let mut winner = None;
    let (mut start, mut first_connect) = (Duration::ZERO, limit);
    let mut last_failure = Duration::ZERO;
    for (address, fate) in fates {
        if start >= first_connect {
            last_failure = limit; // there is one left to be tried
            break;
        }
        starts.push((*address, start));
        let ending = match fate {
            Connects(after) | Fails(after) => start + *after,
            IsSilent => Duration::MAX,
        };
        start += match fate {
            Fails(after) => (*after).clamp(LEAST_DELAY, delay),
            Connects(_) | IsSilent => delay,
        };
        match fate {
            Fails(_) => last_failure = last_failure.max(ending),
            _ if ending < first_connect
                || (ending == limit && winner.is_none()) =>
            {
                (first_connect, winner) = (ending, Some(*address));
            }
            _ => last_failure = limit, // it goes on until the time is up
        }
    }
    Course {
        starts,
        winner,
        end: winner.map_or(last_failure.min(limit), |_| first_connect),
    }
}

#[test]
fn ten_thousand_races_take_the_course_that_can_be_worked_out() {
    for seed in 0..10_000 {
        let random = &mut Random::new(seed);
        // Few enough different ones that some are there twice.
        let count = random.next_number() % 12;
        let addresses: Vec<SocketAddr> = (0..count)
            .map(|_| match random.next_number() % 16 {
                host @ 0..8 => v6(host as u16),
                host => v4(host as u8),
            })
            .collect();
        let fates: Vec<Fate> = (0..16)
            .map(|_| match random.next_number() % 4 {
                0 => Connects(some(random, 600)),
                1 => IsSilent,
                _ => Fails(some(random, 600)),
            })
            .collect();
        let fate = |address: SocketAddr| match address {
            SocketAddr::V6(v6) => fates[usize::from(v6.ip().segments()[7])],
            SocketAddr::V4(v4) => fates[usize::from(v4.ip().octets()[3])],
        };
        let pace = Pace {
            delay: some(random, 400),
            limit: some(random, 3000),
        };

        let mut in_order: Vec<(SocketAddr, Fate)> = Vec::new();
        for address in interleave(&addresses) {
            if in_order.iter().all(|(other, _)| *other != address) {
                in_order.push((address, fate(address)));
            }
        }
        let delay = pace.delay.max(LEAST_DELAY);
        let expected = expected(&in_order, delay, pace.limit);
        let course = run(&mut Race::new(&addresses, pace), fate);
        assert_eq!(course, expected, "seed {seed}: {in_order:?}, {pace:?}");
    }
}
