//! Identifiers, files and compartments of `padron-model`.

use padron_model::country::mexico::{Curp, Mexico, Rfc};
use padron_model::country::{ALL, CountryRules, IdentifierKind};
use padron_model::{
    Contact, Holder, Iccid, Identifier, LineDetails, Number, OperatorId, PartyId, Passport, RecordId, Regime,
    RegisterId, text::Fields,
};

use crate::text;

/// Numbers as people, operators and old files write them.
pub fn number(data: &[u8]) {
    let Some(text) = text(data) else { return };
    for country in ALL {
        let strict = country.number(text).ok();
        if let Some(number) = &strict {
            assert!(country.number(number.e164()).is_ok_and(|again| again == *number));
            assert!(Number::parse(number.e164()).is_ok_and(|again| again == *number));
        }
        if let Ok(number) = country.legacy_number(text) {
            // Reading leniently may accept more, and never something else.
            assert!(strict.is_none_or(|strict| strict == number));
        }
    }
}

/// SIM card identifiers.
pub fn iccid(data: &[u8]) {
    let Some(Ok(iccid)) = text(data).map(Iccid::parse) else { return };
    assert!(Iccid::parse(iccid.digits()).is_ok_and(|again| again.digits() == iccid.digits()));
}

/// Population register keys.
pub fn curp(data: &[u8]) {
    let Some(Ok(curp)) = text(data).map(Curp::parse) else { return };
    assert!(Curp::parse(curp.as_str()).is_ok_and(|again| again == curp));
    // Every accepted key can be asked everything.
    let _ = (curp.birth(), curp.sex());
}

/// Taxpayer keys.
pub fn rfc(data: &[u8]) {
    let Some(Ok(rfc)) = text(data).map(Rfc::parse) else { return };
    assert!(Rfc::parse(rfc.as_str()).is_ok_and(|again| again.as_str() == rfc.as_str()));
}

/// The other identifiers that arrive as text.
pub fn identifiers(data: &[u8]) {
    let Some(text) = text(data) else { return };
    let _ = (RegisterId::parse(text).is_ok(), OperatorId::parse(text).is_ok(), PartyId::parse(text).is_ok());
    for kind in IdentifierKind::all() {
        if let Ok(identifier) = Identifier::parse(kind, text) {
            assert!(Identifier::parse(kind, identifier.as_str()).is_ok_and(|again| again == identifier));
        }
    }
    let _ = (RecordId::parse(text).is_ok(), LineDetails::decode(data).is_ok());
    if let Some((country, number)) = text.split_once(' ') {
        let _ = Passport::parse(country, number).is_ok();
    }
}

/// The numbering authority's file, shifted columns and all.
pub fn numbering(data: &[u8]) {
    let Ok(table) = Mexico.numbering(Some(&mut &data[..])) else { return };
    assert_eq!(table.is_empty(), table.len() == 0);
    if let Ok(number) = Number::from_value(525_512_345_678) {
        let _ = table.kind(&number);
    }
}

/// A law.
pub fn regime(data: &[u8]) {
    let Ok(regime) = Regime::parse(data) else { return };
    assert_eq!(regime.canonical_bytes(), data);
}

/// Fields of a compartment, before anyone knows which.
pub fn fields(data: &[u8]) {
    let known: Vec<u8> = (0..=u8::MAX).collect();
    let Ok(fields) = Fields::parse(data, &known) else { return };
    let length: usize = known.iter().filter_map(|tag| fields.optional(*tag)).map(|value| value.len() + 2).sum();
    assert_eq!(length, data.len());
}

/// The texts inside an opened record.
pub fn compartments(data: &[u8]) {
    if let Ok(holder) = Holder::decode(data) {
        let bytes = holder.encode();
        assert!(bytes.is_ok_and(|bytes| Holder::decode(&bytes).is_ok_and(|again| again == holder)));
    }
    if let Ok(contact) = Contact::decode(data) {
        let bytes = contact.encode();
        assert!(bytes.is_ok_and(|bytes| Contact::decode(&bytes).is_ok_and(|again| again == contact)));
    }
    if let Ok(line) = LineDetails::decode(data) {
        let bytes = line.encode();
        assert!(bytes.is_ok_and(|bytes| LineDetails::decode(&bytes).is_ok_and(|again| again == line)));
    }
}
