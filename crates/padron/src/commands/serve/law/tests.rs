use super::*;
use padron_model::MODEL_REGIME;
use padron_protocol::testing;

fn kept(change: &[(&str, &str)], approvals: u16) -> Result<(HolderLimits, OrderLimits), String> {
    let mut text = MODEL_REGIME.to_owned();
    for (from, to) in change {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    let regime = Regime::parse(text.as_bytes()).unwrap();
    let list = testing::Country::new(1).with(|list| list.approvals = approvals).list;
    enforced(&regime, &list).map_err(|error| error.to_string())
}

#[test]
fn what_the_regime_says_is_what_the_roles_are_given() {
    let (holders, orders) = kept(
        &[
            ("submission-age-minutes = 30", "submission-age-minutes = 7"),
            ("lines = 10", "lines = 3"),
            ("validity-days = 30", "validity-days = 12"),
            ("embargo-days = 365", "embargo-days = 90"),
            ("compartments = [\"subscriber\", \"contact\", \"line\"]", "compartments = [\"subscriber\", \"line\"]"),
        ],
        2,
    )
    .unwrap();
    assert_eq!((holders.cap, holders.verification_age.as_mins()), (3, 7));
    assert_eq!((orders.validity_days, orders.embargo_days), (12, 90));
    assert_eq!(orders.compartments, [true, false, true]);
}

#[test]
fn a_law_that_asks_for_more_than_is_enforced_is_refused() {
    let refused = |change: &[(&str, &str)]| kept(change, 2).map(drop).unwrap_err();
    let more = [("approvals-beyond-threshold = 0", "approvals-beyond-threshold = 1")];
    assert!(refused(&more).contains("3 custodians must approve"));
    assert!(kept(&more, 3).is_ok());
    assert!(refused(&[("sealed-at = \"registrar\"", "sealed-at = \"operator\"")]).contains("sealed-at"));
    assert!(refused(&[("exempt = [\"legal-person\"]", "exempt = []")]).contains("cap.exempt"));
    let everybody = [("exempt = [\"legal-person\"]", "exempt = [\"legal-person\", \"foreigner\"]")];
    assert!(refused(&everybody).contains("cap.exempt"));
    let signed = [("signatures = [\"court\"]", "signatures = [\"court\", \"authority\"]")];
    assert!(refused(&signed).contains("signatures"));
    let faces = [("use = \"none\"", "use = \"verify\"\nmodality = \"face\"")];
    assert!(refused(&faces).contains("biometrics"));
}
