//! Messages and documents of `padron-protocol`.

use padron_model::Compartment;
use padron_protocol::{
    http_signature::RequestClaims,
    jws::{self, Message, Unchecked},
    log::{LinkEvent, Receipt},
    messages::{
        order::{Decision, History, Order},
        verification::VerificationStatement,
    },
    sealed::{CompartmentText, decode_slots},
    trust::SignedTrustList,
};

use crate::text;

/// Tokens before anything about them is believed.
pub fn jws(data: &[u8]) {
    let Some(token) = text(data) else { return };
    let _ = (jws::claimed_signer(token), jws::detach(token));
    let _ = Unchecked::<Order>::parse(token, "court").is_ok();
}

/// What stands inside the tokens.
pub fn messages(data: &[u8]) {
    message::<Order>(data);
    message::<Decision>(data);
    message::<History>(data);
    message::<Receipt>(data);
    message::<RequestClaims>(data);
    message::<VerificationStatement>(data);
}

/// A message that can be read can be put into a token and taken out again.
fn message<M: Message>(data: &[u8]) {
    let Ok(message) = serde_json::from_slice::<M>(data) else { return };
    let Ok(token) = jws::attach(&message, "fuzz", &[0; 64]) else { return };
    let again = Unchecked::<M>::parse(&token, "fuzz");
    assert!(token.len() > jws::MAX_TOKEN || again.is_ok());
}

/// The list of parties, as it comes over the network.
pub fn trust_list(data: &[u8]) {
    let Some(Ok(list)) = text(data).map(SignedTrustList::parse) else { return };
    let _ = list.list().is_ok();
    assert!(list.to_text().is_ok());
}

/// The event under a link's commitment.
pub fn link_event(data: &[u8]) {
    let Ok(event) = LinkEvent::decode(data) else { return };
    assert_eq!(event.encode(), data);
    let _ = event.at().is_ok();
}

/// What the parties find inside what was sealed to them.
pub fn plain_texts(data: &[u8]) {
    let _ = decode_slots(data).is_ok();
    for compartment in [Compartment::Subscriber, Compartment::Contact, Compartment::Line, Compartment::Biometric] {
        let _ = CompartmentText::decode(compartment, data).is_ok();
    }
}
