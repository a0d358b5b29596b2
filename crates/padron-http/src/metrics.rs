use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// Counters by endpoint and status class. Names and numbers only: nothing that comes from a request is in them.
#[derive(Default)]
pub(crate) struct Metrics {
    requests: Mutex<BTreeMap<(&'static str, u16), u64>>,
    /// Rows linked, at a gateway or registrar.
    pub(crate) linked: AtomicU64,
    /// Rows refused, at a gateway or registrar.
    pub(crate) refused: AtomicU64,
    /// Elements evaluated, at a custodian.
    pub(crate) evaluated: AtomicU64,
}

impl Metrics {
    pub(crate) fn count(&self, endpoint: &'static str, status: u16) {
        let mut requests = self.requests.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        *requests.entry((endpoint, status)).or_default() += 1;
    }

    /// Prometheus text form 0.0.4.
    pub(crate) fn text(&self) -> String {
        let mut out = String::from("# TYPE padron_requests_total counter\n");
        let requests = self.requests.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        for ((endpoint, status), count) in requests.iter() {
            let _ = writeln!(out, "padron_requests_total{{endpoint=\"{endpoint}\",status=\"{status}\"}} {count}");
        }
        let counters = [("linked", &self.linked), ("refused", &self.refused), ("evaluated", &self.evaluated)];
        for (name, counter) in counters {
            let _ = writeln!(
                out,
                "# TYPE padron_{name}_total counter\npadron_{name}_total {}",
                counter.load(Ordering::Relaxed)
            );
        }
        out
    }
}
