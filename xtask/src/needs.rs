//! Programs that a step needs beyond Rust and a C compiler, and how to get them.
//!
//! As root on Debian they are installed, saying so; elsewhere the exact command is named. A need that cannot be met
//! fails its step, unless the tests that call its programs say themselves that they were skipped.

use std::path::{Path, PathBuf};

use crate::{
    step::{self, Outcome},
    workspace::Workspace,
};

/// Every need. A need is asked for only when the lock file holds one of the crates that call its programs.
pub(crate) const NEEDS: &[Need] = &[
    Need {
        step: "browser",
        programs: &["chromium", "chromedriver"],
        debian_packages: "chromium chromium-driver",
        callers: &["padron-http"],
        optional: false,
    },
    // Go's own log packages check our log: another implementation, but not one that everybody has.
    Need {
        step: "go",
        programs: &["go"],
        debian_packages: "golang-go golang-golang-x-mod-dev",
        callers: &["padron-tlog"],
        optional: true,
    },
];

/// A program that tests start.
pub(crate) struct Need {
    /// The step's name.
    pub(crate) step: &'static str,
    programs: &'static [&'static str],
    debian_packages: &'static str,
    callers: &'static [&'static str],
    optional: bool,
}

impl Need {
    /// Whether a test of this workspace needs it.
    pub(crate) fn is_wanted(&self, workspace: &Workspace) -> bool {
        self.callers.iter().any(|caller| workspace.locks(caller))
    }

    /// Installs what is missing where it may.
    pub(crate) fn meet(&self) -> Outcome {
        let folders = search_path();
        if self.missing(&folders).is_empty() {
            return Outcome::of_check(true, String::new(), "");
        }
        let install = format!("apt-get install -y {}", self.debian_packages);
        if is_root() && step::succeeds("apt-get --version") {
            println!("\n  installing {} with `{install}`", self.debian_packages);
            // A fresh machine has no package lists; a stale list is no reason to stop.
            step::succeeds("apt-get update");
            step::succeeds(&install);
        }
        let missing = self.missing(&folders);
        let says = format!("{} not found in PATH; as root on Debian: {install}", missing.join(" and "));
        if self.optional && !missing.is_empty() {
            return Outcome::skipped(says);
        }
        Outcome::of_check(missing.is_empty(), says, &install)
    }

    fn missing(&self, folders: &[PathBuf]) -> Vec<&'static str> {
        self.programs.iter().copied().filter(|program| !is_installed(program, folders)).collect()
    }
}

fn is_installed(program: &str, folders: &[PathBuf]) -> bool {
    folders.iter().any(|folder| folder.join(program).is_file())
}

fn search_path() -> Vec<PathBuf> {
    std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default()
}

fn is_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    // The owner of our own process folder; there is no safe call for the user id in the standard library.
    std::fs::metadata(Path::new("/proc/self")).is_ok_and(|folder| folder.uid() == 0)
}

#[cfg(test)]
mod tests;
