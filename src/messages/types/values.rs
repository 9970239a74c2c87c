//! Messages of [`crate::types`] about expressions.

pub(crate) use super::common::*;

catalogue! { values;
    // Absent values.
    absence_not_asked(column) = "`{column}` can be absent, and nothing here rules that out";
    absence_not_asked_before(text, column) = "`{text}` might not exist: `{column}` can be absent";
    exists_if_no(condition) = "; it exists if `{condition}` is no";
    check_absence_first(column, exists) =
        "check first: `{column} is not absent and …`, or `… when {column} is not absent`{exists}";
    absent_by_more_than_one_column = "absence can depend only on one other column of the row";
    write_when_absent = "write `when not flag`, `when kind is x` or `when kind in [x, y]`";

    // Calls.
    at_least_without_rows(function) = "`at least` needs rows, but `{function}` has none here";
    remove_at_least = "remove `at least`; to require a number of values, write `missing skipped if at least 2`";
    needs_rows(function) = "`{function}` needs rows to aggregate over";
    write_scale(name) = "write `{name}(x)` or `x on {name}`";
    options_of_scale = "a scale takes only values";
    unknown_function(name) = "there is no function `{name}`";
    functions_are(functions) = "functions are {functions}";
    conflicting_options(function, one, other) = "conflicting options for `{function}`: `{one}` and `{other}`";
    unfit_option(function, reason) = "`{function}` {reason}";
    remove_or_round(rounding) = "remove it; to round, write `rounded(…, {rounding})`";
    remove_or_round_to_decimals(count) = "remove it; to round, write `rounded(…, half up to {count} decimals)`";
    scale_not_allowed = "a scale is not allowed here";
    no_rounding = "`rounded` needs a rounding mode and a precision";
    wrong_number_of_values(count, function) =
        "`{function}` does not take {count} value"
        | "`{function}` does not take {count} values";
    exponent_not_fixed = "the exponent of a power must be a fixed number or a param";
    exponent_too_long(exponent, most) = "the exponent {exponent} is not a fraction of numbers up to {most}";
    write_simpler_exponent = "write a simpler exponent, such as `0.333`";
    needs_plain_number(user, unit) = "`{user}` needs a plain number, but this is {unit}";
    identifies_nobody(text, kind) = "`{text}` is {kind}, and does not identify anyone";
    pseudonyms_of_keys = "use a pseudonym only for a key or a reference to one: `pseudonym(phone)`";
    form_of_case = "write a case as `first { 1 when x >= 3 otherwise 0 }`";
    form_of_default = "replace a missing value with `x default 0`";
    form_of_lookup = "write a table of values as `lookup size { small : 1, each on a line of its own }`";
    form_of_mean = "write a mean as `mean(a, b)`, or for rows as `mean(x of table)`";
    form_of_count = "count rows with `count(table where x >= 3)`";
    form_of_sum = "add values of rows with `sum(x of table where y >= 3)`";
    form_of_weighting =
        "weight values with `mean(x of table weighted w)`, and multiply them with `sum(x * w of table)`";
    form_of_conditions = "join conditions with `a and b`, `a or b`, `not a`";
    form_of_deviation = "write a deviation as `deviation(x of table, as sample)`";
    form_of_variance = "write a variance as `variance(x of table, as sample)`";
    form_of_rounding = "write rounding as `rounded(x, half away from zero to 0 decimals)`, or with `up` or `down`";
    day_is_as_of = "`as_of` is the day on which the policy is applied";

    // Commas in numbers.
    read_as_several_numbers(text, count, numbers) = "`{text}` is read as {count} numbers: {numbers}";
    or_write_several_numbers(count, numbers) = "; if {count} numbers are meant, write `{numbers}`";

    // Expressions.
    built_too_deep(most) = "values and scales depend on each other in more than {most} steps";
    depend_in_fewer_steps = "use fewer steps between this value and those that depend on it";
    missing_is_no_value = "`missing` cannot be used as a value";
    check_or_answer_missing =
        "check with `x is missing`, replace with `x default 0`, write `if empty missing`, or give a reason in `first { … \
         }` and `lookup { … }`: `missing because \"…\"`";
    absent_is_no_value = "`absent` cannot be used as a value";
    check_absence = "check with `x is absent`";
    list_is_no_value = "a list can be used only after `in`";
    current_subject_among_rows(text) = "`{text}` is a value of the current subject, but values of rows are needed here";
    or_refer_to(table) = "; or add a reference to the rows: `-> {table}`";
    compare_with_value_of_row(text, refer) = "compare it with a value of the row by `is`: `where x is {text}`{refer}";
    group_is_no_value(name) = "`{name}` is a group of values of a choice";
    check_for_one_of_group(name) = "check whether a value is one of them: `x in {name}`";
    value_of_several_choices(name) = "`{name}` is a value of several choices";
    rows_are_not_a_value(name) = "`{name}` is not a value";
    where_to_use_rows(name) = "use it in `count({name})`, or after `of` or `on`";
    range_is_no_value = "a range can be used only after `in` and in scales";
    where_to_use_ranges(range) = "write `… in {range}`, or `linear(…, {range} to …)`";
    or_needs_conditions(text, kind) = "`or` needs conditions, but `{text}` is {kind}";
    write_default(text, other) = "for a missing value, write `{text} default {other}`";
    compare_from = "compare it, for example with `>=`";
    date_after_what_moves_it(text) = "the date {text} must come before the time that moves it";
    divides_by_zero = "this divides by zero";
    correct_divisor = "correct the divisor";
    can_be_too_large(text) = "{text} can be larger than any number that a column can store";
    limit_parts = "limit its parts: `limited(x, low..high)`";
    date_moved_by_data(operation, text) =
        "`{operation}` moves a date by a fixed number of days or months, and {text} is not one";
    move_by_fixed_number = "write `day + 30 days`, `day - 9 months`, or `day - other_day`";
    units_not_combined(first, second, sign) = "{first} and {second} cannot be combined with `{sign}`";
    divide_to_plain_number = "divide by a quantity of the same unit to get a plain number";
    divide_to_plain_number_of(quotient) = "divide by a quantity of the same unit to get a plain number: `{quotient}`";
    is_of_kind(text, kind) = "{text} is {kind}";
    first_but_second(first, second) = "{first}, but {second}";
    count_days_alike = "working days are counted by a calendar: write both in working days, or both in hours";
    move_day_by_months = "months have no fixed length: move a date by them, `day >= other_day + 9 months`";
    convert_both_to_plain_numbers = "convert both to plain numbers: divide each by a quantity of its own unit";
    default_of_last_alone(own, other) = "`default` applies only to `{own}`, but `{other}` is a condition";
    put_default_after_brackets(own, other) = "put what can be missing in brackets: `(… {own}) default {other}`";
    never_missing(text) = "`{text}` is never missing";
    kinds_differ(first, kind, second, other) = "{first} is {kind}, but {second} is {other}";
    write_number_here = "write a number here";
    write_yes_or_no_here = "write `yes` or `no` here";
    write_text_here = "write a text in quotation marks here";
    write_date_here = "write a date here, for example `2026-01-31`";
    write_one_here(values) = "write one of {values} here";
    check_for_value_of_set = "check whether it contains a value: `name in set`";
    use_same_kind = "use a value of the same kind";
    a_condition = "a condition";
    a_set_of(choice) = "a set of `{choice}`";
    a_reference_to(table) = "a reference to `{table}`";
    a_list_of_numbers = "a list of numbers";
    needs_number(user, text, kind) = "{user} needs a number, but {text} is {kind}";
    give_each_value_a_number = "give each value a number with `first { 5 when x is … otherwise 0 }`";
    give_condition_a_number = "give it a number with `first { 1 when … otherwise 0 }`";
    use_column_of_numbers = "use a column of numbers here";
    needs_condition(user, text, kind) = "`{user}` needs a condition, but {text} is {kind}";
    compare_by_is = "compare it with `is`";
    sign_needs_order(sign, text, kind) = "`{sign}` compares numbers or dates, but {text} is {kind}";
    compare_equal_by_is = "check whether two values are equal with `is`";
    compared_with_no_name(choice) = "a value of `{choice}` must be compared with one of its names";
    choice_without_order(choice) = "values of `{choice}` have no order";
    declare_order(choice) = "declare it `choice {choice} ordered {{ … }}`, or compare with `is` and `in`";
    remove_check = "remove the check, or declare the column `or missing`";
    never_empty_text(what) = "an empty cell has no value, so {what} is never `\"\"`";
    check_whether_missing(opened) = "check whether it is missing: {opened} is missing`";
    remove_empty_text = "remove it: no cell is empty there";
    check_before_rows(condition) = "check before the rows are aggregated: `{condition} is not absent and exists(…)`";
    never_absent(text) = "{text} is never absent";
    check_absence_of_column = "check a column that is declared `or absent`";
    group_compared(text) = "`{text}` is a group of values of a choice";
    name_one_of_group = "name one of them";
    write_one_of_names(values) = "write one of its names: {values}";
    compared_with_text(choice) = "a value of `{choice}` must be compared with a name, not a text";
    no_set_after_in = "`in` needs a list or a range";
    set_before_in(value, set) = "write the set after `in`: `{value} in {set}`";
    write_in = "write `in [a, b]` or `in low..high`";
    piece_ends_before_it_begins(range) = "{range} ends before it begins";
    no_value_of_set(text) = "{text} is not a value of the set's choice";
    write_one_before_in(values) = "write one of {values} before `in`";
    every_answer_missing = "every answer here is `missing`";
    give_an_answer = "give at least one answer a value";
    no_day(text) = "`{text}` is not a day of the calendar";
    write_day = "write year-month-day: `2026-01-31`";

    // Goalposts and limits.
    limited_without_range = "`limited` takes a value and a range";
    limited_range_not_after = "`limited` takes a range after the value";
    scale_without_ranges = "a scale takes a value and two ranges";
    same_goalposts = "the goalposts are the same";
    give_two_goalposts = "a scale needs two different goalposts";
    goalposts_not_above_zero = "the goalposts of a logarithmic scale must be above zero";
    scale_not_from_range_to_range = "a scale maps a range to a range";
    beyond_goalposts(text, range, goalposts) = "`{text}` can be {range}, beyond the goalposts {goalposts}";
    beyond_goalposts_of_data(text) = "`{text}` can be beyond the goalposts, which depend on data";
    add_rule_beyond_goalposts = "add a rule for values beyond them: `clamped` stops at the end, `unclamped` continues";

    // Params in force.
    reverses(text) = "reverses `{text}`";
    param_in_force(param, value, policy) = "`{param} = {value}` ({policy} in the policy)";
    consequence_in_force(params, consequence) = "{params} {consequence}";
    change_value_in_force = "set a value between its neighbours, or change the policy";

    // Lookups.
    lookup_of_other_kind(kind) = "`lookup` needs a value of a choice or a number, but this is {kind}";
    look_up_choice_or_number = "look up a column of a choice, or write `first { … }`";
    answers_missing(values) = "there is no answer for {values}";
    add_answers(values) = "add a row for each: `{values} : …`, or `otherwise : …`";
    two_answers(value) = "`{value}` has two answers";
    ranges_overlap(first, second) = "`{first}` and `{second}` overlap";
    end_before_the_other = "end one before the other begins";
    other_numbers_without_answer = "there is no answer for other numbers";
    add_otherwise = "add a row `otherwise : …`";
    not_a_number(name) = "`{name}` is not a number";
    write_number_or_range = "write a number or a range: `1..3 : 5`";

    // Months counted back.
    count_forward(months) = "count forward from the earlier day: `day + {months}`";
    counts_months_back(text) = "{text} counts months back, which differs from counting forward at the end of a month";
    counted_back_here = "counted back here";
    forward_or_back(forward, back) = "{forward}; if the regulation counts back, {back}";
    one_day_for_several(text) = "{text} counts months back, so several days at the end of a month give one day";
    where_counted_back(back) = "if the regulation counts back, {back}";
    name_day_with_clause(subject, condition) =
        "name that day with its clause: `let limit of {subject} = {condition} cite \"…\"`";
    cite_day = "give that day its clause, `cite \"…\"`";

    // Rounding.
    step_not_above_zero = "a step of a rounding must be above zero";
    no_unit_of_decimals(text) = "{text} is a duration, but the decimals have no unit";
    round_number_of_unit(quotient, unit) =
        "round a number of units: `{quotient}`, and multiply the result by `1 {unit}`";
    ambiguous_rounding(text, words) = "{text} can be below zero, where `{words}` is ambiguous";
    write_one_reading(spreadsheets, here) = "write {spreadsheets}, as spreadsheets round, or {here}, as it is read now";
    reading(words, number, rounded) = "`{words}` ({number} is {rounded})";

    // Scales.
    wrong_number_of_arguments(count, scale, given) =
        "`{scale}` takes {count} value, not {given}"
        | "`{scale}` takes {count} values, not {given}";
    scales_too_deep(most) = "scales are nested more than {most} deep";
    declare_steps = "declare a value of each step, `let name of subject = …`, and use it";
    argument_out_of_range(text, given, argument, takes) = "`{text}` is {given}, but `{argument}` takes {takes}";
    limit_value_or_widen_argument = "limit the value first, or widen the range of the argument";

    // Values of other subjects.
    unknown_part_of_key(table, name) = "the key of `{table}` has no part `{name}`";
    parts_are(parts) = "its parts are `{parts}`";
    next_part(parts, part) = "{parts}`, `{part}";
    duplicate_part(part) = "duplicate `{part}`";
    no_value_for_part(part, table) = "the key of `{table}` needs a value for `{part}`";
    add_part(part) = "add `{part}: …`";
    part_with_fewer_decimals(text, part) = "{text} can have more decimals than `{part}`";
    wrong_kind_of_part(part, kind, text, other) = "`{part}` is {kind}, but {text} is {other}";
    give_kind_of_key = "give a value of the type of the key";

    // Ways.
    reference_by_several_values(reference, table) = "`{reference}` refers to a `{table}`, whose key has several values";
    use_one_value_of(reference) = "use one of its values: `{reference}.x`";
}
