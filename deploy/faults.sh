#!/usr/bin/env bash
# Plays the main job of the product on a folder of input files: villages and towns that were offline,
# a county that merges and decides, a province and the nation that receive what may travel.
#
#   deploy/faults.sh [FOLDER]        FOLDER defaults to deploy/longwen-batch24; its README says what is in it
#
# Everything happens in a practice world under .build/demo, through the two shipped programs only, with
# the servers stopped while the offices work. The order of the contacts is shuffled; SEED=NUMBER plays
# the order of an earlier run again. It fails if a figure of the nation's report is not what awk adds up
# from the input files, if the two ends of a link hold different receipts, or if a number that may not
# leave the county is found above it. DEMO_RUN names a program that runs each command in its own way.
set -euo pipefail
cd "$(dirname "$0")/.."
. deploy/lib.sh
IN=$(realpath -m "${1:-deploy/longwen-batch24}")
[ -d "$IN/0" ] || { echo "There is no folder of input files $IN: it holds a folder for each office, 0 for the nation."; exit 2; }
find_swift
install_packages "${BUILD_PACKAGES[@]}" "${DEMO_PACKAGES[@]}"
build_products
BIN=$ROOT/.build/release
WORLD=${DEMO_WORLD:-$ROOT/.build/demo}
SEED=${SEED:-$RANDOM}
export LANG=${LANG:-C.UTF-8}
rm -rf "$WORLD"
mkdir -p "$WORLD"
. deploy/words.sh

COUNTY=350603
TOWNS=$(of_length 9)
VILLAGES=$(of_length 12)
HEAD=$(login 35 $COUNTY head)
FINANCE=$(login 35 $COUNTY finance)
DECIDES=$(login 35 $COUNTY conflict_admin)
SECURITY=$(login 35 $COUNTY sec_admin)

tell "The nation, a province and a county: three servers, each enrolled by the one above"
PORT[0]=$(free_port)
quiet server 0 init --office 0 --name 全国 --practice --as guo --address "http://127.0.0.1:${PORT[0]}"
staffed 0 guo
serve 0
founded 35 0 guo
staffed 35 "$(login 0 35 head)"
serve 35
founded $COUNTY 35 "$(login 0 35 head)"
staffed $COUNTY "$HEAD"
quiet server $COUNTY import fund_source "$IN/$COUNTY/sources.csv" --as "$FINANCE"
quiet server $COUNTY import ledger_entry "$IN/$COUNTY/bookings.csv" --as "$FINANCE"
quiet server $COUNTY import batch "$IN/$COUNTY/batches.csv" --as "$HEAD"
serve $COUNTY
told "the county books $(lines "$IN/$COUNTY/sources.csv") sources of its fund"

tell "Two towns and four villages enroll, each with a code that is good once"
for office in $TOWNS $VILLAGES; do
    quiet edge "$office" init --practice --server "http://127.0.0.1:${PORT[$COUNTY]}" \
        --invitation "$(invite $COUNTY "$HEAD" "$office")"
    quiet edge "$office" sync
    told "$office enrolled and has what it needs to work alone"
done
stop $COUNTY && stop 35 && stop 0

tell "All servers are down. The villages work: households and persons"
for office in $VILLAGES; do
    clerk=$(login $COUNTY "$office" clerk)
    typed "$office" household households.csv "$clerk"
    typed "$office" person persons.csv "$clerk"
done
typed 350603103202 household households-elsewhere.csv "$(login $COUNTY 350603103202 clerk)" --unchecked
serve $COUNTY
round "$VILLAGES" "$TOWNS"

story "A record of another village" \
    "Guokeng 2 had typed a household of Guokeng 1 (the check at entry skipped, as lessons may)." \
    "The county refuses it; its sender sees the reason, and it is no longer among its households:"
edge 350603103202 status | sed -n '/[Nn]ot merged by the parent\|上级没有并入：/,/refused\|被拒绝/p'
same "changes of Guokeng 2 that the county refused" "$(refused 350603103202)" 2
same "households of Guokeng 2" "$(records edge 350603103202 household)" "$(lines "$IN/350603103202/households.csv")"
stop $COUNTY

tell "Servers down again: villages measure incomes, and one town too; the towns sign contracts and pay out"
LATE=350603103201
for office in $VILLAGES; do
    [ "$office" = $LATE ] ||
        typed "$office" income_record incomes.csv "$(login $COUNTY "$office" clerk)"
done
for office in $TOWNS; do
    [ ! -e "$IN/$office/incomes.csv" ] ||
        typed "$office" income_record incomes.csv "$(login $COUNTY "$office" head)"
    typed "$office" contract contracts.csv "$(login $COUNTY "$office" head)"
    typed "$office" ledger_entry payouts.csv "$(login $COUNTY "$office" finance)"
done
accounts $COUNTY "$HEAD"
serve $COUNTY
round "$TOWNS" "$VILLAGES"
quiet edge $LATE backup "$WORLD/$LATE.old"
told "$LATE backs its data up to a stick"
stop $COUNTY

tell "Down again: amounts are corrected in three offices that do not know of each other"
amended edge 350603101 "$(login $COUNTY 350603101 head)"
amended server $COUNTY "$HEAD"
amended edge 350603101202 "$(login $COUNTY 350603101202 clerk)" --unchecked
typed $LATE income_record incomes.csv "$(login $COUNTY $LATE clerk)"
serve 0 && serve 35 && serve $COUNTY
round "$TOWNS" "$VILLAGES"

story "A register that is not the village's" \
    "Buwen 2 had raised a contract to 26,000. The county refuses that too, and the old value stands again:"
