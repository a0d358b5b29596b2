use super::super::tests::people;
use super::*;

fn index(words: &[&str]) -> (Vec<u8>, Index<ANCHOR>) {
    let mut builder = Builder::default();
    words.iter().for_each(|word| builder.push(Kind::Name, Form::Utf8, false, word.as_bytes()));
    (builder.arena.to_vec(), Index::new(&builder.arena, builder.texts))
}

fn hits(words: &[&str], text: &str) -> Vec<String> {
    let (arena, index) = index(words);
    let mut found = Vec::new();
    index.find(&arena, text.as_bytes(), &mut |hit: Hit| found.push(text[hit.start..hit.end].to_owned()));
    found
}

#[test]
fn the_longest_pattern_is_found_whatever_stands_between() {
    let words = ["abcdefgh", "abcdefghij", "abcdefghijkm", "abcdefghijka", "abcdefghijkl", "bcdefghij"];
    assert_eq!(hits(&words, "abcdefgh."), ["abcdefgh"]);
    assert_eq!(hits(&words, "abcdefghijkz"), ["abcdefghij", "bcdefghij"]);
    assert_eq!(hits(&words, "xxabcdefghijkl"), ["abcdefghijkl", "bcdefghij"]);
    assert_eq!(hits(&words, "abcdefg"), [""; 0]);
    assert_eq!(hits(&[], "abcdefgh"), [""; 0]);
}

#[test]
fn decoys_are_nobodys_numbers() {
    let lines = people(50);
    let patterns = Patterns::new(&lines);
    let real: Vec<&str> = lines.iter().map(Subscriber::number).collect();
    let digits = |pattern: &&Pattern| pattern.kind == Kind::Number && pattern.form == Form::Utf8;
    let of = |decoy: bool| patterns.texts.patterns.iter().filter(digits).filter(move |pattern| pattern.decoy == decoy);
    assert_eq!(of(false).count(), real.len());
    assert_eq!(of(true).count() as u64, DECOYS * real.len() as u64);
    for decoy in of(true) {
        let text = String::from_utf8(bytes_of(&patterns.arena, decoy).to_vec()).unwrap();
        assert!(!real.contains(&text.as_str()));
    }
    assert!(patterns.is_number(real[0].parse().unwrap()) && !patterns.is_number(5) && !patterns.is_number(-1));
}

#[test]
fn packed_digits_are_those_of_a_sim() {
    assert_eq!(decimal("8952", false), [0x89, 0x52]);
    assert_eq!(decimal("89521", true), [0x98, 0x25, 0xf1]);
}
