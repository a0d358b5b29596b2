//! Following a log for months: it must only ever grow, be cosigned, and keep what its registrar promised.

mod evidence;
mod promises;
mod statistics;

use super::ahead::Ahead;
use super::source::Newest;
use super::{Source, lists, verify::read_checkpoint};
use anyhow::{Context as _, Result, ensure};
use evidence::MonitorEvidence;
use jiff::{SignedDuration, Timestamp};
use padron_host::files;
use padron_host::trust_files::Anchor;
use padron_protocol::Hash32;
use padron_protocol::log::{FollowError, Follower};
use padron_protocol::trust::Trusted;
use padron_protocol::watch::{
    Course, Finding, Findings, Flag, Keys, SeenEntries, Watched, check_figures, check_fresh, two_histories,
};
use padron_tlog::{
    Cosigned, SignedCheckpoint, TileMap, bundle_ids, consistency_proof, consistency_tiles, verify_consistency,
};
use promises::Promises;
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// What a monitor is told.
pub struct FollowPlan {
    pub source: Source,
    /// The trust list and its roots.
    pub anchor: Anchor,
    /// Where it keeps what it has seen.
    pub state: PathBuf,
    /// Promises and receipts to watch over.
    pub promises: Option<PathBuf>,
    /// How long the statistics of a request may stay closed.
    pub closed_limit: SignedDuration,
}

/// What a round saw.
#[derive(Serialize)]
pub struct MonitorRound {
    /// When it was, by the monitor's clock.
    pub at: Timestamp,
    pub entries: u64,
    /// How many of them are new.
    pub new: u64,
    /// When enough witnesses had cosigned.
    pub cosigned: Option<Timestamp>,
    /// Requests whose statistics nobody has opened yet.
    pub closed: usize,
    /// Promises that were looked at.
    pub promises: usize,
    #[serde(flatten)]
    pub findings: Findings,
}

pub struct Monitor {
    plan: FollowPlan,
    watched: Watched,
    evidence: MonitorEvidence,
    promises: Promises,
    /// When closed statistics were last asked for.
    asked: Option<Timestamp>,
    /// The trust lists, as of these entries; kept while nothing is wrong with them.
    lists: Option<(BTreeMap<u64, Hash32>, Chain)>,
}

type Chain = Vec<Arc<Trusted>>;

/// How often closed statistics are asked for.
const ASK_EVERY: SignedDuration = SignedDuration::from_hours(1);

impl Monitor {
    /// Goes on from its state file, or begins.
    pub fn open(plan: FollowPlan) -> Result<Self> {
        let origin = &plan.anchor.trusted.list().log.origin;
        let watched = if plan.state.exists() { read_state(&plan.state, origin)? } else { Watched::new(origin) };
        let (evidence, promises) = (MonitorEvidence::new(&plan.state), Promises::new(plan.promises.clone()));
        Ok(Self { plan, watched, evidence, promises, asked: None, lists: None })
    }

    /// Looks at the log once. An error means that it could not be looked at.
    pub async fn round(&mut self, now: Timestamp) -> Result<MonitorRound> {
        let mut findings = Findings::default();
        let before = self.watched.follower()?.size();
        let newest = self.plan.source.newest().await?;
        let cosigned = match read_checkpoint(&newest) {
            Ok(signed) => self.follow(&signed, &newest, now, &mut findings).await?,
            Err(finding) => {
                findings.add(finding);
                None
            }
        };
        self.statistics(now, &mut findings).await?;
        let promises = self.promises(now, &mut findings).await?;
        files::write(&self.plan.state, &serde_json::to_vec_pretty(&self.watched)?)?;
        let entries = self.watched.follower()?.size();
        Ok(MonitorRound {
            at: now,
            entries,
            new: entries - before,
            cosigned: cosigned.and_then(|cosigned| Timestamp::from_second(i64::try_from(cosigned.time).ok()?).ok()),
            closed: self.watched.closed.len(),
            promises,
            findings,
        })
    }

    /// Follows to a checkpoint. Only one that holds in everything is followed to.
    async fn follow(
        &mut self,
        signed: &SignedCheckpoint,
        newest: &Newest,
        now: Timestamp,
        findings: &mut Findings,
    ) -> Result<Option<Cosigned>> {
        let mut follower = self.watched.follower()?;
        let mut seen = SeenEntries::default();
        let course = match self.watched.course(&signed.checkpoint)? {
            Course::Same => Ok(()),
            Course::Broken(finding) => Err(finding),
            Course::Grown => self.replay(signed, &mut follower, &mut seen).await?,
        };
        let chain = self.chain(&seen, findings).await?;
        let cosigned = match Keys::Lists(chain).check(signed, now) {
            Ok(cosigned) => cosigned.unwrap_or(Cosigned { time: 0, witnesses: Vec::new() }),
            // What the log did not sign says nothing about it.
            Err(finding) if finding.flag == Flag::BadCheckpoint => {
                findings.add(finding);
                return Ok(None);
            }
            Err(finding) => {
                findings.add(finding);
                self.contradicted(course, signed, findings)?;
                return Ok(None);
            }
        };
        findings.note(check_fresh(&cosigned, now));
        if course.is_ok() {
            findings.note(check_figures(newest.figures.as_deref(), follower.figures()));
            self.watched.advance(&follower, signed, &cosigned, seen);
        }
        self.contradicted(course, signed, findings)?;
        Ok(Some(cosigned))
    }

