//! A refusal in words.

pub(crate) mod words;

use crate::shell::{Shell, finish};
use askama::Template;
use padron_model::Lang;
use padron_protocol::Problem;
use words::{ProblemTexts, advice, title};

#[derive(Template)]
#[template(path = "problem.html")]
struct Page<'a> {
    shell: Shell,
    t: &'static ProblemTexts,
    title: &'a str,
    advice: &'static str,
    problem: &'a Problem,
}

/// The page of a refusal: what happened, what to do, and the details for whoever helps.
pub fn problem(problem: &Problem, lang: Lang) -> String {
    let t = ProblemTexts::of(lang);
    let title = problem.problem_type().map_or(problem.title.as_str(), |kind| title(kind, lang));
    finish(&Page {
        shell: Shell::private(lang, format!("{} · padron", t.window)),
        t,
        title,
        advice: advice(problem.status, lang),
        problem,
    })
}

#[cfg(test)]
mod tests;
