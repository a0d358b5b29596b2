//! A log written here, checked by an implementation that shares nothing with it: Go's golang.org/x/mod/sumdb, by
//! `go/main.go`. Skipped where there is no Go, or no such package where Debian puts it.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]
#![expect(clippy::print_stderr, reason = "whoever runs it must know what was skipped")]

use padron_tlog::{Checkpoint, KeyKind, NoteSigner, SignedCheckpoint, TileId, TreeBuilder, VerifierKey, cosign};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const GO_PATH: &str = "/usr/share/gocode";
const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/go/main.go");
const ORIGIN: &str = "registrar.example/log";

/// What checks log directories; nothing, with the reason on stderr, where it cannot be built.
fn checker(test: &str) -> Option<Checker> {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("go").join(test);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    let package = Path::new(GO_PATH).join("src/golang.org/x/mod/sumdb/tlog");
    let missing = match Command::new("go").arg("version").output() {
        Err(why) => Some(format!("go does not run ({why})")),
        Ok(_) if !package.exists() => Some(format!("{} is not there", package.display())),
        Ok(_) => None,
    };
    if let Some(missing) = missing {
        eprintln!("skipped: {missing}; Debian has golang-go and golang-golang-x-mod-dev");
        return None;
    }
    let program = folder.join("checker");
    let mut go = Command::new("go");
    go.env("GO111MODULE", "off").env("GOPATH", GO_PATH).env("GOFLAGS", "");
    go.env("GOCACHE", Path::new(env!("CARGO_TARGET_TMPDIR")).join("go/cache"));
    let built = go.arg("build").arg("-o").arg(&program).arg(SOURCE).output().unwrap();
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    Some(Checker { folder, program })
}

struct Checker {
    folder: PathBuf,
    program: PathBuf,
}

impl Checker {
    fn run(&self, log: &Path, arguments: &[&str], keys: &[VerifierKey]) -> Output {
        let keys = keys.iter().map(VerifierKey::to_string);
        Command::new(&self.program).args(arguments).arg(log).args(keys).output().unwrap()
    }

    fn accepts(&self, log: &Path, keys: &[VerifierKey]) -> String {
        let output = self.run(log, &[], keys);
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }

    /// That it refuses, and why.
    fn refuses(&self, log: &Path, keys: &[VerifierKey]) -> String {
        let output = self.run(log, &["-records", "20"], keys);
        assert_eq!(output.status.code(), Some(1), "{}", String::from_utf8_lossy(&output.stdout));
        let says = String::from_utf8(output.stderr).unwrap();
        assert!(says.starts_with("refused: "), "{says}");
        says
    }

    /// The directory of a log of `size` entries.
    fn log(&self, name: &str, size: u64) -> PathBuf {
        let log = self.folder.join(name);
        let mut tree = tree(size);
        let tiles = tree.take_tiles();
        write(&log, &tiles, &signed(&tree));
        log
    }
}

fn entry(index: u64) -> Vec<u8> {
    let text = format!("synthetic entry {index}").into_bytes();
    text.into_iter().cycle().take((index * 7 % 100) as usize).collect()
}

fn tree(size: u64) -> TreeBuilder {
    let mut tree = TreeBuilder::new();
    (0..size).for_each(|index| tree.append(&entry(index)).unwrap());
    tree
}

fn log_signer() -> NoteSigner {
    NoteSigner::new(ORIGIN, KeyKind::Ed25519, &[1; 32]).unwrap()
}

fn witness(number: u8) -> NoteSigner {
    NoteSigner::new(&format!("witness.example/w{number}"), KeyKind::CosignatureV1, &[100 + number; 32]).unwrap()
}

fn keys() -> Vec<VerifierKey> {
    vec![log_signer().verifier(), witness(1).verifier(), witness(2).verifier()]
}

/// The checkpoint of a tree, with two cosignatures.
fn signed(tree: &TreeBuilder) -> SignedCheckpoint {
    let checkpoint = Checkpoint { origin: ORIGIN.into(), size: tree.size(), root: tree.root(), extensions: vec![] };
    let mut signed = SignedCheckpoint::sign(checkpoint, &log_signer()).unwrap();
    for number in [1, 2] {
        let line = cosign(&witness(number), &signed.note.text, 1_800_000_000 + u64::from(number)).unwrap();
        signed.add(line).unwrap();
    }
    signed
}

