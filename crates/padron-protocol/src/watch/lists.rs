use super::{Finding, Flag, one_form};
use crate::bytes::Hash32;
use crate::trust::{MAX_SIZE, Roots, SignedTrustList, TrustError, Trusted};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A trust list that was logged.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LoggedVersion {
    pub index: u64,
    pub version: u64,
}

/// The trust lists of a log, checked from one that is trusted: forwards, each must be signed by the roots of the one
/// before; backwards, each must be the one that the next one names.
pub struct Lists {
    /// The trusted list, and those that follow it.
    pub chain: Vec<Arc<Trusted>>,
    /// The lists that were found for the entries.
    pub logged: Vec<LoggedVersion>,
    pub findings: Vec<Finding>,
}

impl Lists {
    /// The most lists that are looked for.
    pub const MAX: u64 = 10_000;

    /// The versions that a log with so many trust-list entries can have files of.
    pub fn versions(trusted: &Trusted, entries: usize) -> std::ops::RangeInclusive<u64> {
        let last = trusted.list().version.saturating_add(entries as u64);
        last.saturating_sub(Self::MAX - 1).max(1)..=last
    }

    /// Checks the files of a log (by version) against its trust-list entries (commitments by index). `roots` are those
    /// that are pinned.
    pub fn check(
        trusted: &Arc<Trusted>,
        roots: &Roots,
        entries: &BTreeMap<u64, Hash32>,
        files: &BTreeMap<u64, Vec<u8>>,
    ) -> Self {
        let mut lists = Self { chain: vec![trusted.clone()], logged: Vec::new(), findings: Vec::new() };
        let read = lists.read(files);
        let logged = lists.find(entries, read);
        lists.forwards(&logged);
        lists.backwards(trusted, roots, &logged);
        lists
    }

    fn wrong(&mut self, version: u64, why: impl std::fmt::Display) {
        self.findings.push(Finding::new(Flag::BadTrustList, format!("trust list {version}: {why}")));
    }

    fn read(&mut self, files: &BTreeMap<u64, Vec<u8>>) -> BTreeMap<u64, SignedTrustList> {
        let mut read = BTreeMap::new();
        for (version, bytes) in files {
            match read_list(*version, bytes) {
                Ok(list) => drop(read.insert(*version, list)),
                Err(why) => self.wrong(*version, why),
            }
        }
        read
    }

    /// The list of each entry. A file that has no entry yet is left out: nobody has to go by it.
    fn find(
        &mut self,
        entries: &BTreeMap<u64, Hash32>,
        read: BTreeMap<u64, SignedTrustList>,
    ) -> BTreeMap<u64, SignedTrustList> {
        let mut by_commitment: BTreeMap<_, _> =
            read.into_iter().map(|(version, list)| (list.entry().commitment, (version, list))).collect();
        let mut found = BTreeMap::new();
        for (index, commitment) in entries {
            let Some((version, list)) = by_commitment.remove(commitment) else {
                let why = "none of the files under trust/ is the list that it commits to";
                self.findings.push(Finding::new(Flag::BadTrustList, format!("the trust list of entry {index}: {why}")));
                continue;
            };
            if self.logged.last().is_some_and(|last| last.version >= version) {
                self.wrong(version, "it was logged after a later one");
            }
            self.logged.push(LoggedVersion { index: *index, version });
            found.insert(version, list);
        }
        found
    }

    fn forwards(&mut self, logged: &BTreeMap<u64, SignedTrustList>) {
        let Some(mut held) = self.chain.last().cloned() else { return };
        for (version, list) in logged.range(held.list().version.saturating_add(1)..) {
            // Whether it has expired since is another question than whether it followed.
            match list.open_successor_any_age(&held) {
                Ok(next) => {
                    held = Arc::new(next);
                    self.chain.push(held.clone());
                }
                Err(error) => return self.wrong(*version, error),
            }
        }
    }

    fn backwards(&mut self, trusted: &Trusted, roots: &Roots, logged: &BTreeMap<u64, SignedTrustList>) {
        let mut named = Some((trusted.list().version, trusted.hash()));
        for (version, list) in logged.range(..=trusted.list().version).rev() {
            if named != Some((*version, list.hash())) {
                return self.wrong(*version, "it is not the one that the next list follows");
            }
            if let Err(why) = check_signed(list, logged.get(&(version - 1)), roots) {
                self.wrong(*version, why);
            }
            let before = version.checked_sub(1).and_then(|before| Some((before, logged.get(&before)?.hash())));
            let followed = list.list().map(|list| list.predecessors).unwrap_or_default();
            named = before.filter(|(_, hash)| followed.contains(hash));
        }
    }
}

fn read_list(version: u64, bytes: &[u8]) -> Result<SignedTrustList, String> {
    if bytes.len() > MAX_SIZE {
        return Err(TrustError::TooLong.to_string());
    }
    let list: SignedTrustList = one_form(bytes)?;
    let claimed = list.list().map_err(|error| error.to_string())?.version;
    (claimed == version).then_some(list).ok_or_else(|| format!("the file holds version {claimed}"))
}

/// A list is signed by the roots of the one before; the first one by those that are pinned, or by its own when these
/// have changed since.
fn check_signed(list: &SignedTrustList, before: Option<&SignedTrustList>, pinned: &Roots) -> Result<(), String> {
    let claimed = |list: &SignedTrustList| list.list().map(|list| list.roots).map_err(|error| error.to_string());
    let signed_by = |roots: &Roots| list.open_any_age(roots).map(drop).map_err(|error| error.to_string());
    match before {
        Some(before) => signed_by(&claimed(before)?),
        None => signed_by(pinned).or_else(|error| signed_by(&claimed(list)?).map_err(|_| error)),
    }
}

#[cfg(test)]
mod tests;
