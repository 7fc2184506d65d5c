//! Programs that Ctrl-C ends, whoever starts the tests.

use std::ffi::OsStr;
use std::fs;
use std::process::Command;
use std::sync::LazyLock;

use rustix::process::Signal;

/// A program that an interrupt ends, even if whoever started the tests ignores
/// interrupts, as shells make their background commands do: a program inherits
/// that.
pub fn interruptible(program: impl AsRef<OsStr>) -> Command {
    static IGNORED: LazyLock<bool> = LazyLock::new(|| {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        let mask = mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok());
        mask.is_some_and(|mask| mask & 1 << (Signal::INT.as_raw() - 1) != 0)
    });
    if !*IGNORED {
        return Command::new(program);
    }
    let mut command = Command::new("env");
    command.arg("--default-signal=INT").arg(program);
    command
}
