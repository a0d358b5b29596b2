//! A person looks at their own lines, with the keyboard alone, and leaves nothing behind.

use crate::chromium::{Chromium, ENTER, TAB};
use crate::country::{Country, without_accesses};
use jiff::SignedDuration;
use padron_model::HolderKind;
use padron_protocol::contract::{Endpoint as _, verifier};
use serde_json::{Value, json};

/// What the page of the running country says, as a reader sees it.
const TEXT: &str = "return document.body.innerText";
/// What is typed into the form, and what the browser keeps of it: cookies and stores.
const KEPT: &str = "return [...document.querySelectorAll('input[type=text]')].map((field) => field.value).join('') \
                    + document.cookie + JSON.stringify({...localStorage, ...sessionStorage}).slice(1, -1)";

/// Two lines of the first national, one of them opened under an order whose embargo has ended. With their numbers.
async fn opened() -> (Country, [String; 2]) {
    let country = Country::usual().await;
    let forms = [0, 1].map(|nth| country.form(country.national(0), nth));
    for (operator, form) in ["operator-a", "operator-b"].into_iter().zip(&forms) {
        country.link(operator, country.uuid(), form).await.unwrap();
    }
    country.later(SignedDuration::from_hours(2)).await;
    country.asker().ask(&country.ordered(&country.order(&forms[0].number))).await.unwrap();
    country.later(SignedDuration::from_hours(721)).await;
    (country, forms.map(|form| form.number.clone()))
}

fn sign_in_page(country: &Country) -> String {
    country.url("verifier", &format!("{}?lang=en", verifier::ShowSignIn::PATH))
}

impl Chromium {
    /// Opens the verifier's page, past the navigation, and fills in what is asked. Nothing but keys.
    async fn fill_in(&self, country: &Country, document: &str, code: &str) {
        self.open(&sign_in_page(country)).await;
        self.press(&[TAB, ENTER, TAB, document, TAB, code].concat()).await;
    }

    /// Everything that the browser remembers of where it was.
    async fn history(&self) -> Vec<String> {
        let history = self.devtools("Page.getNavigationHistory", json!({})).await;
        let entries = history["entries"].as_array().unwrap();
        entries.iter().map(Value::to_string).collect()
    }

    /// What stands in the open page's address, history, source, form and stores of these values.
    async fn repeated(&self, values: &[&str]) -> Vec<String> {
        let mut places = self.history().await;
        places.push(self.run("return document.documentElement.outerHTML").await);
        places.push(self.run(KEPT).await);
        let repeats = |place: &String| values.iter().any(|value| place.contains(value));
        places.into_iter().filter(repeats).collect()
    }
}

#[tokio::test]
async fn a_person_sees_their_lines_and_who_asked_and_leaves_nothing_behind() {
    let (browser, (country, numbers)) = tokio::join!(Chromium::start(), opened());
    let (document, code) = country.sign_in(country.national(0));
    browser.fill_in(&country, &document, &code).await;
    assert_eq!(browser.run::<String>(KEPT).await, format!("{document}{code}"));
    browser.press(ENTER).await;
    browser.find("section.line").await;

    let text: String = browser.run(TEXT).await;
    let view = country.own_view(&document, &code).await.unwrap();
    assert_eq!(view.lines.len(), 2);
    for line in &view.lines {
        assert!(numbers.iter().any(|number| number.ends_with(&line.last_four)));
        let told = [&format!("Line ending in {}", line.last_four), &line.folio, &line.operator];
        assert!(told.iter().all(|told| text.contains(*told)), "{text}");
    }
    let access = view.lines.iter().flat_map(|line| &line.accesses).next().unwrap();
    assert!(text.contains(&format!("Asked\n{}", access.authority)), "{text}");
    assert!(text.contains(&format!("{} custodians", access.custodians)) && !text.contains("Alarm"), "{text}");
    assert_eq!(text.matches("Nobody, as far as can be told today.").count(), 1);

    let mut secret: Vec<&str> = numbers.iter().map(|number| &number[3..]).collect();
    secret.extend([document.as_str(), &code]);
    assert_eq!(browser.repeated(&secret).await, [""; 0]);
    let visited = [sign_in_page(&country), country.url("verifier", verifier::ShowOwn::PATH)];
    assert_eq!(browser.broken_rules(&visited).await, [""; 0]);
    assert_eq!(browser.wide().await, [""; 0]);
}

