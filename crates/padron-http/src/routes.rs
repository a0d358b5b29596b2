//! The handlers of a role, each for the endpoint that its type names.

use crate::caller::{Caller, Guards, NOBODY};
use crate::context::Context;
use axum::body::Bytes;
use axum::extract::RawPathParams;
use axum::http::request::Parts;
use padron_protocol::Problem;
use padron_protocol::contract::{self, Body, Described, Endpoint, Parameter, Parameters};
use padron_protocol::messages::status::Check;
use padron_protocol::trust::Role;
use std::future::ready;
use std::pin::Pin;
use std::sync::Arc;

/// From this size on, in bytes, a body is read and its answer written beside the network.
const BESIDE: usize = 64 << 10;

/// A role's side of the contract.
pub trait Service: Send + Sync + Sized + 'static {
    const ROLE: Role;
    /// Its handlers.
    fn routes() -> Routes<Self>;
    /// What every role has.
    fn context(&self) -> &Arc<Context>;
    /// Callers that the trust list does not name.
    fn guards(&self) -> &Guards {
        &NOBODY
    }
    /// Checks of its own for its readiness.
    fn checks(&self) -> impl Future<Output = Vec<Check>> + Send {
        ready(Vec::new())
    }
    /// Figures for its page.
    fn figures(&self) -> impl Future<Output = Vec<(String, String)>> + Send {
        ready(Vec::new())
    }
    /// Metrics of its own, in Prometheus text form 0.0.4. Names and numbers only.
    fn metrics(&self) -> String {
        String::new()
    }
}

/// A call that was let in.
pub struct Call<E: Endpoint> {
    pub caller: Caller,
    /// What varies in the path or stands in a header.
    pub parameters: E::Parameters,
    pub message: E::Request,
    pub query: String,
    /// The caller's `Accept-Language`.
    pub language: Option<String>,
}

impl<E: Endpoint> Call<E> {
    pub(crate) fn query_value(&self, name: &str) -> Option<&str> {
        self.query.split('&').find_map(|pair| pair.strip_prefix(name)?.strip_prefix('='))
    }
}

/// A request whose caller was believed, not yet read.
pub(crate) struct Admitted {
    pub(crate) caller: Caller,
    pub(crate) parts: Parts,
    pub(crate) params: RawPathParams,
    pub(crate) body: Bytes,
}

impl Admitted {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.parts.headers.get(name).and_then(|value| value.to_str().ok())
    }

    fn parameter(&self, wanted: &Parameter) -> Option<&str> {
        match wanted.within {
            "header" => self.header(wanted.name),
            _ => self.params.iter().find(|(name, _)| *name == wanted.name).map(|(_, value)| value),
        }
    }
}

/// An answer as it is sent.
pub(crate) struct Reply {
    pub(crate) bytes: Vec<u8>,
    pub(crate) kind: &'static str,
    pub(crate) caching: &'static str,
    pub(crate) last: bool,
}

impl Reply {
    fn of(body: &impl Body) -> Result<Self, Problem> {
        Ok(Self { bytes: body.encode()?, kind: body.kind(), caching: body.caching(), last: body.is_last() })
    }
}

type Answering = Pin<Box<dyn Future<Output = Result<Reply, Problem>> + Send>>;

/// An endpoint and what answers it.
pub(crate) struct Route<S> {
    pub(crate) endpoint: Described,
    pub(crate) handler: Box<dyn Fn(Arc<S>, Admitted) -> Answering + Send + Sync>,
}

/// The handlers of a role.
pub struct Routes<S>(Vec<Route<S>>);

/// A role that does not answer what its contract says.
#[derive(Debug, thiserror::Error)]
#[error("the endpoint {name} has {handlers} handlers; everything that a role offers has one, and nothing else has")]
pub struct NotTheContract {
    name: &'static str,
    handlers: usize,
}

impl<S: Service> Routes<S> {
    /// None yet.
    pub(crate) fn new() -> Self {
        Self(Vec::new())
    }

    /// Answers an endpoint: the one that is named in the type of the handler's call.
    pub(crate) fn on<E: Endpoint, F>(mut self, handler: impl Fn(Arc<S>, Call<E>) -> F + Send + Sync + 'static) -> Self
    where
        F: Future<Output = Result<E::Reply, Problem>> + Send + 'static,
    {
        let handler = Arc::new(handler);
        let answer = move |service: Arc<S>, admitted: Admitted| -> Answering {
            let handler = handler.clone();
            Box::pin(async move {
                let beside = (admitted.body.len() >= BESIDE).then(|| service.context().workers.clone());
                let call = read::<E>(admitted, &service).await?;
                let reply = handler(service, call).await?;
                match beside {
                    Some(workers) => workers.run(move || Reply::of(&reply)).await?,
                    None => Reply::of(&reply),
                }
            })
        };
        self.0.push(Route { endpoint: Described::of::<E>(), handler: Box::new(answer) });
        self
    }

    /// All handlers, once it is sure that they are those of the contract.
    pub(crate) fn checked(self) -> Result<Vec<Route<S>>, NotTheContract> {
        let offered: Vec<&str> = contract::offered(S::ROLE).map(|endpoint| endpoint.name).collect();
        let answered = |name: &str| self.0.iter().filter(|route| route.endpoint.name == name).count();
        let wrong = offered.iter().map(|name| (*name, answered(name))).find(|(_, handlers)| *handlers != 1);
        let beside = self.0.iter().map(|route| route.endpoint.name).find(|name| !offered.contains(name));
        match wrong.or(beside.map(|name| (name, answered(name)))) {
            Some((name, handlers)) => Err(NotTheContract { name, handlers }),
            None => Ok(self.0),
        }
    }
}

async fn read<E: Endpoint>(admitted: Admitted, service: &Arc<impl Service>) -> Result<Call<E>, Problem> {
    let parameters = E::Parameters::read(|parameter| admitted.parameter(parameter))?;
    let query = admitted.parts.uri.query().unwrap_or_default().to_owned();
    let language = admitted.header("accept-language").map(str::to_owned);
    let Admitted { caller, body, .. } = admitted;
    let message = if body.len() < BESIDE {
        E::Request::decode(&body)?
    } else {
        service.context().workers.run(move || E::Request::decode(&body)).await??
    };
    Ok(Call { caller, parameters, message, query, language })
}

#[cfg(test)]
mod tests;
