//! The demo: a country of child processes, and the story that it tells.

mod ground;
mod promises;
mod scenes;
mod stage;
mod stay;

pub use ground::clear as clear_ground;
pub use stage::Options;

use crate::texts::LaboratoryTexts;
use anyhow::Result;
use padron_host::system;
use stage::Stage;
use std::process::ExitCode;
use std::time::Duration;

/// Founds the country, plays the scenes, says what came of each promise; then stays up or ends. However it ends, no
/// process of the country is left behind.
pub async fn run(options: Options) -> Result<ExitCode> {
    let lang = options.lang;
    let mut stop = std::pin::pin!(system::stop_signal());
    let told = tokio::select! {
        // The signal is listened for before there is a process to end.
        biased;
        () = &mut stop => None,
        told = Box::pin(tell(options)) => Some(told),
    };
    let told = match told {
        // Ctrl-C also ends the command that the story is running, which then looks like a failure.
        Some(Err(_)) if tokio::time::timeout(Duration::from_millis(100), &mut stop).await.is_ok() => None,
        told => told,
    };
    // A story that was broken off is dropped by now, and its country has ended with it.
    let Some(told) = told else {
        println!("\n{}", LaboratoryTexts::of(lang).demo.stopped);
        return Ok(ExitCode::from(130));
    };
    let (mut stage, held) = told?;
    if !stage.options.exit {
        stay::invite(&stage)?;
        stop.await;
        stage.country.stop_all();
        println!();
        stage.say(|t| t.stopped);
    }
    Ok(if held { ExitCode::SUCCESS } else { ExitCode::from(1) })
}

/// The story from the first key to the last promise, and whether all were held.
async fn tell(options: Options) -> Result<(Stage, bool)> {
    let mut stage = Stage::set(options).await?;
    scenes::play(&mut stage).await?;
    let held = stage.conclude()?;
    Ok((stage, held))
}
