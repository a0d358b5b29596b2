use super::*;
use crate::registration::Parsed;
use padron_model::{HolderKind, MODEL_REGIME};
use padron_protocol::messages::link::{Registration, RegistrationRow, SealedSlots};
use padron_protocol::messages::verification::{
    Strength, VerificationOutcome, VerificationReply, VerificationRequest, VerificationStatement, Verified,
    attributes_hash,
};
use padron_protocol::sealed::{holders_info, slots_hash, verified_info};
use padron_protocol::testing::{Country, delivery, now, rng, signer, uuid};
use padron_protocol::{Problem, sha256};
use padron_testkit::people::{Population, registration};
use padron_threshold::{BatchReceiver, BatchSender};

pub(crate) const OPERATOR: &str = "operator-a";

pub(crate) fn gateway(country: &Country) -> Gateway {
    let numbering = padron_testkit::numbers::numbering();
    let regime = Regime::parse(MODEL_REGIME.as_bytes()).unwrap();
    Gateway::new(country.trusted(), signer(OPERATOR), delivery(OPERATOR), regime, numbering)
}

/// The form of the `nth` person of a kind.
pub(crate) fn form(kind: HolderKind, nth: usize) -> Registration {
    let population = Population::new(1, 500);
    let person = population.iter().filter(|person| person.holder.kind() == kind).nth(nth).unwrap();
    registration(&person, &population.excess_line(person.index, 0).unwrap())
}

pub(crate) fn row(registration: Registration) -> RegistrationRow {
    RegistrationRow { key: uuid(&registration.number), registration }
}

/// So many nationals, parsed.
pub(crate) fn parsed(gateway: &Gateway, count: usize) -> Vec<Parsed> {
    (0..count).map(|nth| gateway.parse(&row(form(HolderKind::National, nth)), now()).unwrap()).collect()
}

/// What the verifier answers when it confirms everybody; `lie` bends what it signs.
pub(crate) fn confirmed(
    asked: &VerificationRequest,
    lie: impl Fn(usize, &mut VerificationStatement),
) -> VerificationReply {
    let info = holders_info("test", OPERATOR);
    let holders = BatchReceiver::new(&delivery("verifier"), &info, &asked.key.0).unwrap();
    let info = verified_info("test", OPERATOR);
    let (secrets, key) = BatchSender::new(&delivery(OPERATOR).public(), &info, &mut rng()).unwrap();
    let row = |at: usize| {
        let (row, record) = (at as u32, asked.rows[at].record);
        let holder = holders.open_row(row, record.as_bytes(), &asked.rows[at].holder.0).unwrap();
        let (view_key, nonce) = (sha256(record.as_bytes()).0, [at as u8; 32]);
        let slots = SealedSlots { row, sealed: vec![2; 80].into() };
        let mut statement = VerificationStatement {
            register: "test".into(),
            regime: padron_protocol::testing::REGIME,
            audience: "registrar".into(),
            operator: OPERATOR.into(),
            record,
            strength: Strength::Attributes,
            attributes: attributes_hash(&nonce, &holder),
            number: asked.rows[at].number,
            slots: slots_hash(&vec![1; 32].into(), row, &slots.sealed),
            evaluators: padron_protocol::log::Evaluators(3),
            issued: now(),
            expires: now(),
        };
        lie(at, &mut statement);
        let sealed = secrets.seal_row(row, record.as_bytes(), &[view_key, nonce].concat()).unwrap();
        VerificationOutcome::Verified(Verified {
            statement: signer("verifier").sign(&statement).unwrap(),
            slots,
            secrets: sealed.into(),
        })
    };
    VerificationReply { key: key.into(), slots_key: vec![1; 32].into(), rows: (0..asked.rows.len()).map(row).collect() }
}

fn refusal(change: impl FnOnce(&mut Registration)) -> Problem {
    let mut bent = form(HolderKind::National, 0);
    change(&mut bent);
    gateway(&Country::new(1)).parse(&row(bent), now()).err().unwrap()
}

#[test]
fn every_kind_of_holder_is_parsed_and_the_record_follows_from_operator_and_key() {
    let gateway = gateway(&Country::new(1));
    for kind in [HolderKind::National, HolderKind::Foreigner, HolderKind::LegalPerson] {
        let row = row(form(kind, 0));
        let parsed = gateway.parse(&row, now()).unwrap_or_else(|problem| panic!("{problem}"));
        assert_eq!(parsed.record, padron_protocol::messages::link::record_of(OPERATOR, &row.key));
    }
}

#[test]
fn what_is_missing_or_wrong_is_named_by_its_field_and_never_repeated() {
    type Change<'a> = (&'a str, &'a dyn Fn(&mut Registration));
    let fields: [Change<'_>; 6] = [
        ("holder.given_names", &|form| form.holder.given_names = None),
        ("holder.first_surname", &|form| form.holder.first_surname = Some("secret2".into())),
        // A person may have one name only; then the key has X where this one has letters.
        ("holder.curp", &|form| form.holder.first_surname = Some(" ".into())),
        ("holder.birth_date", &|form| form.holder.birth_date = Some("secret".into())),
        ("number", &|form| form.number = "secret".into()),
        ("iccid", &|form| form.iccid = Some("secret".into())),
    ];
    for (field, bend) in fields {
        let problem = refusal(|form| bend(form));
        assert_eq!(problem.field.as_deref(), Some(field), "{problem}");
        assert!(!format!("{problem:?}").contains("secret"), "{problem}");
    }
}
