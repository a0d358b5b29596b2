//! What every page has around its content.

use crate::style::STYLE;
use crate::texts::{ShellTexts, WebTexts};
use askama::Template;
use padron_model::Lang;

/// The frame of a page.
pub(crate) struct Shell {
    pub(crate) lang: Lang,
    /// Never a personal value: titles end in histories and window lists.
    pub(crate) title: String,
    /// Whether the same address can be asked for in another language.
    pub(crate) switchable: bool,
    /// Whether the page is somebody's alone, and no search engine's.
    pub(crate) private: bool,
}

impl Shell {
    /// A page that anybody may see, in any language.
    pub(crate) fn public(lang: Lang, title: impl Into<String>) -> Self {
        Self { lang, title: title.into(), switchable: true, private: false }
    }

    /// A page made for one reader.
    pub(crate) fn private(lang: Lang, title: impl Into<String>) -> Self {
        Self { lang, title: title.into(), switchable: false, private: true }
    }

    pub(crate) fn tag(&self) -> &'static str {
        self.lang.tag()
    }

    pub(crate) fn other_langs(&self) -> impl Iterator<Item = Lang> {
        let own = self.lang;
        Lang::ALL.into_iter().filter(move |lang| *lang != own)
    }

    pub(crate) fn style(&self) -> &'static str {
        STYLE
    }

    pub(crate) fn texts(&self) -> &'static ShellTexts {
        &WebTexts::of(self.lang).shell
    }
}

/// The finished page. Writing to a string does not fail; were it ever to, nothing half-written goes out.
pub(crate) fn finish(page: &impl Template) -> String {
    page.render().unwrap_or_default()
}
