use super::{CHORES, Command, help};

fn parse(line: &str) -> anyhow::Result<Command> {
    Command::parse(&line.split_whitespace().map(str::to_owned).collect::<Vec<_>>())
}

#[test]
fn options_are_understood() {
    assert_eq!(parse("test").unwrap(), Command::Test { full: false });
    assert_eq!(parse("test --full").unwrap(), Command::Test { full: true });
    assert_eq!(parse("tidy").unwrap(), Command::Tidy);
    assert_eq!(parse("").unwrap(), Command::Help);
}

#[test]
fn what_is_not_in_the_table_is_refused() {
    assert!(parse("tset").unwrap_err().to_string().contains("no chore `tset`"));
    assert!(parse("tidy --full").unwrap_err().to_string().contains("no option `--full`"));
}

#[test]
fn help_names_every_chore() {
    let help = help();
    assert!(CHORES.iter().all(|chore| help.contains(chore.name)));
}
