//! Makes the vectors, always the same.

use super::forms::{Consistency, Cosignature, Inclusion, Proof, SignedNote, Tree, hex};
use super::render;
use crate::tests::{ORIGIN, cosigned, entry, log, map, signed, tiles, tree, witness};
use crate::{Hash, TlogProof, consistency_proof, inclusion_proof};
use std::collections::BTreeMap;

const SIZES: [u64; 9] = [1, 2, 3, 7, 8, 13, 256, 257, 300];

pub(super) fn all() -> BTreeMap<String, String> {
    let files = [
        ("tree.json", render("RFC 6962 trees, and their tiles (C2SP tlog-tiles)", trees())),
        ("inclusion.json", render("RFC 6962 inclusion proofs; entries as in tree.json", inclusions())),
        ("consistency.json", render("RFC 6962 consistency proofs; trees as in tree.json", consistencies())),
        (
            "checkpoint.json",
            render("Checkpoints (C2SP tlog-checkpoint) as signed notes, and what is none", checkpoints()),
        ),
        ("cosignature.json", render("Cosignatures (C2SP tlog-cosignature, cosignature/v1)", cosignatures())),
        ("tlog-proof.json", render("Proofs that stand alone (C2SP tlog-proof)", proofs())),
    ];
    files.into_iter().map(|(name, text)| (name.to_owned(), text)).collect()
}

fn texts(hashes: &[Hash]) -> Vec<String> {
    hashes.iter().map(Hash::to_string).collect()
}

fn trees() -> Vec<Tree> {
    let vector = |(comment, entries): (&str, Vec<Vec<u8>>)| {
        let mut tree = crate::TreeBuilder::new();
        let mut roots = vec![tree.root()];
        for entry in &entries {
            tree.append(entry).unwrap();
            roots.push(tree.root());
        }
        Tree {
            comment: comment.to_owned(),
            entries: entries.iter().map(hex).collect(),
            roots: texts(&roots),
            tiles: tree.take_tiles().into_iter().map(|(id, bytes)| (id.path(), hex(bytes))).collect(),
        }
    };
    let reference =
        ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
    let cases = [
        ("the reference tree of Certificate Transparency", reference.iter().map(|entry| super::bytes(entry)).collect()),
        ("a full tile, and a partial one", (0..300).map(entry).collect()),
    ];
    cases.into_iter().map(vector).collect()
}

fn inclusions() -> Vec<Inclusion> {
    let mut vectors = Vec::new();
    for size in SIZES {
        for index in [0, size / 2, size - 1] {
            let proof = inclusion_proof(index, size, &map(tiles(size))).unwrap();
            vectors.push(Inclusion {
                comment: String::new(),
                valid: true,
                entry: hex(entry(index)),
                index,
                size,
                root: tree(size).root().to_string(),
                proof: texts(&proof),
            });
        }
    }
    vectors.dedup_by_key(|vector| (vector.index, vector.size));
    let good = vectors.iter().find(|vector| vector.size == 13 && vector.index == 6).unwrap().clone();
    let bad = |comment: &str, change: &dyn Fn(&mut Inclusion)| {
        let mut vector = Inclusion { comment: comment.to_owned(), valid: false, ..good.clone() };
        change(&mut vector);
        vector
    };
    vectors.extend([
        bad("another entry", &|vector| vector.entry.push_str("00")),
        bad("another place", &|vector| vector.index += 1),
        bad("a place outside of the tree", &|vector| vector.index = 13),
        bad("another size, whose proofs are longer", &|vector| vector.size = 17),
        bad("the root of another tree", &|vector| vector.root = tree(12).root().to_string()),
        bad("two hashes in the wrong order", &|vector| vector.proof.swap(0, 1)),
        bad("a hash too few", &|vector| drop(vector.proof.pop())),
        bad("a hash too many", &|vector| vector.proof.push(vector.root.clone())),
        bad("a tree of more than 2^48 entries", &|vector| vector.size = (1 << 48) + 1),
    ]);
    vectors
}

