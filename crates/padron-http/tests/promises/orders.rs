//! What an order opens, and everything it does not.

use crate::country::{Asker, Country, Openings, Plan, garbage, hang, liar};
use jiff::{SignedDuration, Timestamp};
use padron_authority::answer::Gathered;
use padron_authority::request::{ask_record, ask_ticket};
use padron_model::Compartment;
use padron_protocol::contract::{Endpoint as _, Nothing, custodian, registrar};
use padron_protocol::jws::{Signer, claimed_signer, open};
use padron_protocol::log::{Entry, Promise};
use padron_protocol::messages::answer::Answer;
use padron_protocol::messages::link::Registered;
use padron_protocol::messages::order::{Order, RequestPresentation, RequestState, RequestStatus};
use padron_protocol::verify::{shown_history, verify_answer};
use padron_protocol::{Problem, ProblemType, Uuid};
use padron_threshold::LineToken;
use serde_json::Value;

/// A line of the first national, linked at this moment, and its number.
async fn linked(country: &Country, nth: u64) -> (Registered, String) {
    let form = country.form(country.national(0), nth);
    let linked = country.link("operator-a", country.uuid(), &form).await.unwrap();
    (linked, form.number.clone())
}

async fn founded(plan: Plan) -> (Country, String) {
    let country = Country::found(plan).await;
    let (_, number) = linked(&country, 0).await;
    country.later(SignedDuration::from_hours(2)).await;
    (country, number)
}

async fn usual() -> (Country, String) {
    founded(Plan::default()).await
}

/// An approved request with everything up to the sealed records.
async fn gathered(country: &Country, order: &Order) -> (Asker, Gathered) {
    let asker = country.asker();
    let (presentation, _) = asker.submit(&asker.prepare(&country.ordered(order))).await;
    let gathered = asker.gather(&presentation).await.unwrap_or_else(|problem| panic!("{problem}"));
    (asker, gathered)
}

/// What every custodian says to an opening.
async fn open_everywhere(country: &Country, asker: &Asker, opening: &Openings) -> Vec<Result<(), Problem>> {
    let mut words = Vec::new();
    for custodian in country.trusted.custodians() {
        let request = opening.presentation.request;
        let word = asker.step::<custodian::OpenRecord>(custodian, &request, &opening.to(&custodian.id)).await;
        words.push(word.map(|_| ()));
    }
    words
}

fn assert_all(words: &[Result<(), Problem>], kind: ProblemType) {
    assert_eq!(words.len(), 5);
    for word in words {
        let problem = word.as_ref().unwrap_err();
        assert!(problem.is(kind), "{problem}");
    }
}

fn approved(words: &[(String, Result<RequestStatus, Problem>)]) -> usize {
    words.iter().filter(|(_, word)| word.as_ref().is_ok_and(|status| status.state == RequestState::Approved)).count()
}

/// Presents an order, logged as it is, and gives the refusals.
async fn refusals(country: &Country, order: &Order, token: &str) -> Vec<Result<(), Problem>> {
    let asker = country.asker();
    let prepared = asker.prepare_unchecked(order, token, country.uuid());
    let (_, words) = asker.submit(&prepared).await;
    words.into_iter().map(|(_, word)| word.map(|_| ())).collect()
}

#[tokio::test]
async fn an_order_is_answered_and_the_answer_verifies() {
    let (country, number) = usual().await;
    let answer = country.asker().ask(&country.ordered(&country.order(&number))).await.unwrap();
    let report = verify_answer(&answer, &country.trusted);
    assert!(report.holds(), "{}", serde_json::to_string(&report).unwrap());
    let person = country.people.population().person(country.national(0));
    let shown: Vec<_> = answer.records[0].compartments.iter().flat_map(|opened| opened.fields.clone()).collect();
    assert!(shown.contains(&("given_names".into(), person.name.given().into())));
    let compartments: Vec<_> = answer.records[0].compartments.iter().map(|opened| opened.compartment).collect();
    assert_eq!(compartments, [Compartment::Subscriber, Compartment::Line], "what was ordered and nothing else");
    let figures = country.figures().await;
    assert_eq!((figures.requests, figures.approvals, figures.disclosures), (1, 5, 1));
}

