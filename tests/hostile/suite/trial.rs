//! What an attack has left of a server.

use std::sync::Arc;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::thread;
use std::time::Duration;

use crate::suite::attacks::Attack;
use crate::suite::failure::{Failure, Symptom};
use crate::suite::process::{PROMPTLY, eventually};
use crate::suite::target::Target;

/// How long a test may take. Each takes seconds at most; every wait within it has
/// a limit of its own.
const LIMIT: Duration = Duration::from_secs(60);

/// And for each client that a server serves at the same time, when all of them come,
/// speak and go, and then do it again.
const LIMIT_PER_CLIENT: Duration = Duration::from_millis(20);

/// How much processor time an attack may cost a server: three times what the sum
/// over the largest input takes. All others cost next to nothing.
const CPU_TIME: Duration = Duration::from_millis(500);

/// And for each client that it serves at the same time: to accept it, to answer it
/// twice, and to see it off.
const CPU_TIME_PER_CLIENT: Duration = Duration::from_micros(500);

/// How much more memory a server may have after the second time. Allocators keep
/// a little here and there, and a buffer that one client had; an attack that is worth
/// it leaves more.
const MEMORY_PER_REPETITION: u64 = 512 * 1024;

/// And for each thread that it may have: how many were there at a time, and so how
/// many stacks and heaps are kept for the next, is different each time.
const MEMORY_PER_THREAD: u64 = 16 * 1024;

/// Attacks a server and fails if it takes harm.
pub fn is_survived(attack: &'static Attack, target: Target) -> Result<(), String> {
    lead(attack, Arc::new(target)).map_err(|failure| failure.to_string())
}

/// Attacks a naive server and fails unless that takes the harm that was meant.
pub fn bites(
    attack: &'static Attack,
    target: Target,
    symptom: Symptom,
) -> Result<(), String> {
    match lead(attack, Arc::new(target)) {
        Err(failure) if failure.symptom == symptom => Ok(()),
        Err(failure) => {
            Err(format!("it should fail by {symptom:?}, but: {failure}"))
        }
        Ok(()) => Err(format!("it should fail by {symptom:?}, but survives")),
    }
}

fn lead(attack: &'static Attack, target: Arc<Target>) -> Result<(), Failure> {
    let attacked = Arc::clone(&target);
    let (done, result) = mpsc::channel();
    let thread = thread::spawn(move || {
        let _ = done.send(twice(attack, &attacked));
    });
    let clients = u32::try_from(target.at_once).unwrap_or(u32::MAX);
    let result = result.recv_timeout(LIMIT + clients * LIMIT_PER_CLIENT);
    if let Err(RecvTimeoutError::Timeout) = result {
        // Nobody knows what the attack waits for, but not for this server.
        target.process.kill();
    } else {
        // The thread's share in the server would keep that alive.
        let _ = thread.join();
    }
    let result = result.unwrap_or_else(|error| {
        Err(Symptom::Hangs.because(match error {
            RecvTimeoutError::Timeout => "the attack comes to no end",
            RecvTimeoutError::Disconnected => "the attack has failed, see above",
        }))
    });
    result.map_err(|failure| {
        let seen =
            format!("{}; it printed:{}", failure.seen, target.process.output());
        Failure { seen, ..failure }
    })
}

/// The second time, everything has been allocated that is needed once.
fn twice(attack: &Attack, target: &Target) -> Result<(), Failure> {
    let process = &target.process;
    target.serves_a_polite_client()?;
    process.sleeps()?;
    if attack.is_the_end {
        return (attack.lead)(target);
    }
    let threads = process.threads()?;
    let descriptors = process.descriptors()?.len();
    let tolerance =
        MEMORY_PER_REPETITION + target.most_threads as u64 * MEMORY_PER_THREAD;
    let clients = u32::try_from(target.at_once).unwrap_or(u32::MAX);
    let most_cpu_time = CPU_TIME + clients * CPU_TIME_PER_CLIENT;
    let mut memory = None;
    for _ in 0..2 {
        let cpu_time = process.cpu_time()?;
        (attack.lead)(target)?;
        let spent = process.cpu_time()?.saturating_sub(cpu_time);
        if spent > most_cpu_time && !attack.keeps_busy {
            return Err(target.fails(Symptom::CpuTime, format!("{spent:?}")));
        }
        target.serves_a_polite_client()?;
        target.idles()?;
        goes_back("threads", Symptom::Threads, threads, || process.threads())?;
        goes_back("descriptors", Symptom::Descriptors, descriptors, || {
            Ok(process.descriptors()?.len())
        })?;
        target.keeps_to_its_memory()?;
        let now = process.memory()?;
        let limit = *memory.get_or_insert(now) + tolerance;
        if now > limit {
            let seen = format!("{now} bytes after the second time, not {limit}");
            return Err(target.fails(Symptom::Memory, seen));
        }
    }
    match process.has_ended(Duration::ZERO) {
        true => Err(Symptom::Ended.because("after the attack")),
        false => Ok(()),
    }
}

/// What was served last may still be on its way out.
fn goes_back(
    what: &str,
    symptom: Symptom,
    before: usize,
    count: impl Fn() -> Result<usize, Failure>,
) -> Result<(), Failure> {
    let mut now = count()?;
    let is_back = eventually(PROMPTLY, || {
        now = count().unwrap_or(now);
        now <= before
    });
    match is_back {
        true => Ok(()),
        false => Err(symptom.because(format!("{now} {what}, {before} before"))),
    }
}
