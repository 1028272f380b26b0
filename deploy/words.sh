# The words of deploy/faults.sh: sourced, never run. It needs IN, WORLD, BIN, SEED.

declare -A PORT SERVER
FAILED=0
ROUND=0
trap 'for pid in "${SERVER[@]}"; do kill "$pid" 2>/dev/null || true; done; wait 2>/dev/null || true' EXIT

# What a person reads.
tell() { printf '\n\033[1m%s\033[0m\n' "$*"; }
told() { printf '  %s\n' "$*"; }
story() { # TITLE SENTENCE…
    printf '\n\033[1m* %s\033[0m\n' "$1"
    shift
    printf '  %s\n' "$@"
}
same() { # WHAT FOUND EXPECTED
    printf '  %-60s %10s' "$1" "$2"
    if [ "$2" = "$3" ]; then printf '  ✓\n'; else differs "expected $3"; fi
}
differs() { # WHY
    printf '  ✗ %s\n' "$*"
    FAILED=$((FAILED + 1))
}

# The two programs, each on the data directory of an office.
run() { ${DEMO_RUN:-} "$@"; }
server() { local office=$1; shift; run "$BIN/sync-server" "$@" --data "$WORLD/$office"; }
edge() { local office=$1; shift; run "$BIN/edge-node" "$@" --data "$WORLD/$office"; }
server_en() { LC_ALL=C.UTF-8 server "$@"; }
quiet() { # a command of which only a failure is shown
    "$@" >"$WORLD/last.txt" 2>&1 || { printf '%s\n' "$*" && cat "$WORLD/last.txt" && return 1; }
}
pick() { # PYTHON: an expression over the JSON `it` of standard input
    "$PYTHON" -c 'import json, sys; it = json.load(sys.stdin); print('"$1"')'
}

# The input files: a folder for each office, a header in each file.
folders() { (cd "$IN" && ls -d -- */ | tr -d /); }
of_length() { folders | awk -v n="$1" 'length($0) == n'; }
lines() { awk 'FNR > 1' "$@" | wc -l; }
field() { awk -F, -v f="$2" 'NR == 2 { print $f }' "$1"; }
login() { # FILE DIVISION ROLE: the login of the first person of an office with a role
    awk -F, -v d="$2" -v r="$3" '$1 == d && index($0, r) { print $2; exit }' "$IN/$1/staff.csv"
}

