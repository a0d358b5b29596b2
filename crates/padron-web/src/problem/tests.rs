use super::words::spanish;
use super::*;
use padron_protocol::ProblemType;

#[test]
fn every_kind_of_refusal_has_a_spanish_title() {
    for kind in ProblemType::ALL {
        assert!(spanish(*kind).is_some(), "problem/words.rs: {} has no Spanish title", kind.name());
    }
}

#[test]
fn every_status_has_advice() {
    for kind in ProblemType::ALL {
        for lang in [Lang::Es, Lang::En] {
            let page = problem(&Problem::new(*kind), lang).replace("&#39;", "'");
            assert!(page.contains(advice(kind.status(), lang)), "{}", kind.name());
        }
    }
    assert_ne!(advice(404, Lang::Es), advice(422, Lang::Es));
    assert_eq!(advice(599, Lang::Es), advice(500, Lang::Es));
}

#[test]
fn detail_and_field_are_shown_where_there_are_any() {
    let plain = problem(&ProblemType::NotFound.into(), Lang::Es);
    assert!(plain.contains("Aquí no hay nada") && !plain.contains("Mensaje"));
    let full = problem(&Problem::new(ProblemType::InvalidField).field("number").detail("send 10 digits"), Lang::Es);
    assert!(full.contains("<code>number</code>") && full.contains("send 10 digits"));
}
