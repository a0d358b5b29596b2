use super::*;

fn tally() -> Tally {
    let mut tally = Tally { linked: 12_000, refused: 300, invalid: 45, ..Tally::default() };
    for (outcome, kind, count) in
        [("refused", "cap-reached", 100), ("refused", "line-unavailable", 200), ("invalid", "length", 45)]
    {
        tally.reasons.insert((outcome, kind.to_owned()), count);
    }
    tally
}

#[test]
fn the_summary_counts_by_outcome_and_by_reason() {
    assert_eq!(
        summary(&tally(), Lang::En),
        "12,345 rows: 12,000 linked, 300 refused, 45 invalid\n         200  refused  line-unavailable\n         100  refused  cap-reached\n          45  invalid  length\n"
    );
    assert!(
        summary(&tally(), Lang::Es).starts_with("12,345 renglones: 12,000 vinculados, 300 rechazados, 45 inválidos\n")
    );
}

#[test]
fn speed_and_time_left_are_of_this_run_only() {
    let text = message(&tally(), Lang::En, 10.0, (2_345, 1_000), 2_000, 4_000);
    assert_eq!(text, "12,345 rows, 1,000/s, 12,000 linked, 300 refused, 45 invalid, 20 seconds left");
    let text = message(&tally(), Lang::Es, 10.0, (2_345, 1_000), 2_000, 4_000_000);
    assert!(text.ends_with(", faltan 11:06:20"), "{text}");
}

#[test]
fn nothing_is_guessed_before_anything_is_known() {
    let text = message(&Tally::default(), Lang::En, 0.0, (0, 0), 0, 0);
    assert_eq!(text, "0 rows, 0 linked, 0 refused, 0 invalid");
    assert_eq!((percent(0, 0), percent(1, 3), percent(5, 3)), (100, 33, 100));
}

#[test]
fn numbers_are_grouped() {
    for (number, text) in [(0, "0"), (999, "999"), (1000, "1,000"), (1_234_567, "1,234,567")] {
        assert_eq!(grouped(number), text);
    }
}
