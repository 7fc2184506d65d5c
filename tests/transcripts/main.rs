//! Runs the terminal sessions and the Python programs that the pages show, a
//! test for each page:
//!
//! ```console
//! $ cargo test --test transcripts 03-echo-server
//! $ SNAPSHOTS=overwrite cargo test --test transcripts 03-echo-server
//! ```
//!
//! The second rewrites the page into what was printed.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::unwrap_used,
    unreachable_pub,
    reason = "a test may panic, and reads the project's own files"
)]

#[cfg(target_os = "linux")]
mod runner;

#[cfg(not(target_os = "linux"))]
fn main() {
    // The pages show what Linux says.
}

#[cfg(target_os = "linux")]
fn main() -> std::process::ExitCode {
    use std::io::{IsTerminal, stdout};
    use std::path::Path;
    use std::sync::LazyLock;

    use book::source::Source;
    use libtest_mimic::{Arguments, Completion, Trial};
    use runner::programs::Programs;
    use runner::{Limits, Mode, Runner, Verdict, script};
    use snapbox::assert::Action;

    static PROGRAMS: LazyLock<Result<Programs, String>> =
        LazyLock::new(|| Programs::build(Path::new(ROOT), "chapter*"));
    const ROOT: &str = env!("CARGO_MANIFEST_DIR");

    let mode = match Action::with_env_var("SNAPSHOTS") {
        Some(Action::Overwrite) => Mode::Overwrite,
        _ => Mode::Verify,
    };
    let source = Source::read(Path::new(ROOT)).expect("the pages can be read");
    let trials = source
        .pages
        .into_iter()
        .filter(|page| !script::steps(page).is_empty())
        .map(|page| {
            let name = page.name().with_extension("").display().to_string();
            Trial::ignorable_test(name, move || {
                let runner = Runner {
                    root: Path::new(ROOT),
                    programs: &PROGRAMS,
                    limits: Limits::ORDINARY,
                    mode,
                    needs_all_tools: std::env::var_os("CI")
                        .is_some_and(|ci| ci == "true"),
                    coloured: stdout().is_terminal(),
                };
                match runner.check(&page) {
                    Verdict::Passed => Ok(Completion::Completed),
                    Verdict::Ignored(reason) => {
                        Ok(Completion::ignored_with(reason))
                    }
                    Verdict::Failed(report) => Err(report.into()),
                }
            })
        })
        .collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit_code()
}
