use crate::log::{Entry, NotAnEntry};
use padron_tlog::{
    ProofError, ProveError, SignedCheckpoint, TileId, TileMap, TlogProof, bundle_ids, decode_bundle, inclusion_proof,
    inclusion_tiles,
};
use thiserror::Error;

/// Why an entry cannot be proved.
#[derive(Debug, Error)]
pub enum NotProvable {
    #[error("the log has {size} entries, the first is 0: there is no entry {index}")]
    NoEntry {
        index: u64,
        /// Entries of the log.
        size: u64,
    },
    #[error("{0} is missing")]
    Missing(TileId),
    #[error("entry {0}: {1}")]
    Entry(u64, NotAnEntry),
    #[error("the log's tiles give no proof: {0}")]
    Tiles(#[from] ProveError),
    #[error("the log's tiles do not fit its checkpoint: {0}")]
    Proof(#[from] ProofError),
}

/// The files that [`prove`] takes: the bundle of the entry, and tiles of hashes.
pub fn needs(index: u64, size: u64) -> Vec<TileId> {
    let mut needs: Vec<_> = bundle_ids(index, size).take(1).collect();
    needs.extend(inclusion_tiles(index, size));
    needs
}

/// An entry of a log and the proof that it is there, from the tiles that [`needs`] names.
pub fn prove(index: u64, signed: &SignedCheckpoint, tiles: &TileMap) -> Result<(Entry, TlogProof), NotProvable> {
    let size = signed.checkpoint.size;
    let id = bundle_ids(index, size).next().filter(|_| index < size).ok_or(NotProvable::NoEntry { index, size })?;
    let bundle = tiles.get(&id).ok_or(NotProvable::Missing(id))?;
    let not_an_entry = NotProvable::Entry(index, NotAnEntry);
    let Ok(entries) = decode_bundle(bundle, id.width) else { return Err(not_an_entry) };
    let Some(bytes) = entries.get((index % 256) as usize) else { return Err(not_an_entry) };
    let hashes = inclusion_proof(index, size, tiles)?;
    let proof = TlogProof { extra: None, index, hashes, checkpoint: signed.clone() };
    proof.includes(bytes)?;
    let entry = Entry::decode(bytes).map_err(|source| NotProvable::Entry(index, source))?;
    Ok((entry, proof))
}

#[cfg(test)]
mod tests;
