use super::read_config;
use crate::config::{Common, Config};
use anyhow::{Result, bail};
use padron_http::roles::IdentityService;
use padron_laboratory::CivilRegister;
use serde::Deserialize;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The identity simulator's file.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct SimulatorConfig {
    /// What every role is told.
    common: Common,
    /// The seed of the synthetic people.
    seed: u64,
    /// How many there are.
    people: u64,
}

impl Config for SimulatorConfig {
    fn common_mut(&mut self) -> &mut Common {
        &mut self.common
    }

    fn paths_mut(&mut self) -> Vec<&mut PathBuf> {
        Vec::new()
    }
}

/// Serves synthetic people's civil register, where the trust list says that it is a demo's.
pub(super) async fn simulator(path: &Path) -> Result<()> {
    let (config, started) = read_config::<SimulatorConfig>(path)?;
    if !started.context.trusted().list().demo {
        bail!("the identity simulator starts only where the trust list says `demo`; connect a real identity source");
    }
    let register = CivilRegister::new(config.seed, config.people);
    started.serve(IdentityService::new(started.context.clone(), Arc::new(register))).await
}
