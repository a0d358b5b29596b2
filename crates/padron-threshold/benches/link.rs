//! What one link costs in threshold cryptography, per element, in batches of 256 under 3 of 5 custodians.
//!
//! `cargo bench -p padron-threshold`. The rate that divan prints is elements per second; its inverse is the cost.

#![expect(clippy::expect_used, reason = "a bench that cannot set up its case has nothing to measure")]

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use padron_threshold::{
    Blinding, Compact, Epoch, EvaluationPart, KeyShare, Label, LineToken, OpeningPart, PublicKey, Purpose, Sealed,
    blind, combine, deal, evaluate, open, open_part, pad, seal_batch, verify_batch,
};
use rand_chacha::ChaCha20Rng;
use rand_core::SeedableRng;

const BATCH: usize = 256;
const EPOCH: Epoch = Epoch(1);
const PADDED: usize = 1024;

fn main() {
    divan::main();
}

fn rng() -> ChaCha20Rng {
    ChaCha20Rng::seed_from_u64(7)
}

fn key(purpose: Purpose) -> (PublicKey, Vec<KeyShare>) {
    deal(purpose, EPOCH, 3, 5, &mut rng()).expect("3 of 5 is a valid sharing")
}

fn inputs() -> Vec<[u8; 12]> {
    (0..BATCH).map(|number| std::array::from_fn(|place| (number >> (place % 8)) as u8)).collect()
}

fn blinded(public: &PublicKey) -> (Blinding, Vec<[u8; 32]>) {
    let inputs = inputs();
    let inputs: Vec<&[u8]> = inputs.iter().map(<[u8; 12]>::as_slice).collect();
    blind(public, &inputs, &mut rng()).expect("the batch is valid")
}

/// Parts of the custodians at these positions (0, 1, 2 combine without a division; 0, 2, 4 need one).
fn parts(positions: [usize; 3]) -> (PublicKey, Blinding, Vec<EvaluationPart>) {
    let (public, shares) = key(Purpose::Line);
    let (blinding, elements) = blinded(&public);
    let part = |position: usize| evaluate(&shares[position], &public, &elements, &mut rng()).expect("a valid batch");
    (public.clone(), blinding, positions.map(part).to_vec())
}

#[divan::bench(name = "1 blind")]
fn bench_blind(bencher: Bencher<'_, '_>) {
    let (public, _) = key(Purpose::Line);
    let inputs = inputs();
    let inputs: Vec<&[u8]> = inputs.iter().map(<[u8; 12]>::as_slice).collect();
    let mut rng = rng();
    bencher.counter(ItemsCount::new(BATCH)).bench_local(|| blind(&public, black_box(&inputs), &mut rng).is_ok());
}

#[divan::bench(name = "2 evaluate, one custodian")]
fn bench_evaluate(bencher: Bencher<'_, '_>) {
    let (public, shares) = key(Purpose::Line);
    let (_, elements) = blinded(&public);
    let mut rng = rng();
    bencher
        .counter(ItemsCount::new(BATCH))
        .bench_local(|| evaluate(&shares[0], &public, black_box(&elements), &mut rng).is_ok());
}

#[divan::bench(name = "3 combine", args = [[0, 1, 2], [0, 2, 4]])]
fn bench_combine(bencher: Bencher<'_, '_>, positions: [usize; 3]) {
    let (public, blinding, parts) = parts(positions);
    bencher.counter(ItemsCount::new(BATCH)).bench_local(|| combine(&public, &blinding, black_box(&parts)).is_ok());
}

struct Sealing {
    public: PublicKey,
    shares: Vec<KeyShare>,
    token: LineToken,
    records: Vec<[u8; 16]>,
    padded: Vec<u8>,
}

impl Sealing {
    fn new() -> Self {
        let (public, shares) = key(Purpose::Sealing);
        Self {
            public,
            shares,
            token: LineToken::from_bytes([7; 32]),
            records: (0..BATCH).map(|number| (number as u128).to_be_bytes()).collect(),
            padded: pad(b"nobody", PADDED).expect("it fits").to_vec(),
        }
    }

    fn label<'a>(&'a self, record: &'a [u8; 16]) -> Label<'a> {
        Label {
            register: "test",
            record,
            line_token: &self.token,
            compartment: "subscriber",
            regime: &[9; 32],
            epoch: EPOCH,
        }
    }

    fn items(&self) -> Vec<(Label<'_>, &[u8])> {
        self.records.iter().map(|record| (self.label(record), self.padded.as_slice())).collect()
    }

    fn sealed(&self) -> Vec<Sealed> {
        seal_batch(&self.public, &self.items(), &mut rng()).expect("the items are valid")
    }
}

#[divan::bench(name = "4 seal 1 KiB")]
fn bench_seal(bencher: Bencher<'_, '_>) {
    let sealing = Sealing::new();
    let items = sealing.items();
    let mut rng = rng();
    bencher
        .counter(ItemsCount::new(BATCH))
        .bench_local(|| seal_batch(&sealing.public, black_box(&items), &mut rng).is_ok());
}

#[divan::bench(name = "5 parse sealed")]
fn bench_parse(bencher: Bencher<'_, '_>) {
    let wire: Vec<_> = Sealing::new().sealed().iter().map(Sealed::to_bytes).collect();
    bencher
        .counter(ItemsCount::new(BATCH))
        .bench_local(|| wire.iter().all(|bytes| Sealed::from_bytes(black_box(bytes)).is_ok()));
}

#[divan::bench(name = "6 verify_batch")]
fn bench_verify(bencher: Bencher<'_, '_>) {
    let sealing = Sealing::new();
    let sealed = sealing.sealed();
    let items: Vec<_> = sealing.records.iter().map(|record| sealing.label(record)).zip(&sealed).collect();
    let mut rng = rng();
    bencher
        .counter(ItemsCount::new(BATCH))
        .bench_local(|| verify_batch(&sealing.public, black_box(&items), &mut rng).is_ok());
}

fn compact(sealing: &Sealing) -> Compact {
    let sealed = sealing.sealed();
    let label = sealing.label(&sealing.records[0]);
    Compact::from_bytes(&sealed[0].compact(&sealing.public, &label)).expect("it was just made")
}

#[divan::bench(name = "7 open_part, one custodian")]
fn bench_open_part(bencher: Bencher<'_, '_>) {
    let sealing = Sealing::new();
    let compact = compact(&sealing);
    let label = sealing.label(&sealing.records[0]);
    let mut rng = rng();
    bencher
        .bench_local(|| open_part(&sealing.shares[0], &sealing.public, &label, black_box(&compact), &mut rng).is_ok());
}

#[divan::bench(name = "8 open")]
fn bench_open(bencher: Bencher<'_, '_>) {
    let sealing = Sealing::new();
    let compact = compact(&sealing);
    let label = sealing.label(&sealing.records[0]);
    let part = |share| open_part(share, &sealing.public, &label, &compact, &mut rng()).expect("it is valid");
    let parts: Vec<OpeningPart> = sealing.shares.iter().take(3).map(part).collect();
    bencher.bench_local(|| open(&sealing.public, &label, &compact, black_box(&parts)).is_ok());
}
