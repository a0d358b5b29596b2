//! Where the repository is and what cargo knows about it.

use std::path::PathBuf;

use anyhow::{Context, Result};
use cargo_metadata::{Metadata, MetadataCommand};

/// The platform whose dependencies are judged; crates that only other systems compile are not downloaded.
const PLATFORM: &str = "x86_64-unknown-linux-gnu";

/// The repository this chore works on.
pub(crate) struct Workspace {
    /// The folder of the root `Cargo.toml`.
    pub(crate) root: PathBuf,
    /// Where each step leaves its full output.
    pub(crate) logs: PathBuf,
    /// Packages and the resolved graph, as compiled for [`PLATFORM`].
    pub(crate) metadata: Metadata,
}

impl Workspace {
    /// Asks cargo; may reach the registry when the lock file names a crate not yet downloaded.
    pub(crate) fn load() -> Result<Self> {
        let metadata = metadata()?;
        let logs = metadata.target_directory.join("xtask").into_std_path_buf();
        std::fs::create_dir_all(&logs).with_context(|| format!("cannot make {}", logs.display()))?;
        Ok(Self { root: metadata.workspace_root.clone().into_std_path_buf(), logs, metadata })
    }

    /// Whether the lock file holds a crate of this name.
    pub(crate) fn locks(&self, name: &str) -> bool {
        self.metadata.packages.iter().any(|package| package.name.as_str() == name)
    }
}

/// What cargo knows, from the folder this chore was started in.
pub(crate) fn metadata() -> Result<Metadata> {
    let options = ["--filter-platform", PLATFORM].map(str::to_owned);
    MetadataCommand::new().other_options(options).exec().context("cargo metadata failed; is this the repository?")
}