refused=$(field "$IN/350603101202/amendments.csv" 1)
edge 350603101202 status | grep -E '26000|26,000'
same "principal of $refused at the village" "$(principal edge 350603101202 "$refused")" "20000.00"

story "Two people measured one income, and two offices corrected one contract: the county decides"
told "of one household Buwen 1 had measured $(per_head 350603101201) yuan a head, its town $(per_head 350603101)"
server $COUNTY conflict list
quiet server $COUNTY forward && quiet server 35 forward
same "open conflicts in the nation's report: the contract, not the income" "$(open_conflicts 0)" 1
decided $COUNTY income_record
decided $COUNTY contract
round "$VILLAGES" "$TOWNS"
quiet server $COUNTY forward && quiet server 35 forward
amended=$(field "$IN/$COUNTY/amendments.csv" 1)
for office in 350603101 350603101201; do
    same "principal of $amended at $office" "$(principal edge $office "$amended")" "20000.00"
done
same "open conflicts in the nation's report" "$(open_conflicts 0)" 0
same "incomes in the nation's database" "$(records server 0 income_record)" 0
stop $COUNTY && stop 35 && stop 0
quiet server $COUNTY backup "$WORLD/$COUNTY.yesterday"
told "the county makes its daily backup, verified"

story "An old backup in a village" \
    "The disk of Guokeng 1 dies. Its backup is older than its incomes; it is put back, and work goes on."
broken $LATE
quiet edge $LATE restore "$WORLD/$LATE.old"
same "incomes of Guokeng 1 in the old backup" "$(records edge $LATE income_record)" 0

story "A cloned PC" \
    "Somebody copies the folder of Buwen 1 to a second PC. Both work, neither knows of the other."
CLONED=350603101201
cp -a "$WORLD/$CLONED" "$WORLD/$CLONED-copy"
cp -a "$WORLD/$CLONED.mark" "$WORLD/$CLONED-copy.mark"

tell "Servers down: repayments. One receipt is typed at a village and at its town"
for office in $(folders); do
    [ -e "$IN/$office/repayments.csv" ] || continue
    role=$([ ${#office} = 12 ] && echo clerk || echo finance)
    if [ "$office" = $CLONED ]; then
        # The first line on the first PC, the others on its copy.
        for part in '' -copy; do
            awk -v copy="$part" 'NR == 1 || (NR == 2) == (copy == "")' "$IN/$office/repayments.csv" \
                >"$WORLD/repayments$part.csv"
            quiet edge "$office$part" import ledger_entry "$WORLD/repayments$part.csv" \
                --as "$(login $COUNTY "$office" $role)"
        done
    else
        typed "$office" ledger_entry repayments.csv "$(login $COUNTY "$office" $role)"
    fi
done
serve $COUNTY
round "$VILLAGES" "$TOWNS"
same "incomes of Guokeng 1 are back" "$(records edge $LATE income_record)" "$(lines "$IN/$LATE/incomes.csv")"
edge $CLONED-copy sync | tail -n 2
settled
booked=$(records server $COUNTY ledger_entry)
same "movements of money at the county" "$booked" \
    "$(lines "$IN"/*/bookings.csv "$IN"/*/payouts.csv "$IN"/*/repayments.csv)"
stop $COUNTY

story "The county's disk dies" \
    "The server is set up from yesterday's backup; its villages and towns refill it."
broken $COUNTY
quiet server $COUNTY restore "$WORLD/$COUNTY.yesterday"
told "movements of money in the backup: $(records server $COUNTY ledger_entry) of $booked"
serve 0 && serve 35 && serve $COUNTY
quiet server $COUNTY forward
round "$TOWNS" "$VILLAGES"
quiet edge $CLONED-copy sync
quiet edge $CLONED sync
told "yesterday's backup does not know of the second PC: the county hears of it again, and confirms again"
settled
same "movements of money at the county" "$(records server $COUNTY ledger_entry)" "$booked"

tell "One receipt was booked twice: both stand, the county reverses one"
reversed $COUNTY "$FINANCE"

tell "County, province and nation hand on what may travel; every office compares itself once more"
quiet server $COUNTY forward
round "$VILLAGES" "$TOWNS"
round "$VILLAGES" "$TOWNS"
quiet server $COUNTY forward
quiet server 35 forward
server 0 report national --as guo

tell "Figure · expected, added up by awk from the input files · national report"
expected >"$WORLD/expected.txt"
server_en 0 report national --csv | found >"$WORLD/found.txt"
compare "$WORLD/expected.txt" "$WORLD/found.txt"

for office in 35 0; do
    same "changes that $office keeps out of the merge" "$(held $office)" 0
done

same "machines of which somebody must say which one goes on" "$(doubled $COUNTY)" 0

tell "Every link: the receipt at both ends"
for office in $TOWNS $VILLAGES; do link edge "$office" $COUNTY; done
link server $COUNTY 35
link server 35 0
stop $COUNTY && stop 35 && stop 0

tell "ID numbers, telephones and accounts: as text and in unpacked frames, in every file"
"$PYTHON" deploy/reach.py "$IN" "$WORLD" $COUNTY

if [ "$FAILED" != 0 ]; then
    echo && echo "$FAILED of these differ. Order of this run: SEED=$SEED deploy/faults.sh"
    exit 1
fi
echo
echo "All figures agree. What it left lies in ${WORLD#"$ROOT"/}; look at it with"
echo "  .build/release/sync-server report national --data ${WORLD#"$ROOT"/}/0"
echo "  .build/release/sync-server conflict list --all --data ${WORLD#"$ROOT"/}/$COUNTY"
echo "  .build/release/edge-node status --data ${WORLD#"$ROOT"/}/350603101201"
