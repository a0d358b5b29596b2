//! Whole imports against a gateway in the same process.

pub(crate) mod fake;

use std::fs;
use std::io::Cursor;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use jiff::Timestamp;
use jiff::civil::date;
use padron_model::country::mexico::Mexico;
use padron_protocol::{Problem, ProblemType};
use padron_testkit::people::{Population, write_subscribers};

use super::*;
use fake::{Behaviour, FakeGateway, TOKEN};
use state::Input;

/// Remembers what it is told.
#[derive(Default)]
pub(crate) struct Notes {
    waits: Mutex<Vec<(String, Duration)>>,
    positions: Mutex<Vec<(u64, u64)>>,
}

impl Notes {
    pub(crate) fn waits(&self) -> Vec<(String, Duration)> {
        self.waits.lock().unwrap().clone()
    }
}

impl Progress for Notes {
    fn decided(&self, tally: &Tally, position: u64) {
        self.positions.lock().unwrap().push((tally.rows(), position));
    }

    fn waiting(&self, why: &str, wait: Duration) {
        self.waits.lock().unwrap().push((why.to_owned(), wait));
    }
}

/// A subscriber file of the testkit with exactly so many rows.
fn subscribers(rows: usize) -> Vec<u8> {
    let mut file = Vec::new();
    let population = Population::new(11, rows as u64);
    write_subscribers(&mut file, &population, 0..rows as u64, None).unwrap();
    let end = file.iter().enumerate().filter(|(_, byte)| **byte == b'\n').nth(rows).unwrap().0;
    file.truncate(end + 1);
    file
}

/// Rows ready to be sent.
pub(crate) fn registrations(rows: usize) -> Vec<RegistrationRow> {
    let file = subscribers(rows);
    let mut reader = RowReader::open(file.as_slice(), Encoding::Detect).unwrap();
    std::iter::from_fn(|| reader.next().unwrap())
        .map(|row| RegistrationRow {
            key: padron_protocol::Uuid::from_random([row.number as u8; 16]),
            registration: row
                .cells
                .and_then(|cells| row::registration(&cells, &Mexico, date(2026, 1, 9)))
                .ok()
                .unwrap(),
        })
        .collect()
}

struct Bench {
    folder: tempfile::TempDir,
    gateway: FakeGateway,
    notes: Arc<Notes>,
}

impl Bench {
    fn new(gateway: FakeGateway) -> Self {
        Self { folder: tempfile::tempdir().unwrap(), gateway, notes: Arc::default() }
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join("results.csv")
    }

    fn results(&self) -> String {
        fs::read_to_string(self.path()).unwrap()
    }

    fn import(&self, size: usize, batch: usize, in_flight: usize) -> (Import, ResultFile, ChaCha20Rng) {
        let mut rng = ChaCha20Rng::seed_from_u64(3);
        let input = Input { size: size as u64, modified: Timestamp::UNIX_EPOCH, encoding: Encoding::Detect };
        let state = ImportState::open(&self.path(), input, false, date(2026, 1, 9), &mut rng).unwrap();
        let pace = Pace { first: Duration::from_millis(1), longest: Duration::from_millis(2), give_up_after: None };
        let import = Import {
            gateway: Arc::new(GatewayClient::new(&self.gateway.address, TOKEN, false).ok().unwrap()),
            state,
            batch,
            in_flight,
            encoding: Encoding::Detect,
            pace,
            country: &Mexico,
            lang: Lang::En,
            progress: Arc::clone(&self.notes) as _,
        };
        (import, ResultFile::open(&self.path()).unwrap(), rng)
    }

    async fn run(&self, file: &[u8], batch: usize, in_flight: usize) -> Result<(Ended, Tally), ImportError> {
        self.run_until(file, batch, in_flight, std::future::pending()).await
    }

    async fn run_until(
        &self,
        file: &[u8],
        batch: usize,
        in_flight: usize,
        stop: impl Future<Output = ()>,
    ) -> Result<(Ended, Tally), ImportError> {
        let (import, mut results, mut rng) = self.import(file.len(), batch, in_flight);
        let ended = import.run(Cursor::new(file.to_vec()), &mut results, &mut rng, stop).await?;
        Ok((ended, results.tally().clone()))
    }

