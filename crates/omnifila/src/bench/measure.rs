//! What the bench reads of the machine: processor time, anonymous memory, how fast the disk makes a write durable.

use anyhow::Context;
use std::io::Write;
use std::path::Path;
use std::time::Duration;

/// User and system time of this process so far, in microseconds; on SQLite that is omnifila and its database.
pub(crate) fn cpu_us() -> anyhow::Result<u64> {
    let stat = std::fs::read_to_string("/proc/self/stat").context("/proc/self/stat")?;
    // Fields 14 and 15 (utime, stime) in ticks, counted after the parenthesised name.
    let fields: Vec<&str> = stat
        .rsplit(')')
        .next()
        .unwrap_or_default()
        .split_whitespace()
        .collect();
    let ticks: u64 = [11, 12]
        .iter()
        .filter_map(|i| fields.get(*i)?.parse::<u64>().ok())
        .sum();
    let per_second = rustix::param::clock_ticks_per_second();
    Ok(ticks * 1_000_000 / per_second.max(1))
}

/// Anonymous memory of this process now, in megabytes: what it really holds, file pages apart.
pub(crate) fn anon_mb() -> anyhow::Result<f64> {
    let status = std::fs::read_to_string("/proc/self/status").context("/proc/self/status")?;
    let line = status
        .lines()
        .find(|l| l.starts_with("RssAnon:"))
        .context("RssAnon")?;
    let kb: f64 = line.split_whitespace().nth(1).context("RssAnon")?.parse()?;
    Ok(kb / 1024.0)
}

/// Durable 4 KiB writes a second where the data lies.
pub(crate) fn fsync_per_second(folder: &Path) -> anyhow::Result<f64> {
    let path = folder.join("fsync.probe");
    let mut file = std::fs::File::create(&path)?;
    let began = tokio::time::Instant::now();
    let mut n = 0_u32;
    while began.elapsed() < Duration::from_millis(500) {
        file.write_all(&[0; 4_096])?;
        file.sync_data()?;
        n += 1;
    }
    let rate = f64::from(n) / began.elapsed().as_secs_f64();
    std::fs::remove_file(path)?;
    Ok(rate)
}

/// The middle of the values, and how far apart they lie as a share of it.
pub(crate) fn median_and_spread(mut values: Vec<f64>) -> (f64, f64) {
    values.sort_by(f64::total_cmp);
    let (Some(first), Some(last)) = (values.first(), values.last()) else {
        return (0.0, 0.0);
    };
    let middle = values[values.len() / 2];
    (middle, (last - first) / middle.max(f64::MIN_POSITIVE))
}
