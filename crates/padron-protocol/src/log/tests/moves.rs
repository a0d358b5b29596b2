//! Movers' signatures, events and labels.

use super::super::event::Moves;
use super::*;
use crate::jws::open;
use crate::testing::{REGIME, labels, now, rng, signer};
use padron_threshold::{LineToken, VrfKey};

fn moves(count: u8) -> Vec<SignedMove> {
    let moved = |at: u8| SignedMove {
        kind: EntryKind::Link,
        record: [at; 16],
        line: line_hash(&LineToken::from_bytes([at; 32])),
        commitments: [1, 2, 3].map(|part| Hash32([part; 32])),
        verification: Hash32([at; 32]),
    };
    (0..count).map(moved).collect()
}

pub(super) fn between(mover: &str) -> Between<'_> {
    Between { register: "test", regime: REGIME, registrar: "registrar", mover }
}

fn signed(moves: &[SignedMove]) -> Vec<MoverProof> {
    let operator = signer("operator-a");
    let token = Moves::sign(between("operator-a"), moves, now(), &operator).unwrap();
    let key = crate::jws::PublicSigningKey::from_bytes(&operator.public()).unwrap();
    let opened: Moves = open(&token, "operator-a", &key).unwrap();
    assert_eq!(opened.root, root_of(moves));
    MoverProof::all(&token, &opened, moves).unwrap()
}

fn check(proof: &MoverProof, moved: &SignedMove, mover: &str) -> Result<(), NotMoved> {
    let key = crate::jws::PublicSigningKey::from_bytes(&signer(mover).public()).unwrap();
    proof.check(moved, between(mover), &key, &mut BelievedBatch::default())
}

proptest! {
    #[test]
    fn every_move_of_a_batch_is_proved_and_no_other(count in 1u8..70, at: prop::sample::Index) {
        let moves = moves(count);
        let at = at.index(moves.len());
        let proof = &signed(&moves)[at];
        prop_assert_eq!(check(proof, &moves[at], "operator-a"), Ok(()));
        prop_assert_eq!(check(proof, &moves[at], "operator-b"), Err(NotMoved::NotSigned));
        let altered = SignedMove { verification: Hash32([99; 32]), ..moves[at] };
        prop_assert_eq!(check(proof, &altered, "operator-a"), Err(NotMoved::NotInBatch));
        let moved_on = MoverProof { issued_ms: proof.issued_ms + 1, ..proof.clone() };
        prop_assert_eq!(check(&moved_on, &moves[at], "operator-a"), Err(NotMoved::NotSigned));
        if count > 1 {
            let other = (at + 1) % moves.len();
            prop_assert_eq!(check(proof, &moves[other], "operator-a"), Err(NotMoved::NotInBatch));
        }
    }

    #[test]
    fn events_round_trip(count in 1u8..70, at: prop::sample::Index, at_ms: i64, epoch: u32, place: u32) {
        let moves = moves(count);
        let at = at.index(moves.len());
        let event = LineEvent { moved: moves[at], at_ms, epoch, place, mover: signed(&moves)[at].clone() };
        prop_assert_eq!(LineEvent::decode(&event.encode()), Ok(event));
    }

    #[test]
    fn what_reads_as_an_event_has_one_form(mut bytes in prop::collection::vec(any::<u8>(), 0..500)) {
        for start in [&[][..], &[SUITE, 0]] {
            bytes.splice(..start.len().min(bytes.len()), start.iter().copied());
            if let Ok(event) = LineEvent::decode(&bytes) {
                prop_assert_eq!(event.encode(), bytes.clone());
            }
        }
    }
}

