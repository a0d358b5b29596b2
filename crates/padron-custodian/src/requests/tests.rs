use crate::fixture::{Case, Memory, after};
use crate::ports::ClosedStatistics as _;
use jiff::SignedDuration;
use padron_protocol::ProblemType;
use padron_protocol::messages::order::RequestStatistics;
use padron_protocol::testing::BUDGETS;
use padron_protocol::verify::open_promise;

#[test]
fn statistics_are_opened_when_the_embargo_ends_until_they_are_taken() {
    let mut case = Case::linked_at(-3600);
    let ends = case.order.embargo;
    let due = |case: &mut Case, now| case.custodian.due_statistics(&mut case.store, now).unwrap();
    assert!(due(&mut case, ends - SignedDuration::from_secs(1)).is_empty());
    let opened = due(&mut case, ends);
    assert_eq!(opened.len(), 1);
    let (request, opened) = &opened[0];
    assert_eq!(*request, case.presentation.request);
    let promise = open_promise(case.custodian.trusted(), &case.presentation.promise).unwrap();
    assert!(opened.opens(&promise.entry.commitment), "they open the request's own entry");
    let said: RequestStatistics = serde_json::from_str(&opened.text).unwrap();
    assert!(said == RequestStatistics::of(&case.order));
    assert!(!opened.text.contains("5511112222"), "the number is not in them");
    assert_eq!(due(&mut case, after(400 * 86_400)).len(), 1, "again, while nobody has taken them");
    case.store.mark_published(request).unwrap();
    assert!(due(&mut case, ends).is_empty());
}

#[test]
fn a_repeated_presentation_changes_nothing() {
    let mut case = Case::linked_at(-3600);
    case.present(5).unwrap();
    assert_eq!(case.custodian.due_statistics(&mut case.store, case.order.embargo).unwrap().len(), 1);
    assert_eq!(case.custodian.unlogged(&mut case.store).unwrap().len(), 1);
}

#[test]
fn an_authority_has_so_many_new_requests_a_day() {
    let mut case = Case::linked_at(-3600);
    for at in 1..BUDGETS.requests {
        case.request_again(&format!("request {at}"), false);
        case.present(1).unwrap();
        case.present(2).unwrap();
    }
    case.request_again("one too many", false);
    assert!(case.present(3).unwrap_err().is(ProblemType::BudgetExhausted));
    case.present(86_400).unwrap();
}

#[test]
fn an_order_that_the_log_has_a_request_of_is_spent() {
    let mut case = Case::linked_at(-3600);
    case.request_again("second", true);
    // As after a restored disk: the log remembers what this custodian does not.
    case.store = Memory::default();
    assert!(case.present(1).unwrap_err().is(ProblemType::OrderSpent));
}

#[test]
fn a_decision_is_known_by_its_entry() {
    let mut case = Case::linked_at(-3600);
    let signed = case.world.publish(1);
    case.world.follow(&case.custodian, &mut case.store, &signed, after(1)).unwrap();
    assert!(case.store.alarms.is_empty(), "its own approval is in the log");
}
