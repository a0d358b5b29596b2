//! The states of the twelfth and thirteenth characters of a CURP.

use crate::{Invalid, Rule, Subject};

/// Codes and names of RENAPO's catalogue of states; NE is birth abroad. Mexico City kept the code DF.
const STATES: [(&str, &str); 33] = [
    ("AS", "Aguascalientes"),
    ("BC", "Baja California"),
    ("BS", "Baja California Sur"),
    ("CC", "Campeche"),
    ("CL", "Coahuila"),
    ("CM", "Colima"),
    ("CS", "Chiapas"),
    ("CH", "Chihuahua"),
    ("DF", "Ciudad de México"),
    ("DG", "Durango"),
    ("GT", "Guanajuato"),
    ("GR", "Guerrero"),
    ("HG", "Hidalgo"),
    ("JC", "Jalisco"),
    ("MC", "México"),
    ("MN", "Michoacán"),
    ("MS", "Morelos"),
    ("NT", "Nayarit"),
    ("NL", "Nuevo León"),
    ("OC", "Oaxaca"),
    ("PL", "Puebla"),
    ("QT", "Querétaro"),
    ("QR", "Quintana Roo"),
    ("SP", "San Luis Potosí"),
    ("SL", "Sinaloa"),
    ("SR", "Sonora"),
    ("TC", "Tabasco"),
    ("TS", "Tamaulipas"),
    ("TL", "Tlaxcala"),
    ("VZ", "Veracruz"),
    ("YN", "Yucatán"),
    ("ZS", "Zacatecas"),
    ("NE", "Nacido en el extranjero"),
];

/// A state of Mexico, or birth abroad.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct State(u8);

impl State {
    /// Born abroad.
    pub const ABROAD: Self = Self(32);

    /// The 32 states, in the catalogue's order, and birth abroad last.
    pub fn all() -> impl ExactSizeIterator<Item = Self> {
        (0..STATES.len() as u8).map(Self)
    }

    /// Reads a two-letter code in capitals.
    ///
    /// # Errors
    /// No such state.
    pub fn parse(code: &str) -> Result<Self, Invalid> {
        Self::all().find(|state| state.code() == code).ok_or_else(|| Invalid::whole(Subject::Curp, Rule::State))
    }

    /// The two letters.
    pub fn code(self) -> &'static str {
        STATES[usize::from(self.0)].0
    }

    /// The name in Spanish.
    pub fn name(self) -> &'static str {
        STATES[usize::from(self.0)].1
    }
}
