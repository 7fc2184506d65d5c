//! What who does the work makes of many clients, and what it costs.

pub mod burst;
pub mod cost;
pub mod sixteen;
pub mod stopping;
pub mod visitors;
