use super::*;
use crate::key::{KeyKind, NoteSigner};
use crate::tests::{ORIGIN, cosigned, leaf, log, map, signed, tiles, tree, variants};
use crate::{Checkpoint, consistency_proof};
use proptest::prelude::*;

/// The example of C2SP tlog-witness.
const EXAMPLE: &str = "old 20852014\n\
    PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=\n\
    jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=\n\
    5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=\n\
    /6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=\n\
    \n\
    example.com/behind-the-sofa\n\
    20852163\n\
    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\
    \n\
    \u{2014} example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n\
    \u{2014} example.com/behind-the-sofa opLqBQsREYCgu6xQkYQwJr9fo45a62DN9EdmHXnZdXNqlcVGlCum2Wks+49/V6267UEjw6QUXTS5Rovnzv++qbSzm9Q=\n";

fn known() -> KnownLog {
    KnownLog { origin: ORIGIN.into(), keys: vec![log().verifier()] }
}

fn seen(size: u64) -> Seen {
    Seen { size, root: tree(size).root() }
}

/// An honest log's request.
fn request(old: u64, size: u64) -> AddCheckpoint {
    let proof = consistency_proof(old, size, &map(tiles(size))).unwrap();
    AddCheckpoint { old, proof, checkpoint: signed(size) }
}

fn status(request: &AddCheckpoint, latest: Option<&Seen>) -> u16 {
    judge(request, Some(&known()), latest).map_or_else(|why| why.status(), |_| 200)
}

/// A request of the log's own key for whatever root and size.
fn forged(old: u64, size: u64, root: Hash, proof: Vec<Hash>) -> AddCheckpoint {
    let checkpoint = Checkpoint { size, root, ..signed(1).checkpoint };
    AddCheckpoint { old, proof, checkpoint: SignedCheckpoint::sign(checkpoint, &log()).unwrap() }
}

#[test]
fn the_example_of_the_specification_is_read_and_printed_back() {
    let request = AddCheckpoint::parse(EXAMPLE.as_bytes()).unwrap();
    assert_eq!((request.old, request.proof.len()), (20_852_014, 4));
    assert_eq!(request.to_string(), EXAMPLE);
}

#[test]
fn honest_growth_is_cosigned_from_any_size_to_any() {
    for (old, size) in [(0, 0), (0, 1), (0, 300), (1, 2), (256, 300), (255, 257), (299, 300), (300, 300)] {
        let latest = seen(old);
        assert_eq!(judge(&request(old, size), Some(&known()), Some(&latest)), Ok(seen(size)), "{old} to {size}");
    }
    assert_eq!(judge(&request(0, 7), Some(&known()), None), Ok(seen(7)));
}

#[test]
fn a_log_that_is_not_known_is_not_found() {
    let other = KnownLog { origin: "other.example".into(), ..known() };
    assert_eq!(judge(&request(0, 7), None, None), Err(Refusal::UnknownLog));
    assert_eq!(judge(&request(0, 7), Some(&other), None), Err(Refusal::UnknownLog));
    assert_eq!(Refusal::UnknownLog.status(), 404);
}

#[test]
fn a_checkpoint_without_good_signature_of_a_known_key_is_forbidden() {
    let mut stranger = request(0, 7);
    let other = NoteSigner::new(ORIGIN, KeyKind::Ed25519, &[2; 32]).unwrap();
    stranger.checkpoint = SignedCheckpoint::sign(stranger.checkpoint.checkpoint, &other).unwrap();
    assert_eq!(status(&stranger, None), 403);
    // A good one is no help beside a bad one of a known key.
    let mut spoilt = request(0, 7);
    let mut bad = spoilt.checkpoint.note.signatures[0].clone();
    bad.bytes[0] ^= 1;
    spoilt.checkpoint.note.signatures.push(bad);
    assert_eq!(status(&spoilt, None), 403);
    // Lines of unknown keys do not matter.
    let mut others = request(0, 7);
    others.checkpoint = cosigned(7, &[(1, 5)]);
    assert_eq!(status(&others, None), 200);
    // Rotation: the new key's signature is enough, if it is known.
    let both = KnownLog { keys: vec![log().verifier(), other.verifier()], ..known() };
    assert!(judge(&stranger, Some(&both), None).is_ok());
    // But no known key may be abused, even beside a good one.
    let mut abused = others.clone();
    let mut bad = stranger.checkpoint.note.signatures[0].clone();
    bad.bytes[0] ^= 1;
    abused.checkpoint.note.signatures.push(bad);
    assert_eq!(status(&abused, None), 200);
    assert_eq!(judge(&abused, Some(&both), None), Err(Refusal::Unsigned));
}

#[test]
fn an_old_size_beyond_the_checkpoint_is_malformed() {
    let request = AddCheckpoint { old: 8, ..request(0, 7) };
    assert_eq!(status(&request, None), 400);
    // Even where it is the latest size.
    assert_eq!(status(&request, Some(&seen(8))), 400);
}

#[test]
fn another_old_size_than_the_latest_is_a_conflict_that_names_it() {
    for (old, latest) in [(0, 5), (4, 5), (6, 5), (7, 5), (5, 0), (5, 9)] {
        let refusal = judge(&request(old, 7), Some(&known()), Some(&seen(latest)));
        assert_eq!(refusal, Err(Refusal::Conflict(latest)));
    }
    assert_eq!(judge(&request(5, 7), Some(&known()), None), Err(Refusal::Conflict(0)));
    assert_eq!(Refusal::Conflict(5).status(), 409);
}

