use padron_model::lang::Every;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! problem_types {
    ($($(#[$doc:meta])* $variant:ident, $name:literal, $status:literal;)*) => {
        /// The kinds of refusal. Names are stable: programs may depend on them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ProblemType { $($(#[$doc])* $variant,)* }

        impl ProblemType {
            /// Every kind.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];
            /// The stable name.
            pub fn name(self) -> &'static str { match self { $(Self::$variant => $name,)* } }
            /// The HTTP status it is answered with.
            pub fn status(self) -> u16 { match self { $(Self::$variant => $status,)* } }
        }

        impl Every for ProblemType {
            const EVERY: &'static [Self] = Self::ALL;
        }
    };
}

problem_types! {
    /// Not JSON, or not the JSON that is expected here.
    MalformedRequest, "malformed-request", 400;
    /// An identifier breaks a rule of its form.
    InvalidField, "invalid-field", 422;
    /// The number is not in a mobile block of the national numbering table.
    NotMobile, "not-a-mobile-number", 422;
    /// More rows than a batch may hold.
    TooManyRows, "too-many-rows", 413;
    /// The body is over the limit.
    TooLarge, "body-too-large", 413;
    /// The body is of another media type than the one that is taken here.
    UnsupportedMediaType, "unsupported-media-type", 415;
    /// No such path.
    NotFound, "not-found", 404;
    /// The path exists but not for this method.
    MethodNotAllowed, "method-not-allowed", 405;
    Unauthenticated, "unauthenticated", 401;
    /// The credentials do not hold.
    BadSignature, "bad-signature", 401;
    /// The same signed request was seen before.
    Replayed, "replayed", 401;
    /// A known party that may not do this.
    Forbidden, "forbidden", 403;
    /// The identity source does not confirm the holder.
    NotVerified, "holder-not-verified", 422;
    /// No line can be linked; why is not told, as it could tell about others.
    LineUnavailable, "line-unavailable", 409;
    /// The holder has as many lines as the regime allows, across all operators.
    CapReached, "cap-reached", 409;
    /// The submission was made before with other content.
    SubmissionAltered, "submission-altered", 409;
    /// The verifier's statement is not for this submission, or has expired.
    BadVerification, "bad-verification", 422;
    /// No attester has confirmed these people for this purpose, or not lately.
    NotAttested, "not-attested", 403;
    /// A sealed compartment is not validly sealed under this record's label.
    BadSeal, "bad-seal", 422;
    /// The regime does not take this.
    AgainstRegime, "against-regime", 422;
    /// The day's budget or the float is used up.
    BudgetExhausted, "budget-exhausted", 429;
    /// Too much at once; come again.
    Busy, "busy", 503;
    /// Too few custodians answered with valid parts.
    TooFewCustodians, "too-few-custodians", 503;
    /// A party that is needed does not answer.
    Unreachable, "party-unreachable", 503;
    /// The store refuses to write (full disk, failed device).
    StoreUnavailable, "store-unavailable", 503;
    /// A key epoch that is not the current one.
    WrongEpoch, "wrong-epoch", 409;
    /// The order's court, signature, register, regime or form does not hold.
    BadOrder, "bad-order", 422;
    /// The order has expired or is not yet in force.
    OrderExpired, "order-expired", 409;
    /// The order was already used by another request or for another record.
    OrderSpent, "order-spent", 409;
    /// The request is not in the log, or not as shown.
    NotLogged, "not-logged", 409;
    /// The log shows it, but too few witnesses have said so lately.
    NotWitnessed, "not-witnessed", 503;
    /// What the log shows contradicts what it showed before.
    LogInconsistent, "log-inconsistent", 409;
    /// The trust list does not hold, or is not the next one.
    BadTrustList, "bad-trust-list", 422;
    /// The trust list in force has run out.
    TrustExpired, "trust-list-expired", 503;
    /// Fewer approvals than the regime asks for.
    NotApproved, "not-approved", 409;
    /// A custodian's officers refused the request.
    Refused, "refused", 403;
    /// The evaluation parts shown do not belong to the number in the order.
    BadParts, "bad-parts", 422;
    /// The record is not the line's at the time asked, or not a field of the order.
    NotCovered, "not-covered", 403;
    LoginFailed, "login-failed", 401;
    /// A fault of ours; nothing was stored.
    Internal, "internal", 500;
}

/// A refusal (RFC 9457). It never repeats a value that was sent, and says nothing about anybody else.
#[derive(Clone, Debug, Serialize, Deserialize, JsonSchema)]
pub struct Problem {
    /// `urn:padron:problem:` and the stable name.
    #[serde(rename = "type")]
    pub kind: String,
    pub title: String,
    pub status: u16,
    /// What was wrong, where, and what to do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
}

const PREFIX: &str = "urn:padron:problem:";

impl Problem {
    /// A problem of this kind without detail.
    pub fn new(kind: ProblemType) -> Self {
        Self {
            kind: format!("{PREFIX}{}", kind.name()),
            title: kind.title().into(),
            status: kind.status(),
            detail: None,
            field: None,
        }
    }

    /// Adds what was wrong and what to do; never a value from outside.
    pub fn detail(mut self, detail: impl fmt::Display) -> Self {
        self.detail = Some(detail.to_string());
        self
    }

    /// Adds the field.
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// The kind, when it is one that this version knows.
    pub fn problem_type(&self) -> Option<ProblemType> {
        let name = self.kind.strip_prefix(PREFIX)?;
        ProblemType::ALL.iter().copied().find(|kind| kind.name() == name)
    }

    /// Whether it is of this kind.
    pub fn is(&self, kind: ProblemType) -> bool {
        self.problem_type() == Some(kind)
    }
}

impl From<ProblemType> for Problem {
    fn from(kind: ProblemType) -> Self {
        Self::new(kind)
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.title)?;
        if let Some(field) = &self.field {
            write!(formatter, " ({field})")?;
        }
        if let Some(detail) = &self.detail {
            write!(formatter, ": {detail}")?;
        }
        Ok(())
    }
}

impl std::error::Error for Problem {}
