//! A holder's attributes as canonical bytes: what the verifier signs and the `subscriber` compartment seals.

use zeroize::Zeroizing;

use super::{Holder, HolderKind, Representative, date_bytes, date_from};
use crate::country::{Bearer, IdentifierKind};
use crate::text::{FieldWriter, Fields, HOLDER_CAPACITY};
use crate::{Country, Document, Identifier, Invalid, LegalName, Passport, PersonName, Rule, Sex, Subject};

// Identifiers have the tags of their kinds: 2, 5, 15, 16.
const KIND: u8 = 1;
const PASSPORT_COUNTRY: u8 = 3;
const PASSPORT_NUMBER: u8 = 4;
const LEGAL_NAME: u8 = 6;
const GIVEN_NAMES: u8 = 7;
const FIRST_SURNAME: u8 = 8;
const SECOND_SURNAME: u8 = 9;
const BIRTH: u8 = 10;
const SEX: u8 = 11;
const NATIONALITY: u8 = 12;
const PATRONYMIC: u8 = 13;
/// Empty: the parts of the name are UTF-16, big-endian.
const WIDE_NAME: u8 = 14;

const NAME_TAGS: [u8; 4] = [GIVEN_NAMES, FIRST_SURNAME, SECOND_SURNAME, PATRONYMIC];
const OTHER_TAGS: [u8; 8] = [KIND, PASSPORT_COUNTRY, PASSPORT_NUMBER, LEGAL_NAME, BIRTH, SEX, NATIONALITY, WIDE_NAME];
/// Bytes of a name up to which it is UTF-8. Longer ones are UTF-16, in which 120 characters of any script that has a
/// living passport fit.
const NARROW_NAME: usize = 120;

/// Fields on their way to a text, in any order.
#[derive(Default)]
struct Attributes(Vec<(u8, Zeroizing<Vec<u8>>)>);

impl Attributes {
    fn put(&mut self, tag: u8, value: &[u8]) {
        self.0.push((tag, Zeroizing::new(value.to_vec())));
    }

    fn put_identifier(&mut self, identifier: &Identifier) {
        self.put(identifier.kind().tag, identifier.as_str().as_bytes());
    }

    fn put_document(&mut self, document: &Document) {
        match document {
            Document::Identifier(identifier) => self.put_identifier(identifier),
            Document::Passport(passport) => {
                self.put(PASSPORT_COUNTRY, passport.country().as_str().as_bytes());
                self.put(PASSPORT_NUMBER, passport.number().as_bytes());
            }
        }
    }

    fn put_name(&mut self, name: &PersonName) {
        let wide = name.parts().flatten().map(str::len).sum::<usize>() > NARROW_NAME;
        for (tag, part) in NAME_TAGS.into_iter().zip(name.parts()) {
            match part {
                Some(part) if wide => {
                    let units = part.encode_utf16().flat_map(u16::to_be_bytes);
                    self.0.push((tag, Zeroizing::new(units.collect())));
                }
                Some(part) => self.put(tag, part.as_bytes()),
                None => {}
            }
        }
        if wide {
            self.put(WIDE_NAME, &[]);
        }
    }
}

pub(super) fn encode(holder: &Holder) -> Result<Zeroizing<Vec<u8>>, Invalid> {
    let mut attributes = Attributes::default();
    attributes.put(KIND, &[holder.kind() as u8]);
    match holder {
        Holder::National { identifier, name, birth, sex } => {
            attributes.put_identifier(identifier);
            attributes.put_name(name);
            attributes.put(BIRTH, &date_bytes(*birth));
            attributes.put(SEX, sex.as_str().as_bytes());
        }
        Holder::Foreigner { name, document, birth, sex, nationality } => {
            attributes.put_document(document);
            attributes.put_name(name);
            attributes.put(BIRTH, &date_bytes(*birth));
            attributes.put(SEX, sex.as_str().as_bytes());
            attributes.put(NATIONALITY, nationality.as_str().as_bytes());
        }
        Holder::LegalPerson { name, identifier, representative } => {
            attributes.put_identifier(identifier);
            attributes.put_document(&representative.document);
            attributes.put(LEGAL_NAME, name.as_str().as_bytes());
            attributes.put_name(&representative.name);
        }
    }
    attributes.0.sort_unstable_by_key(|(tag, _)| *tag);
    let mut writer = FieldWriter::new(HOLDER_CAPACITY);
    for (tag, value) in &attributes.0 {
        // Only a company's name and its representative's can be too long together.
        let too_long = |invalid: Invalid| Invalid { subject: Subject::GivenNames, ..invalid };
        writer.push(*tag, value).map_err(too_long)?;
    }
    Ok(writer.finish())
}

