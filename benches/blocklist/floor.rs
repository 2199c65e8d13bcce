//! F1: bits that an entry needs when its TAC's count is known and values have no context.

use super::generator::Pair;
use std::collections::HashMap;

/// Bits an entry: the sum of log2 C(10^6, n) over all TACs, and the order-0 entropies of (status, reporter) and of day.
pub(crate) fn f1(entries: &[Pair]) -> f64 {
    let n = entries.len() as f64;
    let per_tac = counts(entries.iter().map(|e| (e.0 / 1_000_000) as u32));
    let keys: f64 = per_tac.iter().map(|&count| log2_choose(1_000_000, count)).sum::<f64>() / n;
    let status_and_reporter = entropy(&counts(entries.iter().map(|e| e.1 >> 13)));
    let day = entropy(&counts(entries.iter().map(|e| e.1 & 0x1fff)));
    keys + status_and_reporter + day
}

fn counts(values: impl Iterator<Item = u32>) -> Vec<u64> {
    let mut counts: HashMap<u32, u64> = HashMap::new();
    for value in values {
        *counts.entry(value).or_default() += 1;
    }
    counts.into_values().collect()
}

fn entropy(counts: &[u64]) -> f64 {
    let total: u64 = counts.iter().sum();
    counts.iter().map(|&count| count as f64 / total as f64).map(|p| -p * p.log2()).sum()
}

/// By Stirling's series; its error is far below a bit.
fn log2_choose(n: u64, k: u64) -> f64 {
    (ln_factorial(n) - ln_factorial(k) - ln_factorial(n - k)) / std::f64::consts::LN_2
}

fn ln_factorial(n: u64) -> f64 {
    if n < 20 {
        return (2..=n).map(|i| (i as f64).ln()).sum();
    }
    let x = n as f64;
    x * x.ln() - x + 0.5 * (2.0 * std::f64::consts::PI * x).ln() + 1.0 / (12.0 * x) - 1.0 / (360.0 * x.powi(3))
}
