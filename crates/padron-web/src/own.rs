//! A person's own page: their lines, who asked, and whether everybody tells the same.

use crate::moment::Moment;
use crate::shell::{Shell, finish};
use crate::texts::texts;
use askama::Template;
use padron_model::Lang;
use padron_protocol::messages::person::{OwnAccess, OwnLine, OwnView};

texts! {
    /// Texts of a person's own page.
    OwnTexts {
        title: ["Mis líneas", "My lines"],
        none_title: ["No hay líneas a tu nombre", "There are no lines in your name"],
        none: [
            "Ninguna compañía ha registrado una línea con el documento con el que entraste.",
            "No company has registered a line with the document that you signed in with."
        ],
        alarm_title: ["Alarma: las versiones no coinciden", "Alarm: the records do not agree"],
        alarm_lead: [
            "Sobre una consulta de abajo, el registrador y los custodios no cuentan lo mismo. Puede ser una falla, o que \
             alguien quiso ocultar algo. Guarda o imprime esta página y llévala al regulador.",
            "About one of the requests below, the registrar and the custodians do not agree. It may be a fault, or somebody \
             tried to hide something. Keep or print this page and take it to the regulator."
        ],
        alarm_line: ["Ver la línea terminada en", "See the line ending in"],
        alarm_mark: ["Alarma", "Alarm"],
        alarm_here: [
            "El registrador y los custodios no cuentan lo mismo sobre esta consulta.",
            "The registrar and the custodians do not agree about this request."
        ],
        silent_title: ["Faltan respuestas", "Answers are missing"],
        silent: [
            "No contestaron estos custodios. Si alguno anotó una consulta que los demás no tienen, hoy no se ve aquí. \
             Vuelve a mirar más tarde:",
            "These custodians did not answer. If one of them noted a request that the others do not have, it is not \
             shown today. Look again later:"
        ],
        line: ["Línea terminada en", "Line ending in"],
        operator: ["Compañía", "Company"],
        since: ["A tu nombre desde", "In your name since"],
        folio: ["Folio", "Folio"],
        accesses: ["Quién ha preguntado por esta línea", "Who has asked about this line"],
        nobody: [
            "Nadie, hasta donde hoy se puede decir.",
            "Nobody, as far as can be told today."
        ],
        embargo: [
            "Si un juzgado ordenó reserva, la consulta aparece aquí cuando la reserva termina.",
            "Where a court ordered an embargo, the request appears here when the embargo ends."
        ],
        asked: ["Preguntó", "Asked"],
        ordered: ["Lo ordenó", "Ordered"],
        unknown_court: ["No consta quién", "Not on record"],
        when: ["Cuándo", "When"],
        confirmed: ["Lo confirman", "Confirmed by"],
        not_mine: ["Si una línea no es tuya", "If a line is not yours"],
        not_mine_note: [
            "Anota su folio.",
            "Write down its folio."
        ],
        not_mine_operator: [
            "Preséntalo a la compañía de esa línea y di: «esta línea no es mía». No tienes que explicar cómo pasó ni dar \
             el número completo.",
            "Take it to that line's company and say: “this line is not mine”. You need not explain how it happened, nor \
             give the whole number."
        ],
        not_mine_regulator: [
            "Si la compañía no te atiende, ve al regulador con el mismo folio.",
            "If the company does not help you, go to the regulator with the same folio."
        ],
        folio_safe: [
            "El folio no contiene tu nombre ni tu número: enseñarlo no te pone en riesgo.",
            "The folio contains neither your name nor your number: showing it does not put you at risk."
        ],
        leave: ["Terminar", "Finish"],
        leave_note: [
            "No queda sesión abierta. Si la computadora no es tuya, cierra la ventana.",
            "No session stays open. If the computer is not yours, close the window."
        ],
    }
}

struct LineRow<'a> {
    place: usize,
    line: &'a OwnLine,
    since: Moment,
    accesses: Vec<AccessRow<'a>>,
    alarm: bool,
}

struct AccessRow<'a> {
    access: &'a OwnAccess,
    at: Moment,
    confirmed: String,
}

#[derive(Template)]
#[template(path = "own.html")]
struct Page<'a> {
    shell: Shell,
    t: &'static OwnTexts,
    count: String,
    lines: Vec<LineRow<'a>>,
    silent: &'a [String],
    alarm: bool,
}

/// A person's own page. Its way out leads to `/me?over=1`: whoever serves that tells the browser to forget the pages
/// before it (`Clear-Site-Data: "cache"`).
pub fn own(view: &OwnView, lang: Lang) -> String {
    let t = OwnTexts::of(lang);
    let lines: Vec<_> = view.lines.iter().zip(1..).map(|(line, place)| line_row(line, place, lang)).collect();
    finish(&Page {
        shell: Shell::private(lang, format!("{} · padron", t.title)),
        t,
        count: count(lines.len(), lang),
        alarm: lines.iter().any(|row| row.alarm),
        lines,
        silent: &view.silent_custodians,
    })
}

fn line_row(line: &OwnLine, place: usize, lang: Lang) -> LineRow<'_> {
    let accesses: Vec<_> = line.accesses.iter().map(|access| access_row(access, lang)).collect();
    let alarm = line.accesses.iter().any(|access| access.alarm);
    LineRow { place, line, since: Moment::of(line.since), accesses, alarm }
}

fn access_row(access: &OwnAccess, lang: Lang) -> AccessRow<'_> {
    AccessRow { access, at: Moment::of(access.at), confirmed: confirmed(access.custodians, lang) }
}

fn count(lines: usize, lang: Lang) -> String {
    match (lines, lang) {
        (1, Lang::Es) => "Hay una línea registrada a tu nombre.".into(),
        (1, Lang::En) => "One line is registered in your name.".into(),
        (lines, Lang::Es) => format!("Hay {lines} líneas registradas a tu nombre."),
        (lines, Lang::En) => format!("{lines} lines are registered in your name."),
    }
}

fn confirmed(custodians: usize, lang: Lang) -> String {
    match (custodians, lang) {
        (0, Lang::Es) => "ningún custodio".into(),
        (0, Lang::En) => "no custodian".into(),
        (1, Lang::Es) => "1 custodio".into(),
        (1, Lang::En) => "1 custodian".into(),
        (custodians, Lang::Es) => format!("{custodians} custodios"),
        (custodians, Lang::En) => format!("{custodians} custodians"),
    }
}

#[cfg(test)]
mod tests;
