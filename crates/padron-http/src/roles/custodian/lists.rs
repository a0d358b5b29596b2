use super::CustodianService;
use crate::routes::Call;
use padron_custodian::follow::Position;
use padron_custodian::ports::FoundLists as _;
use padron_custodian::trust::{FollowedLists, Settled, same};
use padron_protocol::contract::custodian::{ConfirmTrustList, ReadTrustLists};
use padron_protocol::messages::trust;
use padron_protocol::trust::MAX_SIZE;
use padron_protocol::{Problem, ProblemType};
use std::sync::{Arc, PoisonError};

impl CustodianService {
    fn chain(&self) -> Arc<FollowedLists> {
        self.chain.read().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Notes whether another list is in force than this role was built from.
    pub(super) fn compare_trust(&self) -> bool {
        let force = self.chain().in_force(self.context.now());
        let changed = !same(&force.trusted, &self.context.trusted);
        if changed {
            self.changed.send_replace(true);
        }
        changed
    }

    async fn read_chain(&self) -> Result<(), Problem> {
        let pinned = self.chain().first().clone();
        let chain = self.read(move |tx| FollowedLists::open(pinned, tx.trust_lists()?)).await?;
        *self.chain.write().unwrap_or_else(PoisonError::into_inner) = Arc::new(chain);
        self.compare_trust();
        Ok(())
    }

    /// Finds the list of every trust list's entry that was replayed.
    pub(super) async fn settle_lists(&self) -> Result<(), Problem> {
        loop {
            let position = self.position().await?;
            let Some(entry) = position.unknown_lists().first() else { return Ok(()) };
            if self.settle_list(&position).await? == Settled::Done {
                self.read_chain().await?;
                continue;
            }
            let (chain, now) = (self.chain(), self.context.now());
            self.write("list-missing", move |tx| chain.unsettled(tx, now)).await?;
            let what = format!("the list of entry {} could not be had from the log", entry.index);
            return Err(Problem::new(ProblemType::Unreachable).detail(what));
        }
    }

    async fn settle_list(&self, position: &Position) -> Result<Settled, Problem> {
        let chain = self.chain();
        let known = chain.clone();
        if self.write("list-known", move |tx| known.recognise(tx)).await? == Settled::Done {
            return Ok(Settled::Done);
        }
        for version in chain.wanted(position) {
            // One that cannot be had must not hide the next one.
            let Ok(text) = self.log.text(&format!("trust/{version}.json"), MAX_SIZE).await else { continue };
            let (chain, now) = (chain.clone(), self.context.now());
            if self.write("list-found", move |tx| chain.settle(tx, &text, now)).await? == Settled::Done {
                return Ok(Settled::Done);
            }
        }
        Ok(Settled::Other)
    }

    pub(super) async fn trust_lists(self: Arc<Self>, _: Call<ReadTrustLists>) -> Result<trust::TrustLists, Problem> {
        Ok(self.chain().lists(self.context.now()))
    }

    pub(super) async fn confirm(self: Arc<Self>, call: Call<ConfirmTrustList>) -> Result<trust::TrustLists, Problem> {
        let (chain, now) = (self.chain(), self.context.now());
        self.write("confirm", move |tx| chain.confirm(tx, call.caller.name(), &call.message, now)).await??;
        self.read_chain().await?;
        Ok(self.chain().lists(self.context.now()))
    }
}
