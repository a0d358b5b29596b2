//! The crash drill: roles are killed at random moments during an import, then everything is compared.
//!
//! What must hold, whatever is killed when:
//! - the import ends, and every row is linked;
//! - no row is linked twice, and no folio given twice;
//! - the log has exactly the acknowledged links, every promise's entry at its index;
//! - whoever follows the log through all of it never meets a second history, and the whole of it holds.

mod compare;
mod follow;

use crate::country::{self, Layout, Plans, Processes};
use anyhow::{Context as _, Result, bail};
use compare::compare;
use follow::FollowedLog;
use padron_host::system;
use padron_host::trust_files::Anchor;
use padron_protocol::trust::Role;
use padron_testkit::SimulatedRegister;
use padron_testkit::people::write_subscribers;
use padron_watch::Source;
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng as _, SeedableRng as _};
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// What the drill is told.
pub struct CrashOptions {
    /// Where the country lies; made anew.
    pub dir: PathBuf,
    /// How many people.
    pub people: u64,
    /// The seed of people and of what is killed when.
    pub seed: u64,
    /// How many kills at least, while there is something to import.
    pub kills: u32,
    /// The first port that is tried.
    pub port: u16,
}

/// What came of it.
pub struct CrashReport {
    pub lines: u64,
    pub kills: BTreeMap<String, u32>,
}

/// Runs the drill; an error says what was lost or doubled.
pub async fn crash(options: &CrashOptions) -> Result<CrashReport> {
    let mut rng = ChaCha20Rng::seed_from_u64(options.seed);
    let dir = crate::demo::clear_ground(&options.dir)?;
    let layout = Layout::new(&dir.join("country"), 5, 2, options.port)?;
    let plans = Plans { custodians: 5, threshold: 3, seed: options.seed, people: options.people, float: 100_000 };
    country::found(&plans, &layout, system::now(), &mut system::rng())?;
    let mut country = Processes::new(layout);
    country.start_all().await?;
    let people = SimulatedRegister::new(options.seed, options.people, 2);
    let mut expected = 0;
    let mut imports = Vec::new();
    for (at, place) in country.layout.of_role(Role::Operator).enumerate() {
        let file = dir.join(format!("{}.csv", place.id));
        expected += write_subscribers(std::fs::File::create(&file)?, people.population(), 0..options.people, Some(at))?;
        let address = place.address.context("an operator does not listen")?;
        imports.push(ImportRun {
            file,
            gateway: format!("http://{address}"),
            token: country.layout.token(&place.id),
            child: None,
            done: false,
        });
    }
    let registrar = country.layout.place("registrar")?.address.context("the registrar does not listen")?;
    let log = Source::parse(&format!("http://{registrar}/log"))?;
    let anchor = || Anchor::read(&country.layout.trust(), Some(&country.layout.roots()));
    let (mut followed, anchor) = (FollowedLog::new(&log, anchor()?, dir.join("followed.json"))?, anchor()?);
    let kills = kill_while_importing(options, &mut country, &mut imports, &mut followed, &mut rng).await?;
    let results: Vec<PathBuf> = imports.iter().map(ImportRun::results).collect();
    compare(&results, &log, anchor, expected).await?;
    country.stop_all();
    Ok(CrashReport { lines: expected, kills })
}

/// An operator's import, started again whenever it ended early.
struct ImportRun {
    file: PathBuf,
    gateway: String,
    token: PathBuf,
    child: Option<Child>,
    done: bool,
}

impl ImportRun {
    fn results(&self) -> PathBuf {
        PathBuf::from(format!("{}.results.csv", self.file.display()))
    }

    fn start(&mut self) -> Result<()> {
        let mut command = Command::new(std::env::current_exe()?);
        command
            .arg("import")
            .arg(&self.file)
            .args(["--gateway", &self.gateway, "--batch", "16", "--in-flight", "2", "--token-file"])
            .arg(&self.token);
        self.child = Some(command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn()?);
        Ok(())
    }

    /// Starts it if it does not run; notes when it is through.
    fn tend(&mut self) -> Result<()> {
        match &mut self.child {
            _ if self.done => {}
            None => self.start()?,
            Some(child) => {
                if let Some(status) = child.try_wait()? {
                    self.done = status.success();
                    self.child = None;
                }
            }
        }
        Ok(())
    }

    fn kill(&mut self) -> Result<()> {
        if let Some(mut child) = self.child.take() {
            child.kill()?;
            child.wait()?;
        }
        Ok(())
    }
}

impl Drop for ImportRun {
    fn drop(&mut self) {
        let _ = self.kill();
    }
}

/// Longer than any import of a drill takes.
const PATIENCE: Duration = Duration::from_secs(600);

async fn kill_while_importing(
    options: &CrashOptions,
    country: &mut Processes,
    imports: &mut [ImportRun],
    followed: &mut FollowedLog,
    rng: &mut ChaCha20Rng,
) -> Result<BTreeMap<String, u32>> {
    let victims: Vec<String> =
        country.layout.places().iter().filter(|place| place.address.is_some()).map(|place| place.id.clone()).collect();
    let mut kills = BTreeMap::new();
    let started = system::stopwatch();
    loop {
        imports.iter_mut().try_for_each(ImportRun::tend)?;
        if imports.iter().all(|import| import.done) {
            return Ok(kills);
        }
        if started.elapsed() > PATIENCE {
            bail!("the import did not end within {} s", PATIENCE.as_secs());
        }
        tokio::time::sleep(Duration::from_millis(50 + rng.next_u64() % 300)).await;
        followed.look().await?;
        if kills.values().sum::<u32>() >= options.kills {
            continue;
        }
        let victim = (rng.next_u64() % (victims.len() as u64 + 1)) as usize;
        let name = match victims.get(victim) {
            Some(id) => {
                country.kill(id)?;
                tokio::time::sleep(Duration::from_millis(rng.next_u64() % 200)).await;
                country.start(id)?;
                country.wait_ready(id).await?;
                id.clone()
            }
            None => {
                let at = (rng.next_u64() % imports.len() as u64) as usize;
                imports[at].kill()?;
                "import".into()
            }
        };
        *kills.entry(name).or_default() += 1;
    }
}
