//! The bare cryptography of a link: the same operations, in the same batches, without HTTP, JSON or storage.
//!
//! The list stands in docs/performance.md.

use anyhow::Result;
use ed25519_signing::{sign_all, verify_all};
use padron_protocol::Hash32;
use padron_protocol::jws::{Signer, Unchecked};
use padron_protocol::log::{
    Between, EntryKind, MoverProof, Moves, SignedMove, check_labels, evaluate_labels, line_hash, prove_labels,
};
use padron_protocol::messages::link::SlotKind;
use padron_protocol::sealed::{KEPT, encode_slots, padded_size};
use padron_threshold::{
    BatchReceiver, BatchSender, Epoch, KeyShare, Label, LineToken, PersonSecret, PublicKey, Purpose, VrfKey, VrfSecret,
    blind, blind_seeded, combine, deal, delivery, evaluate, seal_batch, verify_batch,
};
use rand_chacha::ChaCha20Rng;
use rand_core::{CryptoRng, SeedableRng};
use std::time::{Duration, Instant};

/// The keys that a link needs.
struct BareKeys {
    line: (PublicKey, Vec<KeyShare>),
    person: (PublicKey, Vec<KeyShare>),
    sealing: PublicKey,
    labels: VrfSecret,
}

/// Links per second of the bare cryptography on `threads` threads, measured for about `length`.
pub fn links_per_second(threads: usize, batch: usize, length: Duration) -> Result<f64> {
    let mut rng = ChaCha20Rng::seed_from_u64(1);
    let keys = BareKeys {
        line: deal(Purpose::Line, Epoch(1), 3, 5, &mut rng)?,
        person: deal(Purpose::Person, Epoch(1), 3, 5, &mut rng)?,
        sealing: deal(Purpose::Sealing, Epoch(1), 3, 5, &mut rng)?.0,
        labels: VrfSecret::from_seed(&[1; 32])?,
    };
    let links: Vec<Result<(u64, Duration)>> = std::thread::scope(|scope| {
        let work = |at: usize| {
            let keys = &keys;
            scope.spawn(move || one_thread(keys, batch, length, &mut ChaCha20Rng::seed_from_u64(at as u64)))
        };
        let threads: Vec<_> = (0..threads).map(work).collect();
        threads
            .into_iter()
            .map(|thread| thread.join().unwrap_or_else(|_| Err(anyhow::anyhow!("a thread failed"))))
            .collect()
    });
    let mut rate = 0.0;
    for result in links {
        let (links, elapsed) = result?;
        rate += links as f64 / elapsed.as_secs_f64();
    }
    Ok(rate)
}

#[expect(clippy::disallowed_methods, reason = "this is a measurement")]
fn one_thread(keys: &BareKeys, batch: usize, length: Duration, rng: &mut ChaCha20Rng) -> Result<(u64, Duration)> {
    let started = Instant::now();
    let mut links = 0;
    while started.elapsed() < length {
        one_batch(keys, batch, links, rng)?;
        links += batch as u64;
    }
    Ok((links, started.elapsed()))
}

/// What one batch costs all parties together.
fn one_batch(keys: &BareKeys, batch: usize, from: u64, rng: &mut impl CryptoRng) -> Result<()> {
    let inputs: Vec<Vec<u8>> = (0..batch as u64).map(|at| format!("CURP:{:018}", from + at).into_bytes()).collect();
    // The attester makes the people's elements once more.
    let people: Vec<&[u8]> = inputs.iter().map(Vec::as_slice).collect();
    std::hint::black_box(blind_seeded(&keys.person.0, &people, &[1; 32])?);
    let secrets: Vec<PersonSecret> =
        evaluated(&keys.person, &inputs, rng)?.iter().map(PersonSecret::from_output).collect();
    let (slots_secret, slots_key) = delivery::generate(rng);
    let (sender, enc) = BatchSender::new(&slots_key, b"slots", rng)?;
    let receiver = BatchReceiver::new(&slots_secret, b"slots", &enc)?;
    for (at, secret) in secrets.iter().enumerate() {
        let slots: Vec<[u8; 32]> = (1..=10).map(|j| *secret.slot(j).as_bytes()).collect();
        let sealed = sender.seal_row(u32::try_from(at)?, &[0; 16], &encode_slots(SlotKind::Person, &slots))?;
        std::hint::black_box((receiver.open_row(u32::try_from(at)?, &[0; 16], &sealed)?, secret.view_key(&[0; 16])));
    }
    let signed = sign_all(&inputs);
    let tokens: Vec<LineToken> = evaluated(&keys.line, &inputs, rng)?.iter().map(LineToken::from_output).collect();
    let plains: Vec<Vec<u8>> = KEPT.iter().map(|compartment| vec![0; padded_size(*compartment)]).collect();
    let label = |token, compartment: padron_model::Compartment| Label {
        register: "bench",
        record: &[0; 16],
        line_token: token,
        compartment: compartment.as_str(),
        regime: &[0; 32],
        epoch: Epoch(1),
    };
    let items: Vec<_> = tokens
        .iter()
        .flat_map(|token| KEPT.iter().zip(&plains).map(move |(kept, plain)| (label(token, *kept), plain.as_slice())))
        .collect();
    let sealed = seal_batch(&keys.sealing, &items, rng)?;
    let wire: Vec<Vec<u8>> = sealed.iter().map(padron_threshold::Sealed::to_bytes).collect();
    let parsed = wire.iter().map(|bytes| padron_threshold::Sealed::from_bytes(bytes)).collect::<Result<Vec<_>, _>>()?;
    let checked: Vec<_> = items.into_iter().map(|(label, _)| label).zip(&parsed).collect();
    verify_batch(&keys.sealing, &checked, rng)?;
    verify_all(&signed)?;
    std::hint::black_box(sign_all(&inputs));
    labelled(&keys.labels, &tokens, rng)?;
    Ok(())
}

