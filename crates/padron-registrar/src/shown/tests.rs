use super::{mend_statistics, write_statistics, write_trust_lists};
use crate::fixture::{Memory, now};
use crate::rows::{StatisticsRow, TrustListRow};
use crate::sequence::tests::fake::World;
use padron_protocol::messages::order::OpenedStatistics;
use padron_protocol::{Hash32, Uuid};

fn with_lists(versions: u64) -> Memory {
    let row =
        |version| TrustListRow { version, text: format!("list {version}"), index: version, at: now(), cosigned: None };
    Memory { lists: (1..=versions).map(row).collect(), ..Memory::default() }
}

fn with_statistics(count: u8) -> Memory {
    let row = |at: u8| StatisticsRow {
        request: Uuid::from_random([at; 16]),
        index: u64::from(at) * 10,
        nonce: Hash32([at; 32]),
        text: format!("text {at}"),
        event: Hash32([at + 1; 32]),
        published: false,
    };
    Memory { statistics: (1..=count).map(row).collect(), ..Memory::default() }
}

#[test]
fn trust_lists_lie_in_the_directory_byte_for_byte() {
    let (mut tx, mut files) = (with_lists(3), World::default());
    assert_eq!(write_trust_lists(&mut tx, &mut files, false).unwrap(), 3);
    assert_eq!(files.files.borrow()["trust/2.json"], b"list 2");
    assert_eq!(write_trust_lists(&mut tx, &mut files, true).unwrap(), 0);
    tx.lists.push(TrustListRow { version: 4, ..tx.lists[0].clone() });
    files.files.borrow_mut().remove("trust/1.json");
    assert_eq!(write_trust_lists(&mut tx, &mut files, false).unwrap(), 1, "the new one");
    files.files.borrow_mut().insert("trust/2.json".into(), b"torn".to_vec());
    assert_eq!(write_trust_lists(&mut tx, &mut files, true).unwrap(), 2, "and at the start whatever is missing");
    assert_eq!(files.files.borrow()["trust/2.json"], b"list 2");
    assert_eq!(write_trust_lists(&mut Memory::default(), &mut files, true).unwrap(), 0);
}

#[test]
fn statistics_are_written_once_and_again_when_they_are_lost() {
    let (mut tx, mut files) = (with_statistics(3), World::default());
    assert_eq!(mend_statistics(&mut tx, &mut files).unwrap(), 0, "what was never published is not lost");
    let written = write_statistics(&mut tx, &mut files).unwrap();
    assert_eq!(written.len(), 3);
    tx.statistics.iter_mut().for_each(|row| row.published = true);
    assert!(write_statistics(&mut tx, &mut files).unwrap().is_empty());
    let shown: OpenedStatistics = serde_json::from_slice(&files.files.borrow()["statistics/20.json"]).unwrap();
    assert!(shown.text == "text 2" && shown.nonce == Hash32([2; 32]) && shown.event == Hash32([3; 32]));
    files.files.borrow_mut().remove("statistics/10.json");
    files.files.borrow_mut().insert("statistics/30.json".into(), b"{}".to_vec());
    assert_eq!(mend_statistics(&mut tx, &mut files).unwrap(), 2);
    assert_eq!(mend_statistics(&mut tx, &mut files).unwrap(), 0);
}
