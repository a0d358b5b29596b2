//! Linking a line: billing system to gateway in plain REST, gateway to registrar sealed.

use crate::bytes::{Base64, Hash32, Uuid};
use crate::log::{Evaluators, LabelProof, LogProofs, OpenedBytes, Receipt};
use crate::problem::Problem;
use jiff::Timestamp;
use padron_model::country::IdentifierKind;
use schemars::JsonSchema;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::BTreeMap;
use zeroize::{Zeroize, ZeroizeOnDrop};

/// One registration, as a billing system posts it to its own gateway. Personal: no `Debug`, wiped when dropped.
#[derive(Clone, Serialize, Deserialize, JsonSchema, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub struct Registration {
    /// The line's number, as people of the country write it or with `+` and the country code.
    pub number: String,
    /// The SIM's ICCID, 18 to 20 digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub iccid: Option<String>,
    /// `prepaid` or `postpaid`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// The day the SIM was activated, `yyyy-mm-dd`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub activated: Option<String>,
    pub holder: HolderForm,
    /// Where the holder is reached.
    #[serde(default)]
    pub contact: ContactForm,
}

/// The holder as a form: which fields are needed depends on `kind`.
#[derive(Clone, Default, Serialize, Deserialize, JsonSchema, Zeroize, ZeroizeOnDrop)]
pub struct HolderForm {
    /// `national`, `foreigner` or `legal-person`.
    pub kind: String,
    /// Given names; the name of a person who has only one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub given_names: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_surname: Option<String>,
    /// Second surname.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub second_surname: Option<String>,
    /// Father's name after the given one, in countries that have it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub patronymic: Option<String>,
    /// Date of birth, `yyyy-mm-dd`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub birth_date: Option<String>,
    /// Sex, as the country's documents write it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sex: Option<String>,
    /// Identifiers that the country gives, each under the id of its kind: of the person or a company's representative, and
    /// of a company.
    #[serde(flatten)]
    #[schemars(with = "BTreeMap<String, String>")]
    pub identifiers: IdentifierFields,
    /// The passport's country, ISO 3166 alpha-3.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passport_country: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub passport_number: Option<String>,
    /// Nationality, ISO 3166 alpha-3.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nationality: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub legal_name: Option<String>,
}

/// Identifiers of a form, by the id of their kind. Personal: no `Debug`, wiped with their form.
#[derive(Clone, Default)]
pub struct IdentifierFields(BTreeMap<&'static str, String>);

impl IdentifierFields {
    /// Adds a value, whatever it is.
    pub fn set(&mut self, kind: &IdentifierKind, value: &str) {
        self.0.insert(kind.id, value.to_owned());
    }

    /// The value of a kind, unless it is empty.
    pub fn get(&self, kind: &IdentifierKind) -> Option<&str> {
        self.0.get(kind.id).map(String::as_str).filter(|text| !text.trim().is_empty())
    }

    /// The ids of the kinds that are given.
    pub fn kinds(&self) -> impl Iterator<Item = &'static str> {
        self.0.keys().copied()
    }

    /// Every value.
    pub fn values(&self) -> impl Iterator<Item = &String> {
        self.0.values()
    }
}

impl Zeroize for IdentifierFields {
    fn zeroize(&mut self) {
        self.0.values_mut().for_each(Zeroize::zeroize);
    }
}

impl Serialize for IdentifierFields {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for IdentifierFields {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let given = BTreeMap::<String, Option<String>>::deserialize(deserializer)?;
        let mut fields = Self::default();
        for (id, value) in given {
            // An unknown field is not repeated: it may be anything.
            let kind = IdentifierKind::all().find(|kind| kind.id == id);
            let kind = kind.ok_or_else(|| serde::de::Error::custom("the form has a field that no country knows"))?;
            fields.0.extend(value.map(|value| (kind.id, value)));
        }
        Ok(fields)
    }
}

#[derive(Clone, Default, Serialize, Deserialize, JsonSchema, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
pub struct ContactForm {
    /// Street, town, state.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub address: Option<String>,
    /// As the country's post writes it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub postal_code: Option<String>,
    /// E-mail.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

/// Many registrations at once.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegistrationBatch {
    /// The rows, each with the key that makes it idempotent.
    pub rows: Vec<RegistrationRow>,
}

/// One row of a batch.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RegistrationRow {
    /// A UUID drawn at random by the caller: the same key never links twice.
    pub key: Uuid,
    pub registration: Registration,
}

