//! Which laws this version can keep: one of which it would enforce less than it says is refused at start.

use anyhow::{Context as _, Result, ensure};
use padron_custodian::OrderLimits;
use padron_model::{BiometricUse, HolderKind, Regime, SealedRules, Signatory};
use padron_protocol::messages::verification::HolderLimits;
use padron_protocol::sealed::KEPT;
use padron_protocol::trust::TrustList;
use std::collections::BTreeSet;

/// The kind of authorisation that orders are.
const COURT_ORDER: &str = "court-order";

/// What the roles hold holders and orders to under a regime, and a trust list that asks for no less than it.
pub(super) fn enforced(regime: &Regime, list: &TrustList) -> Result<(HolderLimits, OrderLimits)> {
    ensure!(
        regime.biometrics().usage == BiometricUse::None,
        "biometrics: no face or finger can be compared yet; the regime must say `use = \"none\"`"
    );
    for (compartment, rules) in regime.compartments() {
        let name = compartment.as_str();
        ensure!(KEPT.contains(&compartment), "compartments.{name}: it is not kept yet");
        let at_registrar = rules.sealed_at == SealedRules::Registrar;
        ensure!(at_registrar, "compartments.{name}.sealed-at: records are sealed at the registrar only");
    }
    let companies = regime.holder(HolderKind::LegalPerson).is_none() || regime.cap(HolderKind::LegalPerson).is_none();
    let persons =
        [HolderKind::National, HolderKind::Foreigner].into_iter().filter(|kind| regime.holder(*kind).is_some());
    ensure!(
        companies && persons.clone().all(|kind| regime.cap(kind).is_some()),
        "cap.exempt: natural persons have a cap and companies have none; the regime says otherwise"
    );
    let order = regime.authorisation(COURT_ORDER).context("authorisations: there is no court-order")?;
    ensure!(
        order.signatures == BTreeSet::from([Signatory::Court]),
        "authorisations.court-order.signatures: orders are signed by a court, and by nobody else"
    );
    let threshold = list.keys.iter().map(|key| key.threshold).max().unwrap_or(0);
    let needed = threshold.saturating_add(order.approvals_beyond_threshold.into());
    ensure!(
        list.approvals >= needed,
        "authorisations.court-order.approvals-beyond-threshold: {needed} custodians must approve, and the trust list asks for \
         {}",
        list.approvals
    );
    let holders = HolderLimits::of(regime).context("cap: natural persons have none")?;
    Ok((holders, OrderLimits::of(order)))
}

#[cfg(test)]
mod tests;
