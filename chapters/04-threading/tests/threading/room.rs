//! The chat room without sockets.

use std::collections::BTreeSet;
use std::panic::{self, AssertUnwindSafe};
use std::thread;

use echo_server::ending::Ending;
use tcp_vs_udp::random::Random;
use threading::chat::name::Name;
use threading::chat::parting::Parting;
use threading::chat::room::{Inbox, JoinError, Membership, Room};

use crate::within_limit;

fn name(name: &str) -> Name {
    Name::parse(name.as_bytes()).unwrap()
}

/// What is in the inbox of one who has left, and how that was.
fn rest(inbox: &Inbox<'_>) -> (Vec<String>, Parting) {
    let mut lines = Vec::new();
    loop {
        match inbox.next() {
            Ok(line) => lines.push(line.to_string()),
            Err(parting) => return (lines, parting),
        }
    }
}

const LEFT: Parting = Parting::Ended(Ending::EndOfFile);

#[test]
fn a_line_goes_to_all_others() {
    within_limit(|| {
        let room = Room::new(8);
        let (ann, to_ann) = room.join(name("Ann")).unwrap();
        let (bob, to_bob) = room.join(name("Bob")).unwrap();
        ann.say("hello");
        assert_eq!(bob.leave(LEFT), LEFT);
        assert_eq!(ann.leave(LEFT), LEFT);
        let (to_ann, _) = rest(&to_ann);
        assert_eq!(to_ann[1..], ["* Bob has joined\n", "* Bob has left\n"]);
        let (to_bob, parting) = rest(&to_bob);
        let welcome = "* Hello, Bob. Here you meet Ann.\n";
        assert_eq!(to_bob, [welcome, "Ann: hello\n"]);
        assert_eq!(parting, LEFT);
    });
}

#[test]
fn a_queue_has_room_for_the_welcome_however_short_it_is() {
    within_limit(|| {
        let room = Room::new(0);
        let (_ann, to_ann) = room.join(name("Ann")).unwrap();
        let welcome = to_ann.next().unwrap();
        assert_eq!(&*welcome, "* Hello, Ann. You are the first.\n");
    });
}

#[test]
fn a_name_is_taken_as_long_as_its_member_is_there() {
    let room = Room::new(8);
    let (ann, _to_ann) = room.join(name("Ann")).unwrap();
    assert_eq!(room.join(name("ann")).unwrap_err(), JoinError::Taken);
    ann.leave(LEFT);
    assert!(room.join(name("ANN")).is_ok());
}

#[test]
fn who_leaves_late_does_not_take_the_next_of_that_name_along() {
    within_limit(|| {
        let room = Room::new(1);
        let (slow, to_slow) = room.join(name("Ann")).unwrap();
        let (bob, to_bob) = room.join(name("Bob")).unwrap();
        assert_eq!(to_slow.parting(), Some(Parting::TooSlow));
        // Bob's queue has room for his welcome alone.
        drop((bob, to_bob));
        let (next, to_next) = room.join(name("Ann")).unwrap();
        assert_eq!(slow.leave(LEFT), Parting::TooSlow);
        assert_eq!(to_next.parting(), None);
        assert_eq!(next.leave(LEFT), LEFT);
    });
}

#[test]
fn a_full_queue_costs_its_own_member_and_makes_nobody_wait() {
    within_limit(|| {
        let room = Room::new(3);
        let (ann, to_ann) = room.join(name("Ann")).unwrap();
        let (_slow, to_slow) = room.join(name("Slow")).unwrap();
        for number in 0..3 {
            ann.say(&number.to_string());
            assert_eq!(to_slow.parting().is_some(), number == 2);
        }
        let (lines, parting) = rest(&to_slow);
        assert_eq!(lines[1..], ["Ann: 0\n", "Ann: 1\n"]);
        assert_eq!(parting, Parting::TooSlow);
        ann.leave(LEFT);
        assert_eq!(rest(&to_ann).0[2..], ["* Slow was too slow to read\n"]);
    });
}