/// One outcome per row, in order. The same form answers the gateway's caller and the gateway itself.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkReply {
    /// The outcomes.
    pub rows: Vec<LinkOutcome>,
    /// The proofs of the linked rows' entries, where they came within the wait.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proofs: Option<LogProofs>,
    /// The registrar's proof that the linked rows' entries carry their lines' labels, in order; none where no row was
    /// linked, and none from a gateway.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub labels: Option<LabelProof>,
}

/// What came of one registration.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case", deny_unknown_fields)]
pub enum LinkOutcome {
    /// The line is linked and may be activated.
    Linked(Linked),
    /// It is not; nothing was stored.
    Refused(Problem),
}

/// A linked line.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Linked {
    /// What the holder quotes. It names the link, not the line.
    pub folio: String,
    /// When it was linked.
    pub at: Timestamp,
    /// The registrar's [`Promise`](crate::log::Promise) as JWS.
    pub promise: String,
    /// n₂ and the event that the entry commits to, for the operator that signed the move; none from a gateway.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<OpenedBytes>,
}

/// A linked line, as the gateway answers for a single one: what the holder is given.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Registered {
    /// What the holder quotes. It names the link, not the line.
    pub folio: String,
    /// When it was linked.
    pub at: Timestamp,
    /// The receipt: the registrar's promise and, where it came within the wait, the proof that it is kept.
    pub receipt: Receipt,
    /// The text of a QR code from which anybody who has the log can make the receipt again; at most 400 bytes.
    pub qr: String,
}

/// Submissions of one operator, at most [`MAX_ROWS`](super::verification::MAX_ROWS).
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkBatch {
    /// Which custodians evaluated the lines' numbers: as many as it takes, the same for every row.
    pub evaluators: Evaluators,
    /// The operator's [`Moves`](crate::log::Moves) as JWS: its signature over every row.
    pub moves: String,
    /// The encapsulation that opens the rows' slots, as the verifier made it for all of them.
    #[schemars(with = "crate::bytes::Bytes<{ padron_threshold::ENCAPSULATED }>")]
    pub slots_key: Base64,
    pub rows: Vec<LinkSubmission>,
}

/// A sealed registration.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LinkSubmission {
    /// The caller's key.
    pub submission: Uuid,
    /// The line's token, 32 bytes.
    #[schemars(with = "crate::bytes::Bytes<32>")]
    pub line_token: Base64,
    /// A tag of the content under a key of the gateway's, 16 bytes: equal only for the same content.
    #[schemars(with = "crate::bytes::Bytes<16>")]
    pub content_tag: Base64,
    /// The verifier's [`VerificationStatement`](super::verification::VerificationStatement) as JWS.
    pub statement: String,
    /// The slots as the verifier sealed them.
    pub slots: SealedSlots,
    /// `subscriber`, `contact`, `line`, sealed (wire form).
    pub compartments: [Base64; 3],
    /// Salted hashes of their commitments, in the same order.
    pub commitments: [Hash32; 3],
    pub view_box: Base64,
}

/// A person's slots on their way from the verifier through the operator to the registrar.
#[derive(Clone, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct SealedSlots {
    /// The row under the batch's encapsulation.
    pub row: u32,
    pub sealed: Base64,
}

/// The record that a submission of an operator makes: fixed by both, so that a repeated submission meets its record.
pub fn record_of(operator: &str, submission: &Uuid) -> Uuid {
    let hash = crate::bytes::sha256_parts("padron record", &[operator.as_bytes(), submission.as_bytes()]);
    let mut bytes = [0; 16];
    bytes.copy_from_slice(&hash.0[..16]);
    Uuid::from_random(bytes)
}

/// The folio of a record: 16 characters without look-alikes, in groups of four.
pub fn folio_of(record: &Uuid) -> String {
    let hash = crate::bytes::sha256_parts("padron folio", &[record.as_bytes()]);
    let text = data_encoding::BASE32_NOPAD.encode(&hash.0[..10]).replace('O', "8").replace('I', "9");
    format!("{}-{}-{}-{}", &text[..4], &text[4..8], &text[8..12], &text[12..16])
}

/// What the slots are once the registrar has opened them.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum SlotKind {
    /// A natural person's free and occupied slots, as many as the cap, in random order.
    Person,
    /// A legal person's plain holder token.
    LegalPerson,
}

impl SlotKind {
    /// The byte that stands before the tokens.
    pub fn code(self) -> u8 {
        match self {
            Self::Person => 1,
            Self::LegalPerson => 2,
        }
    }

    /// The kind of a byte.
    pub fn from_code(code: u8) -> Option<Self> {
        match code {
            1 => Some(Self::Person),
            2 => Some(Self::LegalPerson),
            _ => None,
        }
    }
}
