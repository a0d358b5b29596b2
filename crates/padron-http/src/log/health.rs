use super::{PublicLog, locked};
use jiff::Timestamp;
use padron_protocol::log::PROMISE_HOURS;
use padron_protocol::messages::status::Check;
use std::collections::BTreeMap;
use std::fmt::{Display, Write as _};
use std::sync::Mutex;
use std::sync::atomic::Ordering;

/// How the log is doing.
#[derive(Default)]
pub(super) struct Health(Mutex<HealthState>);

#[derive(Default)]
struct HealthState {
    /// Why nothing is signed any more.
    alarm: Option<String>,
    /// Why the last step failed.
    trouble: Option<String>,
    /// When the oldest entry was stored that is not published.
    oldest: Option<Timestamp>,
    /// How often each witness failed.
    failures: BTreeMap<String, u64>,
}

impl Health {
    /// From now on nothing is signed.
    pub(super) fn raise(&self, alarm: impl Display) {
        let mut state = locked(&self.0);
        if state.alarm.is_none() {
            tracing::error!(%alarm, "nothing is signed any more");
            state.alarm = Some(alarm.to_string());
        }
    }

    pub(super) fn is_halted(&self) -> bool {
        locked(&self.0).alarm.is_some()
    }

    /// Notes how a step went. The same trouble is told once.
    pub(super) fn note(&self, step: Result<(), String>) {
        let mut state = locked(&self.0);
        let trouble = step.err();
        if let Some(trouble) = trouble.as_ref().filter(|trouble| state.trouble.as_ref() != Some(trouble)) {
            tracing::error!(trouble, "the log does not get on");
        } else if trouble.is_none() && state.trouble.is_some() {
            tracing::info!("the log gets on again");
        }
        state.trouble = trouble;
    }

    pub(super) fn note_oldest(&self, oldest: Option<Timestamp>) {
        locked(&self.0).oldest = oldest;
    }

    pub(super) fn note_failure(&self, witness: &str) {
        *locked(&self.0).failures.entry(witness.to_owned()).or_default() += 1;
    }
}

impl PublicLog {
    /// The log's checks for `/readyz`.
    pub(crate) fn checks(&self) -> Vec<Check> {
        let (wrong, unmet) = {
            let state = locked(&self.health.0);
            (state.alarm.clone().or_else(|| state.trouble.clone()), self.unmet(&state))
        };
        let detail = unmet.then(|| format!("an entry has waited longer than {PROMISE_HOURS} hours to be published"));
        vec![
            Check { name: "log".into(), ok: wrong.is_none(), detail: wrong },
            Check { name: "log-lag".into(), ok: !unmet, detail },
        ]
    }

    /// How old the oldest entry is that is not published, in seconds.
    fn oldest_age(&self, state: &HealthState) -> i64 {
        state.oldest.map_or(0, |oldest| (self.context.now().as_second() - oldest.as_second()).max(0))
    }

    fn unmet(&self, state: &HealthState) -> bool {
        self.oldest_age(state) > PROMISE_HOURS * 3600
    }

    /// Figures of the log for the role's page.
    pub(crate) fn lag_figures(&self) -> Vec<(String, String)> {
        let signed = self.signed.load(Ordering::Relaxed).to_string();
        let mut shown = vec![("signed".to_owned(), signed)];
        let newest = self.publications.newest();
        let cosigned = newest.and_then(|newest| Timestamp::from_second(i64::try_from(newest.cosigned).ok()?).ok());
        shown.extend(cosigned.map(|cosigned| ("cosigned".to_owned(), cosigned.to_string())));
        let state = locked(&self.health.0);
        shown.extend(state.oldest.map(|oldest| ("unpublished-since".to_owned(), oldest.to_string())));
        shown.extend(state.alarm.clone().map(|alarm| ("alarm".to_owned(), alarm)));
        shown
    }

    /// Prometheus text form 0.0.4. A party's id is public.
    pub(crate) fn metrics(&self) -> String {
        let newest = self.publications.newest();
        let now = self.context.now().as_second();
        let published = newest.as_ref().map_or(0, |newest| newest.size());
        let age = newest.and_then(|newest| i64::try_from(newest.cosigned).ok()).map(|cosigned| now - cosigned);
        let state = locked(&self.health.0);
        let mut gauges = vec![
            ("signed_size", i128::from(self.signed.load(Ordering::Relaxed))),
            ("published_size", i128::from(published)),
            ("oldest_unpublished_seconds", i128::from(self.oldest_age(&state))),
            ("unmet_promise", i128::from(self.unmet(&state))),
            ("alarm", i128::from(state.alarm.is_some())),
        ];
        gauges.extend(age.map(|age| ("cosignature_age_seconds", i128::from(age))));
        let mut out = String::new();
        for (name, value) in gauges {
            let _ = writeln!(out, "# TYPE padron_log_{name} gauge\npadron_log_{name} {value}");
        }
        out.push_str("# TYPE padron_log_witness_failures_total counter\n");
        for cosigner in &self.cosigners {
            let failures = state.failures.get(&cosigner.id).copied().unwrap_or(0);
            let _ = writeln!(out, "padron_log_witness_failures_total{{witness=\"{}\"}} {failures}", cosigner.id);
        }
        out
    }
}
