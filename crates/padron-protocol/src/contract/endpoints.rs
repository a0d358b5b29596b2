//! The endpoints, role by role.

use super::Callers::{Officers, OwnSystems, Parties, Public};
use super::Refusals::{Problems, Words};
use super::{
    BATCH_LIMIT, Callers, Described, Endpoint, Html, KIB, KeyParameter, LogPlace, Nothing, OpenApi, PlainText,
    PublicFile, Refusals, Rest, SignInForm, TrustListText,
};
use crate::bytes::Uuid;
use crate::messages::{
    attestation, evaluation, identity as id, link, opening, order, person, status, trust, verification,
};
use crate::problem::ProblemType::{
    AgainstRegime, BadOrder, BadParts, BadSeal, BadTrustList, BadVerification, BudgetExhausted, CapReached,
    InvalidField, LineUnavailable, LogInconsistent, LoginFailed, NotApproved, NotAttested, NotCovered, NotFound,
    NotLogged, NotMobile, NotVerified, NotWitnessed, OrderExpired, OrderSpent, Refused, StoreUnavailable,
    SubmissionAltered, TooManyRows, Unreachable, WrongEpoch,
};
use crate::trust::Role;

/// Declares endpoints, each a type, and the table of them. An endpoint reads: its type, its name, method and path;
/// parameters, callers, largest body; what is sent and what is answered; what it does; how it refuses, beside what
/// follows from all this; and which endpoints of others it asks, whose refusals it hands on.
macro_rules! endpoints {
    ($(#[$doc:meta])* $table:ident: $(
        $endpoint:ident = $name:literal $method:ident $path:literal,
            $parameters:ty, $callers:expr, $limit:expr, $request:ty => $reply:ty,
            $summary:literal, $refusals:expr $(, asks $($asks:ty),+)?;
    )*) => {
        $(
            #[doc = concat!($summary, ".")]
            pub struct $endpoint;

            impl Endpoint for $endpoint {
                const NAME: &'static str = $name;
                const METHOD: &'static str = stringify!($method);
                const PATH: &'static str = $path;
                const CALLERS: Callers = $callers;
                const BODY_LIMIT: usize = $limit;
                const SUMMARY: &'static str = $summary;
                const REFUSALS: Refusals = $refusals;
                $(const ASKS: &'static [Described] = &[$(Described::of::<$asks>()),+];)?
                type Parameters = $parameters;
                type Request = $request;
                type Reply = $reply;
            }
        )*

        $(#[$doc])*
        pub const $table: &[Described] = &[$(Described::of::<$endpoint>()),*];
    };
}

pub use attester::ATTESTER;
pub use common::COMMON;
pub use custodian::CUSTODIAN;
pub use identity::IDENTITY_SOURCE;
pub use operator::OPERATOR;
pub use registrar::REGISTRAR;
pub use verifier::VERIFIER;
pub use witness::WITNESS;

/// What every role offers.
pub mod common {
    use super::*;

    endpoints! {
        /// What every role offers.
        COMMON:
        ShowHome = "home" GET "/", (), Public, 0, Nothing => Html,
            "Who this party is, what it can and cannot learn, how it is doing", Problems(&[]);
        Live = "live" GET "/livez", (), Public, 0, Nothing => PlainText,
            "Answers while the process lives", Problems(&[]);
        Ready = "ready" GET "/readyz", (), Public, 0, Nothing => status::Readiness,
            "Whether the role can do its work, check by check", Problems(&[Unreachable]);
        ReadMetrics = "metrics" GET "/metrics", (), Public, 0, Nothing => PlainText,
            "Counters in Prometheus text form", Problems(&[]);
        ReadContract = "openapi" GET "/openapi.json", (), Public, 0, Nothing => OpenApi,
            "This contract as OpenAPI 3.1", Problems(&[]);
        ReadTrust = "trust" GET "/v1/trust", (), Public, 0, Nothing => TrustListText,
            "The trust list in force", Problems(&[]);
    }
}

/// The operator's gateway.
pub mod operator {
    use super::*;

    endpoints! {
        /// The operator's gateway.
        OPERATOR:
        Register = "register" POST "/v1/links", KeyParameter, OwnSystems, 16 * KIB, link::Registration => link::Registered,
            "Verify a holder and link one line",
            Problems(&[
                InvalidField, NotMobile, AgainstRegime, NotVerified, BadVerification, BadSeal, LineUnavailable,
                CapReached, SubmissionAltered,
            ]),
            asks verifier::Verify, custodian::EvaluateLine, registrar::Link;
        RegisterBatch = "register-batch" POST "/v1/links/batch",
            (), OwnSystems, BATCH_LIMIT, link::RegistrationBatch => link::LinkReply,
            "The same for many lines at once", Problems(&[TooManyRows, BadVerification]),
            asks verifier::Verify, custodian::EvaluateLine, registrar::Link;
    }
}

pub mod verifier {
    use super::*;

    endpoints! {
        /// The verifier.
        VERIFIER:
        Verify = "verify" POST "/v1/verifications",
            (), Parties(&[Role::Operator]), BATCH_LIMIT, verification::VerificationRequest => verification::VerificationReply,
            "Verify holders at the identity sources", Problems(&[TooManyRows, BudgetExhausted]),
            asks attester::Confirm, custodian::EvaluatePerson;
        ViewOwn = "own-view" POST "/v1/me", (), Public, 4 * KIB, id::LoginRequest => person::OwnView,
            "A person's own lines and who asked about them, after a sign-in", Problems(&[]),
            asks attester::SignIn, custodian::EvaluatePerson, registrar::ReadHoldings, registrar::ReadAccesses,
                custodian::ReadJournal;
        ShowSignIn = "own-page" GET "/me", (), Public, 0, Nothing => Html,
            "The sign-in page of a person's own view", Problems(&[]);
        ShowOwn = "own-page-view" POST "/me", (), Public, 4 * KIB, SignInForm => Html,
            "The page of a person's own view", Problems(&[]);
    }
}

pub mod attester {
    use super::*;

    const VERIFIERS: Callers = Parties(&[Role::Verifier]);

    endpoints! {
        /// The attester.
        ATTESTER:
        Confirm = "confirm-holders" POST "/v1/attestations",
            (), VERIFIERS, BATCH_LIMIT, attestation::ConfirmRequest => attestation::ConfirmReply,
            "Compare holders with the identity source, and sign for those whom it confirms",
            Problems(&[TooManyRows]), asks identity::Match;
        SignIn = "sign-in" POST "/v1/sign-ins",
            (), VERIFIERS, 4 * KIB, attestation::SignInRequest => attestation::SignInReply,
            "Sign a person in at the identity source, and sign that they may look", Problems(&[]),
            asks identity::Login;
    }
}

pub mod registrar {
    use super::*;

    const AUTHORITY: Callers = Parties(&[Role::Authority]);
    const CUSTODIANS: Callers = Parties(&[Role::Custodian]);
    const VERIFIERS: Callers = Parties(&[Role::Verifier]);

    endpoints! {
        /// The registrar.
        REGISTRAR:
        Link = "link" POST "/v1/links", (), Parties(&[Role::Operator]), BATCH_LIMIT, link::LinkBatch => link::LinkReply,
            "Store sealed registrations", Problems(&[TooManyRows, BadVerification, BadSeal, StoreUnavailable]);
        ReadHoldings = "holdings" POST "/v1/holdings",
            (), VERIFIERS, 16 * KIB, person::HoldingsRequest => person::HoldingsReply,
            "The view boxes of a signed-in person", Problems(&[NotAttested, StoreUnavailable]);
        ReadAccesses = "accesses" POST "/v1/accesses",
            (), VERIFIERS, 4096 * KIB, person::AccessesRequest => person::AccessesReply,
            "Who was answered about lines of a signed-in person",
            Problems(&[NotAttested, NotCovered, TooManyRows, StoreUnavailable]);
        LogRequest = "request" POST "/v1/requests",
            (), AUTHORITY, 4 * KIB, order::RequestSubmission => order::RequestLogged,
            "Log that an authority asks", Problems(&[OrderSpent, StoreUnavailable]);
        ReadRequest = "request-file" GET "/v1/requests/{request}",
            Uuid, Parties(&[Role::Authority, Role::Custodian]), 0, Nothing => order::RequestFile,
            "A request with its logged decisions", Problems(&[NotLogged, StoreUnavailable]);
        LogDecision = "decision" POST "/v1/requests/{request}/decisions",
            Uuid, CUSTODIANS, 8 * KIB, order::DecisionSubmission => order::LoggedDecision,
            "Log a custodian's decision", Problems(&[NotLogged, OrderSpent, StoreUnavailable]);
        Disclose = "record" POST "/v1/requests/{request}/record",
            Uuid, AUTHORITY, 64 * KIB, opening::RecordRequest => opening::RecordReply,
            "The sealed records of the line of an approved request",
            Problems(&[NotApproved, NotCovered, NotLogged, NotWitnessed, StoreUnavailable]);
        OpenStatistics = "statistics" POST "/v1/requests/{request}/statistics",
            Uuid, CUSTODIANS, 8 * KIB, order::OpenedStatistics => order::RequestLogged,
            "Publish what a request's entry says of itself, after the embargo",
            Problems(&[NotLogged, StoreUnavailable]);
        LogTrustList = "trust-list" POST "/v1/trust", (), Public, 1024 * KIB, TrustListText => order::RequestLogged,
            "Log the next trust list, signed by enough root keys", Problems(&[BadTrustList, StoreUnavailable]);
        ReadLog = "log" GET "/log/{*path}", Rest, Public, 0, Nothing => PublicFile,
            "The public log as static files (C2SP tlog-tiles)", Problems(&[NotFound, StoreUnavailable]);
        ReadFigures = "figures" GET "/v1/figures", (), Public, 0, Nothing => status::Figures,
            "The public figures", Problems(&[]);
    }
}

pub mod custodian {
    use super::*;

    const AUTHORITY: Callers = Parties(&[Role::Authority]);
    const VERIFIERS: Callers = Parties(&[Role::Verifier]);
    const EVALUATIONS: Refusals = Problems(&[BudgetExhausted, WrongEpoch, StoreUnavailable]);
    /// Of what follows the log and holds what it is shown against it.
    const RELEASES: Refusals = Problems(&[
        BadOrder,
        BadParts,
        BadTrustList,
        LogInconsistent,
        NotApproved,
        NotCovered,
        NotLogged,
        NotWitnessed,
        OrderExpired,
        OrderSpent,
        Refused,
        StoreUnavailable,
        Unreachable,
    ]);

    endpoints! {
        /// A custodian.
        CUSTODIAN:
        EvaluateLine = "evaluate-line" POST "/v1/evaluations/line",
            (), Parties(&[Role::Operator]), 64 * KIB, evaluation::EvaluationRequest => evaluation::EvaluationReply,
            "Evaluate blinded numbers within the operator's budget", EVALUATIONS;
        EvaluatePerson = "evaluate-person" POST "/v1/evaluations/person",
            (), VERIFIERS, 64 * KIB, attestation::PersonEvaluation => evaluation::EvaluationReply,
            "Evaluate blinded identities that an attester has confirmed, within the budgets",
            Problems(&[NotAttested, BudgetExhausted, WrongEpoch, StoreUnavailable]);
        Present = "present" POST "/v1/requests", KeyParameter, AUTHORITY, 64 * KIB, order::SealedMessage => order::RequestStatus,
            "Receive an order, sealed, for the officers to decide", RELEASES;
        ReadState = "state" GET "/v1/requests/{request}", Uuid, AUTHORITY, 0, Nothing => order::RequestStatus,
            "Where a request stands here", Problems(&[NotLogged, StoreUnavailable]);
        EvaluateOrder = "evaluate-order" POST "/v1/requests/{request}/evaluation",
            Uuid, AUTHORITY, 256 * KIB, order::SealedMessage => order::SealedMessage,
            "Evaluate the number of an approved order", RELEASES;
        IssueTicket = "ticket" POST "/v1/requests/{request}/ticket",
            Uuid, AUTHORITY, 256 * KIB, order::SealedMessage => order::SealedMessage,
            "Say what may be asked of the registrar under an approved order", RELEASES;
        VouchHistory = "history" POST "/v1/requests/{request}/history",
            Uuid, AUTHORITY, 1024 * KIB, order::SealedMessage => order::SealedMessage,
            "Check that a line's history is whole, and sign it", RELEASES;
        OpenRecord = "open" POST "/v1/requests/{request}/opening",
            Uuid, AUTHORITY, 512 * KIB, order::SealedMessage => order::SealedMessage,
            "Release this custodian's part of an opening", RELEASES;
        ReadJournal = "journal" POST "/v1/journal",
            (), VERIFIERS, 4096 * KIB, person::AccessesRequest => person::AccessesReply,
            "This custodian's own journal of accesses to lines",
            Problems(&[NotAttested, NotCovered, TooManyRows, BudgetExhausted, StoreUnavailable]);
        ReadQueue = "queue" GET "/v1/queue", (), Officers, 0, Nothing => order::Queue,
            "The requests that wait for the officers", Problems(&[StoreUnavailable]);
        Decide = "decide" POST "/v1/queue/{request}",
            Uuid, Officers, 4 * KIB, order::OfficerDecision => order::RequestStatus,
            "Approve or refuse a request", Problems(&[NotLogged, OrderExpired, OrderSpent, StoreUnavailable]);
        ReadTrustLists = "trust-lists" GET "/v1/trust-lists", (), Officers, 0, Nothing => trust::TrustLists,
            "Trust lists that were logged, and how far each has come", Problems(&[]);
        ConfirmTrustList = "confirm" POST "/v1/trust-lists",
            (), Officers, 4 * KIB, trust::TrustConfirmation => trust::TrustLists,
            "Confirm a trust list that was logged", Problems(&[BadTrustList, StoreUnavailable]);
        ReadAlarms = "alarms" GET "/v1/alarms", (), Public, 0, Nothing => status::Alarms,
            "What this custodian found wrong with the log", Problems(&[StoreUnavailable]);
    }
}

/// An identity source: the simulator speaks this.
pub mod identity {
    use super::*;

    const ATTESTERS: Callers = Parties(&[Role::Attester]);

    endpoints! {
        /// An identity source.
        IDENTITY_SOURCE:
        Match = "match" POST "/v1/match", (), ATTESTERS, BATCH_LIMIT, id::MatchRequest => id::MatchReply,
            "Compare holders with the register of persons", Problems(&[TooManyRows]);
        Login = "login" POST "/v1/login", (), ATTESTERS, 4 * KIB, id::LoginRequest => id::LoginReply,
            "Sign a person in", Problems(&[LoginFailed]);
    }
}

/// A witness (C2SP tlog-witness). It speaks text, and to any log.
pub mod witness {
    use super::*;

    endpoints! {
        /// A witness.
        WITNESS:
        Cosign = "add-checkpoint" POST "/add-checkpoint", (), Public, 64 * KIB, PlainText => PlainText,
            "Cosign a log's newest checkpoint",
            Words(&[
                (400, "The request is not of the form of C2SP tlog-witness"),
                (403, "The checkpoint is not signed by a key of the log"),
                (404, "No log of this origin is known"),
                (409, "Another size was cosigned last: it is the answer"),
                (413, "The request is too large"),
                (422, "The proof does not show that the tree was extended"),
            ]);
        ReadCheckpoint = "checkpoint" GET "/{place}/checkpoint", LogPlace, Public, 0, Nothing => PlainText,
            "The newest checkpoint that was cosigned of a log",
            Words(&[(404, "No checkpoint of such a log was cosigned")]);
    }
}
