use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// Counters by endpoint and status class. Names and numbers only: nothing that comes from a request is in them.
#[derive(Default)]
pub(crate) struct Metrics {
    requests: Mutex<BTreeMap<(&'static str, u16), u64>>,
    /// Values that rise and fall, by name and, where there are several, kind.
    gauges: Mutex<BTreeMap<(&'static str, Option<&'static str>), u64>>,
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

    /// Sets a value that rises and falls.
    pub(crate) fn set(&self, name: &'static str, kind: Option<&'static str>, value: u64) {
        self.gauges.lock().unwrap_or_else(|poisoned| poisoned.into_inner()).insert((name, kind), value);
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
        let gauges = self.gauges.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
        let mut last = "";
        for ((name, kind), value) in gauges.iter() {
            if *name != last {
                let _ = writeln!(out, "# TYPE {name} gauge");
                last = name;
            }
            let _ = match kind {
                Some(kind) => writeln!(out, "{name}{{kind=\"{kind}\"}} {value}"),
                None => writeln!(out, "{name} {value}"),
            };
        }
        out
    }
}
