//! Dates, as HTTP writes them (RFC 9110, section 5.6.7).

use std::time::{Duration, SystemTime, UNIX_EPOCH};

const WEEKDAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

const LONG_WEEKDAYS: [&str; 7] = [
    "Monday",
    "Tuesday",
    "Wednesday",
    "Thursday",
    "Friday",
    "Saturday",
    "Sunday",
];

const MONTHS: [&str; 12] = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov",
    "Dec",
];

const SECONDS_A_DAY: u64 = 24 * 60 * 60;

/// From the first day of year 1, on which all is counted here, to that of 1970: days.
const EPOCH: u64 = 719_162;

/// The last second of 9999, after 1970: there are no more digits for a year.
const LATEST: u64 = 253_402_300_799;

/// How far ahead a year of two digits may lie, so many years the RFC says.
const AHEAD: u64 = 50;

/// A time in the one form in which it may be sent, to the second.
///
/// A time before 1970 is told as the beginning of that year, one after 9999 as its end.
///
/// ```
/// use std::time::{Duration, UNIX_EPOCH};
/// use http_server::date;
///
/// let time = UNIX_EPOCH + Duration::from_secs(784_111_777);
/// assert_eq!(date::format(time), "Sun, 06 Nov 1994 08:49:37 GMT");
/// ```
#[must_use]
pub fn format(time: SystemTime) -> String {
    let since = time.duration_since(UNIX_EPOCH).unwrap_or_default();
    let seconds = since.as_secs().min(LATEST);
    let days = (seconds / SECONDS_A_DAY).saturating_add(EPOCH);
    let (year, month, day) = year_month_day(days);
    // The first day of year 1 was a Monday.
    let weekday = name(&WEEKDAYS, days % 7);
    let month = name(&MONTHS, month);
    let (hour, minute, second) =
        (seconds / 3600 % 24, seconds / 60 % 60, seconds % 60);
    format!(
        "{weekday}, {day:02} {month} {year:04} {hour:02}:{minute:02}:{second:02} GMT"
    )
}

/// The time that `text` says in one of the three forms in which it may come, or
/// `None` if it is in none of them.
///
/// ```
/// use std::time::{Duration, UNIX_EPOCH};
/// use http_server::date;
///
/// let time = Some(UNIX_EPOCH + Duration::from_secs(784_111_777));
/// assert_eq!(date::parse("Sun, 06 Nov 1994 08:49:37 GMT"), time);
/// assert_eq!(date::parse("Sunday, 06-Nov-94 08:49:37 GMT"), time);
/// assert_eq!(date::parse("Sun Nov  6 08:49:37 1994"), time);
/// assert_eq!(date::parse("yesterday"), None);
/// ```
#[must_use]
pub fn parse(text: &str) -> Option<SystemTime> {
    parse_at(text, SystemTime::now())
}

/// The same, at the time `now`, on which a year of two digits depends.
fn parse_at(text: &str, now: SystemTime) -> Option<SystemTime> {
    let (weekday, rest) = text.split_once([',', ' '])?;
    let words: Vec<&str> = rest.split(' ').collect();
    let is_long = LONG_WEEKDAYS.contains(&weekday);
    if !is_long && !WEEKDAYS.contains(&weekday) {
        return None;
    }
    let has_comma = text.as_bytes().get(weekday.len()) == Some(&b',');
    match (is_long, has_comma, &*words) {
        (false, true, ["", day, month, year, time, "GMT"]) => {
            point(number(year, 4)?, month, number(day, 2)?, time)
        }
        (true, true, ["", date, time, "GMT"]) => {
            let (day, rest) = date.split_once('-')?;
            let (month, year) = rest.split_once('-')?;
            let (day, year) = (number(day, 2)?, number(year, 2)?);
            let in_year = |year| point(year, month, day, time);
            with_century(year, in_year, now)
        }
        (false, false, [month, "", day, time, year]) => {
            point(number(year, 4)?, month, number(day, 1)?, time)
        }
        (false, false, [month, day, time, year]) => {
            point(number(year, 4)?, month, number(day, 2)?, time)
        }
        _ => None,
    }
}

