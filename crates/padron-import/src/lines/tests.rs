use super::*;

fn all(bytes: &[u8], at_once: usize) -> Vec<(Vec<u8>, u64, bool)> {
    let mut lines = FileLines::new(io::BufReader::with_capacity(at_once, bytes));
    std::iter::from_fn(|| lines.next().unwrap()).map(|line| (line.bytes.to_vec(), line.end, line.too_long)).collect()
}

#[test]
fn line_ends_are_removed_whatever_they_are() {
    let expected = vec![
        (b"a".to_vec(), 3, false),
        (b"".to_vec(), 4, false),
        (b"b\rc".to_vec(), 8, false),
        (b"d".to_vec(), 9, false),
    ];
    for at_once in 1..12 {
        assert_eq!(all(b"a\r\n\nb\rc\nd", at_once), expected);
    }
    assert_eq!(all(b"", 8), vec![]);
    assert_eq!(all(b"\n", 8), vec![(b"".to_vec(), 1, false)]);
}

#[test]
fn a_line_over_the_limit_is_skipped_and_the_next_one_is_whole() {
    let mut bytes = vec![b'x'; LONGEST];
    bytes.push(b'\n');
    bytes.extend(vec![b'y'; LONGEST * 3 + 1]);
    bytes.extend(b"\nz");
    let lines = all(&bytes, 1000);
    assert_eq!(lines.len(), 3);
    assert_eq!((lines[0].0.len(), lines[0].2), (LONGEST, false));
    assert_eq!((lines[1].0.len(), lines[1].2), (0, true));
    assert_eq!(lines[2], (b"z".to_vec(), bytes.len() as u64, false));
}

#[test]
fn lines_that_are_given_back_come_again_in_order() {
    let mut lines = FileLines::new(&b"a\nb\nc\n"[..]);
    let taken: Vec<Line> = (0..2).filter_map(|_| lines.next().unwrap()).collect();
    lines.give_back(taken);
    let rest: Vec<_> =
        std::iter::from_fn(|| lines.next().unwrap()).map(|line| (line.bytes.to_vec(), line.end)).collect();
    assert_eq!(rest, [(b"a".to_vec(), 2), (b"b".to_vec(), 4), (b"c".to_vec(), 6)]);
}

#[test]
fn encodings() {
    let text = |encoding: Encoding, bytes: &[u8]| encoding.decode(bytes).map(|text| text.to_string());
    for (encoding, bytes, expected) in [
        (Encoding::Detect, "Muñoz".as_bytes(), Some("Muñoz")),
        (Encoding::Detect, b"Mu\xf1oz", Some("Muñoz")),
        (Encoding::Detect, b"O\x92Hara", Some("O’Hara")),
        (Encoding::Utf8, b"Mu\xf1oz", None),
        (Encoding::Latin1, "ñ".as_bytes(), Some("Ã±")),
    ] {
        assert_eq!(text(encoding, bytes).as_deref(), expected);
    }
}

#[test]
fn latin1_never_grows_its_buffer() {
    let text = latin1(&[0x99; 1000]);
    assert_eq!((text.len(), text.capacity()), (3000, 3000));
}