fn consistencies() -> Vec<Consistency> {
    let mut vectors = Vec::new();
    for size in SIZES {
        for old_size in [0, 1, size / 2, size / 2 + 1, size - 1, size] {
            let proof = consistency_proof(old_size, size, &map(tiles(size))).unwrap();
            vectors.push(Consistency {
                comment: String::new(),
                valid: true,
                old_size,
                old_root: tree(old_size).root().to_string(),
                size,
                root: tree(size).root().to_string(),
                proof: texts(&proof),
            });
        }
    }
    vectors.sort_by_key(|vector| (vector.size, vector.old_size));
    vectors.dedup_by_key(|vector| (vector.size, vector.old_size));
    let good = vectors.iter().find(|vector| vector.size == 13 && vector.old_size == 7).unwrap().clone();
    let bad = |comment: &str, change: &dyn Fn(&mut Consistency)| {
        let mut vector = Consistency { comment: comment.to_owned(), valid: false, ..good.clone() };
        change(&mut vector);
        vector
    };
    vectors.extend([
        bad("the log was rewritten", &|vector| vector.old_root = tree(6).root().to_string()),
        bad("the root of another tree", &|vector| vector.root = tree(12).root().to_string()),
        bad("a hash too few", &|vector| drop(vector.proof.pop())),
        bad("a hash too many", &|vector| vector.proof.push(vector.root.clone())),
        bad("the tree shrank", &|vector| std::mem::swap(&mut vector.old_size, &mut vector.size)),
        bad("an empty tree with the root of another", &|vector| (vector.old_size, vector.proof) = (0, vec![])),
        bad("an empty tree needs no proof", &|vector| {
            (vector.old_size, vector.old_root) = (0, Hash::EMPTY_TREE.to_string());
        }),
        bad("two trees of one size", &|vector| (vector.old_size, vector.proof) = (13, vec![])),
    ]);
    vectors
}

fn checkpoints() -> Vec<SignedNote> {
    let good = |size| SignedNote {
        comment: String::new(),
        valid: true,
        secret: Some(hex([1; 32])),
        key: log().verifier().to_string(),
        note: signed(size).to_string(),
    };
    let mut extended = good(7);
    let mut checkpoint = signed(7).checkpoint;
    checkpoint.extensions = vec!["an extension".into()];
    extended.note = crate::SignedCheckpoint::sign(checkpoint, &log()).unwrap().to_string();
    let mut vectors = vec![good(0), good(1), good(300), extended];
    vectors.push(SignedNote {
        comment: "lines of other keys are ignored".into(),
        secret: None,
        note: cosigned(7, &[(1, 10)]).to_string(),
        ..good(7)
    });
    let note = signed(7).to_string();
    let bad = |comment: &str, note: String| SignedNote {
        comment: comment.to_owned(),
        valid: false,
        secret: None,
        key: log().verifier().to_string(),
        note,
    };
    let line = note.split_once("\n\n").unwrap().1;
    let inner = line.trim_end().rsplit_once(' ').unwrap().1;
    // The signature cut in two, each part with its own padding.
    let padded = |at: usize| format!("{}={}", &inner[..at - 1], &inner[at..]);
    vectors.extend([
        bad("another size than was signed", note.replacen("\n7\n", "\n8\n", 1)),
        bad("a size with a leading zero", note.replacen("\n7\n", "\n07\n", 1)),
        bad("not a size", note.replacen("\n7\n", "\n+7\n", 1)),
        bad("no empty line", note.replacen("\n\n", "\n", 1)),
        bad("no newline at the end", note.trim_end().to_owned()),
        bad("carriage returns", note.replace('\n', "\r\n")),
        bad("a good signature, and one of the same key that is not", format!("{note}{}", signed(8).note.signatures[0])),
        bad("a signature of no known key", cosigned(7, &[(1, 10)]).to_string().replacen(line, "", 1)),
        bad("base64 with padding within", note.replacen(inner, &padded(20), 1)),
    ]);
    vectors
}