#[test]
fn a_notice_can_be_one_too_many_as_well() {
    let room = Room::new(2);
    // Each has the welcome, and some have the notices of those who came later.
    let (_ann, to_ann) = room.join(name("Ann")).unwrap();
    let (_bob, to_bob) = room.join(name("Bob")).unwrap();
    to_ann.next().unwrap();
    to_ann.next().unwrap();
    let (carl, to_carl) = room.join(name("Carl")).unwrap();
    // Ann has room for one line, Bob for none, so that Ann's is the notice of Bob.
    carl.say("hello");
    assert_eq!(to_bob.parting(), Some(Parting::TooSlow));
    assert_eq!(to_ann.parting(), Some(Parting::TooSlow));
    assert_eq!(to_carl.parting(), Some(Parting::TooSlow));
}

#[test]
fn who_was_sent_away_is_not_heard_any_more() {
    within_limit(|| {
        let room = Room::new(3);
        let (slow, to_slow) = room.join(name("Slow")).unwrap();
        let (ann, to_ann) = room.join(name("Ann")).unwrap();
        ann.say("this still has room");
        ann.say("this is one too many");
        assert_eq!(to_slow.parting(), Some(Parting::TooSlow));
        slow.say("am I still here?");
        drop(ann);
        let (lines, _) = rest(&to_ann);
        assert_eq!(lines[1..], ["* Slow was too slow to read\n"]);
    });
}

#[test]
fn a_room_that_closes_tells_everybody_and_lets_nobody_in() {
    within_limit(|| {
        let room = Room::new(8);
        let (ann, to_ann) = room.join(name("Ann")).unwrap();
        room.close();
        room.close();
        assert_eq!(rest(&to_ann).1, Parting::Closed);
        ann.say("is anybody there?");
        assert_eq!(ann.leave(LEFT), Parting::Closed);
        assert_eq!(room.join(name("Bob")).unwrap_err(), JoinError::Closed);
    });
}

#[test]
fn a_member_whose_thread_panics_leaves() {
    within_limit(|| {
        let room = Room::new(8);
        let (ann, to_ann) = room.join(name("Ann")).unwrap();
        let (bob, _to_bob) = room.join(name("Bob")).unwrap();
        let panicked = panic::catch_unwind(AssertUnwindSafe(|| {
            let _bob = bob;
            panic!("a bug, for the test");
        }));
        assert!(panicked.is_err());
        ann.leave(LEFT);
        assert_eq!(rest(&to_ann).0[2..], ["* Bob is gone\n"]);
    });
}

/// Somebody who is or was in the room.
struct Person<'a> {
    name: Name,
    /// Gone when it has left by itself.
    membership: Option<Membership<'a>>,
    inbox: Inbox<'a>,
    heard: Vec<String>,
    /// How many lines wait in its inbox, as long as it is there.
    unread: usize,
    /// What others said between its coming and its going.
    said_meanwhile: Vec<String>,
}

/// To whom something has happened that is worth a line to the others.
enum Told {
    Nobody,
    AllBut(usize),
}

/// People come, speak, read and leave in whatever order; the seed says in which.
/// Whoever doesn't read for long enough is sent away.
fn meet(seed: u64) {
    const QUEUE_LENGTH: usize = 5;
    let room = Room::new(QUEUE_LENGTH);
    let mut random = Random::new(seed);
    let mut people: Vec<Person> = Vec::new();
    for number in 0..400 {
        let there = those_in_the_room(&people);
        let told = step(&room, &mut random, number, &there, &mut people);
        let is_slow =
            |&&at: &&usize| people[at].inbox.parting() == Some(Parting::TooSlow);
        let slow = there.iter().filter(is_slow).count();
        for at in there {
            people[at].unread += slow;
            if let Told::AllBut(who) = told
                && who != at
            {
                people[at].unread += 1;
            }
        }
    }
    let there = those_in_the_room(&people).into_iter();
    let there: BTreeSet<_> = there.map(|at| people[at].name.to_string()).collect();
    room.close();
    for mut person in people {
        let (lines, parting) = rest(&person.inbox);
        person.heard.extend(lines);
        let said = person.heard.iter().filter(|line| !line.starts_with('*'));
        let said: Vec<&String> = said.collect();
        let expected: Vec<&String> = person.said_meanwhile.iter().collect();
        match parting {
            // The last lines found no room.
            Parting::TooSlow => assert_eq!(said, expected[..said.len()]),
            _ => assert_eq!(said, expected),
        }
        if parting == Parting::Closed {
            assert_eq!(those_heard_of(&person.heard), there);
        }
    }
}

