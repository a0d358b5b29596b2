use super::*;
use crate::log::Receipt;
use crate::testing::{self, list, log, promise, proofs, trusted};
use jiff::SignedDuration;
use padron_tlog::{TlogProof, Window, inclusion_proof};

const TWO: [(&str, u64); 2] = [("witness-1", SEEN), ("witness-2", SEEN + 3)];
/// Half an hour after the links of the fixture.
const SEEN: u64 = 1_772_452_800 + 1_800;

fn receipt(promise: &crate::log::Promise, proof: Option<String>) -> Receipt {
    Receipt { promise: testing::signer("registrar").sign(promise).unwrap(), proof }
}

fn check(receipt: &Receipt) -> (bool, String) {
    let (report, _) = verify_receipt(receipt, &trusted(&list()), testing::now() + SignedDuration::from_hours(1));
    let failed = report.checks.iter().filter(|finding| !finding.holds);
    let failed = failed.map(|finding| format!("{}: {}", finding.check, finding.detail)).collect::<Vec<_>>().join("; ");
    (report.holds(), failed)
}

#[test]
fn a_complete_receipt_holds_and_tells_who_saw_it_when() {
    let receipt = receipt(&promise(3), proofs(10, &[3], &TWO).alone(3));
    let (report, shown) = verify_receipt(&receipt, &trusted(&list()), testing::now());
    assert!(report.holds(), "{:?}", report.checks.iter().map(|check| &check.detail).collect::<Vec<_>>());
    assert_eq!(shown.cosigned, Some(SEEN));
    assert_eq!(shown.witnesses.len(), 2);
    assert_eq!(Receipt::parse(&serde_json::to_string(&receipt).unwrap()), Some(receipt));
}

#[test]
fn a_bare_promise_holds_until_it_is_due() {
    let receipt = receipt(&promise(3), None);
    let due = promise(3).by;
    let check = |now| verify_receipt(&receipt, &trusted(&list()), now).0;
    assert!(check(due - SignedDuration::from_secs(1)).holds());
    let late = check(due);
    assert!(!late.holds());
    assert!(late.checks.iter().any(|finding| finding.check == "promise" && finding.detail.contains("broken")));
    assert_eq!(Receipt::parse(&receipt.promise), Some(receipt));
}

#[test]
fn what_fails_is_said() {
    let good = || proofs(10, &[3], &TWO).alone(3);
    let fails = |receipt: &Receipt, what: &str| {
        let (holds, told) = check(receipt);
        assert!(!holds && told.contains(what), "{told}");
    };
    fails(&receipt(&promise(4), good()), "another entry than the promise");
    fails(&receipt(&promise(3), proofs(10, &[3], &TWO[..1]).alone(3)), "cosignatures do not suffice");
    fails(&receipt(&promise(3), Some("nonsense".into())), "log:");
    let mut other = promise(3);
    other.folio = Some("ANOTHER".into());
    fails(&receipt(&other, good()), "another folio");
    let mut backdated = promise(3);
    backdated.at -= SignedDuration::from_hours(24);
    fails(&receipt(&backdated, good()), "another day");
    let mut altered = promise(3);
    if let Some(opened) = &mut altered.statistics {
        opened.text = opened.text.replace("operator-a", "operator-b");
    }
    fails(&receipt(&altered, good()), "not the one of the entry");
    let forged = Receipt { promise: testing::signer("operator-a").sign(&promise(3)).unwrap(), proof: good() };
    fails(&forged, "signature:");
    let mut later = promise(3);
    later.at += SignedDuration::from_hours(3);
    fails(&receipt(&later, good()), "dated after the witnesses");
}

#[test]
fn no_hash_of_a_proof_can_be_changed() {
    let (signed, tiles) = log(10, &TWO);
    let hashes = inclusion_proof(3, 10, &tiles).unwrap();
    for at in 0..hashes.len() {
        let mut hashes = hashes.clone();
        hashes[at].0[31] ^= 1;
        let proof = TlogProof { extra: None, index: 3, hashes, checkpoint: signed.clone() };
        assert!(!check(&receipt(&promise(3), Some(proof.to_string()))).0);
    }
}

#[test]
fn proofs_show_only_what_they_prove() {
    let trusted = trusted(&list());
    let proven = proofs(10, &[3, 5], &TWO).open(&trusted, Window::ANY).unwrap();
    assert!(proven.shows(&promise(3)).is_ok());
    assert!(proven.shows(&promise(5)).is_ok());
    assert!(proven.shows(&promise(4)).is_err());
    let window = Window { not_before: SEEN + 1, not_after: SEEN + 600 };
    assert!(proofs(10, &[3], &TWO).open(&trusted, window).is_err(), "only one cosignature is inside");
    let window = Window { not_before: SEEN, not_after: SEEN + 600 };
    assert!(proofs(10, &[3], &TWO).open(&trusted, window).is_ok());
    let one_group = [("witness-1", SEEN), ("witness-1", SEEN + 1)];
    assert!(proofs(10, &[3], &one_group).open(&trusted, Window::ANY).is_err());
}
