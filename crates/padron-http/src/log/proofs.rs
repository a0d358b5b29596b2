use super::{PublicLog, Published, locked};
use padron_protocol::log::{LogProofs, fresh};
use padron_protocol::messages::status::Figures;
use padron_protocol::{Problem, ProblemType};
use padron_registrar::prove::{Consistency, NotProved, TileReader, prove_consistency, prove_entries};
use padron_tlog::{SignedCheckpoint, TileMap};
use std::sync::Arc;
use std::time::Duration;
use tokio::time::Instant;

impl PublicLog {
    /// Waits until the published checkpoint covers entries, for as long as that is allowed to take, and proves them
    /// under it. None when it takes longer, or cannot be done; the promises stand by themselves.
    pub(crate) async fn proofs(&self, entries: &[u64], at_most: Duration) -> Option<LogProofs> {
        let newest = *entries.iter().max()?;
        let published = self.publications.when(|published| published.size() > newest, Instant::now() + at_most).await?;
        self.prove(entries.to_vec(), published).await.inspect_err(|problem| tracing::error!(%problem)).ok()
    }

    /// The same, where nothing may go on without proofs.
    pub(crate) async fn needed_proofs(&self, entries: &[u64], at_most: Duration) -> Result<LogProofs, Problem> {
        self.proofs(entries, at_most).await.ok_or_else(not_witnessed)
    }

    /// Refuses while too few witnesses have confirmed the log lately, unless they do within this time.
    pub(crate) async fn need_fresh(&self, at_most: Duration) -> Result<(), Problem> {
        let fresh = |newest: &Published| newest.cosigned >= fresh(self.context.now()).not_before;
        let found = self.publications.when(fresh, Instant::now() + at_most).await;
        found.map(drop).ok_or_else(not_witnessed)
    }

    /// The public figures at the size of the published checkpoint.
    pub(crate) fn figures(&self) -> Figures {
        self.publications.newest().map(|newest| newest.figures.clone()).unwrap_or_default()
    }

    async fn prove(&self, mut entries: Vec<u64>, published: Arc<Published>) -> Result<LogProofs, Problem> {
        entries.sort_unstable();
        entries.dedup();
        let tiles = self.tiles.clone();
        let prove = move || {
            let signed = &published.signed;
            with_tiles(
                &tiles,
                |tiles| tiles.of_entries(&entries, &signed.checkpoint),
                |map| prove_entries(signed, &entries, map),
            )
        };
        self.context.workers.run(prove).await?.map_err(|error| Problem::new(ProblemType::Internal).detail(error))
    }

    /// The proof that a checkpoint extends the tree of `old` entries.
    pub(super) async fn consistency(&self, old: u64, signed: SignedCheckpoint) -> Result<Consistency, String> {
        let tiles = self.tiles.clone();
        let prove = move || {
            let newest = &signed.checkpoint;
            with_tiles(&tiles, |tiles| tiles.of_consistency(old, newest), |map| prove_consistency(old, newest, map))
        };
        let proved = tokio::task::spawn_blocking(prove).await.map_err(|error| error.to_string())?;
        proved.map_err(|error| error.to_string())
    }
}

/// Takes tiles under the lock and proves outside of it. What was at hand is forgotten when it proves nothing.
fn with_tiles<F: padron_registrar::ports::LogFiles, T>(
    tiles: &std::sync::Mutex<TileReader<F>>,
    take: impl FnOnce(&mut TileReader<F>) -> Result<TileMap, NotProved>,
    prove: impl FnOnce(&TileMap) -> Result<T, NotProved>,
) -> Result<T, NotProved> {
    let taken = take(&mut locked(tiles));
    let proved = taken.and_then(|map| prove(&map));
    if matches!(proved, Err(NotProved::Missing(_) | NotProved::Damaged(_))) {
        locked(tiles).forget();
    }
    proved
}

fn not_witnessed() -> Problem {
    Problem::new(ProblemType::NotWitnessed).detail("nothing is handed out before the public log shows it; come again")
}
