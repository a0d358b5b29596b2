//! The `subscriber` compartment: the holder's attributes, and the verifier's signature over them.

use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use super::{Document, Holder, HolderKind, Representative, date_bytes, date_from};
use crate::text::{FieldWriter, Fields, SIGNATURE_SIZE, STATEMENT_SIZE, SUBSCRIBER_SIZE, capacity, demand_canonical};
use crate::{Country, Curp, Invalid, LegalName, Passport, PersonName, Rfc, Rule, Sex, Subject};

const KIND: u8 = 1;
const CURP: u8 = 2;
const PASSPORT_COUNTRY: u8 = 3;
const PASSPORT_NUMBER: u8 = 4;
const RFC: u8 = 5;
const LEGAL_NAME: u8 = 6;
const GIVEN_NAMES: u8 = 7;
const FIRST_SURNAME: u8 = 8;
const SECOND_SURNAME: u8 = 9;
const BIRTH: u8 = 10;
const SEX: u8 = 11;
const NATIONALITY: u8 = 12;
const SIGNATURE: u8 = 13;
const STATEMENT: u8 = 14;

/// The tags of a holder's attributes.
pub(super) const HOLDER_TAGS: [u8; 12] = [
    KIND,
    CURP,
    PASSPORT_COUNTRY,
    PASSPORT_NUMBER,
    RFC,
    LEGAL_NAME,
    GIVEN_NAMES,
    FIRST_SURNAME,
    SECOND_SURNAME,
    BIRTH,
    SEX,
    NATIONALITY,
];
/// Bytes that remain for the attributes when signature and statement are at their largest.
pub(super) const HOLDER_CAPACITY: usize = capacity(SUBSCRIBER_SIZE) - (2 + SIGNATURE_SIZE) - (2 + STATEMENT_SIZE);

/// The text of the `subscriber` compartment. Personal: no `Debug`, wiped when dropped.
#[derive(Clone, PartialEq, Eq)]
pub struct Subscriber {
    /// Who the line is registered to.
    pub holder: Holder,
    signed: Signed,
}

#[derive(Clone, PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
struct Signed {
    signature: [u8; SIGNATURE_SIZE],
    statement: Vec<u8>,
}

impl Subscriber {
    /// Joins the holder, the verifier's signature and the signed statement's own fields, which stay opaque here.
    ///
    /// # Errors
    /// The statement has more than [`STATEMENT_SIZE`] bytes.
    pub fn new(holder: Holder, signature: [u8; SIGNATURE_SIZE], statement: &[u8]) -> Result<Self, Invalid> {
        if statement.len() > STATEMENT_SIZE {
            return Err(Invalid::whole(Subject::Text, Rule::TooLong));
        }
        Ok(Self { holder, signed: Signed { signature, statement: statement.to_vec() } })
    }

    /// The verifier's signature.
    #[must_use]
    pub const fn signature(&self) -> &[u8; SIGNATURE_SIZE] {
        &self.signed.signature
    }

    /// The signed statement's own fields.
    #[must_use]
    pub fn statement(&self) -> &[u8] {
        &self.signed.statement
    }

    /// The canonical text, at most `capacity(SUBSCRIBER_SIZE)` bytes.
    ///
    /// # Errors
    /// As [`Holder::encode`].
    pub fn encode(&self) -> Result<Zeroizing<Vec<u8>>, Invalid> {
        let mut writer = FieldWriter::new(capacity(SUBSCRIBER_SIZE));
        write_holder(&self.holder, &mut writer)?;
        writer.push(SIGNATURE, &self.signed.signature)?;
        writer.push(STATEMENT, &self.signed.statement)?;
        Ok(writer.finish())
    }

    /// Reads [`Subscriber::encode`]'s bytes.
    ///
    /// # Errors
    /// Names the rule broken.
    pub fn decode(bytes: &[u8]) -> Result<Self, Invalid> {
        let mut known = HOLDER_TAGS.to_vec();
        known.extend([SIGNATURE, STATEMENT]);
        let fields = Fields::parse(bytes, &known)?;
        let signature = fields.required(SIGNATURE)?;
        let signature = signature.try_into().map_err(|_| Invalid::whole(Subject::Text, Rule::Length))?;
        let subscriber = Self::new(read_holder(&fields)?, signature, fields.required(STATEMENT)?)?;
        demand_canonical(bytes, &subscriber.encode()?)?;
        Ok(subscriber)
    }
}

