//! One synthetic person or company.

use jiff::civil::{Date, date};
use padron_model::country::mexico::{CURP, Curp, RFC, Rfc, State};
use padron_model::{
    Contact, Document, Holder, HolderKind, Identifier, Invalid, LegalName, Passport, PersonName, Representative, Sex,
};

use super::{Dice, Population, address, day_after, names};

/// Passport numbers: a letter and eight digits, of which the digits are unique.
pub(super) const PASSPORTS: u64 = 100_000_000;
/// Days on which companies were founded, from 1 January 1990.
const FOUNDING_DAYS: u64 = 12_000;
const FIRST_FOUNDING: Date = date(1990, 1, 1);
/// Characters of a tax key's homonym part.
const HOMONYM: &[u8; 34] = b"123456789ABCDEFGHIJKLMNPQRSTUVWXYZ";

/// A synthetic person, or a company with its representative. No `Debug`, so that tests keep the habit.
#[derive(Clone)]
pub struct Person {
    /// The number in the population.
    pub index: u64,
    /// What an operator registers.
    pub holder: Holder,
    /// How to reach them.
    pub contact: Contact,
    /// Name of the person, or of the company's representative.
    pub name: PersonName,
    /// Date of birth, of the representative if it is a company.
    pub birth: Date,
    /// Sex, of the representative if it is a company.
    pub sex: Sex,
    document: Document,
}

impl Person {
    /// The document of the person, or of the company's representative.
    pub const fn document(&self) -> &Document {
        &self.document
    }

    /// The company's tax key.
    pub const fn company_rfc(&self) -> Option<&Identifier> {
        match &self.holder {
            Holder::LegalPerson { identifier, .. } => Some(identifier),
            _ => None,
        }
    }

    #[expect(
        clippy::expect_used,
        reason = "the word lists are ours; a word that breaks the model's rules is a bug here"
    )]
    pub(super) fn generate(population: &Population, i: u64) -> Self {
        Self::try_generate(population, i).expect("synthetic words satisfy the model's rules")
    }

    fn try_generate(population: &Population, i: u64) -> Result<Self, Invalid> {
        let mut dice = population.random(i, 0);
        let kind = match dice.below(100) {
            0 => HolderKind::LegalPerson,
            1 | 2 => HolderKind::Foreigner,
            _ => HolderKind::National,
        };
        let (birth, state, homonym) = population.birth(i);
        let sex = sex(&mut dice);
        let name =
            if kind == HolderKind::Foreigner { foreign_name(&mut dice)? } else { national_name(&mut dice, sex)? };
        let document = match kind {
            HolderKind::Foreigner => passport(&mut dice, population.passports.apply(i % PASSPORTS))?,
            _ => {
                let curp = Curp::compose(&name, birth, sex, state, homonym_character(birth, homonym))?;
                Document::Identifier(Identifier::parse(&CURP, curp.as_str())?)
            }
        };
        let contact = address::contact(&mut dice, &name, i, state)?;
        let holder = holder(&mut dice, kind, i, &name, birth, sex, &document)?;
        Ok(Self { index: i, holder, contact, name, birth, sex, document })
    }
}

fn holder(
    dice: &mut Dice,
    kind: HolderKind,
    i: u64,
    name: &PersonName,
    birth: Date,
    sex: Sex,
    document: &Document,
) -> Result<Holder, Invalid> {
    let name = name.clone();
    Ok(match (kind, document) {
        (HolderKind::LegalPerson, _) => {
            let (legal_name, identifier) = company(dice, i)?;
            let representative = Representative { name, document: document.clone() };
            Holder::LegalPerson { name: legal_name, identifier, representative }
        }
        (_, Document::Identifier(identifier)) => Holder::National { identifier: identifier.clone(), name, birth, sex },
        (_, Document::Passport(passport)) => {
            let nationality = passport.country();
            Holder::Foreigner { name, document: document.clone(), birth, sex, nationality }
        }
    })
}

fn sex(dice: &mut Dice) -> Sex {
    match dice.below(10_000) {
        0..=9 => Sex::Nonbinary,
        10..=5_099 => Sex::Woman,
        _ => Sex::Man,
    }
}

