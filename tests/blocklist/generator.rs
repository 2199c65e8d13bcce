//! Synthetic lists: no real one may lie here. Numbers come in production lots, reporters sell
//! whole lots, a few types sell most; every distribution is an assumption. The check values in
//! `tests/blocklist.rs` come from another implementation of the same rules.

/// One entry: 14 digits as a number; status in bits 23 to 25, reporter in 13 to 22, day since
/// 2010-01-01 in 0 to 12.
pub(crate) type Pair = (u64, u32);

/// The tombstone of a delta.
pub(crate) const REMOVED: u32 = 7 << 23;

const TACS: usize = 40_000;
const REPORTERS: usize = 800;
const LAST_DAY: u32 = 5_800;
const STATUSES: [[f64; 6]; 3] =
    [[0.50, 0.30, 0.10, 0.07, 0.02, 0.01], [0.25, 0.15, 0.25, 0.30, 0.03, 0.02], [0.70, 0.20, 0.04, 0.03, 0.02, 0.01]];

/// The generator xoshiro256++, seeded by `SplitMix64`.
pub(crate) struct Random([u64; 4]);

impl Random {
    pub(crate) fn new(mut seed: u64) -> Self {
        Self(std::array::from_fn(|_| {
            seed = seed.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mut z = seed;
            z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            z ^ (z >> 31)
        }))
    }

    pub(crate) fn raw(&mut self) -> u64 {
        let s = &mut self.0;
        let result = s[0].wrapping_add(s[3]).rotate_left(23).wrapping_add(s[0]);
        let t = s[1] << 17;
        s[2] ^= s[0];
        s[3] ^= s[1];
        s[1] ^= s[2];
        s[0] ^= s[3];
        s[2] ^= t;
        s[3] = s[3].rotate_left(45);
        result
    }

    pub(crate) fn unit(&mut self) -> f64 {
        (self.raw() >> 11) as f64 * 2.0_f64.powi(-53)
    }

    pub(crate) fn below(&mut self, n: u64) -> u64 {
        ((u128::from(self.raw()) * u128::from(n)) >> 64) as u64
    }

    fn normal(&mut self) -> f64 {
        let u = self.unit().max(1e-300);
        let v = self.unit();
        (-2.0 * u.ln()).sqrt() * (2.0 * std::f64::consts::PI * v).cos()
    }
}

/// Walker's alias table.
struct Weighted {
    keep: Vec<f64>,
    alias: Vec<usize>,
}

impl Weighted {
    fn new(weights: &[f64]) -> Self {
        let n = weights.len();
        let total: f64 = weights.iter().sum();
        let mut keep: Vec<f64> = weights.iter().map(|w| w / total * n as f64).collect();
        let mut alias: Vec<usize> = (0..n).collect();
        let (mut small, mut large): (Vec<usize>, Vec<usize>) = (0..n).partition(|&i| keep[i] < 1.0);
        while let (Some(&s), Some(&l)) = (small.last(), large.last()) {
            small.pop();
            alias[s] = l;
            keep[l] = keep[l] + keep[s] - 1.0;
            if keep[l] < 1.0 {
                large.pop();
                small.push(l);
            }
        }
        for i in small.into_iter().chain(large) {
            keep[i] = 1.0;
        }
        Self { keep, alias }
    }

    fn draw(&self, random: &mut Random) -> u32 {
        let i = random.below(self.keep.len() as u64) as usize;
        let picked = if random.unit() < self.keep[i] { i } else { self.alias[i] };
        u32::try_from(picked).unwrap()
    }
}

/// A generated list, and what further draws need.
pub(crate) struct Generated {
    /// Ascending.
    pub(crate) entries: Vec<Pair>,
    tacs: Vec<u64>,
    volumes: Vec<u64>,
    reporters: Weighted,
}

/// The list of about `requested` entries, its numbers from `seed`.
pub(crate) fn generate(seed: u64, requested: u64, uniform: bool) -> Generated {
    let mut random = Random::new(seed);
    let tacs = tacs(&mut random);
    let mut ranks: Vec<usize> = (0..TACS).collect();
    for i in (1..TACS).rev() {
        let j = random.below(i as u64 + 1) as usize;
        ranks.swap(i, j);
    }
    let weights: Vec<f64> = ranks.iter().map(|&k| 1.0 / (k as f64 + 201.0)).collect();
    let volume = |&k: &usize| match k {
        0..8_000 => 1_000_000,
        k => (1e6 * (8_000.0 / k as f64).powf(1.5)).floor() as u64,
    };
    let volumes: Vec<u64> = ranks.iter().map(|k| if uniform { 1_000_000 } else { volume(k) }).collect();
    let reporters = Weighted::new(&(0..REPORTERS).map(|i| 1.0 / (i as f64 + 1.0).powf(1.3)).collect::<Vec<_>>());
    let statuses = STATUSES.map(|row| Weighted::new(&row));
    let total: f64 = weights.iter().sum();
    let mut made = Maker { random, reporters: &reporters, statuses: &statuses, uniform, entries: Vec::new() };
    for ((&tac, &weight), &volume) in tacs.iter().zip(&weights).zip(&volumes) {
        let expected = weight / total * requested as f64 / (1.0 + 0.0001 * 60.0);
        made.tac(tac, expected, volume);
    }
    Generated { entries: made.entries, tacs, volumes, reporters }
}

