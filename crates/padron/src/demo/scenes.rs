//! The scenes of the demo, in order.

mod answer;
mod attack;
mod link;
mod look;

pub use link::newcomer;
pub use look::sign_in;

use super::stage::Stage;
use anyhow::Result;

/// Plays every scene.
pub async fn play(stage: &mut Stage) -> Result<()> {
    link::import(stage).await?;
    link::live(stage).await?;
    link::cap(stage).await?;
    let opened = answer::order(stage).await?;
    answer::forged(stage, &opened).await?;
    answer::other_line(stage, &opened).await?;
    answer::without_quorum(stage).await?;
    look::person(stage, &opened).await?;
    look::browse(stage).await?;
    look::durable(stage).await?;
    attack::theft(stage)
}
