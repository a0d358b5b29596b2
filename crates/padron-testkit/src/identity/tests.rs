use super::*;

#[test]
fn a_person_matches_and_another_name_does_not() {
    let register = SimulatedRegister::new(7, 100, 2);
    for i in 0..100 {
        let holder = register.population().person(i).holder;
        assert_eq!(register.verdict(&holder.encode().unwrap()), Verdict::Match, "person {i}");
    }
    let mine = register.population().person(1).holder;
    let theirs = register.population().person(2).holder;
    let (Holder::National { identifier, .. }, Holder::National { name, birth, sex, .. }) = (mine, theirs) else {
        panic!("persons 1 and 2 of this seed are nationals")
    };
    let mixed = Holder::National { identifier, name, birth, sex };
    assert_eq!(register.verdict(&mixed.encode().unwrap()), Verdict::Mismatch);
    assert_eq!(register.verdict(b"nonsense"), Verdict::Unknown);
}

#[test]
fn only_the_right_code_signs_in() {
    let register = SimulatedRegister::new(7, 100, 2);
    let person = register.population().person(3);
    let Document::Identifier(curp) = person.document() else { panic!("person 3 of this seed has a CURP") };
    let input = register.login(curp.as_str(), &register.code(3)).unwrap();
    assert!(*input == *person.holder.person_input());
    assert!(register.login(curp.as_str(), &register.code(4)).is_none());
    assert!(register.login("nonsense", "000000").is_none());
}
