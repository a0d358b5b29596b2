//! Our own vectors, in `vectors/threshold.json`: what RFC 9497 does not cover (threshold, larger batches, derivation,
//! TDH2), for other implementations. All byte strings are lower-case hexadecimal.
//!
//! Each section is checked twice: the file must be what the seeded generator makes, and each vector must come out again
//! from nothing but its own inputs. After a deliberate change of format:
//! `cargo test -p padron-threshold -- --ignored writes_the_vector_file`.

use crate::derive::{LineToken, PersonSecret};
use crate::evaluate::{EvaluationPart, blind_with, combine, evaluate_with_nonce};
use crate::group::decode_scalar;
use crate::keys::{Epoch, KeyShare, PublicKey, Purpose, deal};
use crate::open::{OpeningPart, open, open_part_with_nonce};
use crate::seal::{Compact, Label, Sealed, pad, seal_with, unpad, verify_batch};
use crate::tests::{hex, hex_array, index, rng, vector_file};
use curve25519_dalek::scalar::Scalar;
use rand_chacha::ChaCha20Rng;
use rand_core::Rng;
use serde::{Deserialize, Serialize};

const FILE: &str = "threshold.json";

#[derive(Serialize, Deserialize, PartialEq, Debug)]
struct File {
    comment: String,
    evaluation: Vec<Evaluation>,
    sealing: Vec<Sealing>,
}

#[derive(Serialize, Deserialize, PartialEq, Debug)]
struct Key {
    purpose: String,
    epoch: u32,
    threshold: u16,
    group_key: String,
    shares: Vec<Share>,
}

#[derive(Serialize, Deserialize, PartialEq, Debug)]
struct Share {
    index: u16,
    secret: String,
    verification: String,
}

#[derive(Serialize, Deserialize, PartialEq, Debug)]
struct Evaluation {
    key: Key,
    inputs: Vec<String>,
    blinds: Vec<String>,
    blinded: Vec<String>,
    parts: Vec<Part>,
    outputs: Vec<String>,
    derived: Vec<Derived>,
}

#[derive(Serialize, Deserialize, PartialEq, Debug)]
struct Part {
    index: u16,
    nonce: String,
    elements: Vec<String>,
    proof: String,
}

#[derive(Serialize, Deserialize, PartialEq, Debug)]
#[serde(untagged)]
enum Derived {
    Line { line_token: String },
    Person { slots: Vec<String>, record: String, view_key: String, holder_token: String },
}

#[derive(Serialize, Deserialize, PartialEq, Debug)]
struct Sealing {
    key: Key,
    register: String,
    record: String,
    line_token: String,
    compartment: String,
    regime: String,
    label_hash: String,
    text: String,
    padded_size: usize,
    r: String,
    s: String,
    wire: String,
    stored: String,
    parts: Vec<Part>,
}

fn text(bytes: impl AsRef<[u8]>) -> String {
    data_encoding::HEXLOWER.encode(bytes.as_ref())
}

fn texts<T: AsRef<[u8]>>(items: &[T]) -> Vec<String> {
    items.iter().map(text).collect()
}

fn scalar(text: &str) -> Scalar {
    decode_scalar(&hex_array(text)).unwrap()
}

fn purpose(name: &str) -> Purpose {
    [Purpose::Line, Purpose::Person, Purpose::Sealing].into_iter().find(|purpose| purpose.as_str() == name).unwrap()
}

impl Key {
    fn write(public: &PublicKey, shares: &[KeyShare]) -> Self {
        let share = |share: &KeyShare| Share {
            index: share.index().get(),
            secret: text(*share.to_bytes()),
            verification: text(share.verification_share()),
        };
        Self {
            purpose: public.purpose().as_str().to_owned(),
            epoch: public.epoch().0,
            threshold: public.threshold(),
            group_key: text(public.group_bytes()),
            shares: shares.iter().map(share).collect(),
        }
    }

    fn read(&self) -> (PublicKey, Vec<KeyShare>) {
        let (purpose, epoch) = (purpose(&self.purpose), Epoch(self.epoch));
        let verification: Vec<_> =
            self.shares.iter().map(|share| (index(share.index), hex_array(&share.verification))).collect();
        let public = PublicKey::new(purpose, epoch, self.threshold, hex_array(&self.group_key), &verification).unwrap();
        let share =
            |share: &Share| KeyShare::new(purpose, epoch, index(share.index), hex_array(&share.secret)).unwrap();
        (public, self.shares.iter().map(share).collect())
    }
}

