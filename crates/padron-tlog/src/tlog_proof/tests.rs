use super::*;
use crate::tests::{cosigned, entry, map, tiles, variants};
use crate::{NoteError, inclusion_proof};
use proptest::prelude::*;

fn proof(index: u64, size: u64) -> TlogProof {
    let hashes = inclusion_proof(index, size, &map(tiles(size))).unwrap();
    TlogProof { extra: None, index, hashes, checkpoint: cosigned(size, &[(1, 5)]) }
}

#[test]
fn a_proof_is_written_as_the_specification_says() {
    let proof = proof(2, 3);
    let lines = format!("c2sp.org/tlog-proof@v1\nindex 2\n{}\n\n{}", proof.hashes[0], proof.checkpoint);
    assert_eq!(proof.to_string(), lines);
    let with_extra = TlogProof { extra: Some(b"more".to_vec()), ..proof.clone() };
    assert_eq!(with_extra.to_string(), lines.replacen("index", "extra bW9yZQ==\nindex", 1));
    assert_eq!(TlogProof { extra: Some(vec![]), ..proof }.to_string(), lines);
}

#[test]
fn a_proof_proves_its_entry_and_no_other() {
    for (index, size) in [(0, 1), (2, 3), (299, 300), (17, 300)] {
        let proof = TlogProof::parse(&proof(index, size).to_string()).unwrap();
        assert_eq!(proof.includes(&entry(index)), Ok(()));
        assert_eq!(proof.includes(b"another"), Err(ProofError::Root));
        let moved = TlogProof { index: index + 1, ..proof };
        assert!(moved.includes(&entry(index)).is_err());
    }
}

#[test]
fn what_is_no_proof_names_its_part() {
    let good = proof(2, 3).to_string();
    let replaced = |from: &str, to: &str| TlogProof::parse(&good.replacen(from, to, 1)).unwrap_err();
    assert_eq!(replaced("@v1", "@v2"), TlogProofError::Header);
    assert_eq!(replaced("c2sp", "\nc2sp"), TlogProofError::Header);
    assert_eq!(replaced("index 2", "index 02"), TlogProofError::Index);
    assert_eq!(replaced("index 2", "index  2"), TlogProofError::Index);
    assert_eq!(replaced("index 2\n", ""), TlogProofError::Index);
    assert_eq!(replaced("index 2", "index 18446744073709551616"), TlogProofError::Index);
    assert_eq!(replaced("index", "extra \nindex"), TlogProofError::Extra);
    assert_eq!(replaced("index", "extra bW9yZR==\nindex"), TlogProofError::Extra);
    assert_eq!(replaced("index", "extra bW9y\nextra bW9y\nindex"), TlogProofError::Index);
    assert_eq!(replaced("index 2\n", "index 2\nAAAA\n"), TlogProofError::Hash(1));
    assert_eq!(replaced("=\n\n", "=\n"), TlogProofError::Hash(2));
    assert_eq!(replaced("=\n\n", "=\n\n\n"), TlogProofError::Checkpoint(CheckpointError::Origin));
    assert_eq!(TlogProof::parse(""), Err(TlogProofError::Header));
    let no_signature = TlogProofError::Checkpoint(CheckpointError::Note(NoteError::NoSignatures));
    assert_eq!(TlogProof::parse(&good[..good.find('\u{2014}').unwrap() - 1]), Err(no_signature));
}

#[test]
fn limits_hold() {
    let good = proof(2, 3);
    let with = |count| TlogProof { hashes: vec![Hash([7; 32]); count], ..good.clone() };
    assert_eq!(TlogProof::parse(&with(MAX_PROOF).to_string()), Ok(with(MAX_PROOF)));
    assert_eq!(TlogProof::parse(&with(MAX_PROOF + 1).to_string()), Err(TlogProofError::Hash(MAX_PROOF + 1)));
    let extra = |length| TlogProof { extra: Some(vec![7; length]), ..with(MAX_PROOF) };
    assert_eq!(TlogProof::parse(&extra(MAX_EXTRA).to_string()), Ok(extra(MAX_EXTRA)));
    assert_eq!(TlogProof::parse(&extra(MAX_EXTRA + 1).to_string()), Err(TlogProofError::Extra));
    let long = extra(1_000_000).to_string();
    assert_eq!(TlogProof::parse(&long), Err(TlogProofError::Long(long.len())));
    assert_eq!(with(MAX_PROOF).includes(&entry(2)), Err(ProofError::Length { expected: 1, found: MAX_PROOF }));
}

#[test]
fn what_is_read_prints_back_whatever_was_changed() {
    let text = TlogProof { extra: Some(b"extra".to_vec()), ..proof(2, 3) }.to_string();
    let read: Vec<_> =
        variants(&text).into_iter().filter_map(|text| Some((TlogProof::parse(&text).ok()?, text))).collect();
    assert!(read.len() > 100);
    for (proof, text) in read {
        assert_eq!(proof.to_string(), text);
    }
}

proptest! {
    #[test]
    fn any_proof_is_read_back(
        index: u64, extra in prop::option::of(prop::collection::vec(any::<u8>(), 1..50)),
        hashes in prop::collection::vec(any::<[u8; 32]>(), 0..=63),
    ) {
        let hashes = hashes.into_iter().map(Hash).collect();
        let proof = TlogProof { extra, index, hashes, checkpoint: cosigned(1, &[]) };
        prop_assert_eq!(TlogProof::parse(&proof.to_string()), Ok(proof));
    }
}