/// Every place in the answer where something stands.
fn leaves(value: &Value, at: &str, found: &mut Vec<String>) {
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, value)| leaves(value, &format!("{at}/{name}"), found)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(nth, value)| leaves(value, &format!("{at}/{nth}"), found));
        }
        _ => found.push(at.to_owned()),
    }
}

#[tokio::test]
async fn an_answer_with_anything_altered_no_longer_holds() {
    let (country, number) = usual().await;
    let mut order = country.order(&number);
    order.compartments = vec![Compartment::Subscriber, Compartment::Contact, Compartment::Line];
    let answer = country.asker().ask(&country.ordered(&order)).await.unwrap();
    let whole = serde_json::to_value(&answer).unwrap();
    let mut places = Vec::new();
    leaves(&whole, "", &mut places);
    assert!(places.len() > 50);
    let mut unnoticed = Vec::new();
    for place in places {
        let mut altered = whole.clone();
        let leaf = altered.pointer_mut(&place).unwrap();
        *leaf = match &*leaf {
            Value::String(text) => {
                // A letter in the middle becomes another that is allowed where this one was.
                let middle = text.len() / 2;
                let at = (middle..text.len()).find(|at| text.is_char_boundary(*at)).unwrap_or(0);
                let letter = text[at..].chars().next().unwrap_or('x');
                let other = match letter {
                    '0' => '1',
                    '0'..='9' => '0',
                    'a' => 'b',
                    'A' => 'B',
                    letter if letter.is_uppercase() => 'A',
                    _ => 'a',
                };
                format!("{}{other}{}", &text[..at], text[at..].chars().skip(1).collect::<String>()).into()
            }
            Value::Number(number) => (number.as_u64().unwrap() + 1).into(),
            other => panic!("{place}: {other}"),
        };
        let held = serde_json::from_value::<Answer>(altered)
            .is_ok_and(|altered| verify_answer(&altered, &country.trusted).holds());
        if held {
            unnoticed.push(place);
        }
    }
    // What says nothing about anybody: the notice, and the time at which it was put together.
    unnoticed.retain(|place| !matches!(place.as_str(), "/notice" | "/at"));
    assert!(unnoticed.is_empty(), "altered unnoticed: {unnoticed:?}");
}

#[tokio::test]
async fn that_there_is_no_record_at_that_time_is_proved() {
    let (country, number) = usual().await;
    let mut before = country.order(&number);
    let begin: Timestamp = crate::country::BEGIN.parse().unwrap();
    before.from = begin.checked_sub(SignedDuration::from_hours(9)).unwrap();
    before.to = begin.checked_sub(SignedDuration::from_hours(1)).unwrap();
    let never = country.order(country.line(55).number.e164());
    for order in [before, never] {
        let mut answer = country.asker().ask(&country.ordered(&order)).await.unwrap();
        assert!(answer.records.is_empty() && shown_history(&answer, &country.trusted).unwrap().records.is_empty());
        let report = verify_answer(&answer, &country.trusted);
        assert!(report.holds() && report.checks.iter().any(|finding| finding.check == "nobody"));
        answer.line_token.0[0] ^= 1;
        assert!(!verify_answer(&answer, &country.trusted).holds());
    }
}

