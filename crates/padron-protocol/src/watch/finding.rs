use serde::Serialize;
use std::fmt;

macro_rules! flags {
    ($($(#[$doc:meta])* $variant:ident, $name:literal;)*) => {
        /// What can be wrong with a log. Names are stable: programs may depend on them.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Flag { $($(#[$doc])* $variant,)* }

        impl Flag {
            /// Every flag.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];
            /// The stable name.
            pub fn as_str(self) -> &'static str { match self { $(Self::$variant => $name,)* } }
        }
    };
}

flags! {
    /// The checkpoint cannot be read, is another log's, or the log has not signed it.
    BadCheckpoint, "bad-checkpoint";
    /// Too few witnesses have cosigned the checkpoint.
    TooFewCosignatures, "too-few-cosignatures";
    /// The newest checkpoint was cosigned too long ago.
    StaleCosignatures, "stale-cosignatures";
    /// A checkpoint does not extend one that was seen before.
    TwoHistories, "two-histories";
    /// The log shows fewer entries than it did.
    Shrunk, "shrunk";
    /// A bundle of entries is missing, or an entry is not one.
    BadEntries, "bad-entries";
    /// The entries are not those that the checkpoint was signed for.
    OtherRoot, "other-root";
    /// A tile of hashes is missing or is not that of the entries.
    BadTile, "bad-tile";
    /// The public figures are missing or are not those of the entries.
    OtherFigures, "other-figures";
    /// A trust list is missing, is not the one that was logged, or does not follow the one before.
    BadTrustList, "bad-trust-list";
    /// The opened statistics of a request are not those that it committed to.
    BadStatistics, "bad-statistics";
    /// The statistics of a request stay closed longer than the regime allows.
    ClosedStatistics, "closed-statistics";
    /// A promise or receipt cannot be read, or the registrar has not signed it.
    BadPromise, "bad-promise";
    /// The log does not show what the registrar promised to show by now.
    UnmetPromise, "unmet-promise";
    /// The log shows something else where the registrar promised an entry.
    OtherEntry, "other-entry";
    /// A promise is dated long before the log had its entry.
    BackdatedPromise, "backdated-promise";
}

impl Serialize for Flag {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

/// Something that is wrong.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// What kind of thing.
    pub flag: Flag,
    /// What was seen, where, in a sentence.
    pub detail: String,
}

impl Finding {
    /// A finding.
    pub fn new(flag: Flag, detail: impl fmt::Display) -> Self {
        Self { flag, detail: detail.to_string() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(to, "{}: {}", self.flag.as_str(), self.detail)
    }
}

/// What was found, up to a limit: a log that is wrong everywhere must not fill a memory.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Findings {
    /// The first ones, in the order in which they were found.
    #[serde(rename = "findings")]
    pub first: Vec<Finding>,
    /// How many more there were.
    #[serde(rename = "more_findings")]
    pub more: u64,
}

impl Findings {
    /// How many are kept.
    pub const MAX: usize = 100;

    pub fn add(&mut self, finding: Finding) {
        if self.first.len() < Self::MAX {
            self.first.push(finding);
        } else {
            self.more += 1;
        }
    }

    /// Adds one, if there is one.
    pub fn note(&mut self, result: Result<(), Finding>) {
        if let Err(finding) = result {
            self.add(finding);
        }
    }

    /// Whether nothing was found.
    pub fn is_empty(&self) -> bool {
        self.first.is_empty()
    }

    /// Whether something of this kind is among those kept.
    pub fn has(&self, flag: Flag) -> bool {
        self.first.iter().any(|finding| finding.flag == flag)
    }
}

impl Extend<Finding> for Findings {
    fn extend<I: IntoIterator<Item = Finding>>(&mut self, findings: I) {
        findings.into_iter().for_each(|finding| self.add(finding));
    }
}
