//! One log through every answer.

use crate::stand::{BEGIN, Stand};
use crate::toy_log::{ORIGIN, ToyLog};
use padron_tlog::{AddCheckpoint, Checkpoint, Hash, KeyKind, KnownLog, MAX_NOTE, NoteSigner, SignedCheckpoint, cosign};

/// The checkpoint signed by another key of the same name.
fn by_another(log: &ToyLog, size: u64) -> SignedCheckpoint {
    SignedCheckpoint::sign(log.tree(size), &NoteSigner::new(&log.origin, KeyKind::Ed25519, &[8; 32]).unwrap()).unwrap()
}

#[tokio::test]
async fn an_honest_log_is_cosigned_as_it_grows() {
    let log = ToyLog::of(700);
    let stand = Stand::fresh(&log).await;
    let mut old = 0;
    for (at, size) in [1, 2, 3, 7, 8, 255, 256, 257, 512, 700].into_iter().enumerate() {
        stand.pass(10);
        assert_eq!(stand.cosigned(&log.request(old, size)).await, BEGIN + 10 * (at as u64 + 1));
        let newest = stand.newest(&log).await;
        assert_eq!(newest.status, 200);
        let newest = SignedCheckpoint::parse(&newest.body).unwrap();
        assert_eq!(newest.checkpoint, log.tree(size));
        log.known().check(&newest).unwrap();
        assert_eq!(padron_tlog::cosigned_at(&stand.key, &newest.note).unwrap(), Some(BEGIN + 10 * (at as u64 + 1)));
        old = size;
    }
}

#[tokio::test]
async fn the_same_tree_is_cosigned_again_at_a_later_time() {
    let log = ToyLog::of(5);
    let stand = Stand::fresh(&log).await;
    assert_eq!(stand.cosigned(&log.request(0, 5)).await, BEGIN);
    assert_eq!(stand.cosigned(&log.request(5, 5)).await, BEGIN);
    stand.pass(61);
    assert_eq!(stand.cosigned(&log.request(5, 5)).await, BEGIN + 61);
}

#[tokio::test]
async fn an_empty_log_is_cosigned_before_its_first_entry() {
    let log = ToyLog::of(3);
    let stand = Stand::fresh(&log).await;
    stand.cosigned(&log.request(0, 0)).await;
    stand.cosigned(&log.request(0, 0)).await;
    stand.cosigned(&log.request(0, 3)).await;
}

#[tokio::test]
async fn another_old_size_is_told_the_newest() {
    let log = ToyLog::of(20);
    let stand = Stand::fresh(&log).await;
    stand.add(&log.request(4, 10)).await.conflict(0);
    stand.cosigned(&log.request(0, 10)).await;
    for old in [0, 9] {
        stand.add(&log.request(old, 15)).await.conflict(10);
    }
    stand.add(&log.request(15, 20)).await.conflict(10);
    // An older checkpoint of the log's own is no way back.
    stand.add(&log.request(9, 9)).await.conflict(10);
    stand.cosigned(&log.request(10, 20)).await;
}

#[tokio::test]
async fn a_tree_that_does_not_extend_the_last_is_refused() {
    let mut log = ToyLog::of(9);
    let mut forked = log.clone();
    log.grow(20, "entry");
    forked.grow(20, "another entry");
    let stand = Stand::fresh(&log).await;
    let unproven = AddCheckpoint { proof: vec![Hash([1; 32])], ..log.request(0, 12) };
    stand.add(&unproven).await.refused(422, "does not extend");
    stand.cosigned(&log.request(0, 12)).await;

    let sound = log.request(12, 20);
    let mut changed = sound.clone();
    changed.proof[1].0[0] ^= 1;
    let mut short = sound.clone();
    short.proof.pop();
    let long = AddCheckpoint { proof: [sound.proof.clone(), vec![Hash([1; 32])]].concat(), ..sound.clone() };
    let none = AddCheckpoint { proof: Vec::new(), ..sound.clone() };
    let same_size = AddCheckpoint { old: 12, ..forked.request(12, 12) };
    let needless = AddCheckpoint { proof: vec![Hash([1; 32])], ..log.request(12, 12) };
    for request in [changed, short, long, none, forked.request(12, 20), same_size, needless] {
        stand.add(&request).await.refused(422, "does not extend");
    }
    stand.cosigned(&sound).await;
}

