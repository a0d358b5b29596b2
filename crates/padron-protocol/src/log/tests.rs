use super::*;
use proptest::prelude::*;

proptest! {
    #[test]
    fn link_events_round_trip(record: [u8; 16], at_ms: i64, epoch: u32, texts: [[u8; 32]; 3]) {
        let event = LinkEvent { record, at_ms, epoch, texts: texts.map(Hash32) };
        prop_assert_eq!(LinkEvent::decode(&event.encode()), Ok(event));
    }

    #[test]
    fn entries_round_trip(kind in 0u8..6, actor in "[a-z0-9-]{0,40}", commitment: [u8; 32]) {
        let actor = (!actor.is_empty()).then_some(actor);
        let kind = EntryKind::from_code(kind).unwrap();
        let entry = Entry { version: 1, kind, actor, commitment: Hash32(commitment) };
        prop_assert_eq!(Entry::decode(&entry.encode()), Ok(entry));
    }

    #[test]
    fn what_reads_as_an_entry_has_one_form(bytes: Vec<u8>) {
        if let Ok(entry) = Entry::decode(&bytes) {
            prop_assert_eq!(entry.encode(), bytes);
        }
    }

    #[test]
    fn no_bytes_panic(bytes: Vec<u8>) {
        let _ = LinkEvent::decode(&bytes);
    }
}

#[test]
fn a_commitment_binds_both_halves() {
    let base = Halves::commit((&[1; 32], b"s"), (&[2; 32], b"e"));
    for other in [
        Halves::commit((&[9; 32], b"s"), (&[2; 32], b"e")),
        Halves::commit((&[1; 32], b"x"), (&[2; 32], b"e")),
        Halves::commit((&[1; 32], b"s"), (&[9; 32], b"e")),
        Halves::commit((&[1; 32], b"s"), (&[2; 32], b"x")),
    ] {
        assert_ne!(base.commitment(), other.commitment());
    }
}

#[test]
fn kinds_keep_their_stored_numbers() {
    for kind in EntryKind::ALL {
        assert_eq!(EntryKind::from_code(kind.code()), Some(kind));
        assert_eq!(serde_json::to_string(&kind).unwrap(), format!("\"{}\"", kind.as_str()));
    }
    assert_eq!(EntryKind::from_code(6), None);
}
