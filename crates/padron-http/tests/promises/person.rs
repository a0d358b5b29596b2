//! A person's own view: all of it, after the embargo, and nobody else's.

use crate::country::{Country, without_accesses};
use jiff::SignedDuration;
use padron_model::HolderKind;
use padron_protocol::contract::{Endpoint as _, attester, custodian, registrar, verifier};
use padron_protocol::jws::open;
use padron_protocol::messages::attestation::{Attestation, AttestedPurpose, SignInReply, SignInRequest, elements_hash};
use padron_protocol::messages::identity::{LoginRequest, PersonalBytes};
use padron_protocol::messages::link::SlotKind;
use padron_protocol::messages::person::{HoldingsRequest, OwnView};
use padron_protocol::sealed::{encode_slots, slots_info};
use padron_protocol::{Base64, ProblemType, testing};
use padron_threshold::{Purpose, blind_seeded, delivery};

async fn view(country: &Country, person: u64) -> OwnView {
    let (document, code) = country.sign_in(person);
    country.own_view(&document, &code).await.unwrap_or_else(|problem| panic!("{problem}"))
}

/// A line of the first national, opened under an order whose embargo ends in thirty days.
async fn opened() -> Country {
    let country = Country::usual().await;
    let form = country.form(country.national(0), 0);
    country.link("operator-a", country.uuid(), &form).await.unwrap();
    country.later(SignedDuration::from_hours(2)).await;
    country.asker().ask(&country.ordered(&country.order(&form.number))).await.unwrap();
    country
}

#[tokio::test]
async fn a_person_sees_exactly_their_own_lines() {
    let country = Country::usual().await;
    let (mine, theirs) = (country.national(0), country.national(1));
    let mut folios = Vec::new();
    for (operator, person, nth) in [("operator-a", mine, 0), ("operator-b", mine, 1), ("operator-a", theirs, 2)] {
        let form = country.form(person, nth);
        let linked = country.link(operator, country.uuid(), &form).await.unwrap();
        folios.push((linked.folio, operator.to_owned(), form.number[form.number.len() - 4..].to_owned()));
    }
    let mut seen: Vec<_> =
        view(&country, mine).await.lines.into_iter().map(|line| (line.folio, line.operator, line.last_four)).collect();
    seen.sort();
    let mut expected = folios[..2].to_vec();
    expected.sort();
    assert_eq!(seen, expected);
    assert_eq!(view(&country, theirs).await.lines.len(), 1);
    assert!(view(&country, country.national(2)).await.lines.is_empty());
}

#[tokio::test]
async fn a_foreigner_sees_their_lines_too() {
    let country = Country::usual().await;
    let foreigner = country.nth(HolderKind::Foreigner, 0);
    country.link("operator-a", country.uuid(), &country.form(foreigner, 0)).await.unwrap();
    assert_eq!(view(&country, foreigner).await.lines.len(), 1);
}

#[tokio::test]
async fn an_access_is_shown_when_the_embargo_ends_and_not_before() {
    let country = opened().await;
    let embargo = country.now().checked_add(SignedDuration::from_hours(720)).unwrap();
    assert!(view(&country, country.national(0)).await.lines[0].accesses.is_empty());
    country.clock.set(embargo.checked_sub(SignedDuration::from_nanos(1)).unwrap());
    assert!(view(&country, country.national(0)).await.lines[0].accesses.is_empty());
    country.clock.set(embargo);
    let accesses = view(&country, country.national(0)).await.lines.remove(0).accesses;
    assert_eq!(accesses.len(), 1);
    assert_eq!((accesses[0].authority.as_str(), accesses[0].court.as_deref()), ("prosecutor", Some("court")));
    // On a slow machine a fourth custodian may have been asked before the third had answered.
    assert!(accesses[0].custodians >= 3 && !accesses[0].alarm);
}

