use super::*;
use padron_model::country::kazakhstan::{IIN, Kazakhstan};
use padron_model::country::mexico::{CURP, Mexico, RFC, national_digits};
use padron_testkit::numbers::{FIXED_AREAS, MOBILE_AREAS, numbering_csv};
use padron_testkit::people::Population;

fn checker(kind: CheckKind, json: bool) -> Checker {
    Checker { kind, country: &Mexico, table: None, lang: Lang::En, json }
}

fn printed(checker: &Checker, input: &str) -> (bool, String) {
    let mut out = Vec::new();
    let valid = checker.lines(input.as_bytes(), &mut out).unwrap();
    (valid, String::from_utf8(out).unwrap())
}

#[test]
fn a_verdict_says_the_rule_and_the_place_and_never_the_value() {
    let (valid, text) = printed(&checker(CheckKind::Identifier(&CURP), false), "GAXA9O0101MDFRXN09\nshort\n");
    assert!(!valid);
    assert_eq!(text.lines().count(), 2);
    assert!(text.starts_with("1: invalid. CURP, character 6: a digit belongs here"), "{text}");
    assert!(!text.contains("GAXA") && !text.contains("short"));
}

#[test]
fn valid_values_of_every_kind() {
    let population = Population::new(1, 50);
    let line = population.lines_of(0).swap_remove(0);
    let rfc = population.iter().find_map(|person| person.company_rfc().map(|rfc| rfc.as_str().to_owned()));
    for (kind, value) in [
        (CheckKind::Number, national_digits(&line.number).unwrap().to_owned()),
        (CheckKind::Iccid, line.iccid.digits().to_owned()),
        (CheckKind::Identifier(&RFC), rfc.unwrap_or_else(|| "ABC900101AB1".into())),
    ] {
        let (valid, text) = printed(&checker(kind, false), &value);
        assert!(valid && text.starts_with("1: valid"), "{text}");
    }
}

#[test]
fn json_is_one_object_a_line() {
    let (valid, text) = printed(&checker(CheckKind::Number, true), "0445512345678\r\n123\n");
    assert!(!valid);
    let lines: Vec<serde_json::Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(
        (&lines[0]["value"], &lines[0]["valid"], &lines[0]["warning"]),
        (&1.into(), &true.into(), &"legacy-prefix".into())
    );
    assert_eq!((&lines[1]["valid"], &lines[1]["rule"]), (&false.into(), &"length".into()));
}

#[test]
fn with_a_table_a_number_must_be_mobile() {
    let table = Mexico.numbering(Some(&mut numbering_csv().as_bytes())).unwrap();
    let checker = Checker { table: Some(table), ..checker(CheckKind::Number, true) };
    for (area, valid, block) in
        [(MOBILE_AREAS[0], true, "mobile"), (FIXED_AREAS[0], false, "fixed"), (200, false, "unassigned")]
    {
        let printed = checker.check(1, &format!("{area}1234567"));
        assert_eq!((printed.verdict.valid, printed.block), (valid, Some(block)));
    }
    assert_eq!(checker.check(1, "12").block, None);
}

#[test]
fn input_has_a_limit() {
    let long = "5".repeat(LONGEST_LINE as usize + 10);
    let mut out = Vec::new();
    let error = checker(CheckKind::Number, false).lines(long.as_bytes(), &mut out).unwrap_err();
    assert!(error.to_string().contains("line 1 is longer"));
    let (valid, _) = printed(&checker(CheckKind::Number, false), "");
    assert!(valid, "nothing is not wrong");
}

#[test]
fn bytes_that_are_no_text_are_wrong_where_they_stand() {
    let mut out = Vec::new();
    assert!(!checker(CheckKind::Number, true).lines(&b"55\xff2345678\n"[..], &mut out).unwrap());
    let verdict: serde_json::Value = serde_json::from_slice(&out).unwrap();
    assert_eq!((&verdict["rule"], &verdict["position"]), (&"character".into(), &3.into()));
}

#[test]
fn values_of_another_country_follow_its_rules() {
    let kazakh = |kind| Checker {
        kind,
        country: &Kazakhstan,
        table: Kazakhstan.numbering(None).ok(),
        lang: Lang::En,
        json: false,
    };
    let (valid, text) = printed(&kazakh(CheckKind::Number), "8 701 123 45 67\n8 717 223 45 67\n+7 916 123 45 67\n");
    let expected = "1: valid\n\
        2: invalid. Number: it is in a fixed block\n\
        3: invalid. Number, character 1: is another country's number; only national ones are registered here\n";
    assert_eq!((valid, text.as_str()), (false, expected));
    let (valid, text) = printed(&kazakh(CheckKind::Identifier(&IIN)), "830805300019\n830805300010\n");
    let expected = "1: valid\n2: invalid. IIN, character 12: the check digit does not agree; something was mistyped\n";
    assert_eq!((valid, text.as_str()), (false, expected));
}

#[test]
fn an_identifier_belongs_to_one_country() {
    use clap::Parser as _;
    #[derive(clap::Parser)]
    struct Line {
        #[command(flatten)]
        check: CheckArgs,
    }
    let parse = |words: &str| Line::try_parse_from(format!("check {words}").split(' ')).map(|line| line.check);
    assert!(parse("iin --country kz 1").is_ok_and(|args| args.kind == CheckKind::Identifier(&IIN)));
    assert!(parse("passport 1").is_err() && parse("iin --country zz 1").is_err());
    let error = run(parse("curp --country kz 1").ok().unwrap()).unwrap_err();
    assert_eq!(error.to_string(), "curp is not an identifier of kz");
}
