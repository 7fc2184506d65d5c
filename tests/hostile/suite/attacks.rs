//! What hostile peers do. An attack is one function and its entry here.

mod chat;
mod company;
mod connections;
mod crowd;
mod datagrams;
mod endings;
mod frames;
mod messages;
mod pages;
mod slowness;
mod system;
mod transfers;

use crate::suite::failure::{Failure, Symptom};
use crate::suite::naive::messages::{
    ABRUPT_MESSAGES, CARELESS_MESSAGES, ONE_READ_MESSAGES,
};
use crate::suite::naive::pages::{
    CARELESS_PAGES, HOARDING_PAGES, HOSPITABLE_PAGES, PATIENT_PAGES,
};
use crate::suite::naive::{
    ABRUPT_LINES, ABSORBED_ECHO, CARELESS_CHAT, CARELESS_CHECKSUM,
    CARELESS_DATAGRAMS, CARELESS_ECHO, CARELESS_LINES, CARELESS_TRANSFERS,
    CONNECTED_DATAGRAMS, DEAF_ECHO, FRAGILE_POOL, HELPFUL_DATAGRAMS, HOARDING_CHAT,
    HOARDING_ECHO, LOCKED_POOL, MISTAKEN_ECHO, Naive, OBLIGING_ECHO,
    ONE_READ_LINES, PATIENT_ECHO, PATIENT_TRANSFERS, RESTLESS_ECHO,
    SHARING_GREETER,
};
use crate::suite::protocol::Protocol;
use crate::suite::target::{Promises, Target};

/// An attack, and the proof that it is one.
#[derive(Debug)]
pub struct Attack {
    pub name: &'static str,
    /// The protocols that it's about.
    pub against: &'static [Protocol],
    /// The least number of clients that a server serves at the same time for it to
    /// be about that server.
    pub at_once: usize,
    /// Whether the server has to end, instead of going on; it's about those that
    /// promise to do that well.
    pub is_the_end: bool,
    /// Whether it keeps the server busy as long as that lets it, so that the time
    /// that it computes says nothing.
    pub keeps_busy: bool,
    /// Attacks the server and fails at once if that misbehaves meanwhile. What
    /// holds after every attack, `trial.rs` looks at.
    pub lead: fn(&Target) -> Result<(), Failure>,
    pub bites: &'static [Bite],
}

/// A naive server that an attack harms, and how.
#[derive(Debug)]
pub struct Bite {
    pub naive: Naive,
    pub symptom: Symptom,
}

impl Attack {
    /// An attack that harms nobody doesn't compile.
    const fn new(
        name: &'static str,
        against: &'static [Protocol],
        lead: fn(&Target) -> Result<(), Failure>,
        bites: &'static [Bite],
    ) -> Self {
        assert!(!bites.is_empty(), "which naive server does it harm?");
        Self {
            name,
            against,
            at_once: 1,
            is_the_end: false,
            keeps_busy: false,
            lead,
            bites,
        }
    }

    /// One that takes others beside whom to attack.
    const fn beside_others(self) -> Self {
        Self { at_once: 2, ..self }
    }

    /// One that takes a company.
    const fn beside_members(self) -> Self {
        Self { at_once: 8, ..self }
    }

    /// One that takes a server with workers enough for a crowd that says nothing.
    const fn beside_a_row(self) -> Self {
        Self {
            at_once: 64,
            ..self
        }
    }

    /// One that takes a crowd.
    const fn amid_a_crowd(self) -> Self {
        Self {
            at_once: 1000,
            ..self
        }
    }

    const fn that_ends_it(self) -> Self {
        Self {
            is_the_end: true,
            ..self
        }
    }

    const fn that_keeps_it_busy(self) -> Self {
        Self {
            keeps_busy: true,
            ..self
        }
    }

    /// Whether it's about such a server.
    pub fn is_about(&self, promises: &Promises) -> bool {
        self.against.contains(&promises.protocol)
            && self.at_once <= promises.at_once
            && (promises.ends_well || !self.is_the_end)
    }
}

const fn harms(naive: Naive, symptom: Symptom) -> Bite {
    Bite { naive, symptom }
}

