//! It logs an approval that nobody gave.

use super::{alarm_about, with_a_line};
use crate::country::{Country, Plan};
use padron_protocol::ProblemType;
use padron_protocol::contract::custodian;
use padron_protocol::jws::{Signer, open};
use padron_protocol::log::Promise;
use padron_protocol::log::{Entry, EntryKind};
use padron_protocol::messages::order::{Decision, LoggedDecision, decision_commitments};

#[tokio::test]
async fn a_custodian_notices_an_approval_in_its_name_and_the_others_refuse_it() {
    let country = Country::found(Plan { automatic: false, ..Plan::default() }).await;
    let number = with_a_line(&country).await;
    let (asker, order) = (country.asker(), country.order(&number));
    let (presentation, _) = asker.submit(&asker.prepare(&country.ordered(&order))).await;
    let request = presentation.request;
    for custodian in ["custodian-2", "custodian-3"] {
        country.approve(custodian, &request, true, None).await;
    }
    // Three must; the registrar makes up the third, in custodian-1's name, and logs it.
    let logged: Promise = open(&presentation.promise, "registrar", &country.party("registrar").signing).unwrap();
    let decision = Decision {
        register: country.trusted.list().register.clone(),
        regime: country.trusted.list().regime,
        audience: "registrar".into(),
        custodian: "custodian-1".into(),
        request,
        commitment: logged.entry.commitment,
        approved: true,
        reason: None,
        at: country.now(),
    };
    let (honest, _) = asker.proven_file(&request).await;
    assert_eq!(honest.decisions.len(), 2);
    for signer in [Signer::new("custodian-1", &[7; 32]), country.keys("registrar").signer()] {
        let token = signer.sign(&decision).unwrap();
        let commitment = decision_commitments(&token).commitment();
        let entry = Entry::decision(EntryKind::Approval, "custodian-1", commitment);
        let index = country.slip_in(entry.clone()).await;
        country.published().await;
        let promise = country.promised(index, &entry, country.now());
        let mut file = asker.file(&request).await.unwrap();
        file.decisions.push(LoggedDecision { decision: token, promise });
        let indices: Vec<u64> = std::iter::once(presentation.promise.as_str())
            .chain(file.decisions.iter().map(|logged| logged.promise.as_str()))
            .map(|token| open::<Promise>(token, "registrar", &country.party("registrar").signing).unwrap().index)
            .collect();
        file.proofs = Some(country.proofs(&indices).await);
        for custodian in country.trusted.custodians() {
            let asked = padron_authority::request::ask_evaluation(&presentation, &file);
            let word = asker.step::<custodian::EvaluateOrder>(custodian, &request, &asked).await;
            let problem = word.err().unwrap();
            assert!(problem.is(ProblemType::NotApproved), "{}: {problem}", custodian.id);
        }
        alarm_about(&country, "custodian-1", "approval-not-ours", &format!("entry {index} ")).await;
    }
    for custodian in ["custodian-2", "custodian-3", "custodian-4", "custodian-5"] {
        assert!(country.alarms(custodian).await.is_empty(), "what {custodian} said, it did say");
    }
    // With a third one that is true, it goes on.
    country.approve("custodian-4", &request, true, None).await;
    asker.open(&presentation).await.unwrap_or_else(|problem| panic!("{problem}"));
}
