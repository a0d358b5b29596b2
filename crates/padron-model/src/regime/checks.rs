//! What a regime must not contradict: itself, and the promises that no law can switch off.

use super::{BiometricUse, Channel, OutgoingCalls, RegimeError, Rules, Signatory};
use crate::{Compartment, HolderKind, compartment::check_identifier, country::CountryRules};

/// Fields that a compartment can hold.
const FIELDS: [(Compartment, &[&str]); 4] = [
    (Compartment::Subscriber, &["name", "document", "birth-date", "sex", "nationality", "representative"]),
    (Compartment::Contact, &["address", "postal-code", "email"]),
    (Compartment::Line, &["number", "iccid", "operator", "service", "activated"]),
    (Compartment::Biometric, &["reference"]),
];

pub(super) fn check(rules: &Rules, country: &dyn CountryRules) -> Result<(), RegimeError> {
    names(rules)?;
    holders(rules, country)?;
    compartments(rules)?;
    limits(rules)?;
    authorisations(rules)
}

fn refuse<T>(key: impl Into<String>, problem: &'static str) -> Result<T, RegimeError> {
    Err(RegimeError::Rule { key: key.into(), problem })
}

/// Refuses unless `holds`.
fn demand(holds: bool, key: impl Into<String>, problem: &'static str) -> Result<(), RegimeError> {
    if holds { Ok(()) } else { refuse(key, problem) }
}

fn names(rules: &Rules) -> Result<(), RegimeError> {
    demand(check_identifier(&rules.id).is_ok(), "id", "must be 1 to 40 lower-case letters, digits and hyphens")?;
    let named = rules.name.values().all(|name| (1..=200).contains(&name.trim().len()));
    demand(named && !rules.name.is_empty(), "name", "must be given in one language at least, 1 to 200 bytes each")?;
    demand(rules.sources.len() <= 20, "sources", "must be at most 20")
}

fn holders(rules: &Rules, country: &dyn CountryRules) -> Result<(), RegimeError> {
    demand(!rules.holders.is_empty(), "holders", "must allow at least one kind of holder")?;
    for (kind, holder) in &rules.holders {
        let key = format!("holders.{}", kind.as_str());
        demand(!holder.documents.is_empty(), format!("{key}.documents"), "must name at least one document")?;
        let known = |id: &String| country.documents().iter().any(|document| document.id == id);
        let all_known = holder.documents.iter().all(known);
        demand(all_known, format!("{key}.documents"), "names a document that the country does not have")?;
        demand(!holder.channels.is_empty(), format!("{key}.channels"), "must name at least one channel")?;
        let legal = *kind == HolderKind::LegalPerson;
        demand(!holder.representative || legal, format!("{key}.representative"), "only a legal person is represented")?;
        let remote = holder.channels.contains(&Channel::Remote);
        demand(!(legal && remote), format!("{key}.channels"), "a legal person's powers are proved in person")?;
    }
    Ok(())
}

fn compartments(rules: &Rules) -> Result<(), RegimeError> {
    for needed in [Compartment::Subscriber, Compartment::Line] {
        let present = rules.compartments.contains_key(&needed);
        demand(present, format!("compartments.{needed}"), "is missing: a record without it answers nothing")?;
    }
    for (compartment, contents) in &rules.compartments {
        let key = format!("compartments.{compartment}");
        let known = FIELDS.iter().find(|(found, _)| found == compartment).map_or(&[][..], |(_, fields)| fields);
        let all_known = contents.required.iter().chain(&contents.optional).all(|field| known.contains(&field.as_str()));
        demand(all_known, key.clone(), "names a field that this compartment does not have")?;
        demand(!contents.required.is_empty(), format!("{key}.required"), "must name at least one field")?;
        let disjoint = contents.required.is_disjoint(&contents.optional);
        demand(disjoint, key, "names a field as both required and optional")?;
    }
    let sealed = rules.compartments.contains_key(&Compartment::Biometric);
    let wanted = rules.biometrics.usage == BiometricUse::VerifyAndSeal;
    demand(sealed == wanted, "compartments.biometric", "must exist exactly if biometrics.use is verify-and-seal")?;
    let sampled = rules.biometrics.usage != BiometricUse::None;
    let modality = rules.biometrics.modality.is_some();
    demand(sampled == modality, "biometrics.modality", "must be given exactly if a biometric is used")
}

