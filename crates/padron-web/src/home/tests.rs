use super::*;
use crate::samples;

#[test]
fn every_endpoint_of_the_contract_has_a_summary_in_every_language() {
    let own = Role::ALL.into_iter().flat_map(contract::endpoints);
    for endpoint in contract::COMMON.iter().chain(own) {
        // The contract's own is English.
        for lang in Lang::ALL.into_iter().filter(|lang| *lang != Lang::En) {
            let summary = (WebTexts::of(lang).home.summary)(endpoint.name);
            let missing = format!("texts/{lang}.rs: {} has no summary", endpoint.name);
            assert!(summary.is_some_and(|text| !text.is_empty() && !text.ends_with('.')), "{missing}");
        }
        assert!(!endpoint.summary.ends_with('.'), "{}", endpoint.name);
    }
}

#[test]
fn every_endpoint_is_listed_on_its_own_roles_page_only() {
    let pages = samples::pages(Lang::En);
    for role in Role::ALL {
        let (_, page) = pages.iter().find(|(name, _)| *name == format!("home-{}-ready", role.as_str())).unwrap();
        for endpoint in contract::COMMON.iter().chain(contract::endpoints(role)) {
            assert!(page.contains(&format!("<code>{} {}</code>", endpoint.method, endpoint.path)), "{}", endpoint.name);
        }
        let count = page.matches("May call:").count();
        assert_eq!(count, contract::COMMON.len() + contract::endpoints(role).len(), "{}", role.as_str());
    }
}

#[test]
fn each_role_says_what_it_can_never_do_and_names_all_others() {
    for lang in Lang::ALL {
        for role in Role::ALL {
            let t = &WebTexts::of(lang).home;
            let words = (t.role)(role);
            assert!(words.never.len() >= 2 && !words.learns.is_empty(), "{}", role.as_str());
            // Six other roles, and the person.
            assert_eq!(others(role, t).len(), Role::ALL.len(), "{}", role.as_str());
        }
    }
}

#[test]
fn only_the_verifier_leads_people_to_their_own_page() {
    for (name, page) in samples::pages(Lang::Es) {
        let leads = page.contains("href=\"/me?lang=es\"") && name.starts_with("home");
        assert_eq!(leads, name.starts_with("home-verifier"), "{name}");
    }
}

#[test]
fn a_failing_check_is_told_with_what_to_do() {
    let page = |name: &str| samples::pages(Lang::Es).into_iter().find(|(known, _)| known == name).unwrap().1;
    let (ready, unready) = (page("home-custodian-ready"), page("home-custodian-unready"));
    assert!(ready.contains("Todo en orden") && !ready.contains("Falla"));
    assert!(unready.contains("Hay algo que atender") && unready.contains("set it"));
    assert_eq!(unready.matches(">Falla<").count(), 1);
}

#[test]
fn names_are_known_however_they_are_joined() {
    let t = &WebTexts::of(Lang::Es).home;
    assert!(t.check.find("identity_source").is_some() && t.check.find("identity-source").is_some());
    assert!(t.figure.find("no-such-figure").is_none());
}
