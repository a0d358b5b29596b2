//! Formats and arithmetic of `padron-tlog`.
//!
//! Random bytes seldom make a signed note, so each parser also reads a good text with the bytes as edits of it.

use padron_tlog::{
    AddCheckpoint, Checkpoint, Frontier, Hash, Note, NoteSignature, SignedCheckpoint, TileId, TileMap, TlogProof,
    VerifierKey, consistency_proof, consistency_tiles, decode_bundle, encode_bundle, inclusion_proof, inclusion_tiles,
    leaf_hash, parse_cosignatures, root_of, root_tiles, verify_consistency, verify_inclusion,
};

/// A request to a witness. The parts of it are a note, a checkpoint and lines of signatures.
const REQUEST: &str = "old 5\n\
    vYwbyvcN9yTXXf1CyVuNIomcMMV8VISJJBDJlzuGaLg=\n\
    +MvKjt0dxF9+/ziiIi+1cFZG7BeAmysh1XoS2jIJoOY=\n\
    \n\
    registrar.example/log\n\
    7\n\
    LX9S4ipDxQNHUBMsMwDryw3QzGwMtZ5pejGx0TFAKK4=\n\
    \n\
    \u{2014} registrar.example/log QM60lwinCbWVqArDTMY9peS7a1tqcHhbhk02EWsP7H4u7XUrJfMKsb8HWSROJJrcSxANPR7FVsaa7eqXrtx7s+9asgc=\n\
    \u{2014} witness.example/w1 6irQBwAAAAAAAAAK6243iPp8RgBFYv8nexmRLM0pa5RQyABEP1RVaN9UTSQxzUM9DyheRQR88+/FuI4v9d/mpIeLXSs4ZMCKn6vPBA==\n";
const VKEY: &str = "registrar.example/log+40ceb497+AYqI4910CfGV/VLbLTy6XXLKZwm/HZQSG/N0iAG0D29c";

/// Signed notes and their lines, and what a witness answers.
pub fn notes(data: &[u8]) {
    let (_, note) = parts();
    each(data, note, |text| {
        if let Ok(note) = Note::parse(text) {
            assert_eq!(note.to_string(), text);
        }
    });
    let lines = &note[note.find('\u{2014}').unwrap_or_default()..];
    each(data, lines, |text| {
        if let Ok(line) = NoteSignature::parse_line(text) {
            assert_eq!(line.to_line(), text);
        }
        if let Ok(lines) = parse_cosignatures(text) {
            assert_eq!(lines.iter().map(NoteSignature::to_line).collect::<String>(), text);
        }
    });
}

/// Checkpoints, signed or not.
pub fn checkpoints(data: &[u8]) {
    let key = VerifierKey::parse(VKEY);
    let (_, note) = parts();
    each(data, note, |text| {
        if let Ok(checkpoint) = Checkpoint::parse(text) {
            assert_eq!(checkpoint.to_text(), text);
        }
        if let Ok(signed) = SignedCheckpoint::parse(text) {
            assert_eq!(signed.to_string(), text);
            assert_eq!(signed.checkpoint.to_text(), signed.note.text);
            // Whatever was edited, the log signed nothing but the text it signed.
            let believed = key.as_ref().is_ok_and(|key| signed.signed_by(key).is_ok());
            assert!(
                !believed || note.split_once("\n\n").is_some_and(|(text, _)| signed.note.text == format!("{text}\n"))
            );
        }
    });
}

/// Proofs that stand alone.
pub fn tlog_proofs(data: &[u8]) {
    let (head, note) = parts();
    let hashes = head.split_once('\n').map_or("", |(_, hashes)| hashes);
    let proof = format!("c2sp.org/tlog-proof@v1\nextra ZXh0cmE=\nindex 5\n{hashes}\n{note}");
    each(data, &proof, |text| {
        if let Ok(proof) = TlogProof::parse(text) {
            assert_eq!(proof.to_string(), text);
            assert!(proof.includes(b"what nobody logged").is_err());
        }
    });
}

/// Requests to a witness.
pub fn add_checkpoints(data: &[u8]) {
    each_bytes(data, REQUEST, |bytes| {
        if let Ok(request) = AddCheckpoint::parse(bytes) {
            assert_eq!(request.to_string().as_bytes(), bytes);
        }
    });
}

/// Keys of logs and witnesses.
pub fn verifier_keys(data: &[u8]) {
    each(data, VKEY, |text| {
        if let Ok(key) = VerifierKey::parse(text) {
            assert_eq!(key.to_string(), text);
        }
    });
}

