use super::*;
use padron_model::HolderKind;
use padron_protocol::Base64;
use padron_protocol::testing::{Country, after, now, signer};
use padron_protocol::verify::check_attestation;
use padron_testkit::people::{Person, Population};

fn attester(country: &Country) -> Attester {
    Attester::new(country.trusted(), signer("attester"))
}

fn people(count: usize) -> Vec<Person> {
    Population::new(1, 500).iter().filter(|person| person.holder.kind() == HolderKind::National).take(count).collect()
}

fn asked(people: &[Person]) -> ConfirmRequest {
    let holder = |person: &Person| PersonalBytes(Base64(person.holder.encode().unwrap().to_vec()));
    ConfirmRequest {
        operator: "operator-a".into(),
        seed: PersonalBytes(vec![4; 32].into()),
        holders: people.iter().map(holder).collect(),
    }
}

/// The elements of these people under the seed.
fn elements(country: &Country, people: &[&Person]) -> Vec<[u8; 32]> {
    let inputs: Vec<_> = people.iter().map(|person| person.holder.person_input()).collect();
    let inputs: Vec<&[u8]> = inputs.iter().map(|input| input.as_slice()).collect();
    blind_seeded(country.key(Purpose::Person), &inputs, &[4; 32]).unwrap().1
}

/// What the source says of these people.
fn said(people: &[Person], verdicts: Vec<Verdict>) -> MatchReply {
    let matched = people.iter().zip(&verdicts).filter(|(_, verdict)| **verdict == Verdict::Match);
    let persons = matched.map(|(person, _)| PersonalBytes(Base64(person.holder.person_input().to_vec()))).collect();
    MatchReply { verdicts, persons }
}

#[test]
fn only_whom_the_source_confirmed_is_attested_and_for_nothing_else() {
    let (country, people) = (Country::new(1), people(3));
    let verdicts = vec![Verdict::Match, Verdict::Mismatch, Verdict::Match];
    let reply = attester(&country).confirm("verifier", &asked(&people), said(&people, verdicts), now()).unwrap();
    let token = reply.attestation.unwrap();
    let check = |verifier: &str, purpose, at| check_attestation(&token, verifier, &[purpose], &country.trusted(), at);
    let attested = check("verifier", AttestedPurpose::Link, now()).unwrap();
    assert_eq!((attested.count, attested.operator.as_deref()), (2, Some("operator-a")));
    assert_eq!(attested.elements, elements_hash(&elements(&country, &[&people[0], &people[2]])));
    let refused = [
        check("verifier", AttestedPurpose::Look, now()),
        check("operator-a", AttestedPurpose::Link, now()),
        check("verifier", AttestedPurpose::Link, after(ATTESTATION_LIFETIME_SECONDS)),
        check("verifier", AttestedPurpose::Link, after(-3600)),
    ];
    assert!(refused.iter().all(|checked| checked.as_ref().unwrap_err().is(ProblemType::NotAttested)));
    // Nobody but an attester of the trust list attests.
    let by_the_verifier = signer("verifier").sign(&attested).unwrap();
    let checked = check_attestation(&by_the_verifier, "verifier", &[AttestedPurpose::Link], &country.trusted(), now());
    assert!(checked.unwrap_err().to_string().contains("not an attester"));
}

#[test]
fn nobody_confirmed_is_nobody_attested_and_a_source_that_leaves_one_out_is_not_believed() {
    let (country, people) = (Country::new(1), people(2));
    let confirm = |said| attester(&country).confirm("verifier", &asked(&people), said, now());
    let nobody = said(&people, vec![Verdict::Unknown, Verdict::Withdrawn]);
    assert_eq!(confirm(nobody).unwrap().attestation, None);
    assert!(confirm(said(&people, vec![Verdict::Match])).err().unwrap().is(ProblemType::Unreachable));
    let unnamed = MatchReply { persons: Vec::new(), ..said(&people, vec![Verdict::Match; 2]) };
    assert!(confirm(unnamed).err().unwrap().is(ProblemType::Unreachable));
}

#[test]
fn a_sign_in_is_attested_for_the_person_whom_the_source_names() {
    let country = Country::new(1);
    let person = people(1).remove(0);
    let named = PersonalBytes(Base64(person.holder.person_input().to_vec()));
    let seed = PersonalBytes(vec![4; 32].into());
    let reply = attester(&country).sign_in("verifier", &seed, named, now()).unwrap();
    let attested =
        check_attestation(&reply.attestation, "verifier", &[AttestedPurpose::Look], &country.trusted(), now()).unwrap();
    assert_eq!((attested.count, attested.operator), (1, None));
    assert_eq!(attested.elements, elements_hash(&elements(&country, &[&person])));
}

#[test]
fn what_is_malformed_is_refused_before_a_source_is_asked() {
    let (country, people) = (Country::new(1), people(1));
    let checked = |bend: &dyn Fn(&mut ConfirmRequest)| {
        let mut request = asked(&people);
        bend(&mut request);
        attester(&country).check(&request)
    };
    assert!(checked(&|_| ()).is_ok());
    assert!(checked(&|asked| asked.operator = "verifier".into()).unwrap_err().is(ProblemType::MalformedRequest));
    assert!(checked(&|asked| asked.seed = PersonalBytes(vec![4; 31].into())).is_err());
    let many = checked(&|asked| asked.holders = vec![asked.holders[0].clone(); MAX_ROWS + 1]);
    assert!(many.unwrap_err().is(ProblemType::TooManyRows));
}
