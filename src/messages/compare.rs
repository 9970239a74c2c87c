//! What [`crate::compare`] says.

catalogue! { compare;
    // Keys and columns.
    no_key_given = "no key is given";
    name_key(setting) = "name its columns with {setting}";
    no_shared_column(ours, expected) = "{ours} and {expected} share no column beside the key";
    name_same_results = "name two files of the same results, or give a column the same name in both";
    unknown_column(file, column) = "{file} has no column `{column}`";
    columns_are(columns) = "its columns are {columns}";
    column_named_twice(file, column) = "the header of {file} names `{column}` more than once";
    rename_column = "give one of the columns another name";
    key_twice(key) = "the key {key} stands in more than one row";
    more_rows_with_key(count) = "{count} more rows with a key that stands in a row above";
    more_key_columns_or_remove(setting) = "name further key columns with {setting}, or take one of the rows away";
    more_key_columns(setting) = "name further key columns with {setting}";

    // Known exceptions.
    cell(column, key) = "column `{column}` of {key}";
    known_agrees(cell) = "{cell} is listed as a known exception, and agrees";
    remove_line = "remove the line";
    known_unused(cell) = "{cell} is not among the cells that are compared";
    correct_or_remove_line = "correct the key or the column, or remove the line";

    // The report.
    heading_compared = "compared";
    heading_equal = "equal";
    heading_different = "different";
    heading_known = "known";
    heading_not_expected = "not expected";
    heading_only_expected = "only expected";
    rows(both, ours, expected) = "rows: {both} in both, {ours} only ours, {expected} only expected";
    cells(compared, cells, open) = "cells: {compared} of {cells} compared, {open} without an expectation";
    numbers_are_equal(within) = "numbers are equal {within}";
    heading_ours = "ours";
    heading_expected = "expected";
    not_compared(whose, columns) = "not compared, only {whose}: {columns}";
    equal_as_shown(columns) =
        "equal only since they show fewer decimals than others of their column: {columns}; `digits` or `tolerance` \
         says how far apart numbers may be";
    different_beyond(columns) =
        "different only in decimals that the results do not have: {columns}; `digits` or `tolerance` says how far \
         apart numbers may be";
    write_with_point = "write numbers with a point";
    correct_or_name_no_value =
        "correct the file, or name the text under `no-value` where it says that there is no value";
    no_numbers(columns, first, help) = "expected, and no numbers: {columns}, the first `{first}`; {help}";
    heading_column = "column";
    heading_largest_difference = "largest difference";
    heading_allowed = "allowed";
    heading_total = "total";
    heading_pack = "pack";
    heading_results_of = "results of";
    heading_rows = "rows";
    within_last_decimal = "within half a unit of the last decimal that the expected cell shows";
    within_decimal(decimal, distance) = "within half a unit of decimal {decimal}: {distance}";
    within_tolerance(tolerance) = "within {tolerance}";
    rounded_for_reading(decimals) =
        "numbers are rounded to {decimals} decimals for reading, small ones to {decimals} digits; `--format json` has \
         them as they are";

    // Nothing compared.
    nothing_compared = "no cell was compared: the expected file has no filled cell for a row and column of the result";
    check_key = "check the key, the columns and the rows of the expected file";

    // Reading a file.
    results_shown(subject) = "the results of `{subject}`";
    unreadable_file(file, why) = "cannot read `{file}`: {why}";
    check_path = "check the path and the rights of the file";
    save_as_csv = "save it as CSV in UTF-8: what is compared is no workbook";
    save_as_utf8 = "save the file as UTF-8";
    not_utf8(file) = "`{file}` is not UTF-8 text";
    no_header(file) = "`{file}` has no line of column names";
    begin_with_header = "begin the file with a line that names its columns";
    ragged_row(cells, header) = "a row of {cells} cells under a header of {header}";
    as_many_cells = "give each row as many cells as the header has";
    other_separator(separator) =
        "its cells seem to be separated by `{separator}`: say `separator = \"{separator}\"`, or `--separator \
         '{separator}'`";
    no_such_file = "there is no such file";
    is_a_folder = "it is a folder";
    permission_denied = "permission is denied";

    // Columns that stand in rows.
    correct_rows = "correct what stands under `rows`";
    two_rows(file, column) = "{file} has two rows for `{column}`";
    name_every_column = "let the pattern name every column that tells them apart";

    // Rows that stand in columns.
    say_which_header(name) = "say under `columns` which header stands for `{name}`";
    no_column_of_any_value(file, pattern, part) = "{file} has no column `{pattern}` for any value of `{part}`";
    correct_column(name) = "correct what stands for `{name}` under `columns`";
}
