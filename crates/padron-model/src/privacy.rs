//! Types with a personal value must not be printed or serialised by accident: this file compiles only while they cannot.

use std::fmt::{Debug, Display};

use serde::Serialize;
use zeroize::ZeroizeOnDrop;

use crate::country::mexico::{Curp, Rfc};
use crate::{
    Contact, Document, Holder, Iccid, Identifier, LegalName, LineDetails, Number, Passport, PersonName, Representative,
};

/// If the type had the trait, the method below would be ambiguous and the file would not compile.
macro_rules! never {
    ($bound:path: $($personal:ty),* $(,)?) => {
        $(const _: fn() = || {
            trait Ambiguous<Marker> {
                fn method() {}
            }
            impl<Any: ?Sized> Ambiguous<()> for Any {}
            struct HasTheTrait;
            impl<Any: ?Sized + $bound> Ambiguous<HasTheTrait> for Any {}
            let _ = <$personal as Ambiguous<_>>::method;
        };)*
    };
}

macro_rules! personal {
    ($($personal:ty),* $(,)?) => {
        never!(Debug: $($personal),*);
        never!(Display: $($personal),*);
        never!(Serialize: $($personal),*);
    };
}

personal!(
    Contact,
    Curp,
    Document,
    Holder,
    Iccid,
    Identifier,
    LegalName,
    LineDetails,
    Number,
    Passport,
    PersonName,
    Representative,
    Rfc,
);

#[test]
fn personal_values_are_wiped_when_dropped() {
    const fn wiped<Personal: ZeroizeOnDrop>() {}
    wiped::<Number>();
    wiped::<Iccid>();
    wiped::<Identifier>();
    wiped::<Curp>();
    wiped::<Rfc>();
    wiped::<Passport>();
    wiped::<PersonName>();
    wiped::<LegalName>();
    wiped::<Contact>();
}
