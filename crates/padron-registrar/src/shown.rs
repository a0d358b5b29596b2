//! Files of the log's directory beside its tree: trust lists that were logged, statistics that were opened. They are
//! written from the database, and again when they are lost.

use crate::ports::{LogFiles, Statistics, StoreError, TrustListRows};
use crate::rows::{StatisticsRow, TrustListRow};
use padron_protocol::Uuid;
use padron_protocol::messages::order::OpenedStatistics;

/// How many rows are looked at together.
const PAGE: usize = 256;

/// Writes every trust list that is missing or wrong in the directory, the newest first; stops at the first one that is
/// right unless all are to be looked at. Gives how many were written.
///
/// A list must be there before a checkpoint that covers its entry is: whoever follows the log looks for it then.
pub fn write_trust_lists(tx: &mut impl TrustListRows, files: &mut impl LogFiles, all: bool) -> Result<u64, StoreError> {
    let mut written = 0;
    let mut row = tx.newest_trust_list()?;
    while let Some(TrustListRow { version, text, .. }) = row {
        let path = format!("trust/{version}.json");
        if files.read(&path)?.as_deref() != Some(text.as_bytes()) {
            files.write(&[(path, text.into_bytes())])?;
            written += 1;
        } else if !all {
            break;
        }
        row = match version.checked_sub(1) {
            Some(earlier) => tx.trust_list(earlier)?,
            None => None,
        };
    }
    Ok(written)
}

/// Writes statistics that were opened and are not in the directory yet. Gives the requests to be marked as published;
/// more may be waiting when there are any.
pub fn write_statistics(tx: &mut impl Statistics, files: &mut impl LogFiles) -> Result<Vec<Uuid>, StoreError> {
    let rows = tx.unpublished_statistics(PAGE)?;
    files.write(&rows.iter().map(statistics_file).collect::<Result<Vec<_>, _>>()?)?;
    Ok(rows.into_iter().map(|row| row.request).collect())
}

/// Writes every file of statistics that is missing or wrong again. Gives how many.
pub fn mend_statistics(tx: &mut impl Statistics, files: &mut impl LogFiles) -> Result<u64, StoreError> {
    let (mut mended, mut from) = (0, 0);
    loop {
        let rows = tx.statistics_from(from, PAGE)?;
        let Some(last) = rows.last() else { return Ok(mended) };
        from = last.index + 1;
        for row in rows.iter().filter(|row| row.published) {
            let (path, bytes) = statistics_file(row)?;
            if files.read(&path)?.as_deref() != Some(&bytes) {
                files.write(&[(path, bytes)])?;
                mended += 1;
            }
        }
    }
}

fn statistics_file(row: &StatisticsRow) -> Result<(String, Vec<u8>), StoreError> {
    let opened = OpenedStatistics { nonce: row.nonce, text: row.text.clone(), event: row.event };
    let bytes = serde_json::to_vec(&opened).map_err(|error| StoreError::Failed(error.to_string()))?;
    Ok((format!("statistics/{}.json", row.index), bytes))
}
