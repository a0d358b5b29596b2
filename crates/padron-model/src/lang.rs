//! The two languages that padron speaks.

use serde::{Deserialize, Serialize};

/// Language of a message for people.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lang {
    /// Spanish, as spoken in Mexico.
    #[default]
    Es,
    /// English.
    En,
}

impl Lang {
    /// Picks one of two texts.
    #[must_use]
    pub const fn pick<'a>(self, spanish: &'a str, english: &'a str) -> &'a str {
        match self {
            Self::Es => spanish,
            Self::En => english,
        }
    }

    /// The language of an `Accept-Language` header or a `LANG` variable; Spanish unless English comes first.
    #[must_use]
    pub fn parse(text: &str) -> Self {
        let start = text.trim_start();
        if start.get(..2).is_some_and(|two| two.eq_ignore_ascii_case("en")) { Self::En } else { Self::Es }
    }

    /// The BCP 47 tag, for `lang="…"` in a page.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        self.pick("es", "en")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn english_only_if_it_comes_first() {
        let cases =
            [("en-US,es;q=0.8", Lang::En), ("EN", Lang::En), ("es-MX,en", Lang::Es), ("", Lang::Es), ("ñ", Lang::Es)];
        for (header, lang) in cases {
            assert_eq!(Lang::parse(header), lang);
        }
        assert_eq!(Lang::En.tag(), "en");
    }
}
