//! What a process takes of the system, as Linux tells it in `/proc`.

use std::fmt;
use std::fs;
use std::io::{self, ErrorKind};
use std::time::Duration;

/// What a process takes of the system.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Usage {
    /// Its threads, the first included.
    pub threads: u64,
    /// The memory that it has touched, and that the machine keeps for it.
    pub resident: Kibibytes,
    /// The addresses that it has been promised, touched or not.
    pub reserved: Kibibytes,
}

impl Usage {
    /// That of the process with this number, from `/proc/PID/status` (proc(5)).
    ///
    /// # Errors
    /// There is no such process, or no Linux
    /// ([`Unsupported`](ErrorKind::Unsupported)).
    // ANCHOR: usage
    pub fn of(process: u32) -> io::Result<Self> {
        needs_linux()?;
        let status = fs::read_to_string(format!("/proc/{process}/status"))?;
        Self::parse(&status).ok_or_else(|| ErrorKind::InvalidData.into())
    }

    fn parse(status: &str) -> Option<Self> {
        let number = |name: &str| -> Option<u64> {
            let line = status.lines().find_map(|line| line.strip_prefix(name))?;
            line.trim_end_matches("kB").trim().parse().ok()
        };
        Some(Self {
            threads: number("Threads:")?,
            resident: Kibibytes(number("VmRSS:")?),
            reserved: Kibibytes(number("VmSize:")?),
        })
    }
    // ANCHOR_END: usage
}

/// Memory in units of 1,024 bytes, as the system counts it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Kibibytes(pub u64);

#[expect(clippy::cast_precision_loss, reason = "exact up to 2^53 of them")]
impl Kibibytes {
    /// How much of it there is for each of `parts`, beyond `base`.
    #[must_use]
    pub fn each(self, base: Self, parts: usize) -> Share {
        Share {
            kibibytes: self.0.saturating_sub(base.0) as f64 / parts.max(1) as f64,
        }
    }
}

/// The processor time that the threads which a process has at the moment have used, to
/// the nanosecond: the first number of `/proc/PID/task/TID/schedstat`.
///
/// # Errors
/// There is no such process, or no Linux ([`Unsupported`](ErrorKind::Unsupported)).
pub fn processor_time(process: u32) -> io::Result<Duration> {
    needs_linux()?;
    let mut sum = Duration::ZERO;
    for thread in fs::read_dir(format!("/proc/{process}/task"))? {
        // A thread that has ended meanwhile uses no more.
        let times = fs::read_to_string(thread?.path().join("schedstat"));
        let times = times.unwrap_or_default();
        let nanoseconds = times.split_whitespace().next().map(str::parse);
        let time = Duration::from_nanos(nanoseconds.unwrap_or(Ok(0)).unwrap_or(0));
        sum = sum.saturating_add(time);
    }
    Ok(sum)
}

impl fmt::Display for Kibibytes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.each(Self(0), 1).fmt(f)
    }
}

/// A part of some memory, which needn't be a whole number of bytes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Share {
    kibibytes: f64,
}

impl fmt::Display for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = if self.kibibytes < 1024.0 {
            format!("{:.1} KiB", self.kibibytes)
        } else {
            format!("{:.1} MiB", self.kibibytes / 1024.0)
        };
        f.pad(&text)
    }
}

/// # Errors
/// There is no Linux ([`Unsupported`](ErrorKind::Unsupported)).
pub(super) fn needs_linux() -> io::Result<()> {
    match cfg!(target_os = "linux") {
        true => Ok(()),
        false => Err(io::Error::new(
            ErrorKind::Unsupported,
            "it needs Linux, which tells in /proc what a process uses",
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_three_numbers_are_found_among_others() {
        let status = "Name:\tchapter4\nVmPeak:\t  999 kB\nVmSize:\t   70492 kB\n\
                      VmRSS:\t    2348 kB\nThreads:\t51\n";
        let usage = Usage {
            threads: 51,
            resident: Kibibytes(2348),
            reserved: Kibibytes(70492),
        };
        assert_eq!(Usage::parse(status), Some(usage));
        assert_eq!(Usage::parse("Name:\tkthreadd\nThreads:\t1\n"), None);
    }

    #[test]
    fn memory_is_told_in_the_unit_that_fits() {
        assert_eq!(Kibibytes(2348).to_string(), "2.3 MiB");
        assert_eq!(format!("{:<10}|", Kibibytes(0)), "0.0 KiB   |");
    }

    #[test]
    fn each_has_its_share_of_what_came_on_top() {
        let each = Kibibytes(2348).each(Kibibytes(300), 100);
        assert_eq!(each.to_string(), "20.5 KiB");
        let none = Kibibytes(1).each(Kibibytes(2), 0);
        assert_eq!(none.to_string(), "0.0 KiB");
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn our_own_process_has_a_thread_and_some_memory() {
        let usage = Usage::of(std::process::id()).unwrap();
        assert!(usage.threads >= 1);
        assert!(usage.resident < usage.reserved);
    }

    #[test]
    #[cfg(target_os = "linux")]
    fn whoever_works_uses_processor_time() {
        let before = processor_time(std::process::id()).unwrap();
        while processor_time(std::process::id()).unwrap() == before {}
    }
}
