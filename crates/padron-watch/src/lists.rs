use super::Source;
use super::source::MAX_FILE;
use anyhow::Result;
use padron_host::trust_files::Anchor;
use padron_protocol::Hash32;
use padron_protocol::watch::Lists;
use std::collections::BTreeMap;

/// Fetches the trust lists of a log and checks them against its entries.
pub(crate) async fn check(source: &Source, anchor: &Anchor, entries: &BTreeMap<u64, Hash32>) -> Result<Lists> {
    let mut files = BTreeMap::new();
    if !entries.is_empty() {
        for version in Lists::versions(&anchor.trusted, entries.len()) {
            if let Some(bytes) = source.file(&format!("trust/{version}.json"), MAX_FILE).await? {
                files.insert(version, bytes);
            }
        }
    }
    Ok(Lists::check(&anchor.trusted, &anchor.roots, entries, &files))
}
