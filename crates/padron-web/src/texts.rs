//! What the pages say, Spanish and English side by side: a text without its translation does not compile.

use padron_model::Lang;

/// A text in both languages, Spanish first.
pub(crate) type Text = [&'static str; 2];

/// The text in this language.
pub(crate) const fn say(text: Text, lang: Lang) -> &'static str {
    lang.pick(text[0], text[1])
}

/// The other language.
pub(crate) const fn other(lang: Lang) -> Lang {
    match lang {
        Lang::Es => Lang::En,
        Lang::En => Lang::Es,
    }
}

/// Declares the texts of a page: a struct with one field per key, once in each language.
macro_rules! texts {
    ($(#[$doc:meta])* $name:ident { $($key:ident: [$es:literal, $en:literal],)* }) => {
        $(#[$doc])*
        pub(crate) struct $name { $(pub(crate) $key: &'static str,)* }

        impl $name {
            const ES: Self = Self { $($key: $es,)* };
            const EN: Self = Self { $($key: $en,)* };

            /// The texts in this language.
            pub(crate) const fn of(lang: padron_model::Lang) -> &'static Self {
                match lang {
                    padron_model::Lang::Es => &Self::ES,
                    padron_model::Lang::En => &Self::EN,
                }
            }

            /// Every text with its key.
            #[cfg(test)]
            pub(crate) const ALL: &'static [(&'static str, $crate::texts::Text)] =
                &[$((stringify!($key), [$es, $en]),)*];
        }
    };
}

pub(crate) use texts;
