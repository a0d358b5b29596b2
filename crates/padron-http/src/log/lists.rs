use super::{PublicLog, blocking};
use crate::storing::written;
use padron_protocol::trust::{Role, Trusted};
use padron_protocol::{Problem, ProblemType};
use padron_registrar::ports::{StoreError, TrustListRows as _};
use padron_registrar::trust::{ChainError, PublishedLists};
use std::collections::BTreeSet;
use std::sync::{Arc, PoisonError};

impl PublicLog {
    pub(crate) fn chain(&self) -> Arc<PublishedLists> {
        self.chain.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Reads again which lists were logged.
    pub(crate) async fn read_chain(&self) -> Result<(), Problem> {
        let (store, start) = (self.store.clone(), self.chain().first().clone());
        let read = blocking(move || {
            store.read(|tx| match PublishedLists::read(start, tx) {
                Err(ChainError::Store(error)) => Err(error),
                other => Ok(other),
            })
        });
        let internal = |error: &dyn std::fmt::Display| Problem::new(ProblemType::Internal).detail(error);
        let chain = read.await.map_err(|error: StoreError| internal(&error))?.map_err(|error| internal(&error))?;
        *self.chain.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(chain);
        Ok(())
    }

    /// Notes since when witnesses vouch for logged lists, and whether another list is in force than this role was built
    /// from.
    pub(super) async fn look_at_lists(&self) -> Result<(), Problem> {
        let noted = self.note_cosigned_lists().await;
        self.compare_lists();
        noted
    }

    async fn note_cosigned_lists(&self) -> Result<(), Problem> {
        let Some(published) = self.publications.newest() else { return Ok(()) };
        let chain = self.chain();
        let covered = chain.unmarked().filter(|(_, index)| *index < published.size());
        let covered: Vec<u64> = covered.map(|(version, _)| version).collect();
        if !covered.is_empty() {
            let second = i64::try_from(published.cosigned).unwrap_or(i64::MAX);
            let cosigned = jiff::Timestamp::from_second(second).unwrap_or(jiff::Timestamp::MAX);
            let mark = move |tx: &mut padron_store::RegistrarTx<'_>| {
                covered.iter().try_for_each(|version| tx.mark_cosigned(*version, cosigned))
            };
            written(|done| self.store.write("lists-cosigned", mark, done)).await?;
            self.read_chain().await?;
        }
        Ok(())
    }

    /// What a list removes is gone as soon as it is logged.
    pub(crate) fn compare_lists(&self) {
        let force = self.chain().in_force(self.context.now());
        if !same(&force.trusted, &self.context.trusted) {
            self.changed.send_replace(true);
        }
    }

    /// Resolves when another trust list has come into force than this role was built from.
    pub(crate) async fn trust_changed(&self) {
        let mut changed = self.changed.subscribe();
        // The sender lives as long as the log does.
        let _ = changed.wait_for(|changed| *changed).await;
    }
}

/// Whether two lists are the same, down to what a later one has removed.
fn same(one: &Trusted, other: &Trusted) -> bool {
    let parties = |trusted: &Trusted| -> BTreeSet<String> {
        Role::ALL.into_iter().flat_map(|role| trusted.of_role(role)).map(|party| party.id.clone()).collect()
    };
    one.hash() == other.hash() && parties(one) == parties(other)
}
