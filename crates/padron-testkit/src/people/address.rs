//! Addresses that look right and lead nowhere.

use padron_model::country::mexico::State;
use padron_model::{Contact, Invalid, PersonName};

use super::Dice;

const STREETS: &[&str] = &[
    "Benito Juárez",
    "Miguel Hidalgo",
    "16 de Septiembre",
    "Emiliano Zapata",
    "Niños Héroes",
    "Francisco I. Madero",
    "5 de Mayo",
    "Revolución",
    "Venustiano Carranza",
    "Lázaro Cárdenas",
    "Ignacio Allende",
    "Álvaro Obregón",
    "Pino",
    "Jacarandas",
    "Río Papaloapan",
    "Cañada de la Peña",
];
const QUARTERS: &[&str] = &[
    "Centro",
    "San José",
    "Guadalupe",
    "La Loma",
    "El Carmen",
    "Santa Cruz",
    "Las Flores",
    "Obrera",
    "Jardines del Sur",
    "Industrial",
    "San Ángel Chico",
    "Peña Blanca",
];

pub(super) fn contact(dice: &mut Dice, name: &PersonName, i: u64, state: State) -> Result<Contact, Invalid> {
    let street = dice.pick(STREETS).unwrap_or_default();
    let quarter = dice.pick(QUARTERS).unwrap_or_default();
    let number = 1 + dice.below(2_400);
    let state = if state == State::ABROAD { "Ciudad de México" } else { state.name() };
    let address = format!("{street} {number}, Col. {quarter}, {state}");
    let postal_code = format!("{:05}", 1_000 + dice.below(98_000));
    let email = (!dice.chance(3_000)).then(|| {
        format!("{}.{}.{i}@example.org", latin(name.given()), latin(name.first_surname().unwrap_or_default()))
    });
    Contact::new(&address, email.as_deref(), &postal_code)
}

/// The first word of a name in lower-case ASCII, at most 20 letters.
fn latin(name: &str) -> String {
    let word = name.split(' ').next_back().unwrap_or_default();
    let plain = word.chars().flat_map(char::to_lowercase).map(|character| match character {
        'á' => 'a',
        'é' => 'e',
        'í' => 'i',
        'ó' => 'o',
        'ú' | 'ü' => 'u',
        'ñ' => 'n',
        other => other,
    });
    plain.filter(char::is_ascii_alphanumeric).take(20).collect()
}
