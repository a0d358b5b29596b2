//! A billing system's side of the gateway: plain REST with a bearer token.

use anyhow::Result;
use padron_model::{Document, Holder};
use padron_protocol::messages::link::{
    ContactForm, HolderForm, LinkOutcome, LinkReply, Registered, Registration, RegistrationBatch, RegistrationRow,
};
use padron_protocol::{Problem, ProblemType, Uuid};
use padron_testkit::people::{Person, SyntheticLine};
use std::time::Duration;

/// A billing system that posts to its own gateway.
#[derive(Clone)]
pub struct Billing {
    http: reqwest::Client,
    gateway: String,
    token: String,
}

impl Billing {
    /// Posts to the gateway at this address with this token.
    pub fn new(gateway: String, token: &str) -> Result<Self> {
        let http = reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(120)).build()?;
        Ok(Self { http, gateway, token: token.trim().to_owned() })
    }

    /// Registers one line.
    pub async fn link(&self, key: Uuid, registration: &Registration) -> Result<Registered, Problem> {
        let body = serde_json::to_vec(registration).map_err(|_| ProblemType::Internal)?;
        let request =
            self.http.post(format!("{}/v1/links", self.gateway)).header("idempotency-key", key.to_string()).body(body);
        self.send(request).await
    }

    /// Registers many lines.
    pub async fn link_batch(&self, rows: Vec<RegistrationRow>) -> Result<Vec<LinkOutcome>, Problem> {
        let body = serde_json::to_vec(&RegistrationBatch { rows }).map_err(|_| ProblemType::Internal)?;
        let reply: LinkReply = self.send(self.http.post(format!("{}/v1/links/batch", self.gateway)).body(body)).await?;
        Ok(reply.rows)
    }

    async fn send<R: serde::de::DeserializeOwned>(&self, request: reqwest::RequestBuilder) -> Result<R, Problem> {
        let unreachable = |_| Problem::new(ProblemType::Unreachable).detail("the gateway does not answer");
        let request = request.bearer_auth(&self.token).header("content-type", "application/json");
        let response = request.send().await.map_err(unreachable)?;
        let good = response.status().is_success();
        let bytes = response.bytes().await.map_err(unreachable)?;
        if good {
            return serde_json::from_slice(&bytes).map_err(|_| ProblemType::Internal.into());
        }
        Err(serde_json::from_slice(&bytes).unwrap_or_else(|_| ProblemType::Internal.into()))
    }
}

/// A synthetic person's line as a form.
pub fn registration(person: &Person, line: &SyntheticLine) -> Registration {
    let text = |value: &str| Some(value.to_owned());
    let mut holder = HolderForm::default();
    holder.kind.push_str(person.holder.kind().as_str());
    holder.given_names = text(person.name.given());
    holder.first_surname = text(person.name.first_surname());
    holder.second_surname = person.name.second_surname().map(str::to_owned);
    holder.birth_date = Some(person.birth.to_string());
    holder.sex = Some(person.sex.as_char().to_string());
    match person.document() {
        Document::Curp(curp) => holder.curp = text(curp.as_str()),
        Document::Passport(passport) => {
            holder.passport_country = text(passport.country().as_str());
            holder.passport_number = text(passport.number());
        }
    }
    match &person.holder {
        Holder::National { .. } => {}
        Holder::Foreigner { nationality, .. } => holder.nationality = text(nationality.as_str()),
        Holder::LegalPerson { name, rfc, .. } => {
            holder.legal_name = text(name.as_str());
            holder.rfc = text(rfc.as_str());
        }
    }
    Registration {
        number: line.number.e164().to_string(),
        iccid: text(line.iccid.digits()),
        service: text(line.service.as_str()),
        activated: Some(line.activated.to_string()),
        holder,
        contact: ContactForm {
            address: text(person.contact.address()),
            postal_code: text(person.contact.postal_code()),
            email: person.contact.email().map(str::to_owned),
        },
    }
}
