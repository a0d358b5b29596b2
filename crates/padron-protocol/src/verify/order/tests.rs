use super::*;
use crate::log::Entry;
use crate::testing::{Country, Log, REGIME, after, entry, now, promised, signer, uuid};
use padron_model::Compartment;

fn order() -> Order {
    Order {
        order: uuid("order"),
        register: "test".into(),
        regime: REGIME,
        court: "court".into(),
        authority: "prosecutor".into(),
        number: "+525511112222".into(),
        from: after(-60),
        to: now(),
        compartments: vec![Compartment::Subscriber],
        basis: "Art. 189".into(),
        case: "case 7".into(),
        issued: now(),
        expires: after(10 * 86_400),
        embargo: after(30 * 86_400),
    }
}

const LIMITS: OrderLimits = OrderLimits { validity_days: 10, embargo_days: 30, compartments: [true; 3] };

fn terms(trusted: &Trusted) -> Terms<'_> {
    Terms { trusted, regime: REGIME, limits: Some(LIMITS), at: now() }
}

fn told<T>(result: Result<T, Problem>) -> String {
    result.err().map(|problem| problem.to_string()).unwrap_or_default()
}

#[test]
fn an_order_is_held_to_every_rule() {
    let trusted = Country::new(1).trusted();
    let judged = |change: &dyn Fn(&mut Order), terms: Terms<'_>| {
        let mut order = order();
        change(&mut order);
        told(check_order(&signer("court").sign(&order).unwrap(), "prosecutor", &terms))
    };
    assert_eq!(judged(&|_| {}, terms(&trusted)), "");
    type Change<'a> = (&'a dyn Fn(&mut Order), &'a str);
    let wrong: [Change<'_>; 15] = [
        (&|order| order.court = "court-2".into(), "another court"),
        (&|order| order.register = "other".into(), "another register"),
        (&|order| order.regime = Hash32([6; 32]), "another regime"),
        (&|order| order.authority = "tax-office".into(), "another authority"),
        (&|order| order.number = "55".into(), "one valid number"),
        (&|order| order.to = after(-61), "begun before it ends"),
        (&|order| order.to = after(SKEW_SECONDS + 1), "have passed"),
        (&|order| order.compartments.clear(), "each compartment once"),
        (&|order| order.compartments.push(Compartment::Subscriber), "each compartment once"),
        (&|order| order.compartments.push(Compartment::Biometric), "not kept"),
        (&|order| order.basis.clear(), "legal basis"),
        (&|order| order.case = "7".repeat(MAX_TEXT + 1), "case reference"),
        (&|order| order.expires = after(10 * 86_400 + 1), "valid so long"),
        (&|order| order.embargo = after(30 * 86_400 + 1), "embargo so long"),
        (&|order| order.issued = after(SKEW_SECONDS + 1), "in force from"),
    ];
    for (change, what) in wrong {
        let told = judged(change, terms(&trusted));
        assert!(told.contains(what), "{what}: {told}");
    }
    let late = Terms { at: order().expires, ..terms(&trusted) };
    assert!(judged(&|_| {}, late).contains("in force from"));
    let afterwards = Terms { limits: None, ..terms(&trusted) };
    assert_eq!(judged(&|order| order.embargo = after(99 * 86_400), afterwards), "", "the regime's file is not at hand");
    assert!(
        told(read_order(&signer("prosecutor").sign(&order()).unwrap(), &trusted)).contains("not signed by a court")
    );
}

/// A request in the log, and what can be decided on it.
struct Case {
    log: Log,
    presented: RequestPresentation,
    commitment: Hash32,
    indices: Vec<u64>,
}

impl Case {
    fn new() -> Self {
        let token = signer("court").sign(&order()).unwrap();
        let (statistics_nonce, event_nonce) = (Hash32([3; 32]), Hash32([4; 32]));
        let commitment =
            RequestPresentation::commitments(&statistics_nonce, &event_nonce, &order(), &token).commitment();
        let mut case = Self {
            log: Log::of_links(3),
            presented: RequestPresentation {
                request: uuid("request"),
                order: token,
                statistics_nonce,
                event_nonce,
                promise: String::new(),
            },
            commitment,
            indices: Vec::new(),
        };
        case.presented.promise = case.logged(Entry::request(order_tag(&order().order), commitment));
        case
    }

