use super::*;
use proptest::prelude::*;

/// What a value is after it has been stored as `column`, which is read back by `read`.
fn stored<T>(value: impl ToSql, read: impl FnOnce(&Row<'_>) -> Result<T, StoreFault>) -> Result<T, StoreFault> {
    let connection = Connection::open_in_memory().unwrap();
    Ok(one(&connection, "SELECT ? AS column", [value], read)?.unwrap())
}

fn any_time() -> impl Strategy<Value = Timestamp> {
    let seconds = Timestamp::MIN.as_second()..Timestamp::MAX.as_second();
    (seconds, 0..1_000_000_000).prop_map(|(seconds, nanoseconds)| Timestamp::new(seconds, nanoseconds).unwrap())
}

proptest! {
    #[test]
    fn exact_times_come_back_to_the_nanosecond(at in any_time()) {
        prop_assert_eq!(stored(exact(at), |row| from_exact(row, "column")).unwrap(), at);
    }

    #[test]
    fn whole_milliseconds_come_back_and_others_are_refused(at in any_time()) {
        let whole = Timestamp::from_millisecond(at.as_millisecond()).unwrap();
        let back = stored(millis(whole).unwrap(), |row| from_millis(row.get("column")?));
        prop_assert_eq!(back.unwrap(), whole);
        prop_assert_eq!(millis(at).is_ok(), at == whole);
    }

    #[test]
    fn counts_come_back_as_far_as_sqlite_counts(count in any::<u64>()) {
        match int(count) {
            Ok(number) => prop_assert_eq!(stored(number, |row| natural(row, "column")).unwrap(), count),
            Err(fault) => prop_assert!(count > i64::MAX as u64 && matches!(fault, StoreFault::Failed(_))),
        }
    }

    #[test]
    fn texts_that_are_no_times_are_damage(text in "[0-9TZ: -]{0,24}") {
        let read = stored(text.clone(), |row| from_exact(row, "column"));
        match text.parse::<Timestamp>() {
            Ok(at) => prop_assert_eq!(read.unwrap(), at),
            Err(_) => prop_assert!(matches!(read, Err(StoreFault::Damaged(_)))),
        }
    }
}

#[test]
fn values_of_another_kind_are_damage() {
    let damaged = |result: Result<(), StoreFault>| matches!(result, Err(StoreFault::Damaged(_)));
    assert!(damaged(stored(-1, |row| natural(row, "column").map(drop_value))));
    assert!(damaged(stored("1", |row| natural(row, "column").map(drop_value))));
    assert!(damaged(stored(1, |row| from_exact(row, "column").map(drop_value))));
    assert!(damaged(stored([1, 2, 3], |row| Ok(row.get::<_, [u8; 16]>("column").map(drop_value)?))));
    assert!(damaged(from_millis(i64::MAX).map(drop_value)));
}

fn drop_value<T>(_: T) {}
