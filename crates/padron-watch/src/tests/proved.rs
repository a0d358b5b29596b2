use super::runtime;
use crate::fixture::{BOTH, MadeLog, after, list, now, promise};
use crate::prove::{Proved, newest};
use padron_tlog::TlogProof;
use std::fs;
use std::sync::Arc;

fn prove(log: &MadeLog, index: u64) -> anyhow::Result<Proved> {
    let trusted = Arc::clone(&log.anchor().trusted);
    runtime().block_on(newest(&log.source(), &trusted, index, after(1)))
}

fn refused(log: &MadeLog, index: u64) -> String {
    prove(log, index).err().map(|error| error.to_string()).unwrap_or_default()
}

#[test]
fn an_entry_is_proved_under_the_newest_checkpoint() {
    let log = MadeLog::of_links(700);
    for index in [0, 255, 256, 699] {
        let proved = prove(&log, index).unwrap();
        let entry = promise(index, now()).entry;
        assert_eq!(proved.entry, entry);
        let proof = TlogProof::parse(&proved.proof.to_string()).unwrap();
        assert_eq!(proof.includes(&entry.encode()), Ok(()));
        assert!(proof.includes(&promise(index + 1, now()).entry.encode()).is_err());
        assert_eq!(proved.cosigned.witnesses.len(), 2);
    }
    assert!(refused(&log, 700).contains("there is no entry 700"));
}

#[test]
fn nothing_is_proved_from_a_log_that_does_not_hold() {
    let log = MadeLog::of_links(700);
    log.write("tile/0/000", &[0; 8192]);
    assert!(refused(&log, 300).is_empty(), "this tile is not needed for it");
    assert!(refused(&log, 3).contains("do not fit its checkpoint"), "{}", refused(&log, 3));
    log.show(log.checkpoint(), now(), &BOTH[..1]);
    assert!(refused(&log, 300).contains("too-few-cosignatures"), "{}", refused(&log, 300));
    fs::remove_file(log.path("log/checkpoint")).unwrap();
    assert!(refused(&log, 300).contains("missing"));
}

#[test]
fn a_partial_tile_that_is_gone_is_found_in_the_full_one() {
    let mut log = MadeLog::of_links(200);
    let old = fs::read(log.path("log/checkpoint")).unwrap();
    log.links(100);
    log.publish(now());
    log.write("checkpoint", &old);
    for path in ["tile/0/000.p/200", "tile/entries/000.p/200"] {
        fs::remove_file(log.path("log").join(path)).unwrap();
    }
    assert_eq!(prove(&log, 199).unwrap().entry, promise(199, now()).entry);
}

#[test]
fn a_trust_list_that_has_expired_still_leads_to_what_was_signed_under_it() {
    let log = MadeLog::of_links(3);
    let anchor = log.anchor();
    assert_eq!(anchor.warnings(now()), Vec::<String>::new());
    let warnings = anchor.warnings(list().expires);
    assert!(warnings.len() == 1 && warnings[0].contains("expired"), "{warnings:?}");
    fs::remove_file(log.path("roots.json")).unwrap();
    let warnings = log.anchor().warnings(now());
    assert!(warnings.len() == 1 && warnings[0].contains("taken on trust"), "{warnings:?}");
}
