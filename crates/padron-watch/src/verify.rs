//! Checking a whole log from its first entry, in constant memory.

use super::ahead::{Ahead, Beside};
use super::lists;
use super::source::{MAX_FILE, Newest, Source};
use anyhow::Result;
use indicatif::ProgressBar;
use jiff::Timestamp;
use padron_host::trust_files::Anchor;
use padron_protocol::Hash32;
use padron_protocol::log::{EntryKind, Follower};
use padron_protocol::messages::status::Figures;
use padron_protocol::watch::{Finding, Findings, Flag, Keys, Tiles, check_figures, check_statistics};
use padron_tlog::{Checkpoint, Cosigned, SignedCheckpoint, TileId, TileMap, bundle_ids};
use serde::Serialize;
use std::collections::BTreeMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Whose signatures a log must bear.
pub enum Trust {
    /// Those of a trust list, and of the lists that follow it in the log.
    Anchor(Anchor),
    /// Those of these keys; trust lists are not looked at then.
    Keys(Keys),
}

/// What came of it.
#[derive(Serialize)]
pub struct VerifiedLog {
    /// Whether nothing is wrong.
    pub holds: bool,
    /// The log's name.
    pub origin: Option<String>,
    /// Entries that were checked.
    pub entries: u64,
    /// The root over them, in base64.
    pub root: String,
    /// When enough witnesses had cosigned.
    pub cosigned: Option<Timestamp>,
    /// How long ago that was, in seconds.
    pub age_seconds: Option<i64>,
    /// The witnesses whose cosignatures hold.
    pub witnesses: Vec<String>,
    /// Signatures of keys that nobody asked about. They prove nothing, and break nothing.
    pub other_signatures: usize,
    /// The public figures, counted.
    pub figures: Figures,
    /// The versions of the trust lists in the log.
    pub trust_lists: Vec<u64>,
    /// Requests whose statistics are opened.
    pub opened: u64,
    /// Requests whose statistics are not.
    pub closed: u64,
    #[serde(flatten)]
    pub findings: Findings,
}

/// Checks everything.
pub async fn verify(source: &Source, trust: &Trust, now: Timestamp, bar: &ProgressBar) -> Result<VerifiedLog> {
    let newest = source.newest().await?;
    let mut check = LogCheck::new(source);
    match read_checkpoint(&newest) {
        Ok(signed) => check.all(&signed, &newest, trust, now, bar).await?,
        Err(finding) => check.findings.add(finding),
    }
    check.beside.finish(&mut check.findings).await?;
    Ok(check.told())
}

pub fn read_checkpoint(newest: &Newest) -> Result<SignedCheckpoint, Finding> {
    let wrong = |why: String| Finding::new(Flag::BadCheckpoint, format!("checkpoint: {why}"));
    let bytes = newest.checkpoint.as_deref().ok_or_else(|| wrong("it is missing".into()))?;
    let text = std::str::from_utf8(bytes).map_err(|_| wrong("it is not UTF-8".into()))?;
    SignedCheckpoint::parse(text).map_err(|error| wrong(error.to_string()))
}

/// A check under way.
struct LogCheck {
    source: Source,
    replay: Follower<Tiles>,
    trust_lists: BTreeMap<u64, Hash32>,
    versions: Vec<u64>,
    requests: u64,
    opened: Arc<AtomicU64>,
    signed: Option<SignedCheckpoint>,
    cosigned: Option<Cosigned>,
    cosigned_at: Option<(Timestamp, i64)>,
    known: usize,
    beside: Beside,
    findings: Findings,
}

impl LogCheck {
    fn new(source: &Source) -> Self {
        Self {
            source: source.clone(),
            replay: Follower::default(),
            trust_lists: BTreeMap::new(),
            versions: Vec::new(),
            requests: 0,
            opened: Arc::default(),
            signed: None,
            cosigned: None,
            cosigned_at: None,
            known: 0,
            beside: Beside::default(),
            findings: Findings::default(),
        }
    }

    async fn all(
        &mut self,
        signed: &SignedCheckpoint,
        newest: &Newest,
        trust: &Trust,
        now: Timestamp,
        bar: &ProgressBar,
    ) -> Result<()> {
        self.signed = Some(signed.clone());
        let size = signed.checkpoint.size;
        bar.set_length(size);
        if self.entries(size, bar).await? {
            let last = self.replay.tree_mut().last();
            self.compare(last).await?;
            self.findings.note(same_root(&self.replay, &signed.checkpoint));
            self.findings.note(check_figures(newest.figures.as_deref(), self.replay.figures()));
        }
        let keys = self.keys(trust).await?;
        self.signatures(signed, &keys, now);
        Ok(())
    }

    /// Every entry; `false` when they break off.
    async fn entries(&mut self, size: u64, bar: &ProgressBar) -> Result<bool> {
        let mut bundles = Ahead::new(&self.source, bundle_ids(0, size));
        while let Some((id, bytes)) = bundles.next().await? {
            let taken = match &bytes {
                Some(bytes) => self.bundle(&id, bytes).await?,
                None => Err(Finding::new(Flag::BadEntries, format!("{id} is missing"))),
            };
            if let Err(finding) = taken {
                self.findings.add(finding);
                return Ok(false);
            }
            let known = self.replay.tree_mut().known();
            self.compare(known).await?;
            bar.set_position(self.replay.size());
        }
        Ok(true)
    }

