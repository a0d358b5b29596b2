use crate::bytes::Hash32;
use padron_threshold::CustodianIndex;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The suite of entries, events and labels: SHA-256, the ristretto255 VRF, Ed25519. Its number is the first byte of every
/// entry and event. (Suite 1 had neither labels nor movers.)
pub const SUITE: u8 = 2;

/// What happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EntryKind {
    /// A line was linked to a verified holder.
    Link,
    /// An authority asked, with an order.
    Request,
    /// A custodian's officers approved a request.
    Approval,
    /// A custodian's officers refused a request.
    Refusal,
    /// The registrar handed sealed records, or the proof that there are none, to an authority.
    Disclosure,
    TrustList,
}

/// Which of its fields an entry has beside kind and commitment: it follows from the kind.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shows {
    /// Whoever moved a line, who evaluated its number, and the label of its place in the line's history.
    Move,
    /// A tag that no other request may have.
    Tag,
    Actor,
    Nothing,
}

impl EntryKind {
    /// Every kind, in the order of its stored number.
    pub const ALL: [Self; 6] =
        [Self::Link, Self::Request, Self::Approval, Self::Refusal, Self::Disclosure, Self::TrustList];

    /// The stable name.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Link => "link",
            Self::Request => "request",
            Self::Approval => "approval",
            Self::Refusal => "refusal",
            Self::Disclosure => "disclosure",
            Self::TrustList => "trust-list",
        }
    }

    /// The number it is stored under.
    pub fn code(self) -> u8 {
        self as u8
    }

    /// The kind stored under this number.
    pub fn from_code(code: u8) -> Option<Self> {
        Self::ALL.get(usize::from(code)).copied()
    }

    /// Whether it is a place in a line's history.
    pub fn is_move(self) -> bool {
        self.shows() == Shows::Move
    }

    fn shows(self) -> Shows {
        match self {
            Self::Link => Shows::Move,
            Self::Request => Shows::Tag,
            Self::Approval | Self::Refusal => Shows::Actor,
            Self::Disclosure | Self::TrustList => Shows::Nothing,
        }
    }
}

/// The custodians that evaluated something, as a set: bit *i* − 1 is custodian *i*'s.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(transparent)]
pub struct Evaluators(pub u32);

impl Evaluators {
    /// Of these custodians.
    pub fn of(indices: impl IntoIterator<Item = CustodianIndex>) -> Self {
        Self(indices.into_iter().fold(0, |set, index| set | 1 << (index.get() - 1)))
    }

    pub fn has(self, index: CustodianIndex) -> bool {
        self.0 & (1 << (index.get() - 1)) != 0
    }

    /// How many.
    pub fn count(self) -> u32 {
        self.0.count_ones()
    }

    /// Every one of them, by index.
    pub fn indices(self) -> impl Iterator<Item = CustodianIndex> {
        (1..=32).filter_map(|index| CustodianIndex::new(index).ok()).filter(move |index| self.has(*index))
    }
}

/// Which custodians evaluated what a link needs: its entry pays back in their budgets, and in no others'.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Quorums {
    /// The line's number.
    pub line: Evaluators,
    /// The holder.
    pub person: Evaluators,
}

/// One entry of the public log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    /// [`SUITE`].
    pub suite: u8,
    pub kind: EntryKind,
    /// Who did it, where that is public: the operator of a link, the custodian of an approval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evaluators: Option<Quorums>,
    /// Of a line's move, the label of its place in the line's history. It says nothing to whoever cannot compute it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<Hash32>,
    /// Of a request, the hash of its order's random name: an order is asked under once.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tag: Option<Hash32>,
    pub commitment: Hash32,
}

/// Bytes that are not an entry of a suite that is known.
#[derive(Debug, Error, PartialEq, Eq, Clone, Copy)]
#[error(
    "the bytes are not a log entry of suite {SUITE}: [suite][kind][length of actor][actor: a-z 0-9 -][of a move: \
     evaluators of number and holder, 4 bytes each, and label, 32][of a request: tag, 32][commitment, 32]"
)]
pub struct NotAnEntry;