const STREAMS: &[Protocol] = &[
    Protocol::Echo,
    Protocol::Lines,
    Protocol::Capitals,
    Protocol::Checksum,
    Protocol::Welcome,
    Protocol::Chat,
    Protocol::Messages,
    Protocol::Page,
    Protocol::Files,
    Protocol::GuestBook,
];
const ANY_STREAMS: &[Protocol] = &[
    Protocol::Echo,
    Protocol::Lines,
    Protocol::Capitals,
    Protocol::Checksum,
    Protocol::Greeting,
    Protocol::Time,
    Protocol::Welcome,
    Protocol::Chat,
    Protocol::Messages,
    Protocol::Page,
    Protocol::Files,
    Protocol::GuestBook,
];
/// In which a connection takes one message after another.
const CONVERSATIONS: &[Protocol] = &[
    Protocol::Echo,
    Protocol::Lines,
    Protocol::Capitals,
    Protocol::Welcome,
    Protocol::Chat,
    Protocol::Messages,
    Protocol::Files,
    Protocol::GuestBook,
];
/// The same, without those who need a descriptor for an answer.
const TALKS: &[Protocol] = &[
    Protocol::Echo,
    Protocol::Lines,
    Protocol::Capitals,
    Protocol::Welcome,
    Protocol::Chat,
    Protocol::Messages,
    Protocol::GuestBook,
];
const LINES: &[Protocol] = &[
    Protocol::Lines,
    Protocol::Capitals,
    Protocol::Welcome,
    Protocol::Chat,
];
/// Whose conversations have a deadline, besides that of each message.
const LIMITED: &[Protocol] = &[
    Protocol::Echo,
    Protocol::Lines,
    Protocol::Capitals,
    Protocol::Welcome,
    Protocol::Chat,
    Protocol::Files,
    Protocol::GuestBook,
];
/// Whose messages are text, and may be any bytes.
const TEXTS: &[Protocol] = &[
    Protocol::Echo,
    Protocol::Lines,
    Protocol::Capitals,
    Protocol::Checksum,
    Protocol::Welcome,
    Protocol::Chat,
];
const WEB: &[Protocol] = &[Protocol::Files, Protocol::GuestBook];
const FILES: &[Protocol] = &[Protocol::Files];
const MESSAGES: &[Protocol] = &[Protocol::Messages];
/// Whose handlers panic at a name, if they are told to.
const PANICKING: &[Protocol] = &[Protocol::Welcome, Protocol::Capitals];
const ECHO: &[Protocol] = &[Protocol::Echo];
const CHAT: &[Protocol] = &[Protocol::Chat];
const CHECKSUM: &[Protocol] = &[Protocol::Checksum];
const DATAGRAMS: &[Protocol] = &[Protocol::Datagrams];
const TRANSFERS: &[Protocol] = &[Protocol::Transfers];
/// Those who greet connections take datagrams too, and answer none.
const ANY_DATAGRAMS: &[Protocol] =
    &[Protocol::Datagrams, Protocol::Transfers, Protocol::Greeting];

