//! The first page of every party of a running country.

use crate::chromium::{Chromium, ENTER, TAB};
use crate::country::Country;
use crate::look::PHONE;
use serde_json::json;

const PARTIES: [(&str, &str, &str); 6] = [
    ("registrar", "Registrador", "Registrar"),
    ("verifier", "Verificador", "Verifier"),
    ("custodian-1", "Custodio", "Custodian"),
    ("operator-a", "Operador de telefonía", "Telephone operator"),
    ("identity", "Fuente de identidad", "Identity source"),
    ("witness-1", "Testigo", "Witness"),
];

/// The heading of the open page.
const HEADING: &str = "return document.querySelector('h1').innerText";

#[tokio::test]
async fn every_party_says_what_it_is_in_both_languages_and_leads_on() {
    let (browser, country) = tokio::join!(Chromium::start(), Country::usual());
    browser.narrow(PHONE).await;
    for (id, spanish, english) in PARTIES {
        let page = country.url(id, "/?lang=es");
        browser.open(&page).await;
        assert_eq!(browser.run::<String>(HEADING).await, spanish, "{id}");
        let looks = [browser.wide().await, browser.pale().await, browser.nameless().await, browser.unreachable().await];
        assert_eq!(looks.concat(), [""; 0], "{id}");
        // The switch is the second control: after the way past the navigation.
        browser.open(&page).await;
        browser.press(&[TAB, TAB, ENTER].concat()).await;
        browser.find("html[lang=en]").await;
        assert_eq!(browser.run::<String>(HEADING).await, english, "{id}");
        let visited = [page.clone(), page, country.url(id, "/?lang=en")];
        assert_eq!(browser.broken_rules(&visited).await, [""; 0], "{id}");
        assert_eq!(dead_links(&browser, &country, id).await, [""; 0], "{id}");
    }
}

/// Links of the open page that leave the party or lead to nothing.
async fn dead_links(browser: &Chromium, country: &Country, id: &str) -> Vec<String> {
    let links: Vec<String> = browser.run("return [...document.links].map((link) => link.href)").await;
    assert!(!links.is_empty());
    let mut dead = Vec::new();
    for link in links {
        let alive = match link.strip_prefix(&country.url(id, "")) {
            Some(path) => country.unsigned(id, "GET", path, b"").await.status == 200,
            None => false,
        };
        if !alive {
            dead.push(link);
        }
    }
    dead
}

#[tokio::test]
async fn pages_come_in_the_language_that_the_reader_has_set() {
    let (browser, country) = tokio::join!(Chromium::start(), Country::usual());
    for (liked, heading) in [("es-MX", "Verificador"), ("en-GB", "Verifier"), ("nah", "Verificador")] {
        let reader = json!({"userAgent": "", "acceptLanguage": liked});
        browser.devtools("Emulation.setUserAgentOverride", reader).await;
        browser.open(&country.url("verifier", "/")).await;
        assert_eq!(browser.run::<String>(HEADING).await, heading, "{liked}");
    }
}
