//! Trust lists and pinned roots on disk.

use crate::files;
use anyhow::{Context as _, Result};
use jiff::Timestamp;
use padron_protocol::trust::{Roots, SignedTrustList, Trusted};
use std::path::Path;
use std::sync::Arc;

/// Reads the pinned root keys.
pub fn read_roots(path: &Path) -> Result<Roots> {
    serde_json::from_str(&files::read(path)?).with_context(|| format!("{} does not hold root keys", path.display()))
}

/// Reads a trust list and checks it under the pinned roots. Gives its text too.
pub fn read_trust(path: &Path, roots: &Path, now: Timestamp) -> Result<(Arc<Trusted>, String)> {
    let text = files::read(path)?;
    let signed = SignedTrustList::parse(&text).with_context(|| path.display().to_string())?;
    let trusted = signed.open(&read_roots(roots)?, now).with_context(|| path.display().to_string())?;
    Ok((Arc::new(trusted), text))
}
