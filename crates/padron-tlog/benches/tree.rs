//! What a log of many entries costs. `cargo bench -p padron-tlog`; the rate that divan prints is items per second.

#![expect(clippy::expect_used, reason = "a bench that cannot set up its case has nothing to measure")]

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use padron_tlog::{
    Checkpoint, Frontier, Hash, KeyKind, NoteSigner, SignedCheckpoint, TileMap, TreeBuilder, cosign, cosigned_at,
    inclusion_proof, inclusion_proofs, leaf_hash, verify_inclusion,
};

const BATCH: u64 = 20_000;
/// As long as an entry of the register: kinds, actor and commitment.
const ENTRY: usize = 50;

fn main() {
    divan::main();
}

fn entry(index: u64) -> [u8; ENTRY] {
    let mut entry = [7; ENTRY];
    entry[..8].copy_from_slice(&index.to_be_bytes());
    entry
}

fn tree(size: u64) -> TreeBuilder {
    let mut tree = TreeBuilder::new();
    (0..size).for_each(|index| tree.append(&entry(index)).expect("a short entry"));
    tree
}

#[divan::bench(name = "1 append to a tree, with its tiles")]
fn bench_append(bencher: Bencher<'_, '_>) {
    let mut tree = tree(1 << 20);
    tree.take_tiles();
    let append = |mut tree: TreeBuilder| {
        (0..BATCH).for_each(|index| tree.append(black_box(&entry(index))).expect("a short entry"));
        tree.take_tiles()
    };
    bencher.counter(ItemsCount::new(BATCH)).with_inputs(|| tree.clone()).bench_local_values(append);
}

#[divan::bench(name = "2 append to a frontier, as who replays a log")]
fn bench_frontier(bencher: Bencher<'_, '_>) {
    let append = |mut frontier: Frontier| {
        let leaves = (0..BATCH).map(|index| leaf_hash(black_box(&entry(index))));
        leaves.for_each(|leaf| frontier.append(&leaf).expect("a small tree"));
        frontier.root()
    };
    bencher.counter(ItemsCount::new(BATCH)).with_inputs(Frontier::new).bench_local_values(append);
}

#[divan::bench(name = "3 take the tiles of the right edge")]
fn bench_take_tiles(bencher: Bencher<'_, '_>) {
    let mut tree = tree((1 << 20) - 1);
    bencher.bench_local(|| tree.take_tiles());
}

const SIZE: u64 = 1_000_000;

fn proved(index: u64) -> (Hash, Vec<Hash>, TileMap) {
    let mut tree = tree(SIZE);
    let mut tiles = TileMap::new();
    tree.take_tiles().into_iter().for_each(|(id, bytes)| tiles.insert(id, bytes).expect("a tile of this tree"));
    let proof = inclusion_proof(index, SIZE, &tiles).expect("all tiles are there");
    (tree.root(), proof, tiles)
}

#[divan::bench(name = "4 prove that an entry is in a tree of a million")]
fn bench_prove(bencher: Bencher<'_, '_>) {
    let (_, _, tiles) = proved(0);
    bencher.bench_local(|| inclusion_proof(black_box(654_321), SIZE, &tiles));
}

#[divan::bench(name = "5 the same for 256 entries in a row")]
fn bench_prove_many(bencher: Bencher<'_, '_>) {
    let (_, _, tiles) = proved(0);
    let indexes: Vec<_> = (654_321..654_321 + 256).collect();
    bencher.counter(ItemsCount::new(256u64)).bench_local(|| inclusion_proofs(black_box(&indexes), SIZE, &tiles));
}

#[divan::bench(name = "6 verify that an entry is in a tree of a million")]
fn bench_verify(bencher: Bencher<'_, '_>) {
    let (root, proof, _) = proved(654_321);
    let leaf = leaf_hash(&entry(654_321));
    bencher.bench_local(|| verify_inclusion(black_box(&leaf), 654_321, SIZE, &root, &proof).is_ok());
}

fn signed() -> SignedCheckpoint {
    let log = NoteSigner::new("log.example", KeyKind::Ed25519, &[1; 32]).expect("a name");
    let checkpoint = Checkpoint { origin: "log.example".into(), size: 1, root: Hash([7; 32]), extensions: vec![] };
    SignedCheckpoint::sign(checkpoint, &log).expect("a checkpoint")
}

fn witness() -> NoteSigner {
    NoteSigner::new("witness.example", KeyKind::CosignatureV1, &[2; 32]).expect("a name")
}

#[divan::bench(name = "7 cosign")]
fn bench_cosign(bencher: Bencher<'_, '_>) {
    let (witness, signed) = (witness(), signed());
    bencher.bench_local(|| cosign(&witness, black_box(&signed.note.text), 1));
}

#[divan::bench(name = "8 verify a cosignature")]
fn bench_cosigned_at(bencher: Bencher<'_, '_>) {
    let (witness, mut signed) = (witness(), signed());
    signed.add(cosign(&witness, &signed.note.text, 1).expect("a time")).expect("a short note");
    let key = witness.verifier();
    bencher.bench_local(|| cosigned_at(&key, black_box(&signed.note)));
}
