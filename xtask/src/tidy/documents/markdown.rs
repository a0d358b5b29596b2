//! Just enough Markdown: code, links and headings, with their lines.

/// Something a document names.
pub(super) struct Mention {
    /// Counted from 1.
    pub(super) line: usize,
    pub(super) place: Place,
    pub(super) text: String,
}

/// Where it is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Between backticks.
    Code,
    /// A line of a fenced block that a reader would type.
    Console,
    Link,
}

/// Languages of a fence whose lines are commands.
const CONSOLES: &[&str] = &["", "sh", "bash", "shell", "console"];

/// Everything a document names, in order.
pub(super) fn mentions(text: &str) -> Vec<Mention> {
    let mut found = Vec::new();
    for (line, kind, content) in lines(text) {
        let mut add = |place, text: &str| found.push(Mention { line, place, text: text.to_owned() });
        match kind {
            Kind::Console => add(Place::Console, content),
            Kind::Fenced => {}
            Kind::Prose => {
                let (spans, rest) = code_spans(content);
                spans.into_iter().for_each(|span| add(Place::Code, span));
                link_targets(&rest).into_iter().for_each(|target| add(Place::Link, target));
            }
        }
    }
    found
}

/// The anchors that headings make, as code forges do: lower case, spaces to hyphens, other signs dropped.
pub(super) fn anchors(text: &str) -> Vec<String> {
    let headings =
        lines(text).into_iter().filter(|(_, kind, content)| *kind == Kind::Prose && content.starts_with('#'));
    let slug = |content: &str| {
        let kept = content.trim_start_matches('#').trim().to_lowercase();
        let kept = kept.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
        kept.map(|c| if c == ' ' { '-' } else { c }).collect()
    };
    headings.map(|(_, _, content)| slug(content)).collect()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Prose,
    Console,
    Fenced,
}

fn lines(text: &str) -> Vec<(usize, Kind, &str)> {
    let mut inside: Option<Kind> = None;
    let mut found = Vec::new();
    for (index, line) in text.lines().enumerate() {
        let trimmed = line.trim_start();
        match (trimmed.strip_prefix("```").or_else(|| trimmed.strip_prefix("~~~")), inside) {
            (Some(_), Some(_)) => inside = None,
            (Some(language), None) => {
                let is_console = CONSOLES.contains(&language.trim());
                inside = Some(if is_console { Kind::Console } else { Kind::Fenced });
            }
            (None, _) => found.push((index + 1, inside.unwrap_or(Kind::Prose), line)),
        }
    }
    found
}

/// The code between backticks, and the line without it.
fn code_spans(line: &str) -> (Vec<&str>, String) {
    let mut spans = Vec::new();
    let mut rest = String::new();
    let mut at = 0;
    while let Some(open) = line[at..].find('`').map(|open| at + open) {
        let ticks = line[open..].bytes().take_while(|byte| *byte == b'`').count();
        let inside = open + ticks;
        let Some(length) = line[inside..].find(&line[open..inside]) else {
            break;
        };
        rest.push_str(&line[at..open]);
        spans.push(&line[inside..inside + length]);
        at = inside + length + ticks;
    }
    rest.push_str(&line[at..]);
    (spans, rest)
}

/// The targets of `[text](target)` and of `[name]: target`.
fn link_targets(line: &str) -> Vec<&str> {
    let inline = line.match_indices("](").filter_map(|(at, sign)| {
        let target = &line[at + sign.len()..];
        target[..target.find(')')?].split_whitespace().next()
    });
    let defined = line.strip_prefix('[').and_then(|rest| rest.split_once("]: ")?.1.split_whitespace().next());
    inline.chain(defined).map(|target| target.trim_start_matches('<').trim_end_matches('>')).collect()
}

#[cfg(test)]
mod tests;
