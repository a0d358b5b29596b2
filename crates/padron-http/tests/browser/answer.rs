//! An answer as an authority keeps it: a file on disk, opened without a network and printed.

use crate::chromium::Chromium;
use crate::country::Country;
use crate::look::SHEET;
use jiff::SignedDuration;
use padron_model::Lang;
use padron_protocol::messages::answer::Answer;
use padron_protocol::messages::order::Order;
use padron_protocol::verify::{shown_history, verify_answer};

async fn answered() -> (Country, Order, Answer) {
    let country = Country::usual().await;
    let form = country.form(country.national(0), 0);
    country.link("operator-a", country.uuid(), &form).await.unwrap();
    country.later(SignedDuration::from_hours(2)).await;
    let order = country.order(&form.number);
    let answer = country.asker().ask(&country.ordered(&order)).await.unwrap();
    (country, order, answer)
}

fn page(country: &Country, order: &Order, answer: &Answer) -> String {
    let report = verify_answer(answer, &country.trusted);
    padron_web::answer(answer, order, &shown_history(answer, &country.trusted).unwrap(), &report, Lang::En)
}

#[tokio::test]
async fn an_answer_opens_from_disk_says_whether_it_stands_and_prints() {
    let (browser, (country, order, mut answer)) = tokio::join!(Chromium::start(), answered());
    let folder = tempfile::tempdir().unwrap();
    let good = page(&country, &order, &answer);
    answer.records[0].compartments[0].fields[0].1.push('x');
    let forged = page(&country, &order, &answer);
    for (file, text, verdict, watermark) in
        [("good", good, ".verdict.good", "copy 1"), ("forged", forged, ".alarm[role=alert]", "does not stand")]
    {
        let path = folder.path().join(format!("{file}.html"));
        std::fs::write(&path, text).unwrap();
        let url = format!("file://{}", path.display());
        browser.open(&url).await;
        browser.find(verdict).await;
        assert_eq!(browser.broken_rules(&[url]).await, [""; 0], "{file}");
        browser.show_on("print", "light").await;
        browser.narrow(SHEET).await;
        assert_eq!([browser.wide().await, browser.pale().await, browser.printed().await].concat(), [""; 0], "{file}");
        let mark: String = browser.run("return document.querySelector('.watermark').innerText").await;
        assert!(mark.contains("prosecutor") && mark.contains(watermark), "{mark}");
        let sheets = String::from_utf8_lossy(&browser.print().await).matches("/Type /Page\n").count();
        assert!((1..=4).contains(&sheets), "{file} takes {sheets} sheets");
    }
}