#[tokio::test]
async fn an_order_that_does_not_hold_is_refused_by_every_custodian() {
    let (country, number) = usual().await;
    let order = country.order(&number);
    let signed_by = |signer: &Signer, order: &Order| signer.sign(order).unwrap();
    let court = country.keys("court").signer();
    let after = |hours: i64| country.now().checked_add(SignedDuration::from_hours(hours)).unwrap();
    let bent = |bend: &dyn Fn(&mut Order)| {
        let mut order = order.clone();
        order.order = country.uuid();
        bend(&mut order);
        let token = signed_by(&court, &order);
        (order, token)
    };
    let signed = |signer: &Signer| {
        let order = Order { order: country.uuid(), ..order.clone() };
        let token = signed_by(signer, &order);
        (order, token)
    };
    let cases = [
        ("forged court", signed(&Signer::new("court", &[7; 32]))),
        ("no court", signed(&country.keys("prosecutor").signer())),
        ("two numbers", bent(&|order| order.number = format!("{0},{0}", order.number))),
        ("a number with a wildcard", bent(&|order| order.number = "+5255*".into())),
        ("another authority", bent(&|order| order.authority = "other-prosecutor".into())),
        ("another register", bent(&|order| order.register = "other".into())),
        ("another regime", bent(&|order| order.regime.0[0] ^= 1)),
        ("another court named", bent(&|order| order.court = "other".into())),
        ("a compartment that is not kept", bent(&|order| order.compartments.push(Compartment::Biometric))),
        ("a compartment twice", bent(&|order| order.compartments.push(Compartment::Line))),
        ("no compartment", bent(&|order| order.compartments.clear())),
        ("no basis", bent(&|order| order.basis.clear())),
        ("a basis too long", bent(&|order| order.basis = "x".repeat(501))),
        ("a future time", bent(&|order| order.to = after(1))),
        ("a time backwards", bent(&|order| order.from = order.to.checked_add(SignedDuration::from_secs(1)).unwrap())),
        ("in force too long", bent(&|order| order.expires = after(24 * 31))),
        ("an embargo too long", bent(&|order| order.embargo = after(24 * 366))),
    ];
    for (what, (order, token)) in cases {
        for word in refusals(&country, &order, &token).await {
            let problem = word.expect_err(what);
            assert!(problem.is(ProblemType::BadOrder), "{what}: {problem}");
            assert!(!problem.to_string().contains(number.trim_start_matches('+')), "{what}");
        }
    }
    let figures = country.figures().await;
    assert_eq!((figures.approvals, figures.disclosures), (0, 0));
}

#[tokio::test]
async fn an_order_opens_only_while_it_is_in_force() {
    let (country, number) = usual().await;
    let order = country.order(&number);
    let token = country.ordered(&order);
    let asker = country.asker();
    let (presentation, words) = asker.submit(&asker.prepare(&token)).await;
    assert_eq!(approved(&words), 5);
    country.clock.set(order.expires);
    country.published().await;
    let problem = asker.open(&presentation).await.err().unwrap();
    assert!(problem.is(ProblemType::OrderExpired), "{problem}");
    let late = Order { order: country.uuid(), ..order };
    assert_all(&refusals(&country, &late, &country.ordered(&late)).await, ProblemType::OrderExpired);
    let (_, words) = {
        let custodian = country.trusted.custodians()[0];
        let asked = asker.client.call::<custodian::ReadState>(custodian, &presentation.request, &Nothing).await;
        ((), asked.unwrap())
    };
    assert_eq!(words.state, RequestState::Expired);
    let mut tomorrow = country.order(&number);
    tomorrow.issued = country.now().checked_add(SignedDuration::from_hours(24)).unwrap();
    tomorrow.expires = tomorrow.issued.checked_add(SignedDuration::from_hours(24)).unwrap();
    tomorrow.embargo = tomorrow.expires;
    assert_all(&refusals(&country, &tomorrow, &country.ordered(&tomorrow)).await, ProblemType::OrderExpired);
}

#[tokio::test]
async fn an_order_of_another_authority_is_of_no_use() {
    let (country, number) = usual().await;
    let token = country.ordered(&country.order(&number));
    let (mine, other) = (country.asker(), country.asker_as("other-prosecutor"));
    let (presentation, _) = mine.submit(&mine.prepare(&token)).await;
    let (_, proofs) = mine.proven_file(&presentation.request).await;
    for (_, word) in other.present_all_with(&presentation, &proofs).await {
        assert!(word.is_err_and(|problem| problem.is(ProblemType::BadOrder)));
    }
    assert!(other.file(&presentation.request).await.err().unwrap().is(ProblemType::NotLogged));
    let gathered = mine.gather(&presentation).await.unwrap();
    let asked = ask_record(&gathered.token, &gathered.tickets);
    let word =
        other.client.call::<registrar::Disclose>(country.party("registrar"), &presentation.request, &asked).await;
    assert!(word.err().unwrap().is(ProblemType::NotLogged));
    let words = open_everywhere(&country, &other, &mine.opening(&gathered, 0).await).await;
    assert_all(&words, ProblemType::NotLogged);
}

