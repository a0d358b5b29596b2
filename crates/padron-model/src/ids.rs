//! Enums whose members have a stable id; their words for people stand in the crate's texts.

/// Declares one: its members with their ids.
macro_rules! ids {
    (
        $(#[$meta:meta])* $name:ident;
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