#[tokio::test]
async fn nobody_who_comes_after_finds_the_lines_or_what_was_typed() {
    let (browser, (country, _)) = tokio::join!(Chromium::start(), opened());
    let (document, code) = country.sign_in(country.national(0));
    browser.fill_in(&country, &document, &code).await;
    browser.press(ENTER).await;
    browser.find("section.line").await;
    browser.run::<()>("document.querySelector('.leave .action').focus()").await;
    browser.press(ENTER).await;
    browser.find("form #document").await;
    let folios: Vec<_> =
        country.own_view(&document, &code).await.unwrap().lines.into_iter().map(|line| line.folio).collect();
    browser.back().await;
    let again: String = browser.run("return document.documentElement.outerHTML").await;
    assert!(![&document, &code].into_iter().chain(&folios).any(|secret| again.contains(secret)), "{again}");
    browser.back().await;
    browser.find("form #document").await;
    assert_eq!(browser.repeated(&[&document, &code]).await, [""; 0]);
    assert_eq!(browser.run::<String>(KEPT).await, "");
}

#[tokio::test]
async fn a_wrong_code_is_refused_in_words_and_repeated_nowhere() {
    let (browser, country) = tokio::join!(Chromium::start(), Country::usual());
    let foreigner = country.nth(HolderKind::Foreigner, 0);
    let form = country.form(foreigner, 0);
    country.link("operator-a", country.uuid(), &form).await.unwrap();
    let (document, code) = country.sign_in(foreigner);
    let wrong = if code == "31415926" { "27182818" } else { "31415926" };
    browser.fill_in(&country, &document, wrong).await;
    browser.press(ENTER).await;
    browser.find("[role=alert]").await;
    let text: String = browser.run(TEXT).await;
    assert!(text.contains("We could not recognise you") && !text.contains("Line ending"), "{text}");
    let number = document.split(':').next_back().unwrap();
    assert_eq!(browser.repeated(&[&document, number, wrong]).await, [""; 0]);

    // The refusal is a page to go on from, in the other language too.
    browser.press(&[TAB, TAB, ENTER].concat()).await;
    browser.find("html[lang=es] form #document").await;
    browser.press(&[TAB, ENTER, TAB, &document, TAB, &code, ENTER].concat()).await;
    browser.find("html[lang=es] section.line").await;
    assert!(browser.run::<String>(TEXT).await.contains(&form.number[form.number.len() - 4..]));
}

#[tokio::test]
async fn nothing_is_sent_before_both_fields_are_filled_in() {
    let (browser, country) = tokio::join!(Chromium::start(), Country::usual());
    let asked = sign_in_page(&country);
    for (document, code, empty) in [("", "", "document"), ("", "1234", "document"), ("HEGG560427MVZRRL04", "", "code")]
    {
        browser.fill_in(&country, document, code).await;
        browser.press(ENTER).await;
        assert_eq!(browser.run::<String>("return document.activeElement.id").await, empty);
        assert_eq!(browser.broken_rules(std::slice::from_ref(&asked)).await, [""; 0]);
    }
}

#[tokio::test]
async fn an_access_that_the_registrar_hides_is_an_alarm_that_leads_to_its_line() {
    let (browser, (country, numbers)) = tokio::join!(Chromium::start(), opened());
    country.dress("registrar", without_accesses).await;
    let (document, code) = country.sign_in(country.national(0));
    browser.fill_in(&country, &document, &code).await;
    browser.press(ENTER).await;
    browser.find(".alarm[role=alert]").await;
    let four = &numbers[0][numbers[0].len() - 4..];
    let alarm: String = browser.run("return document.querySelector('.alarm').innerText").await;
    assert!(alarm.contains("do not agree") && alarm.contains(four), "{alarm}");
    browser.press(&[TAB, TAB, ENTER].concat()).await;
    browser.find("section.line:target .alarming").await;
    let shown: String = browser.run("return document.querySelector('section:target h2').innerText").await;
    assert_eq!(shown, format!("Line ending in {four}"));
}
