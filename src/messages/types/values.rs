//! What [`crate::types`] says of expressions.

pub use super::common::*;

catalogue! { values;
    // Absent values.
    absence_not_asked(column) = "`{column}` can be absent, and nothing here says that it is not";
    absence_not_asked_before(text, column) = "`{text}` need not exist: `{column}` can be absent";
    there_where_no(condition) = "; it is there where `{condition}` is no";
    ask_for_absence_first(column, there) =
        "ask first: `{column} is not absent and …`, or `… when {column} is not absent`{there}";
    absent_by_more_than_one_column = "when a cell is absent is said by one other column of the row";
    write_when_absent = "write `when not flag`, `when kind is x` or `when kind in [x, y]`";

    // Calls.
    no_rows_could_be_too_few(function) = "`{function}` takes no rows here that could be too few";
    remove_at_least = "take `at least` away; how many values must be there is said by `missing skipped if at least 2`";
    rows_of_values_not_said(function) = "of which rows `{function}` takes its values is not said";
    write_scale(name) = "write `{name}(x)` or `x on {name}`";
    options_of_scale = "a scale takes values only";
    unknown_function(name) = "there is no function `{name}`";
    functions_are(functions) = "functions are {functions}";
    conflicting_options(function, one, other) = "`{function}` is told both `{one}` and `{other}`";
    unfit_option(function, reason) = "`{function}` {reason}";
    remove_or_round(rounding) = "take it away; to round, write `rounded(…, {rounding})`";
    remove_or_round_to_decimals(count) = "take it away; to round, write `rounded(…, half up to {count} decimals)`";
    scale_does_not_fit = "a scale does not fit here";
    rounding_not_said = "`rounded` says how: the mode and to what";
    wrong_number_of_values(count, function) =
        "`{function}` does not take {count} value"
        | "`{function}` does not take {count} values";
    exponent_not_fixed = "the exponent of a power is a fixed number or a param";
    exponent_too_long(exponent, most) = "the exponent {exponent} is not a fraction of numbers up to {most}";
    write_simpler_exponent = "write a simpler exponent, such as `0.333`";
    needs_plain_number(user, unit) = "`{user}` needs a plain number, and this is {unit}";
    divide_by_same_unit = "divide by a quantity of the same unit first: `wait / 1 hour`";
    names_nobody(text, kind) = "`{text}` is {kind}, and names nobody";
    pseudonyms_of_keys = "a pseudonym stands for a key or a reference to one alone: `pseudonym(phone)`";
    case_is_written = "a case is written `first { 1 when x >= 3 otherwise 0 }`";
    default_is_written = "a value in place of a missing one is written `x default 0`";
    lookup_is_written = "a table of values is written `lookup size { small : 1, each on a line of its own }`";
    mean_is_written = "a mean is written `mean(a, b)`, and of rows `mean(x of table)`";
    count_is_written = "rows are counted by `count(table where x >= 3)`";
    sum_is_written = "values of rows are added by `sum(x of table where y >= 3)`";
    weighting_is_written =
        "values are weighted by `mean(x of table weighted w)`, and multiplied by `sum(x * w of table)`";
    conditions_are_joined = "conditions are joined by `a and b`, `a or b`, `not a`";
    deviation_is_written = "a deviation is written `deviation(x of table, as sample)`";
    variance_is_written = "a variance is written `variance(x of table, as sample)`";
    rounding_is_written = "rounding is written `rounded(x, half away from zero to 0 decimals)`, or with `up` or `down`";
    day_is_as_of = "the day on which the policy is applied is `as_of`";

    // Commas in numbers.
    read_as_several_numbers(text, count, numbers) = "`{text}` is read as {count} numbers: {numbers}";
    or_write_several_numbers(count, numbers) = "; where {count} numbers are meant, write `{numbers}`";

    // Expressions.
    built_too_deep(most) = "values and scales build on each other more than {most} deep";
    build_less_deep = "let fewer of them stand between this one and those that need it";
    missing_is_no_value = "`missing` is no value of its own";
    ask_or_answer_missing =
        "ask with `x is missing`, answer with `x default 0`, write `none missing`, or say why in `first { … }` and \
         `lookup { … }`: `missing because \"…\"`";
    absent_is_no_value = "`absent` is no value of its own";
    ask_for_absence = "ask with `x is absent`";
    list_is_no_value = "a list stands only behind `in`";
    subject_in_hand_among_rows(text) = "`{text}` is of the subject in hand, and here stand values of rows";
    or_refer_to(table) = "; or let the rows refer to it: `-> {table}`";
    compare_with_value_of_row(text, refer) = "hold it against a value of the row with `is`: `where x is {text}`{refer}";
    group_is_no_value(name) = "`{name}` is several values of a choice";
    ask_for_one_of_group(name) = "ask whether a value is one of them: `x in {name}`";
    value_of_several_choices(name) = "`{name}` is a value of several choices";
    rows_are_no_value(name) = "`{name}` is no value";
    where_rows_stand(name) = "it stands in `count({name})`, or behind `of` or `on`";
    range_is_no_value = "a range stands only behind `in` and in scales";
    where_ranges_stand = "write `x in 1..5`, or `linear(x, 1..5 to 0..100, clamped)`";
    or_needs_conditions(text, kind) = "`or` needs conditions, and `{text}` is {kind}";
    write_default(text, other) = "where it is missing, write `{text} default {other}`";
    compare_from = "compare it, for example with `>=`";
    date_behind_what_moves_it(text) = "a date stands in front of what moves it, and {text} behind";
    divides_by_zero = "this divides by zero";
    correct_divisor = "correct the divisor";
    can_be_too_large(text) = "{text} can be larger than any number that a column holds";
    limit_parts = "limit what it is made of: `limited(x, 0..100)`";
    date_moved_by_data(operation, text) =
        "`{operation}` moves a date by a fixed number of days or months, and {text} is none";
    move_by_fixed_number = "write `day + 30 days`, `day - 9 months`, or `day - other_day`";
    units_not_combined(first, second, sign) = "{first} and {second} cannot be combined with `{sign}`";
    divide_to_plain_number = "divide by a quantity of the same unit to get a plain number: `wait / 1 hour`";
    is_of_kind(text, kind) = "{text} is {kind}";
    first_and_second(first, second) = "{first}, and {second}";
    count_days_alike = "working days are counted by a calendar: write both in working days, or both in hours";
    move_day_by_months = "months have no fixed length: move a day by them, `day >= other_day + 9 months`";
    bring_both_to_plain_numbers = "bring both to plain numbers: divide each by a quantity of its own unit";
    default_of_last_alone(own, other) = "`default` belongs to `{own}` alone, and `{other}` is a condition";
    put_default_behind_brackets(own, other) = "put what can be missing in brackets: `(… {own}) default {other}`";
    never_missing(text) = "`{text}` is never missing";
    kinds_differ(first, kind, second, other) = "{first} is {kind}, and {second} is {other}";
    write_number_here = "write a number here";
    write_yes_or_no_here = "write `yes` or `no` here";
    write_text_here = "write a text in quotation marks here";
    write_date_here = "write a date here, for example `2026-01-31`";
    write_one_here(values) = "write one of {values} here";
    ask_for_value_of_set = "ask whether it holds a value: `name in set`";
    use_same_kind = "use a value of the same kind";
    a_condition = "a condition";
    a_set_of(choice) = "a set of `{choice}`";
    a_reference_to(table) = "a reference to `{table}`";
    a_list_of_numbers = "a list of numbers";
    needs_number(user, text, kind) = "`{user}` needs a number, and {text} is {kind}";
    give_each_value_a_number = "give each value its number with `first { 5 when x is … otherwise 0 }`";
    give_condition_a_number = "give it a number with `first { 1 when … otherwise 0 }`";
    use_column_of_numbers = "use a column of numbers here";
    needs_condition(user, text, kind) = "`{user}` needs a condition, and {text} is {kind}";
    compare_by_is = "compare it with `is`";
    sign_needs_order(sign, text, kind) = "`{sign}` compares numbers or dates, and {text} is {kind}";
    ask_for_same_by_is = "ask whether two values are the same with `is`";
    compared_with_no_name(choice) = "a value of `{choice}` is compared with one of its names, and this is none";
    choice_without_order(choice) = "values of `{choice}` have no order";
    declare_order(choice) = "declare it `choice {choice} ordered {{ … }}`, or ask with `is` and `in`";
    remove_question = "take the question away, or declare the column `or missing`";
    never_empty_text(what) = "an empty cell holds no value, so that {what} is never `\"\"`";
    ask_whether_missing(opened) = "ask whether it is missing: {opened} is missing`";
    remove_empty_text = "take it away: no cell is empty there";
    ask_before_rows(condition) = "ask before the rows are brought together: `{condition} is not absent and exists(…)`";
    never_absent(text) = "{text} is never absent";
    ask_absent_of_column = "ask it of a column that is declared `or absent`";
    group_compared(text) = "`{text}` is several values of a choice";
    name_one_of_group = "name one of them";
    write_one_of_names(values) = "write one of its names: {values}";
    compared_with_text(choice) = "a value of `{choice}` is compared with a name, and this is a text";
    no_set_behind_in = "behind `in` stands a list or a range";
    set_in_front_of_in(value, set) = "the set stands behind: `{value} in {set}`";
    write_in = "write `in [a, b]` or `in 1..5`";
    piece_ends_before_it_begins(range) = "{range} ends before it begins";
    no_value_of_set(text) = "{text} is no value of the set's choice";
    write_one_in_front_of_in(values) = "write one of {values} in front of `in`";
    every_answer_missing = "every answer here is `missing`";
    give_an_answer = "give at least one answer a value";
    no_day(text) = "`{text}` is no day of the calendar";
    write_day = "write year-month-day: `2026-01-31`";

    // Goalposts and limits.
    limited_without_range = "`limited` takes a value and a range";
    limited_range_not_behind = "`limited` takes a range behind the value";
    scale_without_ranges = "a scale takes a value and two ranges";
    same_goalposts = "the goalposts are the same";
    give_two_goalposts = "a scale needs two different goalposts";
    goalposts_not_above_zero = "the goalposts of a logarithmic scale are above zero";
    scale_not_from_range_to_range = "a scale goes from a range to a range";
    beyond_goalposts(text, range, goalposts) = "`{text}` can be {range}, beyond the goalposts {goalposts}";
    beyond_goalposts_of_data(text) = "`{text}` can lie beyond goalposts that follow from data";
    say_what_holds_beyond = "say what holds beyond them: `clamped` stops at the end, `unclamped` goes on";

    // Params in force.
    turns_around(text) = "turns `{text}` around";
    param_in_force(param, value, page) = "`{param} = {value}`, which is {page} on the page,";
    consequence_in_force(params, consequence) = "{params} {consequence}";
    change_value_in_force = "give it a value between its neighbours, or change the page itself";

    // Lookups.
    lookup_of_other_kind(kind) = "`lookup` needs a value of a choice or a number, and this is {kind}";
    look_up_choice_or_number = "look up a column of a choice, or write `first { … }`";
    answers_missing(values) = "there is no answer for {values}";
    add_answers(values) = "add a row for each: `{values} : …`, or `otherwise : …`";
    two_answers(value) = "`{value}` has two answers";
    ranges_meet(first, second) = "`{first}` and `{second}` meet";
    end_before_the_other = "let one end before the other begins";
    other_numbers_without_answer = "there is no answer for other numbers";
    add_otherwise = "add a row `otherwise : …`";
    no_number(name) = "`{name}` is no number";
    write_number_or_range = "write a number or a range: `1..3 : 5`";

    // Months counted back.
    count_forward(months) = "count forward from the earlier day: `day + {months}`";
    counts_months_back(text) =
        "{text} counts months back, and decides otherwise at the end of a month than counting forward";
    counted_back_here = "counted back here";
    forward_or_back(forward, back) = "{forward}; where the regulation counts back, {back}";
    one_day_for_several(text) = "{text} counts months back, and is one day for several at the end of a month";
    where_counted_back(back) = "where the regulation counts back, {back}";
    name_day_with_clause(subject, condition) =
        "name that day with its clause: `let limit of {subject} = {condition} cite \"…\"`";
    cite_day = "give the day that is found so its clause, `cite \"…\"`";

    // Rounding.
    step_not_above_zero = "a step of a rounding is above zero";
    unit_of_decimals_not_said(text) = "{text} is a duration, and of which unit the decimals are is not said";
    round_number_of_unit(text) =
        "round the number of a unit: `{text} / 1 minute`, and multiply what comes out by `1 minute`";
    rounding_read_in_two_ways(text, words) = "{text} can be below zero, where `{words}` is read in two ways";
    write_one_reading(spreadsheets, here) = "write {spreadsheets}, as spreadsheets round, or {here}, as it is read now";
    reading(words, number, rounded) = "`{words}` ({number} is {rounded})";

    // Scales.
    wrong_number_of_arguments(count, scale, given) =
        "`{scale}` takes {count} value, not {given}"
        | "`{scale}` takes {count} values, not {given}";
    scales_too_deep(most) = "scales are applied within scales more than {most} times over";
    declare_steps = "declare a value of each step, `let name of subject = …`, and build on it";
    argument_out_of_range(text, given, argument, takes) = "`{text}` is {given}, and `{argument}` takes {takes}";
    limit_value_or_widen_argument = "limit the value first, or widen what the scale takes";

    // Values of other subjects.
    unknown_part_of_key(table, name) = "the key of `{table}` has no part `{name}`";
    parts_are(parts) = "its parts are `{parts}`";
    next_part(parts, part) = "{parts}`, `{part}";
    part_given_twice(part) = "`{part}` is given twice";
    part_not_said(part, table) = "which `{part}` of `{table}` is meant is not said";
    add_part(part) = "add `{part}: …`";
    part_with_fewer_decimals(text, part) = "{text} can have more decimals than `{part}`";
    wrong_kind_of_part(part, kind, text, other) = "`{part}` is {kind}, and {text} is {other}";
    give_kind_of_key = "give a value of the type that the key has";

    // Ways.
    reference_by_several_values(reference, table) = "`{reference}` is a `{table}`, which several values name";
    use_one_value_of(reference) = "use one of its values: `{reference}.x`";
}
