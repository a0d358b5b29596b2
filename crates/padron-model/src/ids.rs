//! Enums whose members have a stable id and words for people.

/// Declares one: its members with their ids, and a method that says the member in a language (a field of the crate's
/// texts).
macro_rules! ids {
    (
        $(#[$meta:meta])* $name:ident, $method:ident: $field:ident;
        $( $(#[$member_meta:meta])* $member:ident = $id:literal; )*
    ) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ::serde::Serialize, ::serde::Deserialize)]
        pub enum $name { $( $(#[$member_meta])* #[serde(rename = $id)] $member, )* }

        impl $name {
            /// Every member, in the order of declaration.
            pub const ALL: &'static [Self] = &[$( Self::$member, )*];

            /// The stable id used in logs, problem types and files.
            pub const fn as_str(self) -> &'static str {
                match self { $( Self::$member => $id, )* }
            }

            /// In words, for people.
            pub fn $method(self, lang: $crate::Lang) -> &'static str {
                ($crate::texts::ModelTexts::of(lang).$field)(self)
            }
        }

        impl $crate::lang::Every for $name {
            const EVERY: &'static [Self] = Self::ALL;
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, formatter: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                formatter.write_str(self.as_str())
            }
        }
    };
}
pub(crate) use ids;
