//! What a hostile peer can do, done to every server of the book, a test for
//! each attack on each server:
//!
//! ```console
//! $ cargo test --test hostile                # every attack on every server
//! $ cargo test --test hostile time-server    # every attack on one server
//! $ cargo test --test hostile slowloris      # one attack on every server
//! ```
//!
//! [`servers`] and [`attacks`] are two tables: a line in the first adds a
//! server, a function and its line in the second adds an attack. An attack sees
//! of a server what any peer could see, and the lines that it prints: a
//! [`target`]. [`trial`] judges what the attack has left of it, from the
//! system's own accounts of the [`process`].
//!
//! An attack that every server survives proves nothing unless some server fails
//! it: each is also led against one that is [`naive`], which has to fail, and
//! for the reason that the attack is about.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unreachable,
    clippy::unwrap_used,
    unreachable_pub,
    reason = "a test may panic, and its peers are the project's own servers"
)]

#[cfg(target_os = "linux")]
mod attacks;
#[cfg(target_os = "linux")]
mod failure;
#[cfg(target_os = "linux")]
mod naive;
#[cfg(target_os = "linux")]
mod process;
#[cfg(target_os = "linux")]
mod protocol;
#[cfg(target_os = "linux")]
mod servers;
#[cfg(target_os = "linux")]
mod target;
#[cfg(target_os = "linux")]
mod trial;

#[cfg(target_os = "linux")]
#[path = "../support/artifacts.rs"]
mod artifacts;
#[cfg(target_os = "linux")]
#[path = "../support/binaries.rs"]
mod binaries;

#[cfg(not(target_os = "linux"))]
fn main() {
    // The accounts of a process are read from Linux's /proc.
}

#[cfg(target_os = "linux")]
fn main() -> std::process::ExitCode {
    use libtest_mimic::{Arguments, Trial};

    /// How many tests run side by side: most of their time, they wait for a
    /// server's patience to end.
    const AT_ONCE: usize = 8;

    if let Some(name) = std::env::var_os(naive::VARIABLE) {
        return naive::serve(&name.to_string_lossy());
    }
    let survived = servers::ALL.iter().flat_map(|server| {
        attacks::ALL
            .iter()
            .filter(|attack| attack.against.contains(&server.protocol))
            .map(move |attack| {
                let name = format!("{}/{}", server.name(), attack.name);
                Trial::test(name, move || {
                    Ok(trial::is_survived(attack, server.start()?)?)
                })
            })
    });
    let bites = attacks::ALL.iter().flat_map(|attack| {
        attack.bites.iter().map(move |bite| {
            let name = format!("naive/{}/{}", bite.naive.name, attack.name);
            Trial::test(name, move || {
                Ok(trial::bites(attack, bite.naive.start()?, bite.symptom)?)
            })
        })
    });
    let trials = survived.chain(bites).collect();
    let mut arguments = Arguments::from_args();
    arguments.test_threads.get_or_insert(AT_ONCE);
    libtest_mimic::run(&arguments, trials).exit_code()
}
