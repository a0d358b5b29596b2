//! The scenes of the demo, in order.

mod answer;
mod attack;
mod link;
mod log;
mod look;

pub use link::newcomer;
pub use look::sign_in;

use super::stage::Stage;
use anyhow::Result;
use padron_protocol::messages::order::RequestPresentation;

/// Plays every scene.
pub async fn play(stage: &mut Stage) -> Result<()> {
    link::import(stage).await?;
    let linked = link::live(stage).await?;
    log::receipt(stage, &linked)?;
    link::cap(stage).await?;
    let opened = answer::order(stage).await?;
    answer::forged(stage, &opened).await?;
    answer::other_line(stage, &opened).await?;
    answer::false_answer(stage)?;
    answer::nobody(stage).await?;
    answer::without_quorum(stage).await?;
    log::verified(stage)?;
    log::without_witnesses(stage).await?;
    look::person(stage, &opened).await?;
    look::browse(stage).await?;
    look::durable(stage).await?;
    log::restored(stage).await?;
    attack::theft(stage)
}

/// What later scenes go back to: the person whose line was opened, the line, and the answer.
pub struct OpenedAnswer {
    pub person: u64,
    pub line: usize,
    pub presentation: RequestPresentation,
}
