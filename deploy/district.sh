# The acts of deploy/demo.sh: sourced, never run. They speak in the words of deploy/words.sh.

NOW=

on() { # DAY: from here on it is ten in the morning of that day, everywhere
    NOW=$1T10:00
}
run() { # every command on that day; those that only carry files have no clock
    case "$2" in
    enroll-*) ${DEMO_RUN:-} "$@" ;;
    *) ${DEMO_RUN:-} "$@" --clock "$NOW" ;;
    esac
}

# Lists of offices.
with_file() { (cd "$IN" && ls -d -- */"$1" | cut -d / -f 1); }
without() { # OFFICES ALL: all but some
    printf '%s\n' $2 | grep -vxF "$(printf '%s\n' $1)" || true
}
second() { # FILE DIVISION ROLE: the login of the second person with a role
    awk -F, -v d="$2" -v r="$3" '$1 == d && index($0, r) { if (found++) { print $2; exit } }' "$IN/$1/staff.csv"
}
all_down() { stop $COUNTY && stop 35 && stop 0; }

# The county.
entered() { # TYPE FILE LOGIN
    quiet server $COUNTY import "$1" "$IN/$COUNTY/$2" --as "$3"
    told "$(lines "$IN/$COUNTY/$2") of $2"
}
put() { # PROGRAM OFFICE TYPE FILE LOGIN: what a file says of records that stand; the first column names them
    local line
    while IFS= read -r line; do
        eval "quiet $1 $2 set $line --as $5"
    done < <("$PYTHON" deploy/lines.py "$3" "$IN/$2/$4")
    told "$2 enters $(lines "$IN/$2/$4") of $4"
}
confirmed() { # FIRST LAST: the cashier confirms the money of batches, which others have typed
    local batch
    for batch in $(seq "$1" "$2"); do quiet server $COUNTY confirm --batch "$batch" --as "$CASHIER"; done
    told "a second person confirms the money of the batches $1 to $2"
}
assessment() { # BATCH: a file with its assessment
    awk -F, -v b="$1" 'NR == 1 || $1 == b' "$IN/$COUNTY/cycle_assessments.csv" >"$WORLD/assessment.csv"
    echo "$WORLD/assessment.csv"
}

# Enrolling.
enrolled() { # OFFICES: every second one by a file
    local office how=line
    for office in $(shuffled "$1"); do
        if [ $how = line ]; then
            quiet edge "$office" init --practice --server "http://127.0.0.1:${PORT[$COUNTY]}" \
                --invitation "$(invite $COUNTY "$HEAD" "$office")"
            quiet edge "$office" sync
            how=stick
        else
            quiet server $COUNTY node invite "$office" --file "$WORLD/$office.invitation" --as "$HEAD"
            quiet edge "$office" enroll-request "$WORLD/$office.request" \
                --invitation-file "$WORLD/$office.invitation" --practice
            quiet server $COUNTY node enroll "$WORLD/$office.request" "$WORLD/$office.answer" --as "$HEAD"
            quiet edge "$office" enroll-answer "$WORLD/$office.answer"
            ROUND=0 by_stick "$office" 0 >"$WORLD/last.txt"
            how=line
        fi
    done
    told "$(printf '%s\n' $1 | wc -l) offices have what they need to work alone"
}