    async fn bundle(&mut self, id: &TileId, bytes: &[u8]) -> Result<Result<(), Finding>> {
        let (mut requests, trust_lists) = (Vec::new(), &mut self.trust_lists);
        let taken = self.replay.take(id, bytes, |index, entry| match entry.kind {
            EntryKind::Request => requests.push((index, entry.commitment)),
            EntryKind::TrustList => drop(trust_lists.insert(index, entry.commitment)),
            EntryKind::Link | EntryKind::Approval | EntryKind::Refusal | EntryKind::Disclosure => {}
        });
        if let Err(error) = taken {
            return Ok(Err(Finding::new(Flag::BadEntries, error)));
        }
        self.requests += requests.len() as u64;
        for (index, commitment) in requests {
            let check = opened(self.source.clone(), index, commitment, self.opened.clone());
            self.beside.start(check, &mut self.findings).await?;
        }
        if matches!(self.source, Source::Directory(_)) {
            let check = older(self.source.clone(), *id, bytes.to_vec());
            self.beside.start(check, &mut self.findings).await?;
        }
        Ok(Ok(()))
    }

    async fn compare(&mut self, tiles: Vec<(TileId, Vec<u8>)>) -> Result<()> {
        for (id, expected) in tiles {
            self.beside.start(same_tile(self.source.clone(), id, expected), &mut self.findings).await?;
        }
        Ok(())
    }

    /// Whose signatures the checkpoint must bear, the log's own trust lists looked at.
    async fn keys(&mut self, trust: &Trust) -> Result<Keys> {
        let anchor = match trust {
            Trust::Keys(keys) => return Ok(keys.clone()),
            Trust::Anchor(anchor) => anchor,
        };
        let lists = lists::check(&self.source, anchor, &self.trust_lists).await?;
        self.versions = lists.logged.iter().map(|logged| logged.version).collect();
        self.findings.extend(lists.findings);
        Ok(Keys::Lists(lists.chain))
    }

    fn signatures(&mut self, signed: &SignedCheckpoint, keys: &Keys, now: Timestamp) {
        match keys.check(signed, now) {
            Ok(cosigned) => {
                self.known = 1 + cosigned.as_ref().map_or(0, |cosigned| cosigned.witnesses.len());
                self.cosigned_at = cosigned.as_ref().and_then(|cosigned| {
                    let time = Timestamp::from_second(i64::try_from(cosigned.time).ok()?).ok()?;
                    Some((time, now.as_second() - time.as_second()))
                });
                self.cosigned = cosigned;
            }
            Err(finding) => self.findings.add(finding),
        }
    }

    fn told(self) -> VerifiedLog {
        let opened = self.opened.load(Ordering::Relaxed);
        let all = self.signed.as_ref().map_or(0, |signed| signed.note.signatures.len());
        VerifiedLog {
            holds: self.findings.is_empty(),
            origin: self.signed.map(|signed| signed.checkpoint.origin),
            entries: self.replay.size(),
            root: self.replay.root().to_string(),
            cosigned: self.cosigned_at.map(|(time, _)| time),
            age_seconds: self.cosigned_at.map(|(_, age)| age),
            witnesses: self.cosigned.map(|cosigned| cosigned.witnesses).unwrap_or_default(),
            other_signatures: if self.known == 0 { 0 } else { all.saturating_sub(self.known) },
            figures: self.replay.figures().clone(),
            trust_lists: self.versions,
            opened,
            closed: self.requests.saturating_sub(opened),
            findings: self.findings,
        }
    }
}

fn same_root(replay: &Follower<Tiles>, signed: &Checkpoint) -> Result<(), Finding> {
    replay.check(signed).map_err(|_| {
        let (shown, signed) = (replay.root(), signed.root);
        let detail = format!("the entries have the root {shown}, and the checkpoint was signed for {signed}");
        Finding::new(Flag::OtherRoot, detail)
    })
}

/// The opened statistics of a request, where there are any.
async fn opened(source: Source, index: u64, commitment: Hash32, count: Arc<AtomicU64>) -> Result<Vec<Finding>> {
    let Some(bytes) = source.file(&format!("statistics/{index}.json"), MAX_FILE).await? else { return Ok(Vec::new()) };
    count.fetch_add(1, Ordering::Relaxed);
    Ok(check_statistics(index, &bytes, &commitment).err().into_iter().collect())
}

/// A tile of hashes, and narrower ones beside it.
async fn same_tile(source: Source, id: TileId, expected: Vec<u8>) -> Result<Vec<Finding>> {
    let wrong = |why: &str| Finding::new(Flag::BadTile, format!("{id} {why}"));
    let mut findings = match source.tile(id).await? {
        Some(bytes) if bytes == expected => Vec::new(),
        Some(_) => vec![wrong("does not hold the hashes of the entries")],
        None => vec![wrong("is missing")],
    };
    findings.extend(older(source, id, expected).await?);
    Ok(findings)
}

/// Narrower tiles of the same place: each must be the beginning of this one.
async fn older(source: Source, id: TileId, bytes: Vec<u8>) -> Result<Vec<Finding>> {
    let mut whole = TileMap::new();
    let narrower = source.narrower(id).await?;
    if narrower.is_empty() || whole.insert(id, bytes).is_err() {
        return Ok(Vec::new());
    }
    let wrong = |(id, bytes): &(TileId, Vec<u8>)| whole.get(id) != Some(bytes.as_slice());
    let finding = |(id, _): (TileId, Vec<u8>)| {
        Finding::new(Flag::BadTile, format!("{id} is not the beginning of the later tile of its place"))
    };
    Ok(narrower.into_iter().filter(wrong).map(finding).collect())
}
