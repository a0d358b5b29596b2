//! The demo: a country of child processes, and the story that it tells.

mod ground;
mod promises;
mod scenes;
mod stage;
mod stay;
mod texts;

pub use ground::clear as clear_ground;
pub use stage::Options;

use anyhow::Result;
use stage::Stage;
use std::process::ExitCode;

/// Founds the country, plays the scenes, says what came of each promise; then stays up or ends.
pub async fn run(options: Options) -> Result<ExitCode> {
    let mut stage = Stage::set(options).await?;
    let played = tokio::select! {
        played = scenes::play(&mut stage) => Some(played),
        _ = tokio::signal::ctrl_c() => None,
    };
    let Some(played) = played else {
        stage.say(texts::STOPPED, &[]);
        return Ok(ExitCode::from(130));
    };
    played?;
    let held = stage.conclude()?;
    if !stage.options.exit {
        stay::stay(&stage).await?;
    }
    stage.country.stop_all();
    Ok(if held { ExitCode::SUCCESS } else { ExitCode::from(1) })
}
