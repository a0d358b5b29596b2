//! A numbering table like the regulator's, small, whose mobile blocks hold every synthetic number.

use std::fmt::Write;

use padron_model::NumberingTable;
use padron_model::country::CountryRules;
use padron_model::country::mexico::Mexico;

/// Areas (first three digits) whose numbers are mobile and belong to synthetic people.
pub const MOBILE_AREAS: [u64; 10] = [222, 331, 442, 551, 554, 656, 664, 744, 812, 999];
/// Area of lines beyond the usual ten of a person, mobile too.
pub const EXCESS_AREA: u64 = 228;
/// Areas whose numbers are fixed: nobody registers them.
pub const FIXED_AREAS: [u64; 3] = [552, 333, 818];
/// Numbers of an area: seven digits after the area's three.
pub const NUMBERS_PER_AREA: u64 = 10_000_000;

/// Numbers of one row.
const BLOCK: u64 = 1_000_000;

/// The table in the published form: the header lacks the name of the last column, which is always empty, so that a
/// reader who trusts the names is one column off. Names of towns contain commas and accents.
pub fn numbering_csv() -> String {
    let mut csv = String::from(
        "ZONA, NUMERACION_INICIAL, NUMERACION_FINAL, OCUPACION, MODALIDAD, RAZON_SOCIAL, FECHA_ASIGNACION\n",
    );
    for (index, area) in MOBILE_AREAS.into_iter().chain([EXCESS_AREA]).enumerate() {
        for (block, first) in blocks(area).enumerate() {
            let kind = if (block + index).is_multiple_of(3) { "MPP" } else { "CPP" };
            row(&mut csv, "\"JUÁREZ, CIUDAD SINTÉTICA\"", first, kind);
        }
    }
    for first in FIXED_AREAS.into_iter().flat_map(blocks) {
        row(&mut csv, "PEÑA BLANCA", first, "FIJO");
    }
    csv
}

/// The same table, read.
///
/// # Panics
/// Never: the rows are ours.
#[expect(clippy::expect_used, reason = "the rows are ours; one that breaks the rules is a bug here")]
pub fn numbering() -> NumberingTable {
    Mexico.numbering(Some(&mut numbering_csv().as_bytes())).expect("a table as the regulator publishes it")
}

fn blocks(area: u64) -> impl Iterator<Item = u64> {
    (0..NUMBERS_PER_AREA / BLOCK).map(move |block| area * NUMBERS_PER_AREA + block * BLOCK)
}

fn row(csv: &mut String, zone: &str, first: u64, kind: &str) {
    let last = first + BLOCK - 1;
    // Writing to a string cannot fail.
    let _ = writeln!(csv, "{zone},{first},{last},{BLOCK},{kind},OPERADORA SINTÉTICA,01/01/2020,");
}