fn cosignatures() -> Vec<Cosignature> {
    let text = signed(7).note.text;
    let good = |number: u8, time: u64| Cosignature {
        comment: String::new(),
        time: Some(time),
        secret: Some(hex([100 + number; 32])),
        key: witness(number).verifier().to_string(),
        text: text.clone(),
        line: cosigned(7, &[(number, time)]).note.signatures[1].to_line(),
    };
    let latest = i64::MAX as u64;
    let mut vectors = vec![good(1, 1), good(1, 1_679_315_147), good(2, 1_679_315_147), good(2, latest)];
    let bad = |comment: &str, change: &dyn Fn(&mut Cosignature)| {
        let mut vector =
            Cosignature { comment: comment.to_owned(), time: None, secret: None, ..good(1, 1_800_000_000) };
        change(&mut vector);
        vector
    };
    let altered = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut line = cosigned(7, &[(1, 1_800_000_000)]).note.signatures.remove(1);
        change(&mut line.bytes);
        line.to_line()
    };
    vectors.extend([
        bad("another text", &|vector| vector.text = signed(8).note.text),
        bad("an extension more", &|vector| vector.text.push_str("extension\n")),
        bad("another time than was signed", &|vector| vector.line = altered(&|bytes| bytes[7] += 1)),
        bad("no time", &|vector| vector.line = altered(&|bytes| drop(bytes.drain(..8)))),
        bad("one byte too many", &|vector| vector.line = altered(&|bytes| bytes.push(0))),
        bad("another witness", &|vector| vector.key = witness(2).verifier().to_string()),
    ]);
    vectors
}

fn proofs() -> Vec<Proof> {
    let times = [(1, 1_800_000_000), (2, 1_800_000_005)];
    let standing_alone = |index, size, extra: Option<&[u8]>| {
        let hashes = inclusion_proof(index, size, &map(tiles(size))).unwrap();
        TlogProof { extra: extra.map(<[u8]>::to_vec), index, hashes, checkpoint: cosigned(size, &times) }
    };
    let good = |index, size, extra| Proof {
        comment: String::new(),
        valid: true,
        origin: ORIGIN.to_owned(),
        key: log().verifier().to_string(),
        witnesses: [1, 2, 3].map(|number| witness(number).verifier().to_string()).to_vec(),
        cosignatures: 2,
        entry: hex(entry(index)),
        proof: standing_alone(index, size, extra).to_string(),
    };
    let mut vectors = vec![good(0, 1, None), good(5, 13, None), good(299, 300, None), good(5, 13, Some(b"extra"))];
    let bad = |comment: &str, change: &dyn Fn(&mut Proof)| {
        let mut vector = Proof { comment: comment.to_owned(), valid: false, ..good(5, 13, None) };
        change(&mut vector);
        vector
    };
    vectors.extend([
        bad("another entry", &|vector| vector.entry = hex(entry(6))),
        bad("another place", &|vector| vector.proof = vector.proof.replacen("index 5", "index 6", 1)),
        bad("a place with a leading zero", &|vector| vector.proof = vector.proof.replacen("index 5", "index 05", 1)),
        bad("another log", &|vector| vector.origin = "other.example/log".to_owned()),
        bad("more cosignatures are needed", &|vector| vector.cosignatures = 3),
        bad("an empty line too many", &|vector| vector.proof = vector.proof.replacen("\n\n", "\n\n\n", 1)),
        bad("another version", &|vector| vector.proof = vector.proof.replacen("@v1", "@v2", 1)),
        bad("extra data that is empty", &|vector| vector.proof = vector.proof.replacen("index", "extra \nindex", 1)),
    ]);
    vectors
}
