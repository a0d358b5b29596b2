//! A person's own page: their lines, who asked, and whether everybody tells the same.

use crate::moment::Moment;
use crate::shell::{Shell, finish};
use crate::texts::{OwnTexts, WebTexts};
use askama::Template;
use padron_model::Lang;
use padron_protocol::messages::person::{OwnAccess, OwnLine, OwnView};

struct LineShown<'a> {
    place: usize,
    line: &'a OwnLine,
    since: Moment,
    accesses: Vec<AccessShown<'a>>,
    alarm: bool,
}

struct AccessShown<'a> {
    access: &'a OwnAccess,
    at: Moment,
    confirmed: String,
}

#[derive(Template)]
#[template(path = "own.html")]
struct OwnPage<'a> {
    shell: Shell,
    t: &'static OwnTexts,
    count: String,
    lines: Vec<LineShown<'a>>,
    silent: &'a [String],
    alarm: bool,
}

/// A person's own page. Its way out leads to `/me?over=1`: whoever serves that tells the browser to forget the pages
/// before it (`Clear-Site-Data: "cache"`).
pub fn own(view: &OwnView, lang: Lang) -> String {
    let t = &WebTexts::of(lang).own;
    let lines: Vec<_> = view.lines.iter().zip(1..).map(|(line, place)| line_row(line, place, t)).collect();
    finish(&OwnPage {
        shell: Shell::private(lang, format!("{} · padron", t.title)),
        t,
        count: count(lines.len(), t),
        alarm: lines.iter().any(|row| row.alarm),
        lines,
        silent: &view.silent_custodians,
    })
}

fn line_row<'a>(line: &'a OwnLine, place: usize, t: &OwnTexts) -> LineShown<'a> {
    let accesses: Vec<_> = line.accesses.iter().map(|access| access_row(access, t)).collect();
    let alarm = line.accesses.iter().any(|access| access.alarm);
    LineShown { place, line, since: Moment::of(line.since), accesses, alarm }
}

fn access_row<'a>(access: &'a OwnAccess, t: &OwnTexts) -> AccessShown<'a> {
    AccessShown { access, at: Moment::of(access.at), confirmed: confirmed(access.custodians, t) }
}

fn count(lines: usize, t: &OwnTexts) -> String {
    if lines == 1 { t.one_line.into() } else { t.lines(lines) }
}

fn confirmed(custodians: usize, t: &OwnTexts) -> String {
    match custodians {
        0 => t.no_custodian.into(),
        1 => t.one_custodian.into(),
        custodians => t.custodians(custodians),
    }
}

#[cfg(test)]
mod tests;
