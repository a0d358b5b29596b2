//! Disks that fill up, and starting again.

use crate::stand::{Stand, until};
use padron_protocol::contract::{Endpoint as _, registrar};
use padron_registrar::ports::StoreError;
use padron_store::{FaultMoment, Step};

#[tokio::test]
async fn while_the_disk_is_full_it_says_so_and_afterwards_it_goes_on() {
    let stand = Stand::new().await;
    let before = stand.append(3).await;
    stand.published(before).await;
    stand.kept.files.fail_with(|moment, step| match (moment, step) {
        (FaultMoment::Before, Step::Write(_)) => Err(StoreError::Full),
        _ => Ok(()),
    });
    let size = stand.append(300).await;
    until("it is told", async || (!stand.is_ready().await).then_some(())).await;
    assert_eq!(stand.checkpoint().await.unwrap().checkpoint.size, before);
    assert!(stand.get("/").await.text().contains("disk is full"));
    stand.kept.files.heal();
    stand.published(size).await;
    until("it is well again", async || stand.is_ready().await.then_some(())).await;
}

#[tokio::test]
async fn a_role_that_is_built_anew_goes_on_with_the_same_log() {
    let mut stand = Stand::new().await;
    let size = stand.append(5).await;
    let before = stand.published(size).await;
    stand.rebuild().await;
    assert_eq!(stand.checkpoint().await.unwrap().checkpoint, before.checkpoint, "published from the first moment");
    assert!(stand.service.close().await.is_some());
    assert!(stand.service.close().await.is_none(), "it is given once");
}

#[tokio::test]
async fn the_first_trust_list_is_logged_once() {
    let mut stand = Stand::new().await;
    stand.rebuild().await;
    let size = stand.append(2).await;
    stand.published(size).await;
    assert_eq!(size, 3);
    assert!(stand.get(registrar::ReadFigures::PATH).await.text().contains("\"trust_lists\":1"));
}