/// Paths of tiles.
pub fn tile_paths(data: &[u8]) {
    each(data, "tile/entries/x001/x234/067.p/8", |text| {
        if let Ok(tile) = TileId::parse(text) {
            assert_eq!(tile.path(), text);
        }
    });
}

/// Entry bundles, and tiles of any level.
pub fn bundles(data: &[u8]) {
    let Some(([width], bytes)) = data.split_first_chunk() else { return };
    let width = u16::from(*width) + 1;
    if let Ok(entries) = decode_bundle(bytes, width) {
        assert_eq!(entries.len(), usize::from(width));
        assert!(encode_bundle(entries).is_ok_and(|again| again == bytes));
    }
    for path in ["tile/entries/000", "tile/0/000", "tile/1/000.p/2"] {
        let Ok(id) = TileId::parse(path) else { return };
        let mut map = TileMap::new();
        if map.insert(id, bytes.to_vec()).is_ok() {
            assert_eq!(map.get(&id), Some(bytes));
            assert!(map.get(&TileId { width: 1, ..id }).is_some_and(|part| bytes.starts_with(part)));
        }
    }
}

/// Right edges of trees.
pub fn frontiers(data: &[u8]) {
    let Ok(mut frontier) = Frontier::decode(data) else { return };
    assert_eq!(frontier.encode(), data);
    let (size, root) = (frontier.size(), frontier.root());
    if frontier.append(&leaf_hash(data)).is_ok() {
        assert!(frontier.size() == size + 1 && frontier.root() != root);
        assert_eq!(Frontier::decode(&frontier.encode()), Ok(frontier));
    }
}

/// Proofs of any numbers and hashes: checked, and made from tiles that are all alike.
pub fn tree_proofs(data: &[u8]) {
    let Some((numbers, rest)) = data.split_first_chunk::<16>() else { return };
    let number = |bytes: &[u8]| bytes.iter().fold(0u64, |number, byte| number << 8 | u64::from(*byte));
    let (first, size) = (number(&numbers[..8]), number(&numbers[8..]));
    let hashes: Vec<_> = rest.as_chunks().0.iter().copied().map(Hash).take(64).collect();
    let root = hashes.first().copied().unwrap_or(Hash::EMPTY_TREE);
    let _ = verify_inclusion(&root, first, size, &root, &hashes);
    let _ = verify_consistency(first, &root, size, &root, &hashes);
    let mut map = TileMap::new();
    for id in
        [inclusion_tiles(first, size), consistency_tiles(first, size), root_tiles(size), root_tiles(first)].concat()
    {
        assert!(map.insert(id, vec![7; usize::from(id.width) * 32]).is_ok());
    }
    // Tiles of one hash fit each other only where there is one level of them.
    let Ok(root) = root_of(size, &map) else { return };
    if let Ok(proof) = inclusion_proof(first, size, &map) {
        let verified = verify_inclusion(&Hash([7; 32]), first, size, &root, &proof);
        assert!(verified.is_ok() || size >= 256);
    }
    if let (Ok(proof), Ok(old)) = (consistency_proof(first, size, &map), root_of(first, &map)) {
        assert!(verify_consistency(first, &old, size, &root, &proof).is_ok() || size >= 256);
    }
}

/// The lines before the checkpoint of the request, with the empty line left out, and its checkpoint.
fn parts() -> (&'static str, &'static str) {
    let (head, note) = REQUEST.split_once("\n\n").unwrap_or_default();
    (&REQUEST[..=head.len()], note)
}

fn each(data: &[u8], good: &str, check: impl Fn(&str)) {
    each_bytes(data, good, |bytes| {
        if let Some(text) = crate::text(bytes) {
            check(text);
        }
    });
}

/// The bytes as they are, and a good text after the edits that they say: three bytes each, a place and what comes there.
fn each_bytes(data: &[u8], good: &str, check: impl Fn(&[u8])) {
    check(data);
    let mut edited = good.as_bytes().to_vec();
    for [high, low, byte] in data.as_chunks().0.iter().take(64) {
        let place = usize::from(u16::from_be_bytes([*high, *low]) & 0x3fff) % (edited.len() + 1);
        match high >> 6 {
            0 => edited.insert(place, *byte),
            1 if place < edited.len() => drop(edited.remove(place)),
            2 => edited.truncate(place.max(edited.len() - edited.len().min(usize::from(*byte)))),
            _ => edited.get_mut(place).into_iter().for_each(|old| *old = *byte),
        }
    }
    check(&edited);
}
