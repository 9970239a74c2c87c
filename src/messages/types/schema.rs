//! What [`crate::types`] says of what a page declares: tables, choices, params, periods and kinds of subjects.

pub use super::common::*;

catalogue! { schema;
    // Params.
    wrong_value_of_param(param, wanted) = "`{param}` takes {wanted}";
    write_number_or_type(param) = "write a number, or say its type: `param {param} : yes/no = yes`";
    yes_or_no = "yes or no";
    wrong_type_of_param(kind) = "a param is a number, `yes/no` or a choice, not `{kind}`";
    write_number_without_type(param) = "write a number without a type: `param {param} = 20 minutes`";

    // Periods.
    write_first_day_in_front = "write the first day in front";
    name_of_calendar_period(name) = "`{name}` is a period of the calendar already";
    rename_period(name) = "give it another name: `{name}-a`";

    // Kinds of subjects.
    keys_in_a_ring(path) = "nothing names a row in the end: {path}";
    named_by(row, key) = "{row} by {key}";
    break_ring_of_keys = "give one of these tables a key of its own: `key id : text`";
    grouped_by_open_column(column, open, subject) = "`{column}` can be {open}, and names a `{subject}`";
    grouped_here = "grouped here";
    set_rows_aside(open) =
        "take `or {open}` away, and set rows without one aside: `damaged = {{ empty-cell = \"set aside\" }}` in the \
         manifest; or group by another column";

    // Tables and columns.
    text_of_no_value(name) = "an empty cell holds no value, so that no cell means `{name}`";
    give_text_to_value(name) =
        "give `{name}` a text, or take it away: a column that can be empty is `or missing`, and `default` answers it";
    give_text_to_answer(answer) =
        "give `{answer}` a text; a column that can be empty is `or missing`, and `default` answers it";
    column_without_header(column) = "a column without a header cannot be found, so that nothing is read as `{column}`";
    write_header = "write the header that the file has, and give the column one where it has none";
    no_key(table) = "`{table}` has no key";
    declare_key = "say which columns name a row: `key id : text`, or `key (id, year)`";
    two_keys(table) = "`{table}` has two keys";
    join_keys = "a key of several columns is one line: `key (id, year)`";
    key_can_be_open(column, open) = "`{column}` is part of the key and cannot be {open}";
    the_key = "the key";
    close_or_leave_out_of_key(open) = "take `or {open}` away, or leave the column out of the key";
    not_a_date_of_every_row(column) = "`{column}` is no date that every row has";
    its_type = "its type";
    dated_names_a_date = "`dated` names a column of type `date` without `or missing`";
    the_empty_cell = "the empty cell";
    missing_and_absent(text, column) = "{text} means both missing and absent in `{column}`";
    give_markers_own_texts = "give each its own text: `or missing \"?\" or absent \"\"`";
    too_many_markers(column, most, open) = "`{column}` has more than {most} texts for {open}";
    declare_choice_instead = "list the legal values as a `choice` instead";
    marker_twice(marker, open) = "`{marker}` means {open} twice";
    marker_is_legal(marker, column) = "`{marker}` is also a legal value of `{column}`";
    these_are_legal = "these are legal";
    narrow_range_or_drop_marker(open) =
        "a text can mean {open} or a value, not both: narrow the range or drop the marker";
    yes_is_no(text) = "`{text}` means both yes and no";
    give_answers_own_texts = "give each its own text: `yes/no (\"Y\" / \"N\")`";
    set_of_no_choice(name) = "a set is of the values of a choice, and `{name}` is none";
    declare_choice = "declare `choice name { … }`";
    set_too_large(most, choice, count) = "a set is of at most {most} values, and `{choice}` has {count}";
    use_table_for_set = "use a table with one row for each";
    separator_in_set(text, separator) = "`{text}` cannot stand in a set: `{separator}` joins its values";
    give_value_other_text = "give the value another text";
    types_are(types) = "types are {types}, or the name of a `choice`";
    unknown_type(name) = "there is no type `{name}`";
    bounds_of_no_number(kind) = "`{kind}` is no number and has no range, decimals or unit";
    write_type_alone = "write the type alone";
    too_many_digits(count) =
        "with {count} decimal a value of this range has more than 38 digits"
        | "with {count} decimals a value of this range has more than 38 digits";
    declare_fewer_decimals = "declare fewer decimals, or a narrower range";
    decimals_of_whole_number(kind) = "a `{kind}` is a whole number and has no decimals";
    use_number_for_decimals = "for decimals write `number`";
    decimals_not_said(kind) = "a `{kind}` says how many decimals its values have";
    rating_without_range = "a `rating` says which values are legal";
    count_below_zero = "a `count` is never below zero";
    beyond_natural_range(kind, range) = "a `{kind}` lies within {range}";
    narrow_range_or_use_number = "narrow the range, or write `number`";
    unit_behind_range(kind) = "the unit of `{kind}` stands in its range";
    ends_in_two_units(range, first, last) = "`{range}` goes from {first} to {last}";
    write_same_unit_at_both_ends = "write the same unit at both ends: `0 hours..5 hours`";
}
