// Checks the directory of any log that follows C2SP tlog-tiles, with nothing but Go's own implementation
// (golang.org/x/mod/sumdb): none of this project's code has a part in it.
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go run main.go [flags] DIRECTORY LOG-VKEY [WITNESS-VKEY…]
//
// The directory holds `checkpoint` and `tile/…`. Accepted means: the log signed the checkpoint, enough witnesses
// cosigned it, every entry lies where the tiles say, every tile leads to the root, the entries alone lead to it too,
// and proofs of inclusion and consistency made from the tiles verify.
//
// Debian: apt install golang-go golang-golang-x-mod-dev
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	tileHeight    = 8
	tileWidth     = 1 << tileHeight
	maxSize       = 1 << 48
	maxCheckpoint = 64 << 10
	maxBundle     = tileWidth * (2 + 65535)
)

func main() {
	cosignatures := flag.Int("cosignatures", -1, "how many of the witnesses must have cosigned; all, if not said")
	records := flag.Int64("records", 1000, "for how many entries inclusion is proved; each is looked at")
	flag.Parse()
	if flag.NArg() < 2 || *records < 1 {
		fmt.Fprintln(os.Stderr, "usage: main.go [flags] DIRECTORY LOG-VKEY [WITNESS-VKEY…]")
		flag.PrintDefaults()
		os.Exit(2)
	}
	if *cosignatures < 0 {
		*cosignatures = flag.NArg() - 2
	}
	if err := check(flag.Arg(0), flag.Arg(1), flag.Args()[2:], *cosignatures, *records); err != nil {
		fmt.Fprintln(os.Stderr, "refused:", err)
		os.Exit(1)
	}
}

func check(dir, logKey string, witnessKeys []string, cosignatures int, records int64) error {
	checkpoint, signers, err := openCheckpoint(dir, logKey, witnessKeys)
	if err != nil {
		return err
	}
	if len(signers) < cosignatures {
		return fmt.Errorf("%d witnesses cosigned the checkpoint; %d must have", len(signers), cosignatures)
	}
	origin, tree, err := parseCheckpoint(checkpoint)
	if err != nil {
		return err
	}
	if err := checkTree(dir, tree, records); err != nil {
		return err
	}
	fmt.Printf("%s: %d entries, root %v, cosigned by %d witnesses\n", origin, tree.N, tree.Hash, len(signers))
	for _, signer := range signers {
		fmt.Println(signer)
	}
	return nil
}

// openCheckpoint returns the text of the checkpoint, and the names of the witnesses that cosigned it. The log must have
// signed it. A line of a known key that does not verify makes note.Open fail.
func openCheckpoint(dir, logKey string, witnessKeys []string) (string, []string, error) {
	log, err := note.NewVerifier(logKey)
	if err != nil {
		return "", nil, fmt.Errorf("the log's key: %v", err)
	}
	verifiers := []note.Verifier{log}
	for _, key := range witnessKeys {
		witness, err := newWitness(key)
		if err != nil {
			return "", nil, fmt.Errorf("the witness's key %q: %v", key, err)
		}
		verifiers = append(verifiers, witness)
	}
	msg, err := readFile(filepath.Join(dir, "checkpoint"), maxCheckpoint)
	if err != nil {
		return "", nil, err
	}
	opened, err := note.Open(msg, note.VerifierList(verifiers...))
	if err != nil {
		return "", nil, fmt.Errorf("checkpoint: %v", err)
	}
	signed, signers := false, []string{}
	for _, sig := range opened.Sigs {
		if sig.Name == log.Name() && sig.Hash == log.KeyHash() {
			signed = true
		} else {
			signers = append(signers, sig.Name)
		}
	}
	if !signed {
		return "", nil, fmt.Errorf("the log %s did not sign the checkpoint", log.Name())
	}
	return opened.Text, signers, nil
}

