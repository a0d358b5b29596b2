//! `cargo xtask test`: the plan, what is printed, and the sum.
//!
//! Quick checks come first; a failed step does not stop the later ones, so that one run tells everything.

mod fuzz;

use std::{fmt::Write as _, io::Write as _, time::Duration};

use anyhow::Result;

use crate::{
    needs::NEEDS,
    step::{self, Outcome, Verdict},
    tidy,
    workspace::Workspace,
};

/// Output shown of a failed step; the rest is in its log.
const SHOWN_LINES: usize = 300;

/// Runs the plan; whether every step held.
pub(crate) fn run(workspace: &Workspace, full: bool) -> Result<bool> {
    let mut sum = Sum::default();
    let (result, duration) = step::timed(|| {
        for (name, action) in plan(workspace, full) {
            sum.add(name, perform(workspace, name, action)?);
        }
        anyhow::Ok(())
    });
    result?;
    println!("{}", sum.report(duration));
    Ok(sum.failed_steps.is_empty())
}

type Action = Box<dyn Fn(&Workspace) -> Result<Outcome>>;

/// The steps in order. Clippy and the tests share one profile, so nothing is compiled three times.
fn plan(workspace: &Workspace, full: bool) -> Vec<(&'static str, Action)> {
    let mut plan: Vec<(&'static str, Action)> = vec![
        ("format", program("format", "cargo fmt --all --check")),
        ("tidy", Box::new(tidy)),
        ("clippy", program("clippy", "cargo clippy --workspace --all-targets --quiet -- -D warnings")),
        ("docs", Box::new(documentation)),
        // Whoever checks receipts and logs builds layers 0 to 2 and nothing else.
        ("verifiers", program("verifiers", "cargo build --quiet --package padron-protocol")),
    ];
    // Whoever runs a party builds the binary without the laboratory.
    plan.push((
        "party",
        program("party", "cargo clippy --quiet --package padron --no-default-features -- -D warnings"),
    ));
    plan.push(("fuzz-check", Box::new(fuzz::check)));
    for need in NEEDS.iter().filter(|need| need.is_wanted(workspace)) {
        plan.push((need.step, Box::new(|_| Ok(need.meet()))));
    }
    plan.push(("tests", Box::new(|workspace| test_runner(workspace, "tests", "", ""))));
    plan.push(("doctests", Box::new(doctests)));
    plan.push(("licences", Box::new(move |workspace| licences(workspace, full))));
    if full {
        plan.push(("advisories", Box::new(advisories)));
        plan.push(("long", Box::new(|workspace| test_runner(workspace, "long", LONG_NEXTEST, "-- --ignored long_"))));
        plan.push(("fuzz", Box::new(fuzz::run)));
    }
    plan
}

const LONG_NEXTEST: &str = "--profile long --run-ignored ignored-only --no-tests pass long_";

/// A step that is one program.
fn program(name: &'static str, line: &'static str) -> Action {
    Box::new(move |workspace| step::run(workspace, name, line, &[]))
}

fn tidy(workspace: &Workspace) -> Result<Outcome> {
    let report = tidy::report(workspace)?;
    Ok(Outcome::of_check(report.is_clean(), report.to_string(), "cargo xtask tidy"))
}

fn documentation(workspace: &Workspace) -> Result<Outcome> {
    step::run(workspace, "docs", "cargo doc --workspace --no-deps --quiet", &[("RUSTDOCFLAGS", "-D warnings")])
}

/// With cargo-nextest where it is installed: a process for each test, and a limit on each.
fn test_runner(workspace: &Workspace, name: &str, nextest: &str, libtest: &str) -> Result<Outcome> {
    let line = if step::succeeds("cargo nextest --version") {
        format!(
            "cargo nextest run --workspace --no-fail-fast --cargo-quiet \
             --status-level fail --final-status-level fail --failure-output final --show-progress none {nextest}"
        )
    } else {
        format!("cargo test --workspace --lib --bins --tests --no-fail-fast --quiet {libtest}")
    };
    // A snapshot that differs is a failure, never a file to accept later.
    step::run(workspace, name, line.trim_end(), &[("INSTA_UPDATE", "no")])
}

fn doctests(workspace: &Workspace) -> Result<Outcome> {
    step::run(workspace, "doctests", "cargo test --workspace --doc --no-fail-fast --quiet", &[])
}

