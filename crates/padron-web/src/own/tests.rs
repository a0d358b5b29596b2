use super::*;
use crate::samples;

#[test]
fn an_alarm_is_at_the_top_and_at_its_access() {
    let page = own(&samples::own_view(true), Lang::Es);
    let (alarm, first_line) = (page.find("role=\"alert\"").unwrap(), page.find("id=\"line-1\"").unwrap());
    assert!(alarm < first_line);
    assert_eq!(page.matches("class=\"alarming\"").count(), 1);
    assert!(page.contains("href=\"#line-1\"") && !page.contains("href=\"#line-2\""));
    assert!(page.contains("custodio-4") && page.contains("ningún custodio"));

    let calm = own(&samples::own_view(false), Lang::Es);
    assert!(!calm.contains("role=\"alert\"") && !calm.contains("class=\"alarming\""));
    assert!(!calm.contains("Faltan respuestas"));
}

#[test]
fn a_line_is_told_by_four_digits_operator_date_folio_and_accesses() {
    let page = own(&samples::own_view(false), Lang::Es);
    for part in ["4821", "telefonia-del-valle", "2026-03-02 17:40 UTC", "PDR-7K2M-9QXA-4", "fiscalia-de-muestra"] {
        assert!(page.contains(part), "{part}");
    }
    assert!(page.contains("juzgado-3") && page.contains("2026-11-22 04:12 UTC") && page.contains("5 custodios"));
    assert!(page.contains("esta línea no es mía"));
}

#[test]
fn counts_are_said_as_people_say_them() {
    let [es, en] = [Lang::Es, Lang::En].map(|lang| &WebTexts::of(lang).own);
    assert_eq!(count(1, es), "Hay una línea registrada a tu nombre.");
    assert_eq!(count(3, en), "3 lines are registered in your name.");
    assert_eq!((confirmed(1, es), confirmed(2, en)), ("1 custodio".into(), "2 custodians".into()));
}

#[test]
fn nobody_without_lines_is_told_to_go_anywhere() {
    let page = own(&OwnView { lines: Vec::new(), silent_custodians: Vec::new() }, Lang::En);
    assert!(page.contains("There are no lines in your name") && !page.contains("not mine"));
}
