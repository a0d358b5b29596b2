//! What an import shows while it runs, and its summary.

use std::io::{IsTerminal, Write};
use std::sync::Mutex;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};
use padron_model::Lang;
use tokio::time::Instant;

use super::outcome::Tally;
use super::texts::ImportTexts;

/// Time between two lines where there is no terminal.
const BETWEEN_LINES: Duration = Duration::from_secs(10);

/// Who is told how an import goes.
pub trait Progress: Send + Sync {
    /// So many rows are decided and on the disk; the next one starts at byte `position` of the file.
    fn decided(&self, tally: &Tally, position: u64);
    /// The gateway does not take a batch now; it is sent again after `wait`.
    fn waiting(&self, why: &str, wait: Duration);
}

/// A bar on a terminal, or plain lines, on standard error.
pub struct ProgressBars {
    bar: Option<ProgressBar>,
    lang: Lang,
    size: u64,
    speed: Mutex<Speed>,
}

struct Speed {
    /// When the first batch of this run was decided, with how many rows and bytes.
    start: Option<(Instant, u64, u64)>,
    last_line: Option<Instant>,
}

impl ProgressBars {
    /// For a file of so many bytes.
    pub fn new(size: u64, lang: Lang) -> Self {
        let bar = std::io::stderr().is_terminal().then(|| {
            let style = ProgressStyle::with_template("{bar:30} {percent:>3} %  {msg}");
            ProgressBar::new(size).with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
        });
        Self { bar, lang, size, speed: Mutex::new(Speed { start: None, last_line: None }) }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }

    fn say(&self, text: &str) {
        match &self.bar {
            Some(bar) => bar.println(text),
            // Nobody may be listening any more; the result file has everything.
            None => drop(writeln!(std::io::stderr().lock(), "{text}")),
        }
    }
}

impl Progress for ProgressBars {
    fn decided(&self, tally: &Tally, position: u64) {
        let now = Instant::now();
        let mut speed = self.speed.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        let (start, rows, bytes) = *speed.start.get_or_insert((now, tally.rows(), position));
        let seconds = now.duration_since(start).as_secs_f64();
        let message = message(tally, self.lang, seconds, (rows, bytes), position, self.size);
        match &self.bar {
            Some(bar) => {
                bar.set_position(position);
                bar.set_message(message);
            }
            None if speed.last_line.is_none_or(|last| now.duration_since(last) >= BETWEEN_LINES) => {
                speed.last_line = Some(now);
                self.say(&format!("{} %  {message}", percent(position, self.size)));
            }
            None => {}
        }
    }

    fn waiting(&self, why: &str, wait: Duration) {
        let (seconds, why) = (wait.as_secs_f64().ceil(), why.replace(char::is_control, " "));
        self.say(&ImportTexts::of(self.lang).waits(why, seconds));
    }
}

fn percent(position: u64, size: u64) -> u64 {
    (u128::from(position) * 100).checked_div(u128::from(size)).map_or(100, |percent| percent.min(100) as u64)
}

/// `12,345 rows, 830/s, 12,300 linked, 40 refused, 5 invalid, 2 minutes left`
fn message(tally: &Tally, lang: Lang, seconds: f64, from: (u64, u64), position: u64, size: u64) -> String {
    let t = ImportTexts::of(lang);
    let mut text = t.rows(grouped(tally.rows()));
    let (rows, bytes) = (tally.rows().saturating_sub(from.0), position.saturating_sub(from.1));
    let known = seconds > 0.5 && bytes > 0;
    if known {
        text.push_str(&format!(", {}/s", grouped((rows as f64 / seconds) as u64)));
    }
    text.push_str(&format!(", {}", counts(tally, t)));
    if known && position < size {
        let left = (size - position) as f64 * seconds / bytes as f64;
        let left = Duration::from_secs_f64(left.min(1e9));
        text.push_str(&format!(", {}", (t.left)(left)));
    }
    text
}

fn counts(tally: &Tally, t: &ImportTexts) -> String {
    t.counts(grouped(tally.linked), grouped(tally.refused), grouped(tally.invalid))
}

/// The summary: rows by outcome, then by reason, most frequent first.
pub fn summary(tally: &Tally, lang: Lang) -> String {
    let t = ImportTexts::of(lang);
    let mut text = format!("{}: {}\n", t.rows(grouped(tally.rows())), counts(tally, t));
    let mut reasons: Vec<_> = tally.reasons.iter().collect();
    reasons.sort_by(|(left, many), (right, few)| few.cmp(many).then(left.cmp(right)));
    for ((outcome, kind), count) in reasons {
        let outcome = if *outcome == "refused" { t.refused } else { t.invalid };
        text.push_str(&format!("{:>12}  {outcome}  {kind}\n", grouped(*count)));
    }
    text
}

/// With a comma before every three digits.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

#[cfg(test)]
mod tests;
