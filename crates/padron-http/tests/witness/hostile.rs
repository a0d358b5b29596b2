//! Whatever is sent, nothing breaks and nothing is taken back.

use crate::stand::Stand;
use crate::toy_log::ToyLog;
use padron_tlog::{AddCheckpoint, SignedCheckpoint};
use proptest::prelude::*;
use rand_chacha::ChaCha20Rng;
use rand_chacha::rand_core::SeedableRng as _;

/// Any bytes, and requests with a piece cut out, doubled or changed.
fn bodies(sound: Vec<u8>) -> impl Strategy<Value = Vec<u8>> {
    let length = sound.len();
    let arbitrary = prop::collection::vec(any::<u8>(), 0..400);
    let edited = (0..length, 0..length, prop::collection::vec(any::<u8>(), 0..4)).prop_map(move |(a, b, put)| {
        let (from, to) = (a.min(b), a.max(b));
        [&sound[..from], &put, &sound[to.min(from + 8)..]].concat()
    });
    prop_oneof![arbitrary, edited]
}

#[test]
fn no_bytes_break_it() {
    let log = ToyLog::of(9);
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let stand = runtime.block_on(Stand::fresh(&log));
    runtime.block_on(stand.cosigned(&log.request(0, 5)));
    let sound = log.request(5, 9);
    let text = sound.to_string().into_bytes();
    let config = ProptestConfig { cases: 2000, failure_persistence: None, ..ProptestConfig::default() };
    proptest!(config, |(body in bodies(text.clone()))| {
        let same = body == text;
        let answer = runtime.block_on(stand.post(body));
        prop_assert!(same || (400..500).contains(&answer.status), "{}: {}", answer.status, answer.body);
    });
    let answer = runtime.block_on(stand.newest(&log));
    let newest = SignedCheckpoint::parse(&answer.body).unwrap().checkpoint;
    assert_eq!(newest, log.tree(newest.size));
    assert!(runtime.block_on(stand.add(&sound)).status != 422);
}

/// A liar with the log's key and two histories tries everything; what is cosigned is one history that only grows.
#[tokio::test]
async fn a_liar_cannot_take_anything_back() {
    for seed in 0..6 {
        let mut rng = ChaCha20Rng::seed_from_u64(seed);
        let mut honest = ToyLog::of(12);
        let mut lying = honest.clone();
        honest.grow(40, "entry");
        lying.grow(40, "another entry");
        let histories = [honest, lying];
        let stand = Stand::fresh(&histories[0]).await;
        let mut dice = |sides: u64| u64::from(rng.next_u32()) % sides;
        let (mut size, mut root, mut grown) = (0, histories[0].root(0), 0);
        for _ in 0..300 {
            let shown = &histories[dice(2) as usize];
            // Often from the size that the witness has, as a liar would who has asked for it.
            let old = if dice(2) == 0 { size } else { dice(41) };
            let next = if dice(4) == 0 { dice(41) } else { (size + dice(6)).min(40) };
            let prover = &histories[dice(2) as usize];
            let proof = if old <= next { prover.proof(old, next) } else { Vec::new() };
            let answer = stand.add(&AddCheckpoint { old, proof, checkpoint: shown.checkpoint(next) }).await;
            assert!(answer.status < 500, "{}", answer.body);
            if answer.status != 200 {
                continue;
            }
            assert!(old == size && next >= size, "from {size} to {next}");
            assert_eq!(shown.root(size), root, "another history was cosigned");
            grown += u32::from(next > size);
            (size, root) = (next, shown.root(next));
        }
        assert!(grown > 2, "the liar never got anywhere: the test tries nothing");
        let newest = stand.newest(&histories[0]).await.body;
        assert!(newest.contains(&format!("\n{size}\n{root}\n")), "{newest}");
    }
}