#[tokio::test]
async fn an_empty_tree_has_one_root_only() {
    let log = ToyLog::of(1);
    let stand = Stand::fresh(&log).await;
    let tree = Checkpoint { root: log.root(1), ..log.tree(0) };
    let checkpoint = SignedCheckpoint::sign(tree, &log.signer()).unwrap();
    stand.add(&AddCheckpoint { old: 0, proof: Vec::new(), checkpoint }).await.refused(422, "does not extend");
    assert_eq!(stand.newest(&log).await.status, 404);
}

#[tokio::test]
async fn what_is_no_request_is_refused_with_a_reason() {
    let log = ToyLog::of(70);
    let stand = Stand::fresh(&log).await;
    let sound = log.request(0, 5).to_string();
    let note = sound.strip_prefix("old 0\n\n").unwrap();
    let hash = Hash([1; 32]).to_string();
    let many = |lines: usize| format!("old 1\n{}\n{note}", format!("{hash}\n").repeat(lines));
    let malformed: Vec<(String, &str)> = vec![
        (String::new(), "line 1"),
        (sound.replace("old 0", "old 00"), "line 1"),
        (sound.replace("old 0", "old -1"), "line 1"),
        (sound.replace("old 0", "old  0"), "line 1"),
        (sound.replace("old 0", "OLD 0"), "line 1"),
        (sound.replace("old 0", &format!("old {}0", u64::MAX)), "line 1"),
        (sound.replacen("old 0\n", "", 1), "line 1"),
        (sound.replace('\n', "\r\n"), "line 1"),
        (sound.replacen("\n\n", "\n", 1), "line 2"),
        (many(64), "line 65"),
        (format!("old 1\n{}\n\n{note}", &hash[1..]), "line 2"),
        ("old 0\n\n".into(), "signatures"),
        (sound.replace("\n5\n", "\n05\n"), "line 2"),
        (sound.replace("\n5\n", "\n281474976710657\n"), "line 2"),
        (sound.trim_end().into(), "signature line 1"),
    ];
    for (body, why) in malformed {
        stand.post(body).await.refused(400, why);
    }
    stand.post(b"old 0\n\n\xff\n".to_vec()).await.refused(400, "UTF-8");
    let shrinking = AddCheckpoint { old: 9, ..log.request(5, 5) };
    stand.add(&shrinking).await.refused(400, "the old size 9 is more than the checkpoint's 5");
    // 63 lines are read, and then refused for what they say.
    stand.post(many(63)).await.conflict(0);
    assert_eq!(stand.newest(&log).await.status, 404);
}

#[tokio::test]
async fn only_the_logs_own_signature_counts() {
    let log = ToyLog::of(5);
    let stand = Stand::fresh(&log).await;
    let sound = log.request(0, 5);
    stand.add(&AddCheckpoint { checkpoint: by_another(&log, 5), ..sound.clone() }).await.refused(403, "signed");

    // The known key's name and id over other bytes make the whole note unsound, whoever else has signed it.
    let mut broken = sound.clone();
    broken.checkpoint.note.signatures[0].bytes[3] ^= 1;
    stand.add(&broken).await.refused(403, "signed");
    let mut doubled = sound.clone();
    doubled.checkpoint.note.signatures.push(broken.checkpoint.note.signatures[0].clone());
    stand.add(&doubled).await.refused(403, "signed");
    let mut short = sound.clone();
    short.checkpoint.note.signatures[0].bytes.truncate(63);
    stand.add(&short).await.refused(403, "signed");

    let other_tree = AddCheckpoint {
        checkpoint: SignedCheckpoint { note: log.checkpoint(4).note, ..sound.checkpoint.clone() },
        ..sound.clone()
    };
    let moved = other_tree.to_string().replace("\n4\n", "\n5\n");
    stand.post(moved).await.refused(403, "signed");
    stand.cosigned(&sound).await;
}

#[tokio::test]
async fn signatures_of_others_are_passed_over_and_not_kept() {
    let log = ToyLog::of(5);
    let stand = Stand::fresh(&log).await;
    let mut request = log.request(0, 5);
    let witness = NoteSigner::new("other.example/w", KeyKind::CosignatureV1, &[9; 32]).unwrap();
    let cosignature = cosign(&witness, &request.checkpoint.note.text, BEGIN).unwrap();
    request.checkpoint.note.signatures.insert(0, cosignature);
    request.checkpoint.note.signatures.extend(by_another(&log, 5).note.signatures);
    stand.cosigned(&request).await;
    let newest = SignedCheckpoint::parse(&stand.newest(&log).await.body).unwrap();
    let kept: Vec<_> = newest.note.signatures.iter().map(|line| (line.name.as_str(), line.id)).collect();
    assert_eq!(kept, [(ORIGIN, log.key().id()), (stand.key.name(), stand.key.id())]);
}

