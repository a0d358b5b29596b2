//! A population of synthetic people and companies.
//!
//! Person `i` follows from the seed and `i` alone, so millions cost no memory and any of them can be looked up at
//! once: a document is made by a permutation that can be undone ([`Population::find_by_person_input`]), never searched
//! for. No real person's data go in; whoever shares a name or a key with a synthetic person does so by chance.

mod address;
mod file;
mod form;
mod lines;
mod names;
mod permutation;
mod person;

pub use file::{SUBSCRIBER_COLUMNS, write_subscribers};
pub use form::registration;
use jiff::civil::{Date, date};
pub use lines::{MOST_LINES, SyntheticLine};
use padron_model::country::mexico::{CURP, Curp, RFC, State};
use padron_model::{Document, Identifier};
use permutation::Permutation;
pub use person::Person;
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;

/// First day of birth.
const FIRST_BIRTH: Date = date(1930, 1, 1);
/// Days of birth: 1 January 1930 to 31 December 2008.
const BIRTH_DAYS: u64 = 28_855;
/// States of birth, abroad included.
const STATES: u64 = 33;
/// People who differ in day or state of birth; after so many, the homonym character of the CURP goes up by one.
const SHEET: u64 = BIRTH_DAYS * STATES;

/// Synthetic people, numbered from 0.
#[derive(Clone)]
pub struct Population {
    people: u64,
    operators: usize,
    origin: ChaCha20Rng,
    births: Permutation,
    passports: Permutation,
    numbers: Permutation,
}

impl Population {
    /// Most people that a population can have: ten homonym characters for every day and state of birth.
    pub const MOST_PEOPLE: u64 = SHEET * 10;

    /// A population of so many people (at most [`Population::MOST_PEOPLE`]) with four operators.
    pub fn new(seed: u64, people: u64) -> Self {
        let origin = ChaCha20Rng::seed_from_u64(seed);
        let mut rng = origin.clone();
        rng.set_stream(u64::MAX);
        Self {
            people: people.min(Self::MOST_PEOPLE),
            operators: 4,
            births: Permutation::new(SHEET, &mut rng),
            passports: Permutation::new(person::PASSPORTS, &mut rng),
            numbers: Permutation::new(lines::NUMBERS, &mut rng),
            origin,
        }
    }

    /// The same people with another number of operators (at least 1). The first serves most lines.
    pub fn with_operators(mut self, operators: usize) -> Self {
        self.operators = operators.max(1);
        self
    }

    /// How many people there are.
    pub const fn len(&self) -> u64 {
        self.people
    }

    /// Whether there is nobody.
    pub const fn is_empty(&self) -> bool {
        self.people == 0
    }

    /// How many operators there are.
    pub const fn operators(&self) -> usize {
        self.operators
    }

    /// Person `i`. A number beyond the last person gives a person too, whom no lookup finds.
    pub fn person(&self, i: u64) -> Person {
        Person::generate(self, i)
    }

    /// Everybody, in order, one at a time.
    pub fn iter(&self) -> impl Iterator<Item = Person> + '_ {
        (0..self.people).map(|i| self.person(i))
    }

    /// Who bears a population key or a passport. A company's representative is found as the company.
    pub fn find_by_document(&self, document: &Document) -> Option<u64> {
        let i = match document {
            Document::Identifier(identifier) => {
                let curp = Curp::parse(identifier.as_str()).ok()?;
                let day = days_between(FIRST_BIRTH, curp.birth()?)?;
                let state = State::all().position(|state| state.code() == &curp.as_str()[11..13])? as u64;
                let homonym = match curp.as_str().as_bytes()[16] {
                    digit @ b'0'..=b'9' => digit - b'0',
                    letter => letter - b'A',
                };
                self.births.invert(state * BIRTH_DAYS + day)? + u64::from(homonym) * SHEET
            }
            Document::Passport(passport) => self.passports.invert(passport.number().get(1..)?.parse().ok()?)?,
        };
        let found = i < self.people && self.person(i).document() == document;
        found.then_some(i)
    }

    /// Which company has a tax key.
    pub fn find_by_rfc(&self, rfc: &Identifier) -> Option<u64> {
        let i = person::company_of(rfc)?;
        let found = i < self.people && self.person(i).company_rfc() == Some(rfc);
        found.then_some(i)
    }

    /// Who has the canonical document that [`padron_model::Holder::person_input`] gives.
    pub fn find_by_person_input(&self, input: &[u8]) -> Option<u64> {
        let text = std::str::from_utf8(input).ok()?;
        match text.split_once(':')? {
            ("CURP", curp) => self.find_by_document(&Document::Identifier(Identifier::parse(&CURP, curp).ok()?)),
            ("PASSPORT", passport) => {
                let (country, number) = passport.split_once(':')?;
                self.find_by_document(&Document::Passport(padron_model::Passport::parse(country, number).ok()?))
            }
            ("RFC", rfc) => self.find_by_rfc(&Identifier::parse(&RFC, rfc).ok()?),
            _ => None,
        }
    }

    /// The random source of one person for one purpose: 0 the person, 1 how many lines, 2 and more a line each.
    fn random(&self, i: u64, purpose: u64) -> Dice {
        let mut rng = self.origin.clone();
        rng.set_stream(i * 32 + purpose);
        Dice(rng)
    }

    /// Day of birth, state and homonym rank of person `i`: different for everybody.
    fn birth(&self, i: u64) -> (Date, State, u8) {
        let place = self.births.apply(i % SHEET);
        let birth = day_after(FIRST_BIRTH, place % BIRTH_DAYS);
        let state = State::all().nth((place / BIRTH_DAYS) as usize).unwrap_or(State::ABROAD);
        (birth, state, ((i / SHEET) % 10) as u8)
    }
}

/// Draws from a random source.
struct Dice(ChaCha20Rng);

impl Dice {
    /// 0 to `limit - 1`. The bias of the remainder does not matter for invented people.
    fn below(&mut self, limit: u64) -> u64 {
        use rand_core::Rng as _;
        self.0.next_u64() % limit.max(1)
    }

    /// True in `parts` of 10,000 cases.
    fn chance(&mut self, parts: u64) -> bool {
        self.below(10_000) < parts
    }

    /// One of the items, the earlier ones more often, as with real names.
    fn pick<T: Copy>(&mut self, items: &[T]) -> Option<T> {
        let count = items.len() as u64;
        let index = self.below(count).min(self.below(count));
        items.get(index as usize).copied()
    }
}

fn day_after(first: Date, days: u64) -> Date {
    first.saturating_add(jiff::Span::new().days(days as i64))
}

fn days_between(first: Date, day: Date) -> Option<u64> {
    let days = first.until(day).ok()?.get_days();
    u64::try_from(days).ok().filter(|&days| days < BIRTH_DAYS)
}

#[cfg(test)]
mod tests;
