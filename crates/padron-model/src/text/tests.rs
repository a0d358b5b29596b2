use proptest::prelude::*;

use super::*;

fn parse(text: &[u8], known: &[u8]) -> Result<Vec<(u8, Vec<u8>)>, Invalid> {
    Fields::parse(text, known).map(|fields| fields.entries.iter().map(|(tag, value)| (*tag, value.to_vec())).collect())
}

#[test]
fn a_text_has_one_reading() {
    let text = [1, 2, b'a', b'b', 7, 0];
    assert_eq!(parse(&text, &[1, 7]), Ok(vec![(1, b"ab".to_vec()), (7, Vec::new())]));
    assert_eq!(parse(&text, &[1]), Err(Invalid::at(Subject::Text, Rule::UnknownField, 5)));
    assert_eq!(parse(&text[..3], &[1, 7]), Err(Invalid::at(Subject::Text, Rule::Truncated, 1)));
    assert_eq!(parse(&text[..5], &[1, 7]), Err(Invalid::at(Subject::Text, Rule::Truncated, 5)));
    assert_eq!(parse(&[7, 0, 1, 0], &[1, 7]), Err(Invalid::at(Subject::Text, Rule::FieldOrder, 3)));
    assert_eq!(parse(&[7, 0, 7, 0], &[1, 7]), Err(Invalid::at(Subject::Text, Rule::FieldOrder, 3)));
}

#[test]
fn absent_and_wrong_fields_are_named() {
    let text = [1, 1, 0xff];
    let fields = Fields::parse(&text, &[1, 2]).unwrap();
    assert_eq!(fields.required(2), Err(Invalid::whole(Subject::Text, Rule::MissingField)));
    assert_eq!(fields.required_str(1), Err(Invalid::whole(Subject::Text, Rule::Encoding)));
    assert_eq!(fields.optional(2), None);
}

#[test]
fn the_writer_keeps_order_and_capacity() {
    let mut writer = FieldWriter::new(6);
    assert!(writer.push(2, b"ab").is_ok());
    assert_eq!(writer.push(2, b"").err().unwrap().rule, Rule::FieldOrder);
    assert_eq!(writer.push(3, b"a").err().unwrap().rule, Rule::TooLong);
    assert!(writer.push(3, b"").is_ok());
    assert_eq!(*writer.finish(), [2, 2, b'a', b'b', 3, 0]);
    assert_eq!(FieldWriter::new(1_000).push(1, &[0; 256]).err().unwrap().rule, Rule::TooLong);
}

proptest! {
    #[test]
    fn what_is_written_is_read(fields in proptest::collection::btree_map(any::<u8>(), proptest::collection::vec(any::<u8>(), 0..=255), 0..6)) {
        let mut writer = FieldWriter::new(2_000);
        for (tag, value) in &fields {
            writer.push(*tag, value).unwrap();
        }
        let known: Vec<u8> = fields.keys().copied().collect();
        prop_assert_eq!(parse(&writer.finish(), &known).unwrap(), fields.into_iter().collect::<Vec<_>>());
    }

    #[test]
    fn what_is_read_is_what_would_be_written(text in proptest::collection::vec(0_u8..6, 0..40)) {
        if let Ok(fields) = parse(&text, &[0, 1, 2, 3, 4, 5]) {
            let mut writer = FieldWriter::new(100);
            for (tag, value) in &fields {
                writer.push(*tag, value).unwrap();
            }
            prop_assert_eq!(&*writer.finish(), &text);
        }
    }
}
