use super::runtime;
use crate::fixture::{self, BOTH, MadeLog, after, files, list, now, promise, signer, successor};
use crate::monitor::{FollowPlan, Monitor, MonitorRound};
use jiff::{SignedDuration, Timestamp};
use padron_protocol::log::{Promise, Receipt};
use padron_protocol::watch::Flag;
use std::fs;

const DAYS: i64 = 24 * 60;

fn monitor(log: &MadeLog) -> Monitor {
    let promises = log.path("promises");
    fs::create_dir_all(&promises).unwrap();
    Monitor::open(FollowPlan {
        source: log.source(),
        anchor: log.anchor(),
        state: log.path("state.json"),
        promises: Some(promises),
        closed_limit: SignedDuration::from_hours(24 * 30),
    })
    .unwrap()
}

/// One look by a monitor that starts from its state file.
fn look(log: &MadeLog, at: Timestamp) -> MonitorRound {
    runtime().block_on(monitor(log).round(at)).unwrap()
}

fn flags(round: &MonitorRound) -> Vec<Flag> {
    round.findings.first.iter().map(|finding| finding.flag).collect()
}

fn evidence(log: &MadeLog) -> usize {
    files(log.dir.path()).iter().filter(|path| path.to_string_lossy().ends_with(".checkpoint")).count()
}

#[test]
fn a_log_that_only_grows_is_followed_without_a_word() {
    let mut log = MadeLog::of_links(3);
    let first = look(&log, after(1));
    assert_eq!((flags(&first), first.entries, first.new), (vec![], 3, 3));
    assert_eq!(first.cosigned, Some(now()));
    for (step, links) in [(2, 0), (3, 250), (4, 3), (5, 600)] {
        log.links(links);
        log.publish(after(step));
        let round = look(&log, after(step));
        assert_eq!((flags(&round), round.entries, round.new), (vec![], log.tree.size(), links));
    }
}

#[test]
fn another_tree_of_the_same_size_is_two_histories() {
    let log = MadeLog::of_links(5);
    look(&log, now());
    let mut other = MadeLog::of_links(4);
    other.request(false);
    log.show(other.checkpoint(), after(1), &BOTH);
    let round = look(&log, after(1));
    assert_eq!((flags(&round), round.entries), (vec![Flag::TwoHistories], 5));
    assert_eq!(evidence(&log), 2);
    // Again, and not fooled, and no further files.
    assert_eq!(flags(&look(&log, after(2))), [Flag::TwoHistories]);
    assert_eq!(evidence(&log), 2);
}

#[test]
fn a_longer_tree_with_another_beginning_is_two_histories() {
    let log = MadeLog::of_links(5);
    look(&log, now());
    let mut other = MadeLog::of_links(4);
    other.request(false);
    other.links(300);
    other.publish(after(1));
    for file in files(&other.path("log")) {
        let path = file.strip_prefix(other.path("log")).unwrap();
        log.write(path.to_str().unwrap(), &fs::read(&file).unwrap());
    }
    assert_eq!(flags(&look(&log, after(1))), [Flag::TwoHistories]);
    assert_eq!(evidence(&log), 2);
}

#[test]
fn damaged_bundles_are_not_called_two_histories() {
    let mut log = MadeLog::of_links(5);
    look(&log, now());
    log.links(5);
    log.publish(after(1));
    let bundle = log.path("log/tile/entries/000.p/10");
    let good = fs::read(&bundle).unwrap();
    let mut bytes = good.clone();
    *bytes.last_mut().unwrap() ^= 1;
    fs::write(&bundle, bytes).unwrap();
    assert_eq!(flags(&look(&log, after(1))), [Flag::OtherRoot]);
    fs::remove_file(&bundle).unwrap();
    assert_eq!(flags(&look(&log, after(1))), [Flag::BadEntries]);
    fs::write(&bundle, good).unwrap();
    let round = look(&log, after(1));
    assert_eq!((flags(&round), round.new), (vec![], 5), "what could not be followed is followed later");
}

#[test]
fn a_shorter_tree_is_told() {
    let log = MadeLog::of_links(5);
    look(&log, now());
    log.show(MadeLog::of_links(4).checkpoint(), after(1), &BOTH);
    assert_eq!(flags(&look(&log, after(1))), [Flag::Shrunk]);
    assert_eq!(evidence(&log), 2);
}

#[test]
fn a_checkpoint_that_the_log_did_not_sign_says_nothing_about_it() {
    let log = MadeLog::of_links(5);
    look(&log, now());
    let mut forged = MadeLog::of_links(4).checkpoint();
    forged.note.signatures[0].bytes[9] ^= 1;
    log.show(forged, after(1), &BOTH);
    assert_eq!(flags(&look(&log, after(1))), [Flag::BadCheckpoint]);
    assert_eq!(evidence(&log), 0);
}

#[test]
fn two_histories_need_no_witness_to_be_evidence() {
    let log = MadeLog::of_links(5);
    look(&log, now());
    log.show(MadeLog::of_links(4).checkpoint(), after(1), &[]);
    assert_eq!(flags(&look(&log, after(1))), [Flag::TooFewCosignatures, Flag::Shrunk]);
    assert_eq!(evidence(&log), 2);
}

#[test]
fn cosignatures_run_stale_and_come_back() {
    let log = MadeLog::of_links(5);
    assert_eq!(flags(&look(&log, after(10))), []);
    assert_eq!(flags(&look(&log, after(11))), [Flag::StaleCosignatures]);
    log.show(log.checkpoint(), after(11), &BOTH);
    assert_eq!(flags(&look(&log, after(11))), []);
    log.show(log.checkpoint(), after(12), &["witness-1"]);
    assert_eq!(flags(&look(&log, after(12))), [Flag::TooFewCosignatures]);
}

