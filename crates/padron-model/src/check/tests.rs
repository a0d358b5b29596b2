use super::*;

#[test]
fn verdicts_follow_a_table() {
    type Check = fn(&str) -> Verdict;
    type Case = (Check, &'static str, bool, Option<Rule>, Option<usize>, Option<Warning>);
    let cases: [Case; 9] = [
        (curp, "HEGG560427MVZRRL04", true, None, None, None),
        (curp, "HEGG560427MVZRRL05", false, Some(Rule::CheckDigit), Some(18), None),
        (rfc, "GODE561231GR8", true, None, None, None),
        (rfc, "GODE561231GR7", true, None, None, Some(Warning::RfcCheckDigit)),
        (number, "55 1234 5678", true, None, None, None),
        (number, "044 55 1234 5678", true, None, None, Some(Warning::LegacyPrefix)),
        (number, "044 05 1234 5678", false, Some(Rule::LegacyPrefix), Some(1), None),
        (iccid, "895202000000000001", true, None, None, Some(Warning::IccidCheckDigit)),
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
