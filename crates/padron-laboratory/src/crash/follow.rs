use anyhow::{Result, bail};
use jiff::SignedDuration;
use padron_host::system;
use padron_host::trust_files::Anchor;
use padron_protocol::watch::Flag;
use padron_watch::Source;
use padron_watch::monitor::{FollowPlan, Monitor};
use std::path::PathBuf;

/// Somebody who follows the log while roles are being killed.
pub struct FollowedLog(Monitor);

impl FollowedLog {
    /// From the first entry on.
    pub fn new(log: &Source, anchor: Anchor, state: PathBuf) -> Result<Self> {
        let closed_limit = SignedDuration::from_hours(24 * 365);
        Ok(Self(Monitor::open(FollowPlan { source: log.clone(), anchor, state, promises: None, closed_limit })?))
    }

    /// Looks once. A registrar that was just killed cannot be looked at, and witnesses that were cannot cosign; but what
    /// can be seen must never contradict what was seen before.
    pub async fn look(&mut self) -> Result<()> {
        let Ok(round) = self.0.round(system::now()).await else { return Ok(()) };
        let excused = |flag: Flag| matches!(flag, Flag::StaleCosignatures);
        match round.findings.first.iter().find(|finding| !excused(finding.flag)) {
            // Before its first checkpoint a log has none.
            Some(finding) if finding.flag == Flag::BadCheckpoint && round.entries == 0 => Ok(()),
            Some(finding) => bail!("while roles were being killed the log showed this: {finding}"),
            None => Ok(()),
        }
    }
}
