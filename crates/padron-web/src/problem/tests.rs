use super::*;
use padron_protocol::ProblemType;

#[test]
fn every_status_has_advice() {
    for kind in ProblemType::ALL {
        for lang in Lang::ALL {
            let page = problem(&Problem::new(*kind), lang).replace("&#39;", "'");
            assert!(page.contains(advice(kind.status(), &WebTexts::of(lang).problem.advice)), "{}", kind.name());
        }
    }
    let spanish = |status| advice(status, &WebTexts::of(Lang::Es).problem.advice);
    assert_ne!(spanish(404), spanish(422));
    assert_eq!(spanish(599), spanish(500));
}

#[test]
fn detail_and_field_are_shown_where_there_are_any() {
    let plain = problem(&ProblemType::NotFound.into(), Lang::Es);
    assert!(plain.contains("Aquí no hay nada") && !plain.contains("Mensaje"));
    let full = problem(&Problem::new(ProblemType::InvalidField).field("number").detail("send 10 digits"), Lang::Es);
    assert!(full.contains("<code>number</code>") && full.contains("send 10 digits"));
}
