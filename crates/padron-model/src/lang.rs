//! The languages that padron speaks to people, and which of them is asked for.

mod text;

use std::{fmt, str::FromStr};

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use text::{EachText, Every, faults, fill};

/// Declares the languages: variant, BCP 47 tag, and the language's name in itself.
macro_rules! languages {
    ($($(#[$meta:meta])* $lang:ident, $tag:literal, $name:literal;)+) => {
        /// Language of a message for people.
        #[derive(
            Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
        )]
        pub enum Lang { $($(#[$meta])* #[serde(rename = $tag)] $lang,)+ }

        impl Lang {
            /// Every language; the default comes first.
            pub const ALL: [Self; [$(Self::$lang),+].len()] = [$(Self::$lang),+];

            /// The BCP 47 tag, as in `lang="…"` of a page and `--lang`.
            pub const fn tag(self) -> &'static str {
                match self { $(Self::$lang => $tag,)+ }
            }

            /// What its speakers call it.
            pub const fn own_name(self) -> &'static str {
                match self { $(Self::$lang => $name,)+ }
            }
        }
    };
}

languages! {
    #[default]
    Es, "es", "Español";
    En, "en", "English";
}

/// Gives a crate's texts a function `of`, which takes the language: each has its `TEXTS` in a module named after its tag.
#[macro_export]
macro_rules! by_language {
    ($texts:ident) => {
        impl $texts {
            pub(crate) const fn of(lang: $crate::Lang) -> &'static Self {
                match lang {
                    $crate::Lang::Es => &es::TEXTS,
                    $crate::Lang::En => &en::TEXTS,
                }
            }
        }
    };
}

impl Lang {
    /// The language liked best by whoever sent this `Accept-Language` (RFC 9110 section 12.5.4), if it names one of ours.
    pub fn liked(accept_language: &str) -> Option<Self> {
        let mut best: Option<(Self, u16)> = None;
        for range in accept_language.split(',').take(MAX_RANGES) {
            let mut parts = range.split(';').map(str::trim);
            let tag = parts.next().unwrap_or_default().to_ascii_lowercase();
            let Ok(lang) = tag.split('-').next().unwrap_or_default().parse() else { continue };
            let weight = parts.find_map(|part| part.strip_prefix("q=")).map_or(Some(1000), thousandths).unwrap_or(0);
            if weight > best.map_or(0, |(_, weight)| weight) {
                best = Some((lang, weight));
            }
        }
        best.map(|(lang, _)| lang)
    }
}

/// The most ranges of a header that are looked at.
const MAX_RANGES: usize = 32;

/// `0.8` as 800. At most three decimals, as the RFC has it.
fn thousandths(weight: &str) -> Option<u16> {
    let (whole, decimals) = weight.split_once('.').unwrap_or((weight, ""));
    let digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    if !matches!(whole, "0" | "1") || decimals.len() > 3 || !digits(decimals) {
        return None;
    }
    let value: u16 = format!("{whole}{decimals:0<3}").parse().ok()?;
    (value <= 1000).then_some(value)
}

/// Not the tag of a language that padron speaks.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("write one of: {}", Lang::ALL.map(Lang::tag).join(", "))]
pub struct UnknownLang;

impl FromStr for Lang {
    type Err = UnknownLang;

    /// Exactly a tag.
    fn from_str(tag: &str) -> Result<Self, UnknownLang> {
        Self::ALL.into_iter().find(|lang| lang.tag() == tag).ok_or(UnknownLang)
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.tag())
    }
}

#[cfg(test)]
mod tests;
