//! Messages of [`crate::compare`].

catalogue! { compare;
    // Keys and columns.
    no_key_given = "no key was given";
    name_key(setting) = "name its columns with {setting}";
    no_shared_column(ours, expected) = "{ours} and {expected} have no column in common except the key";
    name_same_results = "compare files of the same results, or use the same column names in both";
    unknown_column(file, column) = "{file} has no column `{column}`";
    columns_are(columns) = "its columns are {columns}";
    duplicate_column(file, column) = "duplicate column `{column}` in the header of {file}";
    rename_column = "rename one of the columns";
    duplicate_key(key) = "the key {key} is in more than one row";
    more_rows_with_key(count) =
        "1 more row repeats the key of an earlier row"
        | "{count} more rows repeat the key of an earlier row";
    more_key_columns_or_remove(setting) = "name more key columns with {setting}, or remove one of the rows";
    more_key_columns(setting) = "name more key columns with {setting}";

    // Known exceptions.
    cell(column, key) = "column `{column}` of {key}";
    known_agrees(cell) = "{cell} is listed as a known exception, but agrees";
    remove_line = "remove the line";
    known_unused(cell) = "{cell} is not among the compared cells";
    correct_or_remove_line = "correct the key or the column, or remove the line";

    // The report.
    heading_compared = "compared";
    heading_equal = "equal";
    heading_different = "different";
    heading_known = "known";
    heading_not_expected = "not expected";
    heading_only_expected = "only expected";
    rows(both, ours, expected) = "rows: {both} in both, {ours} only ours, {expected} only expected";
    cells(compared, cells, open) = "cells: {compared} of {cells} compared, {open} without an expected value";
    numbers_are_equal(within) = "numbers are equal {within}";
    heading_ours = "ours";
    heading_expected = "expected";
    not_compared(whose, columns) = "not compared, only {whose}: {columns}";
    equal_as_shown(columns) =
        "equal only because they show fewer decimals than other cells of their column: {columns}; set `digits` or \
         `tolerance` to the allowed difference";
    different_beyond(columns) =
        "different only in decimals that the results do not have: {columns}; set `digits` or `tolerance` to the \
         allowed difference";
    write_with_point = "write numbers with a decimal point";
    correct_or_name_no_value = "correct the file, or list the text under `no-value` if it means that there is no value";
    no_numbers(columns, first, help) =
        "expected values that are not numbers: {columns}, the first is `{first}`; {help}";
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
        "numbers are rounded to {decimals} decimals for display, small ones to {decimals} digits; `--format json` \
         shows them in full";

    // Nothing compared.
    nothing_compared =
        "no cell was compared: the expected file has no filled cell for any row and column of the result";
    check_key = "check the key, the columns and the rows of the expected file";

    // Reading a file.
    results_shown(subject) = "the results of `{subject}`";
    unreadable_file(file, why) = "cannot read `{file}`: {why}";
    check_path = "check the path and the permissions of the file";
    save_as_csv = "save it as CSV in UTF-8: workbooks cannot be compared";
    save_as_utf8 = "save the file as UTF-8";
    not_utf8(file) = "`{file}` is not UTF-8 text";
    no_header(file) = "`{file}` has no header";
    begin_with_header = "add a first line that names the columns";
    ragged_row(cells, header) = "the row has {cells} cells, the header has {header}";
    as_many_cells = "give each row as many cells as the header";
    other_separator(separator) =
        "its cells seem to be separated by `{separator}`: write `separator = \"{separator}\"`, or add `--separator \
         '{separator}'`";
    no_such_file = "no such file";
    is_a_folder = "it is a folder";
    permission_denied = "permission denied";

    // Columns that are given as rows.
    correct_rows = "correct the patterns under `rows`";
    two_rows(file, column) = "{file} has two rows for `{column}`";
    name_every_column = "name every column that distinguishes the rows in the pattern";

    // Rows that are given as columns.
    name_header(name) = "name the header of `{name}` under `columns`";
    no_column_of_any_value(file, pattern, part) = "{file} has no column `{pattern}` for any value of `{part}`";
    correct_column(name) = "correct the header of `{name}` under `columns`";
}
