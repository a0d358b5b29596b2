use std::time::Duration;

use super::{SHOWN_LINES, Sum, line, shown};
use crate::step::{Outcome, Tests, Verdict};

fn outcome(verdict: Verdict, tests: Option<Tests>) -> Outcome {
    Outcome { verdict, output: String::new(), tests, again: String::new() }
}

fn last_line(sum: &Sum) -> String {
    sum.report(Duration::from_secs(61)).lines().last().unwrap().to_owned()
}

#[test]
fn tests_and_checks_are_both_counted() {
    let mut sum = Sum::default();
    sum.add("format", outcome(Verdict::Passed, None));
    sum.add("tests", outcome(Verdict::Passed, Some(Tests { passed: 40, failed: 0, skipped: 3 })));
    sum.add("licences", Outcome::skipped("not installed".to_owned()));
    assert_eq!(last_line(&sum), "41 passed, 0 failed");
    assert!(sum.failed_steps.is_empty());
}

#[test]
fn a_step_that_fails_before_any_test_counts_as_a_failure() {
    let mut sum = Sum::default();
    sum.add("tests", outcome(Verdict::Failed, None));
    assert_eq!(last_line(&sum), "0 passed, 1 failed");
    // Every test passed and still the runner failed: a leak, a crash at the end.
    sum.add("doctests", outcome(Verdict::Failed, Some(Tests { passed: 2, failed: 0, skipped: 0 })));
    assert_eq!(last_line(&sum), "2 passed, 2 failed");
    assert_eq!(sum.failed_steps, ["tests", "doctests"]);
}

#[test]
fn failed_tests_are_counted_once() {
    let mut sum = Sum::default();
    sum.add("tests", outcome(Verdict::Failed, Some(Tests { passed: 7, failed: 2, skipped: 0 })));
    assert_eq!(last_line(&sum), "7 passed, 2 failed");
}

#[test]
fn a_skipped_step_says_why_and_claims_no_duration() {
    let text = line(&Outcome::skipped("get it with: make".to_owned()), Duration::from_secs(5));
    assert!(text.contains("get it with: make") && !text.contains("5.0"));
}

#[test]
fn the_end_of_long_output_is_shown() {
    let long: String = (0..SHOWN_LINES + 2).map(|number| format!("line {number}\n")).collect();
    let shown = shown(&long);
    assert!(shown.starts_with("  (2 earlier lines"));
    assert!(!shown.contains("line 1\n") && shown.contains("line 2\n"));
}
