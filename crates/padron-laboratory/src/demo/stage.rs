use super::ground;
use super::promises::PromiseFindings;
use crate::country::{self, Layout, Plans, Processes};
use crate::texts::{DemoTexts, LaboratoryTexts};
use anyhow::{Context as _, Result, bail};
use padron_host::{files, system};
use padron_model::Lang;
use padron_protocol::trust::{Role, Trusted};
use padron_testkit::SimulatedRegister;
use padron_testkit::people::SyntheticLine;
use std::path::PathBuf;
use std::process::{Command, Output};
use std::sync::Arc;

/// The last people are not imported: they come to the counter later.
pub const NEWCOMERS: u64 = 5;

/// What was asked of the demo.
pub struct Options {
    /// How many people.
    pub people: u64,
    /// Where the country lies.
    pub dir: PathBuf,
    /// Whether to end after the story.
    pub exit: bool,
    /// Where to write the findings.
    pub json: Option<PathBuf>,
    /// Where to write the clear list.
    pub population: Option<PathBuf>,
    pub seed: u64,
    pub port: u16,
    /// The story's language.
    pub lang: Lang,
}

/// The country, its people, and what is known so far.
pub struct Stage {
    pub options: Options,
    pub country: Processes,
    /// Its people, as the civil register knows them.
    pub people: SimulatedRegister,
    /// Beside the country: nothing of padron's.
    pub outside: PathBuf,
    pub findings: PromiseFindings,
    /// The trust list in force.
    pub trusted: Arc<Trusted>,
    scene: u32,
}

impl Stage {
    /// Founds the country and starts every role.
    pub async fn set(options: Options) -> Result<Self> {
        let dir = ground::clear(&options.dir)?;
        let outside = ground::beside(&dir)?;
        if let Some(population) = &options.population {
            let parent = population
                .parent()
                .filter(|parent| !parent.as_os_str().is_empty())
                .unwrap_or(std::path::Path::new("."));
            if std::fs::canonicalize(parent)?.starts_with(&dir) {
                bail!("--population must lie outside of {}: it is what a thief must not get", dir.display());
            }
        }
        println!("{}", LaboratoryTexts::of(options.lang).demo.title);
        let layout = Layout::new(&dir, 5, 2, options.port)?;
        let plans = Plans { custodians: 5, threshold: 3, seed: options.seed, people: options.people, float: 20_000 };
        country::found(&plans, &layout, system::now(), &mut system::rng())?;
        let (trusted, _) = padron_host::trust_files::read_trust(&layout.trust(), &layout.roots(), system::now())?;
        let people = SimulatedRegister::new(options.seed, options.people, 2);
        let mut stage = Self {
            options,
            country: Processes::new(layout),
            people,
            outside,
            findings: PromiseFindings::default(),
            trusted,
            scene: 0,
        };
        stage.findings.people = stage.options.people;
        stage.scene(|t| t.founded);
        stage.country.start_all().await?;
        stage.show_parties();
        Ok(stage)
    }

    fn show_parties(&self) {
        for place in self.country.layout.places() {
            let what = (self.texts().role)(place.role);
            match place.address {
                Some(address) => println!("    {:<20} http://{address:<16} {what}", place.id),
                None => println!("    {:<20} {:<23} {what}", place.id, "-"),
            }
        }
    }

    pub fn texts(&self) -> &'static DemoTexts {
        &LaboratoryTexts::of(self.options.lang).demo
    }

    /// Begins a scene.
    pub fn scene(&mut self, title: fn(&DemoTexts) -> &'static str) {
        self.scene += 1;
        println!("\n{}. {}", self.scene, title(self.texts()));
    }

    pub fn say<T: Into<String>>(&self, text: impl Fn(&DemoTexts) -> T) {
        for line in text(self.texts()).into().lines() {
            println!("   {line}");
        }
    }

    /// Says and notes what came of a promise; findings are in English.
    pub fn note<T: Into<String>>(&mut self, promise: u8, held: bool, text: impl Fn(&DemoTexts) -> T) {
        let mark = if held { "✓" } else { "✗" };
        println!("   {mark} {} {promise}: {}", self.texts().promise, text(self.texts()).into());
        self.findings.note(promise, held, text(&LaboratoryTexts::of(Lang::En).demo).into());
    }

    /// Runs a padron command as a person would, and shows it.
    pub fn command(&self, arguments: &[&str]) -> Result<Output> {
        println!("   $ padron {}", arguments.join(" "));
        self.quiet_command(arguments)
    }

    /// Runs a padron command without showing it.
    pub fn quiet_command(&self, arguments: &[&str]) -> Result<Output> {
        let output = Command::new(std::env::current_exe()?).args(arguments).current_dir(&self.outside).output()?;
        Ok(output)
    }

    /// Runs a command that must succeed.
    pub fn must(&self, arguments: &[&str]) -> Result<String> {
        let output = self.command(arguments)?;
        if !output.status.success() {
            bail!("`padron {}` failed: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr));
        }
        let told = String::from_utf8_lossy(&output.stdout).into_owned();
        told.lines().for_each(|line| println!("     {line}"));
        Ok(told)
    }

    /// The address of a party.
    pub fn address(&self, id: &str) -> Result<String> {
        let address = self.country.layout.place(id)?.address.with_context(|| format!("{id} does not listen"))?;
        Ok(format!("http://{address}"))
    }

    /// The key file of a party, as an argument.
    pub fn key(&self, id: &str) -> Result<String> {
        Ok(self.country.layout.place(id)?.keys.display().to_string())
    }

    /// The bearer token of an operator's own systems.
    pub fn token(&self, operator: &str) -> Result<String> {
        files::read(&self.country.layout.token(operator))
    }

    /// The operators' ids.
    pub fn operators(&self) -> Vec<String> {
        self.country.layout.of_role(Role::Operator).map(|place| place.id.clone()).collect()
    }

    /// `--trust … --roots …`
    pub fn trust_arguments(&self) -> [String; 4] {
        let layout = &self.country.layout;
        ["--trust".into(), layout.trust().display().to_string(), "--roots".into(), layout.roots().display().to_string()]
    }

    /// A line that the operators' files do not have: fifty of them, numbered as extra lines of the last five people.
    pub fn spare_line(&self, n: u64) -> Result<SyntheticLine> {
        let owner = self.options.people - NEWCOMERS + n / 10;
        self.people.population().excess_line(owner, n % 10).with_context(|| format!("there is no spare line {n}"))
    }

    /// Writes the findings and says them.
    pub fn conclude(&mut self) -> Result<bool> {
        let held = self.findings.held();
        if let Some(json) = &self.options.json {
            files::write(json, &serde_json::to_vec_pretty(&self.findings)?)?;
        }
        self.scene(|t| t.summary);
        let mut promises: Vec<u8> = self.findings.promises.iter().map(|finding| finding.promise).collect();
        promises.sort_unstable();
        promises.dedup();
        for promise in promises {
            let all = self.findings.promises.iter().filter(|finding| finding.promise == promise);
            let held = all.clone().all(|finding| finding.held);
            let mark = if held { "✓" } else { "✗" };
            let words = self.texts().promises.get(usize::from(promise) - 1).unwrap_or(&"");
            println!("   {mark} {words} ({})", all.count());
        }
        Ok(held)
    }
}
