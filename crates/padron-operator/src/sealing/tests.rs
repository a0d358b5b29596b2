use super::*;
use crate::tests::{OPERATOR, confirmed, gateway, parsed};
use padron_protocol::Uuid;
use padron_protocol::log::{
    Commitments, Evaluators, MoverProof, Opened, OpenedBytes, Promise, evaluate_labels, prove_labels,
};
use padron_protocol::messages::verification::attributes_hash;
use padron_protocol::sealed::Evidence;
use padron_protocol::testing::{BOTH_QUORUMS, Country, now, rng};
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
    gateway.tokens(&numbers, &country.evaluated(Purpose::Line, &request.elements)).unwrap()
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
    let honest = country.evaluated(Purpose::Line, &request.elements);
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
    let moves: Vec<SignedMove> = batch.rows.iter().map(moved_of).collect();
    assert_eq!((signed.count, signed.root), (3, padron_protocol::log::root_of(&moves)));
}

/// The registrar's answer to a batch: each row linked at its place, as `lie` bends it.
struct Answer<'a> {
    tokens: &'a [LineToken],
    batch: &'a LinkBatch,
    places: &'a [u32],
    /// Whose label each row's entry carries.
    labelled: [usize; 2],
    /// Which of the signed moves each row's entry commits to.
    moved: [usize; 2],
    by: &'static str,
    quorums: Quorums,
}

impl<'a> Answer<'a> {
    fn honest(tokens: &'a [LineToken], batch: &'a LinkBatch) -> Self {
        Self { tokens, batch, places: &[0, 0], labelled: [0, 1], moved: [0, 1], by: OPERATOR, quorums: BOTH_QUORUMS }
    }

    fn record(&self, row: usize) -> Uuid {
        record_of(OPERATOR, &self.batch.rows[row].submission)
    }

    fn reply(&self) -> LinkReply {
        let key = self.country_key();
        let signed: Moves = padron_protocol::jws::open(&self.batch.moves, OPERATOR, &key).unwrap();
        let moves: Vec<SignedMove> = (0..2).map(|row| moved_of(&self.batch.rows[row])).collect();
        let movers = MoverProof::all(&self.batch.moves, &signed, &moves).unwrap();
        let places: Vec<_> =
            self.labelled.iter().zip(self.places).map(|(line, at)| (&self.tokens[*line], *at)).collect();
        let labels_made = evaluate_labels(&labels(), &places).unwrap();
        let outcome = |row: usize| {
            let (moved, mover) = (moves[self.moved[row]], movers[self.moved[row]].clone());
            let at = now();
            let event =
                LineEvent { moved, at_ms: at.as_millisecond(), epoch: 1, place: self.places[row], mover }.encode();
            let halves = Commitments::commit((&[1; 32], b"statistics"), (&[2; 32], &event));
            let entry =
                Entry::line(EntryKind::Link, self.by, (self.quorums, labels_made[row].label()), halves.commitment());
            let folio = folio_of(&self.record(row));
            let statistics = Some(Opened { nonce: Hash32([1; 32]), text: "statistics".into() });
            let promise = Promise {
                folio: Some(folio.clone()),
                statistics,
                event: Some(halves.event),
                ..promised(row as u64, entry, at)
            };
            let promise = signer("registrar").sign(&promise).unwrap();
            let event = Some(OpenedBytes { nonce: Hash32([2; 32]), bytes: event.into() });
            LinkOutcome::Linked(Linked { folio, at, promise, event })
        };
        let proof = prove_labels(&labels(), &labels_made.iter().collect::<Vec<_>>(), &mut rng()).unwrap();
        LinkReply { rows: (0..2).map(outcome).collect(), proofs: None, labels: Some(proof) }
    }

    fn country_key(&self) -> padron_protocol::jws::PublicSigningKey {
        padron_protocol::jws::PublicSigningKey::from_bytes(&signer(OPERATOR).public()).unwrap()
    }
}

fn moved_of(row: &LinkSubmission) -> SignedMove {
    SignedMove {
        kind: EntryKind::Link,
        record: *record_of(OPERATOR, &row.submission).as_bytes(),
        line: line_hash(&LineToken::from_bytes(row.line_token.array().unwrap())),
        commitments: row.commitments,
        verification: sha256(row.statement.as_bytes()),
    }
}

/// A gateway that has sent two rows, and what it takes of the registrar's answer.
struct Sent {
    gateway: Gateway,
    tokens: Vec<LineToken>,
    batch: LinkBatch,
}