// parseCheckpoint reads origin, size and root (C2SP tlog-checkpoint).
func parseCheckpoint(text string) (string, tlog.Tree, error) {
	lines := strings.Split(text, "\n")
	if len(lines) < 4 || lines[0] == "" {
		return "", tlog.Tree{}, errors.New("checkpoint: not origin, size and root")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || size < 0 || size > maxSize || strconv.FormatInt(size, 10) != lines[1] {
		return "", tlog.Tree{}, fmt.Errorf("checkpoint: bad size %q", lines[1])
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil {
		return "", tlog.Tree{}, fmt.Errorf("checkpoint: bad root %q", lines[2])
	}
	return lines[0], tlog.Tree{N: size, Hash: root}, nil
}

// checkTree reads every entry and every tile of the tree.
func checkTree(dir string, tree tlog.Tree, records int64) error {
	if tree.N == 0 {
		if tree.Hash != tlog.Hash(sha256.Sum256(nil)) {
			return errors.New("the tree is empty, but has another root")
		}
		return nil
	}
	hashes := tlog.TileHashReader(tree, tiles{dir})
	grown := map[int64]tlog.Hash{}
	for _, size := range oldSizes(tree.N) {
		grown[size] = tlog.Hash{}
	}
	var edge edge
	for start := int64(0); start < tree.N; start += tileWidth {
		leaves, err := readLeaves(dir, start, tree.N)
		if err != nil {
			return err
		}
		if err := checkLeaves(hashes, start, leaves); err != nil {
			return err
		}
		for i, leaf := range leaves {
			edge.add(leaf)
			if _, wanted := grown[edge.size]; wanted {
				grown[edge.size] = edge.root()
			}
			if n := start + int64(i); n%(tree.N/records+1) == 0 || n == tree.N-1 {
				if err := checkRecord(hashes, tree, n, leaf); err != nil {
					return err
				}
			}
		}
	}
	if edge.root() != tree.Hash {
		return errors.New("the entries do not lead to the root")
	}
	for size, root := range grown {
		if err := checkGrowth(hashes, tree, size, root); err != nil {
			return err
		}
	}
	return nil
}

// checkLeaves compares entries with the hashes in tiles; reading those checks the tiles against the root.
func checkLeaves(hashes tlog.HashReader, start int64, leaves []tlog.Hash) error {
	indexes := make([]int64, len(leaves))
	for i := range indexes {
		indexes[i] = tlog.StoredHashIndex(0, start+int64(i))
	}
	found, err := hashes.ReadHashes(indexes)
	if err != nil {
		return fmt.Errorf("tiles above entry %d: %v", start, err)
	}
	for i := range leaves {
		if found[i] != leaves[i] {
			return fmt.Errorf("entry %d is another than in its tile", start+int64(i))
		}
	}
	return nil
}

func checkRecord(hashes tlog.HashReader, tree tlog.Tree, n int64, leaf tlog.Hash) error {
	proof, err := tlog.ProveRecord(tree.N, n, hashes)
	if err == nil {
		err = tlog.CheckRecord(proof, tree.N, tree.Hash, n, leaf)
	}
	if err != nil {
		return fmt.Errorf("inclusion of entry %d: %v", n, err)
	}
	return nil
}

// checkGrowth proves that the tree extends the one of the first entries, whose root came from the entries alone.
func checkGrowth(hashes tlog.HashReader, tree tlog.Tree, size int64, root tlog.Hash) error {
	proof, err := tlog.ProveTree(tree.N, size, hashes)
	if err == nil {
		err = tlog.CheckTree(proof, tree.N, tree.Hash, size, root)
	}
	if err != nil {
		return fmt.Errorf("consistency of %d and %d entries: %v", size, tree.N, err)
	}
	return nil
}

// oldSizes are those at which something in tiles begins or ends, and some between.
func oldSizes(size int64) []int64 {
	var sizes []int64
	for n := int64(1); n <= size; n *= 2 {
		for _, old := range []int64{n - 1, n, n + 1, size - n, size / n} {
			if old >= 1 && old <= size {
				sizes = append(sizes, old)
			}
		}
	}
	return sizes
}

// readLeaves reads the entry bundle that starts at an entry, and hashes its entries.
func readLeaves(dir string, start, size int64) ([]tlog.Hash, error) {
	width := size - start
	if width > tileWidth {
		width = tileWidth
	}
	tile := tlog.Tile{H: tileHeight, L: -1, N: start / tileWidth, W: int(width)}
	data, err := readTile(dir, tile, maxBundle)
	if err != nil {
		return nil, err
	}
	rest := data.bytes
	leaves := make([]tlog.Hash, 0, width)
	for len(leaves) < int(width) {
		if len(rest) < 2 || len(rest) < 2+int(binary.BigEndian.Uint16(rest)) {
			return nil, fmt.Errorf("%s: entry %d is cut off", path(tile), len(leaves))
		}
		end := 2 + int(binary.BigEndian.Uint16(rest))
		leaves = append(leaves, tlog.RecordHash(rest[2:end]))
		rest = rest[end:]
	}
	if len(rest) > 0 && data.width == int(width) {
		return nil, fmt.Errorf("%s: goes on after its %d entries", path(tile), width)
	}
	return leaves, nil
}

// tiles reads hash tiles from a directory.
type tiles struct{ dir string }

func (tiles) Height() int { return tileHeight }

func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range wanted {
		data, err := readTile(t.dir, tile, tileWidth*tlog.HashSize)
		if err != nil {
			return nil, err
		}
		if len(data.bytes) != data.width*tlog.HashSize {
			return nil, fmt.Errorf("%s: %d bytes", path(tile), len(data.bytes))
		}
		all = append(all, data.bytes[:tile.W*tlog.HashSize])
	}
	return all, nil
}

func (tiles) SaveTiles([]tlog.Tile, [][]byte) {}

type tileData struct {
	bytes []byte
	width int
}

// readTile reads a tile, or the full one where a partial one is gone.
func readTile(dir string, tile tlog.Tile, limit int64) (tileData, error) {
	data, err := readFile(filepath.Join(dir, path(tile)), limit)
	if errors.Is(err, os.ErrNotExist) && tile.W < tileWidth {
		tile.W = tileWidth
		data, err = readFile(filepath.Join(dir, path(tile)), limit)
	}
	return tileData{data, tile.W}, err
}

// path is where C2SP tlog-tiles puts a tile: as Go's, without the height, and with another name for entries.
func path(tile tlog.Tile) string {
	p := strings.TrimPrefix(tile.Path(), fmt.Sprintf("tile/%d/", tileHeight))
	return filepath.FromSlash("tile/" + strings.Replace(p, "data/", "entries/", 1))
}

func readFile(name string, limit int64) ([]byte, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, limit+1))
	if err == nil && int64(len(data)) > limit {
		err = fmt.Errorf("%s: more than %d bytes", name, limit)
	}
	return data, err
}

