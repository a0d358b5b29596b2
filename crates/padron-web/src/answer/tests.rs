use super::*;
use crate::samples;
use padron_protocol::verify::CheckResult;

fn page(found: bool, holds: bool, lang: Lang) -> String {
    let report = samples::report(found, holds);
    answer(&samples::answer(found), &samples::order(), &samples::history(found), &report, lang)
}

#[test]
fn it_says_in_both_languages_that_registered_is_not_used() {
    for lang in Lang::ALL {
        let page = page(true, true, lang);
        let said = page.find("<h2>").unwrap();
        assert!(page[said..].starts_with(&format!("<h2>{}", WebTexts::of(lang).answer.registered)));
        assert!(page.contains("Registrada a nombre de. No dice quién la usó."));
        assert!(page.contains("Registered to. It does not say who used it."));
    }
}

#[test]
fn every_sheet_names_receiver_order_and_copy() {
    let page = page(true, true, Lang::Es);
    let marker = page.split("class=\"marker\">").nth(1).unwrap().split("</p>").next().unwrap();
    let order = samples::order().order.to_string();
    for part in ["fiscalia-de-muestra", &order, "copia <b>1</b>"] {
        assert!(marker.contains(part), "{part}");
    }
    let watermark = page.split("class=\"watermark\"").nth(1).unwrap();
    assert!(watermark.split("</p>").next().unwrap().contains("fiscalia-de-muestra · copia 1"));
}

#[test]
fn a_failed_check_is_told_at_the_top_on_every_sheet_and_where_it_failed() {
    let (good, bad) = (page(true, true, Lang::Es), page(true, false, Lang::Es));
    assert!(good.contains("Todas las comprobaciones se cumplen") && !good.contains("no se sostiene"));
    assert!(bad.contains("No debe usarse como prueba") && !bad.contains("Todas las comprobaciones se cumplen"));
    let marker = bad.split("class=\"marker\">").nth(1).unwrap().split("</p>").next().unwrap();
    assert!(marker.contains("no se sostiene"));
    assert!(bad.contains("2 custodians approved, 3 must"));
}

#[test]
fn no_record_is_a_proved_answer_only_where_everything_holds() {
    let (proved, unproved) = (page(false, true, Lang::Es), page(false, false, Lang::Es));
    for page in [&proved, &unproved] {
        assert!(page.contains("La línea no estaba registrada a nombre de nadie en ese tiempo."));
    }
    assert!(proved.contains("Es una respuesta probada") && !proved.contains("No está probado"));
    assert!(unproved.contains("No está probado") && !unproved.contains("Es una respuesta probada"));

    // An empty history that nobody checked proves nothing.
    let unchecked = Report::default();
    let page = answer(&samples::answer(false), &samples::order(), &samples::history(false), &unchecked, Lang::Es);
    assert!(page.contains("No está probado") && page.contains("No se hizo ninguna comprobación."));
}

#[test]
fn a_record_that_the_answer_leaves_out_is_missed() {
    let mut given = samples::answer(true);
    given.records.pop();
    let page = answer(&given, &samples::order(), &samples::history(true), &samples::report(true, false), Lang::Es);
    assert_eq!(page.matches("está incompleta").count(), 1);
    assert!(page.contains("Registro de la línea 2 de 2") && page.contains("la respuesta no trae este registro"));
}

#[test]
fn fields_are_labelled_in_both_languages_and_shown_as_registered() {
    let page = page(true, true, Lang::Es);
    assert!(page.contains("Primer apellido <small lang=\"en\">First surname</small>"));
    assert!(page.contains("<td>HEGG560427MVZRRL04</td>"));
    assert!(page.contains("<td>M <small>(mujer)</small></td>"));
    assert!(page.contains("Peña &#38; Hijos"));
}

#[test]
fn times_asked_about_are_a_moment_or_an_interval() {
    let mut order = samples::order();
    let show =
        |order: &Order| answer(&samples::answer(false), order, &samples::history(false), &Report::default(), Lang::Es);
    assert!(show(&order).contains("</time> a <time"));
    order.to = order.from;
    assert!(!show(&order).contains("</time> a <time"));
}

#[test]
fn a_check_of_a_later_version_is_told_in_its_own_words() {
    let report = Report { checks: vec![CheckResult { check: "moon", holds: true, detail: "it was full".into() }] };
    let rows = checks::rows(&report, Lang::Es);
    assert_eq!((rows[0].name, rows[0].detail), ("moon", Some("it was full")));
    let known = samples::report(true, true);
    let rows = checks::rows(&known, Lang::Es);
    assert!(rows.iter().all(|row| row.detail.is_none() && row.meaning.is_some()));
    assert_eq!(rows.iter().map(|row| row.place).collect::<Vec<_>>()[8..], [Some(1), Some(2)]);
}

#[test]
fn the_custodians_are_those_that_signed_a_decision() {
    assert_eq!(custodians(&samples::answer(true)), "custodio-1, custodio-2, custodio-5");
}
