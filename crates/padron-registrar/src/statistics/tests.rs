use crate::fixture::{Memory, later, now, registrar};
use jiff::Timestamp;
use padron_model::Compartment;
use padron_protocol::log::{Halves, half};
use padron_protocol::messages::order::{OpenedStatistics, RequestStatistics, RequestSubmission};
use padron_protocol::{Hash32, ProblemType, Uuid};

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
fn logged(text: String) -> (Memory, OpenedStatistics) {
    let mut tx = Memory::default();
    let (nonce, event) = (Hash32([3; 32]), Hash32([4; 32]));
    let halves = Halves { statistics: half("statistics", &nonce.0, text.as_bytes()), event };
    let submission = RequestSubmission { request: request(), halves };
    registrar().log_request(&mut tx, "prosecutor", &submission, now()).unwrap().unwrap();
    (tx, OpenedStatistics { nonce, text, event })
}

fn refusal(tx: &mut Memory, opened: &OpenedStatistics, at: Timestamp) -> ProblemType {
    let problem = registrar().open_statistics(tx, &request(), opened, at).unwrap().err().unwrap();
    problem.problem_type().unwrap()
}

#[test]
fn statistics_are_taken_once_the_embargo_has_ended_and_not_before() {
    let embargo = later(100);
    let (mut tx, opened) = logged(serde_json::to_string(&told(embargo)).unwrap());
    assert_eq!(refusal(&mut tx, &opened, later(99)), ProblemType::Forbidden);
    assert!(tx.statistics.is_empty());
    for _ in 0..2 {
        let answer = registrar().open_statistics(&mut tx, &request(), &opened, embargo).unwrap().unwrap();
        assert_eq!(answer.entries, [0]);
    }
    assert_eq!(tx.statistics.len(), 1);
    assert_eq!((tx.statistics[0].index, tx.statistics[0].published), (0, false));
    assert!(tx.statistics[0].text == opened.text);
}

#[test]
fn what_the_entry_does_not_commit_to_is_not_taken() {
    let text = serde_json::to_string(&told(now())).unwrap();
    let (mut tx, opened) = logged(text.clone());
    let bent = [
        OpenedStatistics { text: text.replace("court", "trout"), ..opened.clone() },
        OpenedStatistics { nonce: Hash32([0; 32]), ..opened.clone() },
        OpenedStatistics { event: Hash32([0; 32]), ..opened.clone() },
    ];
    for bent in &bent {
        assert_eq!(refusal(&mut tx, bent, later(1)), ProblemType::MalformedRequest);
    }
    let unknown = registrar().open_statistics(&mut tx, &Uuid::from_random([8; 16]), &opened, later(1)).unwrap();
    assert!(unknown.err().unwrap().is(ProblemType::NotLogged));
}

#[test]
fn text_that_an_authority_has_committed_to_and_that_is_no_statistics_is_not_shown_to_everybody() {
    let text = serde_json::to_string(&told(now())).unwrap();
    for text in ["", "{}", "whatever an authority likes", &format!(" {text}"), &text.replace(':', ": ")] {
        let (mut tx, opened) = logged(text.to_owned());
        assert_eq!(refusal(&mut tx, &opened, later(1)), ProblemType::MalformedRequest, "{text}");
        assert!(tx.statistics.is_empty());
    }
}
