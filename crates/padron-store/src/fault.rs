//! What can go wrong, inside the crate and when a store is opened.

use padron_protocol::store::StoreError;
use rusqlite::ErrorCode;
use std::path::PathBuf;
use thiserror::Error;

/// Why a store could not be made or opened.
#[derive(Debug, Error)]
pub enum OpenError {
    #[error("{0} exists: a new store goes into an empty directory; open this one, or choose another directory")]
    Exists(PathBuf),
    #[error("{0} is missing: check the directory, or make a store first; none is made by accident")]
    Missing(PathBuf),
    #[error("{0} is locked: another process has this store open; one process owns a store")]
    InUse(PathBuf),
    #[error("{0} is not the database that belongs here, or was not made completely; restore the right file")]
    Foreign(PathBuf),
    #[error("{path} has schema version {found}, this padron knows versions up to {known}; use a newer padron")]
    Version {
        path: PathBuf,
        /// Its schema version.
        found: i64,
        /// The newest version known.
        known: usize,
    },
    #[error("{path} is damaged: {what}; restore it from a backup")]
    Damaged { path: PathBuf, what: String },
    #[error("{path} cannot be opened: {what}")]
    Failed {
        path: PathBuf,
        /// What the system says.
        what: String,
    },
}

/// What a statement or a transaction failed of, before it becomes what the roles are told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum StoreFault {
    Full,
    Failed(String),
    /// The device did not read or write: what it holds is no longer known.
    Device(String),
    Damaged(String),
}

impl StoreFault {
    pub(crate) fn failed(what: impl Into<String>) -> Self {
        Self::Failed(what.into())
    }

    pub(crate) fn damaged(what: impl Into<String>) -> Self {
        Self::Damaged(what.into())
    }

    /// This fault as the reason why `path` does not open.
    pub(crate) fn opening(self, path: PathBuf) -> OpenError {
        match self {
            Self::Full => OpenError::Failed { path, what: "the disk is full; make room".into() },
            Self::Failed(what) | Self::Device(what) => OpenError::Failed { path, what },
            Self::Damaged(what) => OpenError::Damaged { path, what },
        }
    }
}

impl From<rusqlite::Error> for StoreFault {
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::Error as E;
        let what = error.to_string();
        match error {
            E::FromSqlConversionFailure(..) | E::IntegralValueOutOfRange(..) | E::InvalidColumnType(..) => {
                Self::Damaged(what)
            }
            error => match error.sqlite_error_code() {
                Some(ErrorCode::DiskFull) => Self::Full,
                Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => Self::Damaged(what),
                Some(ErrorCode::SystemIoFailure) => Self::Device(what),
                Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
                    Self::Failed(format!("{what}: another process uses the database; one process owns a store"))
                }
                _ => Self::Failed(what),
            },
        }
    }
}

impl From<StoreFault> for StoreError {
    fn from(fault: StoreFault) -> Self {
        match fault {
            StoreFault::Full => Self::Full,
            StoreFault::Failed(what) | StoreFault::Device(what) => Self::Failed(what),
            StoreFault::Damaged(what) => Self::Damaged(what),
        }
    }
}

/// What a role's own code fails of inside a transaction.
impl From<StoreError> for StoreFault {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Full => Self::Full,
            StoreError::Failed(what) => Self::Failed(what),
            StoreError::Damaged(what) => Self::Damaged(what),
        }
    }
}
