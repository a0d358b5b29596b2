//! One NDJSON row: a flat JSON object whose names are the columns.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, Visitor};
use zeroize::Zeroizing;

use super::columns::Cells;
use super::fault::{Reason, RowFault};
use padron_model::SubscriberColumn as Column;

/// The values of a row.
///
/// # Errors
/// Not an object, an unknown or repeated name, a value that is neither text, whole number nor null.
pub(crate) fn read(text: &str) -> Result<Cells, RowFault> {
    match serde_json::from_str::<JsonRow>(text) {
        Ok(JsonRow { cells, fault: None }) => Ok(cells),
        Ok(JsonRow { fault: Some(fault), .. }) => Err(fault),
        // The error of the JSON reader could repeat a value.
        Err(_) => Err(RowFault { column: None, reason: Reason::NotAnObject }),
    }
}

#[derive(Default)]
struct JsonRow {
    cells: Cells,
    fault: Option<RowFault>,
}

impl<'de> Deserialize<'de> for JsonRow {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct JsonFields;

        impl<'de> Visitor<'de> for JsonFields {
            type Value = JsonRow;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a subscriber")
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<JsonRow, A::Error> {
                let mut row = JsonRow::default();
                let mut seen = Vec::new();
                while let Some(name) = map.next_key::<Name<'de>>()? {
                    let Some(column) = Column::find(&name.0) else {
                        map.next_value::<IgnoredAny>()?;
                        row.fault.get_or_insert(RowFault { column: None, reason: Reason::UnknownName });
                        continue;
                    };
                    if seen.contains(&column) {
                        row.fault.get_or_insert(RowFault { column: Some(column), reason: Reason::RepeatedName });
                    }
                    seen.push(column);
                    match map.next_value::<Scalar>()? {
                        Scalar::Text(text) => row.cells.set(column, text),
                        Scalar::Other => {
                            row.fault.get_or_insert(RowFault { column: Some(column), reason: Reason::NotText });
                        }
                    }
                }
                Ok(row)
            }
        }

        deserializer.deserialize_map(JsonFields)
    }
}

#[derive(Deserialize)]
struct Name<'a>(#[serde(borrow)] Cow<'a, str>);

/// A value of a row.
enum Scalar {
    Text(Zeroizing<String>),
    Other,
}

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Any;

        impl<'de> Visitor<'de> for Any {
            type Value = Scalar;

            fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str("a value")
            }

            fn visit_str<E>(self, text: &str) -> Result<Scalar, E> {
                Ok(Scalar::Text(Zeroizing::new(text.to_owned())))
            }

            fn visit_u64<E>(self, number: u64) -> Result<Scalar, E> {
                Ok(Scalar::Text(Zeroizing::new(number.to_string())))
            }

            fn visit_unit<E>(self) -> Result<Scalar, E> {
                Ok(Scalar::Text(Zeroizing::new(String::new())))
            }

            fn visit_i64<E>(self, _: i64) -> Result<Scalar, E> {
                Ok(Scalar::Other)
            }

            fn visit_f64<E>(self, _: f64) -> Result<Scalar, E> {
                Ok(Scalar::Other)
            }

            fn visit_bool<E>(self, _: bool) -> Result<Scalar, E> {
                Ok(Scalar::Other)
            }

            fn visit_seq<A: serde::de::SeqAccess<'de>>(self, mut list: A) -> Result<Scalar, A::Error> {
                while list.next_element::<IgnoredAny>()?.is_some() {}
                Ok(Scalar::Other)
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scalar, A::Error> {
                while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
                Ok(Scalar::Other)
            }
        }

        deserializer.deserialize_any(Any)
    }
}

#[cfg(test)]
mod tests;
