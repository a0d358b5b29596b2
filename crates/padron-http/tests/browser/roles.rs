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
async fn every_party_says_what_it_is_in_both_languages_on_a_phone() {
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
    }
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

#[tokio::test]
async fn every_link_of_a_first_page_leads_to_something() {
    let (browser, country) = tokio::join!(Chromium::start(), Country::usual());
    for (id, _, _) in PARTIES {
        browser.open(&country.url(id, "/")).await;
        let links: Vec<String> = browser.run("return [...document.links].map((link) => link.href)").await;
        assert!(links.len() >= 2, "{id}");
        for link in links {
            let path = link.strip_prefix(&country.url(id, "")).unwrap_or_else(|| panic!("{id} leads to {link}"));
            let answered = country.unsigned(id, "GET", path.split('#').next().unwrap(), b"").await;
            assert_eq!(answered.status, 200, "{id} leads to {link}");
        }
    }
}
