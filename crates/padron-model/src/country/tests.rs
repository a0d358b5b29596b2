use super::*;

/// Tags, ids of identifiers and of countries are never shared: a text or a form is read without knowing the country.
#[test]
fn nothing_is_given_twice() {
    let distinct = |mut values: Vec<String>| {
        let all = values.len();
        values.sort_unstable();
        values.dedup();
        values.len() == all
    };
    assert!(distinct(IdentifierKind::all().map(|kind| kind.tag.to_string()).collect()));
    assert!(distinct(IdentifierKind::all().map(|kind| kind.id.to_owned()).collect()));
    assert!(distinct(ALL.into_iter().map(|country| country.id().to_owned()).collect()));
    assert!(IdentifierKind::all().all(|kind| kind.subject.as_str() == kind.id));
    assert_eq!(find("mx").unwrap().identifiers().map(|kind| kind.id).collect::<Vec<_>>(), ["curp", "rfc"]);
}

#[test]
fn a_country_is_found_by_its_id() {
    for country in ALL {
        assert_eq!(find(country.id()).map(CountryRules::id), Some(country.id()));
    }
    assert!(find("MX").is_none() && find("zz").is_none());
}

#[test]
fn postal_codes_have_the_digits_of_their_country() {
    let mexican = |text| mexico::Mexico.postal_code(text).map_err(|invalid| (invalid.rule, invalid.position));
    assert_eq!(mexican(" 06000 "), Ok("06000".to_owned()));
    assert_eq!(mexican("0600"), Err((Rule::Length, None)));
    assert_eq!(mexican("0600x"), Err((Rule::Digit, Some(5))));
    assert_eq!(mexican(" "), Err((Rule::Empty, None)));
    assert!(kazakhstan::Kazakhstan.postal_code("050000").is_ok() && mexican("050000").is_err());
}

#[test]
fn sex_is_written_as_the_country_writes_it() {
    let (mexico, kazakhstan): (&dyn CountryRules, &dyn CountryRules) = (&mexico::Mexico, &kazakhstan::Kazakhstan);
    for (country, text, expected) in [
        (mexico, " h ", Ok(Sex::Man)),
        (mexico, "M", Ok(Sex::Woman)),
        (mexico, "X", Ok(Sex::Nonbinary)),
        (mexico, "man", Err(Rule::Sex)),
        (mexico, "", Err(Rule::Empty)),
        (kazakhstan, "Man", Ok(Sex::Man)),
        (kazakhstan, "woman", Ok(Sex::Woman)),
        // A man in a passport, a woman in Mexico: nobody may guess.
        (kazakhstan, "M", Err(Rule::SexWord)),
    ] {
        assert_eq!(country.sex(text).map_err(|invalid| invalid.rule), expected, "{text}");
    }
}
