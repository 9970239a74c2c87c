//! What [`crate::types`] says of rows: those that are brought together, those of the page, and those of tests.

pub use super::common::*;

catalogue! { rows;
    // Aggregates.
    no_values(function) = "`{function}` needs values";
    give_values_or_rows(function) = "write `{function}(a, b)` or `{function}(x of table, …)`";
    bringing_together = "bringing values together";
    geometric_mean_of_unit = "a geometric mean is taken of plain numbers";
    divide_first = "divide by a quantity of the same unit first";
    geometric_mean_of_rows = "a geometric mean over rows is not supported yet";
    no_other_mean = "no other mean is the same; `mean(ln(x) of …)` is its logarithm, and puts all in the same order";
    rows_do_not_fit = "rows do not fit here";
    several_values_of_rows(function) = "`{function}` brings together one value of the rows";
    join_behind_per = "join what stands behind `per` by `and`: `per a and b`";
    write_one_aggregate_each = "write one aggregate for each value";
    one_row_alone(count) =
        "with {count} row a value can be that of one row alone"
        | "with {count} rows a value can be that of one row alone";
    one_of_two_rows = "of two rows each can work out the value of the other";
    write_at_least(least) = "write `at least {least}` or more, as the regulation has it";
    not_an_estimate(function) = "`{function}` is not weighted by a design";
    estimates_are = "only `mean`, `share`, `sum` and `count` are estimates";
    exists_of_values = "`exists` asks for rows, not for values";
    count_of_values = "`count` counts rows, not values";
    value_of_rows_not_said(rows, function) = "which value of `{rows}` `{function}` takes is not said";
    rows_not_said(function, value) = "of which rows `{function}` takes `{value}` is not said";
    multiply_by_weight = "take `weighted` away, and multiply the value by the weight";
    write_mean_of_condition = "write a mean of it: `mean(first { 1 when … otherwise 0 } of … weighted …)`";
    remove_weight = "take `weighted` away: there is no such value with weights";
    not_weighted(function) = "`{function}` is not weighted, only `mean` is";
    narrow_range_of_column = "narrow the range of its column";
    too_few_digits(text, largest, decimals) =
        "{text} is at most {largest}, and {decimals} decimals are kept of it here: fewer than 15 digits";
    count_in_smaller_unit = "count in a smaller unit from the beginning, such as per million and not per head";
    digits_are_lost(text, digits, decimals) =
        "{text} can have {digits} more digits than the {decimals} decimals that are kept of it here";
    and_divide_by_the_same = ", and divide what comes out by it";
    and_divide_by(factor) = ", and divide what comes out by {factor}";
    result_stays_the_same = "; what comes out stays the same";
    multiply_first(factor, after) = "multiply it by {factor} first{after}";
    missing_is_not_counted = "a missing value is no value that could be counted";
    skip_or_leave_unscored = "write `missing skipped` or `missing unscored`";

    // Samples.
    drawn_twice(table) = "`{table}` says twice how it was drawn";
    drawn_from_rows = "from rows nothing more is drawn";
    write_clusters_first = "write the clusters first: `clusters district of n1, rows of n2`";
    design_can_be_open(column, open) = "`{column}` says how rows were drawn, and can be {open}";
    close_design(column, open) = "declare `{column}` without `or {open}`";
    design_not_a_number(column) = "`{column}` must be a number of zero and more";
    give_range_to_design = "give its column a range: `number 0..10000 with 6 decimals`, or let it be a `count`";
    nothing_drawn(subject) = "`{subject}` is no table, and was not drawn";
    drawing_not_said(table) = "`{table}` does not say how its rows were drawn";
    say_how_rows_were_drawn =
        "add a line to the table: `drawn weight w, strata s, clusters c of n`, or `drawn weight w, rows of n`";
    estimate_of_a_subject = "an estimate from a sample is of all, and a domain is a condition";
    write_estimate_of_all = "write `let … of all = …`, and the domain behind `where`";
    error_of_no_estimate = "a standard error is taken of an estimate";
    write_an_estimate =
        "write a `mean`, `share`, `sum` or `count` that is `weighted by design`, or a quotient of two such sums";
    error_of_missing_values(text) = "{text} can be missing, and a standard error is taken of what is there";
    skip_outside_of_domain = "write `missing skipped`: rows without a value are outside of the domain";
    rows_by_design(table, columns) = "{table} by {columns}";

    // Tests.
    test_expects_nothing = "this test expects nothing";
    add_expectation = "add a line `expect … of … is …`";
    declare_param(name) = "declare it: `param {name} = …`";
    unknown_param(name) = "there is no param `{name}`";
    rows_of_a_table = "rows are given of a table";
    unknown_table(name) = "there is no table `{name}`";
    given_rows_of_page(table) = "the rows of `{table}` stand on the page, and a test gives none";
    the_rows = "the rows";
    remove_given_rows = "take this line away: the test has the rows of the page";
    given_without_key(table, column) = "the rows of `{table}` are given without `{column}` of its key";
    add_column(column) = "add the column `{column}`";
    write_one_cell_each = "write one cell for each column";
    column_given_twice(column) = "the column `{column}` is given twice";
    keep_one_column = "keep one of the two";
    wrong_number_of_cells(cells, columns) = "this row has {cells} for {columns}";
    cells(count) = "{count} cell" | "{count} cells";
    columns(count) = "{count} column" | "{count} columns";
    comma_between_cells(message, text) = "{message}, since a comma stands between cells: `{text}`";
    the_row = "the row";
    rows_with_same_key(table) = "two rows of `{table}` have the same key";
    give_rows_own_keys = "give each row a key of its own";
    absent_not_declared(column) = "`{column}` cannot be absent";
    declare_absent = "give a value, or declare the column `or absent`";
    missing_not_declared(column) = "`{column}` cannot be missing";
    declare_missing = "give a value, or declare the column `or missing`";
    number_with_unit(column) = "a cell of `{column}` is written as in a file: a bare number";
    write_bare_number = "write the number alone, in the unit of its column";
    write_in_quotation_marks(text) = "write it in quotation marks: `\"{text}\"`";
    write_without_quotation_marks = "write a number, without quotation marks";
    a_name_of_its_choice = "a name of its choice";
    yes_or_no_in_backticks = "`yes` or `no`";
    a_set = "a set";
    write_set_in_brackets = "write its values in brackets: `[a, b]`";
    wrong_cell(column, wanted, text) = "`{column}` takes {wanted}, and this is `{text}`";
    point_read_as_decimal(text, number) = "`{text}` is read as `{number}`";
    write_number_read_or_whole(number, whole) =
        "write `{number}`, or `{whole}` where the point stands between thousands";
    declare_table_first = "declare a `table` first";
    subjects_are(subjects) = "tables and subjects are {subjects}";
    unknown_subject(name) = "there is no table or subject `{name}`";
    value_without_clauses(name) = "`{name}` tells no clauses";
    clauses_of_eligibility_alone = "only an eligibility does: take `cite` and `because` away";
    expect_value_of(subject) = "expect a tree, a node, tiers or a `let` of `{subject}`";
    one_subject_named(subject) = "`{subject}` is one subject, and nothing names it";
    named_by_other_number(count, subject, key, given) =
        "`{subject}` is named by {count} value, {key}, not by {given}"
        | "`{subject}` is named by {count} values, {key}, not by {given}";
    give_value_of_key(subject, part) = "write `of {subject} {part}` with a value of `{part}`";
    give_values_of_key(subject, parts) = "write `of {subject} ({parts})` with a value for each";
    expect_number = "expect a number, or `missing`";
    expect_yes_or_no = "expect `yes`, `no` or `missing`";
    expect_text = "expect a text in quotation marks, or `missing`";
    expect_another_value = "expect another value";
    wrong_expectation(name, kind, text) = "`{name}` is {kind}, and this is `{text}`";
    write_date_without_quotation_marks(date) = "write it without quotation marks: `{date}`";

    // Links between rows.
    not_dated(table) = "`{table}` is not dated: all its rows count anyway";
    column_says_which_part(column, part, rows, here) =
        "`{column}` says to which `{part}` each `{rows}` belongs, and here every `{here}` takes all of them";
    add_condition_or_join_first(column, here, part) =
        "add a condition: `where {column} is {here}.{part}`; if all are meant, bring them together without `{part}` \
         first";
    day_says_which_part(column, part, rows, here) =
        "`{column}` says in which `{part}` each `{rows}` lies, and here every `{here}` takes all of them";
    date_table_or_join_first(table, column, part) =
        "write `table {table} dated {column}`; if all are meant, bring them together without `{part}` first";
    nothing_comes_together(subject) = "there is one value for each `{subject}` here, so no `{subject}` come together";
    declare_grouping =
        "declare a grouping, `subject group = table by column`, and write `of group`; or `of all`; or say who counts: \
         `over eligibility`";
    two_ways(rows, table, one, other) = "`{rows}` has two ways to `{table}`: `{one}` and `{other}`";
    say_which_way(way, here, key) = "say which with a condition: `where {way} is {here}.{key}`";
    rows_without_subject(rows, here) = "nothing says which `{rows}` belong to a `{here}`";
    add_reference_or_condition(here, rows, key) =
        "add a reference `-> {here}` to `table {rows}`, or a condition `where column is {here}.{key}`";
    add_condition(here, key) = "add a condition `where x is {here}.{key}`";
    condition_can_be_unknown(condition) = "`{condition}` is unknown for a row where a value is missing";
    say_what_holds_when_unknown(condition) = "say what holds then: `{condition} default no`, or `default yes`";

    // Missing values.
    missing_not_said(text, function) = "`{text}` can be missing, and `{function}` does not say what happens then";
    add_skipped_or_unscored = "add `missing skipped` or `missing unscored`";
    add_unscored_or_skipped_or_counts =
        "add `missing unscored`, `missing skipped, none missing` or `missing counts as 0`";
    add_any_rule_for_missing = "add `missing unscored`, `missing skipped` or `missing counts as 0`";
    substitute_of_other_unit(text, own, unit) = "`{text}` is {own}, and the values are {unit}";
    fails_outside_of_tree = "only a node of a tree fails where a value is missing";
    write_unscored_and_check = "write `missing unscored`, and a `check` that the value is not missing";
    parent_outside_of_tree = "only the children of a tree have a parent";
    weight_of_missing_not_said = "in a tree it must be said where the weight of a missing indicator goes";
    share_above_whole = "a share is at most 100%";
    share_of_a_count = "this counts values and is a whole number";
    write_share_or_count(share) = "for a share of them, write `if at least {share}%`; for a number, `if at least 3`";
    write_whole_number_or_share = "write `if at least 3`, or a share: `if at least 50%`";
    nothing_left_not_said(function) = "`{function}` does not say what holds when nothing is left";
    add_none = "add `none missing` or `none 0`";
    none_without_value = "`none` is followed by a fixed number or `missing`";
    write_none = "write `none 0` or `none missing`";
    more_than_there_are(least, values) = "at least {least} must be there, and there are only {values}";
    write_at_most(values) = "write `if at least {values}`, or fewer";

    // Rows of the page.
    rows_twice = "a table has its rows on one line `rows`";
    put_rows_together = "put them together";
    write_cells_in_order = "write one cell for each column, in the order of the table";
    optional_rows_of_page(table) = "the rows of `{table}` stand on the page and are always there";
    dated_rows_of_page(table) = "the rows of `{table}` stand on the page and belong to no period";
    remove_dated_or_use_file = "take `dated` away, or keep the rows in a file";
    family_of_page(column) = "`{column}` is a column for each value of a choice, which only data has";
    add_choice_to_key(choice) = "make `{choice}` a part of the key: `key (…, {choice})`";
    column_of_page_refers(column, table) = "`{column}` refers to `{table}`, and rows of the page refer to nothing";
    declare_type_or_use_file = "declare its type, or keep the rows in a file";
    set_of_page(column) = "`{column}` is a set, and rows of the page hold none";
    write_column_for_each_value = "write a column of `yes/no` for each value";
    absent_on_page(column) = "`{column}` stands on the page, where nothing is absent";
    reference_of_page(reference) = "`{reference}` is a reference, and rows of the page refer to nothing";
    remove_reference_or_use_file = "take it away, or keep the rows in a file";
    key_of_page_is_no_choice(column) = "`{column}` is no choice, and rows of the page are found by choices";
    declare_choice_or_use_file = "declare a `choice` with its values, or keep the rows in a file";
    no_row_for(table, values) = "`{table}` has no row for {values}";
    add_a_row_for_each = "add a row for each";

    // Values added repeatedly.
    added_for_each(text, whole, part) =
        "{text} is one value of each `{whole}`, and is added once for each `{part}` of it";
    add_value_of_part(part) = "add a value of `{part}`, or multiply by `count({part})`";
    take_it_once(value, part, name) =
        "take `{value}` as it is, once; if it counts for each `{part}`, say so by a name: `let {name} of {part} = \
         {value}`";
    add_it_once_where(whole, part, name, value) =
        "add it once: of `{whole}`, where something of each `{whole}` says which count; if it counts for each \
         `{part}`, say so by a name: `let {name} of {part} = {value}`";
    add_it_in_own_sum(sum, whole, part, name, value) =
        "add it in a sum of its own: `{sum} of {whole}`; if it counts for each `{part}`, say so by a name: `let {name} \
         of {part} = {value}`";
    add_it_once(sum, whole, part, name, value) =
        "add it once: `{sum} of {whole}`; if it counts for each `{part}`, say so by a name: `let {name} of {part} = \
         {value}`";

    // Spread, quantiles and ranks.
    per_of_another_kind(here, rows) = "`per` compares each `{here}` with others of its kind, and `{rows}` is another";
    write_condition_instead(column, here) = "write a condition instead: `where {column} is {here}.{column}`";
    remove_per_or_declare_of(rows) = "take `per` away, or let this be a value of `{rows}`";
    over_no_condition(text, kind) = "`over` names who counts, and {text} is {kind}";
    name_a_condition(subject) = "name an eligibility or a condition: `let counted of {subject} = …`";
    counted_can_be_unknown(condition) = "{condition} is unknown for a row where a value is missing";
    name_answer_when_unknown(subject, condition) =
        "give the answer a name, and write it here: `let counted of {subject} = {condition} default no`";
    variance_of_unit(text, unit) = "a variance is made of squares, and {text} is {unit}";
    write_deviation = "write `deviation(…)`, which is money, too";
    divide_by_one_first(text, unit) = "divide by one of the unit first: `{text} / 1 {unit}`";
    sample_or_population = "`as sample` (n - 1) or `as population` (n)";
    of_what_kind_values_are = "of what kind the values are";
    which_quantile = "which quantile is meant";
    the_part_below = "the part that lies below: `25%`";
    between_two_values = "how it lies between two values";
    the_type_of_quantile = "the type: `type 7`, one of 1 to 9";
    quantile_not_fixed = "a quantile is a fixed part from 0% to 100%";
    unknown_type_of_quantile(number) = "there is no quantile of type {number}";
    types_of_quantiles = "the types are 1 to 9; most programs take `type 7`";
    rank_among_nobody = "a rank is held among subjects of one's own kind, and who they are is not said";
    write_rank_of_and_over = "write `of` the kind of this value, and `over` an eligibility";
    which_end_is_first = "which end has rank 1";
    the_order_of_ranks = "`highest first` or `lowest first`";
    the_rule_for_ties = "`ties share the best rank`, `ties share the worst rank` or `ties share the mean rank`";
    rank_of_equal_values = "which rank equal values have";
    substitutes_lessen(function) = "a value that stands in for others would make the `{function}` of them too small";
    here = "here";
    not_said(function, what) = "`{function}` does not say {what}";
    add(what) = "add {what}";
}
