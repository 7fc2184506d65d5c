//! The command that tries the reader's answers.

use std::env;
use std::io::{self, Write};
use std::path::Path;
use std::process::ExitCode;

/// What Rust's own tests exit with when one fails: Cargo adds an explanation to
/// any other status.
const FAILED: u8 = 101;

/// An exercise, with the reader's answer to it.
pub struct Exercise {
    /// The name of its folder, and of the function.
    pub name: &'static str,
    /// Says how far the answer gets, and returns the first case that it doesn't meet.
    pub try_answer: fn(&mut dyn Write) -> io::Result<Option<&'static str>>,
}

/// Tries the answer to the exercise that is named on the command line, or all of
/// them if none is. `main_file` lies in the folder with the exercises.
pub fn run(exercises: &[Exercise], main_file: &str) -> ExitCode {
    let wanted = env::args().nth(1);
    let is_wanted = |exercise: &&Exercise| {
        wanted.as_ref().is_none_or(|name| name == exercise.name)
    };
    let chosen: Vec<&Exercise> = exercises.iter().filter(is_wanted).collect();
    if chosen.is_empty() {
        let names: Vec<&str> =
            exercises.iter().map(|exercise| exercise.name).collect();
        println!(
            "There is no such exercise. These there are: {}",
            names.join(", ")
        );
        return ExitCode::from(FAILED);
    }
    let folder = Path::new(main_file).parent().unwrap_or(Path::new(""));
    let mut all_solved = true;
    for exercise in chosen {
        println!("{}", exercise.name);
        let unmet = (exercise.try_answer)(&mut io::stdout())
            .expect("standard output can be written");
        if unmet.is_some() {
            all_solved = false;
            let answer = folder.join(exercise.name).join("answer.rs");
            // As the book writes it, on Windows too.
            let answer = answer.display().to_string().replace('\\', "/");
            println!("The answer is in {answer}");
        }
        println!();
    }
    if all_solved {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(FAILED)
    }
}
