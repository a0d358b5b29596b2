use super::*;
use proptest::prelude::*;

fn marks(sizes: &[(u64, u64)]) -> Marks {
    let mut marks = Marks::default();
    sizes.iter().for_each(|&(time, size)| marks.note(Mark { time, size }));
    marks
}

#[test]
fn they_say_when_an_entry_was_not_there_yet() {
    let marks = marks(&[(10_000, 5), (20_000, 8), (30_000, 8), (40_000, 9)]);
    assert_eq!(marks.absent_at(4), None, "it was there from the first mark on");
    assert_eq!(marks.absent_at(5), Some(10_000));
    assert_eq!(marks.absent_at(7), Some(10_000));
    assert_eq!(marks.absent_at(8), Some(30_000));
    assert_eq!(marks.absent_at(9), Some(40_000));
}

#[test]
fn what_contradicts_them_is_left_out() {
    let before = marks(&[(10_000, 5), (20_000, 8)]);
    for (time, size) in [(20_000, 9), (15_000, 9), (30_000, 7)] {
        let mut after = before.clone();
        after.note(Mark { time, size });
        assert_eq!(after, before);
    }
}

#[test]
fn a_log_that_grows_every_minute_leaves_a_mark_an_hour() {
    let mut marks = Marks::default();
    (0..60 * 24 * 10).for_each(|minute| marks.note(Mark { time: minute * 60, size: minute }));
    assert!((230..=250).contains(&marks.0.len()), "{}", marks.0.len());
    assert_eq!(marks.newest(), Some(Mark { time: 60 * (60 * 24 * 10 - 1), size: 60 * 24 * 10 - 1 }));
}

proptest! {
    /// Joined or not, a mark never claims that an entry was absent when it was there.
    #[test]
    fn they_never_say_later_than_it_was(steps in prop::collection::vec((1u64..5000, 0u64..3), 1..200), index in 0u64..300) {
        let (mut noted, mut time, mut size) = (Marks::default(), 0, 0);
        let mut truth = None;
        for (seconds, entries) in steps {
            (time, size) = (time + seconds, size + entries);
            noted.note(Mark { time, size });
            if size <= index {
                truth = Some(time);
            }
        }
        let told = noted.absent_at(index);
        prop_assert!(told <= truth);
        // Joining marks loses an hour at most.
        if let Some(truth) = truth {
            let first = noted.0.first().map_or(0, |mark| mark.time);
            prop_assert!(truth.saturating_sub(told.unwrap_or(first)) <= Marks::APART + 5000);
        }
    }
}