/// Everything that follows from the inputs of an evaluation: key, inputs, blinds, quorum and nonces.
fn evaluation(key: Key, inputs: &[Vec<u8>], blinds: &[Scalar], quorum: &[(u16, Scalar)]) -> Evaluation {
    let (public, shares) = key.read();
    let mut next = blinds.iter();
    let slices: Vec<&[u8]> = inputs.iter().map(Vec::as_slice).collect();
    let (blinding, blinded) = blind_with(&public, &slices, || *next.next().unwrap()).unwrap();
    let part = |(number, nonce): &(u16, Scalar)| {
        let share = shares.iter().find(|share| share.index() == index(*number)).unwrap();
        evaluate_with_nonce(share, &public, &blinded, nonce).unwrap()
    };
    let parts: Vec<EvaluationPart> = quorum.iter().map(part).collect();
    let outputs = combine(&public, &blinding, &parts).unwrap();
    let derived = outputs.iter().map(|output| match public.purpose() {
        Purpose::Line => Derived::Line { line_token: text(LineToken::from_output(output).as_bytes()) },
        _ => {
            let person = PersonSecret::from_output(output);
            let record = [0xab; 16];
            Derived::Person {
                slots: (1..=3).map(|j| text(person.slot(j).as_bytes())).collect(),
                record: text(record),
                view_key: text(*person.view_key(&record)),
                holder_token: text(person.holder_token()),
            }
        }
    });
    Evaluation {
        inputs: texts(inputs),
        blinds: blinds.iter().map(|blind| text(blind.as_bytes())).collect(),
        blinded: texts(&blinded),
        parts: parts
            .iter()
            .zip(quorum)
            .map(|(part, (_, nonce))| Part {
                index: part.index.get(),
                nonce: text(nonce.as_bytes()),
                elements: texts(&part.elements),
                proof: text(part.proof),
            })
            .collect(),
        derived: derived.collect(),
        outputs: outputs.iter().map(|output| text(output.as_bytes())).collect(),
        key,
    }
}

impl Evaluation {
    fn again(&self) -> Self {
        let inputs: Vec<_> = self.inputs.iter().map(|input| hex(input)).collect();
        let blinds: Vec<_> = self.blinds.iter().map(|blind| scalar(blind)).collect();
        let quorum: Vec<_> = self.parts.iter().map(|part| (part.index, scalar(&part.nonce))).collect();
        let (public, shares) = self.key.read();
        evaluation(Key::write(&public, &shares), &inputs, &blinds, &quorum)
    }
}

impl Sealing {
    /// Fills in everything that follows from the fields before `wire`.
    fn complete(mut self, quorum: &[(u16, Scalar)]) -> Self {
        let (public, shares) = self.key.read();
        let (record, regime) = (hex_array(&self.record), hex_array(&self.regime));
        let line_token = LineToken::from_bytes(hex_array(&self.line_token));
        let label = Label {
            register: &self.register,
            record: &record,
            line_token: &line_token,
            compartment: &self.compartment,
            regime: &regime,
            epoch: public.epoch(),
        };
        let padded = pad(&hex(&self.text), self.padded_size).unwrap();
        let halves = [scalar(&self.r).div_by_2(), scalar(&self.s).div_by_2()];
        let sealed = seal_with(&public, &[(label, &padded)], &[halves]).unwrap().remove(0);
        let wire = sealed.to_bytes();
        verify_batch(&public, &[(label, &Sealed::from_bytes(&wire).unwrap())], &mut rng(1)).unwrap();
        let stored = sealed.compact(&public, &label);
        let compact = Compact::from_bytes(&stored).unwrap();
        let part = |(number, nonce): &(u16, Scalar)| {
            let share = shares.iter().find(|share| share.index() == index(*number)).unwrap();
            open_part_with_nonce(share, &public, &label, &compact, nonce).unwrap()
        };
        let parts: Vec<OpeningPart> = quorum.iter().map(part).collect();
        let opened = open(&public, &label, &compact, &parts).unwrap();
        assert_eq!(text(&*unpad(&opened).unwrap()), self.text);
        let label_hash = text(label.hash());
        let parts = parts.iter().zip(quorum).map(|(part, (_, nonce))| Part {
            index: part.index.get(),
            nonce: text(nonce.as_bytes()),
            elements: vec![text(part.element)],
            proof: text(part.proof),
        });
        self.parts = parts.collect();
        (self.label_hash, self.wire, self.stored) = (label_hash, text(wire), text(stored));
        self
    }

