//! How long to wait, as C has it.

use std::ffi::c_long;
use std::time::Duration;

/// Three years, which fit into every field. Some systems refuse a longer wait; whoever
/// needs one waits again.
const LONGEST: Duration = Duration::from_secs(100_000_000);

/// A `struct timespec`, which `kevent` takes.
#[cfg(any(target_os = "macos", target_os = "freebsd", test))]
#[repr(C)]
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TimeSpec {
    pub(crate) seconds: c_long,
    pub(crate) nanoseconds: c_long,
}

#[cfg(any(target_os = "macos", target_os = "freebsd", test))]
impl From<Duration> for TimeSpec {
    fn from(duration: Duration) -> Self {
        let duration = duration.min(LONGEST);
        Self {
            seconds: duration.as_secs() as c_long,
            nanoseconds: duration.subsec_nanos() as c_long,
        }
    }
}

/// A `struct timeval`, which `select` takes.
#[repr(C)]
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct TimeVal {
    pub(crate) seconds: c_long,
    pub(crate) microseconds: Microseconds,
}

#[cfg(not(target_os = "macos"))]
type Microseconds = c_long;
#[cfg(target_os = "macos")]
type Microseconds = i32;

/// Rounded up: whoever is woken too early has to wait once more, for no time at all.
impl From<Duration> for TimeVal {
    fn from(duration: Duration) -> Self {
        let up = Duration::from_nanos(999);
        let duration = duration.min(LONGEST).saturating_add(up);
        Self {
            seconds: duration.as_secs() as c_long,
            microseconds: duration.subsec_micros() as Microseconds,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_timeval_is_rounded_up_to_microseconds() {
        for (duration, seconds, microseconds) in [
            (Duration::ZERO, 0, 0),
            (Duration::from_nanos(1), 0, 1),
            (Duration::from_micros(1), 0, 1),
            (Duration::from_nanos(1_001), 0, 2),
            (Duration::new(1, 999_999_001), 2, 0),
            (Duration::MAX, 100_000_000, 0),
        ] {
            let expected = TimeVal {
                seconds,
                microseconds,
            };
            assert_eq!(TimeVal::from(duration), expected, "{duration:?}");
        }
    }

    #[test]
    fn a_timespec_is_exact() {
        for (duration, seconds, nanoseconds) in [
            (Duration::ZERO, 0, 0),
            (Duration::from_nanos(1), 0, 1),
            (Duration::new(1, 999_999_999), 1, 999_999_999),
            (Duration::MAX, 100_000_000, 0),
        ] {
            let expected = TimeSpec {
                seconds,
                nanoseconds,
            };
            assert_eq!(TimeSpec::from(duration), expected, "{duration:?}");
        }
    }
}