#[tokio::test]
async fn a_compartment_that_the_order_does_not_name_stays_closed() {
    let (country, number) = usual().await;
    let mut order = country.order(&number);
    order.compartments = vec![Compartment::Line];
    let order = order;
    let (asker, gathered) = gathered(&country, &order).await;
    assert_eq!(gathered.reply.records[0].compartments.len(), 1, "the registrar hands out what was asked for");
    // A registrar that goes along hands out more: what a wider order was given.
    let wider = Order { order: country.uuid(), compartments: vec![Compartment::Subscriber], ..order.clone() };
    let more = self::gathered(&country, &wider).await.1.reply.records[0].compartments[0].clone();
    let mut both = asker.opening(&gathered, 0).await;
    both.record.compartments.push(more.clone());
    assert_all(&open_everywhere(&country, &asker, &both).await, ProblemType::NotCovered);
    // Under another compartment's name it does not open either.
    let mut renamed = both.clone();
    renamed.record.compartments = vec![more];
    renamed.record.compartments[0].compartment = Compartment::Line;
    assert_all(&open_everywhere(&country, &asker, &renamed).await, ProblemType::NotCovered);
}

#[tokio::test]
async fn another_record_under_a_valid_order_is_refused_by_every_custodian() {
    let (country, number) = usual().await;
    let (_, other_number) = linked(&country, 1).await;
    country.later(SignedDuration::from_hours(2)).await;
    let (asker, mine) = gathered(&country, &country.order(&number)).await;
    let (_, theirs) = gathered(&country, &country.order(&other_number)).await;
    let (own, others) = (asker.opening(&mine, 0).await, asker.opening(&theirs, 0).await);
    let mut record = own.clone();
    record.record = theirs.reply.records[0].clone();
    let mut history = own.clone();
    (history.record, history.histories) = (theirs.reply.records[0].clone(), others.histories.clone());
    let mut line = history.clone();
    (line.line_token, line.link) = (others.line_token.clone(), others.link.clone());
    let mut text = own.clone();
    text.record.compartments = theirs.reply.records[0].compartments.clone();
    for opening in [record, history, line, text] {
        assert_all(&open_everywhere(&country, &asker, &opening).await, ProblemType::NotCovered);
    }
    let mut link = own.clone();
    link.link = others.link.clone();
    assert_all(&open_everywhere(&country, &asker, &link).await, ProblemType::NotLogged);
    // Parts of another number's evaluation, or too few, give no ticket.
    let [mine_parts, their_parts] = [
        asker.evaluate(&mine.presentation, &mine.file).await.unwrap(),
        asker.evaluate(&theirs.presentation, &theirs.file).await.unwrap(),
    ];
    for parts in [&their_parts[..], &mine_parts[..2]] {
        for custodian in country.trusted.custodians() {
            let asked = ask_ticket(&mine.presentation, &mine.file, (&custodian.id, 2), parts);
            let word = asker.step::<custodian::IssueTicket>(custodian, &mine.presentation.request, &asked).await;
            assert!(word.err().unwrap().is(ProblemType::BadParts));
        }
    }
    let mut request = own.clone();
    request.presentation = RequestPresentation { request: mine.presentation.request, ..theirs.presentation.clone() };
    let words = open_everywhere(&country, &asker, &request).await;
    assert!(words.iter().all(Result::is_err));
    assert!(open_everywhere(&country, &asker, &own).await.iter().all(Result::is_ok));
}

