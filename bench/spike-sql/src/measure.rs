//! Times, processor time, and the ratio of two libraries round by round.

use std::time::Instant;

use anyhow::{Context, Result};

/// One kind of work by one library in one round.
#[derive(Debug, Clone, Copy)]
pub struct Reading {
    pub work: &'static str,
    pub per_second: f64,
    /// Processor time of this process for one row, in microseconds; the database server's is not in it.
    pub cpu_us: f64,
}

/// A running measurement of some rows.
pub struct Stopwatch {
    began: Instant,
    cpu_seconds: f64,
}

impl Stopwatch {
    pub fn start() -> Result<Self> {
        Ok(Self {
            began: Instant::now(),
            cpu_seconds: cpu_seconds()?,
        })
    }

    pub fn stop(self, work: &'static str, rows: usize) -> Result<Reading> {
        let seconds = self.began.elapsed().as_secs_f64();
        let cpu = cpu_seconds()? - self.cpu_seconds;
        Ok(Reading {
            work,
            per_second: rows as f64 / seconds,
            cpu_us: cpu * 1e6 / rows as f64,
        })
    }
}

/// User and system time of all threads of this process, in seconds (resolution 10 ms: measure seconds of work).
fn cpu_seconds() -> Result<f64> {
    const TICKS_PER_SECOND: f64 = 100.0;
    let stat = std::fs::read_to_string("/proc/self/stat")?;
    let after_name = stat.rsplit_once(')').context("unexpected /proc/self/stat")?.1;
    let ticks = after_name
        .split_whitespace()
        .skip(11)
        .take(2)
        .map(str::parse::<f64>);
    Ok(ticks.sum::<Result<f64, _>>()? / TICKS_PER_SECOND)
}

/// The readings of two libraries for the same work.
pub struct Comparison {
    engine: &'static str,
    names: [&'static str; 2],
    readings: [Vec<Reading>; 2],
}

impl Comparison {
    pub fn new(engine: &'static str, ours: &'static str, other: &'static str) -> Self {
        Self {
            engine,
            names: [ours, other],
            readings: [Vec::new(), Vec::new()],
        }
    }

    pub fn add(&mut self, ours: bool, readings: Vec<Reading>) {
        self.readings[usize::from(!ours)].extend(readings);
    }

    /// A table in Markdown: medians, and the median and range of the ratio inside a round.
    pub fn print(&self) {
        println!(
            "| {} | {} | {} | ratio | range | CPU µs/row |\n| --- | --- | --- | --- | --- | --- |",
            self.engine, self.names[0], self.names[1]
        );
        let mut works: Vec<&str> = Vec::new();
        for reading in &self.readings[0] {
            if !works.contains(&reading.work) {
                works.push(reading.work);
            }
        }
        for work in works {
            let [ours, other] = [0, 1].map(|side| self.of(side, work));
            let ratios: Vec<f64> = ours
                .iter()
                .zip(&other)
                .map(|(a, b)| a.per_second / b.per_second)
                .collect();
            println!(
                "| {work} | {:.0}/s | {:.0}/s | **{:.2}** | {:.2}–{:.2} | {:.1} : {:.1} |",
                median(ours.iter().map(|r| r.per_second)),
                median(other.iter().map(|r| r.per_second)),
                median(ratios.iter().copied()),
                ratios.iter().copied().fold(f64::INFINITY, f64::min),
                ratios.iter().copied().fold(0.0, f64::max),
                median(ours.iter().map(|r| r.cpu_us)),
                median(other.iter().map(|r| r.cpu_us)),
            );
        }
        println!();
    }

    fn of(&self, side: usize, work: &str) -> Vec<Reading> {
        self.readings[side]
            .iter()
            .copied()
            .filter(|reading| reading.work == work)
            .collect()
    }
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
