//! Ways to look at the page that is open. Each returns what is wrong, in words; nothing when all is well.

use crate::chromium::Chromium;
use serde_json::{Value, json};
use std::collections::BTreeMap;

/// How wide the narrowest phone is, in CSS pixels (WCAG 2.2, section 1.4.10).
pub const PHONE: u32 = 320;
/// How wide a sheet of A4 is, in CSS pixels, without its margins of 18 mm.
pub const SHEET: u32 = 657;

impl Chromium {
    /// Makes the window as narrow as this, in CSS pixels.
    pub async fn narrow(&self, width: u32) {
        let size = json!({"width": width, "height": 700, "deviceScaleFactor": 1, "mobile": true});
        self.devtools("Emulation.setDeviceMetricsOverride", size).await;
    }

    /// Shows pages on `screen` or as on `print`, to a reader who likes them `light` or `dark`.
    pub async fn show_on(&self, medium: &str, scheme: &str) {
        let features = [json!({"name": "prefers-color-scheme", "value": scheme})];
        self.devtools("Emulation.setEmulatedMedia", json!({"media": medium, "features": features})).await;
    }

    /// The size that the reader has set for text, in CSS pixels; 16 is what browsers come with.
    pub async fn text_size(&self, size: u32) {
        self.devtools("Page.setFontSizes", json!({"fontSizes": {"standard": size, "fixed": size}})).await;
    }

    /// What is wider than the window.
    pub async fn wide(&self) -> Vec<String> {
        self.run(include_str!("scripts/wide.js")).await
    }

    /// Text that is hard to tell from its ground.
    pub async fn pale(&self) -> Vec<String> {
        self.run(include_str!("scripts/pale.js")).await
    }

    /// Controls that are too small for a finger.
    pub async fn small(&self) -> Vec<String> {
        self.run(include_str!("scripts/small.js")).await
    }

    /// Every piece of text with its size, in CSS pixels.
    pub async fn text_sizes(&self) -> Vec<(String, f64)> {
        self.run(include_str!("scripts/text_sizes.js")).await
    }

    /// Short words that are broken in two.
    pub async fn split(&self) -> Vec<String> {
        self.run(include_str!("scripts/split.js")).await
    }

    /// Controls that would be printed.
    pub async fn printed(&self) -> Vec<String> {
        self.run(include_str!("scripts/printed.js")).await
    }

    /// Controls that a screen reader could not name, and parts of the page that it could not tell apart.
    pub async fn nameless(&self) -> Vec<String> {
        let announced = self.announced().await;
        let named = |role: &str| announced.get(role).map_or(&[][..], Vec::as_slice);
        let mut found = Vec::new();
        let controls: Vec<_> = ["link", "button", "textbox"].into_iter().flat_map(named).collect();
        if controls.len() != self.controls().await || controls.iter().any(|name| name.is_empty()) {
            found.push(format!("controls are announced as {controls:?}"));
        }
        if ["banner", "main", "contentinfo"].iter().any(|part| named(part).len() != 1) {
            found.push("header, content and footer cannot be told apart".into());
        }
        found
    }

    /// What a screen reader would tell: by role, the names of everything that it announces.
    async fn announced(&self) -> BTreeMap<String, Vec<String>> {
        let tree = self.devtools("Accessibility.getFullAXTree", json!({})).await;
        let mut announced = BTreeMap::<String, Vec<String>>::new();
        for node in tree["nodes"].as_array().unwrap().iter().filter(|node| node["ignored"] == false) {
            let text = |field: &str| node[field]["value"].as_str().unwrap_or_default().trim().to_owned();
            announced.entry(text("role")).or_default().push(text("name"));
        }
        announced
    }

    /// How many controls the page has.
    async fn controls(&self) -> usize {
        self.run(include_str!("scripts/controls.js")).await
    }

    /// What Tab leads to that it should not, or does not lead to that it should, from the top of the page.
    pub async fn unreachable(&self) -> Vec<String> {
        let mut found = Vec::new();
        for place in 0..self.controls().await {
            self.press(crate::chromium::TAB).await;
            let focused: Value = self.run(include_str!("scripts/focused.js")).await;
            if focused["place"] != json!(place) || focused["outlined"] != true || focused["on_screen"] != true {
                found.push(format!("control {place}: {focused}"));
            }
        }
        found
    }

    /// Complaints of the browser since this was asked last, and whatever it fetched besides these addresses.
    pub async fn broken_rules(&self, expected: &[String]) -> Vec<String> {
        let mut found = self.log("browser").await;
        let mut fetched = self.fetched().await;
        for address in expected {
            match fetched.iter().position(|url| url == address) {
                Some(at) => drop(fetched.remove(at)),
                None => found.push(format!("{address} was not fetched")),
            }
        }
        found.extend(fetched.into_iter().map(|url| format!("{url} was fetched")));
        found
    }

    /// The addresses that pages asked for since this was asked last; Chromium's own first window asks for its own.
    async fn fetched(&self) -> Vec<String> {
        let messages = self.log("performance").await;
        let events = messages.iter().map(|message| serde_json::from_str::<Value>(message).unwrap()["message"].take());
        let requests = events.filter(|event| event["method"] == "Network.requestWillBeSent");
        let addresses = requests.map(|event| event["params"]["request"]["url"].as_str().unwrap().to_owned());
        addresses.filter(|url| !url.starts_with("data:") && !url.starts_with("chrome:")).collect()
    }
}
