//! The messages of a ceremony, as bytes: a kind, the plan's digest, the sender, and fields of fixed length.

use super::CeremonyError;
use crate::keys::{CustodianIndex, MAX_CUSTODIANS};
use std::collections::BTreeMap;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// A party's commitments to its polynomial, and the proof that it knows the secret; for everyone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Round1 {
    /// The plan's digest.
    pub plan: [u8; 32],
    pub from: CustodianIndex,
    /// Commitments to the coefficients, as many as the threshold.
    pub commitments: Vec<[u8; 32]>,
    /// A Schnorr proof of knowledge of the constant coefficient.
    pub proof: [u8; 64],
}

/// The hash of all first-round packages that a party saw; for everyone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Echo {
    /// The plan's digest.
    pub plan: [u8; 32],
    pub from: CustodianIndex,
    pub transcript: [u8; 32],
}

/// A secret share for one recipient, to be delivered in secret. No `Debug`; wiped when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct ShareMessage {
    /// The plan's digest.
    #[zeroize(skip)]
    pub plan: [u8; 32],
    #[zeroize(skip)]
    pub from: CustodianIndex,
    #[zeroize(skip)]
    pub to: CustodianIndex,
    /// The sender's polynomial at the recipient's index.
    pub share: [u8; 32],
}

impl Round1 {
    /// The message as bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new(1, &self.plan, self.from);
        writer.list(&self.commitments).put(&self.proof);
        writer.finish()
    }

    /// Parses it; at most [`MAX_CUSTODIANS`] commitments.
    ///
    /// # Errors
    /// [`CeremonyError::MalformedMessage`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CeremonyError> {
        parse(bytes, 1, "round 1", |reader, plan, from| {
            Some(Self { plan, from, commitments: reader.list()?, proof: reader.take()? })
        })
    }
}

impl Echo {
    /// The message as bytes.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new(2, &self.plan, self.from);
        writer.put(&self.transcript);
        writer.finish()
    }

    /// Parses it.
    ///
    /// # Errors
    /// [`CeremonyError::MalformedMessage`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CeremonyError> {
        parse(bytes, 2, "echo", |reader, plan, from| Some(Self { plan, from, transcript: reader.take()? }))
    }
}

impl ShareMessage {
    /// The message as bytes. Secret.
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        let mut writer = Writer::new(3, &self.plan, self.from);
        writer.put(&self.to.get().to_be_bytes()).put(&self.share);
        Zeroizing::new(writer.finish())
    }

    /// Parses it.
    ///
    /// # Errors
    /// [`CeremonyError::MalformedMessage`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, CeremonyError> {
        parse(bytes, 3, "share", |reader, plan, from| {
            Some(Self { plan, from, to: reader.index()?, share: reader.take()? })
        })
    }
}

/// A message that says under which plan (or transcript) it was made, and by whom.
pub(crate) trait FromCustodian {
    fn plan(&self) -> &[u8; 32];
    fn from(&self) -> CustodianIndex;
}

macro_rules! from_custodian {
    ($($message:ty),+) => {
        $(impl $crate::ceremony::FromCustodian for $message {
            fn plan(&self) -> &[u8; 32] {
                &self.plan
            }

            fn from(&self) -> $crate::keys::CustodianIndex {
                self.from
            }
        })+
    };
}
pub(crate) use from_custodian;

from_custodian!(Round1, Echo, ShareMessage);

fn gather_but<T: FromCustodian>(
    plan: &[u8; 32],
    custodians: &[CustodianIndex],
    me: Option<CustodianIndex>,
    messages: Vec<T>,
) -> Result<BTreeMap<CustodianIndex, T>, CeremonyError> {
    let mut gathered = BTreeMap::new();
    for message in messages {
        let from = message.from();
        if message.plan() != plan {
            return Err(CeremonyError::OtherPlan(from));
        }
        if Some(from) == me || !custodians.contains(&from) {
            return Err(CeremonyError::Uninvited(from));
        }
        if gathered.insert(from, message).is_some() {
            return Err(CeremonyError::DuplicateMessage(from));
        }
    }
    match custodians.iter().find(|index| Some(**index) != me && !gathered.contains_key(index)) {
        Some(missing) => Err(CeremonyError::MissingMessage(*missing)),
        None => Ok(gathered),
    }
}

/// One message of every custodian, ourselves included.
pub(crate) fn gather_all<T: FromCustodian>(
    plan: &[u8; 32],
    custodians: &[CustodianIndex],
    messages: Vec<T>,
) -> Result<BTreeMap<CustodianIndex, T>, CeremonyError> {
    gather_but(plan, custodians, None, messages)
}

/// One message of every custodian but ourselves, or an error that names who spoils it.
pub(crate) fn gather<T: FromCustodian>(
    plan: &[u8; 32],
    custodians: &[CustodianIndex],
    me: CustodianIndex,
    messages: Vec<T>,
) -> Result<BTreeMap<CustodianIndex, T>, CeremonyError> {
    gather_but(plan, custodians, Some(me), messages)
}

/// Writes kind, plan and sender, then fields.
pub(crate) struct Writer(Vec<u8>);

impl Writer {
    /// Large enough for any message without growing, so that no secret is left behind in freed memory.
    const CAPACITY: usize = 128 + 32 * MAX_CUSTODIANS as usize;

    pub(crate) fn new(kind: u8, plan: &[u8; 32], from: CustodianIndex) -> Self {
        let mut writer = Self(Vec::with_capacity(Self::CAPACITY));
        writer.put(&[kind]).put(plan).put(&from.get().to_be_bytes());
        writer
    }

    pub(crate) fn put(&mut self, bytes: &[u8]) -> &mut Self {
        self.0.extend_from_slice(bytes);
        self
    }

    pub(crate) fn list(&mut self, items: &[[u8; 32]]) -> &mut Self {
        self.put(&(items.len() as u16).to_be_bytes()).put(items.as_flattened())
    }

    pub(crate) fn finish(self) -> Vec<u8> {
        self.0
    }
}

/// Reads what [`Writer`] wrote; nothing may be left over.
pub(crate) struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    pub(crate) fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (field, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*field)
    }

    pub(crate) fn index(&mut self) -> Option<CustodianIndex> {
        CustodianIndex::new(u16::from_be_bytes(self.take()?)).ok()
    }

    pub(crate) fn list(&mut self) -> Option<Vec<[u8; 32]>> {
        let count = u16::from_be_bytes(self.take()?);
        if count > MAX_CUSTODIANS {
            return None;
        }
        (0..count).map(|_| self.take()).collect()
    }
}

/// Parses kind, plan and sender, then the rest with `fields`.
pub(crate) fn parse<T>(
    bytes: &[u8],
    kind: u8,
    name: &'static str,
    fields: impl FnOnce(&mut Reader<'_>, [u8; 32], CustodianIndex) -> Option<T>,
) -> Result<T, CeremonyError> {
    let mut reader = Reader(bytes);
    let read = || {
        let [found] = reader.take()?;
        if found != kind {
            return None;
        }
        let (plan, from) = (reader.take()?, reader.index()?);
        let message = fields(&mut reader, plan, from)?;
        reader.0.is_empty().then_some(message)
    };
    read().ok_or(CeremonyError::MalformedMessage(name))
}
