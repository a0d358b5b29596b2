//! It dates a link back, so that an answer would say that somebody had a line when nobody did.

use super::alarm;
use crate::country::{Country, Handmade, WholeLog};
use jiff::SignedDuration;
use padron_protocol::ProblemType;
use padron_protocol::contract::custodian;
use padron_protocol::jws::open;
use padron_protocol::log::Promise;
use padron_protocol::messages::link::LinkOutcome;
use padron_protocol::messages::order::Order;
use padron_protocol::watch::{Flag, LogView, Mark, Marks, check_promise};

/// How the log grew, as somebody noted who watches it.
fn marks(seen: &[&WholeLog]) -> Marks {
    let mut marks = Marks::default();
    for log in seen {
        let time = log.cosigned;
        marks.note(Mark { time, size: log.signed.checkpoint.size });
    }
    marks
}

#[tokio::test]
async fn a_link_that_is_dated_back_opens_nothing_and_is_told() {
    let country = Country::usual().await;
    country.link("operator-b", country.uuid(), &country.form(country.national(5), 50)).await.unwrap();
    country.published().await;
    let first = country.read_log().await;
    country.followed_by_all().await;
    country.later(SignedDuration::from_hours(24 * 40)).await;

    // A registration of today, stored and logged as if it had come six weeks ago; the operator goes along.
    let past = country.now().checked_sub(SignedDuration::from_hours(24 * 42)).unwrap();
    let batch = Handmade::new(&country, "operator-a").one(0, 0).await;
    let outcome = country.store_as_of("operator-a", batch, past).await.remove(0);
    let LinkOutcome::Linked(linked) = outcome else { panic!("the registrar goes along with itself") };
    country.later(SignedDuration::from_hours(2)).await;
    let promise: Promise = open(&linked.promise, "registrar", &country.party("registrar").signing).unwrap();
    assert!((promise.at - past).get_seconds().abs() < 1, "it is dated back");

    // An order about those weeks: everything else is as it should be.
    let order = Order {
        from: country.now().checked_sub(SignedDuration::from_hours(24 * 41)).unwrap(),
        to: country.now().checked_sub(SignedDuration::from_hours(24 * 20)).unwrap(),
        ..country.order(country.line(0).number.e164())
    };
    let asker = country.asker();
    let (presentation, _) = asker.submit(&asker.prepare(&country.ordered(&order))).await;
    let gathered = asker.gather(&presentation).await.unwrap_or_else(|problem| panic!("{problem}"));
    assert_eq!(gathered.reply.records.len(), 1, "the registrar says that the line was somebody's then");
    for custodian in country.trusted.custodians() {
        let asked = gathered.history(&custodian.id).unwrap();
        let word = asker.step::<custodian::VouchHistory>(custodian, &presentation.request, &asked).await;
        let problem = word.err().unwrap();
        assert!(problem.is(ProblemType::NotCovered) && problem.detail.unwrap().contains("backdated"));
        alarm(&country, &custodian.id, "entry-backdated").await;
    }

    // Whoever watches the log and is shown the promise sees it too.
    let now = country.read_log().await;
    let marks = marks(&[&first, &now]);
    let view = LogView { size: now.signed.checkpoint.size, marks: &marks, now: country.now() };
    let found = now.entries.get(usize::try_from(promise.index).unwrap());
    assert_eq!(check_promise(&promise, found, &view).unwrap_err().flag, Flag::BackdatedPromise);
}

#[tokio::test]
async fn a_link_of_its_own_day_is_not_called_dated_back() {
    let country = Country::usual().await;
    let form = country.form(country.national(0), 0);
    let linked = country.link("operator-a", country.uuid(), &form).await.unwrap();
    country.later(SignedDuration::from_hours(24 * 40)).await;
    country.asker().ask(&country.ordered(&country.order(&form.number))).await.unwrap_or_else(|why| panic!("{why}"));
    for custodian in country.custodians() {
        assert!(country.alarms(&custodian).await.is_empty());
    }
    let log = country.read_log().await;
    let promise: Promise = open(&linked.receipt.promise, "registrar", &country.party("registrar").signing).unwrap();
    let marks = marks(&[&log]);
    let view = LogView { size: log.signed.checkpoint.size, marks: &marks, now: country.now() };
    let found = log.entries.get(usize::try_from(promise.index).unwrap());
    assert!(check_promise(&promise, found, &view).is_ok());
}