#[tokio::test]
async fn a_log_may_have_several_keys() {
    let log = ToyLog::of(9);
    let another = by_another(&log, 6);
    let second = NoteSigner::new(ORIGIN, KeyKind::Ed25519, &[8; 32]).unwrap().verifier();
    let known = KnownLog { origin: ORIGIN.into(), keys: vec![log.key(), second.clone()] };
    let stand = Stand::over(padron_store::WitnessStore::in_memory().unwrap(), vec![known]).await;
    stand.cosigned(&log.request(0, 3)).await;
    stand.cosigned(&AddCheckpoint { checkpoint: another, ..log.request(3, 6) }).await;
    let mut both = log.request(6, 9);
    both.checkpoint.note.signatures.extend(by_another(&log, 9).note.signatures);
    let mut half = both.clone();
    half.checkpoint.note.signatures[1].bytes[0] ^= 1;
    stand.add(&half).await.refused(403, "signed");
    stand.cosigned(&both).await;
    let newest = SignedCheckpoint::parse(&stand.newest(&log).await.body).unwrap();
    newest.signed_by(&log.key()).unwrap();
    newest.signed_by(&second).unwrap();
}

#[tokio::test]
async fn a_log_that_is_not_known_is_not_cosigned() {
    let (log, mut stranger) = (ToyLog::of(5), ToyLog::new("log.example/stranger"));
    stranger.grow(5, "entry");
    let stand = Stand::fresh(&log).await;
    stand.add(&stranger.request(0, 5)).await.refused(404, "does not know");
    assert_eq!(stand.newest(&stranger).await.status, 404);
    // The known log's signature is for its own origin only.
    let mut borrowed = stranger.request(0, 5);
    borrowed.checkpoint.note.signatures = log.checkpoint(5).note.signatures;
    stand.add(&borrowed).await.refused(404, "does not know");
}

#[tokio::test]
async fn logs_do_not_touch_each_other() {
    let (log, mut second) = (ToyLog::of(5), ToyLog::new("log.example/second"));
    second.grow(8, "entry");
    let stand = Stand::over(padron_store::WitnessStore::in_memory().unwrap(), vec![log.known(), second.known()]).await;
    stand.cosigned(&log.request(0, 5)).await;
    stand.add(&second.request(5, 8)).await.conflict(0);
    stand.cosigned(&second.request(0, 8)).await;
    stand.add(&log.request(0, 5)).await.conflict(5);
}

#[tokio::test]
async fn extensions_are_signed_as_they_stand() {
    let log = ToyLog::of(5);
    let stand = Stand::fresh(&log).await;
    for extension in ["one", "two"] {
        let tree = Checkpoint { extensions: vec![extension.into()], ..log.tree(5) };
        let checkpoint = SignedCheckpoint::sign(tree, &log.signer()).unwrap();
        let old = if extension == "one" { 0 } else { 5 };
        stand.cosigned(&AddCheckpoint { old, proof: Vec::new(), checkpoint }).await;
        assert!(stand.newest(&log).await.body.contains(&format!("\n{extension}\n")));
    }
}

#[tokio::test]
async fn what_is_too_large_is_refused() {
    let log = ToyLog::of(5);
    let stand = Stand::fresh(&log).await;
    stand.post(vec![b'a'; (64 << 10) + 1]).await.refused(413, "65536 bytes");
    stand.post(vec![b'a'; 64 << 10]).await.refused(400, "line 1");

    // A note that is whole by itself, but would be too long with a cosignature.
    let sized = |length: usize| {
        let tree = Checkpoint { extensions: vec!["x".repeat(length)], ..log.tree(5) };
        SignedCheckpoint::sign(tree, &log.signer()).unwrap()
    };
    let rest = sized(1).to_string().len() - 1;
    let request = |length| AddCheckpoint { old: 0, proof: Vec::new(), checkpoint: sized(length) };
    stand.add(&request(MAX_NOTE - rest - 100)).await.refused(400, "no room for a cosignature");
    assert_eq!(stand.newest(&log).await.status, 404);
    stand.cosigned(&request(MAX_NOTE - rest - 200)).await;
}
