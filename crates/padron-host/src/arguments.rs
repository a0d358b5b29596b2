//! Arguments that commands share.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use padron_model::Lang;

/// Reads `--lang`, by tag.
pub fn lang() -> impl TypedValueParser<Value = Lang> {
    PossibleValuesParser::new(Lang::ALL.map(Lang::tag)).try_map(|tag| tag.parse::<Lang>())
}