#[tokio::test]
async fn a_registrar_hands_out_the_line_of_a_request_and_no_second_one() {
    let (country, number) = usual().await;
    let (_, other_number) = linked(&country, 1).await;
    country.later(SignedDuration::from_hours(2)).await;
    let (asker, mine) = gathered(&country, &country.order(&number)).await;
    let (_, theirs) = gathered(&country, &country.order(&other_number)).await;
    let request = mine.presentation.request;
    for (token, tickets) in [
        (&theirs.token, &mine.tickets[..]),
        (&theirs.token, &theirs.tickets[..]),
        (&mine.token, &mine.tickets[..2]),
        (&mine.token, &[]),
    ] {
        let asked = ask_record(token, tickets);
        let word = asker.client.call::<registrar::Disclose>(country.party("registrar"), &request, &asked).await;
        assert!(word.err().unwrap().is(ProblemType::NotCovered));
    }
}

#[tokio::test]
async fn an_order_is_spent_by_its_first_request() {
    let (country, number) = usual().await;
    let token = country.ordered(&country.order(&number));
    let asker = country.asker();
    let (first, words) = asker.submit(&asker.prepare(&token)).await;
    assert_eq!(approved(&words), 5);
    let again = asker.prepare(&token);
    assert!(asker.log(&again).await.err().unwrap().is(ProblemType::OrderSpent), "the registrar logs one");
    // A registrar that goes along logs a second one: whoever replays the log sees the first.
    let commitment = again.submission.commitments.commitment();
    let entry = Entry::request(again.submission.tag, commitment);
    let index = country.slip_in(entry.clone()).await;
    country.published().await;
    let proofs = country.proofs(&[index]).await;
    let second = again.presentation(country.promised(index, &entry, country.now()));
    for (_, word) in asker.present_all_with(&second, &proofs).await {
        assert!(word.is_err_and(|problem| problem.is(ProblemType::OrderSpent)));
    }
    assert_eq!(approved(&asker.present(&first).await), 5, "the first may be presented again");
    // Its name cannot be used for another order.
    let other = country.order(&number);
    let prepared = asker.prepare_unchecked(&other, &country.ordered(&other), first.request);
    assert!(asker.log(&prepared).await.err().unwrap().is(ProblemType::OrderSpent));
}

#[tokio::test]
async fn a_request_that_is_not_in_the_log_is_refused() {
    let (country, number) = usual().await;
    let (asker, other) = (country.asker(), country.order(&number));
    let prepared = asker.prepare(&country.ordered(&country.order(&number)));
    let logged = asker.log(&asker.prepare(&country.ordered(&other))).await.unwrap();
    let (_, proofs) = asker.proven_file(&logged.request).await;
    // A promise of another request, one in the registrar's name, and none.
    let registrar = Signer::new("registrar", &[8; 32]);
    let promise: Promise = open(&logged.promise, "registrar", &country.party("registrar").signing).unwrap();
    let mut invented = promise.clone();
    for shown in [logged.promise.clone(), registrar.sign(&promise).unwrap(), String::new()] {
        for (_, word) in asker.present_all_with(&prepared.presentation(shown), &proofs).await {
            assert!(word.is_err_and(|problem| problem.is(ProblemType::NotLogged)));
        }
    }
    // A promise that the registrar did sign, of an entry that its own log does not show.
    invented.entry.commitment = prepared.submission.commitments.commitment();
    for index in [promise.index, promise.index + 7] {
        let shown = country.keys("registrar").signer().sign(&Promise { index, ..invented.clone() }).unwrap();
        for (_, word) in asker.present_all_with(&prepared.presentation(shown), &proofs).await {
            assert!(word.is_err_and(|problem| problem.is(ProblemType::NotLogged)));
        }
    }
    let unknown = asker.gather(&prepared.presentation(logged.promise.clone())).await.err().unwrap();
    assert!(unknown.is(ProblemType::NotLogged));
    assert_eq!(country.figures().await.approvals, 0);
}

fn with_officers() -> Plan {
    Plan { automatic: false, ..Plan::default() }
}

