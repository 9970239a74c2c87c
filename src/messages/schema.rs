//! Messages of [`crate::schema`].

catalogue! { schema;
    // Characters in texts that look like another text.
    no_break_blank = "a no-break blank";
    full_width_blank = "a full-width blank";
    narrow_blank = "a narrow blank";
    zero_width_blank = "a zero-width blank";
    joiner = "a joiner";
    byte_order_mark = "a byte-order mark";
    soft_hyphen = "a soft hyphen";
    direction_mark = "a direction mark";
    tab_or_line_end = "a tab or a line end";
    holds_unseen(character, number, text) =
        "it contains {character} (U+{number}), which is invisible: write it exactly as `{text}`";
    remove_outer_blanks(text) = "remove the blanks around it: `{text}`";
    policy_has_outer_blanks(text) = "the policy has blanks around `{text}`: write `\"{text}\"` in the policy";
    write_exactly(text) = "write it exactly as `{text}`";

    // Why a cell counts as missing.
    defect_no_such_column = "no such column in the file";
    defect_empty = "empty";
    defect_not_a_number_ = "not a number";
    defect_too_many_decimals_ = "too many decimals";
    defect_out_of_range = "out of range";
    defect_an_unknown_text = "an unknown text";
    defect_not_a_date_ = "not a date";
    defect_neither_yes_nor_no_ = "neither yes nor no";
    defect_at_odds = "at odds with another cell";
    defect_lost_digits = "digits were lost";
    defect_stored_otherwise = "stored as a number or a date";
    defect_formula = "a formula";
    defect_refers_to_no_row = "refers to no row";

    // Texts that are not values of a column.
    whole_numbers = "whole numbers";
    more_decimals(text, decimals, column, most) = "{text} has {decimals}, but `{column}` takes {most}";
    thousands_or_declare(number, decimals, column) =
        "if the point separates thousands, write `{number}`; else correct the cell, or declare {decimals} for \
         `{column}`";
    round_cells(column) = "add `read half even` to `{column}` to round its cells";
    correct_or_give_type(column, range, decimals) =
        "correct the cell, or give `{column}` the type `number{range} with {decimals}`";
    declare_or_round(decimals, column) =
        "declare {decimals} for `{column}`, or add `read half even` to round its cells";
    point_or_thousands(number, whole) = "write `{number}`, or `{whole}` if the point separates thousands";
    write_it_as(text) = "write it as `{text}`";
    more_digits(text, most, column) = "{text} has more than the {most} digits that `{column}` can store";
    all_digits_count(decimals) = "correct the cell: all digits count, including {decimals}";
    less_than_zero(text) = "{text} is less than 0";
    counts_from_zero(column) = "correct the cell: `{column}` counts from 0";
    less_than(text, low) = "{text} is less than {low}";
    more_than(text, high) = "{text} is more than {high}";
    outside_range(text, low, high) = "{text} is outside {low}..{high}";
    thousands_or_correct(number) = "if the point separates thousands, write `{number}`; else correct the cell";
    correct_or_percentage(share) = "correct the cell; if it is a percentage, write `{share}`";
    correct_or_unknown_or_widen(text, unknown, column) =
        "correct the cell; if {text} means that the value is not known, write {unknown} for `{column}`; widen the \
         range only if it is a legal value";
    correct_or_widen(column) = "correct the cell, or widen the range that `{column}` declares";
    not_a_number(text) = "{text} is not a number";
    comma_or_point(number, other) = "write `{number}`, or `{other}` if the comma is a decimal point";
    number_alone(number, unit, column) = "write only the number: `{number}` if {unit} is the unit of `{column}`";
    digits_or_number_alone(digits, letters, number, column) =
        "write `{digits}` if `{letters}` was typed for a digit, or only `{number}` if `{letters}` is the unit of `{column}`";
    letters_for_digits(digits) = "correct the cell; if a letter was typed for a digit, write `{digits}`";
    or_unknown(text, unknown, column) = "; if {text} means that the value is not known, write {unknown} for `{column}`";
    or_answer = "; if it is an answer, declare a `choice` of such answers and give each a number";
    correct_cell(answer, missing) = "correct the cell{answer}{missing}";
    not_a_date(text) = "{text} is not a date";
    no_day(text) = "`{text}` is not a day of the calendar";
    write_date(day) = "write it year-month-day: `{day}`";
    write_one_of_dates(day, other) = "write it year-month-day: `{day}` or `{other}`, whichever is meant";
    form_of_dates_or_unknown(unknown) =
        "write dates year-month-day, such as `2026-11-21`; if it means that the day is not known, write {unknown}";
    form_of_dates = "write dates year-month-day, such as `2026-11-21`";
    days_of_month(month, year, days) = "month {month} of {year} has {days} days";
    form_of_months = "write months as `01` to `12`, after the year";
    no_value_of_choice(text, choice) = "{text} is not a value of `{choice}`";
    values_are_written(values) = "its values are written {values}";
    join_values(sign, values) = "`{sign}` separates the values of a set: write it as `{values}`";
    yes_and_no_are_written(yes, no) = "write {yes} for yes, or {no} for no";
    neither_yes_nor_no(text) = "{text} is neither yes nor no";
}