impl Entry {
    /// The longest actor, in bytes: a party's id.
    pub const MAX_ACTOR: usize = 40;

    /// A move of a line.
    pub fn line(kind: EntryKind, mover: &str, (evaluators, label): (Quorums, Hash32), commitment: Hash32) -> Self {
        let evaluators = Some(evaluators);
        Self { actor: Some(mover.to_owned()), evaluators, label: Some(label), ..Self::bare(kind, commitment) }
    }

    /// An authority's request, with its order's tag.
    pub fn request(tag: Hash32, commitment: Hash32) -> Self {
        Self { tag: Some(tag), ..Self::bare(EntryKind::Request, commitment) }
    }

    /// A decision of a custodian.
    pub fn decision(kind: EntryKind, custodian: &str, commitment: Hash32) -> Self {
        Self { actor: Some(custodian.to_owned()), ..Self::bare(kind, commitment) }
    }

    /// An entry that shows its kind and nothing else.
    pub fn bare(kind: EntryKind, commitment: Hash32) -> Self {
        Self { suite: SUITE, kind, actor: None, evaluators: None, label: None, tag: None, commitment }
    }

    /// The bytes that are hashed into the tree:
    /// `[suite][kind][length of actor][actor][evaluators, label][tag][commitment]`, 35 to 115 bytes.
    pub fn encode(&self) -> Vec<u8> {
        let actor = self.actor.as_deref().unwrap_or_default().as_bytes();
        let mut out = Vec::with_capacity(116);
        out.extend([self.suite, self.kind.code(), u8::try_from(actor.len()).unwrap_or(u8::MAX)]);
        out.extend_from_slice(actor);
        out.extend(
            self.evaluators.iter().flat_map(|both| [both.line, both.person]).flat_map(|set| set.0.to_be_bytes()),
        );
        for hash in [self.label, self.tag].into_iter().flatten() {
            out.extend_from_slice(&hash.0);
        }
        out.extend_from_slice(&self.commitment.0);
        out
    }

    /// Reads the bytes. Every entry has one form only.
    ///
    /// # Errors
    /// [`NotAnEntry`].
    pub fn decode(bytes: &[u8]) -> Result<Self, NotAnEntry> {
        let [SUITE, kind, length, rest @ ..] = bytes else { return Err(NotAnEntry) };
        let kind = EntryKind::from_code(*kind).ok_or(NotAnEntry)?;
        let (actor, rest) = rest.split_at_checked(usize::from(*length)).ok_or(NotAnEntry)?;
        let fits = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || *byte == b'-';
        if actor.len() > Self::MAX_ACTOR || !actor.iter().all(fits) {
            return Err(NotAnEntry);
        }
        let actor = (!actor.is_empty()).then(|| String::from_utf8_lossy(actor).into_owned());
        let hash = |bytes: &[u8]| bytes.try_into().map(Hash32).map_err(|_| NotAnEntry);
        let entry = match (kind.shows(), &actor) {
            (Shows::Move, Some(mover)) => {
                let (line, rest) = rest.split_first_chunk().ok_or(NotAnEntry)?;
                let (person, rest) = rest.split_first_chunk().ok_or(NotAnEntry)?;
                let (label, commitment) = rest.split_at_checked(32).ok_or(NotAnEntry)?;
                let [line, person] = [line, person].map(|set| Evaluators(u32::from_be_bytes(*set)));
                let shown = (Quorums { line, person }, hash(label)?);
                Self::line(kind, mover, shown, hash(commitment)?)
            }
            (Shows::Tag, None) => {
                let (tag, commitment) = rest.split_at_checked(32).ok_or(NotAnEntry)?;
                Self::request(hash(tag)?, hash(commitment)?)
            }
            (Shows::Actor, Some(custodian)) => Self::decision(kind, custodian, hash(rest)?),
            (Shows::Nothing, None) => Self::bare(kind, hash(rest)?),
            _ => return Err(NotAnEntry),
        };
        Ok(entry)
    }
}