fn those_in_the_room(people: &[Person]) -> Vec<usize> {
    let is_there = |&at: &usize| people[at].inbox.parting().is_none();
    (0..people.len()).filter(is_there).collect()
}

fn step<'a>(
    room: &'a Room,
    random: &mut Random,
    number: usize,
    there: &[usize],
    people: &mut Vec<Person<'a>>,
) -> Told {
    const NAMES: [&str; 6] = ["Ann", "Bob", "Carl", "Dora", "Emil", "Fay"];
    let mut choose = |among: usize| random.next_number() as usize % among;
    let what = choose(8);
    if there.is_empty() || what == 0 {
        let name = name(NAMES[choose(NAMES.len())]);
        let taken = there.iter().any(|&at| people[at].name == name);
        let (membership, inbox) = match room.join(name.clone()) {
            Ok(joined) => joined,
            Err(error) => {
                assert!(taken && error == JoinError::Taken);
                return Told::Nobody;
            }
        };
        assert!(!taken);
        people.push(Person {
            name,
            membership: Some(membership),
            inbox,
            heard: Vec::new(),
            unread: 1, // the welcome
            said_meanwhile: Vec::new(),
        });
        return Told::AllBut(people.len() - 1);
    }
    let who = there[choose(there.len())];
    let person = &mut people[who];
    match what {
        1 => {
            person.membership.take().unwrap().leave(LEFT);
            Told::AllBut(who)
        }
        2..5 => {
            person.membership.as_ref().unwrap().say(&number.to_string());
            let line = format!("{}: {number}\n", person.name);
            for &at in there {
                if at != who {
                    people[at].said_meanwhile.push(line.clone());
                }
            }
            Told::AllBut(who)
        }
        _ => {
            while person.unread > 0 && choose(3) > 0 {
                person.heard.push(person.inbox.next().unwrap().to_string());
                person.unread -= 1;
            }
            Told::Nobody
        }
    }
}

/// Who is there, for one who has heard this.
fn those_heard_of(heard: &[String]) -> BTreeSet<String> {
    let mut there = BTreeSet::new();
    for line in heard.iter().filter_map(|line| line.strip_prefix("* ")) {
        let line = line.trim_end_matches(['.', '\n']);
        if let Some(welcome) = line.strip_prefix("Hello, ") {
            let (me, others) = welcome.split_once(". ").unwrap();
            there.insert(me.to_owned());
            let others = others.strip_prefix("Here you meet ");
            let others = others.into_iter().flat_map(|list| list.split(", "));
            there.extend(others.map(str::to_owned));
        } else {
            let (name, what) = line.split_once(' ').unwrap();
            match what {
                "has joined" => assert!(there.insert(name.to_owned())),
                _ => assert!(there.remove(name)),
            }
        }
    }
    there
}

#[test]
fn in_any_order_of_events_each_hears_all_that_is_said_while_it_is_there() {
    within_limit(|| (0..200).for_each(meet));
}

#[test]
fn threads_that_speak_at_once_are_heard_by_all_in_the_same_order() {
    const SPEAKERS: usize = 4;
    const LINES: usize = 250;
    within_limit(|| {
        let room = Room::new(SPEAKERS * (LINES + 2) + 1);
        let (ann, to_ann) = room.join(name("Ann")).unwrap();
        let (bob, to_bob) = room.join(name("Bob")).unwrap();
        thread::scope(|scope| {
            for speaker in 0..SPEAKERS {
                let room = &room;
                scope.spawn(move || {
                    let (member, _inbox) =
                        room.join(name(&format!("speaker{speaker}"))).unwrap();
                    for number in 0..LINES {
                        member.say(&number.to_string());
                    }
                });
            }
        });
        drop((ann, bob));
        let (to_ann, _) = rest(&to_ann);
        let (to_bob, _) = rest(&to_bob);
        // Ann has heard Bob come, and he has heard her go.
        assert_eq!(to_ann[2..], to_bob[1..to_bob.len() - 1]);
        for speaker in 0..SPEAKERS {
            let prefix = format!("speaker{speaker}: ");
            let heard = to_ann.iter().filter_map(|line| line.strip_prefix(&prefix));
            let expected = (0..LINES).map(|number| format!("{number}\n"));
            assert!(heard.eq(expected), "speaker {speaker}");
        }
    });
}