    /// Every row decided once, in order, and linked once.
    fn assert_complete(&self, rows: usize) {
        let text = self.results();
        let found: Vec<&str> = text.lines().skip(1).map(|line| line.split(',').next().unwrap()).collect();
        let expected: Vec<String> = (1..=rows).map(|row| row.to_string()).collect();
        assert_eq!(found, expected);
        let book = self.gateway.book();
        assert!(book.wrong.is_empty(), "{:?}", book.wrong);
        assert_eq!(book.links.len(), rows);
        assert!(text.lines().skip(1).all(|line| line.contains(",linked,")));
        for (row, line) in (1..).zip(text.lines().skip(1)) {
            assert!(line.starts_with(&format!("{row},linked,")) && line.ends_with(",,,,e30.e30.c2ln"), "{line}");
        }
    }
}

#[tokio::test]
async fn every_row_is_decided_and_told() {
    let bench = Bench::new(FakeGateway::obliging().await);
    let file = subscribers(103);
    let (ended, tally) = bench.run(&file, 10, 4).await.unwrap();
    assert_eq!((ended, tally.linked, tally.rows()), (Ended::Complete, 103, 103));
    bench.assert_complete(103);
    let positions = bench.notes.positions.lock().unwrap().clone();
    assert_eq!(positions.len(), 11);
    assert!(positions.is_sorted());
    assert_eq!(positions.last(), Some(&(103, file.len() as u64)));
    assert!(bench.gateway.book().largest == 10);
    // Again: nothing is sent.
    let batches = bench.gateway.book().batches;
    assert_eq!(bench.run(&file, 10, 4).await.unwrap().0, Ended::Complete);
    assert_eq!(bench.gateway.book().batches, batches);
    bench.assert_complete(103);
}

/// As kill -9 does: the import is dropped when the gateway has batch `n` and has not answered, for every `n`, and again
/// and again until the end. The gateway has linked the rows that were sent and not recorded.
#[tokio::test]
async fn killed_at_every_batch_no_row_is_lost_or_doubled() {
    let file = subscribers(40);
    let killed_at = Arc::new(Mutex::new(0));
    for in_flight in [1, 3] {
        for every in 1..=6 {
            let kill = Arc::new(tokio::sync::Notify::new());
            let (killer, count) = (Arc::clone(&kill), Arc::clone(&killed_at));
            *count.lock().unwrap() = 0;
            let gateway = FakeGateway::start(move |_, number| {
                // Twelve kills, then peace.
                let mut kills = count.lock().unwrap();
                if number % every == every - 1 && *kills < 12 {
                    *kills += 1;
                    killer.notify_one();
                    return Behaviour::Silence;
                }
                Behaviour::Decide
            })
            .await;
            let bench = Bench::new(gateway);
            loop {
                let (import, mut results, mut rng) = bench.import(file.len(), 6, in_flight);
                let run = import.run(Cursor::new(file.clone()), &mut results, &mut rng, std::future::pending());
                tokio::select! {
                    () = kill.notified() => {}
                    ended = run => {
                        assert_eq!(ended.unwrap(), Ended::Complete);
                        break;
                    }
                }
            }
            assert!(*killed_at.lock().unwrap() > 0);
            bench.assert_complete(40);
        }
    }
}

#[tokio::test]
async fn a_row_is_sent_with_the_same_key_in_every_run_and_after_a_torn_result() {
    let bench = Bench::new(FakeGateway::obliging().await);
    let file = subscribers(30);
    bench.run(&file, 7, 2).await.unwrap();
    let (links, whole) = (bench.gateway.book().links.clone(), bench.results());
    for length in (0..whole.len()).step_by(97) {
        fs::write(bench.path(), &whole[..length]).unwrap();
        bench.run(&file, 7, 2).await.unwrap();
        assert_eq!(bench.results(), whole);
        assert_eq!(bench.gateway.book().links, links);
    }
}

#[tokio::test]
async fn stopped_it_finishes_what_is_on_its_way_and_goes_on_later() {
    let stop = Arc::new(tokio::sync::Notify::new());
    let stopper = Arc::clone(&stop);
    let gateway = FakeGateway::start(move |_, number| {
        if number == 2 {
            stopper.notify_one();
        }
        Behaviour::Decide
    })
    .await;
    let bench = Bench::new(gateway);
    let file = subscribers(400);
    let (ended, tally) = bench.run_until(&file, 5, 2, stop.notified()).await.unwrap();
    assert_eq!(ended, Ended::Stopped);
    assert!(tally.linked >= 15 && tally.linked < 400, "{}", tally.linked);
    assert_eq!(bench.gateway.book().links.len() as u64, tally.linked, "all that was sent is recorded");
    assert_eq!(bench.run(&file, 5, 2).await.unwrap().0, Ended::Complete);
    bench.assert_complete(400);
}

