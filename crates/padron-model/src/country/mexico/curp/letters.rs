//! The seven letters that a name gives to a population key.
//!
//! In order: the words that do not count are dropped (MARÍA or JOSÉ before another given name, particles before a
//! longer name), accents are removed, then the first letter, the first vowel inside and the first consonant inside are
//! taken. Ñ gives X, so does everything that is missing, and a rude root has its second letter replaced by X.

use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

use crate::PersonName;

/// Given names that are skipped when another follows.
const VERY_COMMON: [&str; 6] = ["MARIA", "MA.", "MA", "JOSE", "J.", "J"];
/// Prepositions, conjunctions and contractions that are dropped from the start of a compound name.
const PARTICLES: [&str; 19] = [
    "DA", "DAS", "DE", "DEL", "DER", "DI", "DIE", "DD", "EL", "LA", "LAS", "LE", "LES", "LOS", "MAC", "MC", "VAN",
    "VON", "Y",
];
/// Roots that would be a rude word (annex 2 of the instructivo): their second letter becomes X.
const RUDE: &str = "\
BACA BAKA BUEI BUEY CACA CACO CAGA CAGO CAKA CAKO COGE COGI COJA COJE COJI COJO COLA CULO FALO FETO GETA GUEI GUEY \
JETA JOTO KACA KACO KAGA KAGO KAKA KAKO KOGE KOGI KOJA KOJE KOJI KOJO KOLA KULO LILO LOCA LOCO LOKA LOKO MAME MAMO \
MEAR MEAS MEON MIAR MION MOCO MOKO MULA MULO NACA NACO PEDA PEDO PENE PIPI PITO POPO PUTA PUTO QULO RATA ROBA ROBE \
ROBO RUIN SENO TETA VACA VAGA VAGO VAKA VUEI VUEY WUEI WUEY";

/// What a hyphen, apostrophe, slash or point inside a word does.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Special {
    /// It takes the place of the letter sought, and gives X (the rule).
    Blocks,
    /// It is passed over (as some registries did).
    Skipped,
}

/// What a name contributes: personal, wiped when dropped.
#[derive(PartialEq, Eq, Zeroize, ZeroizeOnDrop)]
pub(super) struct Letters {
    /// Characters 1 to 4.
    pub(super) root: [u8; 4],
    /// Characters 14 to 16.
    pub(super) consonants: [u8; 3],
    /// The second character of a rude root, which some registers kept.
    kept: u8,
}

impl Letters {
    pub(super) fn of(name: &PersonName, special: Special) -> Self {
        let first = significant_surname(name.first_surname().unwrap_or_default());
        let second = significant_surname(name.second_surname().unwrap_or_default());
        let given = significant_given(name.given());
        let mut letters = Self {
            root: [initial(&first), inside(&first, is_vowel, special), initial(&second), initial(&given)],
            consonants: [&first, &second, &given].map(|word| inside(word, is_consonant, special)),
            kept: 0,
        };
        letters.kept = letters.root[1];
        if is_rude(&letters.root) {
            letters.root[1] = b'X';
        }
        letters
    }

    /// Whether a register may have put this letter at a position from 1 to 4 or from 14 to 16.
    pub(super) fn allow(&self, position: usize, letter: u8) -> bool {
        match position {
            2 => [self.root[1], self.kept].contains(&letter),
            1..=4 => self.root[position - 1] == letter,
            _ => self.consonants[position - 14] == letter,
        }
    }
}

fn is_rude(root: &[u8; 4]) -> bool {
    RUDE.split(' ').any(|word| word.as_bytes() == root)
}

/// The word of a surname that counts: the first that is not a particle.
fn significant_surname(surname: &str) -> Zeroizing<String> {
    let plain = plain(surname);
    Zeroizing::new(first_word(without_particles(&plain)).to_owned())
}

/// The given name that counts: MARÍA and JOSÉ give way to a following name, then particles are dropped.
fn significant_given(given: &str) -> Zeroizing<String> {
    let plain = plain(given);
    let name = without_particles(&plain);
    let rest = match name.split_once(' ') {
        Some((first, rest)) if VERY_COMMON.contains(&first) => without_particles(rest),
        _ => name,
    };
    Zeroizing::new(first_word(rest).to_owned())
}

/// The text from its first word that is no particle; the last word always counts.
fn without_particles(mut text: &str) -> &str {
    while let Some((first, rest)) = text.split_once(' ') {
        if !PARTICLES.contains(&first) {
            break;
        }
        text = rest;
    }
    text
}

fn first_word(text: &str) -> &str {
    text.split(' ').next().unwrap_or_default()
}

fn initial(word: &str) -> u8 {
    word.chars().next().map_or(b'X', letter_or_x)
}

/// The first letter after the initial that satisfies `wanted`.
fn inside(word: &str, wanted: impl Fn(char) -> bool, special: Special) -> u8 {
    let stops = |character: char| wanted(character) || (special == Special::Blocks && !character.is_alphabetic());
    word.chars().skip(1).find(|&character| stops(character)).map_or(b'X', letter_or_x)
}

fn letter_or_x(character: char) -> u8 {
    if character.is_ascii_uppercase() { character as u8 } else { b'X' }
}

fn is_vowel(character: char) -> bool {
    matches!(character, 'A' | 'E' | 'I' | 'O' | 'U')
}

fn is_consonant(character: char) -> bool {
    character.is_alphabetic() && !is_vowel(character)
}

/// Capitals without accents; Ñ and letters of other alphabets stay as they are.
fn plain(text: &str) -> Zeroizing<String> {
    let mut plain = Zeroizing::new(String::with_capacity(text.len() * 3));
    for character in text.chars().flat_map(char::to_uppercase) {
        plain.push(match character {
            'Á' | 'À' | 'Â' | 'Ã' | 'Ä' | 'Å' => 'A',
            'É' | 'È' | 'Ê' | 'Ë' => 'E',
            'Í' | 'Ì' | 'Î' | 'Ï' => 'I',
            'Ó' | 'Ò' | 'Ô' | 'Õ' | 'Ö' => 'O',
            'Ú' | 'Ù' | 'Û' | 'Ü' => 'U',
            'Ý' | 'Ÿ' => 'Y',
            'Ç' => 'C',
            '’' => '\'',
            other => other,
        });
    }
    plain
}
