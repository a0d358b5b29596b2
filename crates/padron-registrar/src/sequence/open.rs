use super::repair::{Pass, compare};
use super::{Repairs, SequenceOpenError, SequenceState, Sequencer, ShownToAll, Tip};
use crate::ports::{HeldCheckpoint, LogFiles, StoreError};
use padron_protocol::log::Placed;
use padron_tlog::{Checkpoint, CheckpointError, Level, NoteSigner, SignedCheckpoint, TileId, VerifierKey};
use std::collections::BTreeSet;

/// How many entries are read at once: their tiles stay below 4 MiB.
const PAGE: usize = 16_384;

impl<F: LogFiles, H: HeldCheckpoint> Sequencer<F, H> {
    /// Opens a log: replays the entries that were signed, checks that they are those of the checkpoint that is held,
    /// and puts the directory right. `entries` gives at most so many entries from an index on, `size` says how many
    /// the database has. The log's origin is the name of `signer`. Signs nothing; memory does not grow with the log.
    ///
    /// # Errors
    /// [`SequenceOpenError`]. When the database, the directory or the held checkpoint do not fit each other nothing has been
    /// written.
    pub fn open(
        mut entries: impl FnMut(u64, usize) -> Result<Vec<Placed>, StoreError>,
        size: u64,
        mut files: F,
        mut held: H,
        signer: NoteSigner,
    ) -> Result<(Self, Repairs), SequenceOpenError> {
        let key = signer.verifier();
        let held_text = held.fetch()?;
        let signed = held_text.as_deref().map(|text| read_held(text, &key)).transpose()?;
        let mut repairs = Repairs::default();
        let published = read_published(&mut files, &key, &mut repairs)?;
        check_sizes(&mut files, signed.as_ref(), published.as_ref(), repairs.checkpoint, size)?;
        let goal = Goal {
            published: published.as_ref().map(|signed| &signed.checkpoint),
            held: signed.as_ref().map(|signed| &signed.checkpoint),
        };
        let mut replayed = replay(&mut entries, &mut files, &goal, Pass::Look, &mut repairs)?;
        let shown = published.as_ref().zip(replayed.shown.take());
        let shown = shown.map(|(signed, tip)| ShownToAll { signed: signed.clone(), figures: tip.figures });
        repairs.figures = !figures_fit(&mut files, shown.as_ref())?;
        // Only now is it certain that the directory belongs to this database.
        if repairs.missing + repairs.wrong > 0 {
            replay(&mut entries, &mut files, &goal, Pass::Mend, &mut repairs)?;
        }
        mend_others(&mut files, shown.as_ref(), &repairs)?;
        let mut tip = replayed.tip;
        tip.signed = signed.zip(held_text);
        let partials = find_partials(&mut files, tip.tree.size())?;
        Ok((Self { files, held, signer, tip, state: SequenceState::Ready, shown, partials }, repairs))
    }
}

fn read_held(text: &str, key: &VerifierKey) -> Result<SignedCheckpoint, SequenceOpenError> {
    let other = |source| SequenceOpenError::OtherLog { place: "the checkpoint that is held", source };
    let signed = SignedCheckpoint::parse(text).map_err(other)?;
    check_log(&signed, key).map_err(other)?;
    Ok(signed)
}

/// The checkpoint in the directory; none when it cannot be read at all, for it can be made again.
fn read_published(
    files: &mut impl LogFiles,
    key: &VerifierKey,
    repairs: &mut Repairs,
) -> Result<Option<SignedCheckpoint>, SequenceOpenError> {
    let Some(bytes) = files.read("checkpoint")? else { return Ok(None) };
    let text = String::from_utf8(bytes).ok();
    let Some(signed) = text.and_then(|text| SignedCheckpoint::parse(&text).ok()) else {
        repairs.checkpoint = true;
        return Ok(None);
    };
    // Another log's directory must not be overwritten with this one's tiles.
    check_log(&signed, key)
        .map_err(|source| SequenceOpenError::OtherLog { place: "the checkpoint in the log's directory", source })?;
    Ok(Some(signed))
}

fn check_log(signed: &SignedCheckpoint, key: &VerifierKey) -> Result<(), CheckpointError> {
    if signed.checkpoint.origin != key.name() {
        let (expected, found) = (key.name().to_owned(), signed.checkpoint.origin.clone());
        return Err(CheckpointError::OtherLog { expected, found });
    }
    signed.signed_by(key)
}

fn check_sizes(
    files: &mut impl LogFiles,
    held: Option<&SignedCheckpoint>,
    published: Option<&SignedCheckpoint>,
    damaged: bool,
    size: u64,
) -> Result<(), SequenceOpenError> {
    let Some(held) = held else {
        let signed_before = damaged || published.is_some() || has_tiles(files)?;
        return if signed_before { Err(SequenceOpenError::HeldLost) } else { Ok(()) };
    };
    let held_size = held.checkpoint.size;
    if let Some(published) = published.map(|signed| signed.checkpoint.size).filter(|size| *size > held_size) {
        return Err(SequenceOpenError::HeldBehind { held_size, published });
    }
    if size < held_size { Err(SequenceOpenError::Shorter { held_size, size }) } else { Ok(()) }
}

