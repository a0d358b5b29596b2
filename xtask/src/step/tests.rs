use super::{Outcome, Tests, Verdict, run_logged};

#[test]
fn nextest_summary_is_read() {
    let output = "    Starting 9 tests\n     Summary [   1.2s] 9 tests run: 6 passed (1 slow), 2 failed, 1 timed out, 4 skipped\n";
    assert_eq!(Tests::read(output), Some(Tests { passed: 6, failed: 3, skipped: 4 }));
}

#[test]
fn nextest_summary_of_an_interrupted_run_is_read() {
    let output = "     Summary [   1.2s] 5/9 tests run: 4 passed, 1 exec failed, 0 skipped\n";
    assert_eq!(Tests::read(output), Some(Tests { passed: 4, failed: 1, skipped: 0 }));
}

#[test]
fn libtest_summaries_are_added_up() {
    let output = "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
                  noise\n\
                  test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n";
    assert_eq!(Tests::read(output), Some(Tests { passed: 5, failed: 1, skipped: 1 }));
}

#[test]
fn output_without_a_summary_counts_nothing() {
    assert_eq!(Tests::read("error: could not compile `padron-model`\n3 passed, 0 failed\n"), None);
}

#[test]
fn what_a_failed_test_printed_is_not_counted_again() {
    let output = "    test result: FAILED. 0 passed; 1 failed; 0 ignored; 0 measured; 3 filtered out; finished in 0.1s\n\
                  Summary [   1.2s] 4 tests run: 3 passed, 1 failed, 0 skipped\n";
    assert_eq!(Tests::read(output), Some(Tests { passed: 3, failed: 1, skipped: 0 }));
}

fn run(line: &str) -> anyhow::Result<Outcome> {
    let folder = tempfile::tempdir()?;
    run_logged(folder.path(), &folder.path().join("step.log"), line, &[("GREETING", "hello")])
}

#[test]
fn a_program_is_judged_by_its_exit() {
    assert_eq!(run("true").unwrap().verdict, Verdict::Passed);
    let failed = run("ls gone").unwrap();
    assert_eq!(failed.verdict, Verdict::Failed);
    assert!(failed.output.contains("gone"), "both streams are kept");
    assert_eq!(failed.again, "GREETING='hello' ls gone");
    assert!(run("no-such-program-anywhere").is_err());
}

#[test]
fn a_program_that_hides_its_failed_tests_is_not_believed() {
    let outcome = run("echo test result: FAILED. 2 passed; 1 failed; 0 ignored").unwrap();
    assert_eq!(outcome.verdict, Verdict::Failed);
    assert_eq!(outcome.tests.map(|tests| (tests.passed, tests.failed)), Some((2, 1)));
}

#[test]
fn the_environment_is_handed_down_without_what_cargo_says_of_this_program() {
    let output = run("env").unwrap().output;
    assert!(output.contains("GREETING=hello"));
    assert!(!output.contains("CARGO_PKG_") && !output.contains("CARGO_MANIFEST_"));
}