#[test]
fn a_tree_that_does_not_extend_the_latest_is_unprocessable() {
    let (good, other) = (request(5, 7), leaf(99));
    let with = |proof: Vec<Hash>| AddCheckpoint { proof, ..good.clone() };
    let mut changed = good.proof.clone();
    changed[0].0[0] ^= 1;
    let longer = [&good.proof[..], &[other]].concat();
    for request in [with(changed), with(longer), with(vec![]), forged(5, 7, other, good.proof.clone())] {
        assert_eq!(status(&request, Some(&seen(5))), 422);
    }
    // A witness that cosigned another tree of five.
    assert_eq!(status(&good, Some(&Seen { size: 5, root: other })), 422);
    // The same size with another root, or with a proof.
    assert_eq!(status(&forged(7, 7, other, vec![]), Some(&seen(7))), 422);
    assert_eq!(status(&forged(7, 7, seen(7).root, vec![other]), Some(&seen(7))), 422);
    // From nothing, with a proof; and an empty tree with another root than nothing's.
    assert_eq!(status(&forged(0, 7, seen(7).root, vec![other]), None), 422);
    assert_eq!(status(&forged(0, 0, other, vec![]), None), 422);
    assert_eq!(status(&forged(0, 0, other, vec![]), Some(&seen(0))), 422);
}

#[test]
fn checks_come_in_the_order_of_the_specification() {
    let stranger = NoteSigner::new(ORIGIN, KeyKind::Ed25519, &[2; 32]).unwrap();
    // Everything is wrong with it; one after the other is mended.
    let mut request = forged(9, 7, leaf(99), vec![leaf(1)]);
    let good = request.checkpoint.clone();
    request.checkpoint = SignedCheckpoint::sign(request.checkpoint.checkpoint, &stranger).unwrap();
    assert_eq!(judge(&request, None, Some(&seen(5))).unwrap_err().status(), 404);
    assert_eq!(status(&request, Some(&seen(5))), 403);
    request.checkpoint = good;
    assert_eq!(status(&request, Some(&seen(5))), 400);
    request.old = 6;
    assert_eq!(status(&request, Some(&seen(5))), 409);
    request.old = 5;
    assert_eq!(status(&request, Some(&seen(5))), 422);
}

#[test]
fn what_is_no_request_is_malformed_and_says_where() {
    let good = request(5, 7).to_string();
    let says = |text: &str| match AddCheckpoint::parse(text.as_bytes()) {
        Err(Refusal::Malformed(why)) => why,
        other => panic!("{other:?}"),
    };
    for (from, to, part) in [
        ("old 5", "old 05", "line 1"),
        ("old 5", "old", "line 1"),
        ("old 5", "new 5", "line 1"),
        ("old 5", " old 5", "line 1"),
        ("old 5\n", "old 5\r\n", "line 1"),
        ("old 5\n", "old 5\nAAAA\n", "line 2"),
        ("old 5\n", "old 5\n\n\n", "checkpoint"),
        ("\n7\n", "\n07\n", "checkpoint"),
        ("\n\n\u{2014}", "\n\u{2014}", "signatures"),
    ] {
        let why = says(&good.replacen(from, to, 1));
        assert!(why.contains(part), "{why}");
    }
    assert!(says("").contains("line 1"));
    assert!(says("old 5").contains("line 2"));
    assert!(says(&good.replace('=', "")).contains("line 2"));
    assert_eq!(AddCheckpoint::parse(b"old 5\n\xff").unwrap_err().status(), 400);
    assert!(says(&"x".repeat(MAX_REQUEST + 1)).contains("at most"));
    assert!(says(&"x".repeat(MAX_REQUEST)).contains("line 1"));
}

#[test]
fn limits_hold() {
    let good = request(5, 7);
    let with = |count| AddCheckpoint { proof: vec![leaf(1); count], ..good.clone() };
    assert_eq!(AddCheckpoint::parse(with(63).to_string().as_bytes()), Ok(with(63)));
    assert_eq!(AddCheckpoint::parse(with(64).to_string().as_bytes()).unwrap_err().status(), 400);
    // The largest note with the longest proof is still read.
    let mut largest = with(63);
    let room = MAX_NOTE - largest.checkpoint.to_string().len() - 1;
    largest.checkpoint.checkpoint.extensions = vec!["x".repeat(room)];
    let text = largest.checkpoint.checkpoint.to_text();
    largest.checkpoint.note.text = text;
    assert_eq!(largest.checkpoint.to_string().len(), MAX_NOTE);
    assert_eq!(AddCheckpoint::parse(largest.to_string().as_bytes()), Ok(largest));
}

#[test]
fn what_is_read_prints_back_whatever_was_changed() {
    let text = request(5, 7).to_string();
    let read = variants(&text).into_iter().filter_map(|text| Some((AddCheckpoint::parse(text.as_bytes()).ok()?, text)));
    let read: Vec<_> = read.collect();
    assert!(read.len() > 100);
    for (request, text) in read {
        assert_eq!(request.to_string(), text);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// A witness that follows a log as it grows never refuses, and no other witness's tree is taken for it.
    #[test]
    fn a_witness_follows_an_honest_log_and_no_other(steps in prop::collection::vec(0u64..400, 1..4)) {
        let (mut latest, mut size) = (None::<Seen>, 0);
        for step in steps {
            let request = request(size, size + step);
            let next = judge(&request, Some(&known()), latest.as_ref());
            prop_assert_eq!(&next, &Ok(seen(size + step)));
            if let Some(before) = latest.filter(|before| before.size > 0) {
                let other = Seen { root: leaf(7), ..before };
                prop_assert_eq!(status(&request, Some(&other)), 422);
            }
            (latest, size) = (next.ok(), size + step);
        }
    }
}
