use super::Tests;

#[test]
fn nextest_summary_is_read() {
    let output = "    Starting 9 tests\n     Summary [   1.2s] 9 tests run: 6 passed (1 slow), 2 failed, 1 timed out, 4 skipped\n";
    assert_eq!(
        Tests::read(output),
        Some(Tests {
            passed: 6,
            failed: 3,
            skipped: 4
        })
    );
}

#[test]
fn nextest_summary_of_an_interrupted_run_is_read() {
    let output = "     Summary [   1.2s] 5/9 tests run: 4 passed, 1 exec failed, 0 skipped\n";
    assert_eq!(
        Tests::read(output),
        Some(Tests {
            passed: 4,
            failed: 1,
            skipped: 0
        })
    );
}

#[test]
fn libtest_summaries_are_added_up() {
    let output = "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.00s\n\
                  noise\n\
                  test result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.00s\n";
    assert_eq!(
        Tests::read(output),
        Some(Tests {
            passed: 5,
            failed: 1,
            skipped: 1
        })
    );
}

#[test]
fn output_without_a_summary_counts_nothing() {
    assert_eq!(
        Tests::read("error: could not compile `padron-model`\n3 passed, 0 failed\n"),
        None
    );
}
