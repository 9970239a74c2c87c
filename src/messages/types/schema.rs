//! Messages of [`crate::types`] about declarations: tables, choices, params, periods and kinds of subjects.

pub(crate) use super::common::*;

catalogue! { schema;
    // Params.
    wrong_value_of_param(param, wanted) = "`{param}` takes {wanted}";
    write_number_or_type(param) = "write a number, or give a type: `param {param} : yes/no = yes`";
    yes_or_no = "yes or no";
    wrong_type_of_param(kind) = "a param is a number, `yes/no` or a choice, not `{kind}`";
    write_number_without_type(param) = "write a number without a type: `param {param} = 20 minutes`";

    // Periods.
    write_first_day_first = "write the first day first";
    name_of_calendar_period(name) = "`{name}` is already a period of the calendar";
    rename_period(name) = "choose another name: `{name}-a`";

    // Kinds of subjects.
    circular_keys(path) = "circular keys: {path}";
    break_circle_of_keys = "give one of these tables its own key: `key id : text`";
    grouped_by_open_column(column, open, subject) = "`{column}` can be {open}, but identifies a `{subject}`";
    grouped_here = "grouped here";
    set_rows_aside(open) =
        "remove `or {open}`, and set rows without a value aside: `damaged = {{ empty-cell = \"set aside\" }}` in the \
         manifest; or group by another column";

    // Tables and columns.
    text_of_no_value(name) = "an empty cell has no value, so no cell means `{name}`";
    give_text_to_value(name) =
        "give `{name}` a text, or remove it: declare a column that can be empty `or missing`, and use `default`";
    give_text_to_answer(answer) =
        "give `{answer}` a text; declare a column that can be empty `or missing`, and use `default`";
    column_without_header(column) = "a column without a header cannot be found, so nothing is read as `{column}`";
    write_header = "write the header of the file; if the column has none, add one to the file";
    no_key(table) = "`{table}` has no key";
    declare_key = "declare which columns identify a row: `key id : text`, or `key (id, year)`";
    two_keys(table) = "`{table}` has two keys";
    join_keys = "write a key of several columns on one line: `key (id, year)`";
    key_can_be_open(column, open) = "`{column}` is part of the key and cannot be {open}";
    the_key = "the key";
    close_or_leave_out_of_key(open) = "remove `or {open}`, or leave the column out of the key";
    not_a_date_of_every_row(column) = "`{column}` is not a date that every row has";
    its_type = "its type";
    use_a_date = "name a column of type `date` without `or missing`";
    an_empty_cell = "an empty cell";
    missing_and_absent(text, column) = "{text} means both missing and absent in `{column}`";
    give_markers_own_texts = "give each its own text: `or missing \"?\" or absent \"\"`";
    too_many_markers(column, most, open) = "`{column}` has more than {most} texts for {open}";
    declare_choice_instead = "list the legal values as a `choice` instead";
    duplicate_marker(marker, open) = "duplicate `{marker}` for {open}";
    marker_is_legal(marker, column) = "`{marker}` is also a legal value of `{column}`";
    these_are_legal = "these are legal";
    narrow_range_or_drop_marker(open) =
        "a text can mean {open} or a value, not both: narrow the range or remove the marker";
    yes_is_no(text) = "`{text}` means both yes and no";
    give_answers_own_texts = "give each its own text: `yes/no (\"Y\" / \"N\")`";
    set_of_no_choice(name) = "a set needs a choice, and `{name}` is not one";
    declare_choice = "declare `choice name { … }`";
    set_too_large(most, choice, count) = "a set can have at most {most} values, but `{choice}` has {count}";
    use_table_for_set = "use a table with one row for each";
    separator_in_set(text, separator) = "`{text}` cannot be in a set: `{separator}` separates its values";
    give_value_other_text = "give the value another text";
    types_are(types) = "types are {types}, or the name of a `choice`";
    unknown_type(name) = "there is no type `{name}`";
    bounds_of_no_number(kind) = "`{kind}` is not a number and has no range, decimals or unit";
    write_type_alone = "write only the type";
    too_many_digits(count) =
        "with {count} decimal a value of this range has more than 38 digits"
        | "with {count} decimals a value of this range has more than 38 digits";
    declare_fewer_decimals = "declare fewer decimals, or a narrower range";
    decimals_of_whole_number(kind) = "a `{kind}` is a whole number and has no decimals";
    use_number_for_decimals = "for decimals write `number`";
    no_decimals(kind) = "a `{kind}` must say how many decimals its values have";
    rating_without_range = "a `rating` needs a range of legal values";
    count_below_zero = "a `count` is never below zero";
    beyond_natural_range(kind, range) = "a `{kind}` must be within {range}";
    narrow_range_or_use_number = "narrow the range, or write `number`";
    unit_in_range(kind) = "the unit of `{kind}` must come after its range";
    ends_in_two_units(range, first, last) = "the ends of `{range}` have different units: {first} and {last}";
    write_same_unit_at_both_ends(range) = "write the same unit at both ends: `{range}`";
}
