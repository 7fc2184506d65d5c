//! What the machine has, and allows.

use std::fs;
use std::io;
use std::process::{self, Command, Stdio};
use std::thread;

use super::servers::CLIENTS_CPU;

/// What a process has open beside its connections, generously.
const OTHERS: usize = 64;

/// Has this process stay on its processor. Whether that worked: there are two of them,
/// and `taskset` (util-linux).
pub(crate) fn pin() -> bool {
    let processors = thread::available_parallelism().map_or(1, usize::from);
    let worked = Command::new("taskset")
        .args(["-c", "-p", &CLIENTS_CPU.to_string()])
        .arg(process::id().to_string())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    processors >= 2 && worked
}

/// How many connections a process may have, by its limit of descriptors.
pub(crate) fn most_connections() -> io::Result<usize> {
    let limits = fs::read_to_string("/proc/self/limits")?;
    let line = limits
        .lines()
        .find(|line| line.starts_with("Max open files"));
    let soft = line.and_then(|line| line.split_whitespace().nth(3));
    let most = soft.and_then(|number| number.parse().ok());
    Ok(most.unwrap_or(usize::MAX).saturating_sub(OTHERS))
}

/// Whether there is a Python.
pub(crate) fn has_python() -> bool {
    Command::new("python3")
        .arg("--version")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// The processor and the system, in a few words.
pub(crate) fn describe() -> String {
    let read = |path: &str| fs::read_to_string(path).unwrap_or_default();
    let cpus = read("/proc/cpuinfo");
    let model = cpus
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(": "))
        .map_or("an unknown processor", |(_, model)| model);
    let system = read("/proc/sys/kernel/osrelease");
    let version = system.split('-').next().unwrap_or_default().trim();
    let processors = thread::available_parallelism().map_or(1, usize::from);
    format!("{processors} processors, {model}; Linux {version}")
}