#[tokio::test]
async fn stopped_while_the_gateway_is_away_it_does_not_wait() {
    let stop = Arc::new(tokio::sync::Notify::new());
    let stopper = Arc::clone(&stop);
    let gateway = FakeGateway::start(move |_, number| {
        if number > 4 {
            stopper.notify_one();
        }
        Behaviour::Answer(503, "", Vec::new())
    })
    .await;
    let bench = Bench::new(gateway);
    // Everything is on its way: the file has been read to its end.
    let (ended, tally) = bench.run_until(&subscribers(6), 3, 4, stop.notified()).await.unwrap();
    assert_eq!((ended, tally.rows()), (Ended::Stopped, 0));
}

#[tokio::test]
async fn no_value_of_the_input_is_in_results_or_state() {
    let bench = Bench::new(FakeGateway::obliging().await);
    let file = subscribers(60);
    let text = String::from_utf8(file.clone()).unwrap();
    let numbers: Vec<String> = registrations(60).iter().map(|row| row.registration.number.clone()).collect();
    {
        // A gateway that repeats what it was sent.
        let mut book = bench.gateway.book();
        for number in numbers.iter().step_by(3) {
            // The file has the ten national digits.
            let line = text.lines().find(|line| line.starts_with(&number[3..])).unwrap();
            let problem = Problem::new(ProblemType::InvalidField).field(number.clone()).detail(line);
            book.refuse.insert(number.clone(), problem);
        }
    }
    let broken = text.replace("\n", "\nX").trim_end_matches('X').replacen("Xnumber", "number", 1);
    for (file, refused, invalid) in [(text.as_str(), 20, 0), (broken.as_str(), 0, 60)] {
        fs::remove_file(bench.path()).ok();
        fs::remove_file(state::beside(&bench.path(), ".state")).ok();
        let (_, tally) = bench.run(file.as_bytes(), 8, 2).await.unwrap();
        assert_eq!((tally.refused, tally.invalid), (refused, invalid));
        let written = bench.results() + &fs::read_to_string(state::beside(&bench.path(), ".state")).unwrap();
        let lower = written.to_lowercase();
        for line in text.lines().skip(1) {
            let personal = line.split([',', '"']).filter(|value| {
                value.len() >= 6 && !["national", "prepaid", "postpaid", "foreigner", "legal-person"].contains(value)
            });
            for value in personal {
                assert!(!lower.contains(&value.to_lowercase()), "a value of the input was written");
            }
        }
    }
}

#[tokio::test]
async fn invalid_rows_are_not_sent_and_keep_their_place() {
    let bench = Bench::new(FakeGateway::obliging().await);
    let text = String::from_utf8(subscribers(20)).unwrap();
    let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines[3] = "only,three,values".into();
    lines[8] = lines[8].replacen(|_: char| true, "1", 1);
    let (_, tally) = bench.run(lines.join("\r\n").as_bytes(), 4, 3).await.unwrap();
    assert_eq!((tally.linked, tally.invalid), (18, 2));
    let results = bench.results();
    let results: Vec<&str> = results.lines().collect();
    assert!(results[3].starts_with("3,invalid,,,,column-count,"), "{}", results[3]);
    assert!(results[8].starts_with("8,invalid,,,number,first-digit,"), "{}", results[8]);
    assert_eq!(bench.gateway.book().sent.len(), 18);
}

#[tokio::test]
async fn a_gateway_that_refuses_everybody_ends_the_import_with_nothing_decided() {
    let problem = serde_json::to_vec(&Problem::new(ProblemType::Unauthenticated)).unwrap();
    let gateway = FakeGateway::start(move |_, number| match number {
        0 => Behaviour::Decide,
        _ => Behaviour::Answer(401, "", problem.clone()),
    })
    .await;
    let bench = Bench::new(gateway);
    let error = bench.run(&subscribers(10), 3, 1).await.err().unwrap();
    assert!(matches!(error, ImportError::Gateway(why) if why.contains("token file")));
    assert_eq!(bench.results().lines().count(), 1 + 3);
}

#[tokio::test]
async fn a_file_that_is_shorter_than_its_results_is_refused() {
    let bench = Bench::new(FakeGateway::obliging().await);
    let file = subscribers(10);
    bench.run(&file, 3, 1).await.unwrap();
    let mut shorter = subscribers(5);
    shorter.resize(file.len(), b'\n');
    assert!(matches!(bench.run(&shorter, 3, 1).await, Err(ImportError::ResultsTooLong)));
}

