//! Counters of the surface and the Prometheus text format, written by hand: five families need no library.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Upper bounds in seconds; the last bucket is everything.
const BUCKETS: [f64; 10] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.5, 10.0];

#[derive(Debug, Default)]
pub(crate) struct Metrics(Mutex<Counts>);

#[derive(Debug, Default)]
struct Counts {
    requests: BTreeMap<(String, u16), u64>,
    durations: BTreeMap<String, Durations>,
}

#[derive(Debug, Default, Clone, Copy)]
struct Durations {
    buckets: [u64; BUCKETS.len()],
    count: u64,
    seconds: f64,
}

impl Metrics {
    /// Counts one answered request of a route (never of a path, whose number has no bound).
    pub(crate) fn request(&self, route: &str, status: u16, took: Duration) {
        let seconds = took.as_secs_f64();
        let mut counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.requests.entry((route.to_owned(), status)).or_default() += 1;
        let durations = counts.durations.entry(route.to_owned()).or_default();
        durations.count += 1;
        durations.seconds += seconds;
        for (bucket, bound) in durations.buckets.iter_mut().zip(BUCKETS) {
            if seconds <= bound {
                *bucket += 1;
            }
        }
    }

    pub(crate) fn write(&self, out: &mut Text) {
        let counts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        out.family(
            "omnifila_http_requests_total",
            "counter",
            "Answered requests by route and status.",
        );
        for ((route, status), n) in &counts.requests {
            out.sample(
                "omnifila_http_requests_total",
                &[("route", route), ("status", &status.to_string())],
                *n as f64,
            );
        }
        let name = "omnifila_http_request_duration_seconds";
        out.family(
            name,
            "histogram",
            "Time from the request's head to the answer's head.",
        );
        for (route, durations) in &counts.durations {
            for (n, bound) in durations.buckets.iter().zip(BUCKETS) {
                let le = bound.to_string();
                out.sample(
                    &format!("{name}_bucket"),
                    &[("route", route), ("le", &le)],
                    *n as f64,
                );
            }
            out.sample(
                &format!("{name}_bucket"),
                &[("route", route), ("le", "+Inf")],
                durations.count as f64,
            );
            out.sample(&format!("{name}_sum"), &[("route", route)], durations.seconds);
            out.sample(
                &format!("{name}_count"),
                &[("route", route)],
                durations.count as f64,
            );
        }
    }
}

/// A page in the Prometheus text format 0.0.4.
#[derive(Debug, Default)]
pub(crate) struct Text(String);

impl Text {
    pub(crate) fn family(&mut self, name: &str, kind: &str, help: &str) {
        // Writing to a String cannot fail.
        let _ = writeln!(self.0, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    pub(crate) fn sample(&mut self, name: &str, labels: &[(&str, &str)], value: f64) {
        self.0.push_str(name);
        for (i, (label, text)) in labels.iter().enumerate() {
            let _ = write!(
                self.0,
                "{}{label}=\"{}\"",
                if i == 0 { '{' } else { ',' },
                escape(text)
            );
        }
        if !labels.is_empty() {
            self.0.push('}');
        }
        let _ = writeln!(self.0, " {value}");
    }

    pub(crate) fn into_string(self) -> String {
        self.0
    }
}

fn escape(text: &str) -> String {
    text.replace('\\', "\\\\")
        .replace('"', "\\\"")
        .replace('\n', "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn writes_families_samples_and_escaped_labels() {
        let metrics = Metrics::default();
        metrics.request("/a\"\\\n", 200, Duration::from_millis(3));
        let mut text = Text::default();
        metrics.write(&mut text);
        let text = text.into_string();
        assert!(text.contains("# TYPE omnifila_http_requests_total counter"));
        assert!(
            text.contains("omnifila_http_requests_total{route=\"/a\\\"\\\\\\n\",status=\"200\"} 1\n"),
            "{text}"
        );
        assert!(text.contains("le=\"0.0025\"} 0\n") && text.contains("le=\"0.005\"} 1\n"));
        assert!(text.contains("le=\"+Inf\"} 1\n"));
    }
}