# A village.
repaid_in() { # OFFICE MONTH LOGIN
    awk -F, -v m="$2" 'NR == 1 || index($0, m)' "$IN/$1/repayments.csv" >"$WORLD/repayments.csv"
    [ "$(lines "$WORLD/repayments.csv")" = 0 ] ||
        quiet edge "$1" import ledger_entry "$WORLD/repayments.csv" --as "$3"
}
early() { # VILLAGE TOWN: one village has typed its households before; its town has heard of them
    local login
    login=$(login $COUNTY "$1" clerk)
    quiet edge "$1" import household "$IN/$1/households.csv" --as "$login"
    quiet edge "$1" import person "$IN/$1/persons.csv" --as "$login"
    CONTACTS=
    contact "$1" line && contact "$2" stick
    told "$1 has typed its households already, and $2 knows them"
}
chosen() { # OFFICE LOGIN: surveys, applications, the decision of the two committees, the notice
    local type file
    while read -r type file; do quiet edge "$1" import "$type" "$IN/$1/$file" --as "$2"; done <<END
household households.csv
person persons.csv
income_record incomes.csv
household_survey household_surveys.csv
application applications.csv
village_review village_reviews.csv
public_notice public_notices.csv
END
    put edge "$1" public_notice notices_ended.csv "$2" >/dev/null
    told "$1: $(lines "$IN/$1/applications.csv") applications, noticed for seven days, no objection"
}
proposed_elsewhere() { # the same mothers, in a second village: by one number, mistyped first; and without any
    local office=350603103204 login
    login=$(login $COUNTY $office clerk)
    typed $office household story-3-households.csv "$login"
    if edge $office import person "$IN/$office/story-3-refused.csv" --as "$login" >"$WORLD/last.txt" 2>&1; then
        differs "a mistyped ID number was taken"
    else
        grep -m 1 -E 'CK-01|ID number|身份证' "$WORLD/last.txt" | sed 's/^ */  refused at the keyboard: /'
    fi
    for office in $office 350603103207; do
        login=$(login $COUNTY $office clerk)
        [ $office = 350603103204 ] || typed $office household story-3-households.csv "$login"
        typed $office person story-3-persons.csv "$login"
        typed $office application story-3-applications.csv "$login"
    done
}