    fn again(&self) -> Self {
        let quorum: Vec<_> = self.parts.iter().map(|part| (part.index, scalar(&part.nonce))).collect();
        let (public, shares) = self.key.read();
        let empty = Self {
            key: Key::write(&public, &shares),
            register: self.register.clone(),
            record: self.record.clone(),
            line_token: self.line_token.clone(),
            compartment: self.compartment.clone(),
            regime: self.regime.clone(),
            label_hash: String::new(),
            text: self.text.clone(),
            padded_size: self.padded_size,
            r: self.r.clone(),
            s: self.s.clone(),
            wire: String::new(),
            stored: String::new(),
            parts: Vec::new(),
        };
        empty.complete(&quorum)
    }
}

fn quorum(numbers: &[u16], rng: &mut ChaCha20Rng) -> Vec<(u16, Scalar)> {
    numbers.iter().map(|number| (*number, Scalar::random(rng))).collect()
}

fn bytes<const N: usize>(rng: &mut ChaCha20Rng) -> String {
    let mut bytes = [0; N];
    rng.fill_bytes(&mut bytes);
    text(bytes)
}

fn generate() -> File {
    let rng = &mut rng(9497);
    let cases: [(Purpose, u16, u16, &[u16], usize); 6] = [
        (Purpose::Line, 1, 1, &[1], 1),
        (Purpose::Line, 2, 3, &[1, 3], 2),
        (Purpose::Line, 3, 5, &[1, 2, 3], 3),
        (Purpose::Line, 3, 5, &[5, 1, 3], 5),
        (Purpose::Person, 3, 5, &[2, 4, 5], 1),
        (Purpose::Person, 4, 7, &[1, 2, 6, 7], 9),
    ];
    let mut evaluations = Vec::new();
    for (number, (purpose, threshold, custodians, numbers, batch)) in cases.into_iter().enumerate() {
        let (public, shares) = deal(purpose, Epoch(number as u32), threshold, custodians, rng).unwrap();
        let inputs: Vec<_> = (0..batch).map(|place| format!("synthetic input {number}/{place}").into_bytes()).collect();
        let blinds: Vec<_> = (0..batch).map(|_| Scalar::random(rng)).collect();
        let quorum = quorum(numbers, rng);
        evaluations.push(evaluation(Key::write(&public, &shares), &inputs, &blinds, &quorum));
    }
    let mut sealings = Vec::new();
    for (padded_size, compartment, numbers) in
        [(64, "subscriber", [1, 2, 3]), (2, "contact", [5, 1, 3]), (300, "línea", [2, 4, 5])]
    {
        let (public, shares) = deal(Purpose::Sealing, Epoch(u32::MAX), 3, 5, rng).unwrap();
        let quorum = quorum(&numbers, rng);
        let sealing = Sealing {
            key: Key::write(&public, &shares),
            register: "mx-test".to_owned(),
            record: bytes::<16>(rng),
            line_token: bytes::<32>(rng),
            compartment: compartment.to_owned(),
            regime: bytes::<32>(rng),
            label_hash: String::new(),
            text: text(&b"a synthetic person, twice over: a synthetic person"[..(padded_size - 2).min(50)]),
            padded_size,
            r: text(Scalar::random(rng).as_bytes()),
            s: text(Scalar::random(rng).as_bytes()),
            wire: String::new(),
            stored: String::new(),
            parts: Vec::new(),
        };
        sealings.push(sealing.complete(&quorum));
    }
    File {
        comment: "padron-threshold: threshold evaluation, derivation and TDH2 over ristretto255. See \
                  crates/padron-threshold/src for the definitions."
            .to_owned(),
        evaluation: evaluations,
        sealing: sealings,
    }
}

fn rendered() -> String {
    serde_json::to_string_pretty(&generate()).unwrap() + "\n"
}

#[test]
fn the_file_is_what_the_generator_makes() {
    assert!(vector_file(FILE) == rendered(), "vectors/{FILE} differs from what the code makes");
}

#[test]
fn every_vector_follows_from_its_own_inputs() {
    let file: File = serde_json::from_str(&vector_file(FILE)).unwrap();
    assert!(!file.evaluation.is_empty() && !file.sealing.is_empty());
    for vector in &file.evaluation {
        assert_eq!(vector.again(), *vector);
    }
    for vector in &file.sealing {
        assert_eq!(vector.again(), *vector);
    }
}

#[test]
#[ignore = "writes vectors/threshold.json after a deliberate change of format"]
fn writes_the_vector_file() {
    let path = format!("{}/../../vectors/{FILE}", env!("CARGO_MANIFEST_DIR"));
    std::fs::write(path, rendered()).unwrap();
}
