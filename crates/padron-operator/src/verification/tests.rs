use super::*;
use crate::tests::{OPERATOR, confirmed, gateway, parsed};
use padron_protocol::testing::{Country, delivery, rng, signer, uuid};
use padron_protocol::{Base64, Hash32};

/// What becomes of two rows under a verifier's answer, bent.
fn read(bend: impl FnOnce(&mut VerificationReply)) -> Result<Vec<Option<ProblemType>>, ProblemType> {
    let gateway = gateway(&Country::new(1));
    let rows = parsed(&gateway, 2);
    let (rows, asked) = gateway.ask_verifier(rows, &mut rng()).unwrap();
    let mut reply = confirmed(&asked, |_, _| {});
    bend(&mut reply);
    let read = gateway.read_verifications(rows, reply).map_err(|problem| problem.problem_type().unwrap())?;
    Ok(read.into_iter().map(|row| row.err().and_then(|problem| problem.problem_type())).collect())
}

/// The same under a verifier that signs something else about the first row.
fn lied(lie: impl Fn(&mut VerificationStatement)) -> Vec<Option<ProblemType>> {
    let gateway = gateway(&Country::new(1));
    let rows = parsed(&gateway, 2);
    let (rows, asked) = gateway.ask_verifier(rows, &mut rng()).unwrap();
    let reply = confirmed(&asked, |at, statement| {
        if at == 0 {
            lie(statement)
        }
    });
    let read = gateway.read_verifications(rows, reply).unwrap();
    read.into_iter().map(|row| row.err().and_then(|problem| problem.problem_type())).collect()
}

fn first(reply: &mut VerificationReply) -> &mut Verified {
    match &mut reply.rows[0] {
        VerificationOutcome::Verified(verified) => verified,
        VerificationOutcome::Refused(_) => unreachable!("everybody was confirmed"),
    }
}

const BAD: Option<ProblemType> = Some(ProblemType::BadVerification);

#[test]
fn an_honest_answer_is_read_and_a_refusal_is_handed_on() {
    assert_eq!(read(|_| {}), Ok(vec![None, None]));
    let refused = read(|reply| reply.rows[0] = VerificationOutcome::Refused(ProblemType::NotVerified.into()));
    assert_eq!(refused, Ok(vec![Some(ProblemType::NotVerified), None]));
}

#[test]
fn a_verifier_that_signs_another_holder_number_or_record_is_not_believed() {
    assert_eq!(lied(|_| {}), [None, None]);
    assert_eq!(lied(|statement| statement.attributes = Hash32([7; 32])), [BAD, None]);
    assert_eq!(lied(|statement| statement.record = uuid("another")), [BAD, None]);
    assert_eq!(lied(|statement| statement.number = Hash32([7; 32])), [BAD, None]);
}

#[test]
fn an_answer_that_does_not_fit_is_refused_row_by_row_or_whole() {
    assert_eq!(read(|reply| first(reply).secrets.0[0] ^= 1), Ok(vec![BAD, None]), "it was altered");
    assert_eq!(read(|reply| reply.rows.swap(0, 1)), Ok(vec![BAD, BAD]), "the rows are exchanged");
    assert_eq!(read(|reply| first(reply).statement = "no.jws".into()), Ok(vec![BAD, None]));
    let by_another = |reply: &mut VerificationReply| {
        let statement = Unchecked::<VerificationStatement>::parse(&first(reply).statement, "verifier").unwrap();
        first(reply).statement = signer("registrar").sign(statement.claimed()).unwrap();
    };
    assert_eq!(read(by_another), Ok(vec![BAD, None]), "somebody else has signed");
    assert_eq!(read(|reply| drop(reply.rows.pop())), Err(ProblemType::BadVerification), "a row is missing");
    assert_eq!(read(|reply| reply.key = Base64(vec![0; 31])), Err(ProblemType::BadVerification));
}

#[test]
fn only_the_verifier_can_read_whom_it_is_asked_about() {
    let gateway = gateway(&Country::new(1));
    let rows = parsed(&gateway, 1);
    let (rows, asked) = gateway.ask_verifier(rows, &mut rng()).unwrap();
    let opened = |id: &str| {
        let info = holders_info("test", OPERATOR);
        let receiver = BatchReceiver::new(&delivery(id), &info, &asked.key.0).unwrap();
        receiver.open_row(0, asked.rows[0].record.as_bytes(), &asked.rows[0].holder.0).ok()
    };
    assert!(opened("verifier").unwrap() == rows[0].parsed.holder);
    assert!(opened("registrar").is_none());
}
