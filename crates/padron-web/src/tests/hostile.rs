//! Whatever stands in a value, a page keeps its shape and shows the value as it is.

use super::markup::read;
use crate::{Home, WitnessPage, answer, home, own, problem, samples, witness};
use padron_model::Lang;
use padron_protocol::trust::Role;
use padron_protocol::{Problem, ProblemType};
use proptest::prelude::*;

/// A mark that no text of ours contains, so that values can be told from the page.
const MARK: &str = "zq7";

fn hostile() -> impl Strategy<Value = String> {
    let pieces = prop::sample::select(vec![
        "<script>alert(1)</script>",
        "</title>",
        "</style>",
        "</main>",
        "<!--",
        "-->",
        "<img src=x onerror=alert(1)>",
        "\" onfocus=\"alert(1)",
        "' autofocus '",
        "&lt;",
        "&#60;script&#62;",
        "&",
        "{{ 7 }}",
        "{% endblock %}",
        "javascript:alert(1)",
        "\u{202e}",
        "Ñandú",
    ]);
    let any = "[ -~¡-ÿ]{0,12}";
    prop::collection::vec(prop_oneof![pieces.prop_map(str::to_owned), any], 0..5)
        .prop_map(|parts| format!("{MARK}{}", parts.concat()))
}

/// Every page that shows values from outside, with `text` as every one of them.
fn pages(text: &str, lang: Lang) -> Vec<String> {
    let mut readiness = samples::readiness(false);
    for check in &mut readiness.checks {
        check.name = text.to_owned();
        check.detail = Some(text.to_owned());
    }
    let figures = [(text.to_owned(), text.to_owned())];
    let home = home(&Home {
        role: Role::Verifier,
        id: text,
        controller: text,
        register: text,
        demo: true,
        regime: text,
        readiness: &readiness,
        figures: &figures,
        lang,
    });
    let known = Problem::new(ProblemType::InvalidField).field(text).detail(text);
    let unknown = Problem { kind: text.into(), title: text.into(), ..known.clone() };
    let (problem, unknown) = (problem(&known, lang), problem(&unknown, lang));
    vec![home, own_page(text, lang), answer_page(text, lang), problem, unknown, witness_page(text, lang)]
}

fn witness_page(text: &str, lang: Lang) -> String {
    let mut logs = samples::witnessed(text, text, true);
    logs[0].latest.as_mut().unwrap().root = text.to_owned();
    witness(&WitnessPage { name: text, controller: Some(text), key: text, logs: &logs, more: 1, lang })
}

fn own_page(text: &str, lang: Lang) -> String {
    let mut view = samples::own_view(true);
    view.silent_custodians = vec![text.to_owned()];
    for line in &mut view.lines {
        line.last_four = text.to_owned();
        line.operator = text.to_owned();
        line.folio = text.to_owned();
        for access in &mut line.accesses {
            access.authority = text.to_owned();
            access.court = Some(text.to_owned());
        }
    }
    own(&view, lang)
}

fn answer_page(text: &str, lang: Lang) -> String {
    let (mut given, mut order, mut history) = (samples::answer(true), samples::order(), samples::history(true));
    let mut report = samples::report(true, false);
    for value in [&mut order.register, &mut order.court, &mut order.authority, &mut order.number] {
        *value = text.to_owned();
    }
    for value in [&mut order.basis, &mut order.case, &mut given.receiver, &mut given.notice] {
        *value = text.to_owned();
    }
    history.records.iter_mut().for_each(|record| record.operator = text.to_owned());
    report.checks.iter_mut().for_each(|finding| finding.detail = text.to_owned());
    for record in &mut given.records {
        for (_, value) in record.compartments.iter_mut().flat_map(|opened| &mut opened.fields) {
            *value = text.to_owned();
        }
        for (name, _) in record.compartments.iter_mut().skip(1).flat_map(|opened| &mut opened.fields) {
            *name = text.to_owned();
        }
    }
    given.decisions.truncate(1);
    given.decisions[0].decision = text.to_owned();
    answer(&given, &order, &history, &report, lang)
}

/// Names and attributes of the elements in order: what a browser makes of the page, but for its text.
type Shape = Vec<(String, Vec<(String, String)>)>;

fn shape(page: &str) -> Shape {
    let elements = read(page).unwrap_or_else(|error| panic!("{error}"));
    elements.into_iter().map(|element| (element.name, element.attributes)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_value_changes_a_page(text in hostile(), english: bool) {
        let lang = if english { Lang::En } else { Lang::Es };
        for (page, plain) in pages(&text, lang).iter().zip(pages(MARK, lang)) {
            prop_assert!(!page.contains("<script"));
            prop_assert_eq!(shape(page), shape(&plain));
        }
    }

    #[test]
    fn every_value_is_shown_as_it_is(text in hostile()) {
        for page in pages(&text, Lang::Es) {
            let elements = read(&page).unwrap();
            let body = elements.iter().find(|element| element.name == "body").unwrap();
            prop_assert_eq!(body.text.matches(MARK).count(), body.text.matches(&text).count());
            prop_assert!(body.text.contains(&text));
        }
    }

    #[test]
    fn no_value_stands_in_a_title_or_an_address(text in hostile()) {
        for page in pages(&text, Lang::Es) {
            for element in read(&page).unwrap() {
                prop_assert!(element.name != "title" || !element.text.contains(MARK));
                prop_assert!(element.attributes.iter().all(|(_, value)| !value.contains(MARK)));
            }
        }
    }
}
