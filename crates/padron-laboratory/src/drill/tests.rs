//! The drill as a whole, and what its tests share.

use super::population::{COLUMNS, Subscriber};
use super::sqlite::{Cell, write_table};
use super::*;
use padron_model::SubscriberColumn;
use padron_testkit::people::{Population, SUBSCRIBER_COLUMNS, write_subscribers};
use std::fmt::Write as _;
use tempfile::TempDir;

/// The population as the drill reads it: what operators import, with the operator and the person at the end.
pub(super) fn csv(people: u64) -> String {
    let population = Population::new(7, people);
    assert_eq!(COLUMNS[..19], SUBSCRIBER_COLUMNS.map(SubscriberColumn::name));
    assert_eq!(COLUMNS[19..], ["operator", "person"]);
    let mut text = COLUMNS.join(",") + "\n";
    for person in 0..people {
        for (at, line) in population.lines_of(person).iter().enumerate() {
            let mut rows = Vec::new();
            write_subscribers(&mut rows, &population, person..person + 1, None).unwrap();
            let rows = String::from_utf8(rows).unwrap();
            let row = rows.lines().nth(1 + at).unwrap();
            writeln!(text, "{row},op-{},{person}", line.operator).unwrap();
        }
    }
    text
}

/// The population of [`csv`].
pub(super) fn people(count: u64) -> Vec<Subscriber> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("population.csv");
    fs::write(&path, csv(count)).unwrap();
    population::read(&path).unwrap()
}

/// Bytes that are the same in every run and say nothing.
pub(super) fn noise(name: &str, length: usize) -> Vec<u8> {
    let block = |at: usize| hash::sha256(&[name.as_bytes(), &at.to_be_bytes()]);
    (0..length.div_ceil(32)).flat_map(block).take(length).collect()
}

/// A folder with a stolen directory and a population beside it.
pub(super) struct Stolen {
    pub(super) folder: TempDir,
    pub(super) directory: PathBuf,
    pub(super) population: PathBuf,
}

impl Stolen {
    pub(super) fn new(people: u64) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let directory = folder.path().join("registrar");
        fs::create_dir(&directory).unwrap();
        let population = folder.path().join("population.csv");
        fs::write(&population, csv(people)).unwrap();
        Self { folder, directory, population }
    }

    /// A register that says nothing: tokens, records, a keyring, a log.
    pub(super) fn with_register(people: u64) -> Self {
        let stolen = Self::new(people);
        let rows = csv(people).lines().count() - 1;
        let blob = |name: &str, row: usize, length| Cell::Blob(noise(&format!("{name} {row}"), length));
        let records = (0..rows).map(|row| {
            let wrapped = Cell::Blob(noise(&format!("wrapped {row}"), 1_400));
            let entry = Cell::Integer(i64::try_from(row).unwrap());
            vec![
                entry,
                blob("record", row, 16),
                blob("line", row, 16),
                Cell::Integer(1),
                blob("texts", row, 96),
                wrapped,
            ]
        });
        let columns = ["entry", "record", "line", "operator", "texts", "wrapped"];
        write_table(&stolen.directory.join("register.sqlite"), "records", &columns, records).unwrap();
        let slots = (0..rows).map(|row| vec![blob("slot", row, 16), blob("record", row, 16)]);
        write_table(&stolen.directory.join("register.sqlite"), "slots", &["slot", "record"], slots).unwrap();
        let keys = (0..rows).map(|row| vec![blob("record", row, 16), blob("key", row, 32)]);
        write_table(&stolen.directory.join("keyring.sqlite"), "wrap_keys", &["record", "key"], keys).unwrap();
        fs::write(stolen.directory.join("pepper"), noise("pepper", 32)).unwrap();
        fs::write(stolen.directory.join("padron.log"), "started\nlinked 20 lines\n").unwrap();
        stolen
    }

    pub(super) fn drill(&self) -> TheftReport {
        theft(&TheftOptions {
            directories: vec![self.directory.clone()],
            population: Some(self.population.clone()),
            work: None,
            effort: Effort { pairs: 20_000, scalars: 60 },
        })
        .unwrap()
    }
}

