use super::*;
use crate::bytes::Uuid;
use std::collections::BTreeMap;

#[test]
fn no_name_and_no_path_stands_twice_in_a_role() {
    for role in Role::ALL {
        let (mut names, mut paths) = (BTreeSet::new(), BTreeSet::new());
        for endpoint in offered(role) {
            assert!(names.insert(endpoint.name), "{}", endpoint.name);
            assert!(paths.insert((endpoint.method, endpoint.path)), "{}", endpoint.path);
        }
    }
}

#[test]
fn what_is_read_has_no_body_and_what_is_posted_has_one() {
    for endpoint in Role::ALL.into_iter().flat_map(offered) {
        let sends = !endpoint.request_media.is_empty();
        assert_eq!((endpoint.method == "POST", endpoint.body_limit > 0), (sends, sends), "{}", endpoint.name);
        let braces = endpoint.path.matches('{').count();
        let in_path = endpoint.parameters.iter().filter(|parameter| parameter.within == "path").count();
        assert_eq!(braces, in_path, "{}", endpoint.name);
    }
}

#[test]
fn a_name_means_one_thing_in_all_roles() {
    let mut known = BTreeMap::new();
    for endpoint in Role::ALL.into_iter().flat_map(offered) {
        let first = known.entry(endpoint.name).or_insert(endpoint.path);
        assert_eq!(*first, endpoint.path, "{}", endpoint.name);
    }
}

#[test]
fn paths_are_filled_in() {
    let request = Uuid::from_random([1; 16]);
    assert_eq!(registrar::ReadRequest::path(&request), format!("/v1/requests/{request}"));
    assert_eq!(registrar::ReadLog::path(&Rest("tile/0/000".into())), "/log/tile/0/000");
    assert_eq!(custodian::Present::path(&KeyParameter(request)), custodian::Present::PATH);
    assert_eq!(KeyParameter(request).key(), Some(&request));
}

#[test]
fn problems_follow_from_callers_body_and_whom_it_asks() {
    use ProblemType as P;
    let of = |described: Described| described.problems();
    let link = of(Described::of::<registrar::Link>());
    assert!(link.contains(&P::Forbidden) && link.contains(&P::UnsupportedMediaType) && link.contains(&P::BadSeal));
    assert!(!link.contains(&P::Unreachable) && !link.contains(&P::BudgetExhausted));
    let register = of(Described::of::<operator::Register>());
    assert!(
        register.is_superset(&link) && register.contains(&P::BudgetExhausted) && register.contains(&P::Unreachable)
    );
    let figures = of(Described::of::<registrar::ReadFigures>());
    assert!(!figures.contains(&P::Unauthenticated) && !figures.contains(&P::UnsupportedMediaType));
}

#[test]
fn a_form_is_read_as_it_was_written() {
    let form = SignInForm { document: "A&B=C ñ".into(), code: "1+1".into(), lang: Some("en".into()) };
    let read = SignInForm::decode(&form.encode().unwrap()).unwrap();
    assert!(read.document == form.document && read.code == form.code && read.lang == form.lang);
}
