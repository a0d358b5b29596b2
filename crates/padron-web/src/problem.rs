//! A refusal in words.

use crate::shell::{Shell, finish};
use crate::texts::{AdviceTexts, ProblemTexts, WebTexts};
use askama::Template;
use padron_model::Lang;
use padron_protocol::Problem;

#[derive(Template)]
#[template(path = "problem.html")]
struct ProblemPage<'a> {
    shell: Shell,
    t: &'static ProblemTexts,
    title: &'a str,
    advice: &'static str,
    problem: &'a Problem,
}

/// The page of a refusal: what happened, what to do, and the details for whoever helps.
pub fn problem(problem: &Problem, lang: Lang) -> String {
    let t = &WebTexts::of(lang).problem;
    let title = problem.problem_type().map_or(problem.title.as_str(), |kind| kind.words(lang));
    finish(&ProblemPage {
        shell: Shell::private(lang, format!("{} · padron", t.window)),
        t,
        title,
        advice: advice(problem.status, &t.advice),
        problem,
    })
}

/// What to do, by the HTTP status (RFC 9110 section 15).
fn advice(status: u16, t: &AdviceTexts) -> &'static str {
    match status {
        401 => t.identify,
        403 => t.forbidden,
        404 | 405 => t.not_here,
        409 => t.clash,
        413 => t.less,
        429 => t.tomorrow,
        400..=499 => t.check,
        503 => t.wait,
        _ => t.our_fault,
    }
}

#[cfg(test)]
mod tests;
