#![cfg(feature = "laboratory")]
//! What starts only where the trust list says that the country is a demo.

use super::{simulator, start_custodian};
use padron_host::files;
use padron_host::system::{now, rng};
use padron_laboratory::country::{Layout, Plans, found};
use padron_protocol::Hash32;
use padron_protocol::jws::Signer;
use padron_protocol::trust::{Roots, SignedTrustList};
use padron_store::CustodianStore;
use tempfile::TempDir;

/// A country on disk whose trust list says whether it is a demo; all else is the same.
fn country(demo: bool) -> (TempDir, Layout) {
    // As `main` does before anything else; whoever comes second finds it done.
    let _ = rustls::crypto::ring::default_provider().install_default();
    let dir = tempfile::tempdir().unwrap();
    let layout = Layout::new(dir.path(), 5, 1, 17_900).unwrap();
    let plans = Plans { custodians: 5, threshold: 3, seed: 1, people: 60, float: 100 };
    found(&plans, &layout, now(), &mut rng()).unwrap();
    let made = SignedTrustList::parse(&files::read(&layout.trust()).unwrap()).unwrap();
    let mut list = made.list().unwrap();
    assert!(list.demo);
    list.demo = demo;
    let root = Signer::new("root", &[7; 32]);
    let mut signed = SignedTrustList::unsigned(&list).unwrap();
    signed.sign(&root).unwrap();
    let roots = Roots { threshold: 1, keys: vec![Hash32(root.public())] };
    std::fs::write(layout.roots(), serde_json::to_vec(&roots).unwrap()).unwrap();
    std::fs::write(layout.trust(), signed.to_text().unwrap()).unwrap();
    (dir, layout)
}

/// Starts custodian-1, with or without automatic approval.
fn custodian(layout: &Layout, automatic: bool) -> Result<(), String> {
    let path = layout.place("custodian-1").unwrap().dir.join("config.toml");
    let config = files::read(&path).unwrap();
    assert!(config.contains("automatic = true"));
    let passphrase = "passphrase_file = \"../secrets/custodian-1.passphrase\"";
    let changed = config.replace("automatic = true", &format!("automatic = {automatic}\n{passphrase}"));
    std::fs::write(&path, changed).unwrap();
    let started = start_custodian(&path, CustodianStore::in_memory().unwrap());
    std::fs::write(&path, config).unwrap();
    started.map(drop).map_err(|error| format!("{error:#}"))
}

#[tokio::test]
async fn automatic_approval_starts_only_in_a_demo() {
    let (_dir, demo) = country(true);
    assert_eq!((custodian(&demo, true), custodian(&demo, false)), (Ok(()), Ok(())));
    let (_dir, earnest) = country(false);
    assert_eq!(custodian(&earnest, false), Ok(()));
    let refused = custodian(&earnest, true).unwrap_err();
    assert!(refused.contains("automatic approval is for demos only"), "{refused}");
}

#[tokio::test]
async fn the_identity_simulator_starts_only_in_a_demo() {
    let (_dir, earnest) = country(false);
    let config = earnest.place("identity-simulator").unwrap().dir.join("config.toml");
    let refused = simulator::simulator(&config).await.unwrap_err().to_string();
    assert!(refused.contains("the identity simulator starts only where the trust list says `demo`"), "{refused}");
}
