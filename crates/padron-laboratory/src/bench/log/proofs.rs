use super::made::entry;
use anyhow::{Context as _, Result};
use padron_tlog::{
    Checkpoint, KeyKind, Level, NoteSigner, PolicyWitness, SignedCheckpoint, TileMap, TlogProof, TreeBuilder, Window,
    WitnessPolicy, cosign, inclusion_proof,
};
use std::time::{Duration, Instant};

/// Entries of the tree: proofs of 17 hashes.
const ENTRIES: u64 = 100_000;
const LENGTH: Duration = Duration::from_secs(2);

/// Proofs that one thread checks in a second, read from their text each time: with the signatures of the log and of
/// three witnesses, and the inclusion alone.
pub fn per_second() -> Result<(f64, f64)> {
    let (signed, tiles, log, policy) = cosigned_log()?;
    let proofs = (0..100u64)
        .map(|at| {
            let index = at * 997;
            let hashes = inclusion_proof(index, ENTRIES, &tiles)?;
            let proof = TlogProof { extra: None, index, hashes, checkpoint: signed.clone() };
            Ok((entry(index).encode(), proof.to_string()))
        })
        .collect::<Result<Vec<_>>>()?;
    let whole = rate(&proofs, |entry, text| {
        let proof = TlogProof::parse(text)?;
        proof.checkpoint.signed_by(&log.verifier())?;
        policy.check(&proof.checkpoint, Window::ANY)?;
        Ok(proof.includes(entry)?)
    })?;
    let parsed: Vec<_> =
        proofs.iter().map(|(entry, text)| Ok((entry.clone(), TlogProof::parse(text)?))).collect::<Result<Vec<_>>>()?;
    let inclusion = rate(&parsed, |entry, proof| Ok(proof.includes(entry)?))?;
    Ok((whole, inclusion))
}

fn cosigned_log() -> Result<(SignedCheckpoint, TileMap, NoteSigner, WitnessPolicy)> {
    let mut tree = TreeBuilder::new();
    (0..ENTRIES).try_for_each(|index| tree.append(&entry(index).encode()))?;
    let mut tiles = TileMap::new();
    for (id, bytes) in tree.take_tiles() {
        if id.level != Level::Entries {
            tiles.insert(id, bytes)?;
        }
    }
    let log = NoteSigner::new("padron.example/log", KeyKind::Ed25519, &[1; 32])?;
    let checkpoint = Checkpoint { origin: log.name().into(), size: ENTRIES, root: tree.root(), extensions: Vec::new() };
    let mut signed = SignedCheckpoint::sign(checkpoint, &log)?;
    let mut witnesses = Vec::new();
    for at in 1..=3 {
        let witness = NoteSigner::new(&format!("witness-{at}"), KeyKind::CosignatureV1, &[10 + at; 32])?;
        signed.add(cosign(&witness, &signed.note.text, 1)?)?;
        witnesses.push(PolicyWitness { group: witness.name().to_owned(), key: witness.verifier() });
    }
    Ok((signed, tiles, log, WitnessPolicy::new(witnesses, 3, 3)?))
}

#[expect(clippy::disallowed_methods, reason = "this is a measurement")]
fn rate<T>(proofs: &[(Vec<u8>, T)], check: impl Fn(&[u8], &T) -> Result<()>) -> Result<f64> {
    let started = Instant::now();
    let mut checked = 0u64;
    while started.elapsed() < LENGTH {
        for (entry, proof) in proofs {
            check(entry, proof).context("a proof does not hold")?;
        }
        checked += proofs.len() as u64;
    }
    Ok(checked as f64 / started.elapsed().as_secs_f64())
}
