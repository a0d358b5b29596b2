//! Synthetic content for every page: what tests render, and what whoever changes a page looks at
//! (`cargo run -p padron-web --example pages -- FOLDER`). The person is the specimen of the CURP's own instructions.

use crate::{Home, SignIn, WitnessPage, WitnessedLog, WitnessedTree};
use data_encoding::BASE64URL_NOPAD;
use jiff::Timestamp;
use padron_model::{Compartment, Lang};
use padron_protocol::log::OpenedBytes;
use padron_protocol::messages::answer::{Answer, AnswerEvidence, AnswerRecord, OpenedCompartment};
use padron_protocol::messages::opening::{HistoryRecord, LineHistory, OpenedMove, TicketTerms};
use padron_protocol::messages::order::{LoggedDecision, Order, RequestPresentation};
use padron_protocol::messages::person::{OwnAccess, OwnLine, OwnView};
use padron_protocol::messages::status::{Check, Readiness};
use padron_protocol::messages::verification::Strength;
use padron_protocol::trust::Role;
use padron_protocol::verify::{CheckResult, Report};
use padron_protocol::{Base64, Hash32, Problem, ProblemType, Uuid};

/// Every page in every state worth looking at: a name for a file, and the page.
pub fn pages(lang: Lang) -> Vec<(String, String)> {
    let mut pages = Vec::new();
    for role in Role::ALL {
        for ready in [true, false] {
            let state = if ready { "ready" } else { "unready" };
            pages.push((format!("home-{}-{state}", role.as_str()), home_page(role, ready, lang)));
        }
    }
    for (name, failed) in [("sign-in", false), ("sign-in-failed", true)] {
        pages.push((name.into(), crate::sign_in(&SignIn { lang, failed })));
    }
    let empty = OwnView { lines: Vec::new(), silent_custodians: Vec::new() };
    for (name, view) in [("own", own_view(false)), ("own-alarm", own_view(true)), ("own-empty", empty)] {
        pages.push((name.into(), crate::own(&view, lang)));
    }
    for (name, found, holds) in [
        ("answer", true, true),
        ("answer-failed", true, false),
        ("answer-none", false, true),
        ("answer-none-failed", false, false),
    ] {
        let page = crate::answer(&answer(found), &order(), &history(found), &report(found, holds), lang);
        pages.push((name.into(), page));
    }
    pages.push(("witness".into(), witness_page(true, lang)));
    pages.push(("witness-new".into(), witness_page(false, lang)));
    for kind in ProblemType::ALL {
        pages.push((format!("problem-{}", kind.name()), crate::problem(&problem(*kind), lang)));
    }
    pages
}

fn home_page(role: Role, ready: bool, lang: Lang) -> String {
    let figures: Vec<_> =
        [("entries", "18 402"), ("links", "18 391"), ("requests", "4"), ("disclosures", "2"), ("something_new", "7")]
            .map(|(key, value)| (key.to_owned(), value.to_owned()))
            .into();
    crate::home(&Home {
        role,
        id: "parte-de-muestra",
        controller: "Instituto de Muestra",
        register: "mx-muestra",
        demo: ready,
        regime: "Modelo de padron",
        readiness: &readiness(ready),
        figures: if role == Role::Court { &[] } else { &figures },
        lang,
    })
}

fn witness_page(old: bool, lang: Lang) -> String {
    crate::witness(&WitnessPage {
        name: "testigo.ejemplo/w1",
        controller: old.then_some("Universidad de Muestra"),
        key: "testigo.ejemplo/w1+8f4c2b10+BHXb5P0PXZ1wPZqK4sE8b0oQmXoC3T0Vd8wYh2l0T1oE",
        logs: &witnessed("registro.ejemplo/bitacora", "otra.ejemplo/bitacora", old),
        more: if old { 7 } else { 0 },
        lang,
    })
}

/// Two logs, of which at most the first was cosigned.
pub(crate) fn witnessed(first: &str, second: &str, cosigned: bool) -> [WitnessedLog; 2] {
    let tree = WitnessedTree {
        size: 18_402,
        root: "4xdXnBEGR1QJ5s8mh4Qy0zGyGKJPY0OnWuwGZ0AAAAA=".into(),
        at: Some(at("2026-11-22T04:12:09Z")),
    };
    let log =
        |origin: &str, place: &str, latest| WitnessedLog { origin: origin.into(), place: place.repeat(32), latest };
    [log(first, "5e", cosigned.then_some(tree)), log(second, "a1", None)]
}

