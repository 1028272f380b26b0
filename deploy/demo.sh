#!/usr/bin/env bash
# Plays the main job of the product: a year of a district, from the paper of 34 villages to the report of
# the nation before 31 October, on the real figures of Longwen.
#
#   deploy/demo.sh [FOLDER]        FOLDER defaults to deploy/longwen; its README says what is in it
#
# Everything happens in a practice world under .build/demo, through the two shipped programs only. The
# offices work with all servers down; half of them come by line and half by stick, in shuffled order;
# SEED=NUMBER plays the order of an earlier run again. It fails if a figure of the nation is not what
# awk adds up from the input files and what the district published, if the two ends of a link hold
# different receipts, or if a number that may not leave the county is found above it.
set -euo pipefail
cd "$(dirname "$0")/.."
. deploy/lib.sh
IN=$(realpath -m "${1:-deploy/longwen}")
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
. deploy/district.sh

COUNTY=350603
TOWNS=$(of_length 9)
VILLAGES=$(of_length 12)
WORKING=$(with_file applications.csv)
PAYING=$(with_file payouts.csv)
LATE=350603102

on 2017-01-03
tell "The nation, a province and a county: three servers, each enrolled by the one above"
PORT[0]=$(free_port)
quiet server 0 init --office 0 --name 全国 --practice --as guo --address "http://127.0.0.1:${PORT[0]}"
staffed 0 guo
quiet server 0 import calendar_day "$IN/0/calendar_days.csv" --as guo
serve 0
founded 35 0 guo
staffed 35 "$(login 0 35 head)"
serve 35
founded $COUNTY 35 "$(login 0 35 head)"
HEAD=$(login 35 $COUNTY head)
CLERK=$(login 35 $COUNTY clerk)
APPROVER=$(login 35 $COUNTY approver)
DECIDES=$(login 35 $COUNTY conflict_admin)
FINANCE=$(login 35 $COUNTY finance)
CASHIER=$(second 35 $COUNTY finance)
staffed $COUNTY "$HEAD"

tell "The county takes its books over from paper: 14 years, 23 batches"
entered fund_source sources.csv "$FINANCE"
entered ledger_entry bookings.csv "$FINANCE"
entered fund_account fund_accounts.csv "$FINANCE"
entered reference_value reference_values.csv "$CLERK"
entered project_point project_points.csv "$CLERK"
put server $COUNTY project_point points_running.csv "$HEAD"
entered round rounds.csv "$CLERK"
entered batch takeover/batches.csv "$CLERK"
entered household takeover/households.csv "$CLERK"
entered person takeover/persons.csv "$CLERK"
entered contract takeover/contracts.csv "$CLERK"
entered ledger_entry takeover/payouts.csv "$FINANCE"
entered ledger_entry takeover/repayments.csv "$FINANCE"
entered effect_survey takeover/surveys.csv "$CLERK"
server $COUNTY takeover | sed 's/^/  /'
same "batches that differ from their paper" "$(server $COUNTY takeover --json | pick 'it["different"]')" 0
confirmed 1 19
serve $COUNTY

tell "34 villages and 4 towns enroll: half by line, half by a file on a stick"
enrolled "$TOWNS $VILLAGES"
on 2017-05-12
early 350603101206 350603101
all_down

tell "All servers are down. May and June: the villages of two towns choose whom to help"
on 2017-06-13
for office in $VILLAGES; do
    repaid_in "$office" 2017-05 "$(login $COUNTY "$office" clerk)"
done
for office in $WORKING; do chosen "$office" "$(login $COUNTY "$office" clerk)"; done
typed 350603101 income_record story-5-incomes.csv "$(login $COUNTY 350603101 clerk)"
proposed_elsewhere
serve $COUNTY && serve 35 && serve 0
round "$VILLAGES" "$TOWNS"
all_down

story "(4) An objection on the last day of the notice" \
    "A village without a line took it in on 12 June; its town agrees on 14 June and knows nothing of it."
typed 350603103208 objection story-4-objections.csv "$(login $COUNTY 350603103208 clerk)"

tell "Down: the two towns look at the applications and send the forms"
on 2017-06-21
for office in $PAYING; do agreed "$office"; done
serve $COUNTY && serve 35 && serve 0
round 350603103208 "$TOWNS"

story "(3) One mother, two villages" "With one ID number, with a mistyped digit, with none:"
server $COUNTY hold list | grep -E 'CK-04|CK-05|CK-10|CK-14' | sed 's/^/  /' || true
linked
story "(4) The objection has come: stop beats go" "The town's agreement counts no more until the objection is handled."
state_of $COUNTY A350603103208-2017-02
story "(5) An income of 4,200 by the village, of 4,900 by the town" "The local average is 4,500: nobody knows whether she is eligible, so nobody pays."
server $COUNTY conflict list | sed 's/^/  /'
decided_income

