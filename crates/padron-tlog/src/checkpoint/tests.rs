use super::*;
use crate::tests::{ORIGIN, cosigned, leaf, log, signed, variants, witness};
use crate::{KnownLog, MAX_SIGNATURES, cosign};
use proptest::prelude::*;

/// The example of C2SP tlog-checkpoint.
const TEXT: &str = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

#[test]
fn the_example_of_the_specification_is_read_and_printed_back() {
    let checkpoint = Checkpoint::parse(TEXT).unwrap();
    assert_eq!((checkpoint.origin.as_str(), checkpoint.size), ("example.com/behind-the-sofa", 20_852_163));
    assert_eq!(checkpoint.root.to_string(), "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=");
    assert_eq!(checkpoint.to_text(), TEXT);
    let extended = Checkpoint::parse(&format!("{TEXT}one\ntwo 2\n")).unwrap();
    assert_eq!(extended.extensions, ["one", "two 2"]);
    assert_eq!(extended.to_text(), format!("{TEXT}one\ntwo 2\n"));
}

#[test]
fn what_is_no_checkpoint_names_the_line() {
    let root = leaf(0);
    let cases = [
        (String::new(), CheckpointError::Origin),
        ("origin".into(), CheckpointError::Origin),
        (format!("\n1\n{root}\n"), CheckpointError::Origin),
        ("origin\n".into(), CheckpointError::Size),
        (format!("origin\n\n{root}\n"), CheckpointError::Size),
        (format!("origin\n01\n{root}\n"), CheckpointError::Size),
        (format!("origin\n+1\n{root}\n"), CheckpointError::Size),
        (format!("origin\n-1\n{root}\n"), CheckpointError::Size),
        (format!("origin\n1 \n{root}\n"), CheckpointError::Size),
        (format!("origin\n{}\n{root}\n", MAX_SIZE + 1), CheckpointError::Size),
        (format!("origin\n99999999999999999999\n{root}\n"), CheckpointError::Size),
        (format!("origin\n\u{664}\n{root}\n"), CheckpointError::Size),
        ("origin\n1\n".into(), CheckpointError::Root),
        (format!("origin\n1\n{root}"), CheckpointError::Root),
        ("origin\n1\n\n".into(), CheckpointError::Root),
        ("origin\n1\nAAAA\n".into(), CheckpointError::Root),
        (format!("origin\n1\n{root}\n\n"), CheckpointError::Extension(4)),
        (format!("origin\n1\n{root}\none\n\ntwo\n"), CheckpointError::Extension(5)),
        (format!("origin\n1\n{root}\none"), CheckpointError::Extension(4)),
        (format!("ori\tgin\n1\n{root}\n"), CheckpointError::Note(NoteError::Control(3))),
    ];
    for (text, why) in cases {
        assert_eq!(Checkpoint::parse(&text), Err(why), "{text:?}");
    }
    assert!(Checkpoint::parse(&format!("origin\n{MAX_SIZE}\n{root}\n")).is_ok());
    assert!(Checkpoint::parse(&format!("origin\n0\n{root}\n")).is_ok());
}

#[test]
fn what_is_read_prints_back_whatever_was_changed() {
    let text = format!("{TEXT}extension\n");
    let read: Vec<_> =
        variants(&text).into_iter().filter_map(|text| Some((Checkpoint::parse(&text).ok()?, text))).collect();
    assert!(read.len() > 100);
    for (checkpoint, text) in read {
        assert_eq!(checkpoint.to_text(), text);
    }
}

#[test]
fn a_signed_checkpoint_is_its_logs_and_nobody_elses() {
    let signed = cosigned(5, &[(1, 9)]);
    let (log_key, other) = (log().verifier(), NoteSigner::new(ORIGIN, KeyKind::Ed25519, &[2; 32]).unwrap().verifier());
    signed.signed_by(&log_key).unwrap();
    assert_eq!(signed.signed_by(&other), Err(CheckpointError::Unsigned(ORIGIN.into())));
    assert_eq!(signed.signed_by(&witness(1).verifier()), Err(CheckpointError::Kind));
    let again = SignedCheckpoint::parse(&signed.to_string()).unwrap();
    assert_eq!(again, signed);
    again.signed_by(&log_key).unwrap();
}

#[test]
fn a_line_of_a_known_key_that_does_not_verify_spoils_the_whole() {
    let mut signed = signed(5);
    let mut bad = signed.note.signatures[0].clone();
    bad.bytes[7] ^= 1;
    let refusal = Err(CheckpointError::Signature(ORIGIN.into()));
    signed.note.signatures.push(bad.clone());
    assert_eq!(signed.signed_by(&log().verifier()), refusal);
    signed.note.signatures.reverse();
    assert_eq!(signed.signed_by(&log().verifier()), refusal);
    for length in [0, 63, 65, 72] {
        signed.note.signatures = vec![NoteSignature { bytes: vec![0; length], ..bad.clone() }];
        assert_eq!(signed.signed_by(&log().verifier()), refusal);
    }
    // Only name or only id is nobody known.
    signed.note.signatures[0].name.push('x');
    assert_eq!(signed.signed_by(&log().verifier()), Err(CheckpointError::Unsigned(ORIGIN.into())));
}

