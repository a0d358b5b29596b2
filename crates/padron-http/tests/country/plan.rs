//! What a country is made of, and the trust list that says so.

use super::{MODEL, SEED};
use jiff::{SignedDuration, Timestamp};
use padron_protocol::sha256;
use padron_protocol::testing;
use padron_protocol::trust::{Budgets, Role, WitnessRule};

/// How many of the three root keys must sign a trust list.
pub const ROOTS: usize = 2;

/// What a country is made of.
pub struct Plan {
    /// How many operators.
    pub operators: u8,
    /// How many custodians.
    pub custodians: u16,
    /// How many of them open together.
    pub threshold: u16,
    /// How many must approve.
    pub approvals: u16,
    /// The regime file's text.
    pub regime: String,
    /// Daily budgets.
    pub budgets: Budgets,
    /// Whether custodians approve without an officer.
    pub automatic: bool,
    /// How many people.
    pub people: u64,
    /// Who controls each of the witnesses.
    pub witnesses: Vec<&'static str>,
    /// How many of them must have cosigned.
    pub witness_policy: WitnessRule,
    /// How long what a trust list adds has to wait, in seconds.
    pub notice_seconds: u64,
    /// For how many hours the trust list holds.
    pub trust_hours: i64,
    /// Whether the registrar keeps its stores on disk, so that they can be copied and put back.
    pub on_disk: bool,
}

impl Default for Plan {
    fn default() -> Self {
        let budgets = Budgets {
            line_evaluations: 100_000,
            line_float: 100_000,
            line_drain: 1_000,
            person_evaluations: 100_000,
            person_float: 100_000,
            person_drain: 1_000,
            looks: 10_000,
            journal_lookups: 10_000,
            verifications: 100_000,
            requests: 1_000,
        };
        Self {
            operators: 2,
            custodians: 5,
            threshold: 3,
            approvals: 3,
            regime: MODEL.into(),
            budgets,
            automatic: true,
            people: 200,
            witnesses: vec!["controller of witness-1", "controller of witness-2", "controller of witness-3"],
            witness_policy: WitnessRule { cosignatures: 2, groups: 2 },
            notice_seconds: 3 * 24 * 3600,
            trust_hours: 24 * 1000,
            on_disk: false,
        }
    }
}

impl Plan {
    /// Everybody with their keys, and the trust list as far as it does not say where they listen.
    pub(super) fn country(&self, now: Timestamp) -> testing::Country {
        let country = testing::Country::new(SEED)
            .party("identity", Role::IdentitySource)
            .party("other-prosecutor", Role::Authority)
            .operators(self.operators)
            .custodians(self.custodians, self.threshold)
            .witnesses(self.witnesses.len().try_into().unwrap());
        country.with(|list| {
            list.register = "test-mx".into();
            list.issued = now;
            list.expires = now.checked_add(SignedDuration::from_hours(self.trust_hours)).unwrap();
            list.regime = sha256(self.regime.as_bytes());
            list.approvals = self.approvals;
            list.budgets = self.budgets;
            list.witness_policy = self.witness_policy;
            list.notice_seconds = self.notice_seconds;
            let witnesses = list.parties.iter_mut().filter(|party| party.role == Role::Witness);
            witnesses.zip(&self.witnesses).for_each(|(party, controller)| party.controller = (*controller).into());
        })
    }
}
