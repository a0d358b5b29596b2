use super::*;
use axum::Router;
use axum::extract::{Path, State};
use axum::http::StatusCode;
use padron_protocol::contract::Endpoint as _;
use padron_protocol::contract::registrar::ReadLog;
use padron_tlog::{
    Checkpoint, KeyKind, NoteSigner, TreeBuilder, bundle_ids, decode_bundle, hash_tile_ids, leaf_hash, verify_inclusion,
};
use std::collections::BTreeMap;

type Files = Arc<BTreeMap<String, Vec<u8>>>;

/// A static web server over these files.
async fn serve(files: BTreeMap<String, Vec<u8>>) -> LogClient {
    let _ = rustls::crypto::ring::default_provider().install_default();
    async fn get(State(files): State<Files>, Path(path): Path<String>) -> (StatusCode, Vec<u8>) {
        match files.get(&path) {
            Some(bytes) if bytes.is_empty() => (StatusCode::FORBIDDEN, Vec::new()),
            Some(bytes) => (StatusCode::OK, bytes.clone()),
            None => (StatusCode::NOT_FOUND, b"not here".to_vec()),
        }
    }
    let router = Router::new().route(ReadLog::PATH, axum::routing::get(get)).with_state(Arc::new(files));
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let client = LogClient::new(&format!("http://{}/log/", listener.local_addr().unwrap()));
    tokio::spawn(async move { axum::serve(listener, router).await });
    client
}

fn entry(at: u64) -> Vec<u8> {
    format!("entry {at}").into_bytes()
}

/// The files of a log of `size` entries, and its checkpoint.
fn log(size: u64) -> (BTreeMap<String, Vec<u8>>, SignedCheckpoint) {
    let mut tree = TreeBuilder::new();
    (0..size).for_each(|at| tree.append(&entry(at)).unwrap());
    let mut files: BTreeMap<_, _> = tree.take_tiles().into_iter().map(|(id, bytes)| (id.path(), bytes)).collect();
    let checkpoint = Checkpoint { origin: "test.example/log".into(), size, root: tree.root(), extensions: Vec::new() };
    let signer = NoteSigner::new("test.example/log", KeyKind::Ed25519, &[9; 32]).unwrap();
    let signed = SignedCheckpoint::sign(checkpoint, &signer).unwrap();
    files.insert("checkpoint".into(), signed.to_string().into_bytes());
    (files, signed)
}

#[tokio::test]
async fn files_come_as_they_are() {
    let (files, signed) = log(600);
    let client = serve(files.clone()).await;
    assert_eq!(client.checkpoint().await.unwrap(), signed.to_string());
    let ids: Vec<_> = bundle_ids(0, 600).chain(hash_tile_ids(600)).collect();
    let tiles = client.tiles(&ids).await.unwrap();
    assert_eq!(tiles.iter().map(|(id, _)| *id).collect::<Vec<_>>(), ids, "in the order asked for");
    assert!(tiles.iter().all(|(id, bytes)| files[&id.path()] == *bytes));
}

#[tokio::test]
async fn a_full_tile_stands_in_for_a_partial_one() {
    let (files, _) = log(512);
    let client = serve(files).await;
    let partial = bundle_ids(0, 300).last().unwrap();
    assert_eq!(partial.width, 44);
    let bytes = client.tile(partial).await.unwrap();
    let entries = decode_bundle(&bytes, 44).unwrap();
    assert_eq!(entries.last().copied(), Some(entry(299).as_slice()));
    let hashes = TileId { level: padron_tlog::Level::Hashes(0), index: 1, width: 44 };
    assert_eq!(client.tile(hashes).await.unwrap().len(), 44 * 32);
}

#[tokio::test]
async fn what_cannot_be_had_is_said() {
    let (mut files, _) = log(300);
    let id = bundle_ids(0, 300).next().unwrap();
    files.insert(id.path(), b"no bundle".to_vec());
    files.insert("long".into(), vec![b'x'; 101]);
    files.insert("forbidden".into(), Vec::new());
    files.insert("bytes".into(), vec![0xff]);
    let client = serve(files).await;
    assert_eq!(client.text("nothing", 10).await, Err(FetchError::Missing("nothing".into())));
    assert_eq!(client.file("long", 101).await.map(|bytes| bytes.len()), Ok(101));
    let told = |result: Result<String, FetchError>| result.unwrap_err().to_string();
    assert!(told(client.text("long", 100).await).contains("longer than 100 bytes"));
    assert!(told(client.text("forbidden", 100).await).contains("answered 403"));
    assert!(told(client.text("bytes", 100).await).contains("not text"));
    assert!(matches!(client.tile(id).await, Err(FetchError::Tile(_))));
    assert!(matches!(client.tiles(&[id]).await, Err(FetchError::Tile(_))));
    let beyond = bundle_ids(0, 1000).last().unwrap();
    assert!(matches!(client.tile(beyond).await, Err(FetchError::Missing(_))));
    let nobody = LogClient::new("http://127.0.0.1:9/log");
    assert!(told(nobody.checkpoint().await).contains("no connection"));
}

#[tokio::test]
async fn entries_are_proved_once_the_checkpoint_covers_them() {
    let (files, signed) = log(700);
    let client = serve(files).await;
    assert_eq!(client.prove(&[3, 700]).await.unwrap(), None);
    let proofs = client.prove(&[3, 699]).await.unwrap().unwrap();
    assert_eq!(proofs.checkpoint, signed.to_string());
    for inclusion in &proofs.inclusions {
        let hashes: Vec<_> = inclusion.hashes.iter().map(|hash| padron_tlog::Hash(hash.0)).collect();
        let leaf = leaf_hash(&entry(inclusion.index));
        verify_inclusion(&leaf, inclusion.index, 700, &signed.checkpoint.root, &hashes).unwrap();
    }
}
