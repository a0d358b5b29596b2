use super::*;

/// Keeps whatever it is shown.
#[derive(Default)]
struct Keep(Vec<(Layers, Vec<u8>)>);

impl Sink for Keep {
    fn look(&mut self, piece: &ScannedPiece<'_>) {
        self.0.push((piece.layers, piece.bytes.to_vec()));
    }
}

fn shown(bytes: &[u8]) -> Vec<(Layers, Vec<u8>)> {
    let mut keep = Keep::default();
    Walker::new(&mut keep).value(bytes);
    keep.0
}

#[test]
fn encodings_are_followed_three_deep_and_no_deeper() {
    let hex = |bytes: &[u8]| data_encoding::HEXLOWER.encode(bytes).into_bytes();
    let (one, two) = (hex(b"a value, hidden"), hex(&hex(b"a value, hidden")));
    let (three, four) = (hex(&two), hex(&hex(&two)));
    let seen = |bytes: &[u8]| shown(bytes).iter().any(|(_, bytes)| bytes == b"a value, hidden");
    assert!(seen(&one) && seen(&two) && seen(&three));
    assert!(!seen(&four), "an endless descent is bounded");
}

#[test]
fn base64_decodes_at_every_length() {
    for length in 0..20u8 {
        let bytes: Vec<u8> = (0..length).collect();
        let digits: Vec<u8> = data_encoding::BASE64URL_NOPAD.encode(&bytes).bytes().filter_map(base64_digit).collect();
        assert_eq!(decode_base64(&digits), bytes);
    }
}

#[test]
fn a_damaged_stream_shows_what_it_gave_before_it_broke() {
    use std::io::Write as _;
    let text: Vec<u8> = (0..60_000u32).flat_map(|at| at.to_be_bytes()).collect();
    let mut encoder = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(&text).unwrap();
    let mut packed = encoder.finish().unwrap();
    packed.truncate(packed.len() / 2);
    let pieces = shown(&packed);
    let (_, given) =
        pieces.iter().find(|(layers, _)| layers[0] == Some(Layer::Compressed(PackedFormat::Zlib))).unwrap();
    assert!(given.len() > 10_000 && text.starts_with(given));
}
