use super::*;
use crate::key::VerifierKey;
use crate::tests::{cosigned, log, signed, variants, witness};
use crate::{KeyKind, cosign, parse_cosignatures};
use proptest::prelude::*;
use signed_note::{StandardVerifier, Verifier as _, VerifierList};

/// The example of C2SP signed-note.
const KEY: &str = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
const NOTE: &str = "This is an example message.\n\n\u{2014} example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAl\
                    TgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n";

/// The example of Go's package note.
const GO_KEY: &str = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const GO_NOTE: &str = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n\
                       \n\u{2014} PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6K\
                       E6RyyBwJnAM=\n";

const LINE: &str = "\u{2014} a AAAAAAA=\n";

fn verifies(key: &str, note: &str) -> bool {
    let (key, note) = (VerifierKey::parse(key).unwrap(), Note::parse(note).unwrap());
    let signature = note.by(key.name(), key.id()).next().unwrap();
    key.verifies(note.text.as_bytes(), signature.bytes.as_slice().try_into().unwrap())
}

#[test]
fn the_examples_of_others_are_read_verified_and_printed_back() {
    for (key, note) in [(KEY, NOTE), (GO_KEY, GO_NOTE)] {
        assert!(verifies(key, note));
        assert_eq!(Note::parse(note).unwrap().to_string(), note);
        assert_eq!(VerifierKey::parse(key).unwrap().to_string(), key);
    }
    assert!(!verifies(KEY, &NOTE.replace("example message", "example massage")));
}

#[test]
fn the_text_ends_at_the_last_empty_line() {
    let note = Note::parse(&format!("one\n\n{LINE}\n{LINE}")).unwrap();
    assert_eq!(note.text, format!("one\n\n{LINE}"));
    assert_eq!(note.signatures.len(), 1);
    assert_eq!(Note::parse(&format!("\n\n{LINE}")).unwrap().text, "\n");
}

#[test]
fn what_is_no_note_says_why() {
    let cases = [
        (String::new(), NoteError::NoSignatures),
        ("text\n".into(), NoteError::NoSignatures),
        ("text\n\n".into(), NoteError::NoSignatures),
        (format!("text\n{LINE}"), NoteError::NoSignatures),
        (format!("text\n\n{LINE}{LINE}x"), NoteError::Line(3)),
        (format!("text\n\n{}", LINE.trim_end()), NoteError::Line(1)),
        (format!("text\n\n{LINE}text\n"), NoteError::Line(2)),
        (format!("te\rxt\n\n{LINE}"), NoteError::Control(2)),
        (format!("te\0xt\n\n{LINE}"), NoteError::Control(2)),
        (format!("text\r\n\r\n{LINE}"), NoteError::Control(4)),
        (format!("text\n\n{}", LINE.repeat(101)), NoteError::Signatures),
        (format!("{}\n\n{LINE}", "x".repeat(MAX_NOTE - 1 - LINE.len())), NoteError::Long(MAX_NOTE + 1)),
    ];
    for (text, why) in cases {
        assert_eq!(Note::parse(&text), Err(why), "{text:.40}");
    }
    assert!(Note::parse(&format!("text\n\n{}", LINE.repeat(100))).is_ok());
    assert!(Note::parse(&format!("{}\n\n{LINE}", "x".repeat(MAX_NOTE - 2 - LINE.len()))).is_ok());
}

#[test]
fn lines_of_signatures_are_read_strictly() {
    let line = NoteSignature::parse_line(LINE).unwrap();
    assert_eq!(line, NoteSignature { name: "a".into(), id: [0; 4], bytes: vec![0] });
    assert_eq!(line.to_line(), LINE);
    for line in [
        "\u{2014} a AAAAAAA=",
        "\u{2014} a AAAAAAA=\n\n",
        "\u{2014} a AAAAAAA=\r\n",
        "\u{2014} a AAAAAAA= \n",
        "\u{2014} a  AAAAAAA=\n",
        "\u{2014}  AAAAAAA=\n",
        "\u{2014} a\n",
        "\u{2014}a AAAAAAA=\n",
        "- a AAAAAAA=\n",
        // No signature behind the key's id, and half an id.
        "\u{2014} a AAAAAA==\n",
        "\u{2014} a AAA=\n",
        "\u{2014} a \n",
        // Base64 that is not canonical.
        "\u{2014} a AAAAAAA\n",
        "\u{2014} a AAAAAAB=\n",
        "\u{2014} a AAAA_AA=\n",
        // Names with a space of any kind, or a plus sign.
        "\u{2014} a+b AAAAAAA=\n",
        "\u{2014} a\u{a0}b AAAAAAA=\n",
        "\u{2014} a\u{2003}b AAAAAAA=\n",
        "\u{2014} a\u{85}b AAAAAAA=\n",
    ] {
        assert!(NoteSignature::parse_line(line).is_err(), "{line:?}");
    }
}

