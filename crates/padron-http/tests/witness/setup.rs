//! With what a witness does not start.

use crate::stand::{BEGIN, Stand, setup, signer};
use crate::toy_log::{ORIGIN, ToyLog};
use jiff::Timestamp;
use padron_http::witness::{Witness, WitnessSetup, WitnessSetupError};
use padron_protocol::FixedClock;
use padron_store::{WitnessRow, WitnessStore};
use padron_tlog::{KeyKind, KnownLog, NoteSigner, SignedCheckpoint};

fn clock() -> FixedClock {
    FixedClock::new(Timestamp::from_second(BEGIN as i64).unwrap())
}

fn store() -> WitnessStore {
    WitnessStore::in_memory().unwrap()
}

fn refusal(setup: WitnessSetup) -> WitnessSetupError {
    Witness::new(setup).err().expect("a witness that must not start")
}

/// The log's first five entries, cosigned.
fn by_witness(log: &ToyLog, secret: u8, time: u64) -> SignedCheckpoint {
    let mut cosigned = log.checkpoint(5);
    let cosignature = padron_tlog::cosign(&signer(secret), &cosigned.note.text, time).unwrap();
    cosigned.add(cosignature).unwrap();
    cosigned
}

#[test]
fn keys_of_the_wrong_kind_are_refused() {
    let log = ToyLog::of(1);
    let own = NoteSigner::new("witness.example/w1", KeyKind::Ed25519, &[42; 32]).unwrap();
    let wrong = WitnessSetup { signer: own, ..setup(store(), &clock(), vec![log.known()]) };
    assert!(matches!(refusal(wrong), WitnessSetupError::Signer));
    let keys = vec![log.key(), NoteSigner::new(ORIGIN, KeyKind::CosignatureV1, &[7; 32]).unwrap().verifier()];
    for keys in [keys, Vec::new()] {
        let logs = vec![KnownLog { origin: ORIGIN.into(), keys }];
        assert!(matches!(refusal(setup(store(), &clock(), logs)), WitnessSetupError::Keys(origin) if origin == ORIGIN));
    }
}

#[test]
fn logs_must_be_some_and_distinct() {
    let log = ToyLog::of(1);
    assert!(matches!(refusal(setup(store(), &clock(), Vec::new())), WitnessSetupError::Count(0)));
    let twice = vec![log.known(), ToyLog::new("log.example/another").known(), log.known()];
    assert!(matches!(refusal(setup(store(), &clock(), twice)), WitnessSetupError::Twice(origin) if origin == ORIGIN));
    let many: Vec<_> = (0..10_001).map(|at| KnownLog { origin: format!("log.example/{at}"), ..log.known() }).collect();
    assert!(matches!(refusal(setup(store(), &clock(), many)), WitnessSetupError::Count(10_001)));
}

#[test]
fn what_is_stored_must_be_what_was_stored() {
    let log = ToyLog::of(9);
    let mut other = ToyLog::new("log.example/other");
    other.grow(9, "entry");
    let cosigned = by_witness(&log, 42, BEGIN);
    let sound = WitnessRow { size: 5, root: log.root(5).0, checkpoint: cosigned.to_string() };
    let starts = |row: WitnessRow| {
        let store = store();
        assert!(store.replace(ORIGIN, None, &row).unwrap());
        Witness::new(setup(store, &clock(), vec![log.known()])).map(|_| ())
    };
    starts(sound.clone()).unwrap();
    let mut broken = cosigned.clone();
    broken.note.signatures[1].bytes[20] ^= 1;
    for row in [
        WitnessRow { size: 4, ..sound.clone() },
        WitnessRow { root: log.root(4).0, ..sound.clone() },
        WitnessRow { checkpoint: "nonsense".into(), ..sound.clone() },
        WitnessRow { checkpoint: by_witness(&other, 42, BEGIN).to_string(), ..sound.clone() },
        WitnessRow { checkpoint: broken.to_string(), ..sound.clone() },
    ] {
        assert!(matches!(starts(row), Err(WitnessSetupError::Store(_))));
    }
}

#[tokio::test]
async fn another_key_of_witness_or_log_does_not_make_it_forget() {
    let log = ToyLog::of(9);
    let store = store();
    let checkpoint = by_witness(&log, 43, BEGIN + 500).to_string();
    let row = WitnessRow { size: 5, root: log.root(5).0, checkpoint };
    assert!(store.replace(ORIGIN, None, &row).unwrap());
    let newer = NoteSigner::new(ORIGIN, KeyKind::Ed25519, &[8; 32]).unwrap();
    let stand = Stand::over(store, vec![KnownLog { origin: ORIGIN.into(), keys: vec![newer.verifier()] }]).await;
    let mut request = log.request(0, 9);
    request.checkpoint = SignedCheckpoint::sign(log.tree(9), &newer).unwrap();
    stand.add(&request).await.conflict(5);
    request = padron_tlog::AddCheckpoint { old: 5, proof: log.proof(5, 9), ..request };
    assert_eq!(stand.cosigned(&request).await, BEGIN);
}
