use super::{Roots, SignedTrustList, TrustError, Trusted};
use std::sync::Arc;

/// A signed list with what it says: one that somebody has pinned, or one that follows it.
#[derive(Clone)]
pub struct Pinned {
    text: String,
    signed: SignedTrustList,
    trusted: Arc<Trusted>,
}

impl Pinned {
    /// A list under pinned roots, however old: later ones may have taken its place.
    pub fn open(text: &str, roots: &Roots) -> Result<Self, TrustError> {
        let signed = SignedTrustList::parse(text)?;
        let trusted = Arc::new(signed.open_any_age(roots)?);
        Ok(Self { text: text.to_owned(), signed, trusted })
    }

    /// A list that was opened before.
    pub fn opened(text: &str, trusted: Arc<Trusted>) -> Result<Self, TrustError> {
        Ok(Self { text: text.to_owned(), signed: SignedTrustList::parse(text)?, trusted })
    }

    /// The list that follows this one, however old, signed by this one's roots.
    pub fn successor(&self, text: &str) -> Result<Self, TrustError> {
        let signed = SignedTrustList::parse(text)?;
        let trusted = Arc::new(signed.open_successor_any_age(&self.trusted)?);
        Ok(Self { text: text.to_owned(), signed, trusted })
    }

    /// As it came.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// With its signatures.
    pub fn signed(&self) -> &SignedTrustList {
        &self.signed
    }

    /// What it says.
    pub fn trusted(&self) -> &Arc<Trusted> {
        &self.trusted
    }

    pub fn version(&self) -> u64 {
        self.trusted.list().version
    }

    /// Whether this text is a list with the same content.
    pub fn is(&self, text: &str) -> bool {
        SignedTrustList::parse(text).is_ok_and(|list| list.hash() == self.signed.hash())
    }
}
