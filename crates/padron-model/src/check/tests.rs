use super::*;
use crate::country::kazakhstan::{BIN, IIN, Kazakhstan};
use crate::country::mexico::{CURP, Mexico, RFC};

fn curp(value: &str) -> CheckVerdict {
    identifier(&CURP, value)
}

fn rfc(value: &str) -> CheckVerdict {
    identifier(&RFC, value)
}

fn mexican(value: &str) -> CheckVerdict {
    number(&Mexico, value)
}

#[test]
fn verdicts_follow_a_table() {
    type Check = fn(&str) -> CheckVerdict;
    type Case = (Check, &'static str, bool, Option<Rule>, Option<usize>, Option<Warning>);
    let cases: [Case; 15] = [
        (curp, "HEGG560427MVZRRL04", true, None, None, None),
        (curp, "HEGG560427MVZRRL05", false, Some(Rule::CheckDigit), Some(18), None),
        (rfc, "GODE561231GR8", true, None, None, None),
        (rfc, "GODE561231GR7", true, None, None, Some(Warning::RfcCheckDigit)),
        (mexican, "55 1234 5678", true, None, None, None),
        (mexican, "044 55 1234 5678", true, None, None, Some(Warning::LegacyPrefix)),
        (mexican, "044 05 1234 5678", false, Some(Rule::LegacyPrefix), Some(1), None),
        (iccid, "895202000000000001", true, None, None, Some(Warning::IccidCheckDigit)),
        (|value| identifier(&IIN, value), "830805300019", true, None, None, None),
        (|value| identifier(&IIN, value), "830805300014", false, Some(Rule::CheckDigit), Some(12), None),
        (|value| identifier(&BIN, value), "990740000009", true, None, None, None),
        (|value| identifier(&BIN, value), "991340000007", false, Some(Rule::Date), Some(1), None),
        (|value| number(&Kazakhstan, value), "8 701 123-45-67", true, None, None, None),
        (|value| number(&Kazakhstan, value), "+7 916 123 45 67", false, Some(Rule::CountryCode), Some(1), None),
        (iccid, "12", false, Some(Rule::Length), None, None),
    ];
    for (check, value, valid, rule, position, warning) in cases {
        let verdict = check(value);
        assert_eq!((verdict.valid, verdict.rule, verdict.position, verdict.warning), (valid, rule, position, warning));
        assert_eq!(verdict.message(Lang::Es).is_none(), rule.is_none() && warning.is_none());
    }
}

#[test]
fn messages_name_the_place_and_never_the_value() {
    let verdict = curp("HEGG560427MVZRRL05");
    let message = verdict.message(Lang::Es).unwrap();
    assert_eq!(message, "CURP, carácter 18: el dígito verificador no corresponde; hay un error de captura");
    let message = verdict.message(Lang::En).unwrap();
    assert_eq!(message, "CURP, character 18: the check digit does not agree; something was mistyped");
    assert!(!serde_json::to_string(&verdict).unwrap().contains("HEGG"));
}
