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

/// A trust list from which others are judged, expired or not: what was signed under it then still holds.
pub struct Anchor {
    pub trusted: Arc<Trusted>,
    /// The root keys that it was checked under.
    pub roots: Roots,
    /// Whether these came from elsewhere; otherwise the list says itself whom to trust.
    pub pinned: bool,
}

impl Anchor {
    /// Reads a trust list. Root keys are taken from `roots`, else from `roots.json` beside the list, else from the list
    /// itself.
    pub fn read(path: &Path, roots: Option<&Path>) -> Result<Self> {
        let signed = SignedTrustList::parse(&files::read(path)?).with_context(|| path.display().to_string())?;
        let beside = path.with_file_name("roots.json");
        let pinned = match roots {
            Some(roots) => Some(read_roots(roots)?),
            None if beside.exists() => Some(read_roots(&beside)?),
            None => None,
        };
        let own = || Ok::<_, anyhow::Error>(signed.list()?.roots);
        let (roots, pinned) = match pinned {
            Some(roots) => (roots, true),
            None => (own()?, false),
        };
        let trusted = signed.open_any_age(&roots).with_context(|| path.display().to_string())?;
        Ok(Self { trusted: Arc::new(trusted), roots, pinned })
    }

    /// What whoever reads a result must know about the list: that nobody has vouched for its roots, that it has expired.
    pub fn warnings(&self, now: Timestamp) -> Vec<String> {
        let mut warnings = Vec::new();
        if !self.pinned {
            warnings.push(
                "the root keys are those that the trust list names itself, taken on trust: compare them with the \
                 published ones, or name a file of them with --roots"
                    .to_owned(),
            );
        }
        if self.trusted.check_expiry(now).is_err() {
            let expires = self.trusted.list().expires;
            warnings.push(format!(
                "the trust list expired at {expires}: what was signed while it was in force still holds"
            ));
        }
        warnings
    }
}