#[test]
fn an_answer_of_a_witness_is_nothing_but_lines_of_signatures() {
    let lines = signed(3).note.signatures[0].to_line().repeat(2);
    assert_eq!(parse_cosignatures(&lines).unwrap().len(), 2);
    for body in ["", "\n", "text", &format!("{LINE}\n"), &format!("\n{LINE}"), LINE.trim_end(), &LINE.repeat(101)] {
        assert!(parse_cosignatures(body).is_err(), "{body:?}");
    }
    let long = format!("\u{2014} a {}\n", "A".repeat(MAX_NOTE));
    assert_eq!(parse_cosignatures(&long), Err(NoteError::Long(long.len())));
}

#[test]
fn no_note_that_differs_in_a_byte_is_both_read_and_verified() {
    let (key, note) = (VerifierKey::parse(KEY).unwrap(), Note::parse(NOTE).unwrap());
    let mut read = 0;
    for variant in variants(NOTE) {
        let Ok(other) = Note::parse(&variant) else { continue };
        read += 1;
        assert_eq!(other.to_string(), variant);
        let known = other.by(key.name(), key.id()).filter_map(|line| <&[u8; 64]>::try_from(&line.bytes[..]).ok());
        assert!(
            known.into_iter().all(|bytes| !key.verifies(other.text.as_bytes(), bytes) || other == note),
            "{variant}"
        );
    }
    assert!(read > 100);
}

/// What another implementation makes of a note: the text, and the names of those that signed it.
fn oracle(note: &str, keys: &[&VerifierKey]) -> Option<(String, Vec<String>)> {
    let note = signed_note::Note::from_bytes(note.as_bytes()).ok()?;
    let keys = keys.iter().map(|key| Box::new(StandardVerifier::new(&key.to_string()).unwrap()) as Box<_>).collect();
    let (good, _) = note.verify(&VerifierList::new(keys)).ok()?;
    let text = String::from_utf8(note.text().to_vec()).unwrap();
    Some((text, good.iter().map(|line| line.name().to_owned()).collect()))
}

#[test]
fn another_implementation_reads_and_verifies_what_is_signed_here() {
    let (signed, key) = (cosigned(9, &[(1, 5), (2, 6)]), log().verifier());
    let opened = oracle(&signed.to_string(), &[&key]).unwrap();
    assert_eq!(opened, (signed.note.text.clone(), vec![key.name().to_owned()]));
    let theirs = StandardVerifier::new(&key.to_string()).unwrap();
    assert_eq!((theirs.name(), theirs.key_id().to_be_bytes()), (key.name(), key.id()));
    // It knows no witnesses' keys.
    assert!(StandardVerifier::new(&witness(1).verifier().to_string()).is_err());
}

#[test]
fn what_another_implementation_signs_is_read_and_verified_here() {
    use signed_note::Signer as _;
    let key = log().verifier();
    let id = data_encoding::HEXLOWER.encode(&key.id());
    let secret = data_encoding::BASE64.encode(&[&[1][..], &[1; 32]].concat());
    let signer = signed_note::StandardSigner::new(&format!("PRIVATE+KEY+{}+{id}+{secret}", key.name())).unwrap();
    let text = "a text\n\nof two parts\n";
    let signature = signer.sign(text.as_bytes()).unwrap();
    let line = signed_note::Signature::new(signer.name().to_owned(), signer.key_id(), signature).unwrap();
    let note = signed_note::Note::new(text.as_bytes(), &[line]).unwrap().to_bytes();
    assert!(verifies(&key.to_string(), std::str::from_utf8(&note).unwrap()));
}

proptest! {
    /// Both read a note alike, but for base64 that is not canonical, which is refused here.
    #[test]
    fn both_implementations_take_the_same_notes(parts in prop::collection::vec(0usize..12, 0..9)) {
        let known = cosign(&witness(1), "text\n", 9).unwrap().to_line();
        let pieces = ["text\n", "\n", "\n\n", LINE, &known, "\u{2014} ", "a", " ", "AAAAAAA=", "+", "\u{a0}", "\r"];
        let text: String = parts.into_iter().map(|part| pieces[part]).collect();
        let ours = Note::parse(&text);
        let theirs = signed_note::Note::from_bytes(text.as_bytes());
        prop_assert_eq!(ours.is_ok(), theirs.is_ok(), "{:?} {:?}", text, ours);
        if let (Ok(ours), Ok(theirs)) = (ours, theirs) {
            prop_assert_eq!(ours.text.as_bytes(), theirs.text());
            prop_assert_eq!(ours.to_string(), text);
        }
    }

    #[test]
    fn any_name_and_bytes_are_read_back(name in "[^ \\s+\\p{C}]{1,20}", id: [u8; 4], bytes in prop::collection::vec(any::<u8>(), 1..90)) {
        let line = NoteSignature { name, id, bytes };
        prop_assert_eq!(NoteSignature::parse_line(&line.to_line()), Ok(line));
    }

    #[test]
    fn any_log_signs_what_another_implementation_verifies(secret: [u8; 32], size in 0u64..1000) {
        let signer = crate::NoteSigner::new("log.example", KeyKind::Ed25519, &secret).unwrap();
        let checkpoint = crate::Checkpoint { size, ..signed(1).checkpoint };
        let signed = crate::SignedCheckpoint::sign(checkpoint, &signer).unwrap();
        prop_assert!(oracle(&signed.to_string(), &[&signer.verifier()]).is_some());
        prop_assert!(oracle(&signed.to_string(), &[&log().verifier()]).is_none());
    }
}
