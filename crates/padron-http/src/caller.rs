//! Who is calling: the one place where callers are believed or not.

use crate::context::Context;
use padron_protocol::contract::{Callers, Described};
use padron_protocol::http_signature::{HEADER, Request};
use padron_protocol::jws::{PublicSigningKey, claimed_signer};
use padron_protocol::trust::Role;
use padron_protocol::{Hash32, Problem, ProblemType, sha256};

/// Somebody who may call the endpoint they call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Caller {
    Public,
    /// A party of the trust list.
    Party {
        id: String,
        role: Role,
    },
    /// The operator's own systems.
    OwnSystems,
    /// One of the custodian's officers.
    Officer {
        /// The officer's name.
        name: String,
    },
}

impl Caller {
    /// The id or name of the caller; empty for the public.
    pub fn name(&self) -> &str {
        match self {
            Self::Party { id, .. } => id,
            Self::Officer { name } => name,
            Self::Public | Self::OwnSystems => "",
        }
    }
}

/// What is known of callers beside the trust list.
#[derive(Default)]
pub struct Guards {
    /// SHA-256 of the bearer tokens of the operator's own systems.
    pub(crate) bearer_tokens: Vec<Hash32>,
    /// The custodian's officers by name.
    pub(crate) officers: Vec<(String, PublicSigningKey)>,
}

/// A request as far as authentication needs it.
pub(crate) struct ReceivedCall<'a> {
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
    pub(crate) signature: Option<&'a str>,
    pub(crate) authorization: Option<&'a str>,
    pub(crate) body: &'a [u8],
}

/// Whoever is let in stands in the trust list.
pub(crate) static NOBODY: Guards = Guards { bearer_tokens: Vec::new(), officers: Vec::new() };

impl Guards {
    /// Lets these officers in.
    pub fn officers(officers: Vec<(String, PublicSigningKey)>) -> Self {
        Self { officers, ..Self::default() }
    }

    pub(crate) fn admit(
        &self,
        context: &Context,
        endpoint: &Described,
        request: &ReceivedCall<'_>,
    ) -> Result<Caller, Problem> {
        match endpoint.callers {
            Callers::Public => Ok(Caller::Public),
            Callers::OwnSystems => self.own_systems(request),
            Callers::Officers => self.officer(context, request),
            Callers::Parties(roles) => party(context, roles, request),
        }
    }

    fn own_systems(&self, request: &ReceivedCall<'_>) -> Result<Caller, Problem> {
        let token = request.authorization.and_then(|value| value.strip_prefix("Bearer ")).ok_or_else(|| {
            Problem::new(ProblemType::Unauthenticated).detail("send the gateway's token: `Authorization: Bearer …`")
        })?;
        // The hash is compared, not the token: equal time whatever differs.
        let known = self.bearer_tokens.contains(&sha256(token.trim().as_bytes()));
        known
            .then_some(Caller::OwnSystems)
            .ok_or_else(|| Problem::new(ProblemType::BadSignature).detail("the token is not one of this gateway's"))
    }

    fn officer(&self, context: &Context, request: &ReceivedCall<'_>) -> Result<Caller, Problem> {
        let (token, name) = signed(request)?;
        let known = self.officers.iter().find(|(officer, _)| *officer == name);
        let (_, key) = known.ok_or_else(|| {
            Problem::new(ProblemType::Forbidden).detail("only this custodian's officers may call this")
        })?;
        check(context, token, &name, key, request)?;
        Ok(Caller::Officer { name })
    }
}

fn party(context: &Context, roles: &[Role], request: &ReceivedCall<'_>) -> Result<Caller, Problem> {
    let (token, id) = signed(request)?;
    let party = context.trusted.party(&id).ok_or_else(|| {
        Problem::new(ProblemType::BadSignature).detail("the trust list in force does not name this caller")
    })?;
    check(context, token, &id, &party.signing, request)?;
    let in_force = context.trusted.check_expiry(context.now());
    in_force.map_err(|error| Problem::new(ProblemType::TrustExpired).detail(error))?;
    if !roles.contains(&party.role) {
        let names: Vec<_> = roles.iter().map(|role| role.as_str()).collect();
        return Err(Problem::new(ProblemType::Forbidden).detail(format!("only for: {}", names.join(", "))));
    }
    Ok(Caller::Party { role: party.role, id })
}

fn check(
    context: &Context,
    token: &str,
    id: &str,
    key: &PublicSigningKey,
    request: &ReceivedCall<'_>,
) -> Result<(), Problem> {
    let list = context.trusted.list();
    let expected = Request {
        register: &list.register,
        regime: list.regime,
        audience: &context.name,
        method: request.method,
        path: request.path,
        body: request.body,
    };
    let now = context.now();
    let (nonce, issued) =
        expected.check(token, id, key, now).map_err(|error| Problem::new(ProblemType::BadSignature).detail(error))?;
    context.replays.note(nonce, issued, context.started, now)
}

fn signed<'a>(request: &ReceivedCall<'a>) -> Result<(&'a str, String), Problem> {
    let token = request.signature.ok_or_else(|| {
        Problem::new(ProblemType::Unauthenticated)
            .detail(format!("requests between parties carry a signature in `{HEADER}`"))
    })?;
    let name = claimed_signer(token)
        .ok_or_else(|| Problem::new(ProblemType::BadSignature).detail("the signature cannot be read"))?;
    Ok((token, name))
}
