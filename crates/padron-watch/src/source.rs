//! Where a log lies: in a directory, or at an address.

use anyhow::{Context as _, Result, bail};
use padron_http::{FetchError, LogClient};
use padron_protocol::messages::status::Figures;
use padron_tlog::{MAX_ENTRY, MAX_NOTE, SignedCheckpoint, TileId, TileMap};
use std::fs::File;
use std::io::Read as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The largest bundle: 256 entries, each after two bytes of length.
const MAX_TILE: usize = 256 * (2 + MAX_ENTRY);
/// The largest of the other files: a trust list.
pub(crate) const MAX_FILE: usize = padron_protocol::trust::MAX_SIZE + 1;
/// How often a file is asked for before it counts as not to be had.
const TRIES: u32 = 3;
/// How often checkpoint and figures are fetched until they belong together.
const PAIR_TRIES: u32 = 20;

/// A log.
#[derive(Clone)]
pub enum Source {
    Directory(PathBuf),
    Address(LogClient),
}

/// The newest checkpoint with the figures of its size.
pub struct Newest {
    /// The signed note; nothing where there is none.
    pub checkpoint: Option<Vec<u8>>,
    /// `figures.json`.
    pub figures: Option<Vec<u8>>,
}

impl Source {
    /// A directory, or an address that begins with `http://` or `https://`.
    pub fn parse(text: &str) -> Result<Self> {
        if text.starts_with("http://") || text.starts_with("https://") {
            return Ok(Self::Address(LogClient::new(text)));
        }
        let path = PathBuf::from(text);
        if !path.is_dir() {
            bail!("{text} is neither a directory nor an address with http:// or https://");
        }
        Ok(Self::Directory(path))
    }

    /// A file of at most `limit` bytes; `None` when there is none.
    pub async fn file(&self, path: &str, limit: usize) -> Result<Option<Vec<u8>>> {
        match self {
            Self::Directory(directory) => {
                let path = directory.join(path);
                tokio::task::spawn_blocking(move || read(&path, limit)).await?
            }
            Self::Address(client) => fetch(client, path, limit).await,
        }
    }

    /// A tile or bundle of this width, as its bytes are; a log may have put the full one in place of a partial one
    /// (C2SP tlog-tiles, "Partial Tiles"), whose beginning it is then.
    pub async fn tile(&self, id: TileId) -> Result<Option<Vec<u8>>> {
        let exact = self.file(&id.path(), MAX_TILE).await?;
        if exact.is_some() || id.is_full() {
            return Ok(exact);
        }
        let full = TileId { width: 256, ..id };
        let mut tiles = TileMap::new();
        let Some(bytes) = self.file(&full.path(), MAX_TILE).await? else { return Ok(None) };
        Ok(tiles.insert(full, bytes).ok().and_then(|()| tiles.get(&id).map(<[u8]>::to_vec)))
    }

    /// Narrower tiles of the same place that lie beside this one: they served older checkpoints. Only a directory can
    /// be asked.
    pub async fn narrower(&self, id: TileId) -> Result<Vec<(TileId, Vec<u8>)>> {
        let Self::Directory(directory) = self else { return Ok(Vec::new()) };
        let directory = directory.clone();
        tokio::task::spawn_blocking(move || {
            let widths = partial_widths(&directory.join(TileId { width: 1, ..id }.path()));
            let narrower = widths.into_iter().filter(|width| *width < id.width).map(|width| TileId { width, ..id });
            narrower.map(|id| Ok((id, read(&directory.join(id.path()), MAX_TILE)?.unwrap_or_default()))).collect()
        })
        .await?
    }

    /// Checkpoint and figures. The registrar replaces the figures first, so for a moment they are of different sizes.
    pub async fn newest(&self) -> Result<Newest> {
        let mut tries = 0;
        loop {
            let checkpoint = self.file("checkpoint", MAX_NOTE).await?;
            let figures = self.file("figures.json", MAX_FILE).await?;
            tries += 1;
            if tries == PAIR_TRIES || !ahead(checkpoint.as_deref(), figures.as_deref()) {
                return Ok(Newest { checkpoint, figures });
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }
}

/// Whether the figures count more entries than the checkpoint.
fn ahead(checkpoint: Option<&[u8]>, figures: Option<&[u8]>) -> bool {
    let text = checkpoint.and_then(|bytes| std::str::from_utf8(bytes).ok());
    let size = text.and_then(|text| SignedCheckpoint::parse(text).ok()).map(|signed| signed.checkpoint.size);
    let figures = figures.and_then(|bytes| serde_json::from_slice::<Figures>(bytes).ok());
    figures.is_some_and(|figures| size.is_some_and(|size| figures.entries > size))
}

/// The widths of the partial tiles in the directory of this one.
fn partial_widths(one: &Path) -> Vec<u16> {
    let Some(Ok(listed)) = one.parent().map(std::fs::read_dir) else { return Vec::new() };
    let mut widths: Vec<u16> =
        listed.filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok()).filter(|width| *width > 0).collect();
    widths.sort_unstable();
    widths
}

fn read(path: &Path, limit: usize) -> Result<Option<Vec<u8>>> {
    let file = match File::open(path) {
        Ok(file) => file,
        Err(error) if matches!(error.kind(), std::io::ErrorKind::NotFound | std::io::ErrorKind::NotADirectory) => {
            return Ok(None);
        }
        Err(error) => return Err(error).with_context(|| format!("cannot open {}", path.display())),
    };
    let mut bytes = Vec::new();
    file.take(limit as u64 + 1).read_to_end(&mut bytes).with_context(|| format!("cannot read {}", path.display()))?;
    if bytes.len() > limit {
        bail!("{} is longer than {limit} bytes", path.display());
    }
    Ok(Some(bytes))
}

async fn fetch(client: &LogClient, path: &str, limit: usize) -> Result<Option<Vec<u8>>> {
    let mut tries = 0;
    loop {
        match client.file(path, limit).await {
            Ok(bytes) => return Ok(Some(bytes)),
            Err(FetchError::Missing(_)) => return Ok(None),
            Err(error) => {
                tries += 1;
                if tries == TRIES {
                    return Err(error.into());
                }
                tokio::time::sleep(Duration::from_millis(250 << tries)).await;
            }
        }
    }
}