/// The point in the latest year with these last two digits that is not more than
/// [`AHEAD`] years after `now`.
fn with_century(
    digits: u64,
    in_year: impl Fn(u64) -> Option<SystemTime>,
    now: SystemTime,
) -> Option<SystemTime> {
    let since = now.duration_since(UNIX_EPOCH).unwrap_or_default();
    let days = (since.as_secs() / SECONDS_A_DAY).saturating_add(EPOCH);
    let (this_year, month, day) = year_month_day(days);
    let month = name(&MONTHS, month);
    let latest_year = this_year.saturating_add(AHEAD);
    // The last second of this day, so many years ahead. (There may be no such day in
    // February: the one before it is as good.)
    let end = |day| point(latest_year, month, day, "23:59:59");
    let latest = end(day).or_else(|| end(day.saturating_sub(1)))?;

    let century = latest_year.saturating_sub(latest_year % 100);
    let year = century.saturating_add(digits);
    match in_year(year) {
        Some(time) if time <= latest => Some(time),
        _ => in_year(year.saturating_sub(100)),
    }
}

/// A point in time, if there is such a day and such a time of the day.
fn point(year: u64, month: &str, day: u64, time: &str) -> Option<SystemTime> {
    let month = MONTHS.iter().position(|&name| name == month)?;
    let months = days_in_months(year);
    let (before, [length, ..]) = months.split_at(month) else {
        return None;
    };
    if year == 0 || day > *length {
        return None;
    }
    let days = days_before(year)
        .checked_add(before.iter().sum())?
        .checked_add(day.checked_sub(1)?)?;

    let mut parts = time.split(':').map(|part| number(part, 2));
    let (hour, minute, second) = (parts.next()??, parts.next()??, parts.next()??);
    // A leap second is 60, and here the same as the one behind it.
    if parts.next().is_some() || hour > 23 || minute > 59 || second > 60 {
        return None;
    }
    let seconds = days
        .checked_mul(SECONDS_A_DAY)?
        .checked_add(hour.checked_mul(3600)?)?
        .checked_add(minute.checked_mul(60)?)?
        .checked_add(second)?;

    let epoch = EPOCH.checked_mul(SECONDS_A_DAY)?;
    match seconds.checked_sub(epoch) {
        Some(after) => UNIX_EPOCH.checked_add(Duration::from_secs(after)),
        None => {
            let before = epoch.checked_sub(seconds)?;
            UNIX_EPOCH.checked_sub(Duration::from_secs(before))
        }
    }
}

/// Which year it is after so many days, which month, from 0, and which day, from 1.
fn year_month_day(days: u64) -> (u64, u64, u64) {
    // No year has more days, so it isn't earlier than this.
    let mut year = (days / 366).saturating_add(1);
    while days_before(year.saturating_add(1)) <= days {
        year = year.saturating_add(1);
    }
    let mut rest = days.saturating_sub(days_before(year));
    let mut month: u64 = 0;
    for length in days_in_months(year) {
        match rest.checked_sub(length) {
            Some(behind) => rest = behind,
            None => break,
        }
        month = month.saturating_add(1);
    }
    (year, month, rest.saturating_add(1))
}

/// How many days there are from the first of year 1 to the first of `year`.
fn days_before(year: u64) -> u64 {
    let years = year.saturating_sub(1);
    let leap_years = (years / 4)
        .saturating_sub(years / 100)
        .saturating_add(years / 400);
    years.saturating_mul(365).saturating_add(leap_years)
}