# Servers.
free_port() {
    "$PYTHON" -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
serve() { # OFFICE: starts its server and waits until it answers
    local office=$1
    ${DEMO_SERVE:-} "$BIN/sync-server" serve --listen "127.0.0.1:${PORT[$office]}" \
        --data "$WORLD/$office" ${NOW:+--clock "$NOW"} >>"$WORLD/$office.log" 2>&1 &
    SERVER[$office]=$!
    for _ in $(seq 200); do
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
    server "$1" node invite "$3" --as "$2" --json | pick 'it["code"]'
}
founded() { # OFFICE PARENT LOGIN-AT-PARENT: a server below another
    PORT[$1]=$(free_port)
    quiet server "$1" init --office "$1" --name "$1" --practice \
        --address "http://127.0.0.1:${PORT[$1]}" --parent "http://127.0.0.1:${PORT[$2]}" \
        --invitation "$(invite "$2" "$3" "$1")" --as "$(login "$2" "$1" head)"
    quiet server "$1" forward
}
staffed() { # OFFICE LOGIN: the divisions, offices and people below
    quiet server "$1" import division "$IN/$1/divisions.csv" --as "$2"
    quiet server "$1" import office "$IN/$1/offices.csv" --as "$2"
    quiet server "$1" import staff_user "$IN/$1/staff.csv" --as "$2"
}
broken() { mv "$WORLD/$1" "$WORLD/$1.broken" && mv "$WORLD/$1.mark" "$WORLD/$1.broken.mark"; }

# What offices type.
typed() { # OFFICE TYPE FILE LOGIN [OPTION]
    quiet edge "$1" import "$2" "$IN/$1/$3" --as "$4" "${@:5}"
    told "$1 types $(lines "$IN/$1/$3") of $3"
}
amended() { # PROGRAM OFFICE LOGIN [OPTION]: corrects the principal of contracts
    local contract principal
    while IFS=, read -r contract principal; do
        "$1" "$2" set "contract:$contract" "principal=$principal" --as "$3" "${@:4}" |
            sed "s/^ */  $2 $contract: /"
    done < <(awk 'NR > 1' "$IN/$2/amendments.csv")
}
accounts() { # OFFICE LOGIN: the bank accounts of persons
    local person account
    while IFS=, read -r person account; do
        quiet server "$1" set "person:$person" "account=$account" --as "$2"
    done < <(awk 'NR > 1' "$IN/$1/accounts.csv")
    told "$1 enters $(lines "$IN/$1/accounts.csv") bank accounts"
}
reversed() { # OFFICE LOGIN: cancels bookings, each found by its receipt and the office that typed it
    local receipt office amount paid reason entry
    echo "kind,reverses,amount,paid_on,reason" >"$WORLD/reversals.csv"
    while IFS=, read -r receipt office amount paid reason; do
        entry=$(server "$1" list ledger_entry "receipt_no=$receipt" --json | pick '" ".join(
            r["id"] for r in it["records"])')
        for entry in $entry; do
            [ "$(server "$1" history "$entry" --json | pick 'it["changes"][0]["office"]')" != "$office" ] ||
                echo "reverse,$entry,$amount,$paid,$reason" >>"$WORLD/reversals.csv"
        done
    done < <(awk 'NR > 1' "$IN/$1/reversals.csv")
    quiet server "$1" import ledger_entry "$WORLD/reversals.csv" --as "$2"
    told "$1 reverses $(lines "$WORLD/reversals.csv")"
}
decided() { # OFFICE TYPE: decides the open conflict of a type as the file of decisions says
    local case type field value reason
    IFS=, read -r type field value reason < <(grep "^$2," "$IN/$1/decisions.csv")
    case=$(server "$1" conflict list --json | pick "[c['id'] for c in it['conflicts'] if c['type'] == '$type'][0]")
    server "$1" conflict show "$case" | sed 's/^/  /'
    quiet server "$1" conflict resolve "$case" --value "$field=$value" --reason "$reason" --as "$DECIDES"
    told "→ $field=$value: $reason"
}

settled() { # the county says of the copied office that one machine goes on
    server $COUNTY status --keep | grep -E 'two machines|两台电脑' | sed 's/^/  /'
    quiet server $COUNTY node confirm $CLONED --reason "the copy is switched off" --as "$SECURITY"
}

# What an office holds.
refused() { # OFFICE: changes that its county refused
    edge "$1" status --keep --json | pick 'len(it["exceptions"])'
}
doubled() { # SERVER: nodes of which two machines are known
    server "$1" node list --json | pick 'sum(n["status"] == "doubled" for n in it["nodes"])'
}
per_head() { # OFFICE: the income of the household that two offices measured, by its file
    awk -F, 'FNR == 1 { delete at; for (i = 1; i <= NF; i++) at[$i] = i; file++; next }
        file == 1 { twice[$at["household"]]; next }
        $at["household"] in twice {
            print ($at["total_income"] - $at["production_cost"]) / $at["members_counted"]; exit }
    ' "$IN/350603101/incomes.csv" "$IN/$1/incomes.csv"
}
records() { # PROGRAM OFFICE TYPE: how many
    "$1" "$2" list "$3" --limit 100000 --json | pick 'len(it["records"])'
}
principal() { # PROGRAM OFFICE CONTRACT: yuan
    "$1" "$2" list contract "contract_no=$3" --json | pick '"%.2f" % (it["records"][0]["principal"] / 100)'
}
open_conflicts() { server "$1" report national --json | pick 'it["open_conflicts"]'; }
held() { server "$1" status --keep --json | pick 'it["held"]'; } # what waits in its quarantine

# Contacts.
contact() { # OFFICE HOW: until both ends agree; a server that was restored may need a second visit
    local try equal
    for try in 1 2 3; do
        case $2 in
        line) equal=$(edge "$1" sync --json | pick 'it["equal"]') ;;
        stick) equal=$(by_stick "$1" "$try") ;;
        esac
        [ "$equal" != True ] || break
    done
    [ "$equal" = True ] || differs "$1 does not agree with its county"
    CONTACTS="$CONTACTS $1·$2"
    [ "$try" = 1 ] || CONTACTS="$CONTACTS($try visits)"
}
by_stick() { # OFFICE NUMBER: up and down; prints whether both ends agree
    local up=$WORLD/$1-$ROUND-$2.up down=$WORLD/$1-$ROUND-$2.down
    quiet edge "$1" export-bundle "$up" >&2
    quiet server "$COUNTY" import-bundle "$up" >&2
    quiet server "$COUNTY" export-bundle "$down" --for "$1" >&2
    edge "$1" import-bundle "$down" --json | pick 'it["equal"]'
}
round() { # GROUP…: a contact of each office, group after group, in each in shuffled order; half by stick
    local how=line office group
    ROUND=$((ROUND + 1))
    CONTACTS=
    ((ROUND % 2)) || how=${HOW:-stick}
    for group in "$@"; do
        for office in $(shuffled "$group"); do
            contact "$office" $how
            if [ $how = line ]; then how=${HOW:-stick}; else how=line; fi
        done
    done
    told "contacts:$CONTACTS"
}
shuffled() { # OFFICES: by SEED and the number of the round
    printf '%s\n' $1 | awk -v seed="$SEED$ROUND" 'BEGIN { srand(seed) } { print rand() "\t" $0 }' |
        sort -n | cut -f 2
}
link() { # PROGRAM OFFICE PARENT: the receipts of both ends
    local mine theirs
    mine=$("$1" "$2" receipts --json | receipt "$3")
    theirs=$(server "$3" receipts --json | receipt "$2")
    printf '  %-14s %-8s digest %s…, %s records' "$2" "– $3" "${mine:0:16}" "${mine#* }"
    if [ -n "$mine" ] && [ "$mine" = "$theirs" ]; then printf '  ✓\n'; else differs "the other end: $theirs"; fi
}
receipt() { # OFFICE: digest and number of records of the receipt with it
    pick "' '.join(f\"{r['digest']} {r['records']}\" for r in it['receipts'] if r['office'] == '$1')"
}

