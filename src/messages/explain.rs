//! Messages of [`crate::explain`].

catalogue! { explain;
    // Conditions.
    no_so_does_not_apply = "no, so it does not apply";
    applies_when(condition, answer) = "applies when {condition}: {answer}";
    first_conditions(count) = "the first {count} conditions: no";
    of_keys(keys) = "  (of {keys})";

    // Decisions.
    not_decided = "not decided";

    // Expressions and their rows.
    whose(subject, key) = "{subject} {key}";
    no_such(subject) = "no {subject}";
    of_whom(whose) = "  (of {whose})";
    each_kept(kept) = ", each {kept}";
    stored_at(decimals) = "stored at {decimals}";
    rows(count) = "1 row" | "{count} rows";
    of_rows(rows, subject) = "of {rows} of {subject}";
    and_without(rows) = ", and {rows} without a value";
    left_out(rows) = "; {rows} left out by the condition";

    // Names of parts.
    is_missing(value) = "{value} is missing";
    is_absent(value) = "{value} is absent";
    has_a_value(value) = "{value} has a value";
    is_included(eligibility) = "{eligibility} is included";
    is_not_missing(value) = "{value} is not missing";
    is_not_absent(value) = "{value} is not absent";
    is_not_included(eligibility) = "{eligibility} is not included";
    the_decision = "the decision";

    // Subjects and values.
    rounded_for_reading(decimals) =
        "numbers are rounded to {decimals} decimals here, small ones to {decimals} digits; results keep all digits";
    scale(words) = "scale {words}";
    rows_that_count(subject, count, least) = "rows of {subject} that count = {count}, at least {least}";
    adds(points) = "  adds {points}";
    header_of(header) = "\"{header}\" as ";
    because(reason) = "because {reason}";
    is_other(value) = "is {value}";
    does_not_apply = "does not apply";
    unknown = "unknown";
    missing = "missing";
    without_value(word, reasons) = "{word} ({reasons})";

    // The inputs that an explanation depends on.
    param(name, value) = "param {name} = {value}";
    from_policy = "  (from the policy)";
    from_manifest(own) = "  (from the manifest; {own} in the policy)";
    from_command_line(own) = "  (from --param; {own} in the policy)";
    from_test(own) = "  (from the test; {own} in the policy)";
    period(days) = "period {days}";
    named_period(name, days) = "period {name} = {days}";

    // Published columns.
    part_by_weight(tree) = "  (its part of {tree}, by weight)";

    // Tiers.
    rounded(words) = ", rounded {words}: ";
    compared_to(decimals) = ", compared to {decimals} decimals: ";
    judged_by(value, exact, how, judged) = "judged by {value} = {exact}{how}{judged}";
    without_values = ", without values";
    around(centre, start, without) = "around {centre} (from {start}){without}";
    ties(count) = ", {count} of them with this value";
    rank(rank, count, ties) = "rank {rank} of {count}{ties}";
    to_rank(rank) = "to rank {rank}";

    // Trees.
    composed_of(how, rule, value) = "{how} of{rule}: {value}";
}
