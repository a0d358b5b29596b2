use super::*;
use crate::testing;
use crate::watch::Mark;

const HOUR: i64 = 3600;

fn after(hours: i64) -> Timestamp {
    testing::now() + SignedDuration::from_hours(hours)
}

fn checked(promise: &Promise, found: Option<&Entry>, marks: &[(i64, u64)], now: Timestamp) -> Option<Flag> {
    let mut noted = Marks::default();
    for (hours, size) in marks {
        noted.note(Mark { time: (testing::now().as_second() + hours * HOUR) as u64, size: *size });
    }
    let view = LogView { size: noted.newest().map_or(0, |mark| mark.size), marks: &noted, now };
    check_promise(promise, found, &view).err().map(|finding| finding.flag)
}

#[test]
fn a_promise_that_is_kept_in_time_is_fine() {
    let promise = testing::promise(4);
    assert_eq!(checked(&promise, Some(&promise.entry), &[(-1, 4), (1, 5)], after(100)), None);
    assert_eq!(checked(&promise, None, &[(1, 4)], after(23)), None, "there is time left");
}

#[test]
fn a_promise_that_is_due_and_not_shown_is_unmet() {
    assert_eq!(checked(&testing::promise(4), None, &[(24, 4)], after(24)), Some(Flag::UnmetPromise));
}

#[test]
fn another_entry_in_its_place_is_told_at_once() {
    let other = testing::promise(5).entry;
    assert_eq!(checked(&testing::promise(4), Some(&other), &[(0, 5)], after(0)), Some(Flag::OtherEntry));
}

#[test]
fn a_promise_dated_long_before_its_entry_was_there_is_told() {
    let promise = testing::promise(4);
    let kept = |hours| checked(&promise, Some(&promise.entry), &[(hours, 4), (hours + 2, 5)], after(100));
    assert_eq!(kept(24), None);
    assert_eq!(kept(25), Some(Flag::BackdatedPromise));
}

#[test]
fn a_promise_with_more_time_than_is_allowed_is_none() {
    let mut promise = testing::promise(4);
    promise.by = after(25);
    assert_eq!(checked(&promise, Some(&promise.entry), &[(1, 5)], after(1)), Some(Flag::BadPromise));
}
