//! What a request says of itself is closed until its embargo ends, and then open to everybody.

use crate::country::{Country, until};
use jiff::SignedDuration;
use padron_protocol::contract::{Endpoint as _, registrar};
use padron_protocol::jws::open;
use padron_protocol::log::Promise;
use padron_protocol::messages::order::{OpenedStatistics, Order, RequestPresentation, RequestStatistics};
use padron_protocol::{Hash32, ProblemType};

/// A custodian's store counts in whole ones, and never too early.
const MILLISECOND: SignedDuration = SignedDuration::from_millis(1);

/// A request that was presented, with its order, and the index of its entry.
async fn presented(country: &Country) -> (RequestPresentation, Order, u64) {
    let form = country.form(country.national(0), 0);
    country.link("operator-a", country.uuid(), &form).await.unwrap();
    country.later(SignedDuration::from_hours(2)).await;
    let (asker, order) = (country.asker(), country.order(&form.number));
    let (presentation, words) = asker.submit(&asker.prepare(&country.ordered(&order))).await;
    assert!(words.iter().all(|(_, word)| word.is_ok()));
    let promise: Promise = open(&presentation.promise, "registrar", &country.party("registrar").signing).unwrap();
    (presentation, order, promise.index)
}

/// What a custodian would publish of a request.
fn statistics(presentation: &RequestPresentation, order: &Order) -> OpenedStatistics {
    let event = padron_protocol::log::commit(
        "event",
        &presentation.event_nonce.0,
        &padron_protocol::sha256(presentation.order.as_bytes()).0,
    );
    let text = serde_json::to_string(&RequestStatistics::of(order)).unwrap();
    OpenedStatistics { nonce: presentation.statistics_nonce, text, event }
}

#[tokio::test]
async fn what_a_request_says_of_itself_is_opened_when_the_embargo_ends_and_is_true() {
    let country = Country::usual().await;
    let (presentation, order, index) = presented(&country).await;
    let path = format!("statistics/{index}.json");
    country.clock.set(order.embargo.checked_sub(SignedDuration::from_secs(1)).unwrap());
    country.published().await;
    assert!(country.log_file(&path).await.is_none(), "not a second before the embargo ends");
    country.clock.set(order.embargo.checked_add(MILLISECOND).unwrap());
    let file = until("the statistics are opened", async || country.log_file(&path).await).await;
    let opened: OpenedStatistics = serde_json::from_slice(&file).unwrap();
    let log = country.read_log().await;
    assert!(opened.opens(&log.entries[usize::try_from(index).unwrap()].commitment));
    let told: RequestStatistics = serde_json::from_str(&opened.text).unwrap();
    assert!(told == RequestStatistics::of(&order));
    let text = String::from_utf8(file).unwrap();
    assert!(!text.contains(order.number.trim_start_matches('+')) && !text.contains(&order.case));
    assert!(!text.contains(&presentation.order));
}

#[tokio::test]
async fn statistics_that_are_false_or_early_are_not_published() {
    let country = Country::usual().await;
    let (presentation, order, index) = presented(&country).await;
    let path = registrar::OpenStatistics::path(&presentation.request);
    let true_ones = statistics(&presentation, &order);
    let post = async |opened: &OpenedStatistics| {
        let body = serde_json::to_vec(opened).unwrap();
        country.signed("custodian-1", "registrar", "POST", &path, &body).await
    };
    assert_ne!(post(&true_ones).await.status, 200, "the embargo has not ended");
    country.clock.set(order.embargo.checked_add(MILLISECOND).unwrap());
    let other_court = RequestStatistics { court: "other".into(), ..RequestStatistics::of(&order) };
    let bent = [
        OpenedStatistics { text: serde_json::to_string(&other_court).unwrap(), ..true_ones.clone() },
        OpenedStatistics { nonce: Hash32([1; 32]), ..true_ones.clone() },
        OpenedStatistics { event: Hash32([1; 32]), ..true_ones.clone() },
        OpenedStatistics { text: String::new(), ..true_ones.clone() },
    ];
    for opened in &bent {
        let answered = post(opened).await;
        assert!(answered.status >= 400, "{}", answered.text());
        let problem = answered.problem();
        assert!(!problem.is(ProblemType::Internal), "{problem}");
    }
    let file = until("the true ones", async || country.log_file(&format!("statistics/{index}.json")).await).await;
    assert_eq!(serde_json::from_slice::<OpenedStatistics>(&file).unwrap().text, true_ones.text);
    assert_eq!(post(&true_ones).await.status, 200, "saying the same again changes nothing");
}
