//! Compressed streams, found at any offset by their first bytes.

use flate2::read::{DeflateDecoder, MultiGzDecoder, ZlibDecoder};
use std::fs::File;
use std::io::{self, Read, Seek as _, SeekFrom};
use std::path::{Path, PathBuf};

/// What a compressed stream is wrapped in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub(crate) enum PackedFormat {
    /// RFC 1950.
    Zlib,
    /// RFC 1952.
    Gzip,
    /// A member of a ZIP archive: a local file header, then RFC 1951.
    Zip,
}

impl PackedFormat {
    /// The name for reports.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Zlib => "zlib",
            Self::Gzip => "gzip",
            Self::Zip => "zip",
        }
    }
}

/// Whether a stream may begin with this byte.
pub(crate) fn may_begin(byte: u8) -> bool {
    matches!(byte, 0x78 | 0x1f | b'P')
}

/// Whether a stream begins here, and after how many bytes what is to be decoded begins.
pub(crate) fn begins(bytes: &[u8]) -> Option<(PackedFormat, usize)> {
    match bytes {
        [0x78, 0x01 | 0x5e | 0x9c | 0xda, ..] => Some((PackedFormat::Zlib, 0)),
        [0x1f, 0x8b, 8, ..] => Some((PackedFormat::Gzip, 0)),
        [b'P', b'K', 3, 4, rest @ ..] => {
            let length = |at: usize| Some(usize::from(u16::from_le_bytes([*rest.get(at)?, *rest.get(at + 1)?])));
            (length(4)? == 8)
                .then_some((PackedFormat::Zip, 30 + length(22)? + length(24)?))
                .filter(|(_, start)| *start <= bytes.len())
        }
        _ => None,
    }
}

/// Decodes a stream.
pub(crate) fn reader<'a>(format: PackedFormat, packed: impl Read + 'a) -> Box<dyn Read + 'a> {
    match format {
        PackedFormat::Zlib => Box::new(ZlibDecoder::new(packed)),
        PackedFormat::Gzip => Box::new(MultiGzDecoder::new(packed)),
        PackedFormat::Zip => Box::new(DeflateDecoder::new(packed)),
    }
}

/// The rest of a file, opened only if somebody reads on.
pub(crate) struct Rest {
    path: Option<PathBuf>,
    offset: u64,
    file: Option<File>,
}

impl Rest {
    /// The file from an offset on; nothing if there is no file.
    pub(crate) fn new(path: Option<&Path>, offset: u64) -> Self {
        Self { path: path.map(Path::to_owned), offset, file: None }
    }
}

impl Read for Rest {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if let Some(path) = self.path.take() {
            let mut file = File::open(path)?;
            file.seek(SeekFrom::Start(self.offset))?;
            self.file = Some(file);
        }
        self.file.as_mut().map_or(Ok(0), |file| file.read(buffer))
    }
}
