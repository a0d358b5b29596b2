use super::*;
use crate::fixture::{now, promise};

fn shown(cosigned: Option<u64>) -> ReceiptFacts {
    ReceiptFacts {
        promise: Some(promise(7, now())),
        cosigned,
        witnesses: vec!["one.example".into(), "two.example".into()],
    }
}

#[test]
fn a_receipt_says_what_it_proves_and_what_not() {
    let time = Some(now().as_second() as u64);
    assert_eq!(
        receipt(Lang::En, &shown(time)),
        "Folio FOLI-0000-0000-0007: on 2026-03-02 the operator operator-a registered a line under this folio. It is \
         entry 7 of the public log, seen by the witnesses one.example, two.example by 2026-03-02T12:00:00Z. It does \
         not say which line, or whose."
    );
    assert_eq!(
        receipt(Lang::Es, &shown(time)),
        "Folio FOLI-0000-0000-0007: el 2026-03-02 el operador operator-a registró una línea con este folio. Es la \
         entrada 7 de la bitácora pública, vista por los testigos one.example, two.example a más tardar el \
         2026-03-02T12:00:00Z. No dice qué línea ni de quién."
    );
}

#[test]
fn a_promise_is_called_one() {
    assert!(receipt(Lang::En, &shown(None)).contains("So far this is a signed promise"));
    assert!(receipt(Lang::Es, &shown(None)).contains("Hasta ahora es una promesa firmada"));
}

#[test]
fn every_check_of_a_receipt_has_words_in_both_languages() {
    for check in ["signature", "entry", "log", "promise"] {
        for holds in [true, false] {
            let finding = CheckResult { check, holds, detail: "detail".into() };
            let words = super::check(Lang::Es, &finding);
            assert!(words.len() > 30 && words.starts_with(if holds { "cumple" } else { "NO CUMPLE" }), "{words}");
            assert!(super::check(Lang::En, &finding).ends_with(": detail"));
        }
    }
}