/// Every attack.
pub static ALL: &[Attack] = &[
    Attack::new(
        "connect-and-close",
        ANY_STREAMS,
        connections::connect_and_close,
        &[
            harms(HOARDING_ECHO, Symptom::Descriptors),
            harms(PATIENT_ECHO, Symptom::Threads),
            harms(CARELESS_ECHO, Symptom::Memory),
        ],
    ),
    Attack::new(
        "burst",
        ANY_STREAMS,
        connections::burst,
        &[harms(HOARDING_ECHO, Symptom::Threads)],
    ),
    Attack::new(
        "reset-after-connect",
        ANY_STREAMS,
        endings::reset_after_connect,
        &[harms(CARELESS_ECHO, Symptom::Ended)],
    ),
    Attack::new(
        "reset-in-mid-message",
        STREAMS,
        endings::reset_in_mid_message,
        &[harms(CARELESS_ECHO, Symptom::Ended)],
    ),
    Attack::new(
        "reset-while-writing",
        CONVERSATIONS,
        endings::reset_while_writing,
        &[harms(CARELESS_ECHO, Symptom::Ended)],
    ),
    Attack::new(
        "half-close",
        STREAMS,
        endings::half_close,
        &[harms(HOARDING_ECHO, Symptom::NotClosed)],
    ),
    Attack::new(
        "end-of-file-in-mid-message",
        LINES,
        endings::end_of_file_in_mid_message,
        &[harms(CARELESS_LINES, Symptom::WrongAnswer)],
    ),
    Attack::new(
        "silence",
        STREAMS,
        slowness::silence,
        &[
            harms(CARELESS_ECHO, Symptom::PoliteClientNotServed),
            harms(RESTLESS_ECHO, Symptom::CpuTime),
        ],
    ),
    Attack::new(
        "slowloris",
        STREAMS,
        slowness::slowloris,
        &[harms(PATIENT_ECHO, Symptom::PoliteClientNotServed)],
    ),
    Attack::new(
        "talks-without-pause",
        LIMITED,
        slowness::talks_without_pause,
        &[harms(ABSORBED_ECHO, Symptom::PoliteClientNotServed)],
    )
    .that_keeps_it_busy(),
    Attack::new(
        "never-reads",
        CONVERSATIONS,
        slowness::never_reads,
        &[harms(CARELESS_ECHO, Symptom::PoliteClientNotServed)],
    ),
    Attack::new(
        "silence-beside-others",
        STREAMS,
        company::silence,
        &[harms(LOCKED_POOL, Symptom::PoliteClientNotServed)],
    )
    .beside_others(),
    Attack::new(
        "slowloris-beside-others",
        STREAMS,
        company::slowloris,
        &[harms(LOCKED_POOL, Symptom::PoliteClientNotServed)],
    )
    .beside_others(),
    Attack::new(
        "never-reads-beside-others",
        CONVERSATIONS,
        company::never_reads,
        &[harms(SHARING_GREETER, Symptom::PoliteClientNotServed)],
    )
    .beside_others(),
    Attack::new(
        "idle-connections",
        CONVERSATIONS,
        company::idle,
        &[harms(RESTLESS_ECHO, Symptom::CpuTime)],
    ),
    Attack::new(
        "crowd",
        ECHO,
        crowd::crowd,
        &[
            harms(MISTAKEN_ECHO, Symptom::WrongAnswer),
            harms(OBLIGING_ECHO, Symptom::PoliteClientNotServed),
        ],
    )
    .amid_a_crowd(),
    Attack::new(
        "panicking-handlers",
        PANICKING,
        company::panicking_handlers,
        &[
            harms(SHARING_GREETER, Symptom::PoliteClientNotServed),
            harms(FRAGILE_POOL, Symptom::PoliteClientNotServed),
        ],
    ),
    Attack::new(
        "interrupted-under-load",
        CONVERSATIONS,
        endings::interrupted_under_load,
        &[
            harms(FRAGILE_POOL, Symptom::AnswerDestroyed),
            harms(DEAF_ECHO, Symptom::EndedBadly),
        ],
    )
    .that_ends_it(),
    Attack::new(
        "out-of-descriptors",
        ANY_STREAMS,
        system::out_of_descriptors,
        &[
            harms(CARELESS_ECHO, Symptom::Ended),
            harms(RESTLESS_ECHO, Symptom::CpuTime),
            harms(HOARDING_ECHO, Symptom::WronglyReported),
        ],
    ),
    Attack::new(
        "out-of-descriptors-beside-others",
        TALKS,
        system::out_of_descriptors_beside_others,
        &[harms(SHARING_GREETER, Symptom::Ended)],
    )
    .beside_others(),
    Attack::new(
        "interrupted-calls",
        STREAMS,
        system::interrupted_calls,
        &[harms(CARELESS_ECHO, Symptom::Ended)],
    ),
    Attack::new(
        "interrupted-silence",
        STREAMS,
        system::interrupted_silence,
        &[harms(PATIENT_ECHO, Symptom::NotClosed)],
    ),
    Attack::new(
        "cut-at-every-byte",
        STREAMS,
        messages::cut_at_every_byte,
        &[
            harms(ONE_READ_LINES, Symptom::WrongAnswer),
            harms(ONE_READ_MESSAGES, Symptom::WrongAnswer),
        ],
    ),
    Attack::new(
        "two-in-one-segment",
        CONVERSATIONS,
        messages::two_in_one_segment,
        &[
            harms(ONE_READ_LINES, Symptom::WrongAnswer),
            harms(ONE_READ_MESSAGES, Symptom::NotClosed),
        ],
    ),
    Attack::new(
        "not-text",
        TEXTS,
        messages::not_text,
        &[harms(CARELESS_LINES, Symptom::Ended)],
    ),
    Attack::new(
        "line-of-the-limit",
        LINES,
        messages::line_of_the_limit,
        &[harms(ABRUPT_LINES, Symptom::WrongAnswer)],
    ),
    Attack::new(
        "line-over-the-limit",
        LINES,
        messages::line_over_the_limit,
        &[harms(ABRUPT_LINES, Symptom::AnswerDestroyed)],
    ),
    Attack::new(
        "endless-line",
        LINES,
        messages::endless_line,
        &[harms(CARELESS_LINES, Symptom::Memory)],
    ),
    Attack::new(
        "wrong-lengths",
        MESSAGES,
        frames::wrong_lengths,
        &[
            harms(CARELESS_MESSAGES, Symptom::NotClosed),
            harms(ABRUPT_MESSAGES, Symptom::AnswerDestroyed),
        ],
    ),
    Attack::new(
        "wrong-in-mid-flow",
        MESSAGES,
        frames::wrong_in_mid_flow,
        &[harms(ABRUPT_MESSAGES, Symptom::AnswerDestroyed)],
    ),
    Attack::new(
        "right-lengths",
        MESSAGES,
        frames::right_lengths,
        &[
            harms(CARELESS_MESSAGES, Symptom::NotClosed),
            harms(ABRUPT_MESSAGES, Symptom::PoliteClientNotServed),
        ],
    ),
    Attack::new(
        "wrong-prefixes",
        MESSAGES,
        frames::wrong_prefixes,
        &[harms(CARELESS_MESSAGES, Symptom::NotClosed)],
    ),
    Attack::new(
        "wrong-headers",
        MESSAGES,
        frames::wrong_headers,
        &[harms(CARELESS_MESSAGES, Symptom::WrongAnswer)],
    ),
    Attack::new(
        "odd-requests",
        MESSAGES,
        frames::odd_requests,
        &[harms(CARELESS_MESSAGES, Symptom::NotClosed)],
    ),
    Attack::new(
        "deep-request",
        MESSAGES,
        frames::deep_request,
        &[harms(CARELESS_MESSAGES, Symptom::Ended)],
    ),
    Attack::new(
        "pipelined",
        MESSAGES,
        frames::pipelined,
        &[harms(ONE_READ_MESSAGES, Symptom::AnswerDestroyed)],
    ),
    Attack::new(
        "wrong-after-many",
        MESSAGES,
        frames::wrong_after_many,
        &[harms(ABRUPT_MESSAGES, Symptom::AnswerDestroyed)],
    ),
    Attack::new(
        "endless-content",
        MESSAGES,
        frames::endless_content,
        &[harms(CARELESS_MESSAGES, Symptom::Memory)],
    ),
    Attack::new(
        "truncated",
        MESSAGES,
        frames::truncated,
        &[harms(CARELESS_MESSAGES, Symptom::WrongAnswer)],
    ),
    Attack::new(
        "silence-in-mid-message",
        MESSAGES,
        frames::silence_in_mid_message,
        &[harms(CARELESS_MESSAGES, Symptom::NotClosed)],
    ),
    Attack::new(
        "random-bytes",
        MESSAGES,
        frames::random_bytes,
        &[harms(CARELESS_MESSAGES, Symptom::Ended)],
    ),
    Attack::new(
        "slow-header",
        WEB,
        pages::slow_header,
        &[harms(PATIENT_PAGES, Symptom::PoliteClientNotServed)],
    ),
    Attack::new(
        "slow-content",
        WEB,
        pages::slow_content,
        &[harms(PATIENT_PAGES, Symptom::PoliteClientNotServed)],
    ),
    Attack::new(
        "slow-chunk-size",
        WEB,
        pages::slow_chunk_size,
        &[harms(PATIENT_PAGES, Symptom::PoliteClientNotServed)],
    ),
    Attack::new(
        "slow-chunk-extension",
        WEB,
        pages::slow_chunk_extension,
        &[harms(PATIENT_PAGES, Symptom::PoliteClientNotServed)],
    ),
    Attack::new(
        "slow-chunk-data",
        WEB,
        pages::slow_chunk_data,
        &[harms(PATIENT_PAGES, Symptom::PoliteClientNotServed)],
    ),
    Attack::new(
        "slow-trailer",
        WEB,
        pages::slow_trailer,
        &[harms(PATIENT_PAGES, Symptom::PoliteClientNotServed)],
    ),
    Attack::new(
        "endless-target",
        WEB,
        pages::endless_target,
        &[harms(CARELESS_PAGES, Symptom::Memory)],
    )
    .that_keeps_it_busy(),
    Attack::new(
        "endless-header",
        WEB,
        pages::endless_header,
        &[harms(CARELESS_PAGES, Symptom::Memory)],
    )
    .that_keeps_it_busy(),
    Attack::new(
        "endless-fields",
        WEB,
        pages::endless_fields,
        &[harms(CARELESS_PAGES, Symptom::Memory)],
    )
    .that_keeps_it_busy(),
    Attack::new(
        "endless-chunk-size",
        WEB,
        pages::endless_chunk_size,
        &[harms(CARELESS_PAGES, Symptom::Memory)],
    )
    .that_keeps_it_busy(),
    Attack::new(
        "endless-chunk-extension",
        WEB,
        pages::endless_chunk_extension,
        &[harms(CARELESS_PAGES, Symptom::Memory)],
    )
    .that_keeps_it_busy(),
    Attack::new(
        "endless-chunks",
        WEB,
        pages::endless_chunks,
        &[harms(CARELESS_PAGES, Symptom::Memory)],
    )
    .that_keeps_it_busy(),
    Attack::new(
        "endless-trailer",
        WEB,
        pages::endless_trailer,
        &[harms(CARELESS_PAGES, Symptom::Memory)],
    )
    .that_keeps_it_busy(),
    Attack::new(
        "wrong-requests",
        WEB,
        pages::wrong_requests,
        &[harms(PATIENT_PAGES, Symptom::WrongAnswer)],
    ),
    Attack::new(
        "body-never-comes",
        WEB,
        pages::body_never_comes,
        &[harms(CARELESS_PAGES, Symptom::NotClosed)],
    ),
    Attack::new(
        "truncated-request",
        WEB,
        pages::truncated_request,
        &[harms(PATIENT_PAGES, Symptom::WrongAnswer)],
    ),
    Attack::new(
        "random-requests",
        WEB,
        pages::random_requests,
        &[harms(CARELESS_PAGES, Symptom::Ended)],
    ),
    Attack::new(
        "pipelined-and-unread",
        WEB,
        pages::pipelined_and_unread,
        &[harms(HOARDING_PAGES, Symptom::Memory)],
    )
    .that_keeps_it_busy(),
    Attack::new(
        "requests-without-pause",
        WEB,
        pages::requests_without_pause,
        &[harms(PATIENT_PAGES, Symptom::PoliteClientNotServed)],
    )
    .that_keeps_it_busy(),
    Attack::new(
        "crowd-in-silence",
        WEB,
        pages::crowd_in_silence,
        &[harms(HOSPITABLE_PAGES, Symptom::PoliteClientNotServed)],
    )
    .beside_a_row(),
    Attack::new(
        "out-of-descriptors-inside",
        FILES,
        pages::out_of_descriptors_inside,
        &[harms(CARELESS_PAGES, Symptom::Ended)],
    ),
    Attack::new(
        "reset-in-mid-body",
        WEB,
        pages::reset_in_mid_body,
        &[harms(CARELESS_PAGES, Symptom::Ended)],
    ),
    Attack::new(
        "names",
        CHAT,
        chat::names,
        &[harms(CARELESS_CHAT, Symptom::WrongAnswer)],
    )
    .beside_members(),
    Attack::new(
        "member-is-no-text",
        CHAT,
        chat::not_text,
        &[harms(CARELESS_CHAT, Symptom::WrongAnswer)],
    )
    .beside_members(),
    Attack::new(
        "member-never-reads",
        CHAT,
        chat::never_reads,
        &[harms(CARELESS_CHAT, Symptom::PoliteClientNotServed)],
    )
    .beside_members(),
    Attack::new(
        "member-floods",
        CHAT,
        chat::flood,
        &[harms(HOARDING_CHAT, Symptom::Memory)],
    )
    .beside_members(),
    Attack::new(
        "members-reset",
        CHAT,
        chat::resets,
        &[harms(CARELESS_CHAT, Symptom::PoliteClientNotServed)],
    )
    .beside_members(),
    Attack::new(
        "large-input",
        CHECKSUM,
        messages::large_input,
        &[harms(CARELESS_CHECKSUM, Symptom::Memory)],
    ),
    Attack::new(
        "empty-datagram",
        DATAGRAMS,
        datagrams::empty,
        &[harms(CARELESS_DATAGRAMS, Symptom::Ended)],
    ),
    Attack::new(
        "datagram-over-the-limit",
        DATAGRAMS,
        datagrams::over_the_limit,
        &[harms(CARELESS_DATAGRAMS, Symptom::WrongAnswer)],
    ),
    Attack::new(
        "largest-datagram",
        DATAGRAMS,
        datagrams::largest,
        &[harms(CARELESS_DATAGRAMS, Symptom::WrongAnswer)],
    ),
    Attack::new(
        "flood",
        ANY_DATAGRAMS,
        datagrams::flood,
        &[harms(HELPFUL_DATAGRAMS, Symptom::Memory)],
    ),
    Attack::new(
        "sender-has-gone",
        ANY_DATAGRAMS,
        datagrams::sender_has_gone,
        &[harms(CONNECTED_DATAGRAMS, Symptom::Ended)],
    ),
    Attack::new(
        "amplification",
        ANY_DATAGRAMS,
        datagrams::amplification,
        &[harms(HELPFUL_DATAGRAMS, Symptom::Amplified)],
    ),
    Attack::new(
        "from-a-server",
        DATAGRAMS,
        datagrams::from_a_server,
        &[harms(CARELESS_DATAGRAMS, Symptom::WrongAnswer)],
    ),
    Attack::new(
        "not-a-frame",
        TRANSFERS,
        transfers::not_a_frame,
        &[harms(CARELESS_TRANSFERS, Symptom::Ended)],
    ),
    Attack::new(
        "an-answer",
        TRANSFERS,
        transfers::an_answer,
        &[harms(CARELESS_TRANSFERS, Symptom::WrongAnswer)],
    ),
    Attack::new(
        "thrice",
        TRANSFERS,
        transfers::thrice,
        &[harms(CARELESS_TRANSFERS, Symptom::WronglyReported)],
    ),
    Attack::new(
        "beginnings",
        TRANSFERS,
        transfers::beginnings,
        &[harms(CARELESS_TRANSFERS, Symptom::Memory)],
    ),
    Attack::new(
        "endless-transfer",
        TRANSFERS,
        transfers::endless,
        &[harms(CARELESS_TRANSFERS, Symptom::Memory)],
    ),
    Attack::new(
        "slow-transfers",
        TRANSFERS,
        transfers::slow,
        &[harms(PATIENT_TRANSFERS, Symptom::PoliteClientNotServed)],
    ),
];

/// The naive server of that name, if some attack harms it.
pub fn naive(name: &str) -> Option<Naive> {
    let bites = ALL.iter().flat_map(|attack| attack.bites);
    bites
        .map(|bite| bite.naive)
        .find(|naive| naive.name == name)
}
