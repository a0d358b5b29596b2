use super::markup::read;
use crate::{content_security_policy, samples, style::STYLE};
use padron_model::Lang;
use std::collections::BTreeMap;

#[test]
fn the_policy_lets_in_the_style_of_the_page_and_nothing_else() {
    let hash = |style: &str| data_encoding::BASE64.encode(&padron_protocol::sha256(style.as_bytes()).0);
    let policy = content_security_policy();
    for (name, page) in samples::pages(Lang::Es) {
        let style = read(&page).unwrap().into_iter().find(|element| element.name == "style").unwrap().text;
        assert!(policy.contains(&format!("style-src 'sha256-{}'", hash(&style))), "{name}");
    }
    assert!(policy.starts_with("default-src 'none';") && !policy.contains("unsafe"));
}

/// The colours of each `:root` block: light, dark, print.
fn schemes() -> Vec<BTreeMap<String, [f64; 3]>> {
    let block = |text: &str| -> BTreeMap<String, [f64; 3]> {
        let body = text.split('}').next().unwrap();
        let colours = body.split(';').filter_map(|rule| rule.trim().strip_prefix("--")?.split_once(": #"));
        let channel = |hex: &str, at: usize| f64::from(u8::from_str_radix(&hex[at..at + 2], 16).unwrap()) / 255.0;
        colours.map(|(name, hex)| (name.to_owned(), [0, 2, 4].map(|at| channel(hex, at)))).collect()
    };
    STYLE.split(":root {").skip(1).map(block).collect()
}

/// Relative luminance and contrast ratio (WCAG 2.2, section "Contrast (Minimum)").
fn contrast(one: [f64; 3], two: [f64; 3]) -> f64 {
    let linear = |value: f64| if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) };
    let luminance = |colour: [f64; 3]| {
        let [red, green, blue] = colour.map(linear);
        0.2126 * red + 0.7152 * green + 0.0722 * blue
    };
    let (one, two) = (luminance(one), luminance(two));
    (one.max(two) + 0.05) / (one.min(two) + 0.05)
}

#[test]
fn text_can_be_read_on_every_ground_in_light_dark_and_print() {
    let schemes = schemes();
    assert_eq!(schemes.len(), 3);
    for (at, scheme) in schemes.iter().enumerate() {
        for ground in ["paper", "tint", "bad-tint"] {
            for (text, least) in
                [("ink", 7.0), ("soft", 4.5), ("accent", 4.5), ("good", 4.5), ("bad", 4.5), ("notice", 4.5)]
            {
                let ratio = contrast(scheme[text], scheme[ground]);
                assert!(ratio >= least, "scheme {at}: {text} on {ground} has {ratio:.2}");
            }
        }
    }
    for scheme in &schemes[..2] {
        assert!(contrast(scheme["accent"], scheme["on-accent"]) >= 4.5);
    }
}
