use super::*;
use crate::tests::{confirmed, gateway, parsed};
use padron_protocol::log::{Evaluators, Promise, evaluate_labels, prove_labels};
use padron_protocol::messages::link::Linked;
use padron_protocol::messages::verification::attributes_hash;
use padron_protocol::sealed::Evidence;
use padron_protocol::testing::{Country, now, rng};
use padron_protocol::testing::{labels, promised, signer};
use padron_threshold::{Compact, OpeningPart, Sealed, open, open_part};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng as _;

fn verified(gateway: &Gateway, count: usize) -> Vec<VerifiedRow> {
    let rows = parsed(gateway, count);
    let (rows, asked) = gateway.ask_verifier(rows, &mut rng()).unwrap();
    let reply = confirmed(&asked, |_, _| {});
    gateway.read_verifications(rows, reply).unwrap().into_iter().map(|row| row.ok().unwrap()).collect()
}

fn tokens(country: &Country, gateway: &Gateway, rows: &[VerifiedRow]) -> Vec<LineToken> {
    let (numbers, request) = gateway.blind(rows, &mut rng()).unwrap();
    gateway.tokens(&numbers, &country.evaluated(Purpose::Line, &request)).unwrap()
}

/// Custodians 1 and 2.
const EVALUATORS: Evaluators = Evaluators(3);

/// Rows, sealed under this randomness, with their tokens.
fn batch(country: &Country, gateway: &Gateway, rows: Vec<VerifiedRow>, seed: u64) -> (Vec<LineToken>, LinkBatch) {
    let tokens = tokens(country, gateway, &rows);
    let mut rng = ChaCha20Rng::seed_from_u64(seed);
    let batch = gateway.seal(rows, (&tokens, EVALUATORS), now(), &mut rng).unwrap();
    (tokens, batch)
}

/// One row, sealed under this randomness.
fn sealed(country: &Country, seed: u64) -> LinkSubmission {
    let gateway = gateway(country);
    let rows = verified(&gateway, 1);
    batch(country, &gateway, rows, seed).1.rows.remove(0)
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
    CompartmentText::decode(&open(key, &label, &compact, &parts).unwrap()).unwrap()
}

