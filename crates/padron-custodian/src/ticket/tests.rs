use crate::fixture::{Case, after};
use padron_protocol::ProblemType;

const HOUR: i64 = 3600;

#[test]
fn one_custodian_that_lies_stops_nobody_and_too_few_parts_give_no_ticket() {
    let asked = |change: &dyn Fn(&mut Case)| {
        let mut case = Case::linked_at(-HOUR);
        change(&mut case);
        let signed = case.world.publish(1);
        let proofs = case.file_proofs(&signed);
        let kind = case.ticket(&proofs, after(1)).map(drop).err().and_then(|problem| problem.problem_type());
        (kind, case.store.accesses.len())
    };
    assert_eq!(asked(&|_| {}), (None, 1));
    let third = |case: &mut Case| {
        let (_, mut lying) = case.parts[0].clone();
        lying.index = 3;
        case.parts.push((3, lying));
    };
    assert_eq!(asked(&third), (None, 1), "the third's part does not hold, and is left out");
    let in_anothers_name = |case: &mut Case| {
        let (_, mut lying) = case.parts[0].clone();
        lying.proof.0[3] ^= 1;
        case.parts.push((3, lying));
    };
    assert_eq!(asked(&in_anothers_name), (None, 1), "nobody is blamed for a part that another sent");
    assert_eq!(asked(&|case| drop(case.parts.pop())), (Some(ProblemType::BadParts), 0));
    assert_eq!(asked(&|case| case.parts[1].1.proof.0[3] ^= 1), (Some(ProblemType::BadParts), 0));
    assert_eq!(
        asked(&|case| case.parts[1] = case.parts[0].clone()),
        (Some(ProblemType::BadParts), 0),
        "one custodian twice"
    );
}
