//! Texts in several languages: declared once as a struct with a field for each, written once per language as a literal
//! of that struct. A text that is missing or too many does not compile; [`faults`] finds what the compiler cannot.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::{Debug, Display, Write as _};

/// Declares structs of texts. A field is
/// - `key`: one text;
/// - `key(name, …)`: one text with `{name}` in it, and a method `key` that fills it;
/// - `key: Type`: another struct of texts, a list (`&'static [&'static str]`), or `fn(Enum) -> …` with one for each
///   member of an enum ([`Every`]);
///   or, not looked through, `fn(&str) -> Option<…>` for names from elsewhere and `fn(Value) -> String`.
#[macro_export]
macro_rules! texts {
    (@kind) => { &'static str };
    (@kind $kind:ty) => { $kind };
    ($($(#[$meta:meta])* $vis:vis struct $name:ident {
        $($(#[$key_meta:meta])* $key:ident $(($($value:ident),+))? $(: $kind:ty)?),* $(,)?
    })+) => {$(
        $(#[$meta])*
        $vis struct $name { $($(#[$key_meta])* $vis $key: $crate::texts!(@kind $($kind)?),)* }

        #[allow(dead_code, reason = "some are only read as they are")]
        impl $name { $($(
            $vis fn $key(&self, $($value: impl ::std::fmt::Display),+) -> String {
                $crate::lang::fill(self.$key, &[$((stringify!($value), &$value)),+])
            }
        )?)* }

        impl $crate::lang::EachText for $name {
            fn each(&self, look: &mut dyn FnMut(String, &'static str, &[&str])) {
                $( $crate::lang::EachText::each(&self.$key, &mut |inner, text, values| {
                    let values = if values.is_empty() { &[$($(stringify!($value)),+)?] } else { values };
                    look(format!("{}.{inner}", stringify!($key)), text, values);
                }); )*
            }
        }
    )+};
}

/// Texts that can be looked through.
pub trait EachText {
    /// Shows each text with its key and the names of the values that it is filled with.
    fn each(&self, look: &mut dyn FnMut(String, &'static str, &[&str]));

    /// The text of this key, for names that come from elsewhere (`-` and `_` are the same).
    fn find(&self, key: &str) -> Option<&'static str> {
        let key = key.replace('-', "_");
        let mut found = None;
        self.each(&mut |known, text, _| {
            if known.trim_end_matches('.') == key {
                found = Some(text);
            }
        });
        found
    }
}

/// An enum of which texts have one for each member.
pub trait Every: Copy + Debug + 'static {
    /// Every member.
    const EVERY: &'static [Self];
}

impl EachText for &'static str {
    fn each(&self, look: &mut dyn FnMut(String, &'static str, &[&str])) {
        look(String::new(), self, &[]);
    }
}

impl<T: EachText> EachText for &'static [T] {
    fn each(&self, look: &mut dyn FnMut(String, &'static str, &[&str])) {
        for (place, part) in self.iter().enumerate() {
            part.each(&mut |inner, text, values| look(format!("{place}.{inner}"), text, values));
        }
    }
}

impl<K: Every, T: EachText> EachText for fn(K) -> T {
    fn each(&self, look: &mut dyn FnMut(String, &'static str, &[&str])) {
        for member in K::EVERY {
            self(*member).each(&mut |inner, text, values| look(format!("{member:?}.{inner}"), text, values));
        }
    }
}

/// Texts for names that come from elsewhere, of which a language may not need any: they are not looked through.
impl<T> EachText for fn(&str) -> Option<T> {
    fn each(&self, _: &mut dyn FnMut(String, &'static str, &[&str])) {}
}

/// A text that is made of a value as the language has it.
impl<V> EachText for fn(V) -> String {
    fn each(&self, _: &mut dyn FnMut(String, &'static str, &[&str])) {}
}

/// The text with each `{name}` replaced by the value of that name. What stands in a value is never replaced again.
pub fn fill(text: &str, values: &[(&str, &dyn Display)]) -> String {
    let mut filled = String::with_capacity(text.len());
    for piece in pieces(text) {
        match piece {
            Part::Text(text) => filled.push_str(text),
            Part::Value(name) => {
                if let Some((_, value)) = values.iter().find(|(known, _)| *known == name) {
                    // Writing to a string does not fail.
                    let _ = write!(filled, "{value}");
                }
            }
        }
    }
    filled
}

enum Part<'a> {
    Text(&'a str),
    Value(&'a str),
}

fn pieces(text: &str) -> impl Iterator<Item = Part<'_>> {
    text.split('{')
        .enumerate()
        .flat_map(|(place, part)| match part.split_once('}') {
            Some((name, rest)) if place > 0 => [Some(Part::Value(name)), Some(Part::Text(rest))],
            _ => [Some(Part::Text(part)), None],
        })
        .flatten()
}

/// What is wrong with texts, given in every language; for the test that each crate with texts has. `alike` are the keys
/// whose text may be the same in two languages.
pub fn faults<T: EachText>(languages: &[&T], alike: &[&str]) -> Vec<String> {
    let mut faults = Vec::new();
    let mut read = Vec::new();
    for texts in languages {
        let mut all = BTreeMap::new();
        texts.each(&mut |key, text, values| {
            let key = key.trim_end_matches('.').to_owned();
            faults.extend(own_faults(text, values).map(|fault| format!("{key}: {fault}")));
            all.insert(key, text);
        });
        read.push(all);
    }
    let Some((first, others)) = read.split_first() else { return faults };
    for other in others {
        let keys = first.keys().chain(other.keys()).collect::<BTreeSet<_>>();
        for key in keys {
            let fault = match (first.get(key), other.get(key)) {
                (Some(one), Some(two)) if one == two && !alike.contains(&key.as_str()) => {
                    "is the same in two languages"
                }
                (Some(one), Some(two)) if end(one) != end(two) => "ends in another way in each language",
                (Some(_), Some(_)) => continue,
                _ => "is missing in a language",
            };
            faults.push(format!("{key}: {fault}"));
        }
    }
    faults
}

fn own_faults(text: &str, values: &[&str]) -> impl Iterator<Item = &'static str> {
    let used = pieces(text).filter_map(|piece| if let Part::Value(name) = piece { Some(name) } else { None });
    let (used, declared) = (used.collect::<BTreeSet<_>>(), values.iter().copied().collect::<BTreeSet<_>>());
    [
        (text.is_empty() || text.trim() != text, "is empty or has a space at an end"),
        (text.contains("  "), "has two spaces in a row"),
        (text.contains(['<', '>']), "has markup"),
        (used != declared, "does not use the values that it is given"),
    ]
    .into_iter()
    .filter_map(|(holds, fault)| holds.then_some(fault))
}

fn end(text: &str) -> Option<char> {
    text.chars().last().filter(|last| matches!(last, '.' | ':'))
}
