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

#[test]
fn a_clock_that_is_set_ahead_refills_what_a_week_forgives_and_no_more() {
    let (custodian, mut store, mut world) = (custodian(), Memory::default(), World::of(1));
    count(&custodian, &mut store, &mut world, now());
    pay(&custodian, &mut store, 10, now()).unwrap();
    pay(&custodian, &mut store, 10, after(400 * 86_400)).unwrap();
    assert!(pay(&custodian, &mut store, 1, after(800 * 86_400)).is_err(), "witnesses have not been there");
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

    /// However evaluations, links, counting and the clock follow each other: what has no link never exceeds the float, but
    /// for what is forgiven a day.
    #[test]
    fn evaluations_never_exceed_links_counted_the_float_and_what_is_forgiven(acts in prop::collection::vec(act(), 1..60)) {
        let (custodian, mut store, mut world) = (custodian(), Memory::default(), World::default());
        let budgets = list().budgets;
        let (mut seconds, mut evaluated, mut logged, mut counted) = (0, 0, 0, 0);
        let (mut first, mut last) = (i64::MAX, i64::MIN);
        for act in acts {
            match act {
                Act::Evaluate(count) => {
                    if pay(&custodian, &mut store, count, after(seconds)).is_ok() {
                        let today = after(seconds).as_second().div_euclid(86_400);
                        (first, last) = (first.min(today), last.max(today));
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
            // What witnesses have said may put the budget's first day later than the clock's.
            let days = u64::try_from(last.saturating_sub(first)).unwrap_or(0) + 1;
            let most = counted + budgets.line_float + budgets.line_drain * days;
            prop_assert!(evaluated <= most, "{evaluated} evaluated, {counted} links counted in {days} days");
        }
    }
}

#[test]
fn a_year_of_probes_is_the_number_that_the_trust_list_says() {
    let (custodian, mut store) = (custodian(), Memory::default());
    let mut probes = 0;
    for day in 0..=365 {
        while pay(&custodian, &mut store, 1, after(day * 86_400)).is_ok() {
            probes += 1;
        }
    }
    assert_eq!(probes, list().budgets.probes_a_year());
}

#[test]
fn only_a_link_that_names_this_custodian_gives_back() {
    let (custodian, mut store, mut world) = (custodian(), Memory::default(), World::default());
    pay(&custodian, &mut store, 10, now()).unwrap();
    world.link_by("operator-a", padron_protocol::log::Evaluators(0b110), 1);
    count(&custodian, &mut store, &mut world, now());
    assert!(pay(&custodian, &mut store, 1, now()).is_err(), "custodians 2 and 3 evaluated it");
    world.link_by("operator-a", padron_protocol::log::Evaluators(0b101), 2);
    count(&custodian, &mut store, &mut world, now());
    pay(&custodian, &mut store, 1, now()).unwrap();
}
