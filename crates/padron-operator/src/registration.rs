//! From a form to a registration whose every field is valid.

use crate::Gateway;
use jiff::Timestamp;
use jiff::civil::Date;
use padron_model::{
    BlockKind, Compartment, HolderKind, Invalid, LineDetails, Number, NumberingTable, OperatorId, Regime, Subject,
};
use padron_protocol::form::{FieldFault, read_contact, read_holder, read_line};
use padron_protocol::messages::link::{ContactForm, HolderForm, RegistrationRow, record_of};
use padron_protocol::{Problem, ProblemType, Uuid};
use zeroize::Zeroizing;

/// A registration that is right as far as anybody can tell without asking others. Personal: no `Debug`.
pub struct Parsed {
    pub(crate) submission: Uuid,
    pub(crate) record: Uuid,
    pub(crate) number: Number,
    pub(crate) holder: Zeroizing<Vec<u8>>,
    pub(crate) contact: Zeroizing<Vec<u8>>,
    pub(crate) line: Zeroizing<Vec<u8>>,
}

impl Gateway {
    /// Parses a row, or says which field breaks which rule where. The value is never repeated.
    pub fn parse(&self, row: &RegistrationRow, now: Timestamp) -> Result<Parsed, Problem> {
        parse(row, &self.name, &self.regime, &self.numbering, now)
    }
}

fn parse(
    row: &RegistrationRow,
    operator: &str,
    regime: &Regime,
    numbering: &NumberingTable,
    now: Timestamp,
) -> Result<Parsed, Problem> {
    let form = &row.registration;
    let today = now.to_zoned(jiff::tz::TimeZone::UTC).date();
    let line = read_line(form, regime.country(), today)?;
    if !matches!(numbering.kind(&line.number), Some(BlockKind::Mobile)) {
        return Err(Problem::new(ProblemType::NotMobile)
            .field("number")
            .detail("the national numbering table has no mobile block for it"));
    }
    let details = LineDetails {
        number: line.number.clone(),
        iccid: line.iccid,
        operator: OperatorId::parse(operator).map_err(|_| ProblemType::Internal)?,
        service: line.service,
        activated: line.activated.unwrap_or(today),
    };
    Ok(Parsed {
        submission: row.key,
        record: record_of(operator, &row.key),
        number: line.number,
        holder: parse_holder(&form.holder, regime, today)?,
        contact: parse_contact(&form.contact, regime)?,
        line: details.encode().map_err(|_| ProblemType::Internal)?,
    })
}

fn parse_holder(form: &HolderForm, regime: &Regime, today: Date) -> Result<Zeroizing<Vec<u8>>, Problem> {
    if HolderKind::parse(&form.kind).is_ok_and(|kind| regime.holder(kind).is_none()) {
        return Err(against_regime("holder.kind", "the regime has no such holder"));
    }
    let holder = read_holder(form, regime.country(), today)?;
    if !regime.takes(holder.kind(), holder.registered()) {
        return Err(against_regime("holder", "the regime does not take this document of such a holder"));
    }
    holder.encode().map_err(too_long)
}

/// The contact's text, which is empty in a regime that keeps none.
fn parse_contact(form: &ContactForm, regime: &Regime) -> Result<Zeroizing<Vec<u8>>, Problem> {
    match regime.compartment(Compartment::Contact) {
        Some(_) => read_contact(form, regime.country())?.encode().map_err(|_| ProblemType::Internal.into()),
        None if form.is_empty() => Ok(Zeroizing::default()),
        None => Err(against_regime("contact", "the regime keeps no contact; leave it out")),
    }
}

fn against_regime(field: &str, detail: &str) -> Problem {
    Problem::new(ProblemType::AgainstRegime).field(field).detail(detail)
}

/// A company's name and its representative's, too long together.
fn too_long(invalid: Invalid) -> Problem {
    let field = if invalid.subject == Subject::GivenNames { "holder.given_names" } else { "holder" };
    FieldFault { field: field.into(), reason: invalid.into() }.into()
}

#[cfg(test)]
mod tests;
