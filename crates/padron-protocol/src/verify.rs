//! Checking what padron hands out, with the trust list and nothing else.

mod answer;
mod receipt;

pub use answer::{read_history, verify_answer};
pub use receipt::{Shown, open_link, shown_by, verify_receipt};

use crate::jws::{JwsError, Message, open};
use crate::log::Promise;
use crate::trust::{Role, Trusted};
use serde::Serialize;

/// What was checked, in the order in which it was.
#[derive(Default, Serialize)]
pub struct Report {
    /// The checks.
    pub checks: Vec<Finding>,
}

/// One check.
#[derive(Serialize)]
pub struct Finding {
    /// What is checked: a stable name.
    pub check: &'static str,
    /// Whether it holds.
    pub holds: bool,
    /// What it means, or what exactly fails.
    pub detail: String,
}

impl Report {
    /// Whether every check holds.
    pub fn holds(&self) -> bool {
        !self.checks.is_empty() && self.checks.iter().all(|finding| finding.holds)
    }

    fn note<T, E: std::fmt::Display>(&mut self, check: &'static str, meaning: &str, result: Result<T, E>) -> Option<T> {
        let (holds, detail, value) = match result {
            Ok(value) => (true, meaning.to_owned(), Some(value)),
            Err(error) => (false, error.to_string(), None),
        };
        self.checks.push(Finding { check, holds, detail });
        value
    }
}

/// A message that must be the registrar's.
fn open_registrars<M: Message>(trusted: &Trusted, token: &str) -> Result<M, JwsError> {
    let registrar = trusted.only(Role::Registrar).ok_or(JwsError::Header)?;
    open(token, &registrar.id, &registrar.signing)
}

fn open_promise(trusted: &Trusted, token: &str) -> Result<Promise, String> {
    let promise: Promise = open_registrars(trusted, token).map_err(|error| error.to_string())?;
    (promise.register == trusted.list().register).then_some(promise).ok_or_else(|| "it is of another register".into())
}

fn ensure(holds: bool, otherwise: &str) -> Result<(), String> {
    holds.then_some(()).ok_or_else(|| otherwise.to_owned())
}

#[cfg(test)]
mod tests;
