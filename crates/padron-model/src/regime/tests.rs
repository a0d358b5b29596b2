use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::*;
use crate::country::kazakhstan::IIN;
use crate::country::mexico::{CURP, RFC};

const MODEL: &str = MODEL_REGIME;
const SCHEMA: &str = include_str!("../../../../regimes/regime.schema.json");

fn message(file: &str) -> String {
    Regime::parse(file.as_bytes()).err().map(|error| error.to_string()).unwrap_or_default()
}

#[test]
fn the_model_says_what_padron_recommends() {
    let regime = Regime::parse(MODEL.as_bytes()).unwrap();
    assert_eq!(regime.id(), "model");
    assert_eq!(regime.canonical_bytes(), MODEL.as_bytes());
    assert_eq!(regime.holders().count(), 3);
    assert_eq!(regime.cap(HolderKind::National), Some(10));
    assert_eq!(regime.cap(HolderKind::LegalPerson), None);
    assert_eq!(regime.biometrics().usage, BiometricUse::None);
    assert!(regime.compartment(Compartment::Biometric).is_none());
    assert!(regime.compartments().all(|(_, rules)| rules.sealed_at == SealedRules::Registrar));
    let order = regime.authorisation("court-order").unwrap();
    assert!(order.signatures.contains(&Signatory::Court));
    // Without a court before, a court after.
    assert!(
        regime
            .authorisations()
            .all(|(_, rules)| { rules.signatures.contains(&Signatory::Court) || rules.confirmation_hours.is_some() })
    );
}

/// The guidelines of 2025 give 120 business days from 9 January 2026, and the regulator announced 30 June.
#[test]
fn business_days_reach_the_announced_deadline() {
    let law = include_bytes!("../../../../regimes/mx-2026.toml");
    let regime = Regime::parse(law).unwrap();
    let deadlines = regime.deadlines();
    let opened = date(2020, 1, 1);
    assert_eq!(deadlines.existing_lines_until(opened), Some(date(2026, 6, 30)));
    assert!(!deadlines.is_business_day(date(2026, 5, 1)) && deadlines.is_business_day(date(2026, 4, 30)));
    assert_eq!(deadlines.last_business_day(date(2026, 5, 1), 1), Some(date(2026, 5, 4)));
    assert_eq!(deadlines.last_business_day(date(2026, 5, 4), 1), Some(date(2026, 5, 4)));
    assert_eq!(deadlines.last_business_day(date(2026, 5, 4), 0), None);
    assert_eq!(deadlines.last_business_day(Date::MAX, 2), None);
}

#[test]
fn a_law_without_a_name_in_a_language_is_called_by_another() {
    let text = MODEL.replace("en = \"Model: the least that answers a court\"\n", "");
    let regime = Regime::parse(text.as_bytes()).unwrap();
    assert_eq!(regime.name(Lang::En), regime.name(Lang::Es));
    let nameless = text.replace("es = \"Modelo: lo mínimo que responde a un juez\"\n", "");
    assert!(Regime::parse(nameless.as_bytes()).is_err_and(|error| error.to_string().starts_with("name: ")));
}

/// A temporary key is an identifier like the permanent one; a document that is only shown registers nobody.
#[test]
fn a_law_takes_the_documents_that_it_names() {
    let regime = Regime::parse(MODEL.as_bytes()).unwrap();
    for kind in [HolderKind::National, HolderKind::Foreigner] {
        assert!(regime.takes(kind, Registers::Identifier(&CURP)) && regime.takes(kind, Registers::Passport));
    }
    assert!(regime.takes(HolderKind::LegalPerson, Registers::Identifier(&RFC)));
    assert!(!regime.takes(HolderKind::LegalPerson, Registers::Identifier(&CURP)));
    assert!(!regime.takes(HolderKind::Foreigner, Registers::Identifier(&IIN)));
    let shown = MODEL.replace("[\"curp\", \"ine\", \"passport\"]", "[\"ine\"]");
    let shown = Regime::parse(shown.as_bytes()).unwrap();
    assert!(!shown.takes(HolderKind::National, Registers::Identifier(&CURP)));
}

/// Every file in `regimes/` is a law that can be read, and is named after its id.
#[test]
fn every_shipped_law_is_read() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../regimes");
    let mut laws = 0;
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "toml") {
            let regime = Regime::parse(&std::fs::read(&path).unwrap()).unwrap();
            assert_eq!(path.file_stem().and_then(|stem| stem.to_str()), Some(regime.id()));
            laws += 1;
        }
    }
    assert_eq!(laws, 5);
}

