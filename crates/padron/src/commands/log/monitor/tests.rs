use super::*;

#[test]
fn a_request_may_stay_closed_as_long_as_the_regime_allows() {
    let model = sha256(MODEL_REGIME.as_bytes());
    assert_eq!(closed_limit(None, model).unwrap(), SignedDuration::from_hours(24 * (30 + 365)));
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("regime.toml");
    std::fs::write(&path, MODEL_REGIME.replace("embargo-days = 365", "embargo-days = 5")).unwrap();
    let other = sha256(&std::fs::read(&path).unwrap());
    assert_eq!(closed_limit(Some(&path), other).unwrap(), SignedDuration::from_hours(24 * 35));
    let refused = |file, named| closed_limit(file, named).unwrap_err().to_string();
    assert!(refused(Some(&path), model).contains("not the regime that the trust list names"));
    assert!(refused(None, other).contains("give its file with --regime"));
}
