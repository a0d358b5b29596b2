use super::{CustodianService, KINDS, TICK, first_alarms};
use crate::log_client::FetchError;
use jiff::Timestamp;
use padron_custodian::alarms::Contradiction;
use padron_custodian::follow::{Known, Place, Position};
use padron_custodian::proofs::Agreed;
use padron_protocol::log::{LogProofs, Proven};
use padron_protocol::{Problem, ProblemType};
use padron_tlog::TileMap;

/// How many bundles are fetched before they are replayed: a few thousand entries.
const BUNDLES: usize = 16;

impl CustodianService {
    pub(super) async fn follow_log(&self) {
        loop {
            if let Err(problem) = self.tick().await {
                tracing::debug!(%problem, "the log could not be followed");
            }
            self.note_metrics().await;
            tokio::time::sleep(TICK).await;
        }
    }

    /// One step: to the newest checkpoint that the log shows.
    async fn tick(&self) -> Result<(), Problem> {
        // Time alone brings a list into force.
        self.compare_trust();
        let note = self.log.checkpoint().await?;
        let mut known = self.known.lock().await;
        let position = self.position().await?;
        if position.checkpoint() != Some(note.as_str()) {
            let shown = self.custodian.read_checkpoint(&note)?;
            self.bring_to(&mut known, shown.clone()).await?;
            self.keep_cosignatures(shown).await?;
        }
        self.settle_lists().await
    }

    /// The proofs that were shown, once they are known to be fresh and of the log that is followed here.
    pub(super) async fn agreed(&self, shown: impl Iterator<Item = &LogProofs> + Send) -> Result<Agreed, Problem> {
        let witnessed = self.custodian.witnessed(shown, self.context.now())?;
        let mut known = self.known.lock().await;
        for signed in witnessed.checkpoints() {
            self.bring_to(&mut known, self.custodian.check_checkpoint(signed.clone())?).await?;
        }
        if let Err(problem) = self.settle_lists().await {
            tracing::debug!(%problem, "a logged trust list is not known yet");
        }
        if self.compare_trust() {
            return Err(Problem::new(ProblemType::Busy).detail("another trust list came into force; come again"));
        }
        witnessed.agreed(&known)
    }

    /// Makes sure that a checkpoint is of the log that is followed here: follows to it, or has it shown to be older.
    async fn bring_to(&self, known: &mut Known, shown: Proven) -> Result<(), Problem> {
        // Each turn moves on: from ahead or behind to agreeing, unless others have moved the store meanwhile.
        for _ in 0..4 {
            let position = self.position().await?;
            let place = match self.custodian.taken_back(&position, &shown) {
                Some(contradiction) => Err(contradiction),
                None => position.place(known, shown.signed()),
            };
            match place {
                Ok(Place::Agrees) => return Ok(()),
                Ok(Place::Ahead) => self.replay(position, shown.clone()).await?,
                Ok(Place::Behind) => self.show_beginning(known, &position, &shown).await?,
                Err(contradiction) => return Err(self.contradicted(contradiction).await),
            }
        }
        Err(Problem::new(ProblemType::Busy).detail("the log is being followed; come again"))
    }

    async fn show_beginning(&self, known: &mut Known, position: &Position, shown: &Proven) -> Result<(), Problem> {
        let mut tiles = TileMap::new();
        for (id, bytes) in self.log.tiles(&position.tiles_since(shown.signed())).await? {
            tiles.insert(id, bytes).map_err(FetchError::from)?;
        }
        match position.extends(known, shown.signed(), &tiles) {
            Ok(()) => Ok(()),
            Err(contradiction) => Err(self.contradicted(contradiction).await),
        }
    }

    async fn replay(&self, position: Position, shown: Proven) -> Result<(), Problem> {
        let signed = shown.signed().clone();
        let mut replay = self.custodian.replay(position, shown);
        loop {
            let wanted = replay.wanted(BUNDLES);
            if wanted.is_empty() {
                break;
            }
            let bundles = match self.log.tiles(&wanted).await {
                Err(FetchError::Tile(error)) => {
                    return Err(self.contradicted(Contradiction::new(error, &signed)).await);
                }
                other => other?,
            };
            for (id, bytes) in bundles {
                if let Err(contradiction) = replay.take(&id, &bytes) {
                    return Err(self.contradicted(contradiction).await);
                }
            }
            if replay.must_screen() {
                replay = self.read(move |tx| replay.screen(tx).map(|()| replay)).await?;
            }
        }
        let followed = match replay.finish() {
            Ok(followed) => followed,
            Err(contradiction) => return Err(self.contradicted(contradiction).await),
        };
        let (custodian, now) = (self.custodian.clone(), self.context.now());
        self.write("follow", move |tx| custodian.commit(tx, followed, now)).await.map(|_| ())
    }

    /// Keeps newer cosignatures of the tree that was followed already.
    async fn keep_cosignatures(&self, shown: Proven) -> Result<(), Problem> {
        let position = self.position().await?;
        if position.size() == shown.checkpoint().size {
            self.replay(position, shown).await?;
        }
        Ok(())
    }

    /// Stores a contradiction for everybody to see, and refuses with it.
    async fn contradicted(&self, contradiction: Contradiction) -> Problem {
        tracing::error!(%contradiction, "the log contradicts itself: nothing is released any more");
        let (stored, now) = (contradiction.clone(), self.context.now());
        match self.write("alarm", move |tx| stored.raise(tx, now)).await {
            Ok(()) => contradiction.into(),
            Err(problem) => problem,
        }
    }

    /// When enough witnesses had cosigned the newest checkpoint kept.
    pub(super) fn cosigned(&self, position: &Position) -> Option<Timestamp> {
        let proven = self.custodian.read_checkpoint(position.checkpoint()?).ok()?;
        Timestamp::from_second(i64::try_from(proven.cosigned()).ok()?).ok()
    }

    async fn note_metrics(&self) {
        let Ok((position, alarms)) = self.read(|tx| Ok((Position::read(tx)?, first_alarms(tx)?))).await else {
            return;
        };
        let metrics = &self.context.metrics;
        metrics.set("padron_log_entries", None, position.size());
        if let Some(cosigned) = self.cosigned(&position) {
            metrics.set("padron_log_cosigned_seconds", None, u64::try_from(cosigned.as_second()).unwrap_or(0));
        }
        for kind in KINDS {
            let raised = alarms.iter().any(|alarm| alarm.name == kind);
            metrics.set("padron_alarm", Some(kind), u64::from(raised));
        }
    }
}
