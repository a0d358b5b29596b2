use super::*;
use crate::tests::{confirmed, gateway, parsed};
use padron_protocol::testing::{Country, now, rng};
use padron_threshold::{Compact, OpeningPart, Sealed, open, open_part};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng as _;

fn verified(gateway: &Gateway, count: usize) -> Vec<VerifiedRow> {
    let rows = parsed(gateway, count);
    let reply = confirmed(&gateway.ask_verifier(&rows, &mut rng()).unwrap(), |_, _| {});
    gateway.read_verifications(rows, reply).unwrap().into_iter().map(|row| row.ok().unwrap()).collect()
}

fn tokens(country: &Country, gateway: &Gateway, rows: &[VerifiedRow]) -> Vec<LineToken> {
    let (numbers, request) = gateway.blind(rows, &mut rng()).unwrap();
    gateway.tokens(&numbers, &country.evaluated(Purpose::Line, &request)).unwrap()
}

/// One row, sealed under this randomness.
fn sealed(country: &Country, seed: u64) -> LinkSubmission {
    let gateway = gateway(country);
    let rows = verified(&gateway, 1);
    let tokens = tokens(country, &gateway, &rows);
    gateway.seal(rows, tokens, now(), &mut ChaCha20Rng::seed_from_u64(seed)).unwrap().rows.remove(0)
}

/// A compartment's text, as custodians and an authority open it together.
fn opened(country: &Country, submission: &LinkSubmission, at: usize) -> CompartmentText {
    let gateway = gateway(country);
    let key = country.key(Purpose::Sealing);
    let record = parsed(&gateway, 1)[0].record;
    let label = Label {
        register: "test",
        record: record.as_bytes(),
        line_token: &LineToken::from_bytes(submission.line_token.array().unwrap()),
        compartment: KEPT[at].as_str(),
        regime: &country.list.regime.0,
        epoch: key.epoch(),
    };
    let sealed = Sealed::from_bytes(&submission.compartments[at].0).unwrap();
    let compact = Compact::from_bytes(&sealed.compact(key, &label)).unwrap();
    let part = |index| open_part(&country.share(Purpose::Sealing, index), key, &label, &compact, &mut rng()).unwrap();
    let parts: Vec<OpeningPart> = [1, 3].map(part).into();
    CompartmentText::decode(KEPT[at], &open(key, &label, &compact, &parts).unwrap()).unwrap()
}

#[test]
fn custodians_together_open_what_was_registered_and_the_log_commits_to_it() {
    let country = Country::new(1);
    let (submission, row) = (sealed(&country, 1), parsed(&gateway(&country), 1).remove(0));
    for (at, text) in [&row.holder, &row.contact, &row.line].into_iter().enumerate() {
        let opened = opened(&country, &submission, at);
        assert!(opened.text == *text, "{}", KEPT[at]);
        assert_eq!(submission.commitments[at], opened.commitment(KEPT[at]));
        assert_eq!(opened.evidence.is_some(), at == 0, "the holder's own has the verifier's signature");
    }
}

#[test]
fn the_person_opens_the_view_box() {
    let country = Country::new(1);
    let (submission, row) = (sealed(&country, 1), verified(&gateway(&country), 1).remove(0));
    let record = &row.parsed.record;
    let view = ViewBox::open(&submission.view_box.0, &row.view_key, record).ok().unwrap();
    assert_eq!((&view.last_four[..], view.at), (row.parsed.number.last_four().as_bytes(), now()));
    assert!(ViewBox::open(&submission.view_box.0, &[0; 32], record).is_err());
}

#[test]
fn a_repeated_submission_is_recognised_and_its_seals_are_new() {
    let country = Country::new(1);
    let [one, again] = [1, 2].map(|seed| sealed(&country, seed));
    assert!(one.submission == again.submission && one.line_token == again.line_token);
    assert!(one.content_tag == again.content_tag);
    assert!((0..3).all(|at| one.compartments[at] != again.compartments[at]));
    let gateway = gateway(&country);
    let mut row = verified(&gateway, 1).remove(0);
    let before = content_tag(&row);
    row.parsed.contact.push(b'x');
    assert_ne!(content_tag(&row), before, "other content has another tag");
}

#[test]
fn a_lying_custodian_is_named_and_another_numbers_part_makes_no_token() {
    let country = Country::new(1);
    let gateway = gateway(&country);
    let rows = verified(&gateway, 2);
    let (numbers, request) = gateway.blind(&rows, &mut rng()).unwrap();
    let honest = country.evaluated(Purpose::Line, &request);
    let blamed = |parts: &[EvaluationReply]| gateway.tokens(&numbers, parts).err().unwrap().custodian;
    let mut lying = honest.clone();
    lying[0].elements.0.rotate_left(32);
    assert_eq!(blamed(&lying), Some(1), "the parts of the numbers are exchanged");
    let mut lying = honest.clone();
    lying[1].proof.0[40] ^= 1;
    assert_eq!(blamed(&lying), Some(2));
    assert_eq!(blamed(&honest[..1]), None, "too few");
    let tokens = gateway.tokens(&numbers, &honest).unwrap();
    assert_ne!(tokens[0].as_bytes(), tokens[1].as_bytes());
}
