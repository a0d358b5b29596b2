use super::*;
use crate::fixture::{Memory, World, after, custodian, list, now};
use padron_protocol::Base64;
use proptest::prelude::*;

fn pay(custodian: &Custodian, store: &mut Memory, count: u64, now: Timestamp) -> Result<(), Problem> {
    let elements = Base64(vec![0; 32 * usize::try_from(count).unwrap()]);
    let paid = custodian.read_elements(Purpose::Line, &EvaluationRequest { epoch: 1, elements })?;
    custodian.pay(store, "operator-a", &paid, now).unwrap()
}

/// The operator's links, counted in the log.
fn count(custodian: &Custodian, store: &mut Memory, world: &mut World, now: Timestamp) {
    let signed = world.publish(0);
    world.follow(custodian, store, &signed, now).unwrap();
}

#[test]
fn links_give_back_what_was_evaluated_and_no_more() {
    let (custodian, mut store, mut world) = (custodian(), Memory::default(), World::default());
    pay(&custodian, &mut store, 10, now()).unwrap();
    assert!(pay(&custodian, &mut store, 1, now()).unwrap_err().is(ProblemType::BudgetExhausted));
    (0..3).for_each(|at| world.link("operator-a", at));
    world.link("operator-b", 9);
    count(&custodian, &mut store, &mut world, now());
    pay(&custodian, &mut store, 3, now()).unwrap();
    assert!(pay(&custodian, &mut store, 1, now()).is_err());
    count(&custodian, &mut store, &mut world, now());
    assert!(pay(&custodian, &mut store, 1, now()).is_err(), "no link counts twice");
}

#[test]
fn links_from_before_give_no_credit_for_what_is_to_come() {
    let (custodian, mut store, mut world) = (custodian(), Memory::default(), World::of(900));
    count(&custodian, &mut store, &mut world, now());
    pay(&custodian, &mut store, 10, now()).unwrap();
    assert!(pay(&custodian, &mut store, 1, now()).is_err());
}

#[test]
fn without_witnesses_links_are_evaluated_up_to_the_float() {
    let (custodian, mut store, mut world) = (custodian(), Memory::default(), World::default());
    pay(&custodian, &mut store, 5, now()).unwrap();
    (0..5).for_each(|at| world.link("operator-a", at));
    count(&custodian, &mut store, &mut world, now());
    // From here on nothing is cosigned any more: what was counted stays counted, hours later.
    assert!(pay(&custodian, &mut store, 10, after(3 * 3600)).is_ok());
    assert!(pay(&custodian, &mut store, 1, after(3 * 3600)).is_err());
}

#[derive(Clone, Debug)]
enum Act {
    Evaluate(u64),
    Link(u64),
    Count,
    Pass(i64),
}

fn act() -> impl Strategy<Value = Act> {
    prop_oneof![
        (1_u64..15).prop_map(Act::Evaluate),
        (1_u64..15).prop_map(Act::Link),
        Just(Act::Count),
        (-90_000_i64..90_000).prop_map(Act::Pass),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    /// However evaluations, links, counting and the clock follow each other.
    #[test]
    fn evaluations_of_a_day_never_exceed_links_counted_and_the_float(acts in prop::collection::vec(act(), 1..60)) {
        let (custodian, mut store, mut world) = (custodian(), Memory::default(), World::default());
        let float = list().budgets.line_float;
        let (mut seconds, mut day, mut evaluated, mut logged, mut counted) = (0, 0, 0, 0, 0);
        for act in acts {
            match act {
                Act::Evaluate(count) => {
                    // Only what is spent opens a day, and a clock that goes back opens none anew.
                    let today = after(seconds).as_second().div_euclid(86_400);
                    if pay(&custodian, &mut store, count, after(seconds)).is_ok() {
                        if today > day {
                            (day, evaluated, counted) = (today, 0, 0);
                        }
                        evaluated += count;
                    }
                }
                Act::Link(links) => {
                    (0..links).for_each(|at| world.link("operator-a", at));
                    logged += links;
                }
                Act::Count => {
                    count(&custodian, &mut store, &mut world, after(seconds));
                    counted += std::mem::take(&mut logged);
                }
                Act::Pass(by) => seconds += by,
            }
            prop_assert!(evaluated <= counted + float, "{evaluated} evaluated, {counted} links counted");
        }
    }
}