fn limits(rules: &Rules) -> Result<(), RegimeError> {
    demand((1..=1_000).contains(&rules.cap.lines), "cap.lines", "must be 1 to 1,000")?;
    let verification = &rules.verification;
    demand((1..=10).contains(&verification.remote_attempts), "verification.remote-attempts", "must be 1 to 10")?;
    let age = (1..=1_440).contains(&verification.submission_age_minutes);
    demand(age, "verification.submission-age-minutes", "must be 1 to 1,440")?;
    let emergency = rules.suspension.outgoing.contains(&OutgoingCalls::Emergency);
    demand(emergency, "suspension.outgoing", "must contain emergency: emergency calls never depend on a register")?;
    let dispute = (1..=60).contains(&rules.deadlines.dispute_business_days);
    demand(dispute, "deadlines.dispute-business-days", "must be 1 to 60")?;
    let days = rules.deadlines.existing_lines_business_days.is_none_or(|days| (1..=1_000).contains(&days));
    demand(days, "deadlines.existing-lines-business-days", "must be 1 to 1,000")?;
    demand(rules.deadlines.holidays.len() <= 200, "deadlines.holidays", "must be at most 200")?;
    demand(rules.retention.record_days <= 3_653, "retention.record-days", "must be at most 3,653 (ten years)")?;
    let backups = (1..=365).contains(&rules.retention.keyring_backup_days);
    demand(backups, "retention.keyring-backup-days", "must be 1 to 365: forgetting must end")
}

fn authorisations(rules: &Rules) -> Result<(), RegimeError> {
    demand(rules.authorisations.len() <= 10, "authorisations", "must be at most 10")?;
    for (kind, authorisation) in &rules.authorisations {
        let key = format!("authorisations.{kind}");
        demand(check_identifier(kind).is_ok(), key.clone(), "must be lower-case letters, digits and hyphens")?;
        demand(!authorisation.signatures.is_empty(), format!("{key}.signatures"), "must name who signs")?;
        demand(
            authorisation.approvals_beyond_threshold <= 10,
            format!("{key}.approvals-beyond-threshold"),
            "must be at most 10",
        )?;
        demand((1..=365).contains(&authorisation.validity_days), format!("{key}.validity-days"), "must be 1 to 365")?;
        demand(
            authorisation.embargo_days <= 3_653,
            format!("{key}.embargo-days"),
            "must be at most 3,653: nothing stays secret for ever",
        )?;
        let kept = authorisation.compartments.iter().all(|found| rules.compartments.contains_key(found));
        let some = !authorisation.compartments.is_empty();
        demand(some && kept, format!("{key}.compartments"), "must name compartments that this law keeps")?;
        emergency(&key, authorisation)?;
    }
    Ok(())
}

/// Where no court signs first, one more custodian approves, only the subscriber is answered, and a court confirms.
fn emergency(key: &str, authorisation: &super::Authorisation) -> Result<(), RegimeError> {
    let by_court = authorisation.signatures.contains(&Signatory::Court);
    match authorisation.confirmation_hours {
        Some(_) if by_court => refuse(format!("{key}.confirmation-hours"), "a court that signed need not confirm"),
        None if by_court => Ok(()),
        Some(1..=168) if authorisation.approvals_beyond_threshold == 0 => {
            refuse(format!("{key}.approvals-beyond-threshold"), "must be at least 1 where no court signs first")
        }
        Some(1..=168) if !authorisation.compartments.iter().eq([&Compartment::Subscriber]) => {
            refuse(format!("{key}.compartments"), "may name only the subscriber where no court signs first")
        }
        Some(1..=168) => Ok(()),
        _ => refuse(format!("{key}.confirmation-hours"), "must be 1 to 168 where no court signs first"),
    }
}
