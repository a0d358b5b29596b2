use super::*;
use crate::SignedCheckpoint;
use crate::tests::{cosigned, log, signed, witness};

/// The example of C2SP tlog-cosignature. The witness's key is not published with it.
const EXAMPLE: &str = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n\
     \u{2014} example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeM\
     cTOAYQ8=\n\
     \u{2014} witness.example.com/w1 jWbPPwAAAABkGFDLEZMHwSRaJNiIDoe9DYn/zXcrtPHeolMI5OWXEhZCB9dlrDJsX3b2oyin1nPZqhf5nNo0xUe+\
     mbIUBkBIfZ+qnA==\n";

#[test]
fn the_example_of_the_specification_is_read_and_its_message_is_the_same() {
    let signed = SignedCheckpoint::parse(EXAMPLE).unwrap();
    assert_eq!(signed.to_string(), EXAMPLE);
    let line = &signed.note.signatures[1];
    assert_eq!(
        (line.name.as_str(), line.id, line.bytes.len()),
        ("witness.example.com/w1", [0x8d, 0x66, 0xcf, 0x3f], 72)
    );
    let time = u64::from_be_bytes(*line.bytes.first_chunk().unwrap());
    let expected = "cosignature/v1\ntime 1679315147\nexample.com/behind-the-sofa\n20852163\n\
                    CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";
    assert_eq!(message(&signed.note.text, time), expected);
}

#[test]
fn a_cosignature_has_the_layout_of_the_specification() {
    let signed = signed(4);
    let line = cosign(&witness(1), &signed.note.text, 1_679_315_147).unwrap();
    assert_eq!((line.name.as_str(), line.id), (witness(1).name(), witness(1).verifier().id()));
    assert_eq!((&line.bytes[..8], line.bytes.len()), (&[0, 0, 0, 0, 0x64, 0x18, 0x50, 0xcb][..], 72));
}

#[test]
fn the_time_of_a_witness_is_found_among_others_and_the_latest_counts() {
    let signed = cosigned(4, &[(1, 10), (2, 99), (1, 30), (1, 20)]);
    assert_eq!(cosigned_at(&witness(1).verifier(), &signed.note), Ok(Some(30)));
    assert_eq!(cosigned_at(&witness(2).verifier(), &signed.note), Ok(Some(99)));
    assert_eq!(cosigned_at(&witness(3).verifier(), &signed.note), Ok(None));
    assert_eq!(cosigned_at(&log().verifier(), &signed.note), Err(CosignatureError::Kind));
}

#[test]
fn a_line_of_the_key_that_does_not_verify_is_an_error_wherever_it_stands() {
    let key = witness(1).verifier();
    let refusal = Err(CosignatureError::Signature(key.name().into()));
    let good = cosigned(4, &[(1, 10), (1, 20)]);
    for bit in 0..72 * 8 {
        let mut signed = good.clone();
        signed.note.signatures[2].bytes[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(cosigned_at(&key, &signed.note), refusal, "bit {bit}");
    }
    for length in [0, 7, 8, 64, 71, 73] {
        let mut signed = good.clone();
        signed.note.signatures[1].bytes.resize(length, 0);
        assert_eq!(cosigned_at(&key, &signed.note), refusal, "{length} bytes");
    }
    let mut other = good;
    other.note.text.push_str("extension\n");
    assert_eq!(cosigned_at(&key, &other.note), refusal);
}

#[test]
fn a_log_and_a_witness_cannot_stand_in_for_each_other() {
    let signed = signed(4);
    assert_eq!(cosign(&log(), &signed.note.text, 9), Err(CosignatureError::Kind));
    // The same secret in both roles: a plain signature with a time before it is no cosignature.
    let twin = NoteSigner::new("twin.example", KeyKind::CosignatureV1, &[1; 32]).unwrap();
    let mut forged = signed.clone();
    let plain = twin.sign(&9u64.to_be_bytes(), signed.note.text.as_bytes());
    forged.note.signatures.push(plain);
    assert!(cosigned_at(&twin.verifier(), &forged.note).is_err());
}

#[test]
fn times_that_are_none_are_neither_made_nor_taken() {
    let (text, signer) = (signed(4).note.text, witness(1));
    for time in [0, MAX_TIME + 1, u64::MAX] {
        assert_eq!(cosign(&signer, &text, time), Err(CosignatureError::Time));
        let line = signer.sign(&time.to_be_bytes(), message(&text, time).as_bytes());
        let note = Note { text: text.clone(), signatures: vec![line] };
        assert!(cosigned_at(&signer.verifier(), &note).is_err());
    }
    let line = cosign(&signer, &text, MAX_TIME).unwrap();
    assert_eq!(cosigned_at(&signer.verifier(), &Note { text, signatures: vec![line] }), Ok(Some(MAX_TIME)));
}
