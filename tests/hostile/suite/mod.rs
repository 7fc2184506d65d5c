//! [`servers`] and [`attacks`] are two tables: an entry in the first adds a
//! server, a function and its entry in the second adds an attack. An attack sees
//! of a server, its [`target`], what any peer could see, and the lines that it
//! prints. [`trial`] judges what is left of it then, by the system's own accounts
//! of the [`process`]. [`naive`] has the servers that don't survive.

mod attacks;
mod failure;
mod frames;
mod guest;
mod naive;
mod pages;
mod process;
mod protocol;
mod servers;
mod target;
mod trial;

#[path = "../../support/artifacts.rs"]
mod artifacts;
#[path = "../../support/binaries.rs"]
mod binaries;
#[path = "../../support/interruptible.rs"]
mod interruptible;

use std::env;
use std::process::ExitCode;

use libtest_mimic::{Arguments, Trial};

/// How many tests run side by side: most of their time, they wait for the end of
/// a server's patience.
const AT_ONCE: usize = 10;

/// Runs the tests, or is a naive server.
pub fn main() -> ExitCode {
    if let Some(name) = env::var_os(naive::VARIABLE) {
        return naive::serve(&name.to_string_lossy());
    }
    process::allow_descriptors();
    let survived = servers::ALL.iter().flat_map(|server| {
        attacks::ALL
            .iter()
            .filter(|attack| server.is_attacked_by(attack))
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
    let complete =
        Trial::test(
            "the table has every server",
            || Ok(servers::are_complete()?),
        );
    let trials = survived.chain(bites).chain([complete]).collect();
    let mut arguments = Arguments::from_args();
    arguments.test_threads.get_or_insert(AT_ONCE);
    libtest_mimic::run(&arguments, trials).exit_code()
}
