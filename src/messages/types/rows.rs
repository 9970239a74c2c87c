//! Messages of [`crate::types`] about rows: aggregated rows, rows in the policy, and rows of tests.

pub(crate) use super::common::*;

catalogue! { rows;
    // Aggregates.
    no_values(function) = "`{function}` needs values";
    give_values_or_rows(function) = "write `{function}(a, b)` or `{function}(x of table, …)`";
    an_aggregate = "an aggregate";
    geometric_mean_of_unit = "a geometric mean needs plain numbers";
    divide_first = "divide by a quantity of the same unit first";
    geometric_mean_of_rows = "a geometric mean over rows is not supported yet";
    no_other_mean = "no other mean is the same; its logarithm, `mean(ln(x) of …)`, has the same order";
    rows_not_allowed = "rows are not allowed here";
    several_values_of_rows(function) = "`{function}` aggregates only one value of the rows";
    join_after_per = "join the names after `per` by `and`: `per a and b`";
    write_one_aggregate_each = "write one aggregate for each value";
    one_row_alone(count) =
        "a minimum of {count} row can reveal the value of a single row"
        | "a minimum of {count} rows can reveal the value of a single row";
    one_of_two_rows = "with a minimum of two rows, each can infer the value of the other";
    write_at_least(least) = "write `at least {least}` or more, as the regulation requires";
    not_an_estimate(function) = "`{function}` cannot be weighted by a design";
    use_an_estimate = "use `mean`, `share`, `sum` or `count`";
    exists_of_values = "`exists` takes rows, not values";
    count_of_values = "`count` counts rows, not values";
    needs_value_of_rows(rows, function) = "`{function}` needs a value of `{rows}` to aggregate";
    needs_rows_of_value(function, value) = "`{function}` needs rows to aggregate `{value}` over";
    name_rows_instead(value) = "name a table or subject in place of `{value}`; conditions follow after `where`";
    multiply_by_weight = "remove `weighted`, and multiply the value by the weight";
    write_mean_of_condition = "write a mean of it: `mean(first { 1 when … otherwise 0 } of … weighted …)`";
    remove_weight = "remove `weighted`: there is no weighted form";
    not_weighted(function) = "`{function}` takes no weights, only `mean` does";
    narrow_range_of_column = "narrow the range of its column";
    too_few_digits(text, largest, decimals) =
        "{text} is at most {largest}, but only {decimals} decimals of it are kept here: fewer than 15 digits";
    count_in_smaller_unit = "count in a smaller unit from the start, for example per million instead of per head";
    digits_are_lost(text, digits, decimals) =
        "{text} can have {digits} more digits than the {decimals} decimals that are kept here";
    and_divide_by_the_same = ", and divide the result by it";
    and_divide_by(factor) = ", and divide the result by {factor}";
    result_stays_the_same = "; the result stays the same";
    multiply_first(factor, after) = "multiply it by {factor} first{after}";
    missing_is_not_counted = "a substitute for missing values cannot be counted";
    skip_or_propagate = "write `missing skipped` or `missing propagates`";

    // Samples.
    duplicate_design(table) = "duplicate sampling design of `{table}`";
    drawn_from_rows = "rows must be the last stage of a sampling design";
    write_clusters_first = "write the clusters first: `clusters district of n1, rows of n2`";
    design_can_be_open(column, open) = "`{column}` is part of the sampling design, but can be {open}";
    close_design(column, open) = "declare `{column}` without `or {open}`";
    design_not_a_number(column) = "`{column}` must be a number of zero or more";
    give_range_to_design = "give its column a range: `number 0..10000 with 6 decimals`, or make it a `count`";
    not_drawn(subject) = "`{subject}` is not a table, and has no sampling design";
    no_design(table) = "`{table}` has no sampling design";
    add_design = "add a line to the table: `drawn weight w, strata s, clusters c of n`, or `drawn weight w, rows of n`";
    estimate_of_a_subject = "a standard error is a value of `all`, and a domain is a condition";
    write_estimate_of_all = "write `let … of all = …`, and the domain after `where`";
    error_of_no_estimate = "a standard error needs an estimate";
    write_an_estimate =
        "write a `mean`, `share`, `sum` or `count` that is `weighted by design`, or a quotient of two such sums";
    error_of_missing_values(text) = "{text} can be missing, but a standard error needs existing values";
    skip_outside_of_domain = "write `missing skipped`: rows without a value are outside of the domain";
    rows_by_design(table, columns) = "{table} by {columns}";

    // Tests.
    test_expects_nothing = "this test expects nothing";
    add_expectation = "add a line `expect … of … is …`";
    declare_param(name) = "declare it: `param {name} = …`";
    unknown_param(name) = "there is no param `{name}`";
    name_a_table = "name a table of the policy";
    unknown_table(name) = "there is no table `{name}`";
    given_rows_of_policy(table) = "the rows of `{table}` are in the policy, and a test cannot give any";
    the_rows = "the rows";
    remove_given_rows = "remove this line: the test has the rows of the policy";
    given_without_key(table, column) = "the rows of `{table}` are given without the key column `{column}`";
    add_column(column) = "add the column `{column}`";
    write_one_cell_each = "write one cell for each column";
    duplicate_column(column) = "duplicate column `{column}`";
    keep_one_column = "keep one of them";
    wrong_number_of_cells(cells, columns) = "this row has {cells} for {columns}";
    cells(count) = "{count} cell" | "{count} cells";
    columns(count) = "{count} column" | "{count} columns";
    comma_between_cells(message, text) = "{message}, because a comma separates cells: `{text}`";
    the_row = "the row";
    rows_with_same_key(table) = "two rows of `{table}` have the same key";
    give_rows_own_keys = "give each row its own key";
    absent_not_declared(column) = "`{column}` cannot be absent";
    declare_absent = "give a value, or declare the column `or absent`";
    missing_not_declared(column) = "`{column}` cannot be missing";
    declare_missing = "give a value, or declare the column `or missing`";
    number_with_unit(column) = "a cell of `{column}` must be a bare number, as in a file";
    write_bare_number = "write only the number, in the unit of its column";
    write_in_quotation_marks(text) = "write it in quotation marks: `\"{text}\"`";
    write_without_quotation_marks = "write a number, without quotation marks";
    a_name_of_its_choice = "a name of its choice";
    yes_or_no_in_backticks = "`yes` or `no`";
    a_set = "a set";
    write_set_in_brackets = "write its values in brackets: `[a, b]`";
    wrong_cell(column, wanted, text) = "`{column}` takes {wanted}, not `{text}`";
    point_read_as_decimal(text, number) = "`{text}` is read as `{number}`";
    write_number_read_or_whole(number, whole) = "write `{number}`, or `{whole}` if the point separates thousands";
    declare_table_first = "declare a `table` first";
    subjects_are(subjects) = "tables and subjects are {subjects}";
    unknown_subject(name) = "there is no table or subject `{name}`";
    value_without_clauses(name) = "`{name}` has no clauses";
    clauses_of_eligibility_alone = "remove `cite` and `because`: only an eligibility has clauses";
    expect_value_of(subject) = "expect a tree, a node, tiers or a `let` of `{subject}`";
    subject_without_key(subject) = "`{subject}` is a single subject and has no key";
    wrong_length_of_key(count, subject, key, given) =
        "the key of `{subject}` has {count} value, {key}, not {given}"
        | "the key of `{subject}` has {count} values, {key}, not {given}";
    give_value_of_key(subject, part) = "write `of {subject} {part}` with a value of `{part}`";
    give_values_of_key(subject, parts) = "write `of {subject} ({parts})` with a value for each";
    expect_number = "expect a number, or `missing`";
    expect_yes_or_no = "expect `yes`, `no` or `missing`";
    expect_text = "expect a text in quotation marks, or `missing`";
    expect_another_value = "expect another value";
    wrong_expectation(name, kind, text) = "`{name}` is {kind}, not `{text}`";
    write_date_without_quotation_marks(date) = "write it without quotation marks: `{date}`";

    // Links between rows.
    not_dated(table) = "`{table}` is not dated: all its rows count anyway";
    column_says_which_part(column, part, rows, here) =
        "`{column}` says to which `{part}` each `{rows}` belongs, but here every `{here}` uses all of them";
    add_condition_or_aggregate_first(column, here, part) =
        "add a condition: `where {column} is {here}.{part}`; to use all, aggregate them without `{part}` first";
    day_says_which_part(column, part, rows, here) =
        "`{column}` says to which `{part}` each `{rows}` belongs, but here every `{here}` uses all of them";
    date_table_or_aggregate_first(table, column, part) =
        "write `table {table} dated {column}`; to use all, aggregate them without `{part}` first";
    nothing_to_aggregate(subject) = "there is one value for each `{subject}` here, so there is nothing to aggregate";
    declare_grouping =
        "declare a grouping, `subject group = table by column`, and write `of group`; or `of all`; or say who counts: \
         `over eligibility`";
    two_ways(rows, table, one, other) = "`{rows}` has two ways to `{table}`: `{one}` and `{other}`";
    choose_way(way, here, key) = "choose one with a condition: `where {way} is {here}.{key}`";
    rows_without_subject(rows, here) = "nothing links `{rows}` to a `{here}`";
    add_reference_or_condition(here, rows, key) =
        "add a reference `-> {here}` to `table {rows}`, or a condition `where column is {here}.{key}`";
    add_condition(here, key) = "add a condition `where x is {here}.{key}`";
    condition_can_be_unknown(condition) = "`{condition}` is unknown for a row with a missing value";
    answer_unknown(condition) = "add an answer for that case: `{condition} default no`, or `default yes`";

    // Missing values.
    no_rule_for_missing(text, function) = "`{text}` can be missing, but `{function}` has no rule for it";
    add_skipped_or_propagates = "add `missing skipped` or `missing propagates`";
    add_any_rule_for_missing_rows =
        "add `missing propagates`, `missing skipped, if empty missing` or `missing counts as 0`";
    add_any_rule_for_missing = "add `missing propagates`, `missing skipped` or `missing counts as 0`";
    substitute_of_other_unit(text, own, unit) = "`{text}` is {own}, but the values are {unit}";
    fails_outside_of_tree = "only a node of a tree can fail on a missing value";
    propagate_and_check = "write `missing propagates`, and a `check` that the value is not missing";
    parent_outside_of_tree = "only the children of a tree have a parent";
    no_rule_for_weight_of_missing = "a tree needs a rule for the weight of a missing indicator";
    share_above_whole = "a share is at most 100%";
    share_of_a_count = "a number of values must be a whole number";
    write_share_or_count(share) = "for a share of them, write `if at least {share}%`; for a number, `if at least 3`";
    write_whole_number_or_share = "write `if at least 3`, or a share: `if at least 50%`";
    no_rule_for_nothing_left(function) = "`{function}` has no rule for the case that no value is left";
    add_if_empty = "add `if empty missing` or `if empty 0`";
    if_empty_without_value = "`if empty` takes a fixed number or `missing`";
    write_if_empty = "write `if empty 0` or `if empty missing`";
    more_than_there_are(least, values) = "at least {least} values are required, but there are only {values}";
    write_at_most(values) = "write `if at least {values}`, or fewer";

    // Rows in the policy.
    duplicate_rows = "duplicate `rows` line";
    merge_rows = "merge them into one line";
    write_cells_in_order = "write one cell for each column, in the order of the table";
    optional_rows_of_policy(table) = "the rows of `{table}` are in the policy and cannot be optional";
    dated_rows_of_policy(table) = "the rows of `{table}` are in the policy and do not belong to a period";
    remove_dated_or_use_file = "remove `dated`, or keep the rows in a file";
    family_of_policy(column) = "`{column}` is one column for each value of a choice, which only data can have";
    add_choice_to_key(choice) = "make `{choice}` a part of the key: `key (…, {choice})`";
    column_of_policy_refers(column, table) = "`{column}` refers to `{table}`, but rows in a policy have no references";
    declare_type_or_use_file = "declare its type, or keep the rows in a file";
    set_of_policy(column) = "`{column}` is a set, but rows in a policy have no sets";
    write_column_for_each_value = "write a column of `yes/no` for each value";
    absent_in_policy(column) = "`{column}` is in the policy, where no value can be absent";
    reference_of_policy(reference) = "`{reference}` is a reference, but rows in a policy have no references";
    remove_reference_or_use_file = "remove it, or keep the rows in a file";
    key_of_policy_is_not_a_choice(column) = "`{column}` is not a choice, but rows in a policy are found by choices";
    declare_choice_or_use_file = "declare a `choice` with its values, or keep the rows in a file";
    no_row_for(table, values) = "`{table}` has no row for {values}";
    add_a_row_for_each = "add a row for each";

    // Values added repeatedly.
    added_for_each(text, whole, part) =
        "{text} is one value of each `{whole}`, but is added once for each `{part}` of it";
    add_value_of_part(part) = "add a value of `{part}`, or multiply by `count({part})`";
    use_it_once(value, part, name) =
        "use `{value}` once, as it is; if it counts for each `{part}`, name it: `let {name} of {part} = {value}`";
    add_it_once_where(whole, part, name, value) =
        "add it once: of `{whole}`, where a value of each `{whole}` says which count; if it counts for each `{part}`, \
         name it: `let {name} of {part} = {value}`";
    add_it_in_own_sum(sum, whole, part, name, value) =
        "add it in a separate sum: `{sum} of {whole}`; if it counts for each `{part}`, name it: `let {name} of {part} \
         = {value}`";
    add_it_once(sum, whole, part, name, value) =
        "add it once: `{sum} of {whole}`; if it counts for each `{part}`, name it: `let {name} of {part} = {value}`";

    // Spread, quantiles and ranks.
    per_of_another_kind(here, rows) =
        "`per` compares each `{here}` with others of its kind, but `{rows}` is another kind";
    write_condition_instead(column, here) = "write a condition instead: `where {column} is {here}.{column}`";
    remove_per_or_declare_of(rows) = "remove `per`, or declare this as a value of `{rows}`";
    over_no_condition(text, kind) = "`over` needs an eligibility or a condition, but {text} is {kind}";
    name_a_condition(subject) = "name an eligibility or a condition: `let counted of {subject} = …`";
    counted_can_be_unknown(condition) = "{condition} is unknown for a row with a missing value";
    name_answer_when_unknown(subject, condition) =
        "name the answer, and write the name here: `let counted of {subject} = {condition} default no`";
    variance_of_unit(text, unit) = "a variance squares its values, but {text} is {unit}";
    write_deviation = "write `deviation(…)`, which is also money";
    divide_by_unit_first(quotient) = "divide by a unit first: `{quotient}`";
    sample_or_population = "`as sample` (n - 1) or `as population` (n)";
    a_kind_of_data = "the kind of data, a sample or a population";
    a_share_below = "a share of values below it";
    the_share_below = "the share of values below it: `25%`";
    a_type_of_quantile = "a type";
    the_type_of_quantile = "the type: `type 7`, one of 1 to 9";
    quantile_not_fixed = "a quantile needs a fixed share from 0% to 100%";
    unknown_type_of_quantile(number) = "there is no quantile of type {number}";
    types_of_quantiles = "the types are 1 to 9; most programs use `type 7`";
    rank_without_others = "a rank needs other subjects of the same kind";
    write_rank_of_and_over = "write `of` with the kind of this value, and `over` with an eligibility";
    an_order_of_ranks = "an order";
    the_order_of_ranks = "`highest first` or `lowest first`";
    the_rule_for_ties = "`ties share the best rank`, `ties share the worst rank` or `ties share the mean rank`";
    a_rule_for_ties = "a rule for ties";
    substitutes_lessen(function) = "a substitute for missing values would make the `{function}` too small";
    here = "here";
    needs_option(function, what) = "`{function}` needs {what}";
    add(what) = "add {what}";
}
