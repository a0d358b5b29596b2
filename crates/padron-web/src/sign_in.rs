//! The door to a person's own page.

use crate::shell::{Shell, finish};
use crate::texts::{SignInTexts, WebTexts};
use askama::Template;
use padron_model::Lang;

/// What the sign-in page shows.
pub struct SignIn {
    pub lang: Lang,
    /// Whether the last attempt failed. Why is not told: it could tell about others.
    pub failed: bool,
}

#[derive(Template)]
#[template(path = "sign_in.html")]
struct SignInPage {
    shell: Shell,
    t: &'static SignInTexts,
    failed: bool,
}

/// The sign-in page: posts `document`, `code` and `lang` to `/me`.
pub fn sign_in(page: &SignIn) -> String {
    let t = &WebTexts::of(page.lang).sign_in;
    finish(&SignInPage { shell: Shell::public(page.lang, format!("{} · padron", t.title)), t, failed: page.failed })
}