/// The lines' labels, proved by the registrar and checked by the operator; the operator's one signature over the batch.
fn labelled(labels: &VrfSecret, tokens: &[LineToken], rng: &mut impl CryptoRng) -> Result<()> {
    let places: Vec<(&LineToken, u32)> = tokens.iter().map(|token| (token, 0)).collect();
    let made = evaluate_labels(labels, &places)?;
    let proof = prove_labels(labels, &made.iter().collect::<Vec<_>>(), rng)?;
    let key = VrfKey::from_bytes(labels.public())?;
    std::hint::black_box(check_labels(&key, &places, &proof).map_err(|problem| anyhow::anyhow!("{problem}"))?);
    let commitments = [Hash32::default(); 3];
    let moved = |token| SignedMove {
        kind: EntryKind::Link,
        record: [0; 16],
        line: line_hash(token),
        commitments,
        verification: Hash32::default(),
    };
    let moves: Vec<SignedMove> = tokens.iter().map(moved).collect();
    let between = Between { register: "bench", regime: Hash32::default(), registrar: "registrar", mover: "bench" };
    let signer = Signer::new("bench", &[1; 32]);
    let token = Moves::sign(between, &moves, jiff::Timestamp::UNIX_EPOCH, &signer)?;
    let signed = Unchecked::<Moves>::parse(&token, "bench")?;
    std::hint::black_box(MoverProof::all(&token, signed.claimed(), &moves));
    Ok(())
}

/// Blinded, evaluated by three of five, each proof checked, combined.
fn evaluated(
    key: &(PublicKey, Vec<KeyShare>),
    inputs: &[Vec<u8>],
    rng: &mut impl CryptoRng,
) -> Result<Vec<padron_threshold::Output>> {
    let inputs: Vec<&[u8]> = inputs.iter().map(Vec::as_slice).collect();
    let (blinding, elements) = blind(&key.0, &inputs, rng)?;
    let parts =
        key.1.iter().take(3).map(|share| evaluate(share, &key.0, &elements, rng)).collect::<Result<Vec<_>, _>>()?;
    Ok(combine(&key.0, &blinding, &parts)?)
}

/// Signing and batch verification as the verifier and the registrar do them.
mod ed25519_signing {
    use anyhow::Result;
    use padron_protocol::jws::{Message, PublicSigningKey, Signer, Unchecked, check_all};
    use serde::{Deserialize, Serialize};

    #[derive(Serialize, Deserialize)]
    struct Signed {
        text: String,
    }

    impl Message for Signed {
        const TYPE: &'static str = "padron-bench+jws";
    }

    fn signer() -> Signer {
        Signer::new("bench", &[1; 32])
    }

    pub(super) fn sign_all(texts: &[Vec<u8>]) -> Vec<String> {
        let signer = signer();
        texts
            .iter()
            .filter_map(|text| signer.sign(&Signed { text: String::from_utf8_lossy(text).into_owned() }).ok())
            .collect()
    }

    pub(super) fn verify_all(tokens: &[String]) -> Result<()> {
        let key = PublicSigningKey::from_bytes(&signer().public()).ok_or_else(|| anyhow::anyhow!("no key"))?;
        let parsed =
            tokens.iter().map(|token| Unchecked::<Signed>::parse(token, "bench")).collect::<Result<Vec<_>, _>>()?;
        Ok(check_all(&parsed.iter().collect::<Vec<_>>(), &key)?)
    }
}
