//! `padron check`: whether identifiers are well formed, and where they are not.

use std::fs::File;
use std::io::{BufRead, Read, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::texts::CommandTexts;
use anyhow::Context;
use clap::builder::{PossibleValuesParser, TypedValueParser};
use padron_host::arguments;
use padron_model::check::{self, CheckVerdict};
use padron_model::country::{self, ALL, CountryRules, IdentifierKind};
use padron_model::{BlockKind, Lang, NumberingTable};
use serde::Serialize;
use zeroize::Zeroizing;

/// Longest line that is read from standard input, in bytes.
const LONGEST_LINE: u64 = 1024;

/// Say whether identifiers are well formed, and which rule is broken at which character.
///
/// Values are answered by their place, never repeated. Ends with 1 if any value is invalid.
#[derive(clap::Args)]
pub(crate) struct CheckArgs {
    /// What the values are.
    #[arg(value_parser = kinds())]
    kind: CheckKind,
    /// The values; with none, or with -, lines of standard input.
    #[arg(value_name = "VALUE")]
    values: Vec<String>,
    /// One JSON object a line.
    #[arg(long)]
    json: bool,
    /// Whose rules the values follow [default: an identifier's own country, or the first of the list].
    #[arg(long, value_parser = countries())]
    country: Option<&'static dyn CountryRules>,
    /// The regulator's numbering table: says also whether a number is mobile.
    #[arg(long, value_name = "FILE")]
    table: Option<PathBuf>,
    /// Language of the answers.
    #[arg(long, default_value_t, value_parser = arguments::lang())]
    lang: Lang,
}

/// What is checked.
#[derive(Clone, Copy, PartialEq, Eq)]
enum CheckKind {
    /// A telephone number.
    Number,
    /// A SIM's serial number.
    Iccid,
    /// An identifier that a country gives.
    Identifier(&'static IdentifierKind),
}

fn kinds() -> impl TypedValueParser<Value = CheckKind> {
    let identifiers = IdentifierKind::all().map(|kind| kind.id);
    PossibleValuesParser::new(["number", "iccid"].into_iter().chain(identifiers)).map(|id| match id.as_str() {
        "number" => CheckKind::Number,
        id => IdentifierKind::all().find(|kind| kind.id == id).map_or(CheckKind::Iccid, CheckKind::Identifier),
    })
}

/// A country by its id.
pub(crate) fn countries() -> impl TypedValueParser<Value = &'static dyn CountryRules> {
    let ids = PossibleValuesParser::new(ALL.map(|country| country.id()));
    ids.map(|id| country::find(&id).unwrap_or(ALL[0]))
}

/// Checks values and prints a verdict for each.
pub(crate) fn run(args: CheckArgs) -> anyhow::Result<ExitCode> {
    let country = args.country.unwrap_or(ALL[0]);
    if let (CheckKind::Identifier(kind), Some(country)) = (args.kind, args.country) {
        let given = country.identifiers().any(|known| known == kind);
        anyhow::ensure!(given, "{} is not an identifier of {}", kind.id, country.id());
    }
    let table = match &args.table {
        Some(path) => Some(read_numbering(country, Some(path))?),
        // Some countries' digits tell.
        None => country.numbering(None).ok(),
    };
    let checker = Checker { kind: args.kind, country, table, lang: args.lang, json: args.json };
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let all_valid = match args.values.as_slice() {
        [] => checker.lines(std::io::stdin().lock(), &mut out)?,
        [only] if only == "-" => checker.lines(std::io::stdin().lock(), &mut out)?,
        values => {
            let mut all_valid = true;
            for (place, value) in (1..).zip(values) {
                all_valid &= checker.value(place, value, &mut out)?;
            }
            all_valid
        }
    };
    out.flush()?;
    Ok(if all_valid { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// A country's numbering, from the file that its regulator publishes where the country needs one.
pub(crate) fn read_numbering(country: &dyn CountryRules, published: Option<&Path>) -> anyhow::Result<NumberingTable> {
    let Some(path) = published else { return Ok(country.numbering(None)?) };
    let mut file =
        File::open(path).with_context(|| format!("the numbering table {} cannot be opened", path.display()))?;
    Ok(country.numbering(Some(&mut file))?)
}

struct Checker {
    kind: CheckKind,
    country: &'static dyn CountryRules,
    table: Option<NumberingTable>,
    lang: Lang,
    json: bool,
}

/// What is printed for one value. Does not contain it.
#[derive(Serialize)]
struct Printed {
    /// Which value, from 1.
    value: u64,
    #[serde(flatten)]
    verdict: CheckVerdict,
    /// With a numbering table: `mobile`, `fixed` or `unassigned`.
    #[serde(skip_serializing_if = "Option::is_none")]
    block: Option<&'static str>,
    message: Option<String>,
}

impl Checker {
    fn lines(&self, mut input: impl BufRead, out: &mut impl Write) -> anyhow::Result<bool> {
        let mut all_valid = true;
        let mut line = Zeroizing::new(Vec::with_capacity(LONGEST_LINE as usize));
        for place in 1.. {
            line.clear();
            if input.by_ref().take(LONGEST_LINE).read_until(b'\n', &mut line)? == 0 {
                break;
            }
            anyhow::ensure!(
                line.ends_with(b"\n") || (line.len() as u64) < LONGEST_LINE,
                "line {place} is longer than {LONGEST_LINE} bytes; give one value a line"
            );
            // A character that is not UTF-8 breaks the rule about characters, where it stands.
            let text = Zeroizing::new(String::from_utf8_lossy(&line).into_owned());
            all_valid &= self.value(place, text.trim(), out)?;
        }
        Ok(all_valid)
    }

    /// Prints the verdict; `true` if the value is valid.
    fn value(&self, place: u64, value: &str, out: &mut impl Write) -> std::io::Result<bool> {
        let printed = self.check(place, value);
        let valid = printed.verdict.valid;
        if self.json {
            serde_json::to_writer(&mut *out, &printed)?;
            writeln!(out)?;
        } else {
            let t = CommandTexts::of(self.lang);
            let word = if valid { t.valid } else { t.invalid };
            match printed.message {
                Some(message) => writeln!(out, "{place}: {word}. {message}")?,
                None => writeln!(out, "{place}: {word}")?,
            }
        }
        Ok(valid)
    }

    fn check(&self, place: u64, value: &str) -> Printed {
        let mut verdict = match self.kind {
            CheckKind::Identifier(kind) => check::identifier(kind, value),
            CheckKind::Number => check::number(self.country, value),
            CheckKind::Iccid => check::iccid(value),
        };
        let mut message = verdict.message(self.lang);
        let mut block = None;
        if self.kind == CheckKind::Number
            && let (Some(table), Ok(number)) = (&self.table, self.country.legacy_number(value))
        {
            let kind = table.kind(&number);
            let t = CommandTexts::of(self.lang);
            let (name, wrong) = match kind {
                Some(BlockKind::Mobile) => ("mobile", None),
                Some(BlockKind::Fixed) => ("fixed", Some(t.fixed)),
                None => ("unassigned", Some(t.unassigned)),
            };
            block = Some(name);
            if let Some(wrong) = wrong {
                verdict.valid = false;
                message = Some(wrong.to_owned());
            }
        }
        Printed { value: place, verdict, block, message }
    }
}

#[cfg(test)]
mod tests;
