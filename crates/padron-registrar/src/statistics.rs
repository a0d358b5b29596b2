//! What requests say of themselves, once their embargo has ended.

use crate::Logged;
use crate::Registrar;
use crate::ports::{Outcome, Transaction};
use crate::requests::unknown_request;
use crate::rows::StatisticsRow;
use jiff::Timestamp;
use padron_protocol::messages::order::{OpenedStatistics, RequestLogged, RequestStatistics};
use padron_protocol::{Problem, ProblemType, Uuid};

impl Registrar {
    /// Takes the statistics of a request, to be published in the log's directory. Repeating it changes nothing.
    pub fn open_statistics(
        &self,
        tx: &mut impl Transaction,
        request: &Uuid,
        opened: &OpenedStatistics,
        now: Timestamp,
    ) -> Outcome<Logged<RequestLogged>> {
        let Some(logged) = tx.request(request)? else { return Ok(Err(unknown_request())) };
        let bad = |what: &str| Problem::new(ProblemType::MalformedRequest).field("text").detail(what);
        if !opened.opens(&logged.commitment) {
            return Ok(Err(bad("nonce, text and event are not what the request's entry commits to")));
        }
        let Some(statistics) = read(&opened.text) else {
            return Ok(Err(bad("it is not the JSON of a request's statistics in its one form")));
        };
        if now < statistics.embargo {
            return Ok(Err(Problem::new(ProblemType::Forbidden).detail("the request's embargo has not ended")));
        }
        if tx.statistics(request)?.is_none() {
            tx.put_statistics(&StatisticsRow {
                request: *request,
                index: logged.index,
                nonce: opened.nonce,
                text: opened.text.clone(),
                event: opened.event,
                published: false,
            })?;
        }
        Ok(self.request_logged(&logged))
    }
}

fn read(text: &str) -> Option<RequestStatistics> {
    let statistics: RequestStatistics = serde_json::from_str(text).ok()?;
    (serde_json::to_string(&statistics).ok().as_deref() == Some(text)).then_some(statistics)
}
