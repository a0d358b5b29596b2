use super::{CosignedTree, Log, Witness};
use jiff::Timestamp;
use padron_model::Lang;
use padron_protocol::store::StoreError;
use padron_web::{WitnessPage, WitnessedLog, WitnessedTree};

/// The most logs that the page shows; `/metrics` has all.
const SHOWN: usize = 200;

impl Witness {
    /// The page that says who the witness is and what it has cosigned. Blocks.
    pub(super) fn page(&self, lang: Lang) -> Result<String, StoreError> {
        let mut logs: Vec<(&String, &Log)> = self.logs.iter().collect();
        logs.sort_unstable_by_key(|(_, log)| &log.known.origin);
        let shown = logs.iter().take(SHOWN).map(|(place, log)| {
            let latest = self.latest(log)?.map(|latest| tree(&latest));
            Ok(WitnessedLog { origin: log.known.origin.clone(), place: (*place).clone(), latest })
        });
        let shown: Vec<_> = shown.collect::<Result<_, StoreError>>()?;
        Ok(padron_web::witness(&WitnessPage {
            name: self.signer.name(),
            controller: self.public_name.as_deref(),
            key: &self.signer.verifier().to_string(),
            more: logs.len() - shown.len(),
            logs: &shown,
            lang,
        }))
    }
}

fn tree(latest: &CosignedTree) -> WitnessedTree {
    let at = i64::try_from(latest.time).ok().filter(|time| *time > 0);
    let at = at.and_then(|time| Timestamp::from_second(time).ok());
    WitnessedTree { size: latest.seen.size, root: latest.seen.root.to_string(), at }
}
