//! A registrar that has gone bad, with all of its keys: what it tries, and who notices. Witnesses and custodians are the
//! real ones.

mod answers;
mod approval;
mod backdated;
mod court;
mod dropped;
mod histories;
mod unlogged;

use crate::country::{Asker, Country, Openings, until};
use jiff::SignedDuration;
use padron_protocol::contract::custodian;
use padron_protocol::messages::order::RequestStatus;
use padron_protocol::messages::status::Alarm;
use padron_protocol::{Problem, ProblemType};

/// A country with a line, two hours ago, and the line's number.
async fn with_a_line(country: &Country) -> String {
    let form = country.form(country.national(0), 0);
    country.link("operator-a", country.uuid(), &form).await.unwrap();
    country.later(SignedDuration::from_hours(2)).await;
    form.number.clone()
}

/// Waits until a custodian tells everybody of an alarm of this name.
async fn alarm(country: &Country, custodian: &str, name: &str) -> Alarm {
    alarm_about(country, custodian, name, "").await
}

/// The same of one whose words say this.
async fn alarm_about(country: &Country, custodian: &str, name: &str, about: &str) -> Alarm {
    until(&format!("{custodian} raises {name} about {about}"), async || {
        let raised = country.alarms(custodian).await;
        raised.into_iter().find(|alarm| alarm.name == name && alarm.detail.contains(about))
    })
    .await
}

/// Every custodian refuses with this.
fn all_refuse(words: Vec<(String, Result<RequestStatus, Problem>)>, kind: ProblemType) {
    assert!(!words.is_empty());
    for (custodian, word) in words {
        let problem = word.err().unwrap_or_else(|| panic!("{custodian} took it"));
        assert!(problem.is(kind), "{custodian}: {problem}");
    }
}

/// What every custodian says to an opening.
async fn open_everywhere(country: &Country, asker: &Asker, opening: &Openings) -> Vec<(String, Result<(), Problem>)> {
    let mut words = Vec::new();
    for custodian in country.trusted.custodians() {
        let request = opening.presentation.request;
        let word = asker.step::<custodian::OpenRecord>(custodian, &request, &opening.to(&custodian.id)).await;
        words.push((custodian.id.clone(), word.map(drop)));
    }
    words
}
