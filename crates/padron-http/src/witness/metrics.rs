use super::Witness;
use padron_protocol::store::StoreError;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::sync::atomic::Ordering;
use std::sync::{Mutex, PoisonError};

/// Answers to `add-checkpoint` by status.
#[derive(Default)]
pub(super) struct Answers(Mutex<BTreeMap<u16, u64>>);

impl Answers {
    pub(super) fn count(&self, status: u16) {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(status).or_default() += 1;
    }
}

impl Witness {
    /// Prometheus text form 0.0.4. Logs by the SHA-256 of their origin, as in addresses. Blocks.
    pub(super) fn metrics(&self) -> Result<String, StoreError> {
        let mut out = String::from("# TYPE padron_witness_answers_total counter\n");
        for (status, count) in self.answers.0.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            let _ = writeln!(out, "padron_witness_answers_total{{status=\"{status}\"}} {count}");
        }
        let (mut sizes, mut times, mut trees) = (String::new(), String::new(), String::new());
        for (place, log) in &self.logs {
            if let Some(latest) = self.latest(log)? {
                let _ = writeln!(sizes, "padron_witness_log_size{{log=\"{place}\"}} {}", latest.seen.size);
                let _ = writeln!(times, "padron_witness_cosigned_seconds{{log=\"{place}\"}} {}", latest.time);
            }
            let two = u8::from(log.two_trees.load(Ordering::Relaxed));
            let _ = writeln!(trees, "padron_witness_two_trees{{log=\"{place}\"}} {two}");
        }
        let _ = write!(out, "# TYPE padron_witness_log_size gauge\n{sizes}");
        let _ = write!(out, "# TYPE padron_witness_cosigned_seconds gauge\n{times}");
        let _ = write!(out, "# TYPE padron_witness_two_trees gauge\n{trees}");
        Ok(out)
    }
}
