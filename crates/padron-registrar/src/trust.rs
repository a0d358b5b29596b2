//! Trust lists: from the one that is configured to the newest that was logged, each signed by the roots of the one
//! before it.
//!
//! What a logged list removes is gone at once; what it adds or changes waits for the notice of the list before it, from
//! when witnesses first vouched for a published checkpoint that covers it.

use crate::ports::{Outcome, StoreError, Transaction, TrustListRows};
use crate::promises::whole_milliseconds;
use crate::rows::{NewEntry, TrustListRow};
use crate::{Logged, Registrar};
use jiff::Timestamp;
use padron_protocol::messages::order::RequestLogged;
pub use padron_protocol::trust::{InForce, Pinned};
use padron_protocol::trust::{ListChain, LoggedList, SignedTrustList, TrustError};
use padron_protocol::{Problem, ProblemType};
use thiserror::Error;

/// Why the configured list cannot be where the chain begins.
#[derive(Debug, Error)]
pub enum ChainError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error(
        "the configured trust list has version {configured}, and the newest that was logged has {newest}: put \
         version {newest} back until the next one is logged. The registrar goes over to it by itself"
    )]
    NotLogged {
        /// The version of the configured list.
        configured: u64,
        /// The newest version that was logged.
        newest: u64,
    },
    #[error("the configured trust list of version {0} is not the one of this version that was logged")]
    Another(u64),
}

impl LoggedList for TrustListRow {
    fn notice_from(&self) -> Option<Timestamp> {
        self.cosigned
    }
}

/// The configured list and those that were logged after it.
#[derive(Clone)]
pub struct PublishedLists(ListChain<TrustListRow>);

impl PublishedLists {
    /// The lists that were logged after the configured one.
    pub fn read(first: Pinned, tx: &mut impl TrustListRows) -> Result<Self, ChainError> {
        let configured = first.version();
        let mut chain = ListChain::new(first);
        let Some(newest) = tx.newest_trust_list()? else { return Ok(Self(chain)) };
        if configured > newest.version {
            return Err(ChainError::NotLogged { configured, newest: newest.version });
        }
        let missing = |version| StoreError::Damaged(format!("trust list {version} is not stored"));
        let own = tx.trust_list(configured)?.ok_or_else(|| missing(configured))?;
        if !chain.first().is(&own.text) {
            return Err(ChainError::Another(configured));
        }
        for version in configured + 1..=newest.version {
            let row = tx.trust_list(version)?.ok_or_else(|| missing(version))?;
            let text = row.text.clone();
            chain.extend(row, &text).map_err(|error| StoreError::Damaged(format!("trust list {version}: {error}")))?;
        }
        Ok(Self(chain))
    }

    /// The configured list.
    pub fn first(&self) -> &Pinned {
        self.0.first()
    }

    /// The list to go by.
    pub fn in_force(&self, now: Timestamp) -> InForce {
        self.0.in_force(now)
    }

    /// The logged lists that witnesses have not vouched for yet: version and index.
    pub fn unmarked(&self) -> impl Iterator<Item = (u64, u64)> {
        self.0.later().iter().filter(|(row, _)| row.cosigned.is_none()).map(|(row, _)| (row.version, row.index))
    }

    /// Reads a list that somebody offers: the next one, or one that is logged already.
    pub fn offered(&self, text: &str, now: Timestamp) -> Result<Pinned, Problem> {
        let bad = |error: TrustError| Problem::new(ProblemType::BadTrustList).detail(error);
        let signed = SignedTrustList::parse(text).map_err(bad)?;
        if let Some(known) = self.0.find(&signed.hash()) {
            return Ok(known.clone());
        }
        // In its usual form, however it came: what is published is held to that form by whoever watches.
        let next = self.0.newest().successor(&signed.to_text().map_err(bad)?).map_err(bad)?;
        next.trusted().check_expiry(now).map_err(bad)?;
        let log = |list: &Pinned| (list.trusted().list().log.origin.clone(), list.trusted().list().log.key);
        if log(&next) != log(self.first()) {
            return Err(Problem::new(ProblemType::BadTrustList)
                .detail("the log's origin and key cannot change: whoever followed it could not go on"));
        }
        Ok(next)
    }
}

impl Registrar {
    /// Logs a list that was read by [`PublishedLists::offered`], or the first one of all. Repeating it gives the same promise.
    pub fn log_trust_list(
        &self,
        tx: &mut impl Transaction,
        list: &Pinned,
        now: Timestamp,
    ) -> Outcome<Logged<RequestLogged>> {
        let version = list.version();
        let row = match tx.trust_list(version)? {
            Some(row) if list.is(&row.text) => row,
            Some(_) => {
                return Ok(Err(Problem::new(ProblemType::BadTrustList)
                    .detail(format!("another list of version {version} was logged"))));
            }
            None => {
                let newest = tx.newest_trust_list()?;
                if newest.is_some_and(|newest| newest.version.checked_add(1) != Some(version)) {
                    return Ok(Err(Problem::new(ProblemType::BadTrustList).detail("it is not the next list any more")));
                }
                let entry = list.signed().entry();
                let index = tx.append(&NewEntry { entry, at: now })?;
                let at = whole_milliseconds(now);
                let row = TrustListRow { version, text: list.text().to_owned(), index, at, cosigned: None };
                tx.put_trust_list(&row)?;
                row
            }
        };
        let promise = self.promise(row.index, &list.signed().entry(), row.at);
        let entries = vec![row.index];
        Ok(promise.map(|promise| Logged { reply: RequestLogged { promise, proofs: None }, entries }))
    }
}
