//! An answer for a court file: what was registered, what that does not say, and how to check it.

mod checks;

use crate::fields::{compartment_label, field_label, value_meaning};
use crate::moment::Moment;
use crate::shell::{Shell, finish};
use crate::texts::{AnswerTexts, WebTexts};
use askama::Template;
use checks::CheckRow;
use padron_model::Lang;
use padron_protocol::jws::claimed_signer;
use padron_protocol::messages::answer::{Answer, AnswerRecord, OpenedCompartment};
use padron_protocol::messages::opening::{HistoryRecord, LineHistory};
use padron_protocol::messages::order::Order;
use padron_protocol::messages::verification::Strength;
use padron_protocol::verify::Report;

/// A compartment as a table.
struct Table<'a> {
    label: &'static str,
    rows: Vec<AnswerRow<'a>>,
}

/// A field: its label in two languages, the value exactly as registered, and what a code means.
struct AnswerRow<'a> {
    label: &'static str,
    gloss: &'static str,
    value: &'a str,
    meaning: Option<&'static str>,
}

struct RecordPart<'a> {
    place: usize,
    listed: &'a HistoryRecord,
    from: Moment,
    to: Option<Moment>,
    strength: &'static str,
    verified: Option<Moment>,
    missing: bool,
    tables: Vec<Table<'a>>,
}

struct OrderPart<'a> {
    order: &'a Order,
    moment: bool,
    from: Moment,
    to: Moment,
    issued: Moment,
    expires: Moment,
    embargo: Moment,
    compartments: String,
}

#[derive(Template)]
#[template(path = "answer.html")]
struct AnswerPage<'a> {
    shell: Shell,
    t: &'static AnswerTexts,
    gloss: &'static AnswerTexts,
    gloss_tag: &'static str,
    answer: &'a Answer,
    order: OrderPart<'a>,
    custodians: String,
    made: Moment,
    records: Vec<RecordPart<'a>>,
    checks: Vec<CheckRow<'a>>,
    holds: bool,
    proved_absence: bool,
}

/// The answer as a page to be printed on A4: every sheet carries receiver, order and copy number.
pub fn answer(answer: &Answer, order: &Order, history: &LineHistory, report: &Report, lang: Lang) -> String {
    let t = &WebTexts::of(lang).answer;
    let title = format!("{} · {} {}", t.title, t.copy, answer.copy);
    let records = history.records.iter().zip(1..).map(|(listed, place)| record_part(answer, listed, place, lang));
    let proved = report.checks.iter().any(|finding| finding.check == "nobody" && finding.holds);
    finish(&AnswerPage {
        shell: Shell::private(lang, title),
        t,
        gloss: &WebTexts::of(gloss(lang)).answer,
        gloss_tag: gloss(lang).tag(),
        answer,
        order: order_part(order, lang),
        custodians: custodians(answer),
        made: Moment::exact(answer.at),
        records: records.collect(),
        checks: checks::rows(report, lang),
        holds: report.holds(),
        proved_absence: proved && report.holds(),
    })
}

/// The language that stands beside the page's own, where a court file needs two.
fn gloss(lang: Lang) -> Lang {
    Lang::ALL.into_iter().find(|other| *other != lang).unwrap_or(lang)
}

fn order_part(order: &Order, lang: Lang) -> OrderPart<'_> {
    let names: Vec<_> = order.compartments.iter().map(|named| compartment_label(*named, lang)).collect();
    OrderPart {
        order,
        moment: order.from == order.to,
        from: Moment::exact(order.from),
        to: Moment::exact(order.to),
        issued: Moment::exact(order.issued),
        expires: Moment::exact(order.expires),
        embargo: Moment::exact(order.embargo),
        compartments: names.join(", "),
    }
}

/// Who signed a decision, as the decisions name them; that they did is one of the checks.
fn custodians(answer: &Answer) -> String {
    let names: Vec<_> = answer.decisions.iter().filter_map(|logged| claimed_signer(&logged.decision)).collect();
    names.join(", ")
}

fn record_part<'a>(answer: &'a Answer, listed: &'a HistoryRecord, place: usize, lang: Lang) -> RecordPart<'a> {
    let shown = answer.records.iter().find(|record| record.record == listed.record);
    let evidence = shown.map(|record| &record.evidence);
    let t = &WebTexts::of(lang).answer;
    RecordPart {
        place,
        listed,
        from: Moment::exact(listed.from),
        to: listed.to.map(Moment::exact),
        strength: match evidence.map(|evidence| evidence.strength) {
            Some(Strength::Attributes) => t.strength_attributes,
            Some(Strength::Biometric) => t.strength_biometric,
            None => t.strength_unopened,
        },
        verified: evidence.map(|evidence| Moment::exact(evidence.issued)),
        missing: shown.is_none(),
        tables: shown.map(|record| tables(record, lang)).unwrap_or_default(),
    }
}

fn tables(record: &AnswerRecord, lang: Lang) -> Vec<Table<'_>> {
    record.compartments.iter().map(|opened| table(opened, lang)).collect()
}

fn table(opened: &OpenedCompartment, lang: Lang) -> Table<'_> {
    let row = |name: &str, value| AnswerRow {
        label: field_label(name, lang),
        gloss: field_label(name, gloss(lang)),
        value,
        meaning: value_meaning(name, value, lang),
    };
    Table {
        label: compartment_label(opened.compartment, lang),
        rows: opened.fields.iter().map(|(name, value)| row(name, value)).collect(),
    }
}

#[cfg(test)]
mod tests;