fn days_in_months(year: u64) -> [u64; 12] {
    let is_leap = year.is_multiple_of(4)
        && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let february = if is_leap { 29 } else { 28 };
    [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
}

/// The number in exactly so many digits.
fn number(text: &str, digits: usize) -> Option<u64> {
    let is_one =
        text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
    is_one.then(|| text.parse().ok())?
}

fn name(names: &[&'static str], index: u64) -> &'static str {
    let index = usize::try_from(index).unwrap_or_default();
    names.get(index).copied().unwrap_or_default()
}

#[cfg(test)]
#[allow(
    clippy::arithmetic_side_effects,
    clippy::unwrap_used,
    reason = "a test that can't go on has failed"
)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> SystemTime {
        UNIX_EPOCH + Duration::from_secs(seconds)
    }

    #[test]
    fn well_known_moments_are_told_as_python_tells_them() {
        // email.utils.formatdate(SECONDS, usegmt=True)
        for (seconds, text) in [
            (0, "Thu, 01 Jan 1970 00:00:00 GMT"),
            (68_169_599, "Mon, 28 Feb 1972 23:59:59 GMT"),
            (68_169_600, "Tue, 29 Feb 1972 00:00:00 GMT"),
            (784_111_777, "Sun, 06 Nov 1994 08:49:37 GMT"),
            (951_782_400, "Tue, 29 Feb 2000 00:00:00 GMT"),
            (978_307_199, "Sun, 31 Dec 2000 23:59:59 GMT"),
            (2_147_483_648, "Tue, 19 Jan 2038 03:14:08 GMT"),
            (4_107_542_400, "Mon, 01 Mar 2100 00:00:00 GMT"),
            (LATEST, "Fri, 31 Dec 9999 23:59:59 GMT"),
        ] {
            assert_eq!(format(at(seconds)), text);
            assert_eq!(parse(text), Some(at(seconds)), "{text}");
        }
    }

    #[test]
    fn every_day_of_four_centuries_is_found_again() {
        let mut weekdays = WEEKDAYS.iter().cycle().skip(3); // 1970 began on Thu
        // As many days as there are until all begins anew.
        for day in 0..146_097 {
            let time = at(day * SECONDS_A_DAY + day % SECONDS_A_DAY);
            let text = format(time);
            assert_eq!(parse(&text), Some(time), "{text}");
            assert!(text.starts_with(weekdays.next().unwrap()), "{text}");
        }
    }

    #[test]
    fn what_four_digits_cannot_tell_is_told_as_the_nearest_that_they_can() {
        let beginning = "Thu, 01 Jan 1970 00:00:00 GMT";
        assert_eq!(format(UNIX_EPOCH - Duration::from_secs(1)), beginning);
        let end = "Fri, 31 Dec 9999 23:59:59 GMT";
        assert_eq!(format(at(LATEST + 1)), end);
    }

    #[test]
    fn a_fraction_of_a_second_is_left_out() {
        let time = at(59) + Duration::from_millis(999);
        assert_eq!(format(time), "Thu, 01 Jan 1970 00:00:59 GMT");
    }

    #[test]
    fn the_three_forms_say_the_same() {
        for (imf, rfc850, asctime) in [
            (
                "Sun, 06 Nov 1994 08:49:37 GMT",
                "Sunday, 06-Nov-94 08:49:37 GMT",
                "Sun Nov  6 08:49:37 1994",
            ),
            (
                "Wed, 16 Nov 1994 08:49:37 GMT",
                "Wednesday, 16-Nov-94 08:49:37 GMT",
                "Wed Nov 16 08:49:37 1994",
            ),
        ] {
            let now = at(1_800_000_000); // 2027
            let time = parse_at(imf, now).unwrap();
            assert_eq!(parse_at(rfc850, now), Some(time));
            assert_eq!(parse_at(asctime, now), Some(time));
        }
    }

    #[test]
    fn times_before_1970_are_understood() {
        let time = parse("Wed, 31 Dec 1969 23:59:59 GMT").unwrap();
        assert_eq!(time, UNIX_EPOCH - Duration::from_secs(1));
    }

    #[test]
    fn a_leap_second_is_the_one_behind_it() {
        let time = parse("Sat, 31 Dec 2016 23:59:60 GMT");
        assert_eq!(time, parse("Sun, 01 Jan 2017 00:00:00 GMT"));
        assert!(time.is_some());
    }

    #[test]
    fn a_year_of_two_digits_is_at_most_fifty_years_ahead() {
        let now = parse("Sun, 22 Nov 2026 12:00:00 GMT").unwrap();
        for (rfc850, imf) in [
            (
                "Sunday, 22-Nov-26 12:00:00 GMT",
                "Sun, 22 Nov 2026 12:00:00 GMT",
            ),
            (
                "Sunday, 22-Nov-76 12:00:00 GMT",
                "Sun, 22 Nov 2076 12:00:00 GMT",
            ),
            (
                "Tuesday, 23-Nov-76 12:00:00 GMT",
                "Tue, 23 Nov 1976 12:00:00 GMT",
            ),
            (
                "Saturday, 01-Jan-77 00:00:00 GMT",
                "Sat, 01 Jan 1977 00:00:00 GMT",
            ),
            (
                "Friday, 31-Dec-99 23:59:59 GMT",
                "Fri, 31 Dec 1999 23:59:59 GMT",
            ),
            (
                "Tuesday, 29-Feb-00 00:00:00 GMT",
                "Tue, 29 Feb 2000 00:00:00 GMT",
            ),
        ] {
            assert_eq!(parse_at(rfc850, now), parse(imf), "{rfc850}");
        }
        // Fifty years ahead there is no 29 February.
        let leap_day = parse("Tue, 29 Feb 2028 12:00:00 GMT").unwrap();
        let text = "Saturday, 01-Jan-28 00:00:00 GMT";
        assert_eq!(
            parse_at(text, leap_day),
            parse("Sat, 01 Jan 2028 00:00:00 GMT")
        );
        // A new century begins within the fifty years.
        let now = parse("Fri, 22 Nov 2080 12:00:00 GMT").unwrap();
        let text = "Monday, 01-Jan-01 00:00:00 GMT";
        assert_eq!(parse_at(text, now), parse("Sat, 01 Jan 2101 00:00:00 GMT"));
        let text = "Monday, 01-Jan-79 00:00:00 GMT";
        assert_eq!(parse_at(text, now), parse("Sun, 01 Jan 2079 00:00:00 GMT"));
    }

    #[test]
    fn whatever_is_in_no_form_is_no_date() {
        for text in [
            "",
            "Sun",
            "Sun,",
            "Sun, 06 Nov 1994 08:49:37",
            "Sun, 06 Nov 1994 08:49:37 UTC",
            "Sun, 06 Nov 1994 08:49:37 GMT ",
            " Sun, 06 Nov 1994 08:49:37 GMT",
            "Sun,06 Nov 1994 08:49:37 GMT",
            "Sun, 6 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 94 08:49:37 GMT",
            "Sun, 06 nov 1994 08:49:37 GMT",
            "sun, 06 Nov 1994 08:49:37 GMT",
            "Sunday, 06 Nov 1994 08:49:37 GMT",
            "Sun, 06 Nov 1994 8:49:37 GMT",
            "Sun, 06 Nov 1994 08:49 GMT",
            "Sun, 06 Nov 1994 08:49:37:00 GMT",
            "Sun, 06 Nov 1994 24:00:00 GMT",
            "Sun, 06 Nov 1994 08:60:00 GMT",
            "Sun, 06 Nov 1994 08:49:61 GMT",
            "Sun, +6 Nov 1994 08:49:37 GMT",
            "Sun, 00 Nov 1994 08:49:37 GMT",
            "Thu, 31 Nov 1994 08:49:37 GMT",
            "Tue, 29 Feb 2100 00:00:00 GMT",
            "Sun, 06 Nov 0000 08:49:37 GMT",
            "Sun, ٠٦ Nov 1994 08:49:37 GMT",
            "Sun, 06-Nov-94 08:49:37 GMT",
            "Sunday, 06-Nov-1994 08:49:37 GMT",
            "Sunday, 06-Nov-94 08:49:37",
            "Sunday 06-Nov-94 08:49:37 GMT",
            "Tuesday, 29-Feb-01 00:00:00 GMT",
            "Sun Nov 6 08:49:37 1994",
            "Sun Nov  06 08:49:37 1994",
            "Sun Nov   6 08:49:37 1994",
            "Sun Nov  6 08:49:37 94",
            "Sun Nov  6 08:49:37 1994 GMT",
            "1994-11-06T08:49:37Z",
            "784111777",
        ] {
            assert_eq!(parse(text), None, "{text:?}");
        }
    }
}
