use padron_protocol::messages::link::{ContactForm, HolderForm};

use super::*;

fn sent() -> Registration {
    let mut holder = HolderForm::default();
    holder.kind = "national".into();
    holder.given_names = Some("Eustaquia".into());
    holder.first_surname = Some("Ñuñez".into());
    holder.identifiers.set(&padron_model::country::mexico::CURP, "NUXE900101MDFXXS09");
    Registration {
        number: "+525512345678".into(),
        iccid: Some("89520500000000000011".into()),
        service: Some("prepaid".into()),
        activated: Some("2020-01-01".into()),
        holder,
        contact: ContactForm {
            address: Some("Calle del Olvido 7".into()),
            postal_code: Some("06000".into()),
            email: None,
        },
    }
}

fn why(problem: Problem, lang: Lang) -> Why {
    match Outcome::refused(&problem, &sent(), lang) {
        Outcome::Refused(why) => why,
        _ => unreachable!(),
    }
}

#[test]
fn a_refusal_keeps_what_the_gateway_says() {
    let problem =
        Problem::new(ProblemType::InvalidField).field("holder.curp").detail("character 5: there is no such date");
    let kept = why(problem, Lang::En);
    assert_eq!((kept.field.as_str(), kept.kind.as_str()), ("curp", "invalid-field"));
    assert_eq!(kept.reason, "A field is invalid: character 5: there is no such date");
    assert_eq!(why(ProblemType::CapReached.into(), Lang::Es).reason, "El titular llegó al límite de líneas");
}

#[test]
fn a_value_that_the_gateway_repeats_is_not_kept() {
    for value in [
        "5512345678",
        "+525512345678",
        "EUSTAQUIA",
        "ñuñez",
        "nuxe900101mdfxxs09",
        "calle del olvido 7",
        "06000",
        "89520500000000000011",
    ] {
        let mut problem =
            Problem::new(ProblemType::InvalidField).field(value).detail(format!("the value {value} is wrong"));
        problem.title = value.into();
        let kept = why(problem.clone(), Lang::En);
        assert_eq!((kept.field.as_str(), kept.reason.as_str()), ("", "A field is invalid"), "{value}");
        problem.kind = value.into();
        let kept = why(problem, Lang::En);
        assert_eq!((kept.kind.as_str(), kept.reason.as_str()), ("unknown", "The gateway refused it"));
    }
}

#[test]
fn a_folio_or_receipt_that_is_none_is_not_kept() {
    let linked = |folio: &str, receipt: &str| {
        let linked =
            Linked { folio: folio.into(), at: jiff::Timestamp::UNIX_EPOCH, promise: receipt.into(), event: None };
        match Outcome::of(LinkOutcome::Linked(linked), &sent(), Lang::Es) {
            Outcome::Linked { folio, at, receipt } => (folio, at, receipt),
            _ => unreachable!(),
        }
    };
    let at = "1970-01-01T00:00:00Z".to_owned();
    assert_eq!(linked("ABCD-2345", "e30.e30.c2ln"), ("ABCD-2345".into(), at.clone(), "e30.e30.c2ln".into()));
    assert_eq!(linked("5512345678", "a,b"), (String::new(), at, String::new()));
}

#[test]
fn a_gateway_cannot_fill_the_memory_with_reasons() {
    let mut tally = Tally::default();
    for reason in 0..1000 {
        tally.count(&Outcome::Refused(Why { field: String::new(), kind: reason.to_string(), reason: String::new() }));
    }
    assert_eq!((tally.refused, tally.reasons.len()), (1000, MOST_REASONS));
}