tell "July: the county decides on batch 24, approves 24 applications and sends the money to two towns"
on 2017-07-12
for office in $VILLAGES; do repaid_in "$office" 2017-07 "$(login $COUNTY "$office" clerk)"; done
round "$VILLAGES"
accounts $COUNTY "$HEAD"
approved
round "$TOWNS"
all_down

tell "Down: the towns sign 24 contracts and pay out, each on an approval that the county signed"
on 2017-07-20
for office in $PAYING; do paid_out "$office"; done
serve $COUNTY && serve 35 && serve 0
round "$TOWNS" "$WORKING"
all_down

tell "Down: visits in the villages, surveys in the towns, and one receipt typed twice"
on 2017-09-28
for office in $VILLAGES; do
    typed "$office" follow_up_visit follow_up_visits.csv "$(login $COUNTY "$office" clerk)"
done
for office in $TOWNS; do
    typed "$office" effect_survey effect_surveys.csv "$(login $COUNTY "$office" clerk)"
done
typed 350603100 ledger_entry story-2-repayments.csv "$(login $COUNTY 350603100 finance)"
serve $COUNTY && serve 35 && serve 0
round "$VILLAGES" "$TOWNS"

story "(2) A repayment of batch 21, typed at the village and at its town" "Both count until somebody says that it was one:"
same "repaid in 2017, confirmed or not" "$(figure $COUNTY repaid)" 73
one_of_two
same "repaid in 2017, confirmed or not" "$(figure $COUNTY repaid)" 72
confirmed 20 24
for batch in 20 21; do quiet server $COUNTY import cycle_assessment "$(assessment $batch)" --as "$HEAD"; done

tell "October: the nightly run leaves a short list"
all_down
on 2017-10-20
serve $COUNTY && serve 35 && serve 0
server $COUNTY reconcile | sed 's/^/  /'
round "$VILLAGES" "$TOWNS"

tell "Three towns seal in time, the county accepts them; a fourth has no line"
for office in $(without $LATE "$TOWNS"); do sealed edge "$office" "$(login $COUNTY "$office" head)"; done
CONTACTS=
for office in $(without $LATE "$TOWNS"); do contact "$office" line; done
for office in $(without $LATE "$TOWNS"); do accepted $COUNTY "$office" "$HEAD"; done
all_down
NOW=2017-10-31T20:00
serve $COUNTY && serve 35 && serve 0
sealed server $COUNTY "$HEAD" --without $LATE
sealed server 35 "$(login 0 35 head)"
quiet server $COUNTY forward && quiet server 35 forward
accepted 0 $COUNTY guo
accepted 0 35 guo
all_down
story "(10) Sealed at ten to midnight, received two days later" \
    "Chaoyang has no line on the evening of 31 October; its town hall seals all the same."
NOW=2017-10-31T23:50
sealed edge $LATE "$(login $COUNTY $LATE head)"
on 2017-11-02
serve $COUNTY && serve 35 && serve 0
CONTACTS=
contact $LATE line
server $COUNTY submission list --year 2017 | sed 's/^/  /'
same "how Chaoyang stands" "$(timeliness $COUNTY $LATE)" sealed_in_time
added_up "In time: 3 of 4 towns" --in-time

tell "The county amends: Chaoyang is in it now"
accepted $COUNTY $LATE "$HEAD"
sealed server $COUNTY "$HEAD" --reason "Chaoyang was received on 2 November"
quiet server $COUNTY forward && quiet server 35 forward
accepted 0 $COUNTY guo
server 0 submission list --year 2017 | sed 's/^/  /'
added_up "After the amendment: all four towns, beside what the district published"
server 0 report national --as-of 2017-10-31 | sed 's/^/  /'

tell "Every link: the receipt at both ends"
quiet server $COUNTY forward && quiet server 35 forward
HOW=line round "$VILLAGES" "$TOWNS"
for office in $TOWNS $VILLAGES; do link edge "$office" $COUNTY; done
link server $COUNTY 35
link server 35 0
all_down

tell "What may not leave the county: in every file, as text and in unpacked frames"
"$PYTHON" deploy/reach.py "$IN" "$WORLD" $COUNTY || FAILED=$((FAILED + 1))

if [ "$FAILED" != 0 ]; then
    echo && echo "$FAILED of these differ. Order of this run: SEED=$SEED deploy/demo.sh"
    exit 1
fi
echo
echo "All figures agree. What it left lies in ${WORLD#"$ROOT"/}; look at it with"
echo "  .build/release/sync-server submission total --year 2017 --data ${WORLD#"$ROOT"/}/0"
echo "  .build/release/sync-server report county --year 2017 --data ${WORLD#"$ROOT"/}/$COUNTY"
echo "  .build/release/edge-node list contract --data ${WORLD#"$ROOT"/}/350603101201"
