use rand_core::SeedableRng;

use super::*;
use crate::tests::fake::{Behaviour, FakeGateway, TOKEN};
use crate::tests::{Notes, registrations};

const QUICK: Pace = Pace { first: Duration::from_millis(1), longest: Duration::from_millis(2), give_up_after: None };

struct Delivered {
    outcomes: Result<Vec<Outcome>, Undecided>,
    waits: Vec<(String, Duration)>,
}

async fn deliver(gateway: &FakeGateway, rows: usize, pace: Pace, halted: bool) -> Delivered {
    let notes = Arc::new(Notes::default());
    let (_sender, halt) = watch::channel(halted);
    let delivery = Delivery {
        gateway: Arc::new(GatewayClient::new(&gateway.address, TOKEN, false).ok().unwrap()),
        pace,
        lang: Lang::En,
        progress: Arc::clone(&notes) as _,
        halt,
    };
    let outcomes = delivery.deliver(registrations(rows), ChaCha20Rng::seed_from_u64(1)).await;
    Delivered { outcomes, waits: notes.waits() }
}

fn answer(status: u16, kind: ProblemType) -> Behaviour {
    Behaviour::Answer(status, "", serde_json::to_vec(&Problem::new(kind)).unwrap())
}

fn linked(outcomes: &Result<Vec<Outcome>, Undecided>) -> usize {
    outcomes.as_ref().unwrap().iter().filter(|outcome| matches!(outcome, Outcome::Linked { .. })).count()
}

#[tokio::test]
async fn a_batch_is_sent_again_until_it_is_taken_and_no_row_is_linked_twice() {
    let gateway = FakeGateway::start(|_, number| match number {
        0 => answer(503, ProblemType::Busy),
        1 => answer(429, ProblemType::BudgetExhausted),
        2 => Behaviour::Break,
        3 => Behaviour::DecideAndBreak,
        4 => answer(500, ProblemType::Internal),
        5 => Behaviour::Answer(502, "", b"<html>bad gateway".to_vec()),
        _ => Behaviour::Decide,
    })
    .await;
    let delivered = deliver(&gateway, 10, QUICK, false).await;
    assert_eq!(linked(&delivered.outcomes), 10);
    assert_eq!(delivered.waits.len(), 6);
    assert_eq!(delivered.waits[0].0, "503 (busy): Too much work is waiting");
    assert_eq!(delivered.waits[5].0, "HTTP 502");
    let book = gateway.book();
    assert_eq!((book.links.len(), book.batches), (10, 7));
    assert!(book.wrong.is_empty(), "{:?}", book.wrong);
}

#[tokio::test]
async fn rows_that_cannot_be_decided_now_are_sent_again_alone() {
    let gateway = FakeGateway::start(|batch, number| {
        if number < 3 {
            let row = |index: usize| match index {
                0 => LinkOutcome::Refused(ProblemType::Unreachable.into()),
                _ => LinkOutcome::Refused(ProblemType::CapReached.into()),
            };
            let rows = (0..batch.rows.len()).map(row).collect();
            let reply = padron_protocol::messages::link::LinkReply { rows, proofs: None, labels: None };
            return Behaviour::Answer(200, "", serde_json::to_vec(&reply).unwrap());
        }
        Behaviour::Decide
    })
    .await;
    let delivered = deliver(&gateway, 5, QUICK, false).await;
    let outcomes = delivered.outcomes.unwrap();
    assert!(matches!(outcomes[0], Outcome::Linked { .. }));
    assert!(outcomes[1..].iter().all(|outcome| matches!(outcome, Outcome::Refused(why) if why.kind == "cap-reached")));
    let book = gateway.book();
    let times: Vec<usize> = registrations(5).iter().map(|row| book.sent[&row.key]).collect();
    assert_eq!(times, [4, 1, 1, 1, 1]);
}