fn tacs(random: &mut Random) -> Vec<u64> {
    let mut set = std::collections::BTreeSet::new();
    while set.len() < TACS {
        let u = random.unit();
        let body = if u < 0.62 {
            35
        } else if u < 0.95 {
            86
        } else if u < 0.99 {
            1
        } else {
            99
        };
        let base = body * 1_000_000 + random.below(1_000_000);
        let run = 1 + random.below(6);
        for tac in base..base + run {
            if set.len() < TACS && tac / 1_000_000 == body {
                set.insert(tac);
            }
        }
    }
    set.into_iter().collect()
}

struct Maker<'a> {
    random: Random,
    reporters: &'a Weighted,
    statuses: &'a [Weighted; 3],
    uniform: bool,
    entries: Vec<Pair>,
}

impl Maker<'_> {
    fn tac(&mut self, tac: u64, expected: f64, volume: u64) {
        let launch = (5_600.0 * self.random.unit().powf(0.7)).floor() as u32;
        let mut lots = Vec::new();
        if self.uniform {
            lots.push((volume, 1.0));
        } else {
            let mut left = volume;
            while left > 0 {
                let length = (500.0 * (self.random.unit() * 40.0_f64.ln()).exp()).floor() as u64;
                let rate = (1.2 * self.random.normal()).exp();
                let length = length.min(left);
                lots.push((length, rate));
                left -= length;
            }
        }
        let total: f64 = lots.iter().map(|&(length, rate)| rate * length as f64).sum();
        let mut start = 0;
        for (length, rate) in lots {
            let p = (expected * rate / total).min(0.5);
            self.lot(tac, launch, start..start + length, p);
            start += length;
        }
    }

    fn lot(&mut self, tac: u64, launch: u32, serials: std::ops::Range<u64>, p: f64) {
        let home = self.reporters.draw(&mut self.random);
        if p <= 1e-12 {
            return;
        }
        let mut next = serials.start;
        loop {
            let gap = (self.random.unit().max(1e-300).ln() / (1.0 - p).ln()).floor();
            if gap > 2_000_000.0 {
                return;
            }
            let at = next + gap as u64;
            if at >= serials.end {
                return;
            }
            next = at + 1;
            let value = self.value(home, launch);
            self.entries.push((tac * 1_000_000 + at, value));
            if self.random.unit() < 0.0001 {
                let more = 10 + self.random.below(101);
                let stop = (next + more).min(serials.end);
                self.entries.extend((next..stop).map(|serial| (tac * 1_000_000 + serial, value)));
                next = stop;
            }
        }
    }

    fn value(&mut self, home: u32, launch: u32) -> u32 {
        let random = &mut self.random;
        let reporter = if !self.uniform && random.unit() < 0.6 { home } else { self.reporters.draw(random) };
        let status = self.statuses[(reporter % 3) as usize].draw(random);
        let mut day = u32::MAX;
        for _ in 0..4 {
            day = launch + (-900.0 * random.unit().max(1e-9).ln()).floor() as u32;
            if day <= LAST_DAY {
                break;
            }
        }
        if day > LAST_DAY {
            day = launch + random.below(u64::from(LAST_DAY - launch + 1)) as u32;
        }
        status << 23 | reporter << 13 | day
    }
}

/// Numbers to ask, and a day's changes.
pub(crate) struct Queries {
    pub(crate) hits: Vec<u64>,
    pub(crate) misses: Vec<u64>,
    /// Ascending; [`REMOVED`] for what is taken off.
    pub(crate) delta: Vec<Pair>,
}

impl Generated {
    fn lists(&self, key: u64) -> bool {
        self.entries.binary_search_by_key(&key, |e| e.0).is_ok()
    }

    fn any(&self, random: &mut Random) -> Pair {
        self.entries[random.below(self.entries.len() as u64) as usize]
    }

    fn fresh(&self, random: &mut Random) -> u64 {
        loop {
            let place = if random.unit() < 0.1 {
                random.below(TACS as u64) as usize
            } else {
                let tac = self.any(random).0 / 1_000_000;
                self.tacs.binary_search(&tac).unwrap()
            };
            let key = self.tacs[place] * 1_000_000 + random.below(self.volumes[place]);
            if !self.lists(key) {
                return key;
            }
        }
    }

    /// `asked` hits and candidates for misses, and a change of one in a thousand, from `seed`.
    pub(crate) fn queries(&self, seed: u64, asked: usize) -> Queries {
        let mut random = Random::new(seed);
        let hits = (0..asked).map(|_| self.any(&mut random).0).collect();
        let mut misses = Vec::with_capacity(asked);
        for _ in 0..asked {
            let key = if random.unit() < 0.05 {
                random.below(100_000_000) * 1_000_000 + 123_456
            } else {
                self.fresh(&mut random)
            };
            if !self.lists(key) {
                misses.push(key);
            }
        }
        let delta = self.delta(&mut random, self.entries.len() / 1000);
        Queries { hits, misses, delta }
    }

    /// `count` changes of distinct numbers: 70 % new, 20 % taken off, 10 % changed.
    pub(crate) fn delta(&self, random: &mut Random, count: usize) -> Vec<Pair> {
        let mut delta = std::collections::BTreeMap::new();
        while delta.len() < count {
            let u = random.unit();
            let (key, value) = if u < 0.7 {
                let key = self.fresh(random);
                let status = random.below(2) as u32;
                let reporter = self.reporters.draw(random);
                (key, status << 23 | reporter << 13 | (LAST_DAY + 1 - random.below(3) as u32))
            } else if u < 0.9 {
                (self.any(random).0, REMOVED)
            } else {
                let (key, value) = self.any(random);
                (key, 3 << 23 | (value & 0x007f_e000) | (LAST_DAY + 1))
            };
            delta.insert(key, value);
        }
        delta.into_iter().collect()
    }
}
