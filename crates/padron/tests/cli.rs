//! What the command line says: help, verdicts and errors, word for word.

#[test]
fn the_command_line_says_what_it_said() {
    trycmd::TestCases::new().case("tests/cmd/*.trycmd");
}
