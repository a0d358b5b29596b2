//! Vectors in `vectors/tlog/`, for other implementations: one file for each kind, with fixed keys and entries.
//!
//! Each is checked twice: the file must be what the generator makes, and each vector must come out again from nothing
//! but its own inputs, with its counterexamples refused. After a deliberate change of format:
//! `cargo test -p padron-tlog -- --ignored writes_the_vector_files`.

mod forms;
mod generate;

use crate::*;
use forms::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use std::collections::BTreeMap;
use std::path::PathBuf;

fn folder() -> PathBuf {
    [env!("CARGO_MANIFEST_DIR"), "../../vectors/tlog"].iter().collect()
}

fn render<T: Serialize>(comment: &str, vectors: Vec<T>) -> String {
    let file = File { comment: comment.to_owned(), vectors };
    serde_json::to_string_pretty(&file).unwrap() + "\n"
}

fn files() -> BTreeMap<String, String> {
    let files = std::fs::read_dir(folder()).unwrap().map(|file| file.unwrap());
    files.map(|file| (file.file_name().into_string().unwrap(), std::fs::read_to_string(file.path()).unwrap())).collect()
}

fn read<T: DeserializeOwned>(text: &str) -> Vec<T> {
    let File { vectors, .. } = serde_json::from_str(text).unwrap();
    assert!(!vectors.is_empty());
    vectors
}

#[test]
fn the_folder_holds_what_the_generator_makes_and_nothing_else() {
    let (found, made) = (files(), generate::all());
    assert!(found.keys().eq(made.keys()), "{:?}", found.keys());
    for (name, text) in made {
        assert!(found[&name] == text, "vectors/tlog/{name} differs from what the code makes");
    }
}

#[test]
fn every_vector_follows_from_its_own_inputs() {
    for (name, text) in files() {
        match name.as_str() {
            "tree.json" => read(&text).into_iter().for_each(tree),
            "inclusion.json" => read(&text).into_iter().for_each(inclusion),
            "consistency.json" => read(&text).into_iter().for_each(consistency),
            "checkpoint.json" => read(&text).into_iter().for_each(checkpoint),
            "cosignature.json" => read(&text).into_iter().for_each(cosignature),
            "tlog-proof.json" => read(&text).into_iter().for_each(tlog_proof),
            _ => panic!("no check for vectors/tlog/{name}"),
        }
    }
}

fn hash(text: &str) -> Hash {
    Hash::parse(text).unwrap()
}

fn hashes(texts: &[String]) -> Vec<Hash> {
    texts.iter().map(|text| hash(text)).collect()
}

fn bytes(hex: &str) -> Vec<u8> {
    super::hex(hex)
}

fn tree(vector: Tree) {
    let mut tree = TreeBuilder::new();
    let mut roots = vec![tree.root().to_string()];
    for entry in &vector.entries {
        tree.append(&bytes(entry)).unwrap();
        roots.push(tree.root().to_string());
    }
    assert_eq!(roots, vector.roots);
    let tiles: BTreeMap<_, _> = tree.take_tiles().into_iter().map(|(id, bytes)| (id.path(), hex(bytes))).collect();
    assert_eq!(tiles, vector.tiles);
}

fn inclusion(vector: Inclusion) {
    let (leaf, root) = (leaf_hash(&bytes(&vector.entry)), hash(&vector.root));
    let result = verify_inclusion(&leaf, vector.index, vector.size, &root, &hashes(&vector.proof));
    assert_eq!(result.is_ok(), vector.valid, "{}", vector.comment);
}

fn consistency(vector: Consistency) {
    let (old_root, root) = (hash(&vector.old_root), hash(&vector.root));
    let result = verify_consistency(vector.old_size, &old_root, vector.size, &root, &hashes(&vector.proof));
    assert_eq!(result.is_ok(), vector.valid, "{}", vector.comment);
}

fn checkpoint(vector: SignedNote) {
    let key = VerifierKey::parse(&vector.key).unwrap();
    let result = SignedCheckpoint::parse(&vector.note).and_then(|signed| signed.signed_by(&key));
    assert_eq!(result.is_ok(), vector.valid, "{}", vector.comment);
    if let Some(secret) = vector.secret {
        let signer = NoteSigner::new(key.name(), key.kind(), &bytes(&secret).try_into().unwrap()).unwrap();
        let checkpoint = SignedCheckpoint::parse(&vector.note).unwrap().checkpoint;
        assert_eq!(SignedCheckpoint::sign(checkpoint, &signer).unwrap().to_string(), vector.note);
    }
}

fn cosignature(vector: Cosignature) {
    let key = VerifierKey::parse(&vector.key).unwrap();
    let note = Note { text: vector.text.clone(), signatures: vec![NoteSignature::parse_line(&vector.line).unwrap()] };
    let result = cosigned_at(&key, &note);
    assert_eq!(result.ok().flatten(), vector.time, "{}", vector.comment);
    if let (Some(secret), Some(time)) = (vector.secret, vector.time) {
        let signer = NoteSigner::new(key.name(), key.kind(), &bytes(&secret).try_into().unwrap()).unwrap();
        assert_eq!(cosign(&signer, &vector.text, time).unwrap().to_line(), vector.line);
    }
}

fn tlog_proof(vector: Proof) {
    let witnesses = vector.witnesses.iter().map(|key| PolicyWitness {
        key: VerifierKey::parse(key).unwrap(),
        group: VerifierKey::parse(key).unwrap().name().to_owned(),
    });
    let policy = WitnessPolicy::new(witnesses.collect(), vector.cosignatures, 1).unwrap();
    let log = KnownLog { origin: vector.origin, keys: vec![VerifierKey::parse(&vector.key).unwrap()] };
    let accepted = TlogProof::parse(&vector.proof).is_ok_and(|proof| {
        assert_eq!(proof.to_string(), vector.proof);
        let cosigned = policy.check(&proof.checkpoint, Window::ANY);
        log.check(&proof.checkpoint).is_ok() && cosigned.is_ok() && proof.includes(&bytes(&vector.entry)).is_ok()
    });
    assert_eq!(accepted, vector.valid, "{}", vector.comment);
}

#[test]
#[ignore = "writes vectors/tlog after a deliberate change of format"]
fn writes_the_vector_files() {
    for (name, text) in generate::all() {
        std::fs::write(folder().join(name), text).unwrap();
    }
}
