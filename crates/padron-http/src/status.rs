//! What any role says of itself.

use crate::server::{Call, Reply, Service};
use padron_protocol::messages::status::{Check, Readiness};
use padron_protocol::{Problem, ProblemType};
use std::sync::Arc;

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

pub(crate) async fn ready<S: Service>(service: &Arc<S>) -> Result<Reply, Problem> {
    let readiness = readiness(service).await;
    if readiness.ready {
        return Reply::json(&readiness);
    }
    let failing: Vec<_> = readiness.checks.iter().filter(|check| !check.ok).map(|check| check.name.as_str()).collect();
    Err(Problem::new(ProblemType::Unreachable).detail(format!("not ready: {}", failing.join(", "))))
}

pub(crate) async fn home<S: Service>(service: &Arc<S>, call: &Call) -> Reply {
    let context = service.context();
    let readiness = readiness(service).await;
    let figures = service.figures().await;
    let lang = padron_web::language(call.query_value("lang"), call.language.as_deref());
    let page = padron_web::Home {
        role: service.role(),
        id: &context.name,
        controller: context.party().map_or("", |party| party.controller.as_str()),
        register: &context.trusted.list().register,
        demo: context.trusted.list().demo,
        regime: context.regime.name(lang),
        readiness: &readiness,
        figures: &figures,
        lang,
    };
    Reply::Html(padron_web::home(&page))
}
