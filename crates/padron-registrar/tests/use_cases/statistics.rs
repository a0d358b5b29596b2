use crate::{decide, later, now, store};
use jiff::Timestamp;
use padron_model::Compartment;
use padron_protocol::log::{Commitments, commit};
use padron_protocol::messages::order::{OpenedStatistics, RequestStatistics, RequestSubmission};
use padron_protocol::{Hash32, Problem, ProblemType, Uuid};
use padron_registrar::ports::Statistics as _;
use padron_registrar::rows::StatisticsRow;
use padron_store::RegistrarStore;

fn request() -> Uuid {
    Uuid::from_random([9; 16])
}

fn told(embargo: Timestamp) -> RequestStatistics {
    RequestStatistics {
        court: "court".into(),
        authority: "prosecutor".into(),
        compartments: vec![Compartment::Subscriber],
        ordered: now(),
        embargo,
    }
}

/// A logged request whose entry commits to `text`, and what opens it.
fn logged(text: String) -> (RegistrarStore, OpenedStatistics) {
    let store = store();
    let (nonce, event) = (Hash32([3; 32]), Hash32([4; 32]));
    let commitments = Commitments { statistics: commit("statistics", &nonce.0, text.as_bytes()), event };
    let submission = RequestSubmission { request: request(), tag: Hash32([5; 32]), commitments };
    decide(&store, move |registrar, tx| registrar.log_request(tx, "prosecutor", &submission, now())).unwrap();
    (store, OpenedStatistics { nonce, text, event })
}

/// Opens statistics, and gives the entries that the answer rests on.
fn open(store: &RegistrarStore, request: Uuid, opened: &OpenedStatistics, at: Timestamp) -> Result<Vec<u64>, Problem> {
    let opened = opened.clone();
    decide(store, move |registrar, tx| registrar.open_statistics(tx, &request, &opened, at))
        .map(|logged| logged.entries)
}

fn refusal(store: &RegistrarStore, opened: &OpenedStatistics, at: Timestamp) -> ProblemType {
    open(store, request(), opened, at).unwrap_err().problem_type().unwrap()
}

fn stored(store: &RegistrarStore) -> Vec<StatisticsRow> {
    store.read(|tx| tx.statistics_from(0, 10)).unwrap()
}

#[test]
fn statistics_are_taken_once_the_embargo_has_ended_and_not_before() {
    let embargo = later(100);
    let (store, opened) = logged(serde_json::to_string(&told(embargo)).unwrap());
    assert_eq!(refusal(&store, &opened, later(99)), ProblemType::Forbidden);
    assert!(stored(&store).is_empty());
    for _ in 0..2 {
        assert_eq!(open(&store, request(), &opened, embargo).unwrap(), [0]);
    }
    let rows = stored(&store);
    assert_eq!(rows.len(), 1);
    assert_eq!((rows[0].index, rows[0].published), (0, false));
    assert!(rows[0].text == opened.text);
}

#[test]
fn what_the_entry_does_not_commit_to_is_not_taken() {
    let text = serde_json::to_string(&told(now())).unwrap();
    let (store, opened) = logged(text.clone());
    let bent = [
        OpenedStatistics { text: text.replace("court", "trout"), ..opened.clone() },
        OpenedStatistics { nonce: Hash32([0; 32]), ..opened.clone() },
        OpenedStatistics { event: Hash32([0; 32]), ..opened.clone() },
    ];
    for bent in &bent {
        assert_eq!(refusal(&store, bent, later(1)), ProblemType::MalformedRequest);
    }
    let unknown = open(&store, Uuid::from_random([8; 16]), &opened, later(1));
    assert!(unknown.unwrap_err().is(ProblemType::NotLogged));
}

#[test]
fn text_that_an_authority_has_committed_to_and_that_is_no_statistics_is_not_shown_to_everybody() {
    let text = serde_json::to_string(&told(now())).unwrap();
    for text in ["", "{}", "whatever an authority likes", &format!(" {text}"), &text.replace(':', ": ")] {
        let (store, opened) = logged(text.to_owned());
        assert_eq!(refusal(&store, &opened, later(1)), ProblemType::MalformedRequest, "{text}");
        assert!(stored(&store).is_empty());
    }
}
