use super::*;

fn example<C: Config>(name: &str) -> Result<C> {
    read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/config").join(name))
}

#[test]
fn every_example_is_read() {
    example::<RegistrarConfig>("registrar.toml").unwrap();
    example::<OperatorConfig>("operator.toml").unwrap();
    example::<VerifierConfig>("verifier.toml").unwrap();
    example::<AttesterConfig>("attester.toml").unwrap();
    example::<CustodianConfig>("custodian.toml").unwrap();
    #[cfg(feature = "laboratory")]
    example::<crate::commands::serve::simulator::SimulatorConfig>("identity-simulator.toml").unwrap();
    let witness =
        read_witness(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/config/witness.toml")).unwrap();
    assert!(witness.keys.ends_with("examples/config/keys.json") && !witness.create);
    let files = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/config")).unwrap().count();
    assert_eq!(files, 7, "an example that this test does not read");
}

#[test]
fn unknown_keys_are_refused() {
    let text =
        std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/config/verifier.toml"))
            .unwrap();
    assert!(toml::from_str::<VerifierConfig>(&text).is_ok());
    assert!(toml::from_str::<VerifierConfig>(&format!("{text}\nunknown = 1")).is_err());
    assert!(toml::from_str::<VerifierConfig>(&format!("unknown = 1\n{text}")).is_err());
}

#[test]
fn paths_are_relative_to_the_file() {
    let config = example::<RegistrarConfig>("registrar.toml").unwrap();
    assert!(config.data.ends_with("examples/config/data"));
    assert!(config.common.keys.ends_with("examples/config/keys.json"));
}
