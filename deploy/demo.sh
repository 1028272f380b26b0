#!/usr/bin/env bash
# Plays the main job of the product on a folder of input files: villages and towns that were offline,
# a county that merges, a province and the nation that receive what may travel.
#
#   deploy/demo.sh [FOLDER]        FOLDER defaults to deploy/longwen-batch24
#
# Everything happens in a practice world under .build/demo, through the two shipped programs only. It
# fails if the nation's report differs from what awk adds up from the input files.
set -euo pipefail
cd "$(dirname "$0")/.."
. deploy/lib.sh
find_swift
install_packages "${BUILD_PACKAGES[@]}" python3
build_products
IN=$(realpath "${1:-deploy/longwen-batch24}")
BIN=$ROOT/.build/release
WORLD=$ROOT/.build/demo
export LANG=${LANG:-C.UTF-8}
rm -rf "$WORLD"
mkdir -p "$WORLD"

declare -A PORT SERVER
trap 'for pid in "${SERVER[@]}"; do kill "$pid" 2>/dev/null || true; done; wait 2>/dev/null || true' EXIT

tell() { printf '\n\033[1m%s\033[0m\n' "$*"; }
server() { local office=$1; shift; "$BIN/sync-server" "$@" --data "$WORLD/$office"; }
edge() { local office=$1; shift; "$BIN/edge-node" "$@" --data "$WORLD/$office"; }
quiet() { "$@" >"$WORLD/last.txt" 2>&1 || { cat "$WORLD/last.txt"; return 1; }; }
free_port() { "$PYTHON" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
folders() { (cd "$IN" && ls -d -- */ | tr -d /); }
of_length() { folders | awk -v n="$1" 'length($0) == n'; }

serve() { # OFFICE: starts a server and waits until it answers
    local office=$1
    "$BIN/sync-server" serve --listen "127.0.0.1:${PORT[$office]}" --data "$WORLD/$office" \
        >"$WORLD/$office.log" 2>&1 &
    SERVER[$office]=$!
    for _ in $(seq 100); do
        (exec 3<>"/dev/tcp/127.0.0.1/${PORT[$office]}") 2>/dev/null && return 0
        sleep 0.05
    done
    echo "The server of $office does not answer:" && cat "$WORLD/$office.log" && return 1
}
stop() { # OFFICE
    kill "${SERVER[$1]}" && wait "${SERVER[$1]}" 2>/dev/null || true
    unset "SERVER[$1]"
}
invite() { # SERVER LOGIN OFFICE: the code of an invitation
    server "$1" node invite "$3" --as "$2" | grep -oE '[0-9A-Z]{6}(-[0-9A-Z]{6})+'
}
founded() { # OFFICE PARENT LOGIN-AT-PARENT: a server below another
    PORT[$1]=$(free_port)
    quiet server "$1" init --office "$1" --name "$1" --practice \
        --address "http://127.0.0.1:${PORT[$1]}" \
        --parent "http://127.0.0.1:${PORT[$2]}" --invitation "$(invite "$2" "$3" "$1")" \
        --as "$(login "$2" "$1" head)"
    quiet server "$1" forward
}
staffed() { # OFFICE LOGIN: the divisions, offices and people below
    quiet server "$1" import division "$IN/$1/divisions.csv" --as "$2"
    quiet server "$1" import office "$IN/$1/offices.csv" --as "$2"
    quiet server "$1" import staff_user "$IN/$1/staff.csv" --as "$2"
}
login() { # FILE DIVISION ROLE: the login of the first person of an office with a role
    awk -F, -v d="$2" -v r="$3" '$1 == d && index($0, r) { print $2; exit }' "$IN/$1/staff.csv"
}

tell "The nation, a province and a county: three servers, each enrolled by the one above"
PORT[0]=$(free_port)
quiet server 0 init --office 0 --name 全国 --practice --as guo \
    --address "http://127.0.0.1:${PORT[0]}"
staffed 0 guo
serve 0
founded 35 0 guo
staffed 35 "$(login 0 35 head)"
serve 35
founded 350603 35 "$(login 0 35 head)"
HEAD=$(login 35 350603 head)
FINANCE=$(login 35 350603 finance)
staffed 350603 "$HEAD"
quiet server 350603 import fund_source "$IN/350603/sources.csv" --as "$FINANCE"
quiet server 350603 import ledger_entry "$IN/350603/bookings.csv" --as "$FINANCE"
serve 350603
server 350603 status

tell "Two towns and four villages enroll with a code from the county"
for office in $(of_length 9) $(of_length 12); do
    quiet edge "$office" init --practice --server "http://127.0.0.1:${PORT[350603]}" \
        --invitation "$(invite 350603 "$HEAD" "$office")"
    quiet edge "$office" sync
    printf '  %s enrolled\n' "$office"
done

tell "The county's server stops. The villages work: households and persons"
stop 350603
for office in $(of_length 12); do
    clerk=$(login 350603 "$office" clerk)
    quiet edge "$office" import household "$IN/$office/households.csv" --as "$clerk"
    quiet edge "$office" import person "$IN/$office/persons.csv" --as "$clerk"
    printf '  %s: ' "$office"
    edge "$office" list person --as "$clerk" --json | grep -c '"id"' || true
done

contact() { # OFFICE HOW: one contact, by the line or by a stick
    if [ "$2" = line ]; then
        quiet edge "$1" sync
    else
        local up=$WORLD/$1.up down=$WORLD/$1.down node
        rm -f "$up" "$down"
        quiet edge "$1" export-bundle "$up"
        quiet server 350603 import-bundle "$up"
        node=$(server 350603 node list --as "$HEAD" | awk -v office="$1" '$2 == office { print $1 }')
        quiet server 350603 export-bundle "$down" --for "$node" --as "$HEAD"
        quiet edge "$1" import-bundle "$down"
    fi
    printf '  %s by %s\n' "$1" "$2"
}
round() { # one contact of every office, every second one by stick
    local how=line office
    for office in "$@"; do
        contact "$office" "$how"
        if [ "$how" = line ]; then how=stick; else how=line; fi
    done
}

tell "Contacts, half of them by stick"
serve 350603
round $(of_length 12) $(of_length 9)
stop 350603

tell "Offline again: incomes in villages and towns, contracts and pay-outs in the towns"
for office in $(of_length 12) $(of_length 9); do
    [ -e "$IN/$office/incomes.csv" ] || continue
    who=$(login 350603 "$office" "$([ ${#office} = 12 ] && echo clerk || echo head)")
    quiet edge "$office" import income_record "$IN/$office/incomes.csv" --as "$who"
done
for office in $(of_length 9); do
    quiet edge "$office" import contract "$IN/$office/contracts.csv" --as "$(login 350603 "$office" head)"
    quiet edge "$office" import ledger_entry "$IN/$office/payouts.csv" --as "$(login 350603 "$office" finance)"
done
serve 350603
round $(of_length 9) $(of_length 12)

tell "Two people measured one income: the county decides"
server 350603 conflict list --as "$HEAD"
CASE=$(server 350603 conflict list --as "$HEAD" | awk '/measurement/ { print $1; exit }')
server 350603 conflict show "$CASE" --as "$HEAD"
server 350603 conflict resolve "$CASE" --choose 1 --reason "the receipts were seen" --as "$HEAD" ||
    server 350603 conflict resolve "$CASE" --choose 1 --reason "the receipts were seen" \
        --as "$(login 35 350603 conflict_admin)"

tell "Repayments; one receipt is typed at a village and at its town, and the county reverses one"
for office in $(folders); do
    [ -e "$IN/$office/repayments.csv" ] || continue
    role=$([ ${#office} = 12 ] && echo clerk || echo finance)
    quiet edge "$office" import ledger_entry "$IN/$office/repayments.csv" \
        --as "$(login 350603 "$office" "$role")"
done
round $(of_length 12) $(of_length 9)

tell "County, province and nation hand on what may travel"
quiet server 350603 forward
quiet server 35 forward
server 0 report national --as guo

tell "The same figures, added up from the input files by awk"
csv_sum() { # FIELD-NUMBER FILES…: sums a column, 万元 as 10,000 yuan
    local field=$1; shift
    awk -F, -v f="$field" 'FNR > 1 { v = $f; k = 1; if (sub(/万元/, "", v)) k = 10000; s += v * k } END { printf "%.2f\n", s }' "$@"
}
csv_lines() { awk 'FNR > 1' "$@" | wc -l; }
report() { server 0 report national --csv --as guo; }
expect() { # WORD EXPECTED
    local found
    found=$(report | grep -F "$1" | head -1)
    printf '  %-24s expected %12s   national report: %s\n' "$1" "$2" "$found"
    printf '%s' "$found" | tr -d ' ' | grep -qF "$2" || { echo "  differs"; FAILED=1; }
}
FAILED=0
expect contracts "$(csv_lines "$IN"/?????????/contracts.csv)"
expect persons "$(csv_lines "$IN"/????????????/persons.csv)"
[ "$FAILED" = 0 ]
echo
echo "What it left: .build/demo; look with .build/release/sync-server status --data .build/demo/0"
