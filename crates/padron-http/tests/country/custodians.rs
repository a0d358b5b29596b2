//! Custodians, each over its own store. Like the binary, one that finds another trust list in force starts anew under it.

use super::roles::Part;
use super::{Counting, Country, Keys};
use axum::Router;
use axum::extract::Request;
use padron_custodian::ports::{FoundLists as _, PresentedRequests as _, PresentedRow};
use padron_custodian::trust::{FollowedLists, Pinned};
use padron_custodian::{Custodian, Officers, OrderLimits, Shares};
use padron_http::roles::CustodianService;
use padron_http::{Context, Guards, Setup, router};
use padron_model::Regime;
use padron_protocol::jws::PublicSigningKey;
use padron_protocol::messages::order::{Order, RequestPresentation, RequestState};
use padron_protocol::trust::Trusted;
use padron_protocol::{Clock as _, FixedClock};
use padron_store::CustodianStore;
use padron_threshold::{CustodianIndex, Epoch, KeyShare, Purpose};
use std::sync::{Arc, RwLock};
use tower::ServiceExt as _;

/// Everything that a custodian starts from.
struct House {
    id: String,
    keys: Keys,
    officer: Keys,
    shares: [(Purpose, Epoch, CustodianIndex, [u8; 32]); 3],
    store: CustodianStore,
    pinned: (String, Arc<Trusted>),
    regime: Regime,
    clock: FixedClock,
    entropy: Arc<Counting>,
    automatic: bool,
}

impl House {
    /// A custodian under the trust list in force.
    fn open(&self) -> Arc<CustodianService> {
        let pinned = Pinned::opened(&self.pinned.0, self.pinned.1.clone()).unwrap();
        let chain = self.store.read(|tx| FollowedLists::open(pinned, tx.trust_lists()?)).unwrap();
        let force = chain.in_force(self.clock.now());
        let context = Context::new(Setup {
            trusted: force.trusted.clone(),
            trust_text: force.text,
            regime: self.regime.clone(),
            name: self.id.clone(),
            signer: Arc::new(self.keys.signer()),
            clock: Arc::new(self.clock.clone()),
            entropy: self.entropy.clone(),
            workers: 2,
        });
        let key = PublicSigningKey::from_bytes(&self.officer.signer().public()).unwrap();
        let named = vec![(self.officer.id.clone(), key)];
        let officers =
            Officers { keys: named.clone(), delivery: self.officer.delivery().public(), automatic: self.automatic };
        let limits = OrderLimits::of(self.regime.authorisation("court-order").unwrap());
        let (keys, [line, person, sealing]) = (&self.keys, self.shares.each_ref().map(share));
        let shares = Shares { line, person, sealing };
        let custodian =
            Custodian::new(force.trusted, keys.signer(), keys.delivery(), shares, officers, limits).unwrap();
        CustodianService::new(context, custodian, Guards::officers(named), self.store.clone(), chain)
    }
}

fn share((purpose, epoch, index, bytes): &(Purpose, Epoch, CustodianIndex, [u8; 32])) -> KeyShare {
    KeyShare::new(*purpose, *epoch, *index, *bytes).unwrap()
}

impl Country {
    /// A custodian that answers and follows the log, and starts anew when another trust list comes into force.
    pub(super) fn custodian_part(&self, id: &str) -> Part {
        let house = self.house(id);
        let service = house.open();
        let current = Arc::new(RwLock::new(router(&service).unwrap()));
        let shown = current.clone();
        let answer = move |request: Request| {
            let router: Router = shown.read().unwrap().clone();
            async move { router.oneshot(request).await }
        };
        let work = async move {
            let mut service = service;
            loop {
                tokio::select! {
                    () = service.clone().follow() => {}
                    () = service.trust_changed() => {}
                }
                service = house.open();
                *current.write().unwrap() = router(&service).unwrap();
            }
        };
        Part { router: Router::new().fallback(answer), work: Some(Box::pin(work)) }
    }

    fn house(&self, id: &str) -> House {
        let share = |purpose| {
            let share = self.share(id, purpose);
            (purpose, share.epoch(), share.index(), *share.to_bytes())
        };
        House {
            id: id.into(),
            keys: Keys::of(id),
            officer: self.officer(id),
            shares: [Purpose::Line, Purpose::Person, Purpose::Sealing].map(share),
            store: self.stores[id].clone(),
            pinned: (self.trust_text.clone(), self.trusted.clone()),
            regime: self.regime.clone(),
            clock: self.clock.clone(),
            entropy: self.entropy.clone(),
            automatic: self.plan.automatic,
        }
    }

    /// A custodian's share.
    pub fn share(&self, id: &str, purpose: Purpose) -> KeyShare {
        self.secrets.share(purpose, self.party(id).index.unwrap().get())
    }

    /// Writes into every custodian's store that its officers have approved a request, which nobody has shown it.
    pub async fn suppose_approved(&self, shown: &RequestPresentation, order: &Order, authority: &str) {
        for store in self.stores.values() {
            let row = PresentedRow {
                request: shown.request,
                order: order.order,
                authority: authority.into(),
                commitment: RequestPresentation::commitments(
                    &shown.statistics_nonce,
                    &shown.event_nonce,
                    order,
                    &shown.order,
                )
                .commitment(),
                received: self.now(),
                expires: order.expires,
                state: RequestState::Approved,
                reason: None,
                sealed_order: Vec::new(),
                decision: None,
                logged: true,
                entry: None,
            };
            let (done, stored) = tokio::sync::oneshot::channel();
            store.write("suppose", move |tx| tx.put_request(&row), |result| drop(done.send(result)));
            stored.await.unwrap().unwrap();
        }
    }
}
