//! Numbers that look random, and are the same again for the same seed.

/// SplitMix64, a generator of a few lines: Steele, Lea and Flood, "Fast Splittable
/// Pseudorandom Number Generators", 2014. It is for experiments that can be
/// repeated. For secrets it is useless: from one number, all that follow can be
/// computed.
///
/// ```
/// use tcp_vs_udp::random::Random;
///
/// let (mut one, mut same) = (Random::new(7), Random::new(7));
/// assert_eq!(one.next_number(), same.next_number());
/// ```
#[derive(Debug, Clone)]
// ANCHOR: random
pub struct Random {
    state: u64,
}

impl Random {
    /// A generator whose numbers depend on `seed` alone.
    #[must_use]
    pub const fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    /// The next number; each of the 2^64 is as likely as any other.
    pub fn next_number(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^ (mixed >> 31)
    }

    /// True in `percent` of 100 cases; always from 100 on.
    pub fn happens(&mut self, percent: u8) -> bool {
        self.next_number() % 100 < u64::from(percent)
    }
}
// ANCHOR_END: random

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_numbers_are_those_of_the_published_generator() {
        // From the authors' Java, `new SplittableRandom(1234567).nextLong()`, as
        // other implementations test themselves.
        let mut random = Random::new(1_234_567);
        for expected in [
            6_457_827_717_110_365_317,
            3_203_168_211_198_807_973,
            9_817_491_932_198_370_423,
            4_593_380_528_125_082_431,
            16_408_922_859_458_223_821,
        ] {
            assert_eq!(random.next_number(), expected);
        }
    }

    #[test]
    fn what_happens_in_30_of_100_cases_does() {
        let mut random = Random::new(1);
        let happened = (0..10_000).filter(|_| random.happens(30)).count();
        assert!((2_800..3_200).contains(&happened), "{happened}");
        assert!(!(0..100).any(|_| random.happens(0)));
        assert!((0..100).all(|_| random.happens(100)));
    }
}
