//! The HTTP contract: every endpoint of every role, who may call it, and its limits.
//!
//! Routers are built from these tables and from nothing else, so an endpoint that is not here does not exist and one
//! that is here cannot forget its callers.

use crate::trust::Role;

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

/// An endpoint.
#[derive(Clone, Copy, Debug)]
pub struct Endpoint {
    /// Stable name: what the code, the OpenAPI document and the tests call it.
    pub name: &'static str,
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The path, with `{…}` for what varies.
    pub path: &'static str,
    /// Who may call.
    pub callers: Callers,
    /// The largest body in bytes.
    pub body_limit: usize,
    /// What it does, in a line.
    pub summary: &'static str,
}

const KIB: usize = 1024;
/// The largest body of a batch, in bytes.
pub const BATCH_LIMIT: usize = 4096 * KIB;

const fn get(name: &'static str, path: &'static str, callers: Callers, summary: &'static str) -> Endpoint {
    Endpoint { name, method: "GET", path, callers, body_limit: 0, summary }
}

const fn post(
    name: &'static str,
    path: &'static str,
    callers: Callers,
    body_limit: usize,
    summary: &'static str,
) -> Endpoint {
    Endpoint { name, method: "POST", path, callers, body_limit, summary }
}

use Callers::{Officers, OwnSystems, Parties, Public};

/// What every role offers.
pub const COMMON: &[Endpoint] = &[
    get("home", "/", Public, "Who this party is, what it can and cannot learn, how it is doing"),
    get("live", "/livez", Public, "Answers while the process lives"),
    get("ready", "/readyz", Public, "Whether the role can do its work, check by check"),
    get("metrics", "/metrics", Public, "Counters in Prometheus text form"),
    get("openapi", "/openapi.json", Public, "This contract as OpenAPI 3.1"),
    get("trust", "/v1/trust", Public, "The trust list in force"),
];

/// The operator's gateway.
pub const OPERATOR: &[Endpoint] = &[
    post("register", "/v1/links", OwnSystems, 16 * KIB, "Verify a holder and link one line"),
    post("register-batch", "/v1/links/batch", OwnSystems, BATCH_LIMIT, "The same for many lines at once"),
];

/// The verifier.
pub const VERIFIER: &[Endpoint] = &[
    post(
        "verify",
        "/v1/verifications",
        Parties(&[Role::Operator]),
        BATCH_LIMIT,
        "Verify holders at the identity sources",
    ),
    post("own-view", "/v1/me", Public, 4 * KIB, "A person's own lines and who asked about them, after a sign-in"),
    get("own-page", "/me", Public, "The sign-in page of a person's own view"),
    post("own-page-view", "/me", Public, 4 * KIB, "The page of a person's own view"),
];

/// The registrar.
pub const REGISTRAR: &[Endpoint] = &[
    post("link", "/v1/links", Parties(&[Role::Operator]), BATCH_LIMIT, "Store sealed registrations"),
    post("holdings", "/v1/holdings", Parties(&[Role::Verifier]), 16 * KIB, "The view boxes of a signed-in person"),
    post(
        "accesses",
        "/v1/accesses",
        Parties(&[Role::Verifier]),
        128 * KIB,
        "Who was answered about lines of a signed-in person",
    ),
    post("request", "/v1/requests", Parties(&[Role::Authority]), 4 * KIB, "Log that an authority asks"),
    get(
        "request-file",
        "/v1/requests/{request}",
        Parties(&[Role::Authority, Role::Custodian]),
        "A request with its logged decisions",
    ),
    post(
        "decision",
        "/v1/requests/{request}/decisions",
        Parties(&[Role::Custodian]),
        8 * KIB,
        "Log a custodian's decision",
    ),
    post(
        "record",
        "/v1/requests/{request}/record",
        Parties(&[Role::Authority]),
        4 * KIB,
        "The sealed records of the line of an approved request",
    ),
    post(
        "statistics",
        "/v1/requests/{request}/statistics",
        Parties(&[Role::Custodian]),
        8 * KIB,
        "Publish what a request's entry says of itself, after the embargo",
    ),
    post("trust-list", "/v1/trust", Public, 1024 * KIB, "Log the next trust list, signed by enough root keys"),
    get("log", "/log/{*path}", Public, "The public log as static files (C2SP tlog-tiles)"),
    get("figures", "/v1/figures", Public, "The public figures"),
];

/// A custodian.
pub const CUSTODIAN: &[Endpoint] = &[
    post(
        "evaluate-line",
        "/v1/evaluations/line",
        Parties(&[Role::Operator]),
        64 * KIB,
        "Evaluate blinded numbers within the operator's budget",
    ),
    post(
        "evaluate-person",
        "/v1/evaluations/person",
        Parties(&[Role::Verifier]),
        64 * KIB,
        "Evaluate blinded identities within the verifier's budget",
    ),
    post(
        "present",
        "/v1/requests",
        Parties(&[Role::Authority]),
        64 * KIB,
        "Receive an order, sealed, for the officers to decide",
    ),
    get("state", "/v1/requests/{request}", Parties(&[Role::Authority]), "Where a request stands here"),
    post(
        "evaluate-order",
        "/v1/requests/{request}/evaluation",
        Parties(&[Role::Authority]),
        256 * KIB,
        "Evaluate the number of an approved order",
    ),
    post(
        "open",
        "/v1/requests/{request}/opening",
        Parties(&[Role::Authority]),
        512 * KIB,
        "Release this custodian's part of an opening",
    ),
    post(
        "journal",
        "/v1/journal",
        Parties(&[Role::Verifier]),
        128 * KIB,
        "This custodian's own journal of accesses to lines",
    ),
    get("queue", "/v1/queue", Officers, "The requests that wait for the officers"),
    post("decide", "/v1/queue/{request}", Officers, 4 * KIB, "Approve or refuse a request"),
    get("trust-lists", "/v1/trust-lists", Officers, "Trust lists that were logged, and how far each has come"),
    post("confirm", "/v1/trust-lists", Officers, 4 * KIB, "Confirm a trust list that was logged"),
    get("alarms", "/v1/alarms", Public, "What this custodian found wrong with the log"),
];

/// An identity source: the simulator speaks this.
pub const IDENTITY_SOURCE: &[Endpoint] = &[
    post("match", "/v1/match", Parties(&[Role::Verifier]), BATCH_LIMIT, "Compare holders with the register of persons"),
    post("login", "/v1/login", Parties(&[Role::Verifier]), 4 * KIB, "Sign a person in"),
];

/// The endpoints of a role, without the common ones.
pub fn endpoints(role: Role) -> &'static [Endpoint] {
    match role {
        Role::Operator => OPERATOR,
        Role::Verifier => VERIFIER,
        Role::Registrar => REGISTRAR,
        Role::Custodian => CUSTODIAN,
        Role::IdentitySource => IDENTITY_SOURCE,
        Role::Court | Role::Authority | Role::Witness => &[],
    }
}
