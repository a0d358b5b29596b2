//! This custodian's own journal of accesses, and who may read it.

use crate::Custodian;
use crate::budgets::{Account, spend_all};
use crate::follow::index_key;
use crate::ports::{CustodianTransaction, JournalRow, Outcome};
use jiff::Timestamp;
use padron_protocol::messages::attestation::AttestedPurpose;
use padron_protocol::messages::person::{Access, AccessesReply, AccessesRequest};
use padron_protocol::verify::{check_attestation, open_link_of};
use padron_protocol::{Hash32, Problem, ProblemType, sha256_parts};

/// The most lines of one look-up, and accesses of one line.
const LIMIT: usize = 1000;
const JOURNAL: &str = "journal";

impl Custodian {
    /// This custodian's own journal of the lines of a signed-in person, without what is under embargo. A line is asked for
    /// by a record that the log has of it, and of the accesses those are told that showed this record; a recycled number's
    /// new holder reads nothing of the old one's.
    pub fn journal(
        &self,
        tx: &mut impl CustodianTransaction,
        verifier: &str,
        request: &AccessesRequest,
        now: Timestamp,
    ) -> Outcome<AccessesReply> {
        if request.lines.len() > LIMIT {
            return Ok(Err(Problem::new(ProblemType::TooManyRows).detail(format!("at most {LIMIT} lines at once"))));
        }
        let looks = [AttestedPurpose::Look];
        if let Err(problem) = check_attestation(&request.attestation, verifier, &looks, &self.trusted, now) {
            return Ok(Err(problem));
        }
        let cap = self.trusted.list().budgets.journal_lookups;
        let account = Account { caller: verifier, purpose: JOURNAL, cap, float: None };
        if let Err(problem) = spend_all(tx, &[account], request.lines.len() as u64, now)? {
            return Ok(Err(problem));
        }
        let mut lines = Vec::with_capacity(request.lines.len());
        for asked in &request.lines {
            let (token, link) = match open_link_of(asked, &self.trusted) {
                Ok(opened) => opened,
                Err(problem) => return Ok(Err(not_theirs(&problem.detail.unwrap_or(problem.title)))),
            };
            let label = link.promise.entry.label.unwrap_or_default();
            let found = tx.places(&[index_key(&label)], u64::MAX >> 1)?;
            if !found.concat().contains(&link.promise.index) {
                return Ok(Err(not_theirs("the log as followed here has no such link")));
            }
            let rows = tx.accesses(&journal_key(token.as_bytes()), LIMIT)?;
            let theirs = |row: &JournalRow| match row.records.as_slice() {
                [] => link.at <= row.to,
                records => records.contains(&asked.record),
            };
            let told = rows.into_iter().filter(|row| row.embargo <= now && theirs(row));
            lines.push(
                told.map(|row| Access {
                    request: row.request,
                    authority: row.authority,
                    court: Some(row.court),
                    at: row.at,
                })
                .collect(),
            );
        }
        Ok(Ok(AccessesReply { lines }))
    }
}

fn not_theirs(what: &str) -> Problem {
    Problem::new(ProblemType::NotCovered).field("lines").detail(what)
}

/// The journal's key of a line.
pub(crate) fn journal_key(token: &[u8]) -> Hash32 {
    sha256_parts("padron custodian journal", &[token])
}
