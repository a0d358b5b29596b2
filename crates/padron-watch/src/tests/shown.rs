//! The small log that the command line's snapshots are told about: its files lie in `tests/cmd/log.in` of the binary's crate.

use crate::fixture::{BOTH, MadeLog, files, list, now, party, promise, signed, signer, successor};
use crate::qr;
use padron_protocol::log::Receipt;
use padron_protocol::trust::Role;
use padron_protocol::watch::prove;
use padron_tlog::{SignedCheckpoint, TileId, TileMap};
use std::fs;
use std::path::Path;

fn receipt(log: &MadeLog, index: u64) -> Receipt {
    let mut tiles = TileMap::new();
    for path in files(&log.path("log/tile")) {
        let id = path.strip_prefix(log.path("log")).unwrap().to_str().unwrap();
        tiles.insert(TileId::parse(id).unwrap(), fs::read(&path).unwrap()).unwrap();
    }
    let signed = SignedCheckpoint::parse(&fs::read_to_string(log.path("log/checkpoint")).unwrap()).unwrap();
    let proof = prove(index, &signed, &tiles).unwrap().1.to_string();
    Receipt { promise: signer("registrar").sign(&promise(index, now())).unwrap(), proof: Some(proof) }
}

fn made() -> MadeLog {
    let mut log = MadeLog::empty();
    log.trust_list(&list());
    log.links(4);
    log.request(true);
    log.request(false);
    log.publish(now());
    let receipt = receipt(&log, 2);
    let write = |name: &str, text: String| fs::write(log.path(name), text).unwrap();
    write("promise.jws", receipt.promise.clone());
    write("receipt.json", serde_json::to_string_pretty(&receipt).unwrap());
    write("qr.txt", qr::text(&promise(2, now()), &list().log.url).unwrap());
    let mut next = successor(&list());
    next.parties.retain(|party| party.id != "operator-a");
    next.parties.push(party("court-2", Role::Court));
    write("next.json", signed(&next).to_text().unwrap());
    // Another log, which shows another root than it has signed for.
    for path in files(&log.path("log")) {
        let to = log.path("broken").join(path.strip_prefix(log.path("log")).unwrap());
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(&path, &to).unwrap();
    }
    let other = MadeLog::of_links(7).checkpoint();
    let kept = fs::read(log.path("log/checkpoint")).unwrap();
    log.show(other, now(), &BOTH);
    fs::rename(log.path("log/checkpoint"), log.path("broken/checkpoint")).unwrap();
    fs::write(log.path("log/checkpoint"), kept).unwrap();
    log
}

#[test]
fn the_snapshots_are_told_about_this_log() {
    let log = made();
    let kept = Path::new(env!("CARGO_MANIFEST_DIR")).join("../padron/tests/cmd/log.in");
    let contents = |directory: &Path| -> Vec<_> {
        let name = |path: &Path| path.strip_prefix(directory).unwrap().to_owned();
        files(directory).into_iter().map(|path| (name(&path), fs::read(&path).unwrap())).collect()
    };
    if !kept.exists() || contents(&kept) != contents(log.dir.path()) {
        let made = log.dir.keep();
        panic!("{} is not what is made here; if that is right, put {} in its place", kept.display(), made.display());
    }
}