/// María and José before other names, particles, a missing second surname in 2 of 100.
fn national_name(dice: &mut Dice, sex: Sex) -> Result<PersonName, Invalid> {
    let woman = match sex {
        Sex::Woman => true,
        Sex::Man => false,
        Sex::Nonbinary => dice.chance(5_000),
    };
    let (list, common) =
        if woman { (names::WOMEN, ["María", "Ma.", "María"]) } else { (names::MEN, ["José", "J.", "José"]) };
    let main = dice.pick(list).unwrap_or_default();
    let given = match dice.below(100) {
        0..=24 => {
            let first = common[dice.below(3) as usize];
            let particle = woman && dice.chance(2_500);
            format!("{first} {}", if particle { dice.pick(names::WITH_PARTICLE).unwrap_or(main) } else { main })
        }
        25..=59 => {
            let second = dice.pick(list).filter(|&second| second != main);
            second.map_or_else(|| main.to_owned(), |second| format!("{main} {second}"))
        }
        60 => common[0].to_owned(),
        _ => main.to_owned(),
    };
    let second = dice.pick(names::SURNAMES).filter(|_| !dice.chance(200));
    PersonName::new(&given, dice.pick(names::SURNAMES).unwrap_or_default(), second)
}

fn foreign_name(dice: &mut Dice) -> Result<PersonName, Invalid> {
    let given = dice.pick(names::FOREIGN_GIVEN).unwrap_or_default();
    let second = dice.pick(names::FOREIGN_SURNAMES).filter(|_| dice.chance(4_000));
    PersonName::new(given, dice.pick(names::FOREIGN_SURNAMES).unwrap_or_default(), second)
}

fn passport(dice: &mut Dice, number: u64) -> Result<Document, Invalid> {
    let country = dice.pick(names::COUNTRIES).unwrap_or("USA");
    let letter = char::from(b'A' + dice.below(26) as u8);
    Ok(Document::Passport(Passport::parse(country, &format!("{letter}{number:08}"))?))
}

/// A digit up to 1999, a letter from 2000.
fn homonym_character(birth: Date, rank: u8) -> char {
    char::from(if birth.year() < 2000 { b'0' + rank } else { b'A' + rank })
}

fn company(dice: &mut Dice, i: u64) -> Result<(LegalName, Identifier), Invalid> {
    let [trade, surname, place, form] =
        [names::TRADES, names::SURNAMES, names::PLACES, names::FORMS].map(|list| dice.pick(list).unwrap_or_default());
    let name = format!("{trade} {surname} {place}, {form}");
    let initials: String = [trade, surname, place].into_iter().map(initial).collect();
    let founded = day_after(FIRST_FOUNDING, i % FOUNDING_DAYS);
    let rank = (i / FOUNDING_DAYS) as usize;
    let homonym = [HOMONYM[rank / HOMONYM.len() % HOMONYM.len()], HOMONYM[rank % HOMONYM.len()]].map(char::from);
    let rfc = Rfc::compose(&format!("{initials}{}{}{}", founded.strftime("%y%m%d"), homonym[0], homonym[1]))?;
    Ok((LegalName::new(&name)?, Identifier::parse(&RFC, rfc.as_str())?))
}

fn initial(word: &str) -> char {
    match word.chars().next().map(|character| character.to_ascii_uppercase()) {
        Some(letter @ 'A'..='Z') => letter,
        Some('Á') => 'A',
        Some('Ñ' | 'ñ') => 'Ñ',
        _ => 'X',
    }
}

/// The number of the company that would have this tax key.
pub(super) fn company_of(rfc: &Identifier) -> Option<u64> {
    let text = rfc.as_str();
    let tail = text.get(text.len().checked_sub(9)?..)?;
    let part = |range: std::ops::Range<usize>| tail.get(range).and_then(|digits| digits.parse::<i16>().ok());
    let (year, month, day) = (part(0..2)?, part(2..4)?, part(4..6)?);
    let year = if year < 90 { 2000 + year } else { 1900 + year };
    let founded = Date::new(year, month as i8, day as i8).ok()?;
    let days = u64::try_from(FIRST_FOUNDING.until(founded).ok()?.get_days()).ok()?;
    let rank = |at: usize| HOMONYM.iter().position(|&known| known == tail.as_bytes()[at]);
    let rank = rank(6)? * HOMONYM.len() + rank(7)?;
    (days < FOUNDING_DAYS).then_some(rank as u64 * FOUNDING_DAYS + days)
}

/// States are not yet part of a person's public data, but of the key; kept here for readers of the population.
impl Person {
    /// State of birth, from the population key.
    pub fn state(&self) -> Option<State> {
        match &self.document {
            Document::Identifier(curp) => State::parse(&curp.as_str()[11..13]).ok(),
            Document::Passport(_) => None,
        }
    }
}
