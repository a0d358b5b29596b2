//! From the store's threads to futures, and from its errors to problems.

use padron_protocol::messages::status::Check;
use padron_protocol::{Problem, ProblemType};
use std::fmt::Display;
use tokio::sync::oneshot;

/// Waits for a queued write.
pub(crate) async fn written<T: Send + 'static, E: Display + Send + 'static>(
    queue: impl FnOnce(Box<dyn FnOnce(Result<T, E>) + Send>),
) -> Result<T, Problem> {
    let (send, receive) = oneshot::channel();
    queue(Box::new(move |result| {
        // The caller may have gone away: what was stored stays stored, and its repetition will find it.
        let _ = send.send(result);
    }));
    let result = receive.await.map_err(|_| unavailable("the store has stopped"))?;
    result.map_err(unavailable)
}

/// Runs a blocking read beside the network.
pub(crate) async fn read<T: Send + 'static, E: Display + Send + 'static>(
    job: impl FnOnce() -> Result<T, E> + Send + 'static,
) -> Result<T, Problem> {
    let result = tokio::task::spawn_blocking(job).await.map_err(|_| Problem::new(ProblemType::Internal))?;
    result.map_err(unavailable)
}

/// The store's check for `/readyz`.
pub(crate) async fn check<E: Display + Send + 'static>(job: impl FnOnce() -> Result<(), E> + Send + 'static) -> Check {
    let result = read(job).await;
    Check { name: "store".into(), ok: result.is_ok(), detail: result.err().and_then(|problem| problem.detail) }
}

fn unavailable(error: impl Display) -> Problem {
    tracing::error!(%error, "the store refused");
    // The store's errors are our own words about files and records; no value that was stored is in them.
    Problem::new(ProblemType::StoreUnavailable).detail(format!("nothing was stored: {error}"))
}
