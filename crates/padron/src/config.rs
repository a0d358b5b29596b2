//! The configuration of each role: one TOML file, unknown keys refused, paths relative to the file.

use anyhow::{Context as _, Result};
use padron_protocol::{Base64, Hash32};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

/// What every role is told.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Common {
    /// Where to listen. TLS is ended in front of it.
    pub listen: SocketAddr,
    /// The role's id in the trust list.
    pub party: String,
    pub keys: PathBuf,
    /// The trust list in force.
    pub trust: PathBuf,
    /// The pinned root keys.
    pub roots: PathBuf,
    pub regime: PathBuf,
}

/// A gateway's file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OperatorConfig {
    /// What every role is told.
    pub common: Common,
    /// SHA-256 of the bearer tokens of the operator's own systems.
    pub token_hashes: Vec<Hash32>,
    /// The national numbering table, as published; left out where the country's digits tell.
    #[serde(default)]
    pub numbering: Option<PathBuf>,
}

/// A verifier's file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct VerifierConfig {
    /// What every role is told.
    pub common: Common,
}

/// An attester's file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AttesterConfig {
    /// What every role is told.
    pub common: Common,
}

/// A registrar's file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RegistrarConfig {
    /// What every role is told.
    pub common: Common,
    /// Where register and keyring lie.
    pub data: PathBuf,
    /// The public log's directory, made if there is none: any web server may serve it.
    pub log: PathBuf,
    /// Where the last signed checkpoint is held: a directory that no backup of `data` takes back.
    pub checkpoint: PathBuf,
    /// How long whoever links lines is made to wait for proofs, in milliseconds; at most 10,000.
    #[serde(default = "receipt_wait_ms")]
    pub receipt_wait_ms: u16,
}

/// What enough witnesses take in a quiet network, ten times over.
const fn receipt_wait_ms() -> u16 {
    1000
}

/// A custodian's file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CustodianConfig {
    /// What every role is told.
    pub common: Common,
    /// Where its store lies.
    pub data: PathBuf,
    /// Its shares, under a passphrase.
    pub shares: PathBuf,
    /// The passphrase's file; without it the passphrase is read from `PADRON_PASSPHRASE`.
    #[serde(default)]
    pub passphrase_file: Option<PathBuf>,
    /// The key that orders are sealed to at rest, as `padron keys show` prints it.
    pub officers_delivery: Base64,
    pub officers: Vec<OfficerConfig>,
    /// Approve whatever is valid without an officer: in a demo only.
    #[serde(default)]
    pub automatic: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OfficerConfig {
    /// The officer's name in the queue.
    pub name: String,
    /// The officer's public signing key.
    pub key: Hash32,
}

/// A witness's file. It has no common part: a witness needs no trust list.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WitnessConfig {
    /// Where to listen. TLS is ended in front of it.
    pub listen: SocketAddr,
    /// The name of its key: an address without scheme that nobody else uses.
    pub name: String,
    /// Who controls it, for its page.
    #[serde(default)]
    pub public_name: Option<String>,
    pub keys: PathBuf,
    /// Where its store lies.
    pub data: PathBuf,
    /// Make the store: for the very first start.
    #[serde(default)]
    pub create: bool,
    /// The verifier keys (C2SP signed-note) of the logs that it knows.
    pub logs: Vec<String>,
}

/// A configuration knows its common part.
pub trait Config: DeserializeOwned {
    /// The common part.
    fn common_mut(&mut self) -> &mut Common;
    /// Paths of its own.
    fn paths_mut(&mut self) -> Vec<&mut PathBuf>;
}

macro_rules! config {
    ($name:ident, $($path:ident),*) => {
        impl Config for $name {
            fn common_mut(&mut self) -> &mut Common {
                &mut self.common
            }

            fn paths_mut(&mut self) -> Vec<&mut PathBuf> {
                vec![$(&mut self.$path),*]
            }
        }
    };
}

config!(VerifierConfig,);
config!(AttesterConfig,);
config!(RegistrarConfig, data, log, checkpoint);

impl Config for OperatorConfig {
    fn common_mut(&mut self) -> &mut Common {
        &mut self.common
    }

    fn paths_mut(&mut self) -> Vec<&mut PathBuf> {
        self.numbering.as_mut().into_iter().collect()
    }
}

impl Config for CustodianConfig {
    fn common_mut(&mut self) -> &mut Common {
        &mut self.common
    }

    fn paths_mut(&mut self) -> Vec<&mut PathBuf> {
        let mut paths = vec![&mut self.data, &mut self.shares];
        paths.extend(self.passphrase_file.as_mut());
        paths
    }
}

/// Reads a role's configuration.
pub fn read<C: Config>(path: &Path) -> Result<C> {
    let mut config: C = parse(path)?;
    let base = path.parent().unwrap_or(Path::new("."));
    let common = config.common_mut();
    for path in [&mut common.keys, &mut common.trust, &mut common.roots, &mut common.regime] {
        *path = base.join(&*path);
    }
    config.paths_mut().into_iter().for_each(|path| *path = base.join(&*path));
    Ok(config)
}

/// Reads a witness's configuration.
pub fn read_witness(path: &Path) -> Result<WitnessConfig> {
    let mut config: WitnessConfig = parse(path)?;
    let base = path.parent().unwrap_or(Path::new("."));
    for path in [&mut config.keys, &mut config.data] {
        *path = base.join(&*path);
    }
    Ok(config)
}

fn parse<C: DeserializeOwned>(path: &Path) -> Result<C> {
    let text = padron_host::files::read(path)?;
    toml::from_str(&text).with_context(|| format!("{} is not this role's configuration", path.display()))
}

#[cfg(test)]
mod tests;