// edge is the right edge of a tree that grows entry by entry, with the roots of complete subtrees, largest first.
type edge struct {
	size  int64
	peaks []tlog.Hash
}

func (e *edge) add(leaf tlog.Hash) {
	e.peaks = append(e.peaks, leaf)
	for n := e.size; n&1 == 1; n >>= 1 {
		last := len(e.peaks) - 1
		e.peaks[last-1] = tlog.NodeHash(e.peaks[last-1], e.peaks[last])
		e.peaks = e.peaks[:last]
	}
	e.size++
}

func (e *edge) root() tlog.Hash {
	last := len(e.peaks) - 1
	root := e.peaks[last]
	for i := last - 1; i >= 0; i-- {
		root = tlog.NodeHash(e.peaks[i], root)
	}
	return root
}

// witness verifies cosignature/v1 (C2SP tlog-cosignature): Ed25519 over the text with a time before it.
type witness struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func newWitness(vkey string) (*witness, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 || parts[0] == "" {
		return nil, errors.New("not name+id+key")
	}
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(key) != 1+ed25519.PublicKeySize || key[0] != 0x04 {
		return nil, errors.New("not a key for cosignature/v1")
	}
	hash := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
	if hex.EncodeToString(hash[:4]) != parts[1] {
		return nil, errors.New("its id is that of another key")
	}
	return &witness{parts[0], binary.BigEndian.Uint32(hash[:4]), key[1:]}, nil
}

func (w *witness) Name() string    { return w.name }
func (w *witness) KeyHash() uint32 { return w.hash }

func (w *witness) Verify(msg, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	time := binary.BigEndian.Uint64(sig)
	var signed bytes.Buffer
	fmt.Fprintf(&signed, "cosignature/v1\ntime %d\n", time)
	signed.Write(msg)
	return time > 0 && time < 1<<63 && ed25519.Verify(w.key, signed.Bytes(), sig[8:])
}
