use crate::{append, store, write};
use padron_protocol::log::EntryKind;
use padron_protocol::messages::order::OpenedStatistics;
use padron_protocol::store::StoreError;
use padron_protocol::testing::after;
use padron_protocol::{Hash32, Uuid};
use padron_registrar::ports::{LogFiles as _, Requests as _, Statistics as _, TrustListRows as _};
use padron_registrar::rows::{RequestRow, StatisticsRow, TrustListRow};
use padron_registrar::shown::{mend_statistics, write_statistics, write_trust_lists};
use padron_store::{MemoryFiles, RegistrarStore, RegistrarTx};

fn put_list(tx: &mut RegistrarTx<'_>, version: u64) -> Result<(), StoreError> {
    let index = append(tx, EntryKind::TrustList)?;
    tx.put_trust_list(&TrustListRow { version, text: format!("list {version}"), index, at: after(0), cosigned: None })
}

fn request(at: u8) -> Uuid {
    Uuid::from_random([at; 16])
}

/// Statistics 1 to 3, whose requests stand at 0 to 2 in the log.
fn with_statistics() -> RegistrarStore {
    let store = store();
    write(&store, |tx| {
        for at in 1..=3 {
            let index = append(tx, EntryKind::Request)?;
            let (request, commitment) = (request(at), Hash32([at; 32]));
            let (authority, tag) = ("prosecutor".into(), commitment);
            tx.put_request(&RequestRow { request, authority, index, tag, commitment, at: after(0) })?;
            tx.put_statistics(&StatisticsRow {
                request,
                index,
                nonce: Hash32([at; 32]),
                text: format!("text {at}"),
                event: Hash32([at + 1; 32]),
                published: false,
            })?;
        }
        Ok(())
    });
    store
}

fn put(files: &MemoryFiles, path: &str, bytes: &[u8]) {
    files.clone().write(&[(path.to_owned(), bytes.to_vec())]).unwrap();
}

#[test]
fn trust_lists_lie_in_the_directory_byte_for_byte() {
    let (store, files) = (store(), MemoryFiles::new());
    let written = |all| store.read(|tx| write_trust_lists(tx, &mut files.clone(), all)).unwrap();
    assert_eq!(written(true), 0, "there is none yet");
    write(&store, |tx| (1..=3).try_for_each(|version| put_list(tx, version)));
    assert_eq!(written(false), 3);
    assert_eq!(files.files()["trust/2.json"], b"list 2");
    assert_eq!(written(true), 0);
    write(&store, |tx| put_list(tx, 4));
    files.clone().remove("trust/1.json").unwrap();
    assert_eq!(written(false), 1, "the new one");
    put(&files, "trust/2.json", b"torn");
    assert_eq!(written(true), 2, "and at the start whatever is missing");
    assert_eq!(files.files()["trust/2.json"], b"list 2");
}

#[test]
fn statistics_are_written_once_and_again_when_they_are_lost() {
    let (store, files) = (with_statistics(), MemoryFiles::new());
    let mended = || store.read(|tx| mend_statistics(tx, &mut files.clone())).unwrap();
    let written = || store.read(|tx| write_statistics(tx, &mut files.clone())).unwrap();
    assert_eq!(mended(), 0, "what was never published is not lost");
    assert_eq!(written(), [1, 2, 3].map(request));
    write(&store, |tx| [1, 2, 3].iter().try_for_each(|at| tx.mark_published(&request(*at))));
    assert!(written().is_empty());
    let shown: OpenedStatistics = serde_json::from_slice(&files.files()["statistics/1.json"]).unwrap();
    assert!(shown.text == "text 2" && shown.nonce == Hash32([2; 32]) && shown.event == Hash32([3; 32]));
    files.clone().remove("statistics/0.json").unwrap();
    put(&files, "statistics/2.json", b"{}");
    assert_eq!(mended(), 2);
    assert_eq!(mended(), 0);
}
