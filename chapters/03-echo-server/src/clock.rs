//! The time of day as text, which the standard library leaves to others.

use std::time::{SystemTime, UNIX_EPOCH};

/// `time` as `2026-11-21 09:30:00`, in UTC. A time before 1970 becomes the
/// beginning of 1970.
///
/// ```
/// use std::time::{Duration, UNIX_EPOCH};
///
/// let billion = UNIX_EPOCH + Duration::from_secs(1_000_000_000);
/// assert_eq!(echo_server::clock::utc(billion), "2001-09-09 01:46:40");
/// ```
#[must_use]
#[expect(
    clippy::arithmetic_side_effects,
    reason = "remainders, and days of which the clock of a system has few millions"
)]
pub fn utc(time: SystemTime) -> String {
    let seconds = time
        .duration_since(UNIX_EPOCH)
        .unwrap_or_default()
        .as_secs();
    let (mut days, second) = (seconds / 86_400, seconds % 86_400);
    let mut year = 1970;
    while days >= days_in_year(year) {
        days -= days_in_year(year);
        year += 1;
    }
    let mut month = 1;
    while days >= days_in_month(year, month) {
        days -= days_in_month(year, month);
        month += 1;
    }
    format!(
        "{year}-{month:02}-{:02} {:02}:{:02}:{:02}",
        days + 1,
        second / 3600,
        second / 60 % 60,
        second % 60
    )
}

fn days_in_year(year: u64) -> u64 {
    if is_leap_year(year) { 366 } else { 365 }
}

fn days_in_month(year: u64, month: u64) -> u64 {
    match month {
        2 if is_leap_year(year) => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

fn is_leap_year(year: u64) -> bool {
    year.is_multiple_of(4)
        && (!year.is_multiple_of(100) || year.is_multiple_of(400))
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    #[test]
    fn days_months_and_leap_years_are_counted() {
        // The numbers are those of `date -u +%s --date=…`.
        for (seconds, expected) in [
            (0, "1970-01-01 00:00:00"),
            (68_169_599, "1972-02-28 23:59:59"),
            (68_169_600, "1972-02-29 00:00:00"),
            (951_868_800, "2000-03-01 00:00:00"),
            (1_798_761_599, "2026-12-31 23:59:59"),
            (4_107_542_400, "2100-03-01 00:00:00"),
        ] {
            let time = UNIX_EPOCH + Duration::from_secs(seconds);
            assert_eq!(utc(time), expected);
        }
    }

    #[test]
    fn before_1970_the_clock_stands_still() {
        let time = UNIX_EPOCH - Duration::from_secs(1);
        assert_eq!(utc(time), "1970-01-01 00:00:00");
    }
}