/// Whether the directory has the first tile of any tree.
fn has_tiles(files: &mut impl LogFiles) -> Result<bool, StoreError> {
    for width in 1..=256 {
        if files.read(&TileId { level: Level::Hashes(0), index: 0, width }.path())?.is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// The checkpoints that the entries must lead to.
struct Goal<'a> {
    published: Option<&'a Checkpoint>,
    held: Option<&'a Checkpoint>,
}

impl Goal<'_> {
    fn stops(&self) -> impl Iterator<Item = &Checkpoint> {
        self.published.into_iter().chain(self.held)
    }

    /// How many entries to take next from here, so that no checkpoint is passed by; none at the end.
    fn next(&self, at: u64) -> Option<usize> {
        let stop = self.stops().map(|checkpoint| checkpoint.size).filter(|size| *size > at).min()?;
        Some(usize::try_from(stop - at).map_or(PAGE, |left| left.min(PAGE)))
    }

    /// Checks the tree against the checkpoints of its size.
    fn check(&self, tip: &Tip) -> Result<bool, SequenceOpenError> {
        let size = tip.tree.size();
        let mut stops = self.stops().filter(|checkpoint| checkpoint.size == size).peekable();
        let is_stop = stops.peek().is_some();
        if is_stop && !stops.all(|checkpoint| checkpoint.root == tip.tree.root()) {
            return Err(SequenceOpenError::Forked { held_size: size });
        }
        Ok(is_stop)
    }

    fn shows(&self, tip: &Tip) -> bool {
        self.published.is_some_and(|published| published.size == tip.tree.size())
    }
}

struct Replayed {
    /// The tree at the size that is held.
    tip: Tip,
    /// The tree at the size that is published.
    shown: Option<Tip>,
}

fn replay(
    entries: &mut impl FnMut(u64, usize) -> Result<Vec<Placed>, StoreError>,
    files: &mut impl LogFiles,
    goal: &Goal<'_>,
    pass: Pass,
    repairs: &mut Repairs,
) -> Result<Replayed, SequenceOpenError> {
    let mut tip = Tip::default();
    let mut shown = goal.shows(&tip).then(|| tip.clone());
    while let Some(limit) = goal.next(tip.tree.size()) {
        let page = entries(tip.tree.size(), limit)?;
        if page.is_empty() {
            return Err(StoreError::Damaged(format!("the log ends at entry {}", tip.tree.size())).into());
        }
        page.iter().take(limit).try_for_each(|placed| tip.take(placed)).map_err(SequenceOpenError::Entries)?;
        let mut tiles = tip.tree.take_tiles();
        if !goal.check(&tip)? {
            // Partial tiles are only those of trees that were signed.
            tiles.retain(|(id, _)| id.is_full());
        }
        compare(files, tiles, pass, repairs)?;
        if goal.shows(&tip) {
            shown = Some(tip.clone());
        }
    }
    Ok(Replayed { tip, shown })
}

fn figures_fit(files: &mut impl LogFiles, shown: Option<&ShownToAll>) -> Result<bool, StoreError> {
    let Some(shown) = shown else { return Ok(true) };
    Ok(files.read("figures.json")?.as_deref() == Some(&shown.figures_text()?))
}

fn mend_others(files: &mut impl LogFiles, shown: Option<&ShownToAll>, repairs: &Repairs) -> Result<(), StoreError> {
    if repairs.checkpoint {
        files.remove("checkpoint")?;
    }
    match shown {
        Some(shown) if repairs.figures => files.write(&[("figures.json".into(), shown.figures_text()?)]),
        _ => Ok(()),
    }
}

/// The partial tiles that lie at the tree's right edge, and just before it where a crash may have left them.
fn find_partials(files: &mut impl LogFiles, size: u64) -> Result<BTreeSet<TileId>, StoreError> {
    let hashes = (0..6).take_while(|level| *level == 0 || size >> (8 * level) > 0).map(Level::Hashes);
    let mut found = BTreeSet::new();
    for level in std::iter::once(Level::Entries).chain(hashes) {
        let edge = size
            >> match level {
                Level::Entries => 8,
                Level::Hashes(level) => 8 * (u32::from(level) + 1),
            };
        for index in edge.saturating_sub(1)..=edge {
            for id in (1..256).map(|width| TileId { level, index, width }) {
                if files.read(&id.path())?.is_some() {
                    found.insert(id);
                }
            }
        }
    }
    Ok(found)
}
