//! The machine's own clock, randomness and signals: the one place where the product reaches for them.

use jiff::Timestamp;
use padron_protocol::{Clock, Entropy};
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng;

/// The machine's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the clock that everything else is handed")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }
}

/// The machine's generator.
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    #[expect(clippy::disallowed_methods, reason = "this is the randomness that everything else is handed")]
    #[expect(clippy::expect_used, reason = "without randomness nothing may go on")]
    fn seed(&self) -> [u8; 32] {
        let mut seed = [0; 32];
        getrandom::fill(&mut seed).expect("the operating system gives randomness");
        seed
    }
}

/// A generator seeded by the machine.
pub fn rng() -> ChaCha20Rng {
    ChaCha20Rng::from_seed(SystemEntropy.seed())
}

/// Now, by the machine's clock.
pub fn now() -> Timestamp {
    SystemClock.now()
}

/// Resolves when the process is told to stop: by Ctrl-C or by SIGTERM. From its first poll on neither ends the process by
/// itself any more, so whoever asks for it must end what it began.
pub async fn stop_signal() {
    use tokio::signal::unix::{SignalKind, signal};
    // Where one of them cannot be listened for, it still ends the process as it always did.
    let terminated = async {
        let Ok(mut terminate) = signal(SignalKind::terminate()) else { return std::future::pending().await };
        terminate.recv().await;
    };
    let interrupted = async {
        let Ok(()) = tokio::signal::ctrl_c().await else { return std::future::pending().await };
    };
    tokio::select! {
        () = terminated => {}
        () = interrupted => {}
    }
}

/// A stopwatch, for telling people how long something took.
#[expect(clippy::disallowed_methods, reason = "the binary is where time is measured")]
pub fn stopwatch() -> std::time::Instant {
    std::time::Instant::now()
}
