mod moves;
mod vectors;

use super::*;
use crate::testing;
use proptest::prelude::*;

proptest! {
    #[test]
    fn entries_round_trip(kind in 0u8..6, actor in "[a-z0-9-]{1,40}", line: u32, person: u32, label: [u8; 32], commitment: [u8; 32]) {
        let (label, commitment) = (Hash32(label), Hash32(commitment));
        let quorums = Quorums { line: Evaluators(line), person: Evaluators(person) };
        let entry = match EntryKind::from_code(kind).unwrap() {
            EntryKind::Link => Entry::line(EntryKind::Link, &actor, (quorums, label), commitment),
            EntryKind::Request => Entry::request(label, commitment),
            kind @ (EntryKind::Approval | EntryKind::Refusal) => Entry::decision(kind, &actor, commitment),
            kind => Entry::bare(kind, commitment),
        };
        prop_assert!(entry.encode().len() <= 115);
        prop_assert_eq!(Entry::decode(&entry.encode()), Ok(entry));
    }

    #[test]
    fn what_reads_as_an_entry_has_one_form(bytes: Vec<u8>) {
        if let Ok(entry) = Entry::decode(&bytes) {
            prop_assert_eq!(entry.encode(), bytes);
        }
    }
}

#[test]
fn a_commitment_binds_both_halves() {
    let base = Commitments::commit((&[1; 32], b"s"), (&[2; 32], b"e"));
    for other in [
        Commitments::commit((&[9; 32], b"s"), (&[2; 32], b"e")),
        Commitments::commit((&[1; 32], b"x"), (&[2; 32], b"e")),
        Commitments::commit((&[1; 32], b"s"), (&[9; 32], b"e")),
        Commitments::commit((&[1; 32], b"s"), (&[2; 32], b"x")),
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

fn bundle(size: u64) -> Vec<u8> {
    padron_tlog::encode_bundle((0..size).map(|index| testing::promise(index).entry.encode())).unwrap()
}

fn follow(follower: &mut Follower, size: u64) -> Result<Vec<u64>, FollowError> {
    let mut seen = Vec::new();
    while let Some(id) = follower.next(size) {
        follower.take(&id, &bundle(size), |index, _| seen.push(index))?;
    }
    Ok(seen)
}

#[test]
fn a_follower_sees_every_entry_once_and_knows_the_tree() {
    let mut follower = Follower::new();
    assert_eq!(follow(&mut follower, 10).unwrap(), (0..10).collect::<Vec<_>>());
    follower.check(&testing::log(10, &[]).0.checkpoint).unwrap();
    let kept = (follower.tree().encode(), follower.figures().clone());
    let mut follower = Follower::resume(&kept.0, kept.1).unwrap();
    assert_eq!(follow(&mut follower, 25).unwrap(), (10..25).collect::<Vec<_>>());
    follower.check(&testing::log(25, &[]).0.checkpoint).unwrap();
    assert_eq!(follower.figures().entries, 25);
    assert_eq!(follower.figures().links, [("operator-a".to_owned(), 25)].into());
}

#[test]
fn a_follower_refuses_another_history() {
    let mut follower = Follower::new();
    follow(&mut follower, 10).unwrap();
    let mut other = testing::log(10, &[]).0.checkpoint;
    other.root.0[0] ^= 1;
    assert!(matches!(follower.check(&other), Err(FollowError::OtherRoot { size: 10 })));
    let shorter = testing::log(9, &[]).0.checkpoint;
    assert!(matches!(follower.check(&shorter), Err(FollowError::Shrunk { size: 9, followed: 10 })));
    let id = follower.next(11).unwrap();
    assert!(matches!(follower.take(&id, b"torn", |_, _| {}), Err(FollowError::Bundle { .. })));
    assert!(matches!(Follower::new().take(&bundle_after(), &bundle(3), |_, _| {}), Err(FollowError::NotNext(_, 0))));
}

fn bundle_after() -> padron_tlog::TileId {
    padron_tlog::TileId { level: padron_tlog::Level::Entries, index: 1, width: 3 }
}

#[test]
fn a_qr_text_and_the_log_give_the_statement_back() {
    let promise = testing::promise(3);
    let qr = QrReceipt {
        register: promise.register,
        folio: promise.folio.unwrap(),
        index: 3,
        date: "2026-03-02".into(),
        nonce: promise.statistics.unwrap().nonce.0,
        event: promise.event.unwrap(),
        log: "https://log.example:8443/padron/log".into(),
    };
    let text = qr.to_text().unwrap();
    assert!(text.len() <= QrReceipt::MAX_SIZE, "{}", text.len());
    assert_eq!(QrReceipt::parse(&text).as_ref(), Ok(&qr));
    assert_eq!(qr.statement(&promise.entry).unwrap().operator, "operator-a");
    assert!(qr.statement(&testing::promise(4).entry).is_err());
    let longer = QrReceipt { log: "x".repeat(400), ..qr };
    assert_eq!(longer.to_text(), Err(BadQrText));
    for bad in
        ["", "padron:1", "padron:2:a:b:1:d:n:e:l", &text.replace(":3:", ":03:"), &text.replace("padron", "other")]
    {
        assert_eq!(QrReceipt::parse(bad), Err(BadQrText), "{bad}");
    }
}

#[test]
fn a_receipt_is_read_from_json_and_a_promise_bare() {
    let receipt = Receipt { promise: "aA0-.b_.c".into(), proof: None };
    for text in [
        "aA0-.b_.c".to_owned(),
        " aA0-.b_.c\n".to_owned(),
        serde_json::to_string(&receipt).unwrap(),
        serde_json::to_string_pretty(&receipt).unwrap(),
    ] {
        assert_eq!(Receipt::parse(&text), Some(receipt.clone()), "{text}");
    }
    assert_eq!(Receipt::parse("dear.sir.or madam"), None);
    assert_eq!(Receipt::parse(&"a".repeat(Receipt::MAX_SIZE + 1)), None);
}
