//! One history, whatever becomes of the registrar.

use crate::country::{Country, Histories, Plan, until};
use jiff::SignedDuration;
use padron_protocol::contract::{Endpoint as _, common};
use padron_protocol::jws::open;
use padron_protocol::log::{EntryKind, Promise};
use padron_protocol::messages::link::{Registered, Registration};
use padron_protocol::{Problem, Uuid};
use rand_chacha::rand_core::Rng as _;
use std::time::Duration;

fn on_disk() -> Plan {
    Plan { on_disk: true, ..Plan::default() }
}

/// What a counter wants linked, and the promise that it was given.
struct Wanted {
    key: Uuid,
    form: Registration,
    promise: Option<String>,
}

impl Wanted {
    async fn ask(&mut self, country: &Country) {
        let Ok(linked) = country.link("operator-a", self.key, &self.form).await else { return };
        let promise = linked.receipt.promise;
        assert!(self.promise.as_ref().is_none_or(|first| *first == promise), "one submission, one promise");
        self.promise = Some(promise);
    }
}

fn note(country: &Country, histories: &mut Histories) {
    country.witnesses().iter().filter_map(|id| country.cosigned_by(id)).for_each(|signed| histories.note(&signed));
    country.register.shown().iter().for_each(|signed| histories.note(signed));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_registrar_that_is_killed_again_and_again_keeps_one_history() {
    let country = Country::found(on_disk()).await;
    let (mut rng, mut histories) = (country.rng(), Histories::default());
    let want = |nth: u64| Wanted {
        key: country.uuid(),
        form: country.form(country.national(nth as usize / 8), nth),
        promise: None,
    };
    let mut wanted: Vec<Wanted> = Vec::new();
    for round in 0..12 {
        wanted.extend((0..4).map(|nth| want(round * 4 + nth)));
        let last = wanted.len() - 4;
        let links = async {
            for one in &mut wanted[last..] {
                one.ask(&country).await;
            }
        };
        let death = async {
            tokio::time::sleep(Duration::from_millis(rng.next_u64() % 300)).await;
            country.kill("registrar");
            note(&country, &mut histories);
            country.revive("registrar").await;
        };
        tokio::join!(links, death);
        country.pass(SignedDuration::from_secs(30));
    }
    for one in &mut wanted {
        one.ask(&country).await;
    }
    country.published().await;
    note(&country, &mut histories);
    let log = country.read_log().await;
    histories.are_of(&log);
    for one in &wanted {
        let token = one.promise.as_deref().expect("it was linked in the end");
        let promise: Promise = open(token, "registrar", &country.party("registrar").signing).unwrap();
        assert_eq!(log.entries[usize::try_from(promise.index).unwrap()], promise.entry, "every promise is kept");
    }
    assert_eq!(country.linked(), wanted.len() as u64, "and nothing was linked twice");
}

/// Why the registrar says that it is not ready; nothing when it is.
async fn not_ready(country: &Country) -> Option<String> {
    let answered = country.unsigned("registrar", "GET", common::Ready::PATH, b"").await;
    (answered.status != 200).then(|| answered.problem().detail.unwrap())
}

async fn link(country: &Country, nth: u64) -> Result<Registered, Problem> {
    country.link("operator-a", country.uuid(), &country.form(country.national(0), nth)).await
}

#[tokio::test]
async fn a_registrar_over_an_older_database_signs_nothing_and_says_why() {
    let country = Country::found(on_disk()).await;
    link(&country, 0).await.unwrap();
    country.published().await;
    country.stop("registrar").await;
    let older = country.register.copied();
    country.revive("registrar").await;
    for nth in 1..4 {
        link(&country, nth).await.unwrap();
    }
    let newest = country.published().await;
    assert_eq!(not_ready(&country).await, None);
    country.stop("registrar").await;
    let whole = country.register.copied();

    // Restored, and then filled up again with other entries: as many as there were, and more.
    country.register.put_back(&older);
    country.register.reopen().await;
    for more in 0..4 {
        let why = country.why_not_sequenced().expect("a log that was taken back is not opened").to_string();
        assert!(why.contains("restored") && why.contains("Nothing will be signed"), "{why}");
        if more == 3 {
            break;
        }
        country.slip_in(country.entry(EntryKind::Link, Some("operator-a"))).await;
    }
    assert!(link(&country, 9).await.is_err(), "a promise now would be of an index that the log has already");
    assert_eq!(country.register.shown().unwrap().checkpoint, newest.checkpoint, "what was shown is not touched");
    for witness in country.witnesses() {
        assert_eq!(country.cosigned_by(&witness).unwrap().checkpoint, newest.checkpoint);
    }

    // With the newest copy put back it goes on as if nothing had been.
    country.register.close();
    country.register.put_back(&whole);
    country.revive("registrar").await;
    link(&country, 10).await.unwrap();
    let next = country.published().await;
    assert_eq!(next.checkpoint.size, newest.checkpoint.size + 1);
    assert_eq!(not_ready(&country).await, None);
    let mut histories = Histories::default();
    histories.note(&newest);
    histories.are_of(&country.read_log().await);
}

#[tokio::test]
async fn a_registrar_beside_which_another_one_signs_stops_and_says_so() {
    let country = Country::usual().await;
    link(&country, 0).await.unwrap();
    let newest = country.published().await;
    assert_eq!(not_ready(&country).await, None);
    // Somebody has started it twice: the other one has signed an entry that this one does not have.
    let log = country.read_log().await;
    let other = country.fork_of(&log).with([country.entry(EntryKind::Link, Some("operator-b"))]);
    country.register.hold(&other.signed);
    // A promise that is given from now on is not kept by this one; nobody is shown another tree.
    let _ = link(&country, 1).await;
    let why = until("it says that it has stopped", async || not_ready(&country).await).await;
    assert_eq!(why, "not ready: log");
    let page = country.unsigned("registrar", "GET", "/?lang=en", b"").await.text();
    assert!(page.contains("another sequencer has signed for this log"), "{page}");
    country.pass(SignedDuration::from_mins(5));
    let _ = link(&country, 2).await;
    assert_eq!(country.checkpoint().await.unwrap().checkpoint, newest.checkpoint);
    for witness in country.witnesses() {
        assert_eq!(country.cosigned_by(&witness).unwrap().checkpoint, newest.checkpoint);
    }
}
