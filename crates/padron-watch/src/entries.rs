use super::Source;
use super::ahead::Ahead;
use anyhow::{Context as _, Result};
use padron_protocol::log::{Entry, Follower};
use padron_tlog::bundle_ids;

/// Shows the entries of a log to `seen`, in order, up to the `size` of one of its checkpoints. Nothing is checked but
/// their form.
pub async fn entries(source: &Source, size: u64, mut seen: impl FnMut(u64, &Entry) -> Result<()>) -> Result<()> {
    let mut follower = Follower::new();
    let mut bundles = Ahead::new(source, bundle_ids(0, size));
    while let Some((id, bytes)) = bundles.next().await? {
        let bytes = bytes.with_context(|| format!("{id} is missing"))?;
        let mut outcome = Ok(());
        follower.take(&id, &bytes, |index, entry| {
            if outcome.is_ok() {
                outcome = seen(index, entry);
            }
        })?;
        outcome?;
    }
    Ok(())
}
