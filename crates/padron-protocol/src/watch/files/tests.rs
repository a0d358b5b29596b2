use super::*;
use crate::bytes::sha256;
use crate::log::commit;
use padron_model::Compartment;

fn figures() -> Figures {
    Figures { entries: 3, links: [("operator-a".to_owned(), 2)].into(), requests: 1, ..Figures::default() }
}

#[test]
fn figures_must_be_those_of_the_entries_in_their_one_form() {
    let compact = serde_json::to_vec(&figures()).unwrap();
    let pretty = serde_json::to_string_pretty(&figures()).unwrap() + "\n";
    assert_eq!(check_figures(Some(&compact), &figures()), Ok(()));
    assert_eq!(check_figures(Some(pretty.as_bytes()), &figures()), Ok(()));
    let wrong = [
        None,
        Some(b"{".to_vec()),
        Some(pretty.replace('\n', " ").into_bytes()),
        Some(pretty.replace("\"requests\": 1", "\"requests\": 2").into_bytes()),
    ];
    for bytes in wrong {
        assert_eq!(check_figures(bytes.as_deref(), &figures()).unwrap_err().flag, Flag::OtherFigures);
    }
}

fn opened() -> (OpenedStatistics, Hash32) {
    let now = crate::testing::now();
    let statistics = RequestStatistics {
        court: "court".into(),
        authority: "prosecutor".into(),
        compartments: vec![Compartment::Subscriber],
        ordered: now,
        embargo: now,
    };
    let text = serde_json::to_string(&statistics).unwrap();
    let (nonce, event) = (Hash32([3; 32]), sha256(b"event"));
    let statistics = commit("statistics", &nonce.0, text.as_bytes());
    let commitment = crate::log::Commitments { statistics, event }.commitment();
    (OpenedStatistics { nonce, text, event }, commitment)
}

#[test]
fn every_byte_of_opened_statistics_counts() {
    let (opened, commitment) = opened();
    let bytes = serde_json::to_vec(&opened).unwrap();
    assert_eq!(check_statistics(7, &bytes, &commitment).unwrap().court, "court");
    for at in 0..bytes.len() {
        for flip in [1, 0x20, 0x80] {
            let mut changed = bytes.clone();
            changed[at] ^= flip;
            let finding = check_statistics(7, &changed, &commitment).err();
            assert_eq!(finding.map(|finding| finding.flag), Some(Flag::BadStatistics), "byte {at}");
        }
    }
}

#[test]
fn statistics_of_another_request_are_refused() {
    let (opened, _) = opened();
    let bytes = serde_json::to_vec(&opened).unwrap();
    assert!(check_statistics(7, &bytes, &Hash32([1; 32])).is_err());
}