#[test]
fn a_batch_that_is_believed_makes_no_other_one_believed() {
    let (moves, others) = (moves(3), self::moves(4));
    let (proofs, key) =
        (signed(&moves), |mover: &str| crate::jws::PublicSigningKey::from_bytes(&signer(mover).public()).unwrap());
    let mut believed = BelievedBatch::default();
    let mut check = |proof: &MoverProof, moved: &SignedMove, mover: &str, of: &str| {
        proof.check(moved, between(mover), &key(of), &mut believed)
    };
    for (proof, moved) in proofs.iter().zip(&moves) {
        assert_eq!(check(proof, moved, "operator-a", "operator-a"), Ok(()));
    }
    let first = &proofs[0];
    let unsigned = Err(NotMoved::NotSigned);
    let later = MoverProof { issued_ms: first.issued_ms + 1, ..first.clone() };
    assert_eq!(check(&later, &moves[0], "operator-a", "operator-a"), unsigned);
    let mut bent = first.clone();
    bent.signature[0] ^= 1;
    assert_eq!(check(&bent, &moves[0], "operator-a", "operator-a"), unsigned);
    assert_eq!(check(first, &moves[0], "operator-b", "operator-b"), unsigned);
    assert_eq!(check(first, &moves[0], "operator-a", "operator-b"), unsigned, "another key");
    let theirs = MoverProof { signature: first.signature, ..signed(&others)[0].clone() };
    assert_eq!(check(&theirs, &others[0], "operator-a", "operator-a"), unsigned, "another batch");
    assert_eq!(check(first, &moves[1], "operator-a", "operator-a"), Err(NotMoved::NotInBatch));
}

#[test]
fn the_root_is_that_of_the_log_tree() {
    for count in [1, 2, 3, 5, 8, 100] {
        let moves = moves(count);
        let mut tree = padron_tlog::Frontier::new();
        moves.iter().for_each(|each| tree.append(&padron_tlog::leaf_hash(&each.encode())).unwrap());
        assert_eq!(root_of(&moves).0, tree.root().0, "{count}");
    }
}

#[test]
fn labels_are_the_registrars_alone_and_differ_by_line_and_place() {
    let (one, two) = (LineToken::from_bytes([1; 32]), LineToken::from_bytes([2; 32]));
    let places = [(&one, 0), (&one, 1), (&two, 0)];
    let made = evaluate_labels(&labels(), &places).unwrap();
    let shown: Vec<Hash32> = made.iter().map(EvaluatedLabel::label).collect();
    assert!(shown[0] != shown[1] && shown[0] != shown[2] && shown[1] != shown[2]);
    let proof = prove_labels(&labels(), &made.iter().collect::<Vec<_>>(), &mut rng()).unwrap();
    let key = VrfKey::from_bytes(labels().public()).unwrap();
    assert_eq!(check_labels(&key, &places, &proof).unwrap(), shown);
    let refused = |places: &[(&LineToken, u32)], proof: &LabelProof| check_labels(&key, places, proof).err().unwrap();
    assert!(refused(&[(&one, 0), (&one, 2), (&two, 0)], &proof).to_string().contains("proof does not hold"));
    assert!(refused(&places[..2], &proof).to_string().contains("3 elements"));
    let torn = LabelProof { elements: vec![0; 33].into(), ..proof.clone() };
    assert!(refused(&places, &torn).to_string().contains("32 bytes each"));
    // Of the lines of one batch, some alone: the others' labels are not shown.
    let part = prove_labels(&labels(), &[&made[2]], &mut rng()).unwrap();
    assert_eq!(check_labels(&key, &places[2..], &part).unwrap(), shown[2..]);
    assert_eq!(label_block(&one, 1)[0].1, LABEL_BLOCK);
}

#[test]
fn a_movers_word_is_good_for_an_hour() {
    let proof = MoverProof {
        issued_ms: 10_000_000,
        count: 1,
        index: 0,
        root: Hash32([0; 32]),
        signature: [0; 64],
        path: vec![],
    };
    let at = |ms: i64| proof.check_time(jiff::Timestamp::from_millisecond(ms).unwrap());
    assert_eq!(at(10_000_000 - 30_000), Ok(()), "clocks differ");
    assert_eq!(at(10_000_000 + 3_600_000), Ok(()));
    assert_eq!(at(10_000_000 - 30_001), Err(NotMoved::AtAnotherTime));
    assert_eq!(at(10_000_000 + 3_600_001), Err(NotMoved::AtAnotherTime));
}