pub(crate) fn readiness(ready: bool) -> Readiness {
    let check = |name: &str, ok, detail: Option<&str>| Check { name: name.into(), ok, detail: detail.map(Into::into) };
    let clock = (!ready).then_some("the clock is 40 s behind that of the witnesses: set it");
    let checks = vec![check("store", true, None), check("clock", ready, clock), check("a-new-check", true, None)];
    Readiness { ready, checks }
}

pub(crate) fn own_view(alarm: bool) -> OwnView {
    let access = |court: Option<&str>, custodians, alarm| OwnAccess {
        authority: "fiscalia-de-muestra".into(),
        court: court.map(Into::into),
        at: at("2026-11-22T04:12:09Z"),
        custodians,
        alarm,
    };
    let line = |last_four: &str, operator: &str, folio: &str, accesses| OwnLine {
        last_four: last_four.into(),
        operator: operator.into(),
        since: at("2026-03-02T17:40:00Z"),
        folio: folio.into(),
        accesses,
    };
    let accesses = if alarm {
        vec![access(Some("juzgado-3"), 5, false), access(None, 0, true)]
    } else {
        vec![access(Some("juzgado-3"), 5, false)]
    };
    OwnView {
        lines: vec![
            line("4821", "telefonia-del-valle", "PDR-7K2M-9QXA-4", accesses),
            line("0370", "movil-del-sureste", "PDR-3TWC-81HB-7", Vec::new()),
        ],
        silent_custodians: if alarm { vec!["custodio-4".into()] } else { Vec::new() },
    }
}

pub(crate) fn order() -> Order {
    Order {
        order: id(1),
        register: "mx-muestra".into(),
        regime: Hash32([3; 32]),
        court: "juzgado-3".into(),
        authority: "fiscalia-de-muestra".into(),
        number: "+525512344821".into(),
        from: at("2026-05-01T06:00:00Z"),
        to: at("2026-05-31T06:00:00Z"),
        compartments: vec![Compartment::Subscriber, Compartment::Contact, Compartment::Line],
        basis: "Artículo de muestra 190, fracción II, de la ley modelo".into(),
        case: "Causa penal 000/2026 (ejemplo)".into(),
        issued: at("2026-11-20T15:00:00Z"),
        expires: at("2026-11-27T15:00:00Z"),
        embargo: at("2027-02-20T15:00:00Z"),
    }
}

pub(crate) fn history(found: bool) -> LineHistory {
    let record = |seed, operator: &str, from, to| HistoryRecord {
        record: id(seed),
        operator: operator.into(),
        from: at(from),
        to,
        index: seed.into(),
    };
    let first = record(11, "movil-del-sureste", "2026-01-10T16:20:31Z", Some(at("2026-05-12T19:02:00Z")));
    let second = record(12, "telefonia-del-valle", "2026-05-12T19:02:00Z", None);
    let order = order();
    LineHistory {
        ticket: TicketTerms {
            authority: order.authority,
            request: id(2),
            copy: 1,
            line: Hash32([4; 32]),
            from: order.from,
            to: order.to,
            compartments: order.compartments,
            embargo: order.embargo,
        },
        size: 20,
        root: Hash32([5; 32]),
        records: if found { vec![first, second] } else { Vec::new() },
        faults: Vec::new(),
    }
}

pub(crate) fn answer(found: bool) -> Answer {
    let decision = |name: &str| {
        let header = BASE64URL_NOPAD.encode(format!("{{\"kid\":\"{name}\"}}").as_bytes());
        LoggedDecision { decision: format!("{header}.."), promise: String::new() }
    };
    Answer {
        version: 2,
        notice: String::new(),
        receiver: "fiscalia-de-muestra".into(),
        copy: 1,
        request: RequestPresentation {
            request: id(2),
            order: String::new(),
            statistics_nonce: Hash32([0; 32]),
            event_nonce: Hash32([0; 32]),
            promise: String::new(),
        },
        decisions: ["custodio-1", "custodio-2", "custodio-5"].map(decision).into(),
        tickets: Vec::new(),
        disclosure: String::new(),
        histories: Vec::new(),
        line_token: Base64::default(),
        records: if found { vec![person_record(), company_record()] } else { Vec::new() },
        proofs: Vec::new(),
        at: at("2026-11-22T04:12:41Z"),
    }
}

