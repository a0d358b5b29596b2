//! What any role says of itself.

use crate::openapi;
use crate::routes::{Call, Routes, Service};
use padron_protocol::contract::common::{Live, ReadContract, ReadMetrics, ReadTrust, Ready, ShowHome};
use padron_protocol::contract::{Html, OpenApi, PlainText, TrustListText};
use padron_protocol::messages::status::{Check, Readiness};
use padron_protocol::{Problem, ProblemType};
use std::sync::Arc;

/// A role's handlers and those of what every role offers.
pub(crate) fn common<S: Service>(routes: Routes<S>) -> Routes<S> {
    routes.on(home).on(live).on(ready).on(metrics).on(contract).on(trust)
}

/// The role's checks and those that all share.
async fn readiness<S: Service>(service: &Arc<S>) -> Readiness {
    let context = service.context();
    let expires = context.trusted.list().expires;
    let valid = context.now() < expires;
    let mut checks = vec![Check {
        name: "trust-list".into(),
        ok: valid,
        detail: (!valid).then(|| format!("it expired at {expires}; fetch the next one")),
    }];
    checks.extend(service.checks().await);
    Readiness { ready: checks.iter().all(|check| check.ok), checks }
}

async fn live<S: Service>(_: Arc<S>, _: Call<Live>) -> Result<PlainText, Problem> {
    Ok(PlainText("alive\n".into()))
}

async fn ready<S: Service>(service: Arc<S>, _: Call<Ready>) -> Result<Readiness, Problem> {
    let readiness = readiness(&service).await;
    if readiness.ready {
        return Ok(readiness);
    }
    let failing: Vec<_> = readiness.checks.iter().filter(|check| !check.ok).map(|check| check.name.as_str()).collect();
    Err(Problem::new(ProblemType::Unreachable).detail(format!("not ready: {}", failing.join(", "))))
}

async fn metrics<S: Service>(service: Arc<S>, _: Call<ReadMetrics>) -> Result<PlainText, Problem> {
    Ok(PlainText(service.context().metrics.text() + &service.metrics()))
}

async fn contract<S: Service>(_: Arc<S>, _: Call<ReadContract>) -> Result<OpenApi, Problem> {
    Ok(OpenApi(openapi::document(S::ROLE)))
}

async fn trust<S: Service>(service: Arc<S>, _: Call<ReadTrust>) -> Result<TrustListText, Problem> {
    Ok(TrustListText(service.context().trust_text.clone()))
}

async fn home<S: Service>(service: Arc<S>, call: Call<ShowHome>) -> Result<Html, Problem> {
    let context = service.context();
    let readiness = readiness(&service).await;
    let figures = service.figures().await;
    let lang = padron_web::language(call.query_value("lang"), call.language.as_deref());
    let page = padron_web::Home {
        role: S::ROLE,
        id: &context.name,
        controller: context.party().map_or("", |party| party.controller.as_str()),
        register: &context.trusted.list().register,
        demo: context.trusted.list().demo,
        regime: context.regime.name(lang),
        readiness: &readiness,
        figures: &figures,
        lang,
    };
    Ok(padron_web::home(&page).into())
}