#[test]
fn a_register_that_says_nothing_holds() {
    let stolen = Stolen::with_register(20);
    let report = stolen.drill();
    assert_eq!(report.finds, []);
    assert_eq!(report.links.ties().count(), 0, "{:?}", report.links);
    assert!(report.baselines.proved(), "{:?}", report.baselines);
    assert_eq!(report.verdict(), DrillVerdict::Held);
    assert!(report.held && report.bytes_searched > 0 && report.candidates > 0 && report.attempts > 0);
    let left: Vec<_> = fs::read_dir(stolen.folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(left.len(), 2, "the work folder must be gone: {left:?}");
}

#[test]
fn one_number_in_a_log_is_found_and_never_repeated() {
    let stolen = Stolen::with_register(20);
    let number = people(20)[3].number().to_owned();
    fs::write(stolen.directory.join("padron.log"), format!("cannot link {number}\n")).unwrap();
    let report = stolen.drill();
    assert_eq!(report.verdict(), DrillVerdict::Found);
    assert_eq!(report.finds.len(), 1);
    let json = serde_json::to_string(&report).unwrap();
    let mut text = Vec::new();
    write_text(&report, padron_model::Lang::Es, &mut text).unwrap();
    write_text(&report, padron_model::Lang::En, &mut text).unwrap();
    let text = String::from_utf8(text).unwrap();
    assert!(!json.contains(&number) && !text.contains(&number));
    assert!(text.contains("padron.log") && text.contains("NO RESISTIÓ") && text.contains("DID NOT HOLD"));
}

#[test]
fn a_pepper_beside_hashed_numbers_recovers_them() {
    let stolen = Stolen::with_register(20);
    let pepper = hash::Keyed::new(&noise("pepper", 32).try_into().unwrap());
    let rows = people(20)
        .into_iter()
        .map(|line| vec![Cell::Blob(pepper.mac(&[b"line", line.number().as_bytes()])[..16].to_vec())]);
    write_table(&stolen.directory.join("register.sqlite"), "numbers", &["key"], rows).unwrap();
    let report = stolen.drill();
    let find = report.finds.iter().find(|find| find.what == What::Key).unwrap();
    assert_eq!((find.file.as_str(), find.lines), ("1:pepper", report.lines));
    assert_eq!(report.verdict(), DrillVerdict::Found);
}

#[test]
fn without_a_population_links_are_still_looked_for() {
    let stolen = Stolen::with_register(20);
    let options = TheftOptions {
        directories: vec![stolen.directory.clone()],
        population: None,
        work: Some(stolen.folder.path().join("work")),
        effort: Effort::default(),
    };
    assert_eq!(theft(&options).unwrap().verdict(), DrillVerdict::Held);
    let token = |row: u64| Cell::Blob(noise(&format!("person {}", row / 2), 16));
    let rows = (0..40).map(|row| vec![Cell::Blob(noise(&format!("slot {row}"), 16)), token(row)]);
    write_table(&stolen.directory.join("register.sqlite"), "places", &["slot", "person"], rows).unwrap();
    let report = theft(&options).unwrap();
    assert_eq!(report.verdict(), DrillVerdict::Found);
    let direct = report.links.ties().find(|tie| tie.column == "person").unwrap();
    assert_eq!((direct.groups, direct.rows, direct.largest), (20, 40, 2));
    // The places have the slots' names: by way of them the records are tied together too.
    assert!(report.links.ties().any(|tie| tie.table == "records" && tie.column == "values of other tables"));
}

#[test]
fn a_wrapped_record_is_searched_within() {
    let stolen = Stolen::with_register(20);
    let rows = people(20).into_iter().enumerate().map(|(row, line)| {
        let record: [u8; 16] = noise(&format!("record {row}"), 16).try_into().unwrap();
        let key: [u8; 32] = noise(&format!("key {row}"), 32).try_into().unwrap();
        let plain = [&noise(&format!("sealed {row}"), 300), line.cell("curp").as_bytes()].concat();
        let wrapped = padron_protocol::sealed::encrypt(&key, b"padron record", &record, &plain).unwrap();
        vec![Cell::Blob(record.to_vec()), Cell::Blob(wrapped)]
    });
    write_table(&stolen.directory.join("register.sqlite"), "wrapped", &["record", "wrapped"], rows).unwrap();
    let report = stolen.drill();
    assert_eq!(report.extent.unwrapped, report.lines);
    let find = &report.finds[0];
    assert_eq!((find.table.as_deref(), find.column.as_deref()), (Some("wrapped"), Some("unwrapped")));
}

#[test]
fn what_is_no_directory_or_no_population_is_refused() {
    let stolen = Stolen::new(1);
    let mut options = TheftOptions {
        directories: vec![stolen.folder.path().join("nowhere")],
        population: None,
        work: None,
        effort: Effort::default(),
    };
    assert!(theft(&options).is_err());
    options.directories = vec![stolen.directory.clone()];
    let number = people(1)[0].number().to_owned();
    for wrong in [String::new(), "number\n".to_owned(), csv(0), format!("{}\n{number},x\n", COLUMNS.join(","))] {
        fs::write(&stolen.population, wrong).unwrap();
        options.population = Some(stolen.population.clone());
        let error = format!("{:#}", theft(&options).err().unwrap());
        assert!(!error.contains(&number), "an error must not repeat a number");
    }
}
