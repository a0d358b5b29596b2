//! The proof of one entry, from the log's tiles.

use super::Source;
use super::verify::read_checkpoint;
use anyhow::{Context as _, Result, anyhow};
use padron_protocol::log::Entry;
use padron_protocol::trust::Trusted;
use padron_protocol::watch::{Keys, needs, prove};
use padron_tlog::{Cosigned, SignedCheckpoint, TileMap, TlogProof};
use std::sync::Arc;

/// An entry, its proof, and who vouches for the log.
pub struct Proved {
    pub entry: Entry,
    pub proof: TlogProof,
    pub cosigned: Cosigned,
}

/// Proves an entry under the newest checkpoint, whose signatures must hold.
pub async fn newest(source: &Source, trusted: &Arc<Trusted>, index: u64, now: jiff::Timestamp) -> Result<Proved> {
    let newest = source.newest().await?;
    let signed = read_checkpoint(&newest).map_err(|finding| anyhow!("{finding}"))?;
    let keys = Keys::Lists(vec![trusted.clone()]);
    let cosigned = keys.check(&signed, now).map_err(|finding| anyhow!("{finding}"))?;
    let (entry, proof) = entry_at(source, &signed, index, &mut TileMap::new()).await?;
    Ok(Proved { entry, proof, cosigned: cosigned.context("nobody has cosigned")? })
}

/// The entry at an index and the proof that it is there. Tiles that are at hand are not fetched again.
pub async fn entry_at(
    source: &Source,
    signed: &SignedCheckpoint,
    index: u64,
    tiles: &mut TileMap,
) -> Result<(Entry, TlogProof)> {
    for id in needs(index, signed.checkpoint.size) {
        if tiles.get(&id).is_none()
            && let Some(bytes) = source.tile(id).await?
        {
            tiles.insert(id, bytes)?;
        }
    }
    Ok(prove(index, signed, tiles)?)
}
