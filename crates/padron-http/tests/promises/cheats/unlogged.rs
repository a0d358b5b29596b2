//! It answers an order without logging it: the authority goes along, and shows custodians what the registrar signs.

use super::{all_refuse, open_everywhere, with_a_line};
use crate::country::{Asker, Country, Fork};
use padron_authority::request::Prepared;
use padron_protocol::ProblemType;
use padron_protocol::log::{Entry, LogProofs};
use padron_protocol::messages::order::{Order, RequestPresentation};

/// An order that is never logged: its request, and the promise of an entry that stands nowhere, or in a tree of the
/// registrar's own.
struct Secret {
    asker: Asker,
    order: Order,
    prepared: Prepared,
    entry: Entry,
    index: u64,
    fork: Fork,
}

async fn secret(country: &Country, number: &str) -> Secret {
    let (asker, order) = (country.asker(), country.order(number));
    let prepared = asker.prepare(&country.ordered(&order));
    let commitment = prepared.submission.commitments.commitment();
    let entry = Entry::request(prepared.submission.tag, commitment);
    let log = country.read_log().await;
    let index = log.signed.checkpoint.size;
    let fork = country.fork_of(&log).with([entry.clone()]);
    Secret { asker, order, prepared, entry, index, fork }
}

impl Secret {
    fn presentation(&self, country: &Country) -> RequestPresentation {
        self.prepared.presentation(country.promised(self.index, &self.entry, country.now()))
    }
}

/// Proofs of everything but the request: the true log's, of its first entry.
async fn of_others(country: &Country, index: u64) -> LogProofs {
    let fork = country.fork_of(&country.read_log().await);
    let mut proofs = fork.cosigned(country, &["witness-1", "witness-2", "witness-3"]).proofs(&[0]);
    // The proof of another entry under the name of this one.
    proofs.inclusions[0].index = index;
    proofs
}

#[tokio::test]
async fn no_custodian_takes_an_order_that_is_not_in_the_log() {
    let country = Country::usual().await;
    let number = with_a_line(&country).await;
    let secret = secret(&country, &number).await;
    let presentation = secret.presentation(&country);
    let present = async |proofs: &LogProofs| secret.asker.present_all_with(&presentation, proofs).await;
    let fork = || country.fork(&secret.fork.entries);

    all_refuse(present(&of_others(&country, secret.index).await).await, ProblemType::NotLogged);
    all_refuse(present(&of_others(&country, 0).await).await, ProblemType::NotLogged);
    // In a tree that no witness has seen, or too few.
    all_refuse(present(&fork().proofs(&[secret.index])).await, ProblemType::NotWitnessed);
    let one = fork().cosigned(&country, &["witness-1"]).proofs(&[secret.index]);
    all_refuse(present(&one).await, ProblemType::NotWitnessed);
    // Honest witnesses would cosign it, but then it is in the log for everybody: it comes after what they have seen.
    assert_eq!(country.figures().await.requests, 0);
}

#[tokio::test]
async fn nothing_is_evaluated_or_opened_under_an_order_that_is_not_in_the_log() {
    let country = Country::usual().await;
    let number = with_a_line(&country).await;
    let secret = secret(&country, &number).await;
    let presentation = secret.presentation(&country);
    let request = presentation.request;
    // Suppose that every custodian's officers have been talked into it: what they hold says that it is approved.
    country.suppose_approved(&presentation, &secret.order, "prosecutor").await;
    // Decisions of an order that was asked for openly, and what was opened under it.
    let open = country.asker();
    let (shown, _) = open.submit(&open.prepare(&country.ordered(&country.order(&number)))).await;
    let gathered = open.gather(&shown).await.unwrap();
    let opening = open.opening(&gathered, 0).await;
    let mut file = gathered.file.clone();
    (file.request, file.promise) = (request, presentation.promise.clone());
    let one = country.fork(&secret.fork.entries).cosigned(&country, &["witness-2"]).proofs(&[secret.index]);
    for (proofs, expected) in [
        (Some(of_others(&country, secret.index).await), ProblemType::NotLogged),
        (file.proofs.clone(), ProblemType::NotLogged),
        (None, ProblemType::NotLogged),
        (Some(one), ProblemType::NotWitnessed),
    ] {
        file.proofs = proofs;
        let word = secret.asker.evaluate(&presentation, &file).await;
        let problem = word.err().unwrap();
        assert!(problem.is(expected), "{problem}");
        let mut opening = opening.clone();
        (opening.presentation, opening.file) = (presentation.clone(), file.clone());
        for (custodian, word) in open_everywhere(&country, &secret.asker, &opening).await {
            let problem = word.err().unwrap();
            assert!(problem.is(expected), "{custodian}: {problem}");
        }
    }
}
