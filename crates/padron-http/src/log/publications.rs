use padron_protocol::messages::status::Figures;
use padron_tlog::SignedCheckpoint;
use std::sync::Arc;
use tokio::sync::watch;
use tokio::time::{Instant, timeout_at};

/// A checkpoint that enough witnesses have cosigned, as everybody can fetch it.
pub struct Published {
    pub signed: SignedCheckpoint,
    /// The public figures at its size.
    pub figures: Figures,
    /// When enough witnesses had cosigned it, in seconds since 1970, by their own clocks.
    pub cosigned: u64,
}

impl Published {
    /// How many entries it covers.
    pub fn size(&self) -> u64 {
        self.signed.checkpoint.size
    }
}

/// The newest published checkpoint, and those who wait for it.
#[derive(Default)]
pub(super) struct Publications(watch::Sender<Option<Arc<Published>>>);

impl Publications {
    pub(super) fn newest(&self) -> Option<Arc<Published>> {
        self.0.borrow().clone()
    }

    pub(super) fn set(&self, published: Published) {
        self.0.send_replace(Some(Arc::new(published)));
    }

    /// The newest published checkpoint once it is as it should be; `None` when it is not in time.
    pub(super) async fn when(&self, is: impl Fn(&Published) -> bool, deadline: Instant) -> Option<Arc<Published>> {
        let mut newest = self.0.subscribe();
        let wanted = |newest: &Option<Arc<Published>>| newest.as_deref().is_some_and(&is);
        let found = timeout_at(deadline, newest.wait_for(wanted)).await.ok()?.ok()?;
        found.clone()
    }
}
