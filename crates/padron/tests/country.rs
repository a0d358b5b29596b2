//! A whole country as a newcomer runs it: the binary itself, its processes, its files.

use std::path::Path;
use std::process::{Command, Output};

#[expect(clippy::unwrap_used, reason = "a test")]
fn padron(dir: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_padron")).args(arguments).current_dir(dir).output().unwrap()
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&[output.stdout.as_slice(), &output.stderr].concat()).into_owned()
}

#[test]
fn the_demo_holds_every_promise_twice_and_in_both_languages() {
    let dir = tempfile::tempdir().unwrap();
    for lang in ["es", "en"] {
        let arguments = [
            "demo",
            "--people",
            "60",
            "--exit",
            "--json",
            "findings.json",
            "--population",
            "clear.csv",
            "--port",
            "17100",
            "--lang",
            lang,
        ];
        let output = padron(dir.path(), &arguments);
        assert!(output.status.success(), "{}", told(&output));
        let findings: serde_json::Value =
            serde_json::from_slice(&std::fs::read(dir.path().join("findings.json")).unwrap()).unwrap();
        let promises = findings["promises"].as_array().unwrap();
        assert!(promises.iter().all(|finding| finding["held"] == true), "{findings:#}");
        for promise in [1, 2, 3, 4, 5, 6, 7, 8, 10] {
            assert!(promises.iter().any(|finding| finding["promise"] == promise), "promise {promise} was not tried");
        }
    }
    assert!(dir.path().join("clear.csv").exists());
}

#[test]
fn the_demo_leaves_a_directory_alone_that_is_not_its_own() {
    let dir = tempfile::tempdir().unwrap();
    std::fs::create_dir(dir.path().join("mine")).unwrap();
    std::fs::write(dir.path().join("mine/letter.txt"), "dear").unwrap();
    let output = padron(dir.path(), &["demo", "--dir", "mine", "--exit", "--people", "60", "--port", "17200"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(told(&output).contains("not empty and not an earlier demo's"), "{}", told(&output));
    assert!(dir.path().join("mine/letter.txt").exists());
    let inside = padron(
        dir.path(),
        &["demo", "--dir", "d", "--exit", "--people", "60", "--population", "d/clear.csv", "--port", "17200"],
    );
    assert!(!inside.status.success());
}

#[test]
fn nothing_acknowledged_is_lost_or_doubled_when_roles_are_killed() {
    let dir = tempfile::tempdir().unwrap();
    let output = padron(dir.path(), &["drill", "crash", "--people", "250", "--kills", "10", "--port", "17300"]);
    assert!(output.status.success(), "{}", told(&output));
}

#[test]
#[ignore = "long: a hundred kills over thousands of lines"]
fn long_nothing_acknowledged_is_lost_or_doubled_through_a_hundred_kills() {
    for seed in ["1", "2", "3"] {
        let dir = tempfile::tempdir().unwrap();
        let output = padron(
            dir.path(),
            &["drill", "crash", "--people", "5000", "--kills", "100", "--seed", seed, "--port", "17400"],
        );
        assert!(output.status.success(), "seed {seed}: {}", told(&output));
    }
}
