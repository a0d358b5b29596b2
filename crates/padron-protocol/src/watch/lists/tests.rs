use super::*;
use crate::testing::{list, root, signed, trusted};
use crate::trust::TrustList;

/// Versions 1 to 4; with version 3 the roots change.
fn history() -> Vec<SignedTrustList> {
    let mut lists: Vec<(TrustList, SignedTrustList)> = Vec::new();
    for version in 1..=4u64 {
        let mut list = lists.last().map_or_else(list, |(before, _)| before.clone());
        list.version = version;
        list.predecessors = lists.last().map(|(_, before)| before.hash()).into_iter().collect();
        list.approvals = if version % 2 == 0 { 3 } else { 2 };
        if version == 3 {
            list.roots.keys = (4..=6).map(|at| Hash32(root(at).public())).collect();
        }
        let signers: &[u8] = if version == 4 { &[4, 5] } else { &[1, 2] };
        let signed = signed(&list, signers);
        lists.push((list, signed));
    }
    lists.into_iter().map(|(_, signed)| signed).collect()
}

fn file(list: &SignedTrustList) -> Vec<u8> {
    list.to_text().unwrap().into_bytes()
}

struct Logged {
    entries: BTreeMap<u64, Hash32>,
    files: BTreeMap<u64, Vec<u8>>,
}

/// All of the history from a version on, the entries 100 apart.
fn logged(from: u64) -> Logged {
    let lists = || (1u64..).zip(history()).filter(|(version, _)| *version >= from);
    Logged {
        entries: lists().map(|(version, list)| (version * 100, list.entry().commitment)).collect(),
        files: lists().map(|(version, list)| (version, file(&list))).collect(),
    }
}

fn anchor(version: usize) -> Arc<Trusted> {
    let history = history();
    let roots = if version == 4 { history[2].list().unwrap().roots } else { list().roots };
    Arc::new(history[version - 1].open_any_age(&roots).unwrap())
}

fn check(version: usize, logged: &Logged) -> Lists {
    Lists::check(&anchor(version), &list().roots, &logged.entries, &logged.files)
}

#[test]
fn lists_are_followed_from_any_one_of_them() {
    for version in 1..=4 {
        let lists = check(version, &logged(1));
        assert_eq!(lists.findings, []);
        let versions: Vec<_> = lists.chain.iter().map(|list| list.list().version).collect();
        assert_eq!(versions, (version as u64..=4).collect::<Vec<_>>());
        assert_eq!(lists.logged.len(), 4);
    }
    // The first list was published before there was a log.
    assert_eq!(check(1, &logged(2)).findings, []);
}

#[test]
fn bytes_all_over_every_list_count() {
    let whole = logged(1);
    for trusted in [anchor(1), anchor(4)] {
        for changed in 1..=4u64 {
            let bytes = &whole.files[&changed];
            // A prime apart, so that they fall on payload, signatures and what stands between.
            for at in (0..bytes.len()).step_by(83).chain(bytes.len() - 3..bytes.len()) {
                let mut files = whole.files.clone();
                files.get_mut(&changed).unwrap()[at] ^= 1;
                let lists = Lists::check(&trusted, &list().roots, &whole.entries, &files);
                assert_ne!(lists.findings, [], "byte {at} of version {changed}");
            }
        }
    }
}

#[test]
fn a_logged_list_without_its_file_is_told() {
    let mut logged = logged(1);
    logged.files.remove(&3);
    let lists = check(1, &logged);
    assert!(lists.findings[0].detail.contains("entry 300"), "{:?}", lists.findings);
    assert_eq!(lists.chain.len(), 2, "what comes after a gap is not followed");
}

#[test]
fn a_list_that_the_roots_did_not_sign_is_told() {
    let mut logged = logged(1);
    let mut usurped = history()[2].list().unwrap();
    usurped.parties.retain(|party| party.id != "court");
    let usurped = signed(&usurped, &[4, 5]);
    logged.entries.insert(300, usurped.entry().commitment);
    logged.files.insert(3, file(&usurped));
    let lists = check(2, &logged);
    assert!(lists.findings.iter().any(|finding| finding.detail.contains("root keys")), "{:?}", lists.findings);
    assert_eq!(lists.chain.len(), 1);
    // Looked at from a later list it is not the one that this follows.
    assert!(check(4, &logged).findings.iter().any(|finding| finding.detail.contains("next list follows")));
}

#[test]
fn another_list_of_the_trusted_version_is_told() {
    let mut other = list();
    other.notice_seconds = 7;
    let trusted = Arc::new(trusted(&other));
    let logged = logged(1);
    let lists = Lists::check(&trusted, &list().roots, &logged.entries, &logged.files);
    assert!(lists.findings.iter().any(|finding| finding.detail.contains("trust list 1")), "{:?}", lists.findings);
}

#[test]
fn the_order_of_the_log_is_the_order_of_versions() {
    let mut logged = logged(1);
    let (second, third) = (logged.entries[&200], logged.entries[&300]);
    logged.entries.extend([(200, third), (300, second)]);
    assert!(check(1, &logged).findings[0].detail.contains("after a later one"));
}

#[test]
fn files_that_are_not_logged_yet_are_left_out() {
    let mut logged = logged(1);
    logged.entries.remove(&400);
    let lists = check(1, &logged);
    assert_eq!(lists.findings, []);
    assert_eq!(lists.chain.len(), 3);
}
