use crate::texts::WebTexts;
use padron_model::Lang;

#[test]
fn every_text_is_told_in_every_language() {
    // Words that languages share.
    let alike = ["own.folio", "field.label.folio"];
    assert_eq!(padron_model::lang::faults(&Lang::ALL.map(WebTexts::of), &alike), [""; 0]);
}

#[test]
fn what_a_text_declares_is_what_it_says() {
    assert_eq!(WebTexts::of(Lang::Es).own.title, "Mis líneas");
    assert_eq!(WebTexts::of(Lang::En).own.title, "My lines");
}