#[test]
fn custodians_together_open_what_was_registered_and_the_log_commits_to_it() {
    let country = Country::new(1);
    let (submission, row) = (sealed(&country, 1), parsed(&gateway(&country), 1).remove(0));
    for (at, text) in [&row.holder, &row.contact, &row.line].into_iter().enumerate() {
        let opened = opened(&country, &submission, at);
        assert!(opened.text == *text, "{}", KEPT[at]);
        assert_eq!(submission.commitments[at], opened.commitment(KEPT[at]));
        assert_eq!(opened.evidence.number_salt.len(), 32, "each has the verifier's evidence");
        let Evidence { attributes, .. } = opened.evidence;
        assert_eq!(attributes, attributes_hash(&[0; 32], &row.holder));
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
    let before = gateway.content_tag(&row);
    row.parsed.contact.push(b'x');
    assert_ne!(gateway.content_tag(&row), before, "other content has another tag");
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

#[test]
fn the_batch_is_signed_by_its_operator_row_by_row() {
    let country = Country::new(1);
    let gateway = gateway(&country);
    let (_, batch) = batch(&country, &gateway, verified(&gateway, 3), 1);
    let key = country.trusted().party("operator-a").unwrap().signing;
    let signed: Moves = padron_protocol::jws::open(&batch.moves, "operator-a", &key).unwrap();
    let moved = |row: &LinkSubmission| SignedMove {
        kind: EntryKind::Link,
        record: *padron_protocol::messages::link::record_of("operator-a", &row.submission).as_bytes(),
        line: line_hash(&LineToken::from_bytes(row.line_token.array().unwrap())),
        commitments: row.commitments,
        verification: sha256(row.statement.as_bytes()),
    };
    let moves: Vec<SignedMove> = batch.rows.iter().map(moved).collect();
    assert_eq!((signed.count, signed.root), (3, padron_protocol::log::root_of(&moves)));
}

/// The registrar's answer to a batch: each row linked, under the label of the line and place that `labelled` says, by the
/// operator that `by` says.
fn linked(tokens: &[LineToken], labelled: &[(usize, u32)], by: &str) -> (Vec<LinkOutcome>, LabelProof) {
    let places: Vec<_> = labelled.iter().map(|(line, place)| (&tokens[*line], *place)).collect();
    let made = evaluate_labels(&labels(), &places).unwrap();
    let outcome = |(at, label): (usize, Hash32)| {
        let entry = Entry::line(EntryKind::Link, by, (EVALUATORS, label), Hash32([at as u8; 32]));
        let folio = format!("F-{at}");
        let promise = Promise { folio: Some(folio.clone()), ..promised(at as u64, entry, now()) };
        let promise = signer("registrar").sign(&promise).unwrap();
        LinkOutcome::Linked(Linked { folio, at: now(), place: labelled[at].1, promise })
    };
    let rows = made.iter().map(|label| label.label()).enumerate().map(outcome).collect();
    (rows, prove_labels(&labels(), &made.iter().collect::<Vec<_>>(), &mut rng()).unwrap())
}

#[test]
fn a_registrar_that_logs_a_link_outside_its_lines_chain_is_not_believed() {
    let country = Country::new(1);
    let gateway = gateway(&country);
    let tokens = tokens(&country, &gateway, &verified(&gateway, 2));
    let judged = |rows: Vec<LinkOutcome>, evaluators: u32, proof: Option<&LabelProof>| {
        let checked = gateway.check_linked((&tokens, Evaluators(evaluators)), rows, proof);
        checked.map(|rows| rows.iter().map(|row| matches!(row, LinkOutcome::Linked(_))).collect::<Vec<_>>())
    };
    let (rows, proof) = linked(&tokens, &[(0, 0), (1, 4)], "operator-a");
    assert_eq!(judged(rows.clone(), 3, Some(&proof)).unwrap(), [true, true]);
    assert_eq!(judged(rows.clone(), 5, Some(&proof)).unwrap(), [false, false], "others evaluated it");
    assert!(judged(rows, 3, None).is_err(), "nothing is proved");
    let (rows, proof) = linked(&tokens, &[(0, 0), (1, 0)], "operator-b");
    assert_eq!(judged(rows, 3, Some(&proof)).unwrap(), [false, false], "it is logged in another's name");
    // The second row's entry carries the label of the first row's line: the proof is of other lines than the rows'.
    let (rows, proof) = linked(&tokens, &[(0, 0), (0, 1)], "operator-a");
    assert!(judged(rows.clone(), 3, Some(&proof)).is_err());
    // With a proof of the right lines, the entry has another label.
    let (_, right) = linked(&tokens, &[(0, 0), (1, 1)], "operator-a");
    assert_eq!(judged(rows, 3, Some(&right)).unwrap(), [true, false]);
    // A place beyond the block that custodians always look at: a history without this move would look whole.
    let (rows, proof) = linked(&tokens, &[(0, 255), (1, 256)], "operator-a");
    assert_eq!(judged(rows, 3, Some(&proof)).unwrap(), [true, false]);
    let (mut rows, proof) = linked(&tokens, &[(0, 0), (1, 0)], "operator-a");
    if let [LinkOutcome::Linked(first), LinkOutcome::Linked(second)] = rows.as_mut_slice() {
        (first.folio, second.at) = ("F-9".into(), now() + jiff::SignedDuration::from_secs(1));
    }
    assert_eq!(judged(rows, 3, Some(&proof)).unwrap(), [false, false], "another folio and time were signed");
    let refused = vec![LinkOutcome::Refused(ProblemType::CapReached.into()); 2];
    assert_eq!(judged(refused, 3, None).unwrap(), [false, false]);
}