    /// Takes every new entry, and checks that together they are what was signed.
    async fn replay(
        &self,
        signed: &SignedCheckpoint,
        follower: &mut Follower,
        seen: &mut SeenEntries,
    ) -> Result<Result<(), Finding>> {
        let size = signed.checkpoint.size;
        let mut bundles = Ahead::new(&self.plan.source, bundle_ids(follower.size(), size));
        while let Some((id, bytes)) = bundles.next().await? {
            let Some(bytes) = bytes else {
                return Ok(Err(Finding::new(Flag::BadEntries, format!("{id} is missing"))));
            };
            if let Err(error) = follower.take(&id, &bytes, |index, entry| seen.note(index, entry)) {
                return Ok(Err(Finding::new(Flag::BadEntries, error)));
            }
        }
        match follower.check(&signed.checkpoint) {
            Err(error @ FollowError::OtherRoot { .. }) => Ok(Err(self.why_other_root(signed, error).await?)),
            other => Ok(other.map_err(|error| Finding::new(Flag::BadEntries, error))),
        }
    }

    /// The new entries are not those that were signed: either the bundles are damaged, or there is another history.
    async fn why_other_root(&self, signed: &SignedCheckpoint, error: FollowError) -> Result<Finding> {
        let followed = self.watched.follower()?;
        let (old, size) = (followed.size(), signed.checkpoint.size);
        let mut tiles = TileMap::new();
        for id in consistency_tiles(old, size) {
            if let Some(bytes) = self.plan.source.tile(id).await? {
                let _ = tiles.insert(id, bytes);
            }
        }
        let root = followed.root();
        let extends = consistency_proof(old, size, &tiles)
            .is_ok_and(|proof| verify_consistency(old, &root, size, &signed.checkpoint.root, &proof).is_ok());
        Ok(if extends { Finding::new(Flag::OtherRoot, error) } else { two_histories(size, old) })
    }

    /// The trust lists, with those among the new entries.
    async fn chain(&mut self, seen: &SeenEntries, findings: &mut Findings) -> Result<Chain> {
        let mut entries = self.watched.trust_lists.clone();
        entries.extend(seen.trust_lists());
        if let Some((_, chain)) = self.lists.as_ref().filter(|(known, _)| *known == entries) {
            return Ok(chain.clone());
        }
        let lists = lists::check(&self.plan.source, &self.plan.anchor, &entries).await?;
        self.lists = lists.findings.is_empty().then(|| (entries, lists.chain.clone()));
        findings.extend(lists.findings);
        Ok(lists.chain)
    }

    /// Notes a contradiction and keeps both checkpoints.
    fn contradicted(
        &mut self,
        course: Result<(), Finding>,
        signed: &SignedCheckpoint,
        findings: &mut Findings,
    ) -> Result<()> {
        let Err(mut finding) = course else { return Ok(()) };
        if matches!(finding.flag, Flag::TwoHistories | Flag::Shrunk) {
            let kept = self.evidence.keep(self.watched.checkpoint.as_deref(), &signed.to_string())?;
            finding.detail = format!("{}; both checkpoints are kept: {kept}", finding.detail);
        }
        findings.add(finding);
        Ok(())
    }

    async fn statistics(&mut self, now: Timestamp, findings: &mut Findings) -> Result<()> {
        if self.asked.is_none_or(|asked| now.duration_since(asked) >= ASK_EVERY) {
            self.asked = Some(now);
            statistics::ask(&self.plan.source, &mut self.watched, findings).await?;
        }
        findings.extend(self.watched.overdue(self.plan.closed_limit, now));
        Ok(())
    }

    async fn promises(&mut self, now: Timestamp, findings: &mut Findings) -> Result<usize> {
        // What is wrong with the lists was told when the log was followed.
        let chain = self.chain(&SeenEntries::default(), &mut Findings::default()).await?;
        self.promises.check(&self.plan.source, &chain, &self.watched, now, findings).await
    }
}

fn read_state(path: &Path, origin: &str) -> Result<Watched> {
    let watched: Watched = serde_json::from_str(&files::read(path)?)
        .with_context(|| format!("{} is not a monitor's state", path.display()))?;
    ensure!(watched.version == 1, "{} is of a later version of padron", path.display());
    ensure!(watched.origin == origin, "{} follows the log {}, not {origin}", path.display(), watched.origin);
    Ok(watched)
}
