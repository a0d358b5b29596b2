//! Chromium under chromedriver: WebDriver (W3C), and the DevTools protocol where WebDriver has no word for it.
//!
//! Forty lines of HTTP instead of a crate: one of the two that there are is not under a permissive licence, the other
//! changes how `serde_json` orders keys in everything that is built beside it.

use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use std::io::{BufRead as _, BufReader, Read as _};
use std::process::{Child, ChildStdout, Command, Stdio};
use tempfile::TempDir;

/// What to type where there is no letter for it (WebDriver, section 17.4.2).
pub const TAB: &str = "\u{e004}";
pub const ENTER: &str = "\u{e007}";

const INSTALL: &str = "this test needs Chromium; as root on Debian: apt-get install -y chromium chromium-driver";
/// How long a page may take to show what is waited for, in milliseconds.
const PATIENCE: u32 = 30_000;
/// The driver speaks to Chromium through a pipe: when the driver is gone, however it went, Chromium goes too.
const FLAGS: [&str; 10] = [
    "--headless=new",
    "--remote-debugging-pipe",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,900",
];

/// A browser with one window. It ends when this is dropped.
pub struct Chromium {
    driver: Driver,
    http: reqwest::Client,
    session: String,
}

impl Chromium {
    /// A new browser that nobody has used before.
    pub async fn start() -> Self {
        let _ = rustls::crypto::ring::default_provider().install_default();
        let driver = Driver::start();
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let drivers = format!("http://127.0.0.1:{}/session", driver.port);
        let mut browser = Self { driver, http, session: drivers };
        let started = browser.ask("", &browser.capabilities()).await.unwrap_or_else(|why| panic!("{INSTALL}\n{why}"));
        browser.session = format!("{}/{}", browser.session, started["sessionId"].as_str().unwrap());
        browser
    }

    fn capabilities(&self) -> Value {
        let profile = format!("--user-data-dir={}", self.driver.folder.path().join("profile").display());
        let flags: Vec<&str> = FLAGS.into_iter().chain([profile.as_str()]).collect();
        json!({"capabilities": {"alwaysMatch": {
            "timeouts": {"implicit": PATIENCE, "pageLoad": PATIENCE, "script": PATIENCE},
            "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
            "goog:chromeOptions": {"args": flags},
        }}})
    }

    /// Opens an address and waits until it is there.
    pub async fn open(&self, url: &str) {
        self.say("/url", &json!({"url": url})).await;
    }

    /// One step back in the history.
    pub async fn back(&self) {
        self.say("/back", &json!({})).await;
    }

    /// What a script returns. It is run from outside the page, whose own policy lets none run.
    pub async fn run<T: DeserializeOwned>(&self, script: &str) -> T {
        let value = self.say("/execute/sync", &json!({"script": script, "args": []})).await;
        serde_json::from_value(value).unwrap()
    }

    /// Waits until an element is on the page.
    pub async fn find(&self, selector: &str) {
        self.say("/element", &json!({"using": "css selector", "value": selector})).await;
    }

    /// Types on the keyboard, wherever the focus is.
    pub async fn press(&self, keys: &str) {
        let strokes = keys.chars().flat_map(|key| ["keyDown", "keyUp"].map(|kind| json!({"type": kind, "value": key})));
        let keyboard = json!({"type": "key", "id": "keyboard", "actions": strokes.collect::<Vec<_>>()});
        self.say("/actions", &json!({"actions": [keyboard]})).await;
    }

    /// A command of the DevTools protocol.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Value {
        self.say("/goog/cdp/execute", &json!({"cmd": command, "params": parameters})).await
    }

    /// What was logged since this was asked last: `browser` for complaints, `performance` for the network.
    pub async fn log(&self, kind: &str) -> Vec<String> {
        let entries = self.say("/se/log", &json!({"type": kind})).await;
        entries.as_array().unwrap().iter().map(|entry| entry["message"].as_str().unwrap().to_owned()).collect()
    }

    /// The page on paper, as a PDF.
    pub async fn print(&self) -> Vec<u8> {
        let page = self.say("/print", &json!({"background": true})).await;
        data_encoding::BASE64.decode(page.as_str().unwrap().as_bytes()).unwrap()
    }

    async fn say(&self, path: &str, body: &Value) -> Value {
        self.ask(path, body).await.unwrap_or_else(|why| panic!("{path}: {why}"))
    }

    async fn ask(&self, path: &str, body: &Value) -> Result<Value, String> {
        let request = self.http.post(format!("{}{path}", self.session)).header("content-type", "application/json");
        let response = request.body(body.to_string()).send().await.map_err(|error| error.to_string())?;
        let good = response.status().is_success();
        let text = response.text().await.map_err(|error| error.to_string())?;
        let mut answer: Value = serde_json::from_str(&text).map_err(|_| text)?;
        if good { Ok(answer["value"].take()) } else { Err(answer["value"]["message"].to_string()) }
    }
}

/// The running chromedriver, and the folder that it and Chromium write to.
struct Driver {
    process: Child,
    output: BufReader<ChildStdout>,
    port: u16,
    folder: TempDir,
}

impl Driver {
    fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut command = Command::new("chromedriver");
        command.arg("--port=0").env("XDG_CONFIG_HOME", folder.path()).env("TMPDIR", folder.path());
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut process = command.spawn().unwrap_or_else(|why| panic!("{INSTALL}\nchromedriver: {why}"));
        let output = BufReader::new(process.stdout.take().unwrap());
        let mut driver = Self { process, output, port: 0, folder };
        driver.port = driver.read_port();
        driver
    }

    fn read_port(&mut self) -> u16 {
        let mut line = String::new();
        while self.output.read_line(&mut line).unwrap() > 0 {
            if let Some((_, port)) = line.trim_end().trim_end_matches('.').split_once("successfully on port ") {
                return port.parse().unwrap();
            }
            line.clear();
        }
        panic!("{INSTALL}\nchromedriver ended before it said on which port it listens");
    }
}

impl Drop for Driver {
    /// Ends the driver, and waits until Chromium, which holds the same output, is gone and writes no more.
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        let _ = self.output.read_to_end(&mut Vec::new());
    }
}
