use super::super::inventory;
use super::super::population::Subscriber;
use super::super::sqlite::{Cell, write_table};
use super::super::tests::{noise, people};
use super::*;

const COLUMNS: [&str; 5] = ["position", "record", "operator", "at", "mark"];

/// A table of records, one for each line, in the order of the population, with a mark.
fn linked(lines: &[Subscriber], mark: impl Fn(usize, &Subscriber) -> Cell) -> LinkReport {
    let folder = tempfile::tempdir().unwrap();
    let rows = lines.iter().enumerate().map(|(at, line)| {
        let record = Cell::Blob(noise(&format!("record {at}"), 16));
        let position = i64::try_from(at).unwrap();
        let time = Cell::Integer(1_790_000_000_000 + position / 3);
        vec![Cell::Integer(position), record, Cell::Text(line.cell("operator").to_owned()), time, mark(at, line)]
    });
    write_table(&folder.path().join("r.sqlite"), "marks", &COLUMNS, rows).unwrap();
    let (files, _) = inventory::files(&[folder.path().to_owned()]).unwrap();
    link(&files, Some(lines))
}

fn mark(report: &LinkReport) -> Option<&Grouping> {
    report.groupings.iter().find(|grouping| grouping.column == "mark")
}

#[test]
fn a_mark_of_the_person_is_a_tie_and_coincides_with_the_persons() {
    let lines = people(150);
    let marks: [fn(&Subscriber) -> Cell; 3] = [
        |line| Cell::Integer(i64::try_from(line.person).unwrap()),
        |line| Cell::Blob(noise(&format!("holder {}", line.person), 16)),
        |line| Cell::Text(format!("{:?}", noise(&format!("holder {}", line.person), 8))),
    ];
    for of in marks {
        let report = linked(&lines, |_, line| of(line));
        let tie = report.ties().next().unwrap();
        assert_eq!(tie.column, "mark");
        let truth = tie.truth.unwrap();
        assert!(truth.beyond_chance() && truth.pairs >= truth.same_person, "{truth:?}");
        let groups = report.true_groups.unwrap();
        assert_eq!(tie.groups, groups.natural + groups.legal);
        assert_eq!(tie.rows, groups.natural_lines + groups.legal_lines);
    }
}

#[test]
fn classes_times_and_different_values_are_no_ties() {
    let lines = people(150);
    let report = linked(&lines, |at, _| Cell::Blob(noise(&format!("slot {at}"), 16)));
    assert_eq!(report.ties().count(), 0, "{:?}", report.groupings);
    assert!(mark(&report).is_none());
    let sort =
        |column: &str| report.groupings.iter().find(|grouping| grouping.column == column).map(|found| found.sort);
    assert_eq!((sort("operator"), sort("at")), (Some(Sort::Class), Some(Sort::Time)));
    let few = linked(&lines, |at, _| Cell::Integer(i64::try_from(at % 5).unwrap()));
    assert_eq!(mark(&few).unwrap().sort, Sort::Class);
    let one_large_group = linked(&lines, |at, _| Cell::Integer(i64::try_from(if at < 110 { 0 } else { at }).unwrap()));
    assert_eq!(mark(&one_large_group).unwrap().sort, Sort::Class);
    let nothing = linked(&lines, |_, _| Cell::Null);
    assert!(mark(&nothing).is_none());
}

#[test]
fn a_mark_that_says_nothing_does_not_coincide() {
    let lines = people(150);
    let report = linked(&lines, |at, _| Cell::Blob(noise(&format!("pair {}", at * 31 % lines.len() / 2), 16)));
    let tie = report.ties().next().unwrap();
    assert!(!tie.truth.unwrap().beyond_chance(), "{tie:?}");
}

#[test]
fn rows_are_tied_by_way_of_other_tables() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("r.sqlite");
    let blob = |name: &str, at: usize| Cell::Blob(noise(&format!("{name} {at}"), 16));
    write_table(&path, "lines", &["line"], (0..40).map(|at| vec![blob("line", at)])).unwrap();
    let pairs = (0..10).map(|at| vec![blob("line", at), blob("line", at + 10)]);
    write_table(&path, "transfers", &["one", "other"], pairs).unwrap();
    let (files, _) = inventory::files(&[folder.path().to_owned()]).unwrap();
    let report = link(&files, None);
    let chain = report.ties().find(|tie| tie.table == "lines").unwrap();
    assert_eq!((chain.groups, chain.rows, chain.largest), (10, 20, 2));
}

#[test]
fn companies_are_a_known_exception_in_their_own_table_only() {
    let write = |table: &str| {
        let folder = tempfile::tempdir().unwrap();
        let blob = |name: &str, at: usize| Cell::Blob(noise(&format!("{name} {at}"), 16));
        let rows = (0..40).map(|at| vec![blob("holder", at / 4), blob("record", at)]);
        write_table(&folder.path().join("r.sqlite"), table, &["holder", "record"], rows).unwrap();
        let (files, _) = inventory::files(&[folder.path().to_owned()]).unwrap();
        link(&files, None)
    };
    let known = write("holdings");
    assert_eq!(known.ties().count(), 0);
    assert_eq!(known.groupings[0].sort, Sort::Known(LinkReason::LegalPersons));
    assert_eq!((known.groupings[0].groups, known.groupings[0].rows), (10, 40));
    assert!(write("slots").ties().count() > 0);
}

#[test]
fn tables_without_names_are_not_about_lines() {
    let folder = tempfile::tempdir().unwrap();
    let rows = (0..60)
        .map(|at| vec![Cell::Integer(20_000 + at / 3), Cell::Text(format!("op-{}", at % 3)), Cell::Integer(at % 20)]);
    write_table(&folder.path().join("r.sqlite"), "budgets", &["day", "caller", "used"], rows).unwrap();
    let (files, _) = inventory::files(&[folder.path().to_owned()]).unwrap();
    let report = link(&files, None);
    assert_eq!((report.groupings.len(), report.tables, report.unnamed_tables), (0, 0, 1));
}

#[test]
fn what_is_tied_on_purpose_is_no_news_by_way_of_another_table() {
    for requests in [2, 20] {
        on_purpose(requests);
    }
}

fn on_purpose(requests: usize) {
    let folder = tempfile::tempdir().unwrap();
    let blob = |name: &str, at: usize| Cell::Blob(noise(&format!("{name} {at}"), 16));
    let decisions = (0..2 * requests).map(|at| vec![blob("request", at / 2), blob("token", at)]);
    write_table(&folder.path().join("r.sqlite"), "decisions", &["request", "token"], decisions).unwrap();
    for custodian in 0..2 {
        let rows = (0..requests).map(|at| vec![blob("request", at), blob("token", 2 * at + custodian)]);
        let path = folder.path().join(format!("c{custodian}.sqlite"));
        write_table(&path, "requests", &["request", "decision"], rows).unwrap();
    }
    let (files, _) = inventory::files(&[folder.path().to_owned()]).unwrap();
    let report = link(&files, None);
    assert_eq!(report.ties().count(), 0, "{:?}", report.groupings);
}
