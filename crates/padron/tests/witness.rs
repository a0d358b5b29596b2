//! A witness as whoever runs one meets it: the binary itself, its files, its end by kill -9.
#![allow(unreachable_pub, reason = "nothing leaves a test; `pub` says what a module offers its siblings")]
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

#[path = "../../padron-http/tests/witness/toy_log.rs"]
#[allow(dead_code, reason = "the witness's other tests need more of it")]
mod toy_log;

use padron_tlog::{AddCheckpoint, Note, SignedCheckpoint, VerifierKey, cosigned_at, parse_cosignatures};
use std::fs::File;
use std::path::Path;
use std::process::{Child, Command, Output};
use std::time::Duration;
use toy_log::ToyLog;

/// A key file and a configuration for a witness that knows this log.
fn prepare(dir: &Path, log: &ToyLog) {
    let made = padron(dir, &["keys", "new", "--party", "witness", "--out", "keys.json"]);
    assert!(made.status.success());
    let config = format!(
        "listen = \"127.0.0.1:0\"\nname = \"witness.example/w1\"\nkeys = \"keys.json\"\ndata = \"data\"\nlogs = [\"{}\"]\n",
        log.key()
    );
    std::fs::write(dir.join("witness.toml"), &config).unwrap();
    std::fs::write(dir.join("first.toml"), format!("create = true\n{config}")).unwrap();
}

fn padron(dir: &Path, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_padron")).args(arguments).current_dir(dir).output().unwrap()
}

/// A witness that runs; killed with its owner.
struct Running {
    child: Child,
    key: VerifierKey,
    address: String,
}

impl Running {
    /// Starts it and waits until it says that it is ready.
    fn start(dir: &Path, config: &str) -> Self {
        let said = dir.join("said.txt");
        let mut child = Command::new(env!("CARGO_BIN_EXE_padron"))
            .args(["serve", "witness", "--config", config])
            .current_dir(dir)
            .stdout(File::create(&said).unwrap())
            .spawn()
            .unwrap();
        let told = loop {
            let told = std::fs::read_to_string(&said).unwrap();
            if told.lines().any(|line| line.contains("ready listen=")) && told.ends_with('\n') {
                break told;
            }
            assert_eq!(child.try_wait().unwrap(), None, "{told}");
            std::thread::sleep(Duration::from_millis(10));
        };
        let key = told.lines().find_map(|line| VerifierKey::parse(line).ok()).unwrap();
        let ready = told.lines().find(|line| line.contains("ready listen=")).unwrap();
        let address = ready.split("listen=").nth(1).unwrap().split(' ').next().unwrap().to_owned();
        Self { child, key, address }
    }

    async fn add(&self, request: &AddCheckpoint) -> Option<(u16, String)> {
        let url = format!("http://{}/add-checkpoint", self.address);
        let answer = client().post(url).body(request.to_string()).send().await.ok()?;
        Some((answer.status().as_u16(), answer.text().await.ok()?))
    }

    async fn newest(&self, log: &ToyLog) -> Option<SignedCheckpoint> {
        let place = padron_protocol::sha256(log.origin.as_bytes());
        let answer = client().get(format!("http://{}/{place}/checkpoint", self.address)).send().await.unwrap();
        (answer.status().as_u16() == 200).then_some(())?;
        Some(SignedCheckpoint::parse(&answer.text().await.unwrap()).unwrap())
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn client() -> reqwest::Client {
    let _ = rustls::crypto::ring::default_provider().install_default();
    reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(30)).build().unwrap()
}

#[tokio::test]
async fn a_witness_is_started_on_purpose_and_goes_on_where_it_was() {
    let (dir, log) = (tempfile::tempdir().unwrap(), ToyLog::of(9));
    prepare(dir.path(), &log);
    let early = padron(dir.path(), &["serve", "witness", "--config", "witness.toml"]);
    assert_eq!(early.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&early.stderr).contains("`create = true`"));

    let mut first = Running::start(dir.path(), "first.toml");
    assert_eq!(first.key.name(), "witness.example/w1");
    let request = log.request(0, 5);
    let (status, lines) = first.add(&request).await.unwrap();
    assert_eq!(status, 200, "{lines}");
    let note = Note { text: request.checkpoint.note.text, signatures: parse_cosignatures(&lines).unwrap() };
    assert!(cosigned_at(&first.key, &note).unwrap().is_some());
    let told = Command::new("kill").arg(first.child.id().to_string()).status().unwrap();
    assert!(told.success() && first.child.wait().unwrap().success());

    let second = Running::start(dir.path(), "witness.toml");
    assert_eq!(second.key, first.key);
    assert_eq!(second.newest(&log).await.unwrap().checkpoint, log.tree(5));
    assert_eq!(second.add(&log.request(0, 9)).await.unwrap(), (409, "5\n".into()));
    drop(second);

    // Whoever empties the directory does not get a witness that has forgotten.
    std::fs::remove_file(dir.path().join("data/witness.sqlite")).unwrap();
    for config in ["witness.toml", "first.toml"] {
        let again = padron(dir.path(), &["serve", "witness", "--config", config]);
        assert_eq!(again.status.code(), Some(2), "{config}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_cosigned_is_forgotten_when_it_is_killed() {
    let (dir, log) = (tempfile::tempdir().unwrap(), ToyLog::of(2000));
    prepare(dir.path(), &log);
    let (mut size, mut time) = (0, 0);
    for round in 0..8 {
        let mut running = Running::start(dir.path(), if round == 0 { "first.toml" } else { "witness.toml" });
        if let Some(newest) = running.newest(&log).await {
            let cosigned = cosigned_at(&running.key, &newest.note).unwrap().unwrap();
            assert!(newest.checkpoint.size >= size && cosigned >= time, "{size} was answered, and forgotten");
            assert_eq!(newest.checkpoint, log.tree(newest.checkpoint.size));
            size = newest.checkpoint.size;
        }
        let id = running.child.id().to_string();
        let killer = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(20 + 13 * round));
            Command::new("kill").args(["-9", &id]).status().unwrap()
        });
        while size < 2000
            && let Some((status, lines)) = running.add(&log.request(size, size + 1)).await
        {
            assert_eq!(status, 200, "{lines}");
            let note = Note { text: log.tree(size + 1).to_text(), signatures: parse_cosignatures(&lines).unwrap() };
            (size, time) = (size + 1, cosigned_at(&running.key, &note).unwrap().unwrap());
        }
        assert!(killer.join().unwrap().success());
        running.child.wait().unwrap();
    }
    assert!(size > 8, "the witness was killed before it did anything");
}