#[tokio::test]
async fn nothing_opens_with_fewer_approvals_than_the_regime_asks_for() {
    let (country, number) = founded(Plan { approvals: 4, ..with_officers() }).await;
    let asker = country.asker();
    let order = country.order(&number);
    let (presentation, words) = asker.submit(&asker.prepare(&country.ordered(&order))).await;
    assert!(words.iter().all(|(_, word)| word.as_ref().unwrap().state == RequestState::AwaitingApproval));
    for custodian in 1..=3 {
        let answered = country.approve(&format!("custodian-{custodian}"), &presentation.request, true, None).await;
        assert_eq!(answered.json::<RequestStatus>().state, RequestState::Approved);
        let problem = asker.gather(&presentation).await.err().unwrap();
        assert!(problem.is(ProblemType::NotApproved), "{problem}");
        // Nor does the registrar hand anything out, whatever token it is asked for.
        let asked = ask_record(&LineToken::from_bytes([0; 32]), &[]);
        let word =
            asker.client.call::<registrar::Disclose>(country.party("registrar"), &presentation.request, &asked).await;
        assert!(word.err().unwrap().is(ProblemType::NotApproved));
    }
    // The same approval shown twice is still one.
    let mut file = asker.file(&presentation.request).await.unwrap();
    file.decisions.push(file.decisions[0].clone());
    let problem = asker.evaluate(&presentation, &file).await.err().unwrap();
    assert!(problem.is(ProblemType::NotApproved), "{problem}");
    country.approve("custodian-5", &presentation.request, true, None).await;
    let answer = asker.open(&presentation).await.unwrap();
    assert!(verify_answer(&answer, &country.trusted).holds());
}

#[tokio::test]
async fn a_custodian_whose_officers_refuse_does_not_release_and_says_why() {
    let (country, number) = founded(with_officers()).await;
    let asker = country.asker();
    let (presentation, _) = asker.submit(&asker.prepare(&country.ordered(&country.order(&number)))).await;
    let request = presentation.request;
    let no_reason = country.approve("custodian-1", &request, false, Some(" ")).await;
    assert_eq!(no_reason.problem().field.as_deref(), Some("reason"));
    let refused = country.approve("custodian-1", &request, false, Some("the basis does not allow it")).await;
    assert_eq!(refused.json::<RequestStatus>().state, RequestState::Rejected);
    let again = country.approve("custodian-1", &request, true, None).await;
    assert_eq!(again.refusal(), ProblemType::OrderSpent, "the first decision stands");
    for custodian in 2..=4 {
        country.approve(&format!("custodian-{custodian}"), &request, true, None).await;
    }
    let gathered = asker.gather(&presentation).await.unwrap();
    let words = open_everywhere(&country, &asker, &asker.opening(&gathered, 0).await).await;
    let problem = words[0].as_ref().unwrap_err();
    assert!(problem.is(ProblemType::Refused));
    assert_eq!(problem.detail.as_deref(), Some("the basis does not allow it"));
    assert!(words[1..4].iter().all(Result::is_ok));
    let figures = country.figures().await;
    assert_eq!((figures.approvals, figures.refusals), (3, 1));
}

#[tokio::test]
async fn officers_read_the_order_and_nobody_else_can() {
    let (country, number) = founded(with_officers()).await;
    let asker = country.asker();
    let token = country.ordered(&country.order(&number));
    let (presentation, _) = asker.submit(&asker.prepare(&token)).await;
    let officer = country.officer("custodian-2");
    let answered = country.signed_by(&officer.signer(), "custodian-2", "GET", custodian::ReadQueue::PATH, b"").await;
    assert!(!answered.text().contains(&token));
    let queue: padron_protocol::messages::order::Queue = answered.json();
    assert_eq!(queue.requests.len(), 1);
    let info = padron_protocol::sealed::request_info("test-mx", "officers", "custodian-2", &presentation.request);
    let sealed = &queue.requests[0].order.0;
    assert_eq!(*padron_threshold::delivery::open(&officer.delivery(), &info, b"", sealed).unwrap(), token.as_bytes());
    let custodian = country.keys("custodian-2").delivery();
    assert!(padron_threshold::delivery::open(&custodian, &info, b"", sealed).is_err());
}

