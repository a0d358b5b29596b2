use super::*;

#[test]
fn a_person_matches_and_another_name_does_not() {
    let register = SimulatedRegister::new(7, 100, 2);
    for i in 0..100 {
        let holder = register.population().person(i).holder;
        assert!(register.confirm(&holder.encode().unwrap()) == Ok(holder.person_input()), "person {i}");
    }
    let mine = register.population().person(1).holder;
    let theirs = register.population().person(2).holder;
    let (Holder::National { identifier, .. }, Holder::National { name, birth, sex, .. }) = (mine, theirs) else {
        panic!("persons 1 and 2 of this seed are nationals")
    };
    let mixed = Holder::National { identifier, name, birth, sex };
    assert_eq!(register.confirm(&mixed.encode().unwrap()).err(), Some(Verdict::Mismatch));
    assert_eq!(register.confirm(b"nonsense").err(), Some(Verdict::Unknown));
}

#[test]
fn whoever_has_two_documents_is_one_person() {
    let register = SimulatedRegister::new(7, 200, 2);
    let mut found = 0;
    for i in 0..200 {
        let Some(second) = register.second_document(i) else { continue };
        let Holder::Foreigner { name, document, birth, sex, nationality } = register.population().person(i).holder
        else {
            panic!("only foreigners have passports")
        };
        let first = Holder::Foreigner { name: name.clone(), document, birth, sex, nationality };
        let other = Holder::Foreigner { name, document: second.clone(), birth, sex, nationality };
        assert!(other.person_input() != first.person_input());
        assert!(register.confirm(&other.encode().unwrap()) == Ok(first.person_input()), "person {i}");
        let Document::Passport(passport) = second else { panic!("it is a passport") };
        let text = format!("{}:{}", passport.country().as_str(), passport.number());
        assert!(register.login(&text, &register.code(i)) == Some(first.person_input()));
        found += 1;
    }
    assert!(found > 0);
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
