//! What proofs say, for people.

use jiff::Timestamp;
use padron_model::Lang;
use padron_protocol::log::{Entry, LinkStatement, Promise};
use padron_protocol::verify::{CheckResult, ReceiptFacts};
use padron_tlog::Cosigned;

/// What a receipt proves that holds.
pub fn receipt(lang: Lang, shown: &ReceiptFacts) -> String {
    let Some(promise) = &shown.promise else { return String::new() };
    let Some(statement) = statement_of(promise) else { return String::new() };
    match shown.cosigned {
        Some(time) => {
            self::statement(lang, &statement, promise.index, &Cosigned { time, witnesses: shown.witnesses.clone() })
        }
        None => format!(
            "{} {} {}",
            registered(lang, &statement),
            match lang {
                Lang::Es => format!(
                    "Hasta ahora es una promesa firmada: la bitácora pública debe mostrar la entrada {} a más tardar el {}.",
                    promise.index, promise.by
                ),
                Lang::En => format!(
                    "So far this is a signed promise: the public log must show entry {} by {}.",
                    promise.index, promise.by
                ),
            },
            nothing_else(lang)
        ),
    }
}

/// How one check of a receipt ended.
pub fn check(lang: Lang, finding: &CheckResult) -> String {
    let CheckResult { check, holds, detail } = finding;
    let spanish = match (*check, holds) {
        ("signature", true) => "la firmó el registrador de este registro",
        ("signature", false) => "no la firmó el registrador de este registro",
        ("entry", true) => "la entrada de la bitácora corresponde al folio, operador y fecha que se muestran",
        ("entry", false) => "la entrada de la bitácora no corresponde a lo que se muestra",
        ("log", true) => "la bitácora pública muestra la entrada en este lugar, y bastantes testigos la vieron",
        ("log", false) => "no se prueba que la bitácora pública muestre la entrada",
        ("promise", true) => "es sólo una promesa todavía; la prueba está por llegar",
        ("promise", false) => {
            "la promesa venció y no trae prueba: pídala a la bitácora; si no la tiene, esto es la evidencia"
        }
        _ => "",
    };
    match (lang, holds) {
        (Lang::Es, true) => format!("cumple {check}: {spanish}"),
        (Lang::Es, false) => format!("NO CUMPLE {check}: {spanish} ({detail})"),
        (Lang::En, true) => format!("holds {check}: {detail}"),
        (Lang::En, false) => format!("FAILS {check}: {detail}"),
    }
}

/// What the log proves of a link.
pub fn statement(lang: Lang, statement: &LinkStatement, index: u64, cosigned: &Cosigned) -> String {
    let seen = match lang {
        Lang::Es => format!("Es la entrada {index} de la bitácora pública, {}.", vouched(lang, cosigned)),
        Lang::En => format!("It is entry {index} of the public log, {}.", vouched(lang, cosigned)),
    };
    format!("{} {seen} {}", registered(lang, statement), nothing_else(lang))
}

/// What the log shows of any entry.
pub fn entry(lang: Lang, entry: &Entry, index: u64, cosigned: &Cosigned) -> String {
    let actor = entry.actor.as_deref().map(|actor| format!(" {} {actor},", lang.pick("de", "of"))).unwrap_or_default();
    let kind = entry.kind.as_str();
    let vouched = vouched(lang, cosigned);
    match lang {
        Lang::Es => format!("entrada {index}: {kind},{actor} compromiso {}; {vouched}", entry.commitment),
        Lang::En => format!("entry {index}: {kind},{actor} commitment {}; {vouched}", entry.commitment),
    }
}

fn statement_of(promise: &Promise) -> Option<LinkStatement> {
    LinkStatement::parse(&promise.statistics.as_ref()?.text)
}

fn registered(lang: Lang, statement: &LinkStatement) -> String {
    let LinkStatement { operator, date, folio, .. } = statement;
    match lang {
        Lang::Es => format!("Folio {folio}: el {date} el operador {operator} registró una línea con este folio."),
        Lang::En => format!("Folio {folio}: on {date} the operator {operator} registered a line under this folio."),
    }
}

fn vouched(lang: Lang, cosigned: &Cosigned) -> String {
    let witnesses = cosigned.witnesses.join(", ");
    let time = i64::try_from(cosigned.time).ok().and_then(|time| Timestamp::from_second(time).ok());
    let time = time.map(|time| time.to_string()).unwrap_or_default();
    match lang {
        Lang::Es => format!("vista por los testigos {witnesses} a más tardar el {time}"),
        Lang::En => format!("seen by the witnesses {witnesses} by {time}"),
    }
}

fn nothing_else(lang: Lang) -> &'static str {
    lang.pick("No dice qué línea ni de quién.", "It does not say which line, or whose.")
}

#[cfg(test)]
mod tests;