# The figures: lines of "name TAB value TAB offices heard".
expected() { # added up from the input files; shares nothing with the product
    awk -F, -v OFS='\t' '
        function wan(fen,   t) {
            t = sprintf("%.6f", fen / 1000000); sub(/0+$/, "", t)
            if (t ~ /\.$/) t = t "00"; else if (t ~ /\.[0-9]$/) t = t "0"
            return t
        }
        function fen(text,   k) { k = sub(/万元/, "", text) ? 1000000 : 100; return int(text * k + 0.5) }
        { office = FILENAME; sub(/\/[^\/]*$/, "", office); sub(/.*\//, "", office)
          file = FILENAME; sub(/.*\//, "", file)
          if (!(office in seen)) { seen[office]; tier[length(office)]++; all++ } }
        FNR == 1 { for (i = 1; i <= NF; i++) at[file, $i] = i; next }
        function of(name) { return $at[file, name] }
        file == "sources.csv" {
            kind = of("kind"); gsub(/_/, " ", kind)
            source[of("year") " " kind] = fen(of("amount"))
            sources += fen(of("amount")) }
        file == "contracts.csv" {
            contracts++; town[substr(of("household"), 1, 9)]++; lives[of("household")]
            principal[of("contract_no")] = fen(of("principal")) }
        file == "amendments.csv" && office == '"$COUNTY"' { amended = of("contract") }
        file == "decisions.csv" && of("type") == "contract" { decided = fen(of("value")) }
        file == "persons.csv" { household[of("household")]++ }
        file == "payouts.csv" { payouts++; lent += fen(of("amount")) }
        file == "repayments.csv" { repaid += fen(of("amount")) }
        file == "reversals.csv" { reversed += fen(of("amount")) }
        END {
            if (amended) principal[amended] = decided
            for (c in principal) contracted += principal[c]
            for (h in lives) persons += household[h]
            up = tier[1] + tier[2] + tier[6]; signs = tier[9] + tier[6]
            for (s in source) print s, wan(source[s]), up
            print "sources", wan(sources), up; print "principal", wan(sources), all
            print "contracts", contracts, signs
            for (t in town) print "contracts " t, town[t], 1
            print "contracted", wan(contracted), signs
            print "payouts", payouts, all; print "lent", wan(lent), all
            print "persons", persons, signs + 0; print "repaid", wan(repaid - reversed), all
            print "reversed", wan(reversed), all
            print "outstanding", wan(lent - repaid + reversed), all
            print "free", wan(sources - lent + repaid - reversed), all
        }' "$IN"/*/*.csv
}
found() { # the nation's report, as a file of commas, in the form of the expected lines
    "$PYTHON" -c '
import csv, sys
awk = "sources principal contracts contracted payouts lent persons repaid reversed outstanding free"
for row in list(csv.reader(sys.stdin))[1:]:
    figure, name, value, unit, heard, conflicts = row[:6]
    if figure not in awk.split() + ["fund_source"] or ": " in name and figure == "lent":
        continue
    if figure == "fund_source":
        figure = name.split(": ")[1]
    elif ": " in name:
        figure += " " + name.split()[-1]
    print(figure, value, heard, conflicts, sep="\t")'
}
compare() { # EXPECTED FOUND
    awk -F'\t' '
        NR == FNR { value[$1] = $2; heard[$1] = $3; next }
        FNR == 1 { printf "  %-34s %12s %12s   %-9s %s\n", "figure", "expected", "report", "offices", "open conflicts" }
        { good = $1 in value && value[$1] == $2 && $4 == 0 && $3 == heard[$1] "/" heard[$1]
          printf "  %-34s %12s %12s   %-9s %-3s %s\n", $1, value[$1], $2, $3, $4, good ? "✓" : "✗"
          if (!good) bad++; met[$1] }
        END { for (name in value) if (!(name in met)) { print "  ✗ the report lacks " name; bad++ }
              exit bad > 0 }' "$1" "$2" || FAILED=$((FAILED + 1))
}
