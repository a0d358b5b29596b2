use super::check;
use crate::tidy::{
    layers::{Graph, Member},
    tree::Tree,
};

const FILES: &[(&str, &str)] = &[
    ("crates/padron/src/commands/demo.rs", ""),
    ("crates/padron/src/commands/log_tail.rs", ""),
    ("crates/padron-model/src/lib.rs", ""),
    ("regimes/model.toml", ""),
    ("docs/threats.md", "# Threats\n## Collusion table\n"),
    (".ci/run", ""),
];

fn judge(path: &str, text: &str) -> Vec<String> {
    let files: Vec<_> = FILES.iter().copied().chain([(path, text)]).collect();
    let member = |name: &str| Member { name: name.to_owned(), ..Member::default() };
    let graph = Graph { members: vec![member("padron"), member("padron-model"), member("xtask")] };
    check(&Tree::of(&files), &graph).into_iter().map(|violation| violation.to_string()).collect()
}

fn accepted(text: &str) {
    assert_eq!(judge("README.md", text), Vec::<String>::new(), "{text}");
}

fn refused(text: &str, part: &str) {
    let found = judge("README.md", text);
    assert!(found.len() == 1 && found[0].starts_with("README.md:1: ") && found[0].contains(part), "{text}: {found:?}");
}

#[test]
fn paths_exist() {
    accepted(
        "`regimes/model.toml`, `regimes/`, `crates/*/src/lib.rs`, `lib.rs`, `.ci/run`, `crates/padron-model/src/lib.rs:12`",
    );
    refused("`regimes/mx-1999.toml`", "does not exist");
    refused("`crates/*/src/main.rs`", "does not exist");
    refused("`.ci/walk`", "does not exist");
    refused("`gone.rs`", "does not exist");
    refused("`src/gone.md`", "does not exist");
}

#[test]
fn what_is_no_path_is_left_alone() {
    accepted(
        "`/v1/links`, `application/json`, `t/n`, `std::fs`, `regimes/NAME.toml`, `{register}/x.md`, `target/release/padron`, `.rs`",
    );
}

#[test]
fn crates_exist() {
    accepted("`padron-model`, `padron_model::Number`, `xtask`, `padron`");
    refused("`padron-modell`", "no crate `padron-modell`");
    refused("`padron_web::page`", "no crate `padron-web`");
}

#[test]
fn commands_exist() {
    accepted("`padron demo --quick`, `padron log-tail`, `padron ROLE`, `padron --help`, `padron 0.1.0`");
    refused("`padron erase-everything`", "no `padron erase-everything`");
    refused("`cargo run --release -- demmo`", "no `padron demmo`");
    refused("`cargo run --release && ./target/release/padron dmo`", "no `padron dmo`");
}

#[test]
fn commands_in_a_console_exist() {
    accepted("```sh\n$ RUST_LOG=info padron demo | less\n```");
    let found = judge("README.md", "```sh\n$ RUST_LOG=info padron demmo\n```");
    assert!(found.len() == 1 && found[0].starts_with("README.md:2: "), "{found:?}");
}

#[test]
fn chores_and_packages_exist() {
    accepted(
        "`cargo xtask test --full`, `cargo xtask tidy`, `cargo test -p padron-model`, `cargo run -p xtask -- tidy`",
    );
    refused("`cargo xtask tset`", "no `cargo xtask tset`");
    refused("`cargo xtask tidy --full`", "no option");
    refused("`cargo test -p padron-modell`", "no package");
}

#[test]
fn links_lead_somewhere() {
    accepted("[t](docs/threats.md#collusion-table) [w](https://example.org/x) [h](#here)\n# Here\n");
    refused("[t](docs/threat.md)", "which does not exist");
    refused("[t](docs/threats.md#nobody)", "no heading");
    assert!(judge("docs/other.md", "[t](threats.md) [r](../regimes/model.toml)").is_empty());
    assert_eq!(judge("docs/other.md", "[r](regimes/model.toml)").len(), 1);
}

#[test]
fn the_changelog_may_speak_of_the_past() {
    assert!(judge("CHANGELOG.md", "`gone.rs`").is_empty());
}
