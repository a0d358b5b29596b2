use crate::samples;
use padron_model::Lang;

fn page(name: &str, lang: Lang) -> String {
    samples::pages(lang).into_iter().find(|(known, _)| known == name).unwrap().1
}

#[test]
fn it_says_its_key_and_what_it_signed_of_each_log() {
    let page = page("witness", Lang::Es);
    assert!(page.contains("<pre>testigo.ejemplo/w1+"));
    assert!(page.contains("<dd>18402</dd>") && page.contains("datetime=\"2026-11-22T04:12:09Z\""));
    assert!(page.contains(&format!("href=\"/{}/checkpoint\"", "5e".repeat(32))));
    // Of two logs one has nothing yet.
    assert_eq!(page.matches("Todavía no ha firmado nada").count(), 1);
    assert_eq!(page.matches("Ver lo firmado").count(), 1);
}

#[test]
fn it_tells_how_many_logs_are_not_shown() {
    assert!(page("witness", Lang::En).contains("do not fit on this page: 7."));
    assert!(!page("witness-new", Lang::En).contains("do not fit"));
}

#[test]
fn a_controller_that_is_not_told_is_not_shown_empty() {
    assert!(page("witness", Lang::Es).contains("Universidad de Muestra"));
    assert!(!page("witness-new", Lang::Es).contains("Quién lo controla"));
}
