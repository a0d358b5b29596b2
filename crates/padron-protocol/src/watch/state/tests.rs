use super::*;
use crate::testing::{self, log, now};
use padron_tlog::{TileId, bundle_ids, encode_bundle};

fn entry(index: u64) -> Entry {
    let entry = testing::promise(index).entry;
    match index {
        3 => Entry::request(entry.commitment, entry.commitment),
        4 => Entry::bare(EntryKind::TrustList, entry.commitment),
        _ => entry,
    }
}

fn bundle(id: &TileId) -> Vec<u8> {
    let first = id.index * 256;
    encode_bundle((first..first + u64::from(id.width)).map(|index| entry(index).encode())).unwrap()
}

/// A watcher that has followed to `size` at a time.
fn followed(watched: &mut Watched, size: u64, time: u64) {
    let mut follower = watched.follower().unwrap();
    let mut seen = SeenEntries::default();
    while let Some(id) = follower.next(size) {
        follower.take(&id, &bundle(&id), |index, entry| seen.note(index, entry)).unwrap();
    }
    let cosigned = Cosigned { time, witnesses: Vec::new() };
    watched.advance(&follower, &log(size, &[]).0, &cosigned, seen);
}

#[test]
fn what_is_kept_is_enough_to_go_on() {
    let mut watched = Watched::new(testing::ORIGIN);
    followed(&mut watched, 5, 1000);
    let kept = serde_json::to_string(&watched).unwrap();
    let mut again: Watched = serde_json::from_str(&kept).unwrap();
    assert_eq!(serde_json::to_string(&again).unwrap(), kept);
    followed(&mut again, 700, 2000);
    let mut straight = Watched::new(testing::ORIGIN);
    followed(&mut straight, 700, 2000);
    assert_eq!(again.follower().unwrap().tree(), straight.follower().unwrap().tree());
    assert_eq!(again.follower().unwrap().figures().requests, 1);
    assert_eq!(again.closed.keys().collect::<Vec<_>>(), [&3]);
    assert_eq!(again.trust_lists.keys().collect::<Vec<_>>(), [&4]);
    assert_eq!(again.marks.absent_at(5), Some(1000));
}

#[test]
fn a_checkpoint_is_judged_by_what_was_followed() {
    let mut watched = Watched::new(testing::ORIGIN);
    // Only links, so that the fixture's own checkpoints are of the same tree.
    let mut follower = watched.follower().unwrap();
    for id in bundle_ids(0, 3) {
        follower.take(&id, &bundle(&id), |_, _| ()).unwrap();
    }
    let cosigned = Cosigned { time: 1, witnesses: Vec::new() };
    watched.advance(&follower, &log(3, &[]).0, &cosigned, SeenEntries::default());
    let course = |size, change: u8| {
        let mut checkpoint = log(size, &[]).0.checkpoint;
        checkpoint.root.0[5] ^= change;
        watched.course(&checkpoint).unwrap()
    };
    let broken = |course| match course {
        Course::Broken(finding) => finding.flag,
        other => panic!("{other:?}"),
    };
    assert_eq!(course(3, 0), Course::Same);
    assert_eq!(course(4, 0), Course::Grown);
    assert_eq!(broken(course(3, 1)), Flag::TwoHistories);
    assert_eq!(broken(course(2, 0)), Flag::Shrunk);
}

#[test]
fn statistics_that_stay_closed_are_told_after_the_limit() {
    let mut watched = Watched::new(testing::ORIGIN);
    followed(&mut watched, 10, now().as_second() as u64);
    let limit = SignedDuration::from_hours(24 * 395);
    assert_eq!(watched.overdue(limit, now() + limit), []);
    let late = watched.overdue(limit, now() + limit + SignedDuration::from_secs(1));
    assert_eq!(late.len(), 1);
    assert_eq!(late[0].flag, Flag::ClosedStatistics);
    assert!(late[0].detail.contains("entry 3") && late[0].detail.contains("395 days"), "{late:?}");
}
