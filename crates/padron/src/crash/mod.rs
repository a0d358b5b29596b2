//! The crash drill: roles are killed at random moments during an import, then everything is compared.
//!
//! What must hold, whatever is killed when:
//! - the import ends, and every row is linked;
//! - no row is linked twice, and no folio given twice;
//! - the log has exactly the acknowledged links;
//! - every receipt's entry stands in the log, at its index.

use crate::country::{self, Country, Layout, Plans};
use crate::{files, system, trust_files};
use anyhow::{Context as _, Result, bail, ensure};
use padron_protocol::log::Page;
use padron_protocol::messages::status::Figures;
use padron_protocol::trust::{Role, Trusted};
use padron_protocol::verify::verify_receipt;
use padron_testkit::SimulatedRegister;
use padron_testkit::people::write_subscribers;
use rand_chacha::ChaCha20Rng;
use rand_core::{Rng as _, SeedableRng as _};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
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
    /// Lines linked.
    pub lines: u64,
    /// Kills by party.
    pub kills: BTreeMap<String, u32>,
}

/// Runs the drill; an error says what was lost or doubled.
pub async fn crash(options: &CrashOptions) -> Result<CrashReport> {
    let mut rng = ChaCha20Rng::seed_from_u64(options.seed);
    let dir = crate::demo::clear_ground(&options.dir)?;
    let layout = Layout::new(&dir.join("country"), 5, 2, options.port)?;
    let plans = Plans { custodians: 5, threshold: 3, seed: options.seed, people: options.people, line_float: 100_000 };
    country::found(&plans, &layout, system::now(), &mut system::rng())?;
    let mut country = Country::new(layout);
    country.start_all().await?;
    let people = SimulatedRegister::new(options.seed, options.people, 2);
    let mut expected = 0;
    let mut imports = Vec::new();
    for (at, place) in country.layout.of_role(Role::Operator).enumerate() {
        let file = dir.join(format!("{}.csv", place.id));
        expected += write_subscribers(std::fs::File::create(&file)?, people.population(), 0..options.people, Some(at))?;
        let address = place.address.context("an operator does not listen")?;
        imports.push(Import {
            file,
            gateway: format!("http://{address}"),
            token: country.layout.token(&place.id),
            child: None,
            done: false,
        });
    }
    let kills = kill_while_importing(options, &mut country, &mut imports, &mut rng).await?;
    let (trusted, _) = trust_files::read_trust(&country.layout.trust(), &country.layout.roots(), system::now())?;
    let registrar = country.layout.place("registrar")?.address.context("the registrar does not listen")?;
    compare(&imports, &trusted, &format!("http://{registrar}"), expected).await?;
    country.stop_all();
    Ok(CrashReport { lines: expected, kills })
}

/// An operator's import, started again whenever it ended early.
struct Import {
    file: PathBuf,
    gateway: String,
    token: PathBuf,
    child: Option<Child>,
    done: bool,
}

impl Import {
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

impl Drop for Import {
    fn drop(&mut self) {
        let _ = self.kill();
    }
}

/// Longer than any import of a drill takes.
const PATIENCE: Duration = Duration::from_secs(600);

async fn kill_while_importing(
    options: &CrashOptions,
    country: &mut Country,
    imports: &mut [Import],
    rng: &mut ChaCha20Rng,
) -> Result<BTreeMap<String, u32>> {
    let victims: Vec<String> =
        country.layout.places().iter().filter(|place| place.address.is_some()).map(|place| place.id.clone()).collect();
    let mut kills = BTreeMap::new();
    let started = system::stopwatch();
    loop {
        imports.iter_mut().try_for_each(Import::tend)?;
        if imports.iter().all(|import| import.done) {
            return Ok(kills);
        }
        if started.elapsed() > PATIENCE {
            bail!("the import did not end within {} s", PATIENCE.as_secs());
        }
        tokio::time::sleep(Duration::from_millis(50 + rng.next_u64() % 300)).await;
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

async fn compare(imports: &[Import], trusted: &Trusted, registrar: &str, expected: u64) -> Result<()> {
    let mut folios = BTreeSet::new();
    let mut receipts = BTreeMap::new();
    for import in imports {
        read_results(&import.results(), trusted, &mut folios, &mut receipts)?;
    }
    ensure!(
        folios.len() as u64 == expected,
        "{} lines were acknowledged with folios of their own, {expected} were sent",
        folios.len()
    );
    let figures: Figures = get(&format!("{registrar}/v1/figures")).await?;
    let logged: u64 = figures.links.values().sum();
    ensure!(logged == expected, "the log has {logged} links, {expected} were sent");
    let mut from = 0;
    while from < figures.entries {
        let page: Page = get(&format!("{registrar}/v1/log?from={from}&limit=1000")).await?;
        ensure!(!page.entries.is_empty(), "the log breaks off at {from}");
        for placed in page.entries {
            ensure!(placed.index == from, "the log has a gap at {from}");
            if let Some(commitment) = receipts.remove(&placed.index) {
                ensure!(
                    placed.entry.commitment == commitment,
                    "the entry at {from} is not the one that was acknowledged"
                );
            }
            from += 1;
        }
    }
    ensure!(receipts.is_empty(), "{} acknowledged entries are not in the log", receipts.len());
    Ok(())
}

fn read_results(
    path: &Path,
    trusted: &Trusted,
    folios: &mut BTreeSet<String>,
    receipts: &mut BTreeMap<u64, padron_protocol::Hash32>,
) -> Result<()> {
    let text = files::read(path)?;
    let mut rows = text.lines();
    let header: Vec<&str> = rows.next().unwrap_or_default().split(',').collect();
    let column = |name: &str| {
        header.iter().position(|column| *column == name).with_context(|| format!("the results have no column {name}"))
    };
    let (outcome, receipt) = (column("outcome")?, column("receipt")?);
    for row in rows {
        let cells: Vec<&str> = row.split(',').collect();
        ensure!(
            cells.get(outcome) == Some(&"linked"),
            "a row was not linked: {}",
            cells.iter().take(receipt).copied().collect::<Vec<_>>().join(",")
        );
        let (report, receipt) = verify_receipt(cells.get(receipt).copied().unwrap_or_default(), trusted);
        let receipt = receipt.filter(|_| report.holds()).context("a receipt does not hold")?;
        ensure!(folios.insert(receipt.folio.unwrap_or_default()), "a folio was given twice");
        receipts.insert(receipt.index, receipt.entry.commitment);
    }
    Ok(())
}

async fn get<R: serde::de::DeserializeOwned>(url: &str) -> Result<R> {
    let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(30)).build()?;
    Ok(serde_json::from_slice(&client.get(url).send().await?.bytes().await?)?)
}
