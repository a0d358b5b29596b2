//! The log's directory over HTTP (C2SP tlog-tiles). Only paths of the forms that a log has exist, so none leads out of
//! the directory.

use super::{PublicLog, blocking};
use padron_protocol::contract::PublicFile;
use padron_protocol::{Problem, ProblemType};
use padron_registrar::ports::{LogFiles, StoreError};
use padron_registrar::prove::read_tile;
use padron_tlog::{TileId, TileMap};

const CHANGES: &str = "no-cache";
const STAYS: &str = "public, max-age=31536000, immutable";

/// What a path names.
enum Named {
    /// A file under its own name, with its media type.
    File(&'static str),
    Tile(TileId),
}

fn named(path: &str) -> Option<Named> {
    let number = |name: &str| name.parse::<u64>().is_ok_and(|number| number.to_string() == name);
    match path.split_once('/') {
        None if path == "checkpoint" => Some(Named::File("text/plain; charset=utf-8")),
        None if path == "figures.json" => Some(Named::File("application/json")),
        Some(("tile", _)) => TileId::parse(path).ok().map(Named::Tile),
        Some(("trust" | "statistics", file)) => {
            file.strip_suffix(".json").filter(|name| number(name)).map(|_| Named::File("application/json"))
        }
        _ => None,
    }
}

impl PublicLog {
    /// The file of a path below the log's address.
    pub(crate) async fn file(&self, path: &str) -> Result<PublicFile, Problem> {
        let not_found = || Problem::new(ProblemType::NotFound);
        let named = named(path).ok_or_else(not_found)?;
        let _permit = self.reading.acquire().await.map_err(|_| not_found())?;
        let (mut files, path) = (self.files.handle(), path.to_owned());
        let (kind, caching) = match &named {
            Named::File(kind) => (*kind, CHANGES),
            Named::Tile(_) => ("application/octet-stream", STAYS),
        };
        let read = blocking(move || match named {
            Named::File(_) => files.read(&path),
            Named::Tile(id) => tile(&mut files, id),
        });
        let bytes = read.await.map_err(|error| {
            tracing::error!(%error, "the log's directory cannot be read");
            Problem::new(ProblemType::StoreUnavailable).detail(error)
        })?;
        Ok(PublicFile { bytes: bytes.ok_or_else(not_found)?, kind, caching })
    }
}

/// A tile. A partial one that gave way to the full one is cut from it: whoever asks is still at an older checkpoint.
fn tile(files: &mut impl LogFiles, id: TileId) -> Result<Option<Vec<u8>>, StoreError> {
    let Some((found, bytes)) = read_tile(files, id)? else { return Ok(None) };
    if found == id {
        return Ok(Some(bytes));
    }
    let mut tiles = TileMap::new();
    tiles.insert(found, bytes).map_err(|error| StoreError::Damaged(error.to_string()))?;
    Ok(tiles.get(&id).map(<[u8]>::to_vec))
}
