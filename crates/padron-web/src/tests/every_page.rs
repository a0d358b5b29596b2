use super::markup::{Element, read};
use crate::samples;
use padron_model::Lang;
use padron_protocol::contract::Endpoint as _;
use padron_protocol::contract::verifier::ShowOwn;
use std::collections::BTreeSet;

fn each(mut look: impl FnMut(&str, Lang, &[Element])) {
    for lang in Lang::ALL {
        for (name, page) in samples::pages(lang) {
            let name = format!("{name} ({})", lang.tag());
            let elements = read(&page).unwrap_or_else(|error| panic!("{name}: {error}"));
            look(&name, lang, &elements);
        }
    }
}

fn all<'a>(elements: &'a [Element], name: &str) -> Vec<&'a Element> {
    elements.iter().filter(|element| element.name == name).collect()
}

#[test]
fn says_its_language_and_has_a_title_and_one_heading() {
    each(|name, lang, elements| {
        assert_eq!(all(elements, "html")[0].attribute("lang"), Some(lang.tag()), "{name}");
        let title = all(elements, "title");
        assert!(title.len() == 1 && title[0].text.len() > 8, "{name}");
        assert_eq!(all(elements, "h1").len(), 1, "{name}");
        assert_eq!(all(elements, "main").len(), 1, "{name}");
        assert!(elements.iter().any(|element| element.attribute("name") == Some("viewport")), "{name}");
    });
}

#[test]
fn headings_go_down_one_step_at_a_time() {
    each(|name, _, elements| {
        let levels = elements.iter().filter_map(|element| element.name.strip_prefix('h')?.parse::<u8>().ok());
        let levels: Vec<_> = levels.collect();
        assert!(levels.windows(2).all(|pair| pair[1] <= pair[0] + 1), "{name}: {levels:?}");
    });
}

#[test]
fn brings_nothing_from_elsewhere_and_runs_nothing() {
    each(|name, _, elements| {
        for element in elements {
            let forbidden = ["script", "iframe", "img", "object", "embed", "base", "video", "audio", "use", "image"];
            assert!(!forbidden.contains(&element.name.as_str()), "{name}: <{}>", element.name);
            for (attribute, value) in &element.attributes {
                assert!(!attribute.starts_with("on") && attribute != "style", "{name}: {attribute}");
                assert!(!value.contains("//") && !value.contains("javascript:"), "{name}: {attribute}={value}");
            }
            if let Some(address) = element.attribute("href").or(element.attribute("action")) {
                let here = ["/", "#", "?lang="].iter().any(|start| address.starts_with(start)) || address == "data:,";
                assert!(here, "{name}: {address}");
            }
        }
        let style = &all(elements, "style")[0].text;
        assert!(!style.contains("url(") && !style.contains("@import") && !style.contains("//"), "{name}");
    });
}

#[test]
fn names_every_input_and_points_only_to_what_is_there() {
    each(|name, _, elements| {
        let ids: Vec<_> = elements.iter().filter_map(|element| element.attribute("id")).collect();
        assert_eq!(ids.len(), ids.iter().collect::<BTreeSet<_>>().len(), "{name}: an id twice");
        let labelled: Vec<_> = all(elements, "label").iter().filter_map(|label| label.attribute("for")).collect();
        for input in all(elements, "input") {
            if input.attribute("type") != Some("hidden") {
                assert!(input.attribute("id").is_some_and(|id| labelled.contains(&id)), "{name}: {input:?}");
                assert_eq!(input.attribute("autocomplete"), Some("off"), "{name}");
            }
        }
        for element in elements {
            let targets = [element.attribute("href").and_then(|address| address.strip_prefix('#'))];
            let described = [element.attribute("aria-describedby"), element.attribute("for")];
            for target in targets.into_iter().chain(described).flatten() {
                assert!(ids.contains(&target), "{name}: #{target} is nowhere");
            }
        }
    });
}

#[test]
fn lists_and_tables_hold_what_they_may() {
    let parents: [(&str, &[&str]); 7] = [
        ("li", &["ul", "ol"]),
        ("dt", &["div"]),
        ("dd", &["div"]),
        ("td", &["tr"]),
        ("th", &["tr"]),
        ("caption", &["table"]),
        ("tr", &["thead", "tbody"]),
    ];
    each(|name, _, elements| {
        for element in elements {
            let parent = element.within.last().map(String::as_str).unwrap_or_default();
            if let Some((_, may)) = parents.iter().find(|(child, _)| *child == element.name) {
                assert!(may.contains(&parent), "{name}: <{}> in <{parent}>", element.name);
            }
            let block = ["p", "ul", "ol", "dl", "div", "section", "table", "h2", "h3", "pre", "form"];
            let inline = ["p", "span", "h1", "h2", "h3", "small", "dt", "b", "strong"];
            assert!(!(block.contains(&element.name.as_str()) && inline.contains(&parent)), "{name}: block in {parent}");
        }
    });
}

#[test]
fn the_sign_in_form_posts_what_the_contract_takes() {
    each(|name, lang, elements| {
        if !name.starts_with("sign-in") {
            return;
        }
        let form = all(elements, "form")[0];
        assert_eq!((form.attribute("method"), form.attribute("action")), (Some("post"), Some(ShowOwn::PATH)));
        let names: Vec<_> = all(elements, "input").iter().filter_map(|input| input.attribute("name")).collect();
        assert_eq!(names, ["lang", "document", "code"]);
        assert_eq!(all(elements, "input")[0].attribute("value"), Some(lang.tag()));
    });
}
