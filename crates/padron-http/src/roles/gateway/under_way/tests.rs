use super::*;
use padron_protocol::messages::link::Registration;
use padron_protocol::testing::{after, now};

fn row(key: u8, number: &str) -> RegistrationRow {
    let registration: Registration =
        serde_json::from_value(serde_json::json!({"number": number, "holder": {"kind": "national"}})).unwrap();
    RegistrationRow { key: Uuid::from_random([key; 16]), registration }
}

fn refused() -> Result<Outcome, Problem> {
    Ok((LinkOutcome::Refused(ProblemType::LineUnavailable.into()), None))
}

#[tokio::test]
async fn whoever_repeats_meanwhile_is_told_what_came_of_the_first() {
    let table = Arc::new(UnderWay::default());
    let (first, waiting) = table.join(row(1, "5512345678"), now()).unwrap();
    let (second, also) = table.join(row(1, "5512345678"), now()).unwrap();
    assert!(second.is_none());
    first.unwrap().tell(refused(), now());
    for waiting in [waiting, also] {
        let (LinkOutcome::Refused(problem), None) = waiting.outcome().await.unwrap() else { panic!() };
        assert!(problem.is(ProblemType::LineUnavailable));
    }
}

#[tokio::test]
async fn what_is_over_is_told_again_for_a_while() {
    let table = Arc::new(UnderWay::default());
    let begins = |at: i64| table.join(row(1, "5512345678"), after(at)).unwrap().0;
    begins(0).unwrap().tell(refused(), now());
    let (first, waiting) = table.join(row(1, "5512345678"), after(59)).unwrap();
    assert!(first.is_none(), "it spends nothing");
    let (LinkOutcome::Refused(problem), None) = waiting.outcome().await.unwrap() else { panic!() };
    assert!(problem.is(ProblemType::LineUnavailable));
    assert!(table.join(row(1, "5587654321"), after(59)).err().unwrap().is(ProblemType::SubmissionAltered));
    // Later it may be otherwise; and a fault of ours, or of another party, is no outcome.
    begins(60).unwrap().tell(Err(ProblemType::Unreachable.into()), after(60));
    assert!(begins(61).is_some());
}

#[tokio::test]
async fn other_content_under_the_key_is_refused() {
    let table = Arc::new(UnderWay::default());
    let _first = table.join(row(1, "5512345678"), now()).unwrap();
    assert!(table.join(row(1, "5587654321"), now()).err().unwrap().is(ProblemType::SubmissionAltered));
}

#[tokio::test]
async fn a_registration_that_is_lost_frees_its_key() {
    let table = Arc::new(UnderWay::default());
    let (first, waiting) = table.join(row(1, "5512345678"), now()).unwrap();
    drop(first);
    assert!(waiting.outcome().await.err().unwrap().is(ProblemType::Internal));
    assert!(table.join(row(1, "5512345678"), now()).unwrap().0.is_some());
}

#[test]
fn the_table_is_bounded() {
    let table = Arc::new(UnderWay::default());
    let mut key = [0; 16];
    let mut next = |at: usize| {
        key[..8].copy_from_slice(&at.to_be_bytes());
        RegistrationRow { key: Uuid::from_bytes(key), ..row(1, "5512345678") }
    };
    let over: Vec<_> = (0..MOST).map(|at| table.join(next(at), now()).unwrap().0.unwrap()).collect();
    over.into_iter().for_each(|first| first.tell(refused(), now()));
    // What is only remembered makes room.
    let _under_way: Vec<_> = (MOST..2 * MOST).map(|at| table.join(next(at), now()).unwrap()).collect();
    assert!(table.join(next(2 * MOST), now()).err().unwrap().is(ProblemType::Busy));
}