    fn logged(&mut self, entry: Entry) -> String {
        let index = self.log.append(&entry);
        self.indices.push(index);
        signer("registrar").sign(&promised(index, entry, now())).unwrap()
    }

    fn decision(&self, custodian: &str) -> Decision {
        Decision {
            register: "test".into(),
            regime: REGIME,
            audience: "registrar".into(),
            custodian: custodian.into(),
            request: self.presented.request,
            commitment: self.commitment,
            approved: true,
            reason: None,
            at: now(),
        }
    }

    fn decided(&mut self, custodian: &str, change: impl FnOnce(&mut Decision)) -> LoggedDecision {
        let mut decision = self.decision(custodian);
        change(&mut decision);
        let token = signer(custodian).sign(&decision).unwrap();
        let promise = self.logged(decision.entry(&token));
        LoggedDecision { decision: token, promise }
    }

    fn judged(&mut self, decisions: &[LoggedDecision]) -> Result<Vec<Approval>, Problem> {
        let trusted = Country::new(1).trusted();
        let signed = self.log.publish(0);
        let log = [self.log.proofs(&signed, &self.indices).open(&trusted, padron_tlog::Window::ANY).unwrap()];
        let request = check_request(order(), &self.presented, &log, &trusted)?;
        check_approvals(&request, decisions, &log, &terms(&trusted))
    }
}

#[test]
fn approvals_are_told_with_the_entries_that_show_them() {
    let mut case = Case::new();
    let decisions = ["custodian-2", "custodian-1"].map(|custodian| case.decided(custodian, |_| {}));
    let approvals = case.judged(&decisions).unwrap_or_else(|problem| panic!("{problem}"));
    let told: Vec<_> = approvals.iter().map(|it| (it.custodian.as_str(), it.shown.index, it.shown.at)).collect();
    assert_eq!(told, [("custodian-1", 5, now()), ("custodian-2", 4, now())]);
}

#[test]
fn a_refusal_and_a_second_approval_of_one_custodian_do_not_count() {
    let mut case = Case::new();
    let twice = [case.decided("custodian-1", |_| {}), case.decided("custodian-1", |_| {})];
    assert!(told(case.judged(&twice)).contains("1 custodians have approved"));
    let refused = [twice[0].clone(), case.decided("custodian-2", |decision| decision.approved = false)];
    assert!(told(case.judged(&refused)).contains("1 custodians have approved"));
}

#[test]
fn a_decision_made_for_anything_else_approves_nothing() {
    type Change = (&'static str, fn(&mut Decision));
    let changes: [Change; 7] = [
        ("register", |decision| decision.register = "other".into()),
        ("regime", |decision| decision.regime = Hash32([6; 32])),
        ("audience", |decision| decision.audience = "verifier".into()),
        ("custodian", |decision| decision.custodian = "custodian-3".into()),
        ("request", |decision| decision.request = uuid("another request")),
        ("commitment", |decision| decision.commitment = Hash32([7; 32])),
        ("reason", |decision| decision.reason = Some("x".repeat(MAX_TEXT + 1))),
    ];
    for (what, change) in changes {
        let mut case = Case::new();
        let decisions = [case.decided("custodian-1", |_| {}), case.decided("custodian-2", change)];
        assert!(told(case.judged(&decisions)).contains("on another request, register or regime"), "{what}");
    }
    let mut case = Case::new();
    let decisions = [case.decided("custodian-1", |_| {}), case.decided("prosecutor", |_| {})];
    assert!(told(case.judged(&decisions)).contains("not signed by a custodian"));
}

#[test]
fn an_approval_that_the_log_does_not_show_is_none() {
    let mut case = Case::new();
    let (one, two) = (case.decided("custodian-1", |_| {}), case.decided("custodian-2", |_| {}));
    let swapped = LoggedDecision { promise: one.promise.clone(), ..two.clone() };
    assert!(told(case.judged(&[one.clone(), swapped])).contains("not the one that was logged"));
    case.indices.pop();
    assert!(told(case.judged(&[one, two])).contains("no proof that entry 5"));
}

#[test]
fn a_request_is_logged_under_its_own_order_and_no_other() {
    let mut case = Case::new();
    case.presented.event_nonce = Hash32([5; 32]);
    assert!(told(case.judged(&[])).contains("commits to another order"));
    let mut case = Case::new();
    case.presented.promise = case.logged(entry(EntryKind::Disclosure, None, case.commitment));
    assert!(told(case.judged(&[])).contains("not a request"));
}
