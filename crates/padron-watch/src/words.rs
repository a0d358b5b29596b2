//! What proofs say, for people.

use crate::texts::ProofTexts;
use jiff::Timestamp;
use padron_model::{Compartment, Lang};
use padron_protocol::log::{Entry, LinkStatement, Promise};
use padron_protocol::messages::answer::{Answer, AnswerRecord};
use padron_protocol::messages::opening::{HistoryRecord, LineHistory};
use padron_protocol::verify::{CheckResult, ReceiptFacts};
use padron_tlog::Cosigned;

/// What a receipt proves that holds.
pub fn receipt(lang: Lang, shown: &ReceiptFacts) -> String {
    let Some(promise) = &shown.promise else { return String::new() };
    let Some(statement) = statement_of(promise) else { return String::new() };
    if let Some(time) = shown.cosigned {
        let cosigned = Cosigned { time, witnesses: shown.witnesses.clone() };
        return self::statement(lang, &statement, promise.index, &cosigned);
    }
    let t = ProofTexts::of(lang);
    format!("{} {} {}", registered(t, &statement), t.promised(promise.index, promise.by), t.nothing_else)
}

/// The first lines of an answer that holds: to whom, if anybody, the line was registered at the time asked, since when and
/// until when.
pub fn answer(lang: Lang, answer: &Answer, history: &LineHistory) -> String {
    let t = ProofTexts::of(lang);
    if history.records.is_empty() {
        return t.nobody.to_owned();
    }
    let line = |listed: &HistoryRecord| {
        let shown = answer.records.iter().find(|record| record.record == listed.record);
        let who = shown.and_then(holder).unwrap_or_else(|| t.somebody.to_owned());
        match listed.to {
            Some(to) => t.registered_until(who, &listed.operator, listed.from, to),
            None => t.registered_since(who, &listed.operator, listed.from),
        }
    };
    history.records.iter().map(line).chain([t.not_used.to_owned()]).collect::<Vec<_>>().join("\n")
}

/// The holder's name, where the answer opens it.
fn holder(record: &AnswerRecord) -> Option<String> {
    let opened = record.compartments.iter().find(|opened| opened.compartment == Compartment::Subscriber)?;
    let of = |name: &str| opened.fields.iter().find(|(field, _)| field == name).map(|(_, value)| value.as_str());
    if let Some(company) = of("legal_name") {
        return Some(company.to_owned());
    }
    let parts = ["given_names", "patronymic", "first_surname", "second_surname"];
    Some(parts.into_iter().filter_map(of).collect::<Vec<_>>().join(" "))
}

/// How one check of a receipt ended.
pub fn check(lang: Lang, finding: &CheckResult) -> String {
    let t = ProofTexts::of(lang);
    let CheckResult { check, holds, detail } = finding;
    if *holds {
        return t.holds(check, (t.check)(&format!("{check}.holds")).unwrap_or(detail));
    }
    match (t.check)(&format!("{check}.fails")) {
        Some(words) => t.fails(check, format_args!("{words} ({detail})")),
        None => t.fails(check, detail),
    }
}

/// What the log proves of a link.
pub fn statement(lang: Lang, statement: &LinkStatement, index: u64, cosigned: &Cosigned) -> String {
    let t = ProofTexts::of(lang);
    format!("{} {} {}", registered(t, statement), t.shown(index, vouched(t, cosigned)), t.nothing_else)
}

/// What the log shows of any entry.
pub fn entry(lang: Lang, entry: &Entry, index: u64, cosigned: &Cosigned) -> String {
    let t = ProofTexts::of(lang);
    let (kind, vouched) = (entry.kind.as_str(), vouched(t, cosigned));
    match &entry.actor {
        Some(actor) => t.entry_of(index, kind, actor, entry.commitment, vouched),
        None => t.entry(index, kind, entry.commitment, vouched),
    }
}

fn statement_of(promise: &Promise) -> Option<LinkStatement> {
    LinkStatement::parse(&promise.statistics.as_ref()?.text)
}

fn registered(t: &ProofTexts, statement: &LinkStatement) -> String {
    t.registered(&statement.folio, &statement.date, &statement.operator)
}

fn vouched(t: &ProofTexts, cosigned: &Cosigned) -> String {
    let time = i64::try_from(cosigned.time).ok().and_then(|time| Timestamp::from_second(time).ok());
    t.vouched(cosigned.witnesses.join(", "), time.map(|time| time.to_string()).unwrap_or_default())
}

#[cfg(test)]
mod tests;
