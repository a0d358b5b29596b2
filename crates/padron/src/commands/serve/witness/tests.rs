use super::*;
use padron_tlog::{KeyKind, NoteSigner};

fn vkey(name: &str, secret: u8) -> String {
    NoteSigner::new(name, KeyKind::Ed25519, &[secret; 32]).unwrap().verifier().to_string()
}

#[test]
fn keys_of_one_name_are_one_logs() {
    let keys = [vkey("log.example/a", 1), vkey("log.example/b", 2), vkey("log.example/a", 3)];
    let logs = known_logs(&keys).unwrap();
    let told: Vec<_> = logs.iter().map(|log| (log.origin.as_str(), log.keys.len())).collect();
    assert_eq!(told, [("log.example/a", 2), ("log.example/b", 1)]);
    let wrong = known_logs(&[vkey("log.example/a", 1).replace("log", "lag")]).unwrap_err();
    assert!(format!("{wrong:#}").contains("lag.example/a"), "{wrong:#}");
}

#[test]
fn the_example_names_a_log() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples/config/witness.toml");
    let config = config::read_witness(&path).unwrap();
    assert_eq!(known_logs(&config.logs).unwrap().len(), 1);
}

#[test]
fn a_store_is_made_once_and_on_purpose() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    let refusal = |create| format!("{:#}", store(&data, create).err().expect("no store"));
    assert!(refusal(false).contains("`create = true`"));
    assert!(!data.exists());
    drop(store(&data, true).unwrap());
    drop(store(&data, true).unwrap());
    drop(store(&data, false).unwrap());
    // What is left of a store is no reason to begin anew.
    fs::remove_file(data.join("witness.sqlite")).unwrap();
    assert!(refusal(true).contains("is missing"));
}