impl Sent {
    fn new(country: &Country) -> Self {
        let gateway = gateway(country);
        let (tokens, batch) = batch(country, &gateway, verified(&gateway, 2), 1);
        Self { gateway, tokens, batch }
    }

    fn answer(&self) -> Answer<'_> {
        Answer::honest(&self.tokens, &self.batch)
    }

    fn judged(&self, reply: LinkReply) -> Option<[bool; 2]> {
        let checked = self.gateway.check_linked(&self.tokens, &self.batch, reply).ok()?;
        let linked = |row: &LinkOutcome| matches!(row, LinkOutcome::Linked(linked) if linked.event.is_none());
        Some([linked(&checked.rows[0]), linked(&checked.rows[1])])
    }
}

#[test]
fn a_registrar_that_logs_a_link_outside_its_lines_chain_is_not_believed() {
    let country = Country::new(1);
    let mut sent = Sent::new(&country);
    assert_eq!(sent.judged(sent.answer().reply()), Some([true, true]));
    assert_eq!(sent.judged(LinkReply { labels: None, ..sent.answer().reply() }), None, "nothing is proved");
    let reply = sent.answer().reply();
    assert_eq!(sent.judged(LinkReply { rows: reply.rows[..1].to_vec(), ..reply }), None, "a row is not answered");
    // The second row's entry carries the label of the first row's line: the proof is of other lines than the rows'.
    let other = Answer { labelled: [0, 0], places: &[0, 1], ..sent.answer() }.reply();
    assert_eq!(sent.judged(other.clone()), None);
    // With a proof of the right lines, the entry has another label.
    let right = Answer { places: &[0, 1], ..sent.answer() }.reply();
    assert_eq!(sent.judged(LinkReply { labels: right.labels, ..other }), Some([true, false]));
    // A place beyond the block that custodians always look at: a history without this move would look whole.
    let far = Answer { places: &[255, 256], ..sent.answer() }.reply();
    assert_eq!(sent.judged(far), Some([true, false]));
    let theirs = Answer { by: "operator-b", ..sent.answer() }.reply();
    assert_eq!(sent.judged(theirs), Some([false, false]), "it is logged in another's name");
    let quorums = Quorums { person: Evaluators(5), ..BOTH_QUORUMS };
    let others = Answer { quorums, ..sent.answer() }.reply();
    assert_eq!(sent.judged(others), Some([false, false]), "others evaluated the holders, the verifier has signed");
    let refused = vec![LinkOutcome::Refused(ProblemType::CapReached.into()); 2];
    assert_eq!(sent.judged(LinkReply { rows: refused, proofs: None, labels: None }), Some([false, false]));
    let honest = sent.answer().reply();
    sent.batch.evaluators = Evaluators(5);
    assert_eq!(sent.judged(honest), Some([false, false]), "others evaluated it");
}

#[test]
fn a_registrar_that_shows_another_moves_entry_is_not_believed() {
    let country = Country::new(1);
    let sent = Sent::new(&country);
    // One entry for two links, or nonsense under the right label.
    let twice = Answer { moved: [0, 0], ..sent.answer() }.reply();
    assert_eq!(sent.judged(twice), Some([true, false]));
    let bent = |bend: &dyn Fn(&mut Linked)| {
        let mut reply = sent.answer().reply();
        if let LinkOutcome::Linked(linked) = &mut reply.rows[1] {
            bend(linked);
        }
        sent.judged(reply)
    };
    assert_eq!(bent(&|linked| linked.event = None), None, "the entry is not opened");
    let flipped = |linked: &mut Linked| linked.event.as_mut().unwrap().nonce.0[0] ^= 1;
    assert_eq!(bent(&flipped), Some([true, false]), "the entry commits to another event");
    assert_eq!(bent(&|linked| linked.folio = "F-9".into()), Some([true, false]));
    assert_eq!(bent(&|linked| linked.at += jiff::SignedDuration::from_secs(1)), Some([true, false]));
    // A move that this gateway signed for the same line, but of another registration.
    let mut other = sent.batch.clone();
    other.rows[1].submission = Uuid::from_random([9; 16]);
    let reply = sent.answer().reply();
    let judged = sent.gateway.check_linked(&sent.tokens, &other, reply).unwrap();
    assert!(matches!(judged.rows[1], LinkOutcome::Refused(_)));
}
