use anyhow::Result;
use padron_host::trust_files::Anchor;
use padron_protocol::Hash32;
use padron_protocol::trust::{Party, TrustList};

/// Prints a list that was checked.
pub fn show(anchor: &Anchor, json: bool) -> Result<()> {
    let list = anchor.trusted.list();
    if json {
        println!("{}", serde_json::to_string_pretty(list)?);
        eprintln!("signed by enough roots; hash {}", anchor.trusted.hash());
        return Ok(());
    }
    println!("{} version {}, signed by enough roots", list.register, list.version);
    rows(&[
        ("hash", anchor.trusted.hash().to_string()),
        ("follows", told(&list.predecessors)),
        ("in force", format!("{} to {}", list.issued, list.expires)),
        ("regime", list.regime.to_string()),
        ("approvals", format!("{} custodians", list.approvals)),
        ("notice", format!("{} seconds", list.notice_seconds)),
        ("log", format!("{}, key {}, {}", list.log.origin, list.log.key, list.log.url)),
        ("labels", list.log.labels.to_string()),
        ("witnesses", policy(list)),
        ("a day", budgets(list)),
    ]);
    if list.demo {
        println!("  DEMO: simulators and automatic approvals may run");
    }
    println!("\nroots: {} of these must sign the next list", list.roots.threshold);
    list.roots.keys.iter().for_each(|key| println!("  {key}"));
    println!("\nthreshold keys");
    for key in &list.keys {
        println!("  {:<8} {} of {}, epoch {}, {}", key.purpose, key.threshold, key.shares.len(), key.epoch, key.group);
    }
    println!("\nparties");
    list.parties.iter().for_each(party);
    Ok(())
}

fn told(hashes: &[Hash32]) -> String {
    if hashes.is_empty() {
        return "none".into();
    }
    hashes.iter().map(ToString::to_string).collect::<Vec<_>>().join(" and ")
}

fn rows(rows: &[(&str, String)]) {
    rows.iter().for_each(|(name, value)| println!("  {name:<10} {value}"));
}

fn policy(list: &TrustList) -> String {
    let rule = list.witness_policy;
    format!("{} cosignatures of {} controllers", rule.cosignatures, rule.groups)
}

fn budgets(list: &TrustList) -> String {
    let budgets = list.budgets;
    format!(
        "of an operator {} line evaluations, {} verifications and {} holders evaluated; {} looks, {} journal look-ups; {} \
         requests of an authority; {} line evaluations of an operator without a link, of which {} a day are forgiven: {} in \
         a year; {} holders of an operator without a link, of which {} a day are forgiven",
        budgets.line_evaluations,
        budgets.verifications,
        budgets.person_evaluations,
        budgets.looks,
        budgets.journal_lookups,
        budgets.requests,
        budgets.line_float,
        budgets.line_drain,
        budgets.probes_a_year(),
        budgets.person_float,
        budgets.person_drain
    )
}

fn party(party: &Party) {
    let index = party.index.map(|index| format!(" {index}")).unwrap_or_default();
    println!("  {:<20} {}{index}, {}", party.id, party.role.as_str(), party.controller);
    println!("  {:<20} {}", "", party.witness.clone().unwrap_or_else(|| party.signing.to_string()));
    if let Some(endpoint) = &party.endpoint {
        println!("  {:<20} {endpoint}", "");
    }
}