# A town.
agreed() { # OFFICE: reviews, signed copies, the forms sent together
    local login line application copies completed submitted
    login=$(login $COUNTY "$1" clerk)
    typed "$1" review_decision review_decisions.csv "$login"
    while read -r line; do
        IFS='|' read -r application copies completed submitted <<<"$line"
        quiet edge "$1" set "application:$application" "copies=$copies" --as "$login"
        quiet edge "$1" event "application:$application" forms_completed --on "$completed" --as "$login"
        quiet edge "$1" event "application:$application" county_submitted --on "$submitted" --as "$login"
    done < <("$PYTHON" -c '
import csv, sys
for row in csv.DictReader(open(sys.argv[1], encoding="utf-8")): print("|".join(row.values()))' "$IN/$1/forms.csv")
    told "$1 sends the forms of $(lines "$IN/$1/forms.csv") applications to the county"
}
paid_out() { # OFFICE: what its villages' mothers sign, and the money in their hands
    local login finance
    login=$(login $COUNTY "$1" clerk) finance=$(login $COUNTY "$1" finance)
    put edge "$1" allocation allocations_received.csv "$finance" >/dev/null
    typed "$1" contract contracts.csv "$login"
    quiet edge "$1" import guarantor "$IN/$1/guarantors.csv" --as "$login"
    quiet edge "$1" import disbursement_meeting "$IN/$1/meetings.csv" --as "$login"
    typed "$1" ledger_entry payouts.csv "$finance"
    awk 'NR < 3 { sub(/,P/, ",Z"); print }' "$IN/$1/payouts.csv" >"$WORLD/twice-$1.csv"
    if edge "$1" import ledger_entry "$WORLD/twice-$1.csv" --as "$finance" >"$WORLD/last.txt" 2>&1; then
        differs "a contract was paid out twice"
    else
        grep -m 1 CK-41 "$WORLD/last.txt" | sed 's/^ */  a second pay-out of the first: /'
    fi
}

# The county decides.
linked() { # the county says which records are one person, and takes one link back
    local line household other on reason undone why
    while IFS=, read -r household other on reason undone why; do
        link=$(server $COUNTY add person_link person="$(mother "$household")" same_as="$(mother "$other")" \
            linked_on="$on" reason="$reason" --as "$DECIDES" --json | pick 'it["id"]')
        told "$household and $other: one person ($reason)"
        [ -z "$undone" ] || {
            quiet server $COUNTY set "$link" undone_on="$undone" undone_reason="$why" --as "$DECIDES"
            told "taken back: $why"
        }
    done < <(awk 'NR > 1' "$IN/$COUNTY/story-3-links.csv")
}
mother() { # HOUSEHOLD: the record of its mother, at the county
    server $COUNTY list person "household=$1" relation=mother --json | pick 'it["records"][0]["id"]'
}
state_of() { # OFFICE APPLICATION
    server "$1" show "application:$2" | grep -iE '状态|state' | sed 's/^ */  /'
}
decided_income() {
    local type field value reason case
    IFS=, read -r type field value reason < <(awk 'NR == 2' "$IN/$COUNTY/story-5-decisions.csv")
    case=$(server $COUNTY conflict list --json | pick "[c['id'] for c in it['conflicts'] if c['type'] == '$type'][0]")
    server $COUNTY conflict show "$case" | sed 's/^/  /'
    quiet server $COUNTY conflict resolve "$case" --value "$field=$value" --reason "$reason" --as "$DECIDES"
    told "→ $field=$value: $reason"
}
approved() {
    entered batch batch24.csv "$CLERK"
    put server $COUNTY application amounts.csv "$APPROVER"
    entered review_decision approvals.csv "$APPROVER"
    entered allocation allocations.csv "$FINANCE"
}
one_of_two() { # finance reverses the second typing of a receipt
    local receipt entry
    receipt=$("$PYTHON" -c '
import csv, sys; print(next(csv.DictReader(open(sys.argv[1], encoding="utf-8")))["receipt_no"])' \
        "$IN/350603100/story-2-repayments.csv")
    for entry in $(server $COUNTY list ledger_entry "receipt_no=$receipt" --json |
        pick '" ".join(r["id"] for r in it["records"])'); do
        [ "$(server $COUNTY history "$entry" --json | pick 'it["changes"][0]["office"]')" != 350603100 ] ||
            quiet server $COUNTY add ledger_entry kind=reverse reverses="$entry" paid_on=2017-09-28 \
                reason="typed at the village and at the town" --as "$FINANCE"
    done
    told "the village's receipt $receipt stands, finance reverses the town's"
}

# Figures and submissions.
figure() { # OFFICE NAME: of the year 2017, in 万元
    server "$1" report county --year 2017 --json |
        pick '"%g" % (next(f["value"] for f in it["figures"] if f["figure"] == "'"$2"'") / 1e6)'
}
sealed() { # PROGRAM OFFICE LOGIN [OPTION]
    "$1" "$2" submission seal --year 2017 --as "$3" "${@:4}" >"$WORLD/last.txt" ||
        { cat "$WORLD/last.txt" && return 1; }
    told "$2 seals: $(tail -n 1 "$WORLD/last.txt")"
}
revision() { # SERVER OFFICE KEY: of the latest revision of an office
    server "$1" submission list --year 2017 --json |
        pick "[s['$3'] for s in it['submissions'] if s['office'] == '$2'][-1]"
}
accepted() { # SERVER OFFICE LOGIN
    quiet server "$1" submission accept "$(revision "$1" "$2" id)" --as "$3"
    told "$1 accepts what $2 submitted, received on $(revision "$1" "$2" received_on)"
}
timeliness() { revision "$1" "$2" timeliness; }
added_up() { # TITLE [--in-time]: the nation's total beside awk's, and beside the forwarded records
    local without=
    tell "$1"
    [ "${2:-}" != --in-time ] || without="-v without=$LATE"
    server 0 submission total --year 2017 ${2:-} --json >"$WORLD/total.json" || differs "submissions and forwarded records"
    awk $without -v today=2017-10-31 -f deploy/longwen-expected.awk "$IN"/*/*.csv "$IN"/*/takeover/*.csv >"$WORLD/expected.csv"
    "$PYTHON" deploy/figures.py "$WORLD/total.json" "$WORLD/expected.csv" ${2:---published} || FAILED=$((FAILED + 1))
}
