# Adds up from the input files of deploy/longwen what the reports of 2017-10-31 must say; shares
# nothing with the product.
#
#   awk -f longwen-expected.awk longwen/*/*.csv longwen/*/takeover/*.csv
#   awk -v without=350603102 -f …       the same without one town, as if it had not reported
#   awk -v today=2017-10-31 -f …        as of another day
#
# Prints lines "figure,value": money in 万元, incomes in yuan a head, shares as fractions. The town of
# a contract is that of its household. The sources are the county's and are never left out. Lines
# that only a story has lie in files of their own (story-…) and count nowhere, but in
# "typed_of_due_2017": the repayments of what was due in 2017 with the receipt that is typed twice.

function cells(line,   n, rest, cell, more) { # a line of commas, with quotes, into C[1…]
    split("", C)
    n = 0
    rest = line
    do {
        n++
        if (substr(rest, 1, 1) == "\"") {
            match(rest, /^"([^"]|"")*"/)
            cell = substr(rest, 2, RLENGTH - 2)
            gsub(/""/, "\"", cell)
            rest = substr(rest, RLENGTH + 1)
        } else {
            match(rest, /^[^,]*/)
            cell = substr(rest, 1, RLENGTH)
            rest = substr(rest, RLENGTH + 1)
        }
        C[n] = cell
        more = substr(rest, 1, 1) == ","
        rest = substr(rest, 2)
    } while (more)
    return n
}
function of(name) { return name in at ? C[at[name]] : "" }
function fen(words,   unit) {
    unit = sub(/万元/, "", words) ? 1000000 : 100
    return int(words * unit + 0.5)
}
function plain(number, digits,   t) { # without needless zeros
    t = sprintf("%." digits "f", number)
    if (t ~ /\./) { sub(/0+$/, "", t); sub(/\.$/, "", t) }
    return t
}
function wan(amount) { return plain(amount / 1000000, 6) }
function share(a, b, digits,   whole) { # rounded half up; n/a if there is nothing to divide by
    if (b == 0) return "n/a"
    whole = 10 ^ digits
    return plain(int((2 * a * whole + b) / (2 * b)) / whole, digits)
}
function due(signed) { return (substr(signed, 1, 4) + 2) substr(signed, 5) }
function counts(contract) {
    return contract in household && (without == "" || substr(household[contract], 1, 9) != without)
}

BEGIN { if (today == "") today = "2017-10-31"; average = 4500 }

FNR == 1 {
    file = FILENAME
    sub(/.*\//, "", file)
    split("", at)
    n = cells($0)
    for (i = 1; i <= n; i++) at[C[i]] = i
    next
}
{ cells($0) }
file == "story-2-repayments.csv" { again[of("contract")] += fen(of("amount")) }
file ~ /^story-/ { next }

file == "sources.csv" {
    if (!(of("kind") in came)) kind[++kinds] = of("kind")
    came[of("kind")] += fen(of("amount"))
    sources += fen(of("amount"))
}
file == "persons.csv" { members[of("household")]++ }
file == "contracts.csv" {
    no = of("contract_no")
    household[no] = of("household"); mother[no] = of("mother"); batch[no] = of("batch")
    ends[no] = due(of("signed_on")); counted[no] = of("beneficiaries")
}
file == "payouts.csv" && of("paid_on") <= today { lent[of("contract")] += fen(of("amount")) }
file == "repayments.csv" && of("paid_on") <= today {
    back[of("contract")] += fen(of("amount"))
    if (last[of("contract")] < of("paid_on")) last[of("contract")] = of("paid_on")
}
(file == "effect_surveys.csv" || file == "surveys.csv") && of("surveyed_on") <= today {
    no = of("contract")
    surveyed[no]; before[no] = of("income_before"); after[no] = of("income_after")
    exits[no] = of("out_of_poverty") == "yes"
}
file == "follow_up_visits.csv" { visits[of("contract")]++ }

END {
    for (no in lent) if (counts(no)) {
        money += lent[no]; times++
        batches[batch[no]]
        towns[substr(household[no], 1, 9)]
        villages[substr(household[no], 1, 12)]
        homes[household[no]]
        mothers[mother[no] " " household[no]]
        persons += counted[no] == "" ? members[household[no]] : counted[no]
        recovered += back[no]
        if (ends[no] <= today) { over++; late += lent[no] - back[no] } else running++
        if (ends[no] > today && no in visits) seen++
        if (substr(ends[no], 1, 4) == substr(today, 1, 4)) {
            owed += lent[no]; paid += back[no]; typed += back[no] + again[no]
            if (last[no] != "" && last[no] <= ends[no]) early += back[no]
        }
    }
    for (no in surveyed) if (counts(no)) {
        surveys++; was += before[no]; is += after[no]
        if (exits[no]) left++; else if (after[no] < average) below++
    }
    for (no in visits) if (counts(no)) visit += visits[no]
    for (x in batches) batches_n++
    for (x in towns) towns_n++
    for (x in villages) villages_n++
    for (x in homes) homes_n++
    for (x in mothers) mothers_n++

    print "sources," wan(sources)
    for (i = 1; i <= kinds; i++) print "sources_" kind[i] "," wan(came[kind[i]])
    print "batches," batches_n + 0
    print "towns," towns_n + 0
    print "villages," villages_n + 0
    print "lent," wan(money)
    print "household_times," times + 0
    print "households," homes_n + 0
    print "mothers," mothers_n + 0
    print "repeats," times - homes_n
    print "persons," persons + 0
    print "average," share(money / 1000000, times, 4)
    print "turnover," share(money, sources, 4)
    print "due_2017," wan(owed)
    print "typed_of_due_2017," wan(typed)
    print "recovered_of_due_2017," wan(paid)
    print "on_time_of_due_2017," wan(early)
    print "recovery_rate_2017," share(paid, owed, 4)
    print "on_time_rate_2017," share(early, owed, 4)
    print "recovered," wan(recovered)
    print "outstanding," wan(money - recovered)
    print "overdue," wan(late)
    print "free," wan(sources - money + recovered)
    print "contracts_due," over + 0
    print "surveys," surveys + 0
    print "exits," left + 0
    print "exit_rate," share(left, surveys, 4)
    print "not_exited_below_average," below + 0
    print "income_before_sum," was + 0
    print "income_after_sum," is + 0
    print "income_before_mean," share(was, surveys, 2)
    print "income_after_mean," share(is, surveys, 2)
    print "visits," visit + 0
    print "contracts_in_term," running + 0
    print "contracts_in_term_visited," seen + 0
}
