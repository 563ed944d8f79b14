//! Row 15: codes that favour some digits.

use crate::support::{at, mobile};
use connect_engine::code::{Purpose, Seed};
use connect_engine::ids::StationId;
use connect_engine::key::MacKey;
use connect_engine::secret::Secret;
use rand::{Rng, SeedableRng};
use rand_chacha::ChaCha20Rng;

const CODES: u32 = 100_000;
const SAMPLES: u32 = 1_000_000;

fn key() -> MacKey {
    MacKey::new(&Secret::new([15; 32]))
}

/// A seed whose nonce the tests draw anew for each code.
fn seed() -> Seed {
    Seed {
        mobile: mobile(1),
        verifier: at(StationId::from_bytes([2; 16])),
        purpose: Purpose::Login,
        nonce: [0; 16],
    }
}

/// Pearson's statistic of counts that should all be alike.
fn chi_square(counts: &[u32]) -> f64 {
    let total: f64 = counts.iter().copied().map(f64::from).sum();
    let expected = total / f64::from(u32::try_from(counts.len()).unwrap());
    let square = |count: &u32| (f64::from(*count) - expected).powi(2) / expected;
    counts.iter().map(square).sum()
}

/// How many standard deviations the statistic lies from its mean: of k counts it has a mean of
/// k - 1 and a variance of 2 (k - 1).
fn deviation(counts: &[u32]) -> f64 {
    let freedom = f64::from(u32::try_from(counts.len()).unwrap() - 1);
    (chi_square(counts) - freedom) / (2.0 * freedom).sqrt()
}

/// What a million codes of a source look like.
struct Tally {
    /// How often each code came.
    codes: Vec<u32>,
    /// How often each digit stood in each place.
    digits: [[u32; 10]; 5],
}

impl Tally {
    fn of(mut next: impl FnMut() -> u32) -> Self {
        let mut codes = vec![0; usize::try_from(CODES).unwrap()];
        for _ in 0..SAMPLES {
            codes[usize::try_from(next()).unwrap()] += 1;
        }
        let mut digits = [[0; 10]; 5];
        for (code, count) in codes.iter().enumerate() {
            let mut rest = code;
            for place in digits.iter_mut().rev() {
                place[rest % 10] += count;
                rest /= 10;
            }
        }
        Self { codes, digits }
    }

    /// Within four deviations over all codes, and in each place below 33.7, which one fair
    /// place in ten thousand passes (9 degrees of freedom).
    fn is_uniform(&self) -> bool {
        deviation(&self.codes).abs() < 4.0
            && self.digits.iter().all(|place| chi_square(place) < 33.7)
    }
}

impl std::fmt::Display for Tally {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let places = self.digits.each_ref().map(|place| chi_square(place));
        write!(
            f,
            "{:.1} deviations over all codes, chi-square of each place {places:.1?}",
            deviation(&self.codes)
        )
    }
}

#[test]
fn row_15_a_million_codes_are_uniform_and_a_tenth_begin_with_0() {
    let mut random = ChaCha20Rng::seed_from_u64(15);
    let (key, mut seed) = (key(), seed());
    let tally = Tally::of(|| {
        random.fill_bytes(&mut seed.nonce);
        let code = seed.derive(&key);
        let digits = code.digits();
        assert_eq!(digits.len(), 5, "leading zeros are kept");
        digits.parse().unwrap()
    });
    assert!(tally.is_uniform(), "{tally}");
    let zeros = tally.digits[0][0];
    // A standard deviation is 300.
    assert!(
        zeros.abs_diff(SAMPLES / 10) < 1200,
        "{zeros} of a million begin with 0"
    );
}

#[test]
fn row_15_the_statistic_sees_a_biased_source() {
    let mut random = ChaCha20Rng::seed_from_u64(15);
    for bits in [17, 18, 20] {
        let tally = Tally::of(|| random.next_u32() % (1 << bits) % CODES);
        assert!(!tally.is_uniform(), "a word of {bits} bits: {tally}");
    }
    let fair = Tally::of(|| {
        std::iter::repeat_with(|| random.next_u32() % (1 << 17))
            .find(|word| *word < CODES)
            .unwrap()
    });
    assert!(
        fair.is_uniform(),
        "17 bits, those too high rejected: {fair}"
    );
}

/// No statistic of a million sees what a plain remainder of 32 bits would favour, so here the
/// words that it would take are looked at themselves.
#[test]
fn row_15_a_word_that_would_favour_the_low_codes_is_passed_over() {
    let above = u32::MAX - u32::MAX % CODES;
    let mut random = ChaCha20Rng::seed_from_u64(1515);
    let (key, mut seed) = (key(), seed());
    let (verifier, purpose) = (seed.verifier.label(), seed.purpose.label());
    let mut passed_over = 0;
    for _ in 0..SAMPLES {
        random.fill_bytes(&mut seed.nonce);
        let tag = key.mac(&[
            verifier.as_bytes(),
            purpose.as_bytes(),
            seed.mobile.e164().as_bytes(),
            &seed.nonce,
            &0u32.to_be_bytes(),
        ]);
        let mut words = tag
            .chunks_exact(4)
            .map(|word| u32::from_be_bytes(word.try_into().unwrap()));
        let first = words.next().unwrap();
        if first < above {
            continue;
        }
        let second = words.next().unwrap();
        let code = seed.derive(&key);
        assert_eq!(
            code.digits(),
            format!("{:05}", second % CODES),
            "the code is of the next word, not {:05}",
            first % CODES
        );
        passed_over += 1;
    }
    // 67,296 of 2^32 words lie above: some 16 in a million.
    assert!(passed_over >= 5, "only {passed_over} words were too high");
}
