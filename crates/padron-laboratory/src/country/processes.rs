use super::layout::Layout;
use anyhow::{Context as _, Result, bail};
use padron_protocol::contract::Endpoint as _;
use padron_protocol::contract::common::Ready;
use padron_protocol::trust::Role;
use std::collections::BTreeMap;
use std::fs::OpenOptions;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

/// How long a role may take to be ready.
const PATIENCE: Duration = Duration::from_secs(60);

/// A country whose roles run as processes of their own. They end with it.
pub struct Processes {
    pub layout: Layout,
    children: BTreeMap<String, Child>,
}

impl Processes {
    /// A country of which nobody runs yet.
    pub fn new(layout: Layout) -> Self {
        Self { layout, children: BTreeMap::new() }
    }

    /// Starts every party that listens, and waits until all are ready.
    pub async fn start_all(&mut self) -> Result<()> {
        let ids: Vec<String> =
            self.layout.places().iter().filter(|place| place.address.is_some()).map(|place| place.id.clone()).collect();
        for id in &ids {
            self.start(id)?;
        }
        for id in &ids {
            self.wait_ready(id).await?;
        }
        Ok(())
    }

    /// Starts one party. Its log goes into its directory.
    pub fn start(&mut self, id: &str) -> Result<()> {
        let place = self.layout.place(id)?;
        let log = OpenOptions::new().create(true).append(true).open(place.dir.join("process.log"))?;
        let mut command = Command::new(std::env::current_exe()?);
        command.arg("serve").arg(served_name(place.role)?).arg("--config").arg(place.dir.join("config.toml"));
        if place.role == Role::Custodian {
            command.env("PADRON_PASSPHRASE", padron_host::files::read(&self.layout.passphrase(id))?);
        }
        command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
        // Ctrl-C is for the country, which then ends its roles in order.
        std::os::unix::process::CommandExt::process_group(&mut command, 0);
        let child = command.spawn().with_context(|| format!("cannot start {id}"))?;
        self.children.insert(id.to_owned(), child);
        Ok(())
    }

    /// Waits until a party says that it is ready.
    pub async fn wait_ready(&mut self, id: &str) -> Result<()> {
        let place = self.layout.place(id)?;
        let address = place.address.context("this party does not listen")?;
        let log = place.dir.join("process.log");
        let client = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(2)).build()?;
        let deadline = tokio::time::Instant::now() + PATIENCE;
        while tokio::time::Instant::now() < deadline {
            if let Some(status) = self.children.get_mut(id).and_then(|child| child.try_wait().ok().flatten()) {
                bail!("{id} ended with {status}; its log is {}", log.display());
            }
            let answer = client.get(format!("http://{address}{}", Ready::PATH)).send().await;
            if answer.is_ok_and(|answer| answer.status().is_success()) {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(30)).await;
        }
        bail!("{id} was not ready within {} s; its log is {}", PATIENCE.as_secs(), log.display())
    }

    /// The process of a party that was started.
    pub fn process(&self, id: &str) -> Option<u32> {
        self.children.get(id).map(Child::id)
    }

    /// kill -9.
    pub fn kill(&mut self, id: &str) -> Result<()> {
        if let Some(mut child) = self.children.remove(id) {
            child.kill().with_context(|| format!("cannot kill {id}"))?;
            child.wait()?;
        }
        Ok(())
    }

    /// Ends every party: first asked, then made to.
    pub fn stop_all(&mut self) {
        for child in self.children.values() {
            // The child is ours and not waited for yet, so the number is still its own.
            let _ = Command::new("kill").arg(child.id().to_string()).stderr(Stdio::null()).status();
        }
        for (_, mut child) in std::mem::take(&mut self.children) {
            for _ in 0..100 {
                if child.try_wait().ok().flatten().is_some() {
                    break;
                }
                std::thread::sleep(Duration::from_millis(20));
            }
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

impl Drop for Processes {
    fn drop(&mut self) {
        self.stop_all();
    }
}

fn served_name(role: Role) -> Result<&'static str> {
    Ok(match role {
        Role::Registrar => "registrar",
        Role::Operator => "operator",
        Role::Verifier => "verifier",
        Role::Attester => "attester",
        Role::Custodian => "custodian",
        Role::IdentitySource => "identity-simulator",
        Role::Witness => "witness",
        Role::Court | Role::Authority => bail!("courts and authorities are commands, not services"),
    })
}
