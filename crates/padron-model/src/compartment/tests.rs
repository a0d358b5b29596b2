use proptest::prelude::*;

use super::*;

#[test]
fn records_are_hexadecimal() {
    let id = RecordId([0xab; 16]);
    assert_eq!(serde_json::to_string(&id).unwrap(), format!("\"{}\"", "ab".repeat(16)));
    assert_eq!(RecordId::parse(&"AB".repeat(16)), Err(Invalid::at(Subject::Identifier, Rule::Character, 1)));
    assert_eq!(RecordId::parse("ab"), Err(Invalid::whole(Subject::Identifier, Rule::Length)));
    assert!(serde_json::from_str::<RecordId>("\"zz\"").is_err());
}

#[test]
fn identifiers_are_kebab() {
    assert!(PartyId::parse("custodian-1").is_ok());
    for (text, position) in [("", None), (&*"a".repeat(41), None), ("Abc", Some(1)), ("a_b", Some(2)), ("añ", Some(2))]
    {
        let expected = Invalid { subject: Subject::Identifier, rule: Rule::Identifier, position };
        assert_eq!(OperatorId::parse(text), Err(expected));
        assert!(serde_json::from_str::<RegisterId>(&format!("{text:?}")).is_err());
    }
}

#[test]
fn compartments_have_their_ids() {
    for compartment in Compartment::ALL {
        assert_eq!(Compartment::parse(compartment.as_str()), Ok(compartment));
        assert_eq!(serde_json::to_string(&compartment).unwrap(), format!("\"{compartment}\""));
    }
    assert!(Compartment::parse("Line").is_err());
}

proptest! {
    #[test]
    fn records_are_read_back(bytes in any::<[u8; 16]>()) {
        let id = RecordId(bytes);
        prop_assert_eq!(RecordId::parse(&id.to_string()), Ok(id));
        prop_assert_eq!(serde_json::from_str::<RecordId>(&serde_json::to_string(&id).unwrap()).unwrap(), id);
    }

    #[test]
    fn reading_is_total(text in "\\PC{0,50}") {
        let _ = RecordId::parse(&text);
        if let Ok(id) = PartyId::parse(&text) {
            prop_assert_eq!(id.as_str(), text);
        }
    }
}
