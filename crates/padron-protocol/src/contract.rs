//! The HTTP contract: every endpoint of every role, each a type of its own.
//!
//! Routers, the client, the OpenAPI documents, the lists on the parties' pages and the tests derive from these types and
//! from nothing else, so an endpoint that is not here does not exist and one that is here cannot forget its callers.

mod body;
mod endpoints;
mod parameters;

pub use body::{Body, Html, Nothing, OpenApi, PlainText, PublicFile, SignInForm, TrustListText};
pub use endpoints::{
    ATTESTER, COMMON, CUSTODIAN, IDENTITY_SOURCE, OPERATOR, REGISTRAR, VERIFIER, WITNESS, attester, common, custodian,
    identity, operator, registrar, verifier, witness,
};
pub use parameters::{KeyParameter, LogPlace, Parameter, Parameters, Rest};

use crate::messages::opening::{
    HistoryReply, HistoryRequest, OpeningReply, OpeningRequest, OrderParts, TicketReply, TicketRequest,
};
use crate::messages::order::{OrderEvaluation, Presentation, RequestStatus};
use crate::problem::{Problem, ProblemType};
use crate::trust::Role;
use schemars::{Schema, SchemaGenerator};
use serde::{Serialize, de::DeserializeOwned};
use serde_json::error::Category;
use std::collections::BTreeSet;

/// Who may call an endpoint.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Callers {
    /// Anybody: it tells nothing that is not public, or asks for a sign-in of its own.
    Public,
    /// Parties of these roles, by their signature.
    Parties(&'static [Role]),
    /// The operator's own systems, by a bearer token.
    OwnSystems,
    /// The custodian's own officers, by their signature.
    Officers,
}

/// What an endpoint says when it does not do what it was asked.
#[derive(Clone, Copy)]
pub enum Refusals {
    /// Problems (RFC 9457) of these types, beside those that follow from callers, body and what it asks of others.
    Problems(&'static [ProblemType]),
    /// Words (C2SP tlog-witness): statuses and what each means.
    Words(&'static [(u16, &'static str)]),
}

pub trait Endpoint: Send + Sync + 'static {
    /// What the OpenAPI document and the metrics call it.
    const NAME: &'static str;
    /// `GET` or `POST`.
    const METHOD: &'static str;
    /// The path, with `{…}` for what varies.
    const PATH: &'static str;
    /// Who may call.
    const CALLERS: Callers;
    /// The largest body in bytes.
    const BODY_LIMIT: usize;
    /// What it does, in a line.
    const SUMMARY: &'static str;
    /// How it refuses.
    const REFUSALS: Refusals;
    /// The endpoints of other parties whose refusals it may hand on.
    const ASKS: &'static [Described] = &[];
    /// What varies in the path, or stands in a header.
    type Parameters: Parameters;
    /// What is sent.
    type Request: Body;
    /// What is answered.
    type Reply: Body;

    /// The path with what varies filled in.
    fn path(parameters: &Self::Parameters) -> String {
        parameters.fill(Self::PATH)
    }
}

/// A step of an authority with a custodian: messages sealed to each other travel through this endpoint.
pub trait SealedStep: Endpoint {
    /// What binds the seals to this step.
    const STEP: &'static str;
    /// What the authority seals.
    type Asked: Serialize + DeserializeOwned + Send + Sync + 'static;
    /// What the custodian answers in the end.
    type Answered: Serialize + DeserializeOwned + Send + 'static;
}

impl SealedStep for custodian::Present {
    const STEP: &'static str = "present";
    type Asked = Presentation;
    type Answered = RequestStatus;
}

impl SealedStep for custodian::EvaluateOrder {
    const STEP: &'static str = "evaluation";
    type Asked = OrderEvaluation;
    type Answered = OrderParts;
}

impl SealedStep for custodian::IssueTicket {
    const STEP: &'static str = "ticket";
    type Asked = TicketRequest;
    type Answered = TicketReply;
}

impl SealedStep for custodian::VouchHistory {
    const STEP: &'static str = "history";
    type Asked = HistoryRequest;
    type Answered = HistoryReply;
}

impl SealedStep for custodian::OpenRecord {
    const STEP: &'static str = "opening";
    type Asked = OpeningRequest;
    type Answered = OpeningReply;
}

