//! The fuzz targets, which live outside the workspace because they need a nightly compiler.

use anyhow::{Context, Result};

use crate::{
    step::{self, Outcome, Verdict},
    workspace::Workspace,
};

/// How long each target runs.
const SECONDS: u32 = 30;
/// Targets that begin with files of the repository; the others begin with nothing.
const SEEDS: &[(&str, &str)] = &[("regime", "regimes")];

/// Runs every target for a short while; stops at the first that finds something.
pub(super) fn run(workspace: &Workspace) -> Result<Outcome> {
    if !step::succeeds("cargo +nightly fuzz --version") {
        let install = "rustup toolchain install nightly && cargo install --locked cargo-fuzz";
        return Ok(Outcome::skipped(format!("needs a nightly compiler and cargo-fuzz: {install}")));
    }
    let targets = targets(workspace)?;
    for target in &targets {
        let corpus = format!("fuzz/corpus/{target}");
        std::fs::create_dir_all(workspace.root.join(&corpus)).context("cannot make the folder of a fuzz corpus")?;
        let seeds = SEEDS.iter().find(|(seeded, _)| seeded == target).map_or("", |(_, folder)| folder);
        let line = format!("cargo +nightly fuzz run {target} {corpus} {seeds} -- -max_total_time={SECONDS}");
        let outcome = step::run(workspace, "fuzz", &line, &[])?;
        if outcome.verdict == Verdict::Failed {
            return Ok(outcome);
        }
    }
    let says = format!("{} targets, {SECONDS} s each", targets.len());
    Ok(Outcome::of_check(!targets.is_empty(), says, "cargo +nightly fuzz list"))
}

/// Checks with the stable compiler what the targets call, so that they do not rot between full runs.
pub(super) fn check(workspace: &Workspace) -> Result<Outcome> {
    let line = "cargo check --quiet --manifest-path fuzz/Cargo.toml --no-default-features";
    let folder = workspace.metadata.target_directory.as_str();
    step::run(workspace, "fuzz-check", line, &[("CARGO_TARGET_DIR", folder)])
}

fn targets(workspace: &Workspace) -> Result<Vec<String>> {
    let folder = workspace.root.join("fuzz/fuzz_targets");
    let files = std::fs::read_dir(&folder).with_context(|| format!("cannot list {}", folder.display()))?;
    let name = |file: std::fs::DirEntry| file.file_name().to_str()?.strip_suffix(".rs").map(str::to_owned);
    let mut targets: Vec<String> = files.filter_map(|file| name(file.ok()?)).collect();
    targets.sort();
    Ok(targets)
}