pub(super) fn write_holder(holder: &Holder, writer: &mut FieldWriter) -> Result<(), Invalid> {
    writer.push(KIND, &[holder.kind() as u8])?;
    match holder {
        Holder::National { curp, name, birth, sex } => {
            writer.push(CURP, curp.as_str().as_bytes())?;
            write_name(name, writer)?;
            writer.push(BIRTH, &date_bytes(*birth))?.push(SEX, &[sex.as_char() as u8])?;
        }
        Holder::Foreigner { name, document, birth, sex, nationality } => {
            write_document(document, writer)?;
            write_name(name, writer)?;
            writer.push(BIRTH, &date_bytes(*birth))?.push(SEX, &[sex.as_char() as u8])?;
            writer.push(NATIONALITY, nationality.as_str().as_bytes())?;
        }
        Holder::LegalPerson { name, rfc, representative } => {
            if !rfc.is_legal_person() {
                return Err(Invalid::whole(Subject::Rfc, Rule::WrongKind));
            }
            write_document(&representative.document, writer)?;
            writer.push(RFC, rfc.as_str().as_bytes())?.push(LEGAL_NAME, name.as_str().as_bytes())?;
            write_name(&representative.name, writer)?;
        }
    }
    Ok(())
}

fn write_document(document: &Document, writer: &mut FieldWriter) -> Result<(), Invalid> {
    match document {
        Document::Curp(curp) => writer.push(CURP, curp.as_str().as_bytes())?,
        Document::Passport(passport) => writer
            .push(PASSPORT_COUNTRY, passport.country().as_str().as_bytes())?
            .push(PASSPORT_NUMBER, passport.number().as_bytes())?,
    };
    Ok(())
}

fn write_name(name: &PersonName, writer: &mut FieldWriter) -> Result<(), Invalid> {
    writer
        .push(GIVEN_NAMES, name.given().as_bytes())?
        .push(FIRST_SURNAME, name.first_surname().as_bytes())?
        .push_optional(SECOND_SURNAME, name.second_surname().map(str::as_bytes))?;
    Ok(())
}

pub(super) fn read_holder(fields: &Fields<'_>) -> Result<Holder, Invalid> {
    let kind = match fields.required(KIND)? {
        &[code] => HolderKind::ALL.into_iter().find(|&kind| kind as u8 == code),
        _ => None,
    };
    let kind = kind.ok_or(Invalid::whole(Subject::Text, Rule::WrongKind))?;
    only(fields, kind)?;
    let name = read_name(fields)?;
    Ok(match kind {
        HolderKind::National => Holder::National {
            curp: Curp::parse(fields.required_str(CURP)?)?,
            name,
            birth: date_from(fields.required(BIRTH)?, Subject::BirthDate)?,
            sex: Sex::parse(fields.required_str(SEX)?)?,
        },
        HolderKind::Foreigner => Holder::Foreigner {
            name,
            document: read_document(fields)?,
            birth: date_from(fields.required(BIRTH)?, Subject::BirthDate)?,
            sex: Sex::parse(fields.required_str(SEX)?)?,
            nationality: Country::parse(fields.required_str(NATIONALITY)?)?,
        },
        HolderKind::LegalPerson => Holder::LegalPerson {
            name: LegalName::new(fields.required_str(LEGAL_NAME)?)?,
            rfc: read_rfc(fields.required_str(RFC)?)?,
            representative: Representative { name, document: read_document(fields)? },
        },
    })
}

/// Refuses fields that belong to another kind of holder: nothing may hide in a text.
fn only(fields: &Fields<'_>, kind: HolderKind) -> Result<(), Invalid> {
    let foreign: &[u8] = match kind {
        HolderKind::National => &[PASSPORT_COUNTRY, PASSPORT_NUMBER, RFC, LEGAL_NAME, NATIONALITY],
        HolderKind::Foreigner => &[RFC, LEGAL_NAME],
        HolderKind::LegalPerson => &[BIRTH, SEX, NATIONALITY],
    };
    let both = fields.optional(CURP).is_some()
        && (fields.optional(PASSPORT_COUNTRY).is_some() || fields.optional(PASSPORT_NUMBER).is_some());
    if both || foreign.iter().any(|&tag| fields.optional(tag).is_some()) {
        return Err(Invalid::whole(Subject::Text, Rule::UnknownField));
    }
    Ok(())
}

fn read_name(fields: &Fields<'_>) -> Result<PersonName, Invalid> {
    PersonName::new(
        fields.required_str(GIVEN_NAMES)?,
        fields.required_str(FIRST_SURNAME)?,
        fields.optional_str(SECOND_SURNAME)?,
    )
}

fn read_document(fields: &Fields<'_>) -> Result<Document, Invalid> {
    Ok(match fields.optional_str(CURP)? {
        Some(curp) => Document::Curp(Curp::parse(curp)?),
        None => Document::Passport(Passport::parse(
            fields.required_str(PASSPORT_COUNTRY)?,
            fields.required_str(PASSPORT_NUMBER)?,
        )?),
    })
}

fn read_rfc(text: &str) -> Result<Rfc, Invalid> {
    let rfc = Rfc::parse(text)?;
    if rfc.is_legal_person() { Ok(rfc) } else { Err(Invalid::whole(Subject::Rfc, Rule::WrongKind)) }
}
