//! Medians, ratios and the machine's name, as every bench prints them.

use std::path::Path;
use std::time::Duration;

/// One series of measurements, in seconds.
#[derive(Default)]
pub(crate) struct Series(Vec<f64>);

impl Series {
    pub(crate) fn push(&mut self, time: Duration) {
        self.0.push(time.as_secs_f64());
    }

    /// The value below which `part` (0 to 1) of the series lies.
    pub(crate) fn at(&self, part: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            clippy::cast_precision_loss,
            reason = "an index"
        )]
        let n = ((sorted.len().saturating_sub(1)) as f64 * part).round() as usize;
        sorted.get(n).copied().unwrap_or(f64::NAN)
    }

    /// The median of the ratios of measurements that were taken side by side: what a machine that is
    /// slow for a while does to one, it does to the other.
    #[allow(dead_code, reason = "where rounds are short")]
    pub(crate) fn side_by_side(&self, other: &Self) -> f64 {
        Self(self.0.iter().zip(&other.0).map(|(a, b)| a / b).collect()).median()
    }

    pub(crate) fn median(&self) -> f64 {
        self.at(0.5)
    }
}

/// One line of a result: median and p90 in milliseconds.
pub(crate) fn line(what: &str, series: &Series) {
    println!("{what:<46} {:>9.3} ms   p90 {:>9.3} ms", series.median() * 1e3, series.at(0.9) * 1e3);
}

/// A ratio and its bound.
#[allow(dead_code, reason = "one bench has absolute bounds only")]
pub(crate) fn ratio(what: &str, ratio: f64, bound: f64) {
    let word = if ratio <= bound { "holds" } else { "MISSED" };
    println!("{what:<46} {ratio:>9.2} ×    bound {bound} ×: {word}");
}

/// An absolute figure and its bound.
#[allow(dead_code, reason = "the others have ratios only")]
pub(crate) fn absolute(what: &str, value: f64, bound: f64, unit: &str) {
    let word = if value <= bound { "holds" } else { "MISSED" };
    println!("{what:<46} {value:>9.1} {unit}   bound {bound} {unit}: {word}");
}

/// Processor, cores, and the file system that `folder` is on.
pub(crate) fn machine(folder: &Path) {
    let text = |path: &str| std::fs::read_to_string(path).unwrap_or_default();
    let cpu = text("/proc/cpuinfo");
    let model = cpu.lines().find_map(|l| l.strip_prefix("model name")).unwrap_or("unknown processor");
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let mounts = text("/proc/mounts");
    let fields = mounts.lines().filter_map(|l| {
        let mut words = l.split(' ').skip(1);
        Some((words.next()?, words.next()?))
    });
    let place = fields.filter(|(place, _)| folder.starts_with(place)).max_by_key(|(place, _)| place.len());
    let load = text("/proc/loadavg");
    println!(
        "machine: {} · {cores} cores · {} · load {}",
        model.trim_start_matches([' ', '\t', ':']),
        place.map_or("unknown file system", |(_, kind)| kind),
        load.split(' ').next().unwrap_or("?"),
    );
}