/// An endpoint's description: what its type says, in a form that tables can hold.
#[derive(Clone, Copy)]
pub struct Described {
    /// [`Endpoint::NAME`].
    pub name: &'static str,
    /// [`Endpoint::METHOD`].
    pub method: &'static str,
    /// [`Endpoint::PATH`].
    pub path: &'static str,
    /// [`Endpoint::CALLERS`].
    pub callers: Callers,
    /// [`Endpoint::BODY_LIMIT`].
    pub body_limit: usize,
    /// [`Endpoint::SUMMARY`].
    pub summary: &'static str,
    /// [`Endpoint::REFUSALS`].
    pub refusals: Refusals,
    asks: &'static [Self],
    /// What varies in the path, or stands in a header.
    pub parameters: &'static [Parameter],
    /// The media type of what is sent; empty where nothing is.
    pub request_media: &'static str,
    pub request_schema: fn(&mut SchemaGenerator) -> Schema,
    /// The media type of the answer.
    pub reply_media: &'static str,
    pub reply_schema: fn(&mut SchemaGenerator) -> Schema,
}

impl Described {
    /// The description of an endpoint.
    pub const fn of<E: Endpoint>() -> Self {
        Self {
            name: E::NAME,
            method: E::METHOD,
            path: E::PATH,
            callers: E::CALLERS,
            body_limit: E::BODY_LIMIT,
            summary: E::SUMMARY,
            refusals: E::REFUSALS,
            asks: E::ASKS,
            parameters: E::Parameters::DESCRIBED,
            request_media: E::Request::MEDIA,
            request_schema: E::Request::schema,
            reply_media: E::Reply::MEDIA,
            reply_schema: E::Reply::schema,
        }
    }

    /// Every type of problem that it can answer: its own, what follows from its callers and its body, and what the
    /// parties that it asks may have answered to it.
    pub fn problems(&self) -> BTreeSet<ProblemType> {
        use ProblemType as P;
        let mut problems = BTreeSet::from([P::MalformedRequest, P::TooLarge, P::Busy, P::Internal]);
        problems.extend(match self.callers {
            Callers::Public => [].as_slice(),
            Callers::OwnSystems => &[P::Unauthenticated, P::BadSignature],
            Callers::Officers => &[P::Unauthenticated, P::BadSignature, P::Replayed, P::Forbidden],
            Callers::Parties(_) => &[P::Unauthenticated, P::BadSignature, P::Replayed, P::Forbidden, P::TrustExpired],
        });
        if !self.request_media.is_empty() {
            problems.insert(P::UnsupportedMediaType);
        }
        if let Refusals::Problems(own) = self.refusals {
            problems.extend(own);
        }
        for asked in self.asks {
            problems.extend([P::Unreachable, P::TooFewCustodians]);
            problems.extend(asked.problems());
        }
        problems
    }

    /// Whether it may hand on what another party refused.
    pub fn asks_others(&self) -> bool {
        !self.asks.is_empty()
    }
}

const KIB: usize = 1024;
/// The largest body of a batch, in bytes.
pub const BATCH_LIMIT: usize = 4096 * KIB;
/// How the paths begin that the parties' messages travel through.
pub const PREFIX: &str = "/v1/";

/// The endpoints of a role, without the common ones.
pub fn endpoints(role: Role) -> &'static [Described] {
    match role {
        Role::Operator => OPERATOR,
        Role::Verifier => VERIFIER,
        Role::Attester => ATTESTER,
        Role::Registrar => REGISTRAR,
        Role::Custodian => CUSTODIAN,
        Role::IdentitySource => IDENTITY_SOURCE,
        Role::Witness => WITNESS,
        Role::Court | Role::Authority => &[],
    }
}

/// Everything that a role offers, the common endpoints first. A witness goes by no trust list and shows none.
pub fn offered(role: Role) -> impl Iterator<Item = &'static Described> {
    let none = move |endpoint: &&Described| role == Role::Witness && endpoint.path == common::ReadTrust::PATH;
    COMMON.iter().filter(move |endpoint| !none(endpoint)).chain(endpoints(role))
}

/// serde's messages quote the offending value, which may be personal: only kind and place are told.
fn malformed(error: &serde_json::Error) -> Problem {
    let what = match error.classify() {
        Category::Syntax | Category::Eof => "this is not JSON",
        Category::Data => "a field is missing, unknown or of the wrong type",
        Category::Io => "the body broke off",
    };
    Problem::new(ProblemType::MalformedRequest).detail(format!(
        "{what} (line {}, column {}); see {}",
        error.line(),
        error.column(),
        common::ReadContract::PATH
    ))
}

#[cfg(test)]
mod tests;