#[tokio::test]
async fn an_access_that_the_registrar_hides_raises_an_alarm() {
    let country = opened().await;
    country.pass(SignedDuration::from_hours(721));
    country.dress("registrar", without_accesses).await;
    let accesses = view(&country, country.national(0)).await.lines.remove(0).accesses;
    assert!(accesses.len() == 1 && accesses[0].custodians >= 3 && accesses[0].alarm);
}

#[tokio::test]
async fn a_custodian_that_does_not_answer_is_named() {
    let country = opened().await;
    country.pass(SignedDuration::from_hours(721));
    country.stop("custodian-2").await;
    let view = view(&country, country.national(0)).await;
    assert_eq!(view.silent_custodians, ["custodian-2"]);
    assert!(view.lines[0].accesses[0].custodians >= 2 && !view.lines[0].accesses[0].alarm);
}

#[tokio::test]
async fn a_wrong_code_or_another_persons_document_signs_nobody_in() {
    let country = opened().await;
    let (document, code) = country.sign_in(country.national(0));
    let (other, other_code) = country.sign_in(country.national(1));
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let before = country.stored();
    for (document, code) in
        [(&document, wrong), (&document, &other_code), (&other, &code), (&document, ""), (&String::new(), &code)]
    {
        let problem = country.own_view(document, code).await.err().unwrap();
        assert!(problem.is(ProblemType::LoginFailed), "{problem}");
        assert!(document.is_empty() || !serde_json::to_string(&problem).unwrap().contains(document.as_str()));
    }
    assert!(country.stored() == before);
}

#[tokio::test]
async fn the_page_shows_what_the_interface_shows_and_repeats_nothing() {
    let country = opened().await;
    let (document, code) = country.sign_in(country.national(0));
    let form = |code: &str| format!("document={document}&code={code}&lang=en");
    let page = country.unsigned("verifier", "POST", verifier::ShowOwn::PATH, form(&code).as_bytes()).await;
    let line = view(&country, country.national(0)).await.lines.remove(0);
    assert!(page.kind.starts_with("text/html") && page.text().contains(&line.folio));
    let refused = country.unsigned("verifier", "POST", verifier::ShowOwn::PATH, form("000000").as_bytes()).await;
    assert!(!refused.text().contains(&line.folio) && !refused.text().contains(&document));
}

/// A straw's sign-in, as whoever has stolen the verifier's key makes it: the attester's word, and its blinded element.
async fn straw(country: &Country, person: u64) -> (String, Vec<[u8; 32]>) {
    let (document, code) = country.sign_in(person);
    let seed = [7; 32];
    let asked = SignInRequest { seed: PersonalBytes(Base64(seed.to_vec())), login: LoginRequest { document, code } };
    let body = serde_json::to_vec(&asked).unwrap();
    let answered = country.signed("verifier", "attester", "POST", attester::SignIn::PATH, &body).await;
    let SignInReply { person, attestation } = answered.json();
    let key = country.trusted.key(Purpose::Person);
    (attestation, blind_seeded(key, &[&person.0.0], &seed).unwrap().1)
}

