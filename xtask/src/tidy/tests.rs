use super::{Report, Violation};

#[test]
fn a_report_names_file_and_line() {
    let violations = vec![Violation::new("a.rs", 7, "too long"), Violation::new("b.toml", 0, "does not parse")];
    let report = Report { violations, files: 2 };
    assert!(!report.is_clean());
    assert_eq!(report.to_string(), "a.rs:7: too long\nb.toml: does not parse\ntidy: 2 files, 2 violations");
}
