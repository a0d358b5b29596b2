//! Every page in every state, in both languages. What is said of all of ours must not be true of the page that does
//! everything wrong.

use crate::chromium::Chromium;
use crate::look::{PHONE, SHEET};
use crate::samples::Samples;

async fn begin() -> (Chromium, Samples) {
    tokio::join!(Chromium::start(), Samples::serve())
}

/// Opens pages and gathers what a look finds.
async fn look_at(browser: &Chromium, pages: &[String], look: impl AsyncFn(&Chromium) -> Vec<String>) {
    let mut found = Vec::new();
    for url in pages {
        browser.open(url).await;
        found.extend(look(browser).await.into_iter().map(|what| format!("{url}: {what}")));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[tokio::test]
async fn no_page_fetches_anything_or_makes_the_browser_complain() {
    let (browser, samples) = begin().await;
    for url in samples.layouts() {
        browser.open(&url).await;
    }
    assert_eq!(browser.broken_rules(&samples.layouts()).await, [""; 0]);
    browser.open(&samples.wrong()).await;
    let complaints = browser.broken_rules(&[samples.wrong()]).await;
    assert_eq!(complaints.iter().filter(|what| what.contains("Content Security Policy")).count(), 2, "{complaints:?}");
}

#[tokio::test]
async fn every_page_fits_a_phone_and_a_finger_even_if_its_text_is_twice_as_large() {
    let (browser, samples) = begin().await;
    browser.narrow(PHONE).await;
    look_at(&browser, &samples.all(), async |browser| {
        browser.text_size(16).await;
        let before = browser.text_sizes().await;
        let found = [browser.wide().await, browser.small().await, browser.split().await];
        browser.text_size(32).await;
        let fixed = fixed(&before, &browser.text_sizes().await);
        found.into_iter().flatten().chain(browser.wide().await).chain(fixed).collect()
    })
    .await;
    browser.open(&samples.wrong()).await;
    assert_ne!(browser.wide().await, [""; 0]);
    assert_ne!(browser.small().await, [""; 0]);
    browser.run::<()>("document.body.style.wordBreak = 'break-all'").await;
    assert_ne!(browser.split().await, [""; 0]);
    let after = browser.text_sizes().await;
    browser.text_size(16).await;
    assert_ne!(fixed(&browser.text_sizes().await, &after), [""; 0]);
}

/// Text that has not become twice as large.
fn fixed(before: &[(String, f64)], after: &[(String, f64)]) -> Vec<String> {
    assert_eq!(before.len(), after.len());
    let pairs = before.iter().zip(after).filter(|((_, before), (_, after))| after / before < 1.99);
    pairs.map(|((text, before), (_, after))| format!("{before} only grows to {after}: {text}")).collect()
}

#[tokio::test]
async fn every_page_can_be_read_by_day_and_by_night_and_needs_no_wide_window() {
    let (browser, samples) = begin().await;
    look_at(&browser, &samples.layouts(), async |browser| {
        browser.show_on("screen", "light").await;
        let by_day = browser.pale().await;
        browser.show_on("screen", "dark").await;
        by_day.into_iter().chain(browser.pale().await).chain(browser.wide().await).collect()
    })
    .await;
    browser.open(&samples.wrong()).await;
    assert_eq!(browser.pale().await.len(), 1);
}

#[tokio::test]
async fn every_page_fits_a_sheet_in_black_on_white_and_leaves_its_controls_behind() {
    let (browser, samples) = begin().await;
    browser.show_on("print", "dark").await;
    browser.narrow(SHEET).await;
    look_at(&browser, &samples.layouts(), async |browser| {
        let found = [browser.wide().await, browser.pale().await, browser.printed().await];
        found.into_iter().flatten().collect()
    })
    .await;
    browser.open(&samples.wrong()).await;
    assert_ne!(browser.wide().await, [""; 0]);
    assert_ne!(browser.printed().await, [""; 0]);
}

#[tokio::test]
async fn every_control_has_a_name_and_tab_leads_to_each_in_order() {
    let (browser, samples) = begin().await;
    browser.narrow(PHONE).await;
    look_at(&browser, &samples.layouts(), async |browser| {
        browser.nameless().await.into_iter().chain(browser.unreachable().await).collect()
    })
    .await;
    browser.open(&samples.wrong()).await;
    assert_ne!(browser.nameless().await, [""; 0]);
    assert_ne!(browser.unreachable().await, [""; 0]);
}