/// The verifier's key is stolen, with a list of documents: nobody is evaluated, looked up or told about without their own
/// sign-in.
#[tokio::test]
async fn a_stolen_verifier_key_reads_nobodys_lines() {
    let country = opened().await;
    let (attestation, own) = straw(&country, country.national(1)).await;
    let evaluate = async |elements: &[[u8; 32]], attestation: &str| {
        let elements = serde_json::to_value(Base64(elements.concat())).unwrap();
        let body = serde_json::json!({"epoch": 1, "elements": elements, "attestation": attestation}).to_string();
        let to = custodian::EvaluatePerson::PATH;
        country.signed("verifier", "custodian-1", "POST", to, body.as_bytes()).await
    };
    // The victim's document, blinded, under no word, its own word, and the straw's.
    let victim = country.person(country.national(0)).holder.person_input();
    let victim = blind_seeded(country.trusted.key(Purpose::Person), &[&victim], &[8; 32]).unwrap().1;
    let attested: Attestation = open(&attestation, "attester", &country.party("attester").signing).unwrap();
    let forged = Attestation { elements: elements_hash(&victim), ..attested };
    let forged = country.keys("verifier").signer().sign(&forged).unwrap();
    for attestation in ["a.b.c", &forged, &attestation] {
        assert_eq!(evaluate(&victim, attestation).await.refusal(), ProblemType::NotAttested);
    }
    assert_eq!(evaluate(&own, &attestation).await.status, 200, "the straw's own");
    assert_eq!(
        evaluate(&own, &country.attested(AttestedPurpose::Look, &victim)).await.refusal(),
        ProblemType::NotAttested
    );
    // Slots that it remembers of somebody whom it once verified: one look for each sign-in of a straw, and no more.
    let tokens: Vec<[u8; 32]> = (0..10).map(|at| [at; 32]).collect();
    let slots = encode_slots(SlotKind::Person, &tokens);
    let (register, to) = (&country.trusted.list().register, country.party("registrar").delivery.clone().unwrap());
    let sealed = delivery::seal(&to, &slots_info(register), b"verifier", &slots, &mut testing::rng()).unwrap();
    let holdings = async |attestation: &str| {
        let asked = HoldingsRequest { sealed: sealed.clone().into(), attestation: attestation.into() };
        let body = serde_json::to_vec(&asked).unwrap();
        country.signed("verifier", "registrar", "POST", registrar::ReadHoldings::PATH, &body).await
    };
    for refused in ["a.b.c", &forged, &country.attested(AttestedPurpose::Link, &own)] {
        assert_eq!(holdings(refused).await.refusal(), ProblemType::NotAttested);
    }
    assert_eq!(holdings(&attestation).await.status, 200);
    assert_eq!(holdings(&attestation).await.refusal(), ProblemType::NotAttested, "a sign-in serves once");
    // Nor does anybody tell who asked about a line.
    let asked = serde_json::json!({"lines": [], "attestation": forged}).to_string();
    for (to, path) in [("registrar", registrar::ReadAccesses::PATH), ("custodian-1", custodian::ReadJournal::PATH)] {
        let answered = country.signed("verifier", to, "POST", path, asked.as_bytes()).await;
        assert_eq!(answered.refusal(), ProblemType::NotAttested, "{to}");
    }
    // An attestation that is minutes old is none.
    country.pass(SignedDuration::from_mins(6));
    assert_eq!(evaluate(&own, &attestation).await.refusal(), ProblemType::NotAttested);
}

#[tokio::test]
async fn whoever_has_two_documents_is_one_person_with_one_cap() {
    let country = Country::usual().await;
    let foreigner = country.nth(HolderKind::Foreigner, 0);
    let second = country.second_passport(foreigner);
    for nth in 0..10 {
        let mut form = country.form(foreigner, nth);
        if nth % 2 == 1 {
            form.holder.passport_number = Some(second.clone());
        }
        country.link("operator-a", country.uuid(), &form).await.unwrap_or_else(|problem| panic!("{nth}: {problem}"));
    }
    let mut form = country.form(foreigner, 10);
    form.holder.passport_number = Some(second);
    let refused = country.link("operator-b", country.uuid(), &form).await.err().unwrap();
    assert!(refused.is(ProblemType::CapReached), "{refused}");
    assert_eq!(view(&country, foreigner).await.lines.len(), 10);
}

#[tokio::test]
async fn only_the_verifier_may_ask_for_holdings_and_only_for_slots_that_it_has() {
    let country = opened().await;
    let attestation = country.attested(AttestedPurpose::Look, &[[1; 32]]);
    let asked = serde_json::json!({"sealed": "A".repeat(400), "attestation": attestation}).to_string();
    let answered =
        country.signed("verifier", "registrar", "POST", registrar::ReadHoldings::PATH, asked.as_bytes()).await;
    assert_eq!(answered.refusal(), ProblemType::MalformedRequest);
}
