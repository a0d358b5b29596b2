//! Every sample page, served as the roles serve theirs, and one page that does everything wrong.

use axum::Router;
use axum::extract::{Path, RawQuery};
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use padron_model::Lang;
use std::collections::BTreeMap;
use std::sync::LazyLock;
use tokio::net::TcpListener;

/// What no page of ours may do: every look at a page must notice it.
const WRONG: &str = include_str!("wrong.html");

static PAGES: LazyLock<BTreeMap<(String, &'static str), String>> = LazyLock::new(|| {
    let pages =
        |lang: Lang| padron_web::samples::pages(lang).into_iter().map(move |(name, page)| ((name, lang.tag()), page));
    Lang::ALL.into_iter().flat_map(pages).collect()
});

/// Where the sample pages are served.
pub struct Samples(String);

impl Samples {
    /// Serves them until the test ends.
    pub async fn serve() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        tokio::spawn(async move { axum::serve(listener, Router::new().route("/{name}", get(page))).await });
        Self(address)
    }

    /// The address of every page in both languages.
    pub fn all(&self) -> Vec<String> {
        PAGES.keys().map(|(name, tag)| format!("{}/{name}?lang={tag}", self.0)).collect()
    }

    /// The addresses of pages that differ in more than their words: in one language, and of the refusals only one.
    pub fn layouts(&self) -> Vec<String> {
        let mut pages = self.all();
        pages.retain(|page| {
            page.ends_with("lang=es") && (!page.contains("/problem-") || page.contains("/problem-busy?"))
        });
        pages
    }

    /// The address of the page that does everything wrong.
    pub fn wrong(&self) -> String {
        format!("{}/wrong", self.0)
    }
}

async fn page(Path(name): Path<String>, RawQuery(query): RawQuery, headers: HeaderMap) -> Response {
    let liked = headers.get(header::ACCEPT_LANGUAGE).and_then(|value| value.to_str().ok());
    let lang = padron_web::language(query.as_deref(), liked);
    let page = PAGES.get(&(name, lang.tag())).map_or(WRONG, String::as_str);
    let headers = [
        (header::CONTENT_TYPE, "text/html; charset=utf-8".to_owned()),
        (header::CACHE_CONTROL, "no-store".into()),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".into()),
        (header::REFERRER_POLICY, "no-referrer".into()),
        (header::CONTENT_SECURITY_POLICY, padron_web::content_security_policy()),
    ];
    (headers, page).into_response()
}