#[test]
fn another_text_is_not_signed() {
    let signed = signed(5).to_string();
    let other = SignedCheckpoint::parse(&signed.replacen("\n5\n", "\n6\n", 1)).unwrap();
    assert_eq!(other.signed_by(&log().verifier()), Err(CheckpointError::Signature(ORIGIN.into())));
}

#[test]
fn what_nobody_could_read_is_not_signed() {
    let good = signed(5).checkpoint;
    let sign = |checkpoint| SignedCheckpoint::sign(checkpoint, &log());
    let origin = |origin: &str| Checkpoint { origin: origin.into(), ..good.clone() };
    let extension = |line: &str| Checkpoint { extensions: vec![line.into()], ..good.clone() };
    assert!(sign(extension("fine")).is_ok());
    for bad in [origin(""), origin("a\nb"), origin("a\n7"), origin("a\u{1}"), extension(""), extension("a\nb")] {
        assert!(sign(bad.clone()).is_err(), "{bad:?}");
    }
    assert_eq!(sign(Checkpoint { size: MAX_SIZE + 1, ..good.clone() }), Err(CheckpointError::Size));
    assert!(sign(extension(&"x".repeat(70_000))).is_err());
    assert_eq!(SignedCheckpoint::sign(good, &witness(1)), Err(CheckpointError::Kind));
}

#[test]
fn a_later_signature_of_a_key_takes_the_earlier_ones_place() {
    let mut signed = signed(5);
    let line = |number, time| cosign(&witness(number), &signed.note.text, time).unwrap();
    let (first, second, other) = (line(1, 10), line(1, 20), line(2, 5));
    for line in [&first, &other, &second] {
        signed.add(line.clone()).unwrap();
    }
    assert_eq!(signed.note.signatures[1..], [other, second]);
    signed.signed_by(&log().verifier()).unwrap();
}

#[test]
fn what_would_break_the_note_is_not_added() {
    let mut signed = signed(5);
    let before = signed.clone();
    let line = |name: &str, length| NoteSignature { name: name.into(), id: [9; 4], bytes: vec![1; length] };
    for bad in [line("", 9), line("a b", 9), line("a", 0), line("a\nb", 9), line("a", 60_000)] {
        assert!(signed.add(bad).is_err());
        assert_eq!(signed, before);
    }
    for number in 1..MAX_SIGNATURES {
        signed.add(line(&format!("w{number}"), 9)).unwrap();
    }
    assert_eq!(signed.add(line("more", 9)), Err(NoteError::Signatures));
}

#[test]
fn a_known_log_is_known_by_origin_and_key() {
    let signed = signed(5);
    let other = NoteSigner::new(ORIGIN, KeyKind::Ed25519, &[2; 32]).unwrap().verifier();
    let known = |origin: &str, keys: &[&VerifierKey]| KnownLog {
        origin: origin.into(),
        keys: keys.iter().map(|key| (*key).clone()).collect(),
    };
    let key = &log().verifier();
    assert_eq!(known(ORIGIN, &[key]).check(&signed), Ok(()));
    assert_eq!(known(ORIGIN, &[&other, key]).check(&signed), Ok(()));
    assert_eq!(known(ORIGIN, &[&other]).check(&signed), Err(CheckpointError::Unsigned(ORIGIN.into())));
    assert_eq!(known(ORIGIN, &[]).check(&signed), Err(CheckpointError::Unsigned(ORIGIN.into())));
    let refusal = known("other.example", &[key]).check(&signed);
    assert!(matches!(refusal, Err(CheckpointError::OtherLog { .. })));
}

#[test]
fn another_implementation_reads_the_same_checkpoints() {
    let oracle = |text: &str| tlog_tiles::Checkpoint::from_bytes(text.as_bytes());
    for text in [TEXT.to_owned(), format!("{TEXT}extension\n"), signed(7).note.text] {
        let (ours, theirs) = (Checkpoint::parse(&text).unwrap(), oracle(&text).unwrap());
        assert_eq!((ours.origin.as_str(), ours.size), (theirs.origin(), theirs.size()));
        assert_eq!(ours.root.0, theirs.hash().0);
        assert_eq!(theirs.to_bytes(), text.as_bytes());
    }
}

proptest! {
    #[test]
    fn any_checkpoint_is_read_back(
        origin in "[ -~áéñ]{1,30}", size in 0..=MAX_SIZE, root: [u8; 32],
        extensions in prop::collection::vec("[ -~]{1,20}", 0..4),
    ) {
        let checkpoint = Checkpoint { origin, size, root: Hash(root), extensions };
        prop_assert_eq!(Checkpoint::parse(&checkpoint.to_text()), Ok(checkpoint));
    }
}
