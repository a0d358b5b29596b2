use super::BenchLogArgs;
use crate::country::Processes;
use crate::local::{Billing, registration};
use anyhow::{Context as _, Result};
use padron_host::keys::PartyKeys;
use padron_host::system::{SystemClock, SystemEntropy};
use padron_host::{files, system, trust_files};
use padron_http::Client;
use padron_protocol::contract::registrar::LogRequest;
use padron_protocol::log::Commitments;
use padron_protocol::messages::order::RequestSubmission;
use padron_protocol::trust::Role;
use padron_protocol::{Uuid, sha256};
use padron_testkit::people::Population;
use rand_core::Rng as _;
use serde::Serialize;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::{Instant, sleep_until};

/// How long things took at a steady rate. Each is counted from the moment at which it was due, whether or not those
/// before it were done: who comes late has waited.
#[derive(Serialize)]
pub struct Latency {
    asked_per_second: u64,
    /// What came of it: those that ended with a proof, over the time that all of them took.
    done_per_second: f64,
    /// Whether that was nearly what was asked for; otherwise the times are mostly those of the queue.
    kept_up: bool,
    /// Answered in time, but with a promise only.
    promises_only: u64,
    refused: u64,
    p50_milliseconds: u64,
    p99_milliseconds: u64,
}

impl Latency {
    /// Prints it.
    pub fn show(&self, what: &str) {
        println!("{what}, {} asked for a second:", self.asked_per_second);
        println!(
            "  p50 {} ms, p99 {} ms; {:.0} done a second, {} with a promise only, {} refused",
            self.p50_milliseconds, self.p99_milliseconds, self.done_per_second, self.promises_only, self.refused
        );
        if !self.kept_up {
            println!(
                "  the machine could not keep up: these are the times of a queue that grew; ask for less with --rate"
            );
        }
    }
}

/// How one of them ended.
enum LoadEnded {
    Proved,
    PromiseOnly,
    Refused,
}

/// Requests of an authority, at the registrar and its witnesses alone: appended, sequenced, cosigned, published, proved.
pub async fn registrar(args: &BenchLogArgs, country: &mut Processes) -> Result<Latency> {
    let mut needed: Vec<_> = country.layout.of_role(Role::Witness).map(|place| place.id.clone()).collect();
    needed.push("registrar".into());
    for id in &needed {
        country.start(id)?;
        country.wait_ready(id).await?;
    }
    let (trusted, _) = trust_files::read_trust(&country.layout.trust(), &country.layout.roots(), system::now())?;
    let keys = PartyKeys::read(&country.layout.place("prosecutor")?.keys)?;
    let (clock, entropy) = (Arc::new(SystemClock), Arc::new(SystemEntropy));
    let client = Client::standalone(trusted.clone(), Arc::new(keys.signer()), clock, entropy);
    let registrar = trusted.only(Role::Registrar).context("the trust list names no registrar")?.clone();
    let ask = move |_: u64| {
        let (client, registrar, submission) = (client.clone(), registrar.clone(), submission());
        async move {
            match client.call::<LogRequest>(&registrar, &(), &submission).await {
                Ok(logged) if logged.proofs.is_some() => LoadEnded::Proved,
                Ok(_) => LoadEnded::PromiseOnly,
                Err(_) => LoadEnded::Refused,
            }
        }
    };
    let latency = at_rate(args, ask).await?;
    country.stop_all();
    Ok(latency)
}

fn fresh() -> [u8; 32] {
    let mut bytes = [0; 32];
    system::rng().fill_bytes(&mut bytes);
    bytes
}

fn submission() -> RequestSubmission {
    let [name, nonce, event] = [fresh(), fresh(), fresh()];
    let mut request = [0; 16];
    request.copy_from_slice(&name[..16]);
    let commitments = Commitments::commit((&nonce, b"measured"), (&event, &sha256(&nonce).0));
    RequestSubmission { request: Uuid::from_random(request), tag: sha256(&event), commitments }
}

/// Single registrations, one after the other at both gateways, all parties on this machine.
pub async fn country(args: &BenchLogArgs, country: &mut Processes) -> Result<Latency> {
    country.start_all().await?;
    let mut gateways = Vec::new();
    for place in country.layout.of_role(Role::Operator) {
        let address = place.address.context("an operator does not listen")?;
        gateways.push(Billing::new(&format!("http://{address}"), &files::read(&country.layout.token(&place.id))?));
    }
    let population = Arc::new(Population::new(super::SEED, args.rate * args.seconds + 100));
    let link = move |at: u64| {
        let gateway = gateways[at as usize % gateways.len()].clone();
        let population = population.clone();
        async move {
            // One line of each person.
            let Some(line) = population.lines_of(at).into_iter().next() else { return LoadEnded::Refused };
            let registration = registration(&population.person(at), &line);
            let mut key = [0; 16];
            system::rng().fill_bytes(&mut key);
            match gateway.link(Uuid::from_random(key), &registration).await {
                Ok(linked) if linked.receipt.proof.is_some() => LoadEnded::Proved,
                Ok(_) => LoadEnded::PromiseOnly,
                Err(_) => LoadEnded::Refused,
            }
        }
    };
    at_rate(args, link).await
}

/// Begins something at a steady rate and measures each until its end.
async fn at_rate<F: Future<Output = LoadEnded> + Send + 'static>(
    args: &BenchLogArgs,
    begin: impl Fn(u64) -> F,
) -> Result<Latency> {
    let count = args.rate * args.seconds;
    let mut running = JoinSet::new();
    let started = now();
    for at in 0..count {
        let due = started + Duration::from_secs_f64(at as f64 / args.rate as f64);
        sleep_until(due).await;
        let ending = begin(at);
        running.spawn(async move { (ending.await, now().duration_since(due)) });
    }
    let (mut latencies, mut promises_only, mut refused) = (Vec::new(), 0, 0);
    while let Some(ended) = running.join_next().await {
        match ended? {
            (LoadEnded::Proved, latency) => latencies.push(u64::try_from(latency.as_millis())?),
            (LoadEnded::PromiseOnly, _) => promises_only += 1,
            (LoadEnded::Refused, _) => refused += 1,
        }
    }
    let seconds = now().duration_since(started).as_secs_f64();
    latencies.sort_unstable();
    let at = |share: f64| latencies.get((latencies.len() as f64 * share) as usize).copied().unwrap_or_default();
    let done_per_second = latencies.len() as f64 / seconds;
    Ok(Latency {
        asked_per_second: args.rate,
        done_per_second,
        kept_up: done_per_second > 0.9 * args.rate as f64,
        promises_only,
        refused,
        p50_milliseconds: at(0.5),
        p99_milliseconds: at(0.99),
    })
}

fn now() -> Instant {
    Instant::now()
}