fn write(log: &Path, tiles: &[(TileId, Vec<u8>)], signed: &SignedCheckpoint) {
    for (id, bytes) in tiles {
        let file = log.join(id.path());
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, bytes).unwrap();
    }
    fs::create_dir_all(log).unwrap();
    fs::write(log.join("checkpoint"), signed.to_string()).unwrap();
}

#[test]
fn go_accepts_logs_of_many_sizes() {
    let Some(checker) = checker("accepts") else { return };
    for size in [0, 1, 2, 255, 256, 257, 511, 512, 3000, 66_000] {
        let log = checker.log(&size.to_string(), size);
        let says = checker.accepts(&log, &keys());
        let first = format!("{ORIGIN}: {size} entries, root {}, cosigned by 2 witnesses\n", tree(size).root());
        assert_eq!(says, format!("{first}witness.example/w1\nwitness.example/w2\n"));
    }
}

#[test]
fn go_accepts_a_log_that_grew_past_its_checkpoint_in_batches() {
    let Some(checker) = checker("grown") else { return };
    let log = checker.folder.join("log");
    let mut tree = TreeBuilder::new();
    let mut before = None;
    for size in [10, 300, 301, 900] {
        (tree.size()..size).for_each(|index| tree.append(&entry(index)).unwrap());
        let tiles = tree.take_tiles();
        write(&log, &tiles, before.as_ref().unwrap_or(&signed(&tree)));
        before = Some(signed(&tree));
        checker.accepts(&log, &keys());
    }
    // The partial tiles of the checkpoint that is published, of 301 entries, are gone, for there are full ones.
    for path in ["tile/0/001.p/45", "tile/entries/001.p/45"] {
        fs::remove_file(log.join(path)).unwrap();
    }
    checker.accepts(&log, &keys());
}

#[test]
fn go_refuses_whatever_is_broken() {
    let Some(checker) = checker("refuses") else { return };
    let log = checker.log("log", 66_000);
    let paths = ["tile/0/000", "tile/0/255", "tile/0/257.p/208", "tile/1/000", "tile/1/001.p/1", "tile/2/000.p/1"];
    let bundles = ["tile/entries/000", "tile/entries/257.p/208"];
    for path in paths.into_iter().chain(bundles) {
        let (file, good) = (log.join(path), fs::read(log.join(path)).unwrap());
        let mut changed = good.clone();
        changed[good.len() / 2] ^= 1;
        let cut = &good[..good.len() - 1];
        let longer = [&good[..], &[0]].concat();
        for bad in [&changed[..], cut, &longer, &[]] {
            fs::write(&file, bad).unwrap();
            checker.refuses(&log, &keys());
        }
        fs::remove_file(&file).unwrap();
        assert!(checker.refuses(&log, &keys()).contains("no such file"));
        fs::write(&file, good).unwrap();
    }
    checker.accepts(&log, &keys());
}

#[test]
fn go_refuses_a_checkpoint_that_is_not_signed_by_all() {
    let Some(checker) = checker("signatures") else { return };
    let log = checker.log("log", 300);
    let good = fs::read_to_string(log.join("checkpoint")).unwrap();
    let lines: Vec<_> = good.lines().collect();
    let without = |line: usize| good.replace(&format!("{}\n", lines[line]), "");
    let of_another = signed(&tree(301)).to_string().replace("\n301\n", "\n300\n");
    for bad in [without(4), without(5), without(6), good.replace("\n300\n", "\n299\n"), of_another, String::new()] {
        fs::write(log.join("checkpoint"), bad).unwrap();
        checker.refuses(&log, &keys());
    }
    fs::write(log.join("checkpoint"), without(6)).unwrap();
    assert!(checker.run(&log, &["-cosignatures", "1"], &keys()).status.success());
    fs::write(log.join("checkpoint"), good).unwrap();
    let mut others = keys();
    others[2] = witness(3).verifier();
    assert!(checker.refuses(&log, &others).contains("1 witnesses cosigned"));
    others[0] = NoteSigner::new(ORIGIN, KeyKind::Ed25519, &[9; 32]).unwrap().verifier();
    checker.refuses(&log, &others);
    checker.accepts(&log, &keys());
}