fn person_record() -> AnswerRecord {
    let subscriber = [
        ("kind", "national"),
        ("given_names", "Gloria"),
        ("first_surname", "Hernández"),
        ("second_surname", "García"),
        ("curp", "HEGG560427MVZRRL04"),
        ("birth_date", "1956-04-27"),
        ("sex", "M"),
    ];
    let contact = [
        ("address", "Calle Inventada 12, int. 3, Col. Ejemplo, Xalapa, Veracruz"),
        ("postal_code", "91000"),
        ("email", "gloria@ejemplo.mx"),
    ];
    record(11, Strength::Biometric, &subscriber, &contact, "prepaid")
}

fn company_record() -> AnswerRecord {
    let subscriber = [
        ("kind", "legal-person"),
        ("legal_name", "Peña & Hijos, S.A. de C.V."),
        ("rfc", "PEH8504171Z9"),
        ("representative_given_names", "Gloria"),
        ("representative_first_surname", "Hernández"),
        ("representative_passport_country", "GTM"),
        ("representative_passport_number", "A12345678"),
    ];
    record(
        12,
        Strength::Attributes,
        &subscriber,
        &[("address", "Avenida Ficticia 1"), ("postal_code", "06000")],
        "postpaid",
    )
}

fn record(
    seed: u8,
    strength: Strength,
    subscriber: &[(&str, &str)],
    contact: &[(&str, &str)],
    service: &str,
) -> AnswerRecord {
    let line = [
        ("number", "+525512344821"),
        ("iccid", "89520200000000000128"),
        ("operator", "movil-del-sureste"),
        ("service", service),
        ("activated", "2026-01-10"),
    ];
    let opened = |compartment, fields: &[(&str, &str)]| OpenedCompartment {
        compartment,
        salt: Hash32([0; 32]),
        text: Base64::default(),
        fields: fields.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect(),
    };
    let evidence = AnswerEvidence {
        strength,
        issued: at("2026-01-10T16:20:02Z"),
        attributes: Hash32([0; 32]),
        number_salt: Hash32([0; 32]),
        expires: at("2026-01-10T16:50:02Z"),
        slots: Hash32([0; 32]),
        signature: Base64::default(),
    };
    AnswerRecord {
        record: id(seed),
        link: OpenedMove {
            promise: String::new(),
            event: OpenedBytes { nonce: Hash32([0; 32]), bytes: Base64::default() },
        },
        evidence,
        compartments: vec![
            opened(Compartment::Subscriber, subscriber),
            opened(Compartment::Contact, contact),
            opened(Compartment::Line, &line),
        ],
    }
}

pub(crate) fn report(found: bool, holds: bool) -> Report {
    let last: &[&'static str] = if found { &["records", "text", "text"] } else { &["nobody"] };
    let names = ["order", "request", "approvals", "line", "disclosure", "history", "whole"].iter().chain(last);
    let finding = |check: &'static str| match (check, holds) {
        ("approvals", false) => CheckResult { check, holds, detail: "2 custodians approved, 3 must".into() },
        _ => CheckResult { check, holds: true, detail: "as the checker says it".into() },
    };
    Report { checks: names.map(|check| finding(check)).collect() }
}

pub(crate) fn problem(kind: ProblemType) -> Problem {
    Problem::new(kind).field("rows[3].number").detail("the number has 9 digits: send all 10")
}

fn id(seed: u8) -> Uuid {
    Uuid::from_random(std::array::from_fn(|place| seed.wrapping_mul(37).wrapping_add((place as u8).wrapping_mul(29))))
}

/// A moment that is written here; the epoch were it not one.
fn at(text: &str) -> Timestamp {
    text.parse().unwrap_or_default()
}
