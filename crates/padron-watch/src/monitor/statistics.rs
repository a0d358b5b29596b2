use crate::Source;
use crate::source::MAX_FILE;
use anyhow::Result;
use padron_protocol::watch::{Findings, Watched, check_statistics};

/// Asks for the statistics of every request that was not opened yet, and crosses off those that are now.
pub(super) async fn ask(source: &Source, watched: &mut Watched, findings: &mut Findings) -> Result<()> {
    let mut opened = Vec::new();
    for (index, request) in &watched.closed {
        let Some(bytes) = source.file(&format!("statistics/{index}.json"), MAX_FILE).await? else { continue };
        match check_statistics(*index, &bytes, &request.commitment) {
            Ok(_) => opened.push(*index),
            Err(finding) => findings.add(finding),
        }
    }
    for index in &opened {
        watched.closed.remove(index);
    }
    Ok(())
}
