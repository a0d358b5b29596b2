use anyhow::{Context as _, Result};
use padron_protocol::trust::Role;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::{Path, PathBuf};

/// Who takes part in a country, where their files lie and where they listen.
pub struct Layout {
    root: PathBuf,
    places: Vec<PartyPlace>,
}

/// One party's place.
#[derive(Clone)]
pub struct PartyPlace {
    pub id: String,
    pub role: Role,
    pub controller: String,
    pub dir: PathBuf,
    pub keys: PathBuf,
    /// Where it listens.
    pub address: Option<SocketAddr>,
}

const CONTROLLERS: [&str; 7] = [
    "Supreme Court of Justice (demo)",
    "National University (demo)",
    "Human Rights Commission (demo)",
    "Notaries' College (demo)",
    "Civil society network (demo)",
    "Senate (demo)",
    "Electoral Institute (demo)",
];

/// Nobody of these has another part in the register.
const WITNESSES: [&str; 3] =
    ["Press association (demo)", "Bar association (demo)", "Observatory of a university abroad (demo)"];

impl Layout {
    /// A layout under `root` on free loopback ports, from `first_port` on.
    pub fn new(root: &Path, custodians: u16, operators: u16, first_port: u16) -> Result<Self> {
        let mut ports = FreePorts { next: first_port };
        let mut places = Vec::new();
        let mut add = |id: String, role: Role, controller: &str, listens: bool| -> Result<()> {
            let dir = root.join(&id);
            let address = if listens { Some(ports.take()?) } else { None };
            places.push(PartyPlace {
                keys: dir.join("keys.json"),
                id,
                role,
                controller: controller.into(),
                dir,
                address,
            });
            Ok(())
        };
        add("registrar".into(), Role::Registrar, "Telecommunications regulator (demo)", true)?;
        add("verifier".into(), Role::Verifier, "Digital government agency (demo)", true)?;
        add("attester".into(), Role::Attester, "Civil registry (demo)", true)?;
        add("identity-simulator".into(), Role::IdentitySource, "Civil registry (demo)", true)?;
        for at in 0..operators {
            let letter = char::from(b'a' + u8::try_from(at % 26)?);
            add(
                format!("operator-{letter}"),
                Role::Operator,
                &format!("Operator {} (demo)", letter.to_ascii_uppercase()),
                true,
            )?;
        }
        for at in 1..=custodians {
            let controller = CONTROLLERS
                .get(usize::from(at) - 1)
                .map_or_else(|| format!("Custodian {at} (demo)"), |name| (*name).into());
            add(format!("custodian-{at}"), Role::Custodian, &controller, true)?;
        }
        for (at, controller) in WITNESSES.iter().enumerate() {
            add(format!("witness-{}", at + 1), Role::Witness, controller, true)?;
        }
        add("court".into(), Role::Court, "Judicial branch (demo)", false)?;
        add("prosecutor".into(), Role::Authority, "Prosecutor's office (demo)", false)?;
        Ok(Self { root: root.into(), places })
    }

    /// Everybody.
    pub fn places(&self) -> &[PartyPlace] {
        &self.places
    }

    /// Everybody of a role.
    pub fn of_role(&self, role: Role) -> impl Iterator<Item = &PartyPlace> {
        self.places.iter().filter(move |place| place.role == role)
    }

    pub fn place(&self, id: &str) -> Result<&PartyPlace> {
        self.places.iter().find(|place| place.id == id).with_context(|| format!("there is no party {id}"))
    }

    /// The country's directory.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The trust list.
    pub fn trust(&self) -> PathBuf {
        self.root.join("trust.json")
    }

    /// The pinned root keys.
    pub fn roots(&self) -> PathBuf {
        self.root.join("roots.json")
    }

    pub fn regime(&self) -> PathBuf {
        self.root.join("model.toml")
    }

    /// The numbering table.
    pub fn numbering(&self) -> PathBuf {
        self.root.join("numbering.csv")
    }

    /// The registrar's public log.
    pub fn log(&self) -> PathBuf {
        self.root.join("registrar").join("log")
    }

    /// Where the last signed checkpoint is held: apart from the registrar's own directory.
    pub fn held_checkpoint(&self) -> PathBuf {
        self.root.join("registrar-checkpoint")
    }

    /// A custodian's passphrase: apart from the shares it opens.
    pub fn passphrase(&self, custodian: &str) -> PathBuf {
        self.root.join("secrets").join(format!("{custodian}.passphrase"))
    }

    /// The bearer token of an operator's own systems.
    pub fn token(&self, operator: &str) -> PathBuf {
        self.root.join("secrets").join(format!("{operator}.token"))
    }

    /// A custodian's officer's keys.
    pub fn officer(&self, custodian: &str) -> PathBuf {
        self.root.join("secrets").join(format!("{custodian}.officer.json"))
    }
}

/// The name under which a witness of such a country cosigns.
pub fn witness_name(id: &str) -> String {
    format!("demo-mx.padron.example/{id}")
}

/// Ports on which nobody listens now.
struct FreePorts {
    next: u16,
}

impl FreePorts {
    fn take(&mut self) -> Result<SocketAddr> {
        for _ in 0..2000 {
            let address = SocketAddr::from((Ipv4Addr::LOCALHOST, self.next));
            self.next = self.next.checked_add(1).unwrap_or(1024);
            if TcpListener::bind(address).is_ok() {
                return Ok(address);
            }
        }
        anyhow::bail!("no free port was found on 127.0.0.1; name another with --port")
    }
}
