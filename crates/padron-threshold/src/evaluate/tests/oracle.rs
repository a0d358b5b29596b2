//! The `voprf` crate as an oracle, with random keys and inputs, in both directions.

use super::*;
use crate::rng::OldRng;
use voprf::{BlindedElement, EvaluationElement, Group, Proof, Ristretto255, VoprfClient, VoprfServer};

type Client = VoprfClient<Ristretto255>;
type Server = VoprfServer<Ristretto255>;

fn oracle(secret: Scalar, input: &[u8]) -> Vec<u8> {
    Server::new_with_key(&secret.to_bytes()).unwrap().evaluate(input).unwrap().to_vec()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]
    #[test]
    fn our_quorum_gives_the_oracles_output(
        seed: u64,
        (threshold, custodians) in (1u16..=5).prop_flat_map(|n| (1..=n, Just(n))),
        inputs in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..40), 1..6)
    ) {
        let secret = scalar(seed);
        let (public, shares) =
            deal_scalar(Purpose::Line, EPOCH, threshold, custodians, secret, &mut rng(seed ^ 1)).unwrap();
        let inputs: Vec<&[u8]> = inputs.iter().map(Vec::as_slice).collect();
        let (blinding, elements) = blind(&public, &inputs, &mut rng(seed ^ 2)).unwrap();
        let skip = usize::from(custodians - threshold);
        let part = |share| evaluate(share, &public, &elements, &mut rng(seed ^ 3)).unwrap();
        let parts: Vec<_> = shares.iter().skip(skip).map(part).collect();
        for (input, output) in inputs.iter().zip(combine(&public, &blinding, &parts).unwrap()) {
            prop_assert_eq!(output.as_bytes().as_slice(), oracle(secret, input));
        }
    }

    /// For batches of one and two, proofs are the RFC's: its client accepts what our custodian sends.
    #[test]
    fn the_oracles_client_accepts_our_custodian(seed: u64, batch in 1usize..=2) {
        let secret = scalar(seed);
        let (public, share) = single_from_scalar(Purpose::Line, EPOCH, secret.to_bytes()).unwrap();
        let inputs: Vec<[u8; 8]> = (0..batch as u64).map(|number| (seed ^ number).to_be_bytes()).collect();
        let mut random = rng(seed ^ 1);
        let blinded: Vec<_> =
            inputs.iter().map(|input| Client::blind(input, &mut OldRng(&mut random)).unwrap()).collect();
        let elements: Vec<[u8; 32]> = blinded.iter().map(|result| result.message.serialize().into()).collect();
        let part = evaluate(&share, &public, &elements, &mut rng(seed ^ 2)).unwrap();
        let messages: Vec<_> =
            part.elements.iter().map(|bytes| EvaluationElement::<Ristretto255>::deserialize(bytes).unwrap()).collect();
        let clients: Vec<_> = blinded.into_iter().map(|result| result.state).collect();
        let key = Ristretto255::deserialize_elem(&public.group_bytes()).unwrap();
        let proof = Proof::deserialize(&part.proof).unwrap();
        let outputs = Client::batch_finalize(&inputs, &clients, &messages, &proof, key).unwrap();
        for (input, output) in inputs.iter().zip(outputs) {
            prop_assert_eq!(output.unwrap().to_vec(), oracle(secret, input));
        }
    }

    /// And ours accepts what the oracle's server sends.
    #[test]
    fn our_client_accepts_the_oracles_server(seed: u64, batch in 1usize..=2) {
        let secret = scalar(seed);
        let (public, _) = single_from_scalar(Purpose::Line, EPOCH, secret.to_bytes()).unwrap();
        let inputs: Vec<[u8; 8]> = (0..batch as u64).map(|number| (seed ^ number).to_be_bytes()).collect();
        let inputs: Vec<&[u8]> = inputs.iter().map(<[u8; 8]>::as_slice).collect();
        let (blinding, elements) = blind(&public, &inputs, &mut rng(seed ^ 1)).unwrap();
        let elements: Vec<_> =
            elements.iter().map(|bytes| BlindedElement::<Ristretto255>::deserialize(bytes).unwrap()).collect();
        let server = Server::new_with_key(&secret.to_bytes()).unwrap();
        let mut random = rng(seed ^ 2);
        let answer = server.batch_blind_evaluate(&mut OldRng(&mut random), &elements).unwrap();
        let part = EvaluationPart {
            index: index(1),
            epoch: EPOCH,
            elements: answer.messages.iter().map(|message| message.serialize().into()).collect(),
            proof: answer.proof.serialize().as_slice().try_into().unwrap(),
        };
        for (input, output) in inputs.iter().zip(combine(&public, &blinding, &[part]).unwrap()) {
            prop_assert_eq!(output.as_bytes().as_slice(), oracle(secret, input));
        }
    }
}
