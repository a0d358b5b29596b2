use super::*;
use crate::contract::Endpoint as _;
use crate::contract::registrar::{Link, LogRequest};
use jiff::ToSpan;
use rand_chacha::{ChaCha20Rng, rand_core::SeedableRng};

fn request<'a>() -> Request<'a> {
    Request {
        register: "mx",
        regime: Hash32([1; 32]),
        audience: "registrar",
        method: "POST",
        path: Link::PATH,
        body: b"{}",
    }
}

fn signed() -> (String, PublicSigningKey, Timestamp) {
    let now = Timestamp::from_second(1_800_000_000).unwrap();
    let signer = Signer::new("operator-1", &[3; 32]);
    let token = request().sign(&signer, now, &mut ChaCha20Rng::seed_from_u64(1)).unwrap();
    (token, PublicSigningKey::from_bytes(&signer.public()).unwrap(), now)
}

#[test]
fn a_request_is_good_for_its_own_callee_and_body() {
    let (token, key, now) = signed();
    assert!(request().check(&token, "operator-1", &key, now).is_ok());
    let wrong = [
        (Request { register: "kz", ..request() }, "register"),
        (Request { regime: Hash32([2; 32]), ..request() }, "regime"),
        (Request { audience: "custodian-1", ..request() }, "party"),
        (Request { method: "GET", ..request() }, "method"),
        (Request { path: LogRequest::PATH, ..request() }, "path"),
        (Request { body: b"{} ", ..request() }, "body"),
    ];
    for (request, what) in wrong {
        assert_eq!(request.check(&token, "operator-1", &key, now), Err(CallerError::Elsewhere(what)));
    }
    assert_eq!(request().check(&token, "operator-2", &key, now), Err(CallerError::Jws(JwsError::Header)));
}

#[test]
fn a_request_grows_old_and_cannot_come_from_the_future() {
    let (token, key, now) = signed();
    for (seconds, good) in [(-31, false), (-30, true), (90, true), (91, false)] {
        let then = now.checked_add(seconds.seconds()).unwrap();
        assert_eq!(request().check(&token, "operator-1", &key, then).is_ok(), good, "{seconds}");
    }
}