#[tokio::test]
async fn an_internal_fault_about_one_row_is_a_refusal_in_the_end() {
    let gateway = FakeGateway::obliging().await;
    let number = registrations(1)[0].registration.number.clone();
    gateway.book().refuse.insert(number, ProblemType::Internal.into());
    let delivered = deliver(&gateway, 2, QUICK, false).await;
    let outcomes = delivered.outcomes.unwrap();
    assert!(matches!(&outcomes[0], Outcome::Refused(why) if why.kind == "internal"));
    assert!(matches!(outcomes[1], Outcome::Linked { .. }));
    assert_eq!(gateway.book().batches, 1 + FAULTS as usize);
}

#[tokio::test]
async fn a_batch_that_is_too_large_is_halved_down_to_one_row() {
    let gateway = FakeGateway::start(|batch, _| {
        if batch.rows.len() > 3 { answer(413, ProblemType::TooManyRows) } else { Behaviour::Decide }
    })
    .await;
    assert_eq!(linked(&deliver(&gateway, 20, QUICK, false).await.outcomes), 20);
    let gateway = FakeGateway::start(|_, _| answer(413, ProblemType::TooLarge)).await;
    let outcomes = deliver(&gateway, 3, QUICK, false).await.outcomes.unwrap();
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Outcome::Refused(why) if why.kind == "body-too-large")));
}

#[tokio::test]
async fn a_gateway_that_refuses_everybody_decides_no_row() {
    let gateway = FakeGateway::start(|_, _| answer(401, ProblemType::Unauthenticated)).await;
    let delivered = deliver(&gateway, 3, QUICK, false).await;
    assert!(matches!(delivered.outcomes, Err(Undecided::Never(why)) if why.contains("token file")));
    assert_eq!(gateway.book().batches, 1);
    let gateway =
        FakeGateway::start(|_, _| Behaviour::Answer(307, "location: http://127.0.0.1:9/\r\n", Vec::new())).await;
    assert!(
        matches!(deliver(&gateway, 3, QUICK, false).await.outcomes, Err(Undecided::Never(_))),
        "redirects are not followed"
    );
}

#[tokio::test]
async fn retry_after_is_waited_for() {
    let gateway = FakeGateway::start(|_, _| Behaviour::Answer(503, "retry-after: 100\r\n", Vec::new())).await;
    let pace = Pace { give_up_after: Some(Duration::from_secs(200)), ..QUICK };
    // Halted, so that the wait is announced and not sat through.
    let delivered = deliver(&gateway, 1, pace, true).await;
    assert!(matches!(delivered.outcomes, Err(Undecided::Stopped)));
    assert_eq!(delivered.waits, [("HTTP 503".to_owned(), Duration::from_secs(100))]);
    let pace = Pace { give_up_after: Some(Duration::from_secs(99)), ..QUICK };
    assert!(
        matches!(deliver(&gateway, 1, pace, false).await.outcomes, Err(Undecided::GaveUp(why)) if why == "HTTP 503")
    );
}

#[tokio::test]
async fn a_batch_on_its_way_is_finished_when_the_import_is_stopped() {
    let gateway = FakeGateway::obliging().await;
    assert_eq!(linked(&deliver(&gateway, 4, QUICK, true).await.outcomes), 4);
}

#[test]
fn waits_double_up_to_the_longest_and_differ() {
    let pace = Pace { first: Duration::from_millis(500), longest: Duration::from_secs(60), give_up_after: None };
    for (attempts, whole) in [(0, 500), (1, 1000), (3, 4000), (7, 60_000), (u32::MAX, 60_000)] {
        for random in [0, 1, 12_345_678_901, u64::MAX] {
            let wait = backoff(pace, attempts, random);
            assert!(
                wait >= Duration::from_millis(whole / 2) && wait < Duration::from_millis(whole),
                "{attempts} {wait:?}"
            );
        }
    }
    assert_ne!(backoff(pace, 3, 1), backoff(pace, 3, 1_000_000_000));
}
