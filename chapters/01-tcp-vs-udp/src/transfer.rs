//! Reliability by hand: bytes carried from one program to another over datagrams
//! that may be lost, doubled and reordered.
//!
//! The rule is *stop-and-wait*: one frame is on its way at a time, it has a number,
//! and until its acknowledgement comes it is sent again. In this order:
//!
//! 1. [`frame`]: what a datagram says, as bytes;
//! 2. [`patience`]: how long to wait for an acknowledgement, and how often;
//! 3. [`outgoing`]: what a sender is made of;
//! 4. [`sender`]: the side that sends, one frame at a time;
//! 5. [`receiver`]: the side that takes each frame once;
//! 6. [`inbox`]: many receivers, and the bounds on what strangers may ask of them;
//!    [`event`]: what it has to tell;
//! 7. [`window`]: a sender with several frames on their way;
//! 8. [`socket`] and [`server`]: both sides on real sockets.
//!
//! All but the last two know no socket and no clock. Time is passed in, as a
//! [`Duration`](std::time::Duration) since any moment that the caller likes, so
//! that a test can try ten thousand bad links in seconds.

pub mod event;
pub mod frame;
pub mod inbox;
pub mod outgoing;
pub mod patience;
pub mod receiver;
pub mod sender;
pub mod server;
pub mod socket;
pub mod window;