fn licences(workspace: &Workspace, install: bool) -> Result<Outcome> {
    const INSTALL: &str = "cargo install --locked cargo-deny";
    if !has_deny() && install {
        println!("\n  installing cargo-deny with `{INSTALL}`");
        step::run(workspace, "install-deny", INSTALL, &[])?;
    }
    if !has_deny() {
        return Ok(Outcome::skipped(format!("tidy checked what it can; for the rest: {INSTALL}")));
    }
    step::run(workspace, "licences", "cargo deny --all-features check bans licenses sources", &[])
}

fn has_deny() -> bool {
    step::succeeds("cargo deny --version")
}

fn advisories(workspace: &Workspace) -> Result<Outcome> {
    if !has_deny() {
        return Ok(Outcome::skipped("cargo-deny could not be installed".to_owned()));
    }
    let outcome = step::run(workspace, "advisories", "cargo deny --all-features check advisories", &[])?;
    // Without the database there is no answer, which is not the same as a clean one.
    if outcome.verdict == Verdict::Failed && outcome.output.contains("failed to fetch advisory database") {
        return Ok(Outcome::skipped("the advisory database cannot be reached from here".to_owned()));
    }
    Ok(outcome)
}

/// Runs one step and prints its line, and its output if it failed.
fn perform(workspace: &Workspace, name: &str, action: Action) -> Result<Outcome> {
    print!("{name:<11}");
    // The name stands on the screen while the step runs.
    std::io::stdout().flush()?;
    let (outcome, duration) = step::timed(|| action(workspace));
    // A step that could not even start is a failed step, and the later ones still run.
    let outcome = outcome.unwrap_or_else(|error| Outcome::of_check(false, format!("{error:#}"), ""));
    println!("{}", line(&outcome, duration));
    if outcome.verdict == Verdict::Failed {
        println!("{}", shown(&outcome.output));
        let log = workspace.logs.join(format!("{name}.log"));
        // A check of our own has no program and no log.
        if log.exists() {
            println!("  whole output: {}", log.display());
        }
        println!("  again: {}\n", outcome.again);
    }
    Ok(outcome)
}

fn line(outcome: &Outcome, duration: Duration) -> String {
    let word = match &outcome.verdict {
        Verdict::Passed => "ok",
        Verdict::Failed => "FAILED",
        Verdict::Skipped(reason) => return format!("skipped            {reason}"),
    };
    let mut line = format!("{word:<8}{:>7.1} s", duration.as_secs_f64());
    if let Some(tests) = outcome.tests {
        let _ = write!(line, "  {} passed, {} failed, {} left out", tests.passed, tests.failed, tests.skipped);
    }
    line
}

/// The end of the output: that is where every tool says what went wrong.
fn shown(output: &str) -> String {
    let lines: Vec<&str> = output.lines().collect();
    match lines.len().checked_sub(SHOWN_LINES) {
        None | Some(0) => lines.join("\n"),
        Some(hidden) => format!("  ({hidden} earlier lines are in the log)\n{}", lines[hidden..].join("\n")),
    }
}

/// What all the steps came to.
#[derive(Default)]
struct Sum {
    checks: usize,
    passed: usize,
    failed: usize,
    failed_steps: Vec<&'static str>,
    skipped_steps: Vec<&'static str>,
}

impl Sum {
    /// A step counts its tests; one without tests, or that failed apart from them, counts as one check.
    fn add(&mut self, name: &'static str, outcome: Outcome) {
        let tests = outcome.tests.unwrap_or_default();
        self.passed += tests.passed;
        self.failed += tests.failed;
        match outcome.verdict {
            Verdict::Skipped(_) => self.skipped_steps.push(name),
            Verdict::Failed => {
                self.failed_steps.push(name);
                self.failed += usize::from(tests.failed == 0);
            }
            Verdict::Passed if outcome.tests.is_none() => {
                self.checks += 1;
                self.passed += 1;
            }
            Verdict::Passed => {}
        }
    }

    /// Ends with the line that build servers read.
    fn report(&self, duration: Duration) -> String {
        let minutes = duration.as_secs() / 60;
        let mut text = format!("\n{minutes} min {} s", duration.as_secs() % 60);
        for (word, steps) in [("FAILED", &self.failed_steps), ("skipped", &self.skipped_steps)] {
            if !steps.is_empty() {
                let _ = write!(text, "; {word}: {}", steps.join(", "));
            }
        }
        let tests = self.passed - self.checks;
        let _ = write!(
            text,
            "; passed: {} checks, {tests} tests\n{} passed, {} failed",
            self.checks, self.passed, self.failed
        );
        text
    }
}

#[cfg(test)]
mod tests;
