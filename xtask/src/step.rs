//! One step of `cargo xtask test`: a program that is run, timed and judged.

use std::{fs::File, path::Path, process, time::Duration};

use anyhow::{Context, Result};

use crate::workspace::Workspace;

/// How a step ended. A step that counts no tests is itself one check.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Outcome {
    pub(crate) verdict: Verdict,
    /// What the program printed, or what a built-in check found.
    pub(crate) output: String,
    /// Tests that ran, when the step runs tests and got as far as its summary.
    pub(crate) tests: Option<Tests>,
    /// The command to repeat this step alone.
    pub(crate) again: String,
}

/// How cargo-nextest begins its summary.
const NEXTEST: &str = "Summary [";

/// Whether a step held.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    Passed,
    Failed,
    /// Could not be asked here; the text says what is missing and how to get it.
    Skipped(String),
}

/// The sums of the summary lines of one test runner.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Tests {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
    pub(crate) skipped: usize,
}

impl Outcome {
    /// A built-in check that has no program of its own.
    pub(crate) fn of_check(holds: bool, output: String, again: &str) -> Self {
        let verdict = if holds { Verdict::Passed } else { Verdict::Failed };
        Self { verdict, output, tests: None, again: again.to_owned() }
    }

    /// A step that cannot be asked on this machine.
    pub(crate) fn skipped(reason: String) -> Self {
        Self { verdict: Verdict::Skipped(reason), output: String::new(), tests: None, again: String::new() }
    }
}

/// Runs `line` from the root of the repository, both streams into `NAME.log`. The arguments hold no spaces.
pub(crate) fn run(workspace: &Workspace, name: &str, line: &str, environment: &[(&str, &str)]) -> Result<Outcome> {
    run_logged(&workspace.root, &workspace.logs.join(format!("{name}.log")), line, environment)
}

fn run_logged(root: &Path, path: &Path, line: &str, environment: &[(&str, &str)]) -> Result<Outcome> {
    let holds = run_into(path, root, line, environment)?;
    let output =
        String::from_utf8_lossy(&std::fs::read(path).context("cannot read back the log of a step")?).into_owned();
    let tests = Tests::read(&output);
    // A runner that exits with success after a failed test would be believed otherwise.
    let failed_tests = tests.is_some_and(|tests| tests.failed > 0);
    let verdict = if holds && !failed_tests { Verdict::Passed } else { Verdict::Failed };
    let variables: String = environment.iter().map(|(name, value)| format!("{name}='{value}' ")).collect();
    Ok(Outcome { verdict, output, tests, again: format!("{variables}{line}") })
}

fn run_into(log: &Path, folder: &Path, line: &str, environment: &[(&str, &str)]) -> Result<bool> {
    let file = File::create(log).with_context(|| format!("cannot write {}", log.display()))?;
    let mut words = line.split_whitespace();
    let program = words.next().context("an empty command")?;
    let mut command = process::Command::new(program);
    // `cargo run` describes this program to itself; some build scripts would take that for a change and rebuild.
    for (variable, _) in std::env::vars_os() {
        let name = variable.to_string_lossy();
        if name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&variable);
        }
    }
    let status = command
        .args(words)
        .envs(environment.iter().copied())
        .current_dir(folder)
        .stdin(process::Stdio::null())
        .stdout(file.try_clone().context("cannot share the log of a step")?)
        .stderr(file)
        .status()
        .with_context(|| format!("cannot start `{line}`"))?;
    Ok(status.success())
}

/// Whether `line` starts and ends well; says nothing.
pub(crate) fn succeeds(line: &str) -> bool {
    let mut words = line.split_whitespace();
    let Some(program) = words.next() else {
        return false;
    };
    process::Command::new(program)
        .args(words)
        .stdin(process::Stdio::null())
        .stdout(process::Stdio::null())
        .stderr(process::Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// The result of `work` and how long it took.
#[expect(clippy::disallowed_methods, reason = "durations are shown to a person and decide nothing")]
pub(crate) fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = std::time::Instant::now();
    let result = work();
    (result, start.elapsed())
}

impl Tests {
    /// Adds up the summary lines of cargo-nextest or of libtest; `None` when there is none.
    pub(crate) fn read(output: &str) -> Option<Self> {
        // cargo-nextest shows what a failed test printed, and that holds a summary of libtest for one test.
        let nextest = output.lines().any(|line| line.trim().starts_with(NEXTEST));
        let lines = output.lines().filter(|line| !nextest || line.trim().starts_with(NEXTEST));
        lines.filter_map(Self::read_line).reduce(|sum, more| Self {
            passed: sum.passed + more.passed,
            failed: sum.failed + more.failed,
            skipped: sum.skipped + more.skipped,
        })
    }

    fn read_line(line: &str) -> Option<Self> {
        let line = line.trim();
        let counts = match line.strip_prefix("test result: ") {
            Some(libtest) => libtest.split_once(". ")?.1,
            None if line.starts_with(NEXTEST) => line.split_once("run: ")?.1,
            None => return None,
        };
        let mut tests = Self::default();
        // "3 passed (1 slow), 2 failed, 1 timed out, 4 skipped" or "3 passed; 0 failed; 1 ignored; …".
        for part in counts.split([',', ';']) {
            let mut words = part.split_whitespace();
            let Some(Ok(number)) = words.next().map(str::parse::<usize>) else {
                continue;
            };
            match words.next() {
                Some("passed") => tests.passed += number,
                Some("failed" | "timed" | "exec") => tests.failed += number,
                Some("skipped" | "ignored") => tests.skipped += number,
                _ => {}
            }
        }
        Some(tests)
    }
}

#[cfg(test)]
mod tests;
