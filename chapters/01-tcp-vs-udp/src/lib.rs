//! Chapter 1: TCP and UDP, what each of them promises, and what it costs.

#![forbid(unsafe_code)]

pub mod capture;
pub mod checksum;
pub mod command;
pub mod conversation;
pub mod laboratory;
pub mod life;
pub mod link;
pub mod loopback;
pub mod loss;
pub mod machine;
pub mod one_in_flight;
pub mod one_port;
pub mod packet;
pub mod random;
pub mod relay;
pub mod state;
pub mod transfer;

/// Where the chapter's programs meet unless told otherwise.
pub const DEFAULT_ADDRESS: &str = "127.0.0.1:20001";

/// The pages of the chapter: `cargo test` compiles and runs what they show.
#[cfg(doctest)]
mod pages {
    #[doc = include_str!("../../../book/src/01-tcp-vs-udp/index.md")]
    struct Index;
    #[doc = include_str!("../../../book/src/01-tcp-vs-udp/layers.md")]
    struct Layers;
    #[doc = include_str!("../../../book/src/01-tcp-vs-udp/connection.md")]
    struct Connection;
    #[doc = include_str!("../../../book/src/01-tcp-vs-udp/promises.md")]
    struct Promises;
    #[doc = include_str!("../../../book/src/01-tcp-vs-udp/cost.md")]
    struct Cost;
    #[doc = include_str!("../../../book/src/01-tcp-vs-udp/from-outside.md")]
    struct FromOutside;
    #[doc = include_str!("../../../book/src/01-tcp-vs-udp/exercises.md")]
    struct Exercises;
    #[doc = include_str!("../../../book/src/01-tcp-vs-udp/questions.md")]
    struct Questions;
    #[doc = include_str!("../../../book/src/01-tcp-vs-udp/review.md")]
    struct Review;
    #[doc = include_str!("../../../book/src/01-tcp-vs-udp/states.md")]
    struct States;
}
