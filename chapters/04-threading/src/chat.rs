//! A chat room, in steps, without a socket first:
//!
//! 1. [`name`]: what members are called;
//! 2. [`parting`]: how they leave, and what is said about it;
//! 3. [`room`]: who is there, and a bounded queue for each;
//! 4. [`pace`]: how fast a member may speak;
//! 5. [`conversation`]: a member's connection, read by one thread and written by
//!    another;
//! 6. [`server`]: who may come in, and how the room closes.

pub mod conversation;
pub mod name;
pub mod pace;
pub mod parting;
pub mod room;
pub mod server;
