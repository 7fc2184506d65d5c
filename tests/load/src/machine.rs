//! What the machine has, and allows.

use std::fs;
use std::process::{self, Command, Stdio};

/// Has this process stay on one processor. Whether that worked: there are two of them,
/// and `taskset` (util-linux).
#[must_use]
pub fn pin(processor: u32) -> bool {
    let worked = Command::new("taskset")
        .args(["-c", "-p", &processor.to_string()])
        .arg(process::id().to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    worked && processors() >= 2
}

/// Of the machine: this process may be pinned to one of them.
fn processors() -> usize {
    let cpus = fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    cpus.lines()
        .filter(|line| line.starts_with("processor"))
        .count()
}

/// Whether there is such a command, which knows `--version`.
#[must_use]
pub fn has(command: &str) -> bool {
    Command::new(command)
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// The processor and the system, in a few words.
#[must_use]
pub fn describe() -> String {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let cpus = read("/proc/cpuinfo");
    let model = cpus
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(": "))
        .map_or("an unknown processor", |(_, model)| model);
    let system = read("/proc/sys/kernel/osrelease");
    let version = system.split('-').next().unwrap_or_default().trim();
    format!("{} processors, {model}; Linux {version}", processors())
}
