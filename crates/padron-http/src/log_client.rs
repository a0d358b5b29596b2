//! Fetching a log over HTTP: checkpoint, bundles, tiles and other files, each within a size and a time.
//!
//! Nothing that comes is believed: whoever fetches checks it against a signed checkpoint.

use crate::client::connections;
use padron_protocol::log::LogProofs;
use padron_protocol::{Problem, ProblemType};
use padron_tlog::{
    MAX_BUNDLE, MAX_NOTE, ProveError, SignedCheckpoint, TileError, TileId, TileMap, inclusion_proof, inclusion_tiles,
};
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;

/// How long one file may take.
const TIMEOUT: Duration = Duration::from_secs(10);
/// How many files are fetched at once.
const AT_ONCE: usize = 8;

/// A log at an address. A handle: clones share its connections.
#[derive(Clone)]
pub struct LogClient {
    http: reqwest::Client,
    url: Arc<str>,
}

/// Why a file could not be had.
#[derive(Debug, thiserror::Error, Clone, PartialEq, Eq)]
pub enum FetchError {
    #[error("the log has no {0}")]
    Missing(String),
    /// No answer, or none that can be used.
    #[error("{path} could not be fetched from the log: {what}")]
    Unreachable { path: String, what: String },
    #[error("what the log gave is no tile: {0}")]
    Tile(#[from] TileError),
}

impl From<FetchError> for Problem {
    fn from(error: FetchError) -> Self {
        Self::new(ProblemType::Unreachable).detail(error)
    }
}

impl LogClient {
    /// The log at this address, without a slash at its end.
    pub fn new(url: &str) -> Self {
        Self { http: connections(TIMEOUT), url: url.trim_end_matches('/').into() }
    }

    /// The newest checkpoint that it shows: a signed note, not checked.
    pub async fn checkpoint(&self) -> Result<String, FetchError> {
        self.text("checkpoint", MAX_NOTE).await
    }

    /// A tile or bundle, exactly as wide as asked for. A log may have put the full tile in place of a partial one (C2SP
    /// tlog-tiles, "Partial Tiles"): then its beginning is taken.
    pub async fn tile(&self, id: TileId) -> Result<Vec<u8>, FetchError> {
        let mut tiles = TileMap::new();
        match self.file(&id.path(), MAX_BUNDLE).await {
            Ok(bytes) => tiles.insert(id, bytes)?,
            Err(FetchError::Missing(_)) if !id.is_full() => {
                tiles.insert(id.full(), self.file(&id.full().path(), MAX_BUNDLE).await?)?;
            }
            Err(error) => return Err(error),
        }
        tiles.get(&id).map(<[u8]>::to_vec).ok_or_else(|| FetchError::Missing(id.path()))
    }

    /// Several tiles or bundles, a few at once, in the order asked for.
    pub async fn tiles(&self, ids: &[TileId]) -> Result<Vec<(TileId, Vec<u8>)>, FetchError> {
        let mut fetched = Vec::with_capacity(ids.len());
        let (mut running, mut waiting) = (JoinSet::new(), ids.iter().copied().enumerate());
        loop {
            while running.len() < AT_ONCE
                && let Some((at, id)) = waiting.next()
            {
                let client = self.clone();
                running.spawn(async move { (at, id, client.tile(id).await) });
            }
            let Some(done) = running.join_next().await else { break };
            let (at, id, bytes) = done.map_err(|_| unreachable("a tile", "the fetching was stopped"))?;
            fetched.push((at, id, bytes?));
        }
        fetched.sort_unstable_by_key(|(at, ..)| *at);
        Ok(fetched.into_iter().map(|(_, id, bytes)| (id, bytes)).collect())
    }

    /// Proofs that entries are in the log, under the newest checkpoint that it shows; `None` when that does not cover
    /// them yet. Nothing is checked: whoever is shown the proofs does.
    pub async fn prove(&self, indices: &[u64]) -> Result<Option<LogProofs>, FetchError> {
        let note = self.checkpoint().await?;
        let signed = SignedCheckpoint::parse(&note).map_err(|error| unreachable("checkpoint", error))?;
        let size = signed.checkpoint.size;
        if indices.iter().any(|index| *index >= size) {
            return Ok(None);
        }
        let mut ids: Vec<_> = indices.iter().flat_map(|index| inclusion_tiles(*index, size)).collect();
        ids.sort_unstable();
        ids.dedup();
        let mut tiles = TileMap::new();
        for (id, bytes) in self.tiles(&ids).await? {
            tiles.insert(id, bytes)?;
        }
        let proof = |index: &u64| Ok((*index, inclusion_proof(*index, size, &tiles)?));
        let proofs = indices.iter().map(proof).collect::<Result<Vec<_>, ProveError>>();
        let proofs = proofs.map_err(|error| unreachable("tile", error))?;
        Ok(Some(LogProofs::new(&signed, proofs)))
    }

    /// A file of text, at most `limit` bytes.
    pub async fn text(&self, path: &str, limit: usize) -> Result<String, FetchError> {
        let bytes = self.file(path, limit).await?;
        String::from_utf8(bytes).map_err(|_| unreachable(path, "it is not text"))
    }

    /// A file below the log's address, at most `limit` bytes.
    pub async fn file(&self, path: &str, limit: usize) -> Result<Vec<u8>, FetchError> {
        let request = self.http.get(format!("{}/{path}", self.url));
        let mut response = request.send().await.map_err(|error| {
            unreachable(path, if error.is_timeout() { "it did not come in time" } else { "no connection" })
        })?;
        match response.status().as_u16() {
            200 => {}
            404 | 410 => return Err(FetchError::Missing(path.to_owned())),
            status => return Err(unreachable(path, format_args!("the log answered {status}"))),
        }
        let mut bytes = Vec::new();
        while let Some(chunk) = response.chunk().await.map_err(|_| unreachable(path, "it broke off"))? {
            if bytes.len() + chunk.len() > limit {
                return Err(unreachable(path, format_args!("it is longer than {limit} bytes")));
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    }
}

fn unreachable(path: &str, what: impl std::fmt::Display) -> FetchError {
    FetchError::Unreachable { path: path.to_owned(), what: what.to_string() }
}

#[cfg(test)]
mod tests;
