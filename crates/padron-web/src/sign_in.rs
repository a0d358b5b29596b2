//! The door to a person's own page.

use crate::shell::{Shell, finish};
use crate::texts::texts;
use askama::Template;
use padron_model::Lang;

/// What the sign-in page shows.
pub struct SignIn {
    /// The language.
    pub lang: Lang,
    /// Whether the last attempt failed. Why is not told: it could tell about others.
    pub failed: bool,
}

texts! {
    /// Texts of the sign-in page.
    SignInTexts {
        title: ["Mis líneas", "My lines"],
        lead: [
            "Aquí ves qué líneas están registradas a tu nombre y quién ha preguntado por ellas.",
            "Here you see which lines are registered in your name, and who has asked about them."
        ],
        failed_title: ["No pudimos reconocerte", "We could not recognise you"],
        failed: [
            "El documento y el código no coinciden, o el código ya se usó. Pide uno nuevo e inténtalo otra vez.",
            "Document and code do not go together, or the code was used before. Ask for a new one and try again."
        ],
        document: ["CURP o pasaporte", "CURP or passport"],
        document_help: [
            "La CURP tiene 18 letras y números. Un pasaporte se escribe con su país: GTM:A12345678.",
            "A CURP has 18 letters and digits. Write a passport with its country: GTM:A12345678."
        ],
        code: ["Código de un solo uso", "One-time code"],
        code_help: [
            "El que te dio tu fuente de identidad, como el registro civil. Sirve una sola vez.",
            "The one your identity source, such as the civil register, gave you. It works once."
        ],
        submit: ["Ver mis líneas", "See my lines"],
        shown_title: ["Qué vas a ver", "What you will see"],
        shown_lines: [
            "De cada línea a tu nombre: los últimos cuatro dígitos, la compañía, desde cuándo y el folio.",
            "Of each line in your name: the last four digits, the company, since when, and the folio."
        ],
        shown_accesses: [
            "Quién preguntó por ella, quién lo ordenó y cuándo.",
            "Who asked about it, who ordered that, and when."
        ],
        shown_no_more: [
            "Nada más: ni tu nombre, ni tu domicilio, ni los números completos. Al cerrar la página no queda sesión abierta.",
            "Nothing else: not your name, not your address, not the whole numbers. Closing the page leaves no session open."
        ],
        careful_title: ["Cuidado con los engaños", "Beware of fraud"],
        careful_biometric: [
            "Nunca te pedimos una foto, tu cara ni tu huella por medio de un enlace. Si un mensaje lo hace, es un engaño: \
             no lo abras.",
            "We never ask for a photo, your face or your fingerprint by a link. If a message does, it is a fraud: do not \
             open it."
        ],
        careful_code: [
            "Nadie tiene por qué pedirte este código por teléfono o por mensaje. Escríbelo solo en esta página.",
            "Nobody has a reason to ask you for this code by phone or message. Type it on this page only."
        ],
    }
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct Page {
    shell: Shell,
    t: &'static SignInTexts,
    failed: bool,
}

/// The sign-in page: posts `document`, `code` and `lang` to `/me`.
pub fn sign_in(page: &SignIn) -> String {
    let t = SignInTexts::of(page.lang);
    finish(&Page { shell: Shell::public(page.lang, format!("{} · padron", t.title)), t, failed: page.failed })
}