/// The schema is generated from the types; write the printed text to `regimes/regime.schema.json` when it changes.
#[test]
fn the_schema_is_in_step_with_the_types() {
    let generated = serde_json::to_value(Regime::json_schema()).unwrap();
    let shipped: serde_json::Value = serde_json::from_str(SCHEMA).unwrap();
    let text = serde_json::to_string_pretty(&Regime::json_schema()).unwrap();
    assert!(generated == shipped, "regimes/regime.schema.json should be:\n{text}");
}

#[test]
fn contradictions_are_named_by_key() {
    let cases = [
        ("id = \"model\"", "id = \"Model\"", "id: "),
        ("country = \"mx\"", "country = \"MX\"", "country: "),
        ("country = \"mx\"", "country = \"kz\"", "holders.national.documents: "),
        ("cancels-unregistered = false", "cancels-unregistered = false\nextra = 1", "unknown field"),
        ("lines = 10", "lines = 0", "cap.lines: "),
        ("[\"emergency\", \"citizen-attention\", \"operator\"]", "[\"operator\"]", "suspension.outgoing: "),
        ("use = \"none\"", "use = \"verify\"", "biometrics.modality: "),
        ("use = \"none\"", "use = \"verify-and-seal\"\nmodality = \"face\"", "compartments.biometric: "),
        ("use = \"none\"", "use = \"none\"\nmodality = \"face\"", "biometrics.modality: "),
        ("required = [\"name\", \"document\"]", "required = [\"name\", \"shoe-size\"]", "compartments.subscriber: "),
        ("optional = [\"iccid\"]", "optional = [\"number\"]", "compartments.line: "),
        (
            "optional = [\"email\"]",
            "optional = []\n[compartments.biometric]\nsealed-at = \"registrar\"\nrequired = [\"reference\"]",
            "compartments.biometric: ",
        ),
        ("channels = [\"in-person\"]", "channels = [\"remote\"]", "holders.legal-person.channels: "),
        ("documents = [\"rfc\"]", "documents = []", "holders.legal-person.documents: "),
        ("embargo-days = 365", "embargo-days = 9999", "authorisations.court-order.embargo-days: "),
        ("compartments = [\"subscriber\"]", "compartments = [\"line\"]", "authorisations.emergency.compartments: "),
        ("approvals-beyond-threshold = 1", "approvals-beyond-threshold = 0", "authorisations.emergency.approvals"),
        ("confirmation-hours = 48", "", "authorisations.emergency.confirmation-hours: "),
        (
            "signatures = [\"court\"]",
            "signatures = [\"court\"]\nconfirmation-hours = 5",
            "authorisations.court-order.confirmation",
        ),
        ("keyring-backup-days = 30", "keyring-backup-days = 0", "retention.keyring-backup-days: "),
        ("remote-attempts = 3", "remote-attempts = 99", "verification.remote-attempts: "),
    ];
    for (from, to, expected) in cases {
        assert!(MODEL.contains(from), "{from}");
        let problem = message(&MODEL.replacen(from, to, 1));
        assert!(problem.contains(expected), "{to}: {problem}");
    }
}

#[test]
fn files_that_are_no_text_are_refused() {
    assert!(matches!(Regime::parse(&[b'#', 0xff]), Err(RegimeError::Encoding { byte: 2 })));
    assert!(matches!(Regime::parse(&vec![b'#'; LONGEST_FILE + 1]), Err(RegimeError::TooLong { .. })));
    assert!(matches!(Regime::parse(b""), Err(RegimeError::Syntax(_))));
}

proptest! {
    #[test]
    fn reading_is_total(at in 0..MODEL.len(), insert in "[a-z0-9=\\[\\]\"\\n.-]{0,6}", cut in 0_usize..40) {
        prop_assume!(MODEL.is_char_boundary(at));
        let end = (at + cut).min(MODEL.len());
        prop_assume!(MODEL.is_char_boundary(end));
        let file = format!("{}{insert}{}", &MODEL[..at], &MODEL[end..]);
        if let Ok(regime) = Regime::parse(file.as_bytes()) {
            prop_assert_eq!(regime.canonical_bytes(), file.as_bytes());
        }
    }
}
