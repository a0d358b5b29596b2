use super::Source;
use anyhow::Result;
use padron_protocol::watch::{Finding, Findings};
use padron_tlog::TileId;
use std::collections::VecDeque;
use tokio::task::JoinHandle;

/// How many files are on their way at once.
const AT_ONCE: usize = 16;

/// Fetches tiles ahead of whoever takes them, in order.
pub(crate) struct Ahead<I> {
    source: Source,
    waiting: I,
    running: VecDeque<(TileId, Fetching)>,
}

/// A file on its way; nothing when the log does not have it.
type Fetching = JoinHandle<Result<Option<Vec<u8>>>>;

impl<I: Iterator<Item = TileId>> Ahead<I> {
    /// These tiles of this log.
    pub(crate) fn new(source: &Source, ids: I) -> Self {
        Self { source: source.clone(), waiting: ids, running: VecDeque::new() }
    }

    /// The next tile, with its bytes where the log has it; nothing after the last.
    pub(crate) async fn next(&mut self) -> Result<Option<(TileId, Option<Vec<u8>>)>> {
        while self.running.len() < AT_ONCE
            && let Some(id) = self.waiting.next()
        {
            let source = self.source.clone();
            self.running.push_back((id, tokio::spawn(async move { source.tile(id).await })));
        }
        let Some((id, fetched)) = self.running.pop_front() else { return Ok(None) };
        Ok(Some((id, fetched.await??)))
    }
}

impl<I> Drop for Ahead<I> {
    fn drop(&mut self) {
        self.running.iter().for_each(|(_, fetching)| fetching.abort());
    }
}

/// Checks that run beside whoever goes on, a few at once; what they find is collected in the order of their start.
#[derive(Default)]
pub(crate) struct Beside {
    running: VecDeque<JoinHandle<Result<Vec<Finding>>>>,
}

impl Beside {
    /// Starts a check; waits for the oldest one when there are many.
    pub(crate) async fn start(
        &mut self,
        check: impl Future<Output = Result<Vec<Finding>>> + Send + 'static,
        findings: &mut Findings,
    ) -> Result<()> {
        if self.running.len() >= AT_ONCE {
            self.finish_one(findings).await?;
        }
        self.running.push_back(tokio::spawn(check));
        Ok(())
    }

    /// Waits for all.
    pub(crate) async fn finish(&mut self, findings: &mut Findings) -> Result<()> {
        while !self.running.is_empty() {
            self.finish_one(findings).await?;
        }
        Ok(())
    }

    async fn finish_one(&mut self, findings: &mut Findings) -> Result<()> {
        if let Some(check) = self.running.pop_front() {
            findings.extend(check.await??);
        }
        Ok(())
    }
}
