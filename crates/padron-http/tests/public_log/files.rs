//! The log's files, as anybody fetches them.

use crate::stand::{Stand, until};
use padron_protocol::contract::{Endpoint as _, Rest, registrar};
use padron_protocol::messages::status::Figures;
use padron_tlog::{TileMap, bundle_ids, decode_bundle, hash_tile_ids, root_of};

#[tokio::test]
async fn everything_that_a_checkpoint_needs_is_served_in_its_form() {
    let stand = Stand::new().await;
    let size = stand.append(600).await;
    let signed = stand.published(size).await;
    let mut tiles = TileMap::new();
    for id in hash_tile_ids(size) {
        let answer = stand.file(&id.path()).await;
        assert_eq!(answer.headers["content-type"], "application/octet-stream");
        assert_eq!(answer.headers["cache-control"], "public, max-age=31536000, immutable");
        tiles.insert(id, answer.body).unwrap();
    }
    assert_eq!(root_of(size, &tiles).unwrap(), signed.checkpoint.root);
    for id in bundle_ids(0, size) {
        let answer = stand.file(&id.path()).await;
        decode_bundle(&answer.body, id.width).unwrap();
    }
    let checkpoint = stand.file("checkpoint").await;
    assert_eq!(checkpoint.headers["content-type"], "text/plain; charset=utf-8");
    assert_eq!(checkpoint.headers["cache-control"], "no-cache");
    let figures = stand.file("figures.json").await;
    assert_eq!((figures.status, &figures.headers["content-type"]), (200, &"application/json".parse().unwrap()));
    let figures: Figures = serde_json::from_slice(&figures.body).unwrap();
    // The first entry is the register's own trust list.
    assert_eq!((figures.entries, figures.links["operator-a"], figures.trust_lists), (601, 600, 1));
    assert_eq!(stand.get(registrar::ReadFigures::PATH).await.text(), serde_json::to_string(&figures).unwrap());
    assert_eq!(stand.file("trust/1.json").await.text(), stand.text);
}

#[tokio::test]
async fn a_partial_tile_that_gave_way_is_cut_from_the_full_one() {
    let stand = Stand::new().await;
    let size = stand.append(99).await;
    stand.published(size).await;
    let path = format!("tile/0/000.p/{size}");
    let bundle = format!("tile/entries/000.p/{size}");
    let before = (stand.file(&path).await.body, stand.file(&bundle).await.body);
    let size = stand.append(300).await;
    stand.published(size).await;
    until("the partial tiles are gone", async || {
        let gone = |path: &str| !stand.kept.files.files().contains_key(path);
        (gone(&path) && gone(&bundle)).then_some(())
    })
    .await;
    assert!((stand.file(&path).await.body, stand.file(&bundle).await.body) == before);
}

#[tokio::test]
async fn nothing_else_is_there() {
    let stand = Stand::new().await;
    let size = stand.append(3).await;
    stand.published(size).await;
    let paths = [
        "",
        "x",
        "checkpoint/",
        "/checkpoint",
        "Checkpoint",
        "./checkpoint",
        "%2563heckpoint",
        "tile/0/000.p/0",
        "tile/0/000",
        "tile/0/000.p/4/",
        "tile/00/000.p/4",
        "tile/0/0000.p/4",
        "tile/0/../0/000.p/4",
        "tile/entries/%2e%2e/checkpoint",
        "../livez",
        "%2e%2e/livez",
        "..%2flivez",
        "trust/01.json",
        "trust/2.json",
        "trust/-1.json",
        "trust/1.json/",
        "trust/1",
        "statistics/0.json",
        "statistics/+0.json",
        ".new/0",
        "tile/",
        "tile/0/000.p/99999999999999999999",
        "tile/63/000",
        "figures.json%00",
        "held",
        "register.sqlite",
    ];
    for path in paths {
        assert_eq!(stand.file(path).await.status, 404, "{path}");
    }
    assert_eq!(stand.call("POST", &registrar::ReadLog::path(&Rest("checkpoint".into())), "x").await.status, 405);
    assert_eq!(stand.file("tile/0/000.p/4").await.status, 200);
}
