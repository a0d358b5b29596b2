//! Every field of a regime is read by something that holds somebody to it, or the changelog says that nothing does yet.

use super::{
    Violation,
    source::{Source, is_test_file},
    tree::Tree,
};
use serde_json::Value;

/// The schema of regimes, which is made from the code.
const SCHEMA: &str = "regimes/regime.schema.json";
/// Says what does not work yet.
const CHANGELOG: &str = "CHANGELOG.md";
/// Where a regime is read and checked, not obeyed.
const READER: &str = "crates/padron-model/src/regime";

/// What becomes of a field.
enum Held {
    /// This text stands in code that obeys it.
    By(&'static str),
    /// Nothing obeys it yet, and the changelog says so in these words.
    NotYet(&'static str),
    /// It is for people to read.
    Told,
}
use Held::{By, NotYet, Told};

/// The fields, as the schema has them: those of the file, then those of its parts.
const FIELDS: &[(&str, Held)] = &[
    (".id", Told),
    (".name", Told),
    (".sources", Told),
    (".country", By("regime.country()")),
    (".holders", By("regime.holder(")),
    (".compartments", By("regime.compartments()")),
    (".biometrics", By("regime.biometrics()")),
    (".cap", By("regime.cap(")),
    (".verification", By("regime.verification()")),
    (".suspension", NotYet("suspension")),
    (".deadlines", NotYet("deadlines")),
    (".retention", NotYet("retention")),
    (".authorisations", By("regime.authorisation(")),
    ("HolderRules.documents", By("regime.takes(")),
    ("HolderRules.channels", NotYet("channels")),
    ("HolderRules.representative", NotYet("representative")),
    ("CompartmentRules.sealed-at", By("rules.sealed_at")),
    ("CompartmentRules.required", NotYet("fields of a compartment")),
    ("CompartmentRules.optional", NotYet("fields of a compartment")),
    ("Biometrics.use", By("regime.biometrics().usage")),
    ("Biometrics.modality", NotYet("biometrics")),
    ("Cap.lines", By("regime.cap(")),
    ("Cap.exempt", By("regime.cap(")),
    ("Verification.remote-attempts", NotYet("remote attempts")),
    ("Verification.submission-age-minutes", By("regime.verification().submission_age_minutes")),
    ("Suspension.outgoing", NotYet("suspension")),
    ("Suspension.disaster-alerts", NotYet("suspension")),
    ("Suspension.cancels-unregistered", NotYet("suspension")),
    ("Deadlines.existing-lines-business-days", NotYet("deadlines")),
    ("Deadlines.existing-lines-from", NotYet("deadlines")),
    ("Deadlines.holidays", NotYet("deadlines")),
    ("Deadlines.new-lines-may-wait", NotYet("deadlines")),
    ("Deadlines.dispute-business-days", NotYet("deadlines")),
    ("Retention.record-days", NotYet("retention")),
    ("Retention.keyring-backup-days", NotYet("retention")),
    ("Authorisation.signatures", By("order.signatures")),
    ("Authorisation.approvals-beyond-threshold", By("order.approvals_beyond_threshold")),
    ("Authorisation.validity-days", By("rules.validity_days")),
    ("Authorisation.embargo-days", By("rules.embargo_days")),
    ("Authorisation.compartments", By("rules.compartments.contains(")),
    ("Authorisation.confirmation-hours", NotYet("mergency")),
];

pub(crate) fn check(tree: &Tree) -> Vec<Violation> {
    check_fields(tree, FIELDS)
}

fn check_fields(tree: &Tree, known: &[(&str, Held)]) -> Vec<Violation> {
    let Some(text) = tree.text(SCHEMA) else { return Vec::new() };
    let Ok(schema) = serde_json::from_str::<Value>(text) else {
        return vec![Violation::new(SCHEMA, 0, "it is not JSON".to_owned())];
    };
    let fields = fields(&schema);
    let violation = |says: String| Violation::new(SCHEMA, 0, says);
    let unknown = fields.iter().filter(|field| known.iter().all(|(name, _)| name != field));
    let mut violations: Vec<Violation> = unknown
        .map(|field| {
            violation(format!("nothing says what obeys {field}; put it in the table in xtask/src/tidy/regimes.rs"))
        })
        .collect();
    for (name, held) in known {
        if !fields.iter().any(|field| field == name) {
            violations.push(violation(format!("there is no {name}; take it out of xtask/src/tidy/regimes.rs")));
        }
        let says = match held {
            By(code) if !obeyed(tree, code) => format!("{name} is obeyed by nothing: no code says `{code}` any more"),
            NotYet(words) if !admitted(tree, words) => {
                format!("nothing obeys {name} yet, and {CHANGELOG} does not say so with \"{words}\"")
            }
            _ => continue,
        };
        violations.push(violation(says));
    }
    violations
}

/// The properties of the file and of each part that has any.
fn fields(schema: &Value) -> Vec<String> {
    let of = |part: &str, schema: &Value| -> Vec<String> {
        let properties = schema["properties"].as_object().into_iter().flatten();
        properties.map(|(name, _)| format!("{part}.{name}")).collect()
    };
    let parts = schema["$defs"].as_object().into_iter().flatten();
    of("", schema).into_iter().chain(parts.flat_map(|(name, part)| of(name, part))).collect()
}

fn obeyed(tree: &Tree, code: &str) -> bool {
    let sources = tree.with_extension("rs").filter(|(path, _)| path.starts_with("crates/"));
    sources.filter(|(path, _)| !path.starts_with(READER) && !is_test_file(path)).any(|(_, text)| {
        let source = Source::new(text);
        source.code.match_indices(code).any(|(at, _)| !source.is_test(at))
    })
}

fn admitted(tree: &Tree, words: &str) -> bool {
    let text = tree.text(CHANGELOG).unwrap_or_default();
    text.split_once("### Not there yet").is_some_and(|(_, waiting)| waiting.replace('\n', " ").contains(words))
}

#[cfg(test)]
mod tests;
