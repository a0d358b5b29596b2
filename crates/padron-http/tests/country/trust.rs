//! Trust lists that follow the first one.

use super::{Answered, Country, Keys, ROOTS};
use padron_protocol::contract::{Endpoint as _, custodian, registrar};
use padron_protocol::messages::status::{Alarm, Alarms};
use padron_protocol::messages::trust::{TrustConfirmation, TrustLists};
use padron_protocol::testing;
use padron_protocol::trust::{Role, SignedTrustList, TrustList, Trusted};
use std::sync::Arc;

impl Country {
    /// The list that follows `held`, changed, under the signatures of as many roots as must sign.
    pub fn successor(&self, held: &Trusted, change: impl FnOnce(&mut TrustList)) -> SignedTrustList {
        self.successor_signed_by(ROOTS, held, change)
    }

    /// The same under the signatures of so many roots.
    pub fn successor_signed_by(
        &self,
        roots: usize,
        held: &Trusted,
        change: impl FnOnce(&mut TrustList),
    ) -> SignedTrustList {
        let now = self.now();
        let list = testing::successor(held, |list| {
            list.issued = now;
            change(list);
        });
        testing::signed(&list, &[1, 2, 3][..roots])
    }

    /// What a signed list says.
    pub fn opened(&self, list: &SignedTrustList) -> Arc<Trusted> {
        Arc::new(list.open_any_age(&self.trusted.list().roots).unwrap())
    }

    /// Keys of somebody new.
    pub fn new_keys(&self, id: &str) -> Keys {
        Keys::drawn(id, &format!("new keys of {id}"))
    }

    /// Gives the registrar a list to log.
    pub async fn post_list(&self, list: &SignedTrustList) -> Answered {
        self.unsigned("registrar", "POST", registrar::LogTrustList::PATH, list.to_text().unwrap().as_bytes()).await
    }

    /// What a custodian's officers see of lists that were logged.
    pub async fn lists_at(&self, custodian: &str) -> TrustLists {
        let officer = self.officer(custodian).signer();
        self.signed_by(&officer, custodian, "GET", custodian::ReadTrustLists::PATH, b"").await.json()
    }

    /// An officer confirms a list.
    pub async fn confirm(&self, custodian: &str, list: &SignedTrustList) -> Answered {
        let confirmation = TrustConfirmation { version: list.list().unwrap().version, hash: list.hash() };
        let body = serde_json::to_vec(&confirmation).unwrap();
        self.signed_by(&self.officer(custodian).signer(), custodian, "POST", custodian::ReadTrustLists::PATH, &body)
            .await
    }

    /// What a custodian tells everybody that it found wrong with the log.
    pub async fn alarms(&self, custodian: &str) -> Vec<Alarm> {
        self.unsigned(custodian, "GET", custodian::ReadAlarms::PATH, b"").await.json::<Alarms>().alarms
    }

    /// The custodians by name.
    pub fn custodians(&self) -> Vec<String> {
        self.trusted.of_role(Role::Custodian).map(|party| party.id.clone()).collect()
    }
}