#[tokio::test]
async fn a_disk_that_fails_in_the_middle_keeps_what_was_read() {
    struct Failing(Cursor<Vec<u8>>);
    impl Read for Failing {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            match self.0.read(buffer)? {
                0 => Err(std::io::Error::other("bad sector")),
                read => Ok(read),
            }
        }
    }
    let bench = Bench::new(FakeGateway::obliging().await);
    let file = subscribers(10);
    let (import, mut results, mut rng) = bench.import(file.len(), 4, 2);
    let ended = import.run(Failing(Cursor::new(file)), &mut results, &mut rng, std::future::pending()).await;
    assert!(matches!(ended, Err(ImportError::File(FileError::Read { row: 10, .. }))));
    assert_eq!(results.rows(), 8, "whole batches");
}

/// Rows of a file that is never held whole, made while it is read.
struct Endless {
    rows: Vec<Vec<u8>>,
    next: usize,
    most: usize,
    part: Cursor<Vec<u8>>,
    given: Arc<AtomicU64>,
}

impl Read for Endless {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let mut read = self.part.read(buffer)?;
        if read == 0 && self.next < self.most {
            let number = 2_000_000_000 + self.next as u64;
            let row = &self.rows[self.next % self.rows.len()];
            self.part = Cursor::new([number.to_string().as_bytes(), &row[10..], b"\n"].concat());
            self.next += 1;
            self.given.store(self.next as u64, Ordering::SeqCst);
            read = self.part.read(buffer)?;
        }
        Ok(read)
    }
}

/// However large the file, the reader is never further ahead of the gateway than the batches on their way, the one
/// that waits, the one that is being made, and what is read from the disk at once.
#[tokio::test]
async fn a_hundred_thousand_rows_stream_in_bounded_memory() {
    const ROWS: usize = 100_000;
    const BATCH: usize = 200;
    const IN_FLIGHT: usize = 3;
    let text = String::from_utf8(subscribers(500)).unwrap();
    let mut lines = text.lines().map(|line| line.as_bytes().to_vec());
    let header = [lines.next().unwrap(), b"\n".to_vec()].concat();
    let rows: Vec<Vec<u8>> = lines.collect();
    let shortest = rows.iter().map(Vec::len).min().unwrap();
    let given = Arc::new(AtomicU64::new(0));
    let (seen, ahead) = (Arc::clone(&given), Arc::new(AtomicU64::new(0)));
    let furthest = Arc::clone(&ahead);
    // Answers without keeping a book: a book would be what grows.
    let gateway = FakeGateway::start(move |batch, _| {
        let first = padron_model::Number::parse(&batch.rows[0].registration.number).unwrap().value();
        furthest.fetch_max(seen.load(Ordering::SeqCst) - (first - 522_000_000_000), Ordering::SeqCst);
        let refused = padron_protocol::messages::link::LinkOutcome::Refused(ProblemType::CapReached.into());
        let reply = padron_protocol::messages::link::LinkReply {
            rows: vec![refused; batch.rows.len()],
            proofs: None,
            labels: None,
        };
        Behaviour::Answer(200, "", serde_json::to_vec(&reply).unwrap())
    })
    .await;
    let bench = Bench::new(gateway);
    let (import, mut results, mut rng) = bench.import(1, BATCH, IN_FLIGHT);
    let source = Endless { rows, next: 0, most: ROWS, part: Cursor::new(header), given };
    import.run(source, &mut results, &mut rng, std::future::pending()).await.unwrap();
    assert_eq!(results.tally().refused, ROWS as u64);
    let bound = ((2 * IN_FLIGHT + 2) * BATCH + READ_AT_ONCE / shortest + 2) as u64;
    let ahead = ahead.load(Ordering::SeqCst);
    assert!(ahead <= bound, "{ahead} rows ahead, at most {bound}");
    assert!(ahead > BATCH as u64, "the measure must measure something");
}

#[test]
fn the_example_in_the_repository_is_importable() {
    let file = fs::read(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/subscribers.csv")).unwrap();
    let mut reader = RowReader::open(file.as_slice(), Encoding::Utf8).unwrap();
    let rows: Vec<_> = std::iter::from_fn(|| reader.next().unwrap()).collect();
    assert_eq!(rows.len(), 5);
    for row in rows {
        assert!(row.cells.and_then(|cells| row::registration(&cells, &Mexico, date(2026, 1, 9))).is_ok());
    }
}
