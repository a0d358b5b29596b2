use super::runtime;
use crate::Source;
use crate::fixture::{self, BOTH, MadeLog, after, files, list, now, successor};
use crate::verify::{Trust, VerifiedLog, verify};
use indicatif::ProgressBar;
use padron_protocol::watch::{Flag, Keys};
use std::fs;

fn verified_from(source: &Source, log: &MadeLog) -> VerifiedLog {
    let trust = Trust::Anchor(log.anchor());
    runtime().block_on(verify(source, &trust, after(1), &ProgressBar::hidden())).unwrap()
}

fn verified(log: &MadeLog) -> VerifiedLog {
    verified_from(&log.source(), log)
}

fn flags(verified: &VerifiedLog) -> Vec<Flag> {
    let mut flags: Vec<_> = verified.findings.first.iter().map(|finding| finding.flag).collect();
    flags.sort();
    flags.dedup();
    flags
}

/// A log that has grown in steps, with something of everything.
fn whole() -> MadeLog {
    let mut log = MadeLog::of_links(3);
    log.trust_list(&list());
    log.request(true);
    log.publish(now());
    log.links(300);
    log.request(false);
    log.trust_list(&successor(&list()));
    log.publish(now());
    log.links(700);
    log.publish(now());
    log
}

#[test]
fn a_log_that_holds_is_told_to_hold() {
    let log = whole();
    let verified = verified(&log);
    assert_eq!(verified.findings.first, []);
    assert_eq!((verified.entries, verified.opened, verified.closed), (1007, 1, 1));
    assert_eq!(verified.figures, log.figures);
    assert_eq!(verified.trust_lists, [1, 2]);
    assert_eq!((verified.age_seconds, verified.witnesses.len(), verified.other_signatures), (Some(60), 2, 0));
}

#[test]
fn it_holds_the_same_over_http() {
    let log = whole();
    let runtime = runtime();
    let (address, stop) = runtime.block_on(super::super::serve::tests::start(log.path("log")));
    let verified = runtime.block_on(async {
        let source = Source::parse(&address).unwrap();
        verify(&source, &Trust::Anchor(log.anchor()), after(1), &ProgressBar::hidden()).await.unwrap()
    });
    assert_eq!(verified.findings.first, []);
    assert_eq!((verified.entries, verified.opened, verified.closed), (1007, 1, 1));
    drop(stop);
}

#[test]
fn keys_alone_are_enough() {
    let log = whole();
    let check = |cosignatures, witnesses: &[&str]| {
        let keys = witnesses.iter().map(|id| fixture::witness(id).verifier().to_string()).collect::<Vec<_>>();
        let log_key = fixture::log_signer().verifier().to_string();
        let keys: Keys = crate::keys::plain(&log_key, &keys, cosignatures).unwrap();
        runtime().block_on(verify(&log.source(), &Trust::Keys(keys), now(), &ProgressBar::hidden())).unwrap()
    };
    assert_eq!(flags(&check(None, &BOTH)), []);
    assert_eq!(check(None, &["witness-1"]).other_signatures, 1);
    assert_eq!(flags(&check(Some(1), &["witness-1", "witness-9"])), []);
    assert_eq!(flags(&check(None, &["witness-1", "witness-9"])), [Flag::TooFewCosignatures]);
    assert_eq!(check(None, &[]).cosigned, None);
}

#[test]
fn every_byte_of_a_log_counts() {
    let mut log = MadeLog::of_links(2);
    log.request(true);
    log.trust_list(&list());
    log.links(3);
    log.publish(now());
    assert_eq!(verified(&log).findings.first, []);
    let (runtime, trust) = (runtime(), Trust::Anchor(log.anchor()));
    let mut tried = 0;
    for file in files(&log.path("log")) {
        let bytes = fs::read(&file).unwrap();
        // A trust list is long; that each of its bytes counts is shown where lists are checked.
        let step = if file.to_string_lossy().contains("/trust/") { 101 } else { 1 };
        for at in (0..bytes.len()).step_by(step) {
            let mut changed = bytes.clone();
            changed[at] ^= 1 << (at % 8);
            fs::write(&file, &changed).unwrap();
            let verified = runtime.block_on(verify(&log.source(), &trust, after(1), &ProgressBar::hidden())).unwrap();
            assert!(!verified.findings.is_empty(), "byte {at} of {}", file.display());
            tried += 1;
        }
        fs::write(&file, bytes).unwrap();
    }
    assert!(tried > 1500, "{tried}");
    assert_eq!(verified(&log).findings.first, []);
}

#[test]
fn every_file_of_a_log_is_needed() {
    let log = whole();
    let mut missed = 0;
    for file in files(&log.path("log")) {
        let bytes = fs::read(&file).unwrap();
        fs::remove_file(&file).unwrap();
        let verified = verified(&log);
        let name = file.to_string_lossy();
        // Narrower tiles of earlier checkpoints may go, and statistics may still be closed.
        let may_go = name.contains("/statistics/") || verified.findings.is_empty();
        missed += usize::from(!verified.findings.is_empty());
        assert!(may_go || !verified.findings.is_empty(), "{name}");
        fs::write(&file, bytes).unwrap();
    }
    // The checkpoint, the figures, four bundles, four tiles of leaves, one above, two trust lists.
    assert_eq!(missed, 13);
}

#[test]
fn each_thing_that_is_wrong_has_its_name() {
    let flagged = |change: &dyn Fn(&MadeLog)| {
        let log = whole();
        change(&log);
        flags(&verified(&log))
    };
    let other = |log: &MadeLog| log.write("figures.json", b"{\"entries\":1007}");
    assert_eq!(flagged(&other), [Flag::OtherFigures]);
    assert_eq!(flagged(&|log| log.write("trust/2.json", b"{}")), [Flag::BadTrustList]);
    assert_eq!(flagged(&|log| log.write("statistics/4.json", b"{}")), [Flag::BadStatistics]);
    assert_eq!(flagged(&|log| log.write("tile/0/001", &[0; 8192])), [Flag::BadTile]);
    assert_eq!(flagged(&|log| log.write("tile/entries/001", &[0; 8192])), [Flag::BadEntries]);
    assert_eq!(flagged(&|log| log.write("checkpoint", b"none")), [Flag::BadCheckpoint]);
    let few = |log: &MadeLog| log.show(log.checkpoint(), now(), &["witness-1"]);
    assert_eq!(flagged(&few), [Flag::TooFewCosignatures]);
    let root = |log: &MadeLog| {
        let mut other = MadeLog::of_links(1006);
        other.request(false);
        log.show(other.checkpoint(), now(), &BOTH);
    };
    assert_eq!(flagged(&root), [Flag::OtherRoot]);
}
