#!/bin/sh
# Runs every row, prints what ProVerif says, and fails if anything differs from what is expected.
# The tool is `proverif` in PATH, or what PROVERIF names.
set -u
cd "$(dirname "$0")" || exit 2
proverif=${PROVERIF:-proverif}
limit=${LIMIT:-600}
command -v "$proverif" >/dev/null || { echo "run.sh: $proverif is not there; see README.md" >&2; exit 2; }
out=$(mktemp) || exit 2
trap 'rm -f "$out"' EXIT
failed=0

# row NAME EXPECTED PROTOCOL ROW [RULE THAT IS DROPPED...]
# EXPECTED has a sign for each column: + it holds, x an attack is found, ? the tool cannot tell. The last two queries ask
# for what must be possible: their attacks must be found in every row.
row() {
    name=$1 expected=$2 protocol=$3 who=$4
    shift 4
    dropped=" $* "
    libraries="-lib words.pvl"
    for rule in line number time place entry lookup; do
        case $dropped in
            *" $rule "*) libraries="$libraries -lib rules/no-$rule.pvl" ;;
            *) libraries="$libraries -lib rules/$rule.pvl" ;;
        esac
    done
    # shellcheck disable=SC2086
    timeout "$limit" "$proverif" $libraries -lib "$protocol.pvl" -lib queries.pvl "rows/$who.pv" >"$out" 2>&1
    found=$(sed -n '/^Verification summary/,$p' "$out" | awk '
        /^ - Query .* is true\.$/            { printf "+" }
        /^ - Query .* is false\.$/           { printf "x" }
        /^ - Query .* cannot be proved\.$/   { printf "?" }')
    signs=$(echo "${found%xx}" | sed 's/./&       /g')
    if [ "$found" = "${expected}xx" ]; then
        printf '%-42s %s\n' "$name" "$signs"
    else
        printf '%-42s %s  NOT AS EXPECTED: %s, and both answers possible\n' "$name" "$signs" "$expected"
        grep -m 1 Error "$out"
        failed=1
    fi
}

echo "+ it holds, x an attack is found, ? the tool cannot tell. The columns are explained in queries.pvl."
printf '%-42s %s\n' "" "mover-B mover-A verif'd logged  order   order0  cust2   cust1   nobody  complete"
row "old: registrar + authority"             xxxx++xxx? old registrar-authority
row "new: registrar + authority"             ++++++++++ new registrar-authority
row "new: ... + operator A"                  +x++++++++ new operator
row "new: ... + verifier"                    ++x+++++++ new verifier
row "new: ... + operator A + verifier"       +xx+++++++ new operator-verifier
row "new: ... + one custodian"               ++++++x+++ new custodian
row "new: ... + all of these three"          +xx+++x+++ new all-but-quorum
row "new: ... + a quorum of custodians"      +++x++xxx? new quorum
row "without line"                           ++++++++++ new registrar-authority line
row "without line, + verifier"               ++x+++++++ new verifier line
row "without number"                         ++x+++++++ new registrar-authority number
row "without number, + operator A"           +xx+++++++ new operator number
row "without line and number"                xxx+++++++ new registrar-authority line number
row "without time"                           ++++++++x+ new registrar-authority time
row "without place"                          ++++++++x? new registrar-authority place
row "without entry"                          ++++++++xx new registrar-authority entry
row "without lookup"                         ++++++++x? new registrar-authority lookup
exit $failed