pub(super) fn decode(bytes: &[u8]) -> Result<Holder, Invalid> {
    let mut known = [&OTHER_TAGS[..], &NAME_TAGS].concat();
    known.extend(IdentifierKind::all().map(|kind| kind.tag));
    let fields = Fields::parse(bytes, &known)?;
    let kind = match fields.required(KIND)? {
        &[code] => HolderKind::ALL.into_iter().find(|&kind| kind as u8 == code),
        _ => None,
    };
    let kind = kind.ok_or(Invalid::whole(Subject::Text, Rule::WrongKind))?;
    only(&fields, kind)?;
    let name = read_name(&fields)?;
    let needed = Invalid::whole(Subject::Text, Rule::MissingField);
    Ok(match kind {
        HolderKind::National => Holder::National {
            identifier: read_identifier(&fields, Bearer::Person)?.ok_or(needed)?,
            name,
            birth: date_from(fields.required(BIRTH)?, Subject::BirthDate)?,
            sex: Sex::of_record(fields.required_str(SEX)?)?,
        },
        HolderKind::Foreigner => Holder::Foreigner {
            name,
            document: read_document(&fields)?,
            birth: date_from(fields.required(BIRTH)?, Subject::BirthDate)?,
            sex: Sex::of_record(fields.required_str(SEX)?)?,
            nationality: Country::parse(fields.required_str(NATIONALITY)?)?,
        },
        HolderKind::LegalPerson => Holder::LegalPerson {
            name: LegalName::new(fields.required_str(LEGAL_NAME)?)?,
            identifier: read_identifier(&fields, Bearer::Company)?.ok_or(needed)?,
            representative: Representative { name, document: read_document(&fields)? },
        },
    })
}

/// Refuses fields that belong to another kind of holder: nothing may hide in a text.
fn only(fields: &Fields<'_>, kind: HolderKind) -> Result<(), Invalid> {
    let foreign: &[u8] = match kind {
        HolderKind::National => &[PASSPORT_COUNTRY, PASSPORT_NUMBER, LEGAL_NAME, NATIONALITY],
        HolderKind::Foreigner => &[LEGAL_NAME],
        HolderKind::LegalPerson => &[BIRTH, SEX, NATIONALITY],
    };
    let has = |tag| fields.optional(tag).is_some();
    let identified = |bearer| IdentifierKind::all().filter(|kind| kind.bearer == bearer && has(kind.tag)).count();
    let companies = usize::from(kind == HolderKind::LegalPerson);
    let documents = identified(Bearer::Person) + usize::from(has(PASSPORT_COUNTRY) || has(PASSPORT_NUMBER));
    if documents > 1 || identified(Bearer::Company) > companies || foreign.iter().any(|&tag| has(tag)) {
        return Err(Invalid::whole(Subject::Text, Rule::UnknownField));
    }
    Ok(())
}

fn read_name(fields: &Fields<'_>) -> Result<PersonName, Invalid> {
    let wide = fields.optional(WIDE_NAME).is_some();
    let read = |tag| match fields.optional(tag) {
        Some(units) if wide => wide_text(units).map(Some),
        Some(_) => Ok(fields.optional_str(tag)?.map(|text| Zeroizing::new(text.to_owned()))),
        None => Ok(None),
    };
    fields.required(GIVEN_NAMES)?;
    let [given, first, second, patronymic] = NAME_TAGS.map(read);
    let parts = [given?, first?, second?, patronymic?];
    let [given, first, second, patronymic] = parts.each_ref().map(|part| part.as_deref().map(String::as_str));
    PersonName::with_patronymic(given.unwrap_or_default(), first, second, patronymic)
}

fn wide_text(units: &[u8]) -> Result<Zeroizing<String>, Invalid> {
    let encoding = Invalid::whole(Subject::Text, Rule::Encoding);
    let (pairs, rest) = units.as_chunks::<2>();
    let mut text = Zeroizing::new(String::with_capacity(2 * units.len()));
    for character in char::decode_utf16(pairs.iter().map(|pair| u16::from_be_bytes(*pair))) {
        text.push(character.map_err(|_| encoding)?);
    }
    if rest.is_empty() { Ok(text) } else { Err(encoding) }
}

fn read_identifier(fields: &Fields<'_>, bearer: Bearer) -> Result<Option<Identifier>, Invalid> {
    let mut kinds = IdentifierKind::all().filter(|kind| kind.bearer == bearer);
    let Some(kind) = kinds.find(|kind| fields.optional(kind.tag).is_some()) else { return Ok(None) };
    Identifier::parse(kind, fields.required_str(kind.tag)?).map(Some)
}

fn read_document(fields: &Fields<'_>) -> Result<Document, Invalid> {
    Ok(match read_identifier(fields, Bearer::Person)? {
        Some(identifier) => Document::Identifier(identifier),
        None => Document::Passport(Passport::parse(
            fields.required_str(PASSPORT_COUNTRY)?,
            fields.required_str(PASSPORT_NUMBER)?,
        )?),
    })
}