#[tokio::test]
async fn an_order_is_answered_with_one_custodian_dead_one_garbled_and_one_hanging() {
    let (country, number) = founded(Plan { custodians: 6, ..Plan::default() }).await;
    let asker = country.asker();
    let (presentation, words) = asker.submit(&asker.prepare(&country.ordered(&country.order(&number)))).await;
    assert_eq!(approved(&words), 6);
    country.stop("custodian-1").await;
    country.replace("custodian-2", garbage()).await;
    country.replace("custodian-3", hang()).await;
    let answer = asker.open(&presentation).await.unwrap_or_else(|problem| panic!("{problem}"));
    assert!(verify_answer(&answer, &country.trusted).holds());
}

#[tokio::test]
async fn a_custodian_that_lies_in_good_form_is_found_out() {
    let (country, number) = usual().await;
    let asker = country.asker();
    let order = country.order(&number);
    let (presentation, _) = asker.submit(&asker.prepare(&country.ordered(&order))).await;
    let lies = liar(&country, "custodian-1", "prosecutor");
    country.replace("custodian-1", lies).await;
    let gathered = asker.gather(&presentation).await.unwrap_or_else(|problem| panic!("{problem}"));
    assert!(gathered.tickets.iter().all(|ticket| claimed_signer(ticket).unwrap() != "custodian-1"), "it is left out");
    let answer = asker.open(&presentation).await.unwrap_or_else(|problem| panic!("{problem}"));
    assert!(verify_answer(&answer, &country.trusted).holds());
}

#[tokio::test]
async fn with_three_of_five_custodians_dead_nothing_opens() {
    let (country, number) = usual().await;
    let asker = country.asker();
    let (presentation, _) = asker.submit(&asker.prepare(&country.ordered(&country.order(&number)))).await;
    for custodian in ["custodian-1", "custodian-3", "custodian-5"] {
        country.stop(custodian).await;
    }
    let problem = asker.open(&presentation).await.err().unwrap();
    assert!(problem.is(ProblemType::TooFewCustodians), "{problem}");
    country.revive("custodian-3").await;
    assert!(verify_answer(&asker.open(&presentation).await.unwrap(), &country.trusted).holds());
}

#[tokio::test]
async fn a_caller_whose_clock_is_off_is_told_so() {
    let country = Country::usual().await;
    let signer = country.keys("prosecutor").signer();
    let path = registrar::ReadRequest::path(&Uuid::from_random([1; 16]));
    country.pass(SignedDuration::from_hours(1));
    let (now, minutes) = (country.now(), SignedDuration::from_mins(5));
    for (off, skewed) in [(true, now + minutes), (true, now - minutes), (false, now), (false, now + minutes / 15)] {
        country.clock.set(skewed);
        let token = country.token(&signer, "registrar", "GET", &path, b"");
        country.clock.set(now);
        let header = padron_protocol::http_signature::HEADER;
        let problem = country.raw("registrar", "GET", &path, &[(header, &token)], b"").await.problem();
        assert_eq!(problem.is(ProblemType::BadSignature), off, "{problem}");
        assert_eq!(problem.detail.unwrap().contains("check the clock"), off);
    }
}

#[tokio::test]
async fn every_copy_of_an_answer_is_counted() {
    let (country, number) = usual().await;
    let asker = country.asker();
    let (presentation, _) = asker.submit(&asker.prepare(&country.ordered(&country.order(&number)))).await;
    assert!(
        asker.open_copy(&presentation, 2).await.err().unwrap().is(ProblemType::NotCovered),
        "the first comes first"
    );
    for copy in [1, 1, 2, 3, 2] {
        let mut answer = asker.open_copy(&presentation, copy).await.unwrap();
        assert_eq!(answer.copy, copy);
        answer.copy = 9;
        assert!(!verify_answer(&answer, &country.trusted).holds());
    }
    assert_eq!(country.figures().await.disclosures, 3);
}
