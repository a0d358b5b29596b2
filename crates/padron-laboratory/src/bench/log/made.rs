use anyhow::{Context as _, Result, ensure};
use padron_host::files;
use padron_protocol::log::{Entry, EntryKind, Evaluators, Quorums};
use padron_protocol::messages::status::Figures;
use padron_protocol::sha256_parts;
use padron_tlog::{Checkpoint, KeyKind, NoteSigner, SignedCheckpoint, TileId, TreeBuilder, cosign};
use std::fs;
use std::path::Path;

/// Custodians 1, 2 and 3 evaluated number and holder.
const QUORUMS: Quorums = Quorums { line: Evaluators(7), person: Evaluators(7) };

const ORIGIN: &str = "padron.example/made-log";
/// After so many entries their files are written.
const BETWEEN_FILES: u64 = 65_536;

/// A link as it stands in a log; label and commitment are of nothing.
pub fn entry(index: u64) -> Entry {
    let made = |name: &str| sha256_parts(name, &[&index.to_be_bytes()]);
    let operator = if index.is_multiple_of(3) { "operator-a" } else { "operator-b" };
    Entry::line(EntryKind::Link, operator, (QUORUMS, made("made label")), made("made entry"))
}

/// Makes a log of so many entries in a directory, signed by keys that anybody knows, and says how to check it.
pub fn make(dir: &Path, entries: u64) -> Result<()> {
    ensure!(!dir.exists(), "{} exists; name a directory that does not", dir.display());
    fs::create_dir_all(dir)?;
    let (mut tree, mut figures) = (TreeBuilder::new(), Figures::default());
    while tree.size() < entries {
        for index in tree.size()..entries.min(tree.size() + BETWEEN_FILES) {
            let entry = entry(index);
            tree.append(&entry.encode())?;
            figures.count(&entry);
        }
        let last = tree.size() == entries;
        tree.take_tiles().into_iter().filter(|(id, _)| last || id.is_full()).try_for_each(|tile| write(dir, &tile))?;
    }
    let log = NoteSigner::new(ORIGIN, KeyKind::Ed25519, &[1; 32])?;
    let checkpoint = Checkpoint { origin: ORIGIN.into(), size: entries, root: tree.root(), extensions: Vec::new() };
    let mut signed = SignedCheckpoint::sign(checkpoint, &log)?;
    let time = u64::try_from(padron_host::system::now().as_second())?;
    let mut keys = format!("--key {}", log.verifier());
    for at in 1..=3 {
        let witness = NoteSigner::new(&format!("padron.example/witness-{at}"), KeyKind::CosignatureV1, &[10 + at; 32])?;
        signed.add(cosign(&witness, &signed.note.text, time)?)?;
        keys.push_str(&format!(" --witness {}", witness.verifier()));
    }
    files::write(&dir.join("figures.json"), &serde_json::to_vec(&figures)?)?;
    files::write(&dir.join("checkpoint"), signed.to_string().as_bytes())?;
    println!("padron log verify {} {keys}", dir.display());
    Ok(())
}

fn write(dir: &Path, (id, bytes): &(TileId, Vec<u8>)) -> Result<()> {
    let path = dir.join(id.path());
    let parent = path.parent().context("a tile lies in a directory")?;
    fs::create_dir_all(parent)?;
    Ok(fs::write(&path, bytes)?)
}