#[test]
fn figures_must_be_those_that_were_counted() {
    let mut log = MadeLog::of_links(5);
    log.figures.requests = 1;
    log.publish(now());
    assert_eq!(flags(&look(&log, now())), [Flag::OtherFigures]);
}

#[test]
fn a_request_must_be_opened_in_time() {
    let mut log = MadeLog::of_links(2);
    log.request(false);
    log.publish(now());
    let fresh = |log: &MadeLog, at| log.show(log.checkpoint(), at, &BOTH);
    assert_eq!(look(&log, now()).closed, 1);
    fresh(&log, after(30 * DAYS));
    assert_eq!(flags(&look(&log, after(30 * DAYS))), []);
    fresh(&log, after(30 * DAYS + 1));
    assert_eq!(flags(&look(&log, after(30 * DAYS + 1))), [Flag::ClosedStatistics]);
    let (mut opened, _) = fixture::request(2);
    opened.text = opened.text.replace("prosecutor", "somebody");
    log.write("statistics/2.json", &serde_json::to_vec(&opened).unwrap());
    assert_eq!(flags(&look(&log, after(30 * DAYS + 1))), [Flag::BadStatistics, Flag::ClosedStatistics]);
    log.write("statistics/2.json", &serde_json::to_vec(&fixture::request(2).0).unwrap());
    let round = look(&log, after(30 * DAYS + 1));
    assert_eq!((flags(&round), round.closed), (vec![], 0));
}

fn keep(log: &MadeLog, name: &str, promise: &Promise) {
    let token = signer("registrar").sign(promise).unwrap();
    fs::create_dir_all(log.path("promises")).unwrap();
    fs::write(log.path("promises").join(name), token).unwrap();
}

#[test]
fn promises_are_watched_over() {
    let mut log = MadeLog::of_links(3);
    keep(&log, "kept", &promise(1, now()));
    keep(&log, "waits", &promise(4, now()));
    let round = look(&log, now());
    assert_eq!((flags(&round), round.promises), (vec![], 2));
    log.show(log.checkpoint(), after(DAYS), &BOTH);
    let round = look(&log, after(DAYS));
    assert_eq!(flags(&round), [Flag::UnmetPromise]);
    assert!(round.findings.first[0].detail.contains("waits: "), "{:?}", round.findings.first);
    log.links(2);
    log.publish(after(DAYS + 120));
    assert_eq!(flags(&look(&log, after(DAYS + 120))), [], "late, by less than can be told");
}

#[test]
fn another_entry_where_one_was_promised_is_told_at_once() {
    let mut log = MadeLog::of_links(3);
    keep(&log, "replaced", &promise(3, now()));
    log.request(true);
    log.publish(now());
    assert_eq!(flags(&look(&log, now())), [Flag::OtherEntry]);
}

#[test]
fn a_promise_that_was_dated_back_is_told() {
    let mut log = MadeLog::of_links(3);
    look(&log, now());
    log.show(log.checkpoint(), after(3 * DAYS), &BOTH);
    look(&log, after(3 * DAYS));
    log.links(1);
    log.publish(after(3 * DAYS + 5));
    keep(&log, "dated-back", &promise(3, now()));
    assert_eq!(flags(&look(&log, after(3 * DAYS + 5))), [Flag::BackdatedPromise]);
}

#[test]
fn what_is_no_promise_of_the_registrar_is_told() {
    let log = MadeLog::of_links(3);
    keep(&log, "good", &promise(1, now()));
    let token = signer("operator-a").sign(&promise(1, now())).unwrap();
    let receipt = Receipt { promise: token, proof: None };
    fs::write(log.path("promises/forged.json"), serde_json::to_vec(&receipt).unwrap()).unwrap();
    fs::write(log.path("promises/letter.txt"), "dear").unwrap();
    assert_eq!(flags(&look(&log, now())), [Flag::BadPromise, Flag::BadPromise]);
}

#[test]
fn a_promise_that_the_tiles_do_not_show_is_told() {
    let log = MadeLog::of_links(300);
    keep(&log, "hidden", &promise(1, now()));
    log.write("tile/0/000", &[0; 8192]);
    assert_eq!(flags(&look(&log, now())), [Flag::BadTile]);
}

#[test]
fn trust_lists_are_followed_from_the_log() {
    let mut log = MadeLog::of_links(3);
    look(&log, now());
    let next = successor(&list());
    log.trust_list(&next);
    log.publish(after(1));
    assert_eq!(flags(&look(&log, after(1))), []);
    fs::remove_file(log.path("log/trust/2.json")).unwrap();
    assert_eq!(flags(&look(&log, after(1))), [Flag::BadTrustList]);
}

#[test]
fn a_trust_list_that_does_not_follow_is_told() {
    let mut log = MadeLog::of_links(3);
    let mut usurped = successor(&list());
    usurped.predecessors = Vec::new();
    log.trust_list(&usurped);
    log.publish(now());
    assert_eq!(flags(&look(&log, now())), [Flag::BadTrustList]);
}

#[test]
fn a_state_of_another_log_is_refused() {
    let log = MadeLog::of_links(3);
    look(&log, now());
    let state = log.path("state.json");
    let text = fs::read_to_string(&state).unwrap().replace(fixture::ORIGIN, "other.example/log");
    fs::write(&state, text).unwrap();
    let plan = FollowPlan {
        source: log.source(),
        anchor: log.anchor(),
        state,
        promises: None,
        closed_limit: SignedDuration::from_hours(1),
    };
    let refused = Monitor::open(plan).err().unwrap().to_string();
    assert!(refused.contains("follows the log other.example/log"), "{refused}");
}
