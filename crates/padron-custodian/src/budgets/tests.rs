use super::*;
use crate::fixture::{Memory, World, after, custodian, list, now};
use padron_protocol::Base64;
use padron_protocol::log::{Evaluators, Quorums};
use padron_protocol::messages::attestation::Attestation;
use padron_protocol::testing::attested;
use proptest::prelude::*;

fn pay(custodian: &Custodian, store: &mut Memory, count: u64, now: Timestamp) -> Result<(), Problem> {
    let elements = Base64(vec![0; 32 * usize::try_from(count).unwrap()]);
    let asked = custodian.read_numbers("operator-a", &EvaluationRequest { epoch: 1, elements })?;
    custodian.pay(store, &asked, now).unwrap()
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
    world.link_by("operator-a", quorums(0b110, 0b111), 1);
    count(&custodian, &mut store, &mut world, now());
    assert!(pay(&custodian, &mut store, 1, now()).is_err(), "custodians 2 and 3 evaluated it");
    world.link_by("operator-a", quorums(0b101, 0b110), 2);
    count(&custodian, &mut store, &mut world, now());
    pay(&custodian, &mut store, 1, now()).unwrap();
}

fn quorums(line: u32, person: u32) -> Quorums {
    Quorums { line: Evaluators(line), person: Evaluators(person) }
}

/// So many people, under the attester's word, bent.
fn people(count: u8, purpose: AttestedPurpose, bend: impl FnOnce(&mut Attestation)) -> PersonEvaluation {
    let elements: Vec<[u8; 32]> = (0..count).map(|at| [at; 32]).collect();
    let attestation = attested(purpose, &elements, bend);
    PersonEvaluation { epoch: 1, elements: elements.concat().into(), attestation }
}

fn pay_people(
    custodian: &Custodian,
    store: &mut Memory,
    (count, operator): (u8, &str),
    now: Timestamp,
) -> Result<(), Problem> {
    let bend = |attested: &mut Attestation| {
        attested.operator = Some(operator.into());
        (attested.issued, attested.expires) = (now, now + jiff::SignedDuration::from_secs(60));
    };
    let asked = custodian.read_persons("verifier", &people(count, AttestedPurpose::Link, bend), now)?;
    custodian.pay(store, &asked, now).unwrap()
}

/// Whoever has stolen the verifier's key, and a list of documents, has nobody evaluated.
#[test]
fn nobody_is_evaluated_whom_no_attester_has_confirmed_for_it() {
    let custodian = custodian();
    let read = |request: &PersonEvaluation| custodian.read_persons("verifier", request, now()).map(drop);
    let refused = |request: &PersonEvaluation| {
        let problem = read(request).unwrap_err();
        assert!(problem.is(ProblemType::NotAttested), "{problem}");
    };
    let (link, look) = (AttestedPurpose::Link, AttestedPurpose::Look);
    read(&people(3, link, |_| ())).unwrap();
    read(&people(1, look, |_| ())).unwrap();
    let mut forged = people(1, look, |_| ());
    forged.attestation = "a.b.c".into();
    refused(&forged);
    let by_itself = Attestation { ..open_attested(&people(1, look, |_| ()).attestation) };
    forged.attestation = crate::fixture::signer("verifier").sign(&by_itself).unwrap();
    refused(&forged);
    // Somebody else than the one who was confirmed, one more, or many at once who look.
    let other = PersonEvaluation { elements: vec![9; 32].into(), ..people(1, look, |_| ()) };
    refused(&other);
    let more = PersonEvaluation { elements: people(2, link, |_| ()).elements, ..people(1, link, |_| ()) };
    refused(&more);
    refused(&people(2, look, |_| ()));
    refused(&people(1, look, |attested| attested.audience = "other-verifier".into()));
    refused(&people(1, look, |attested| attested.register = "other".into()));
    refused(&people(1, look, |attested| attested.regime = padron_protocol::Hash32([9; 32])));
    refused(&people(1, look, |attested| attested.expires = now()));
    refused(&people(1, look, |attested| attested.issued = after(3600)));
    refused(&people(1, link, |attested| attested.operator = None));
    refused(&people(1, link, |attested| attested.operator = Some("nobody".into())));
    assert!(custodian.read_persons("operator-a", &people(1, look, |_| ()), now()).is_err());
}

fn open_attested(token: &str) -> Attestation {
    let key = crate::fixture::signer("attester").public();
    let key = padron_protocol::jws::PublicSigningKey::from_bytes(&key).unwrap();
    padron_protocol::jws::open(token, "attester", &key).unwrap()
}

#[test]
fn holders_are_evaluated_within_each_operators_budget_and_what_the_log_has_matched() {
    let (custodian, mut store, mut world) = (custodian(), Memory::default(), World::default());
    let pay = |store: &mut Memory, count, now| pay_people(&custodian, store, (count, "operator-a"), now);
    pay(&mut store, 10, now()).unwrap();
    let own = pay(&mut store, 1, now()).unwrap_err();
    assert!(own.to_string().contains("10 of today's 10"), "{own}");
    // What one operator leaves without a link blocks no other.
    pay_people(&custodian, &mut store, (10, "operator-b"), now()).unwrap();
    // A day forgives some, and so do the links that name this custodian as one that evaluated their holder.
    let tomorrow = after(86_400);
    let unmatched = pay(&mut store, 3, tomorrow).unwrap_err();
    assert!(unmatched.to_string().contains("no link in the log"), "{unmatched}");
    (0..5).for_each(|at| world.link_by("operator-a", quorums(0b110, 0b011), at));
    world.link_by("operator-a", quorums(0b111, 0b110), 7);
    world.link_by("operator-b", quorums(0b111, 0b111), 8);
    count(&custodian, &mut store, &mut world, tomorrow);
    assert!(pay(&mut store, 8, tomorrow).is_err());
    pay(&mut store, 7, tomorrow).unwrap();
    assert!(pay(&mut store, 1, tomorrow).is_err());
}

#[test]
fn looks_have_a_budget_of_their_own() {
    let (custodian, mut store) = (custodian(), Memory::default());
    pay_people(&custodian, &mut store, (10, "operator-a"), now()).unwrap();
    let mut look = || {
        let asked = custodian.read_persons("verifier", &people(1, AttestedPurpose::Look, |_| ()), now()).unwrap();
        custodian.pay(&mut store, &asked, now()).unwrap()
    };
    (0..10).for_each(|_| look().unwrap());
    assert!(look().unwrap_err().is(ProblemType::BudgetExhausted));
}
