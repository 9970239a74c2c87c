//! Messages of [`crate::data`].

catalogue! { data;
    // Cells and rows of a table.
    or_repeated_names = "; if this line repeats the column names, delete it";
    delete_total = "if this is a line of totals, delete it; otherwise correct its cells";
    repeated_header = "the row repeats the header";
    second_line_of_names = "the row has words in every column of numbers, dates and choices, like a second header";
    delete_repeated_header = "delete it: only the first line of the file is the header";
    kept_only_as_text(column) = "only text can be kept as it is, and `{column}` is not text";
    not_taken_as_missing(column) = "it is not taken as missing, since `{column}` cannot be missing";
    help_and(help, more) = "{help}; {more}";

    // Cells.
    private_formula = "the cell contains a formula";
    private_lost_digits = "the number in the cell has lost digits";
    private_not_text = "the column is text, and the cell contains a number or a date";
    private_bad_number = "the cell does not contain a number";
    private_too_many_decimals = "the number in the cell has too many decimals";
    private_out_of_range = "the number in the cell is out of range";
    private_unknown_choice = "the text in the cell is not listed";
    private_bad_date = "the cell does not contain a date written year-month-day";
    private_bad_yes_no = "the cell is neither yes nor no";
    private_unreadable = "the cell cannot be read";
    private_cell(column, what) = "`{column}`: {what}";
    correct_private_cell(column) = "correct the cell; it is not shown, because `{column}` is private";
    marker_after_others(text) = "`\"{text}\"` after the other texts of `or missing`";
    short_form(text) = "{text} is the short form of a longer number";
    ends_in_zeros(text) = "{text} ends in zeros, like a number of which a spreadsheet kept only 15 digits";
    stored_as_number(text) = "{text} is stored as a number, and a spreadsheet keeps only 15 digits of a number";
    export_as_text(column) =
        "export `{column}` again with its cells formatted as text: the lost digits cannot be restored from this file";
    date_for_text(column, text) = "`{column}` is text, and the cell contains the date {text}";
    number_for_text(column, text) = "`{column}` is text, and the cell contains the number {text}";
    enter_as_text(column) =
        "format `{column}` as text and enter it again: leading zeros and other parts of the original text are lost";
    set_empty_cells_aside = "set such rows aside: `damaged = { empty-cell = \"set aside\" }` in the manifest";
    empty_cell(column) = "`{column}` is empty";
    fill_key = "fill the cell, or delete the row: its key is incomplete";
    fill_group(column, aside) = "fill the cell, because rows are grouped by `{column}`, or {aside}";
    fill_or_declare_missing(column, aside) =
        "fill the cell, add `or missing` to `{column}` if its value can be unknown, or {aside}";
    error_of_formula(text) = "{text} is a formula error, not a value";
    formula(text) = "{text} is a formula, not a value";
    paste_values = "paste values instead of formulas";

    // CSV files.
    remove_encoding(table) = "remove `encoding` of `{table}` from the manifest";
    mark_of_encoding(encoding) = "the file begins with the byte order mark of {encoding}";
    not_utf8(offset) = "byte {offset} of the file is not valid UTF-8";
    save_as_utf8(setting) =
        "save the file as UTF-8, or name its encoding, which is likely GB 18030 if the text is Chinese: {setting}";
    not_in_encoding(offset, encoding) = "byte {offset} of the file is not valid {encoding}";
    correct_encoding(table) = "correct `encoding` of `{table}` in the manifest, or remove it if the file is UTF-8";
    first_line_names_columns = "the first line must name the columns";
    begins_with_blank_line(file) = "`{file}` begins with a blank line";
    empty_file(file) = "`{file}` is empty";
    row_too_long(most) = "a row is longer than {most} MiB";
    open_quote_or_no_csv = "look for a double quote that is not closed, and check that the file is CSV";
    write_every_cell = "write every cell of the row, including empty ones";
    quote_comma = "put double quotes around a cell that contains a comma";
    quote_tab = "put double quotes around a cell that contains a tab";
    quote_sign(sign) = "put double quotes around a cell that contains a `{sign}`";
    cells(count) = "1 cell" | "{count} cells";
    ragged_row(cells, expected) = "the row has {cells}, the header has {expected}";
    blank_line = "the line is blank, but rows follow it";
    delete_line = "delete the line";
    stray_quote = "unexpected text after a closing quote";
    quote_whole_cell = "put double quotes around the whole cell, and write a double quote inside it twice: `\"\"`";
    open_quote = "the row contains a double quote that is never closed";
    close_quote = "close it, and write a double quote inside a quoted cell twice: `\"\"`";
    no_text(offset, encoding) = "byte {offset} is not valid {encoding}";

    // All defects of a table.
    more_rows(count) = "1 more row" | "{count} more rows";
    at_least(rows) = "at least {rows}";
    rows_of_files(rows, files) = "{rows} of {files} files";
    so_in_rows(message, rows) = "{message}; the same applies to {rows}";
    here_and_in_rows(message, rows) = "{message}, here and in {rows}";
    letters_apart(count, column) =
        "1 text of `{column}` has letters and accents as separate characters, and is read with combined characters"
        | "{count} texts of `{column}` have letters and accents as separate characters, and are read with combined \
           characters";
    letters_joined_in_results = "no change is needed: results have the combined characters";
    points_in_numbers(count, column) =
        "1 number of `{column}` has a point and three decimals that end in zero, and is read with these decimals"
        | "{count} numbers of `{column}` have a point and three decimals that end in zero, and are read with these \
           decimals";
    points_between_thousands = "if the point separates thousands, remove it";
    outer_blanks(count, column) =
        "1 text of `{column}` begins or ends with a blank, and differs from the text without it"
        | "{count} texts of `{column}` begin or end with a blank, and differ from the texts without it";
    remove_blanks = "remove blanks that have no meaning";
    unseen_signs(count, column) =
        "1 text of `{column}` contains an invisible character, such as a zero-width blank, and differs from the text \
         without it"
        | "{count} texts of `{column}` contain an invisible character, such as a zero-width blank, and differ from \
           the texts without it";
    remove_unseen_signs = "remove such characters if they have no meaning";
    rows(count) = "1 row" | "{count} rows";
    all_set_aside(table) = "all rows of `{table}` are set aside, and nothing is left to evaluate";
    correct_file_or_policy = "correct the file, or correct its columns in the policy";
    set_aside(damaged, rows, table) = "{damaged} of {rows} of `{table}` are set aside";
    taken_as_missing(column, damaged, rows, table) =
        "`{column}` is taken as missing in {damaged} of {rows} of `{table}`";
    too_much_damage(what, most) = "{what}, and the limit is {most}";
    correct_or_allow(setting) = "correct the file; if so much damage is expected, {setting}";
    files_of_table(files, table) = "{files} files of `{table}`";
    more_defects(count) = "1 more defect" | "{count} more defects";
    defects_not_shown(defects, place) = "and {defects} in {place}";
    begin_with_shown = "begin with the defects that are shown: the others often have the same cause";
    file_has(file) = "`{file}` has";
    files_have(file, others) = "`{file}` and {others} have";
    more_files(count) = "1 more file" | "{count} more files";
    columns(count) = "1 column" | "{count} columns";
    columns_ignored(files, columns, table, names) = "{files} {columns} that `{table}` does not declare: {names}";

    // Opening and reading a file.
    unreadable_file(file, why) = "cannot read `{file}`: {why}";
    rename_or_copy_again =
        "the file does not match its ending, or is incomplete: correct the ending, or copy the file again";
    check_path = "check the path and the permissions of the file";
    file_breaks_off(why) = "cannot read the rest of the file: {why}";
    copy_again = "the file may be incomplete: copy or export it again";
    no_such_file = "no such file";
    permission_denied = "permission denied";
    is_a_folder = "it is a folder";

    // Folders and the files that are bound to tables.
    dangling_link = "a broken link";
    name_and_kind(name, kind) = "{name} ({kind})";
    files_unread(folder, names) = "the folder `{folder}` contains entries that are not read: {names}";
    remove_from_folder =
        "move everything out of the folder that is not part of the table, or name each file of the table in the \
         manifest";
    hidden_files(folder, names) = "the folder `{folder}` contains hidden files, which are not read: {names}";
    a_folder = "a folder";
    save_workbooks = "save workbooks as `.xlsx`";
    save_text_files = "give text files the ending `.csv`, and name the separator of their cells in the manifest";
    unpack_files = "decompress compressed files, or compress them as `.csv.gz` or `.csv.zst`";
    no_file_in_folder(folder, endings) = "`{folder}` contains no {endings} file";
    fill_folder = "put the files of the table into the folder, or bind another folder";
    unreadable_folder(folder, why) = "cannot read the folder `{folder}`: {why}";
    check_folder = "check the permissions of the folder";
    pattern_is_no_file(file) = "there is no file `{file}`, and `*` and `?` are not wildcards here";
    bind_folder = "bind the folder, which means all files in it, or name each file";
    neither_file_nor_folder(file, kind) = "`{file}` is {kind}, not a file";
    write_to_file = "write its content to a file, and bind that file";
    duplicate_file(file) = "duplicate file `{file}`";
    same_file(file, first) = "`{file}` is the same file as `{first}`";
    bind_once = "bind each file once";

    // How defects are handled.
    refused = "refused";
    row_set_aside = "row set aside";
    value_taken_as_missing = "taken as missing";
    kept_as_it_is = "kept as it is";
    share_or_rows(percent, rows) = "{percent}% or {rows}";

    // Formats.
    csv_file = "CSV file";
    workbook = "workbook";
    parquet_file = "Parquet file";
    line = "line";
    row = "row";
    unknown_format(file, endings) = "`{file}` is not a {endings} file";
    save_as_known_format =
        "save the table in one of these formats; a compressed CSV file ends in `.csv.gz` or `.csv.zst`";
    format_not_in_build(file, format) = "`{file}` is a {format}, which this build of gradus cannot read";
    save_as_csv_or_build = "save the table as CSV, or build gradus with its feature `engine`";

    // Cells whose absence contradicts their condition.
    absent_against_condition(column, condition) = "`{column}` is absent, but `{condition}` is false";
    give_value = "give it a value, or correct the other cell";
    present_against_condition(column, condition) = "`{column}` has a value, but `{condition}` is true";
    empty_cell_or_correct_other = "clear the cell, or correct the other cell";

    // Headers.
    duplicate_column(file, columns, header) = "`{file}` has {columns} named `{header}`";
    keep_one_column = "keep the right one, and rename the others";
    columns_are(columns) = "its columns are {columns}";
    column_not_found(file, column) = "`{file}` has no column `{column}`";
    header_given_as_label(label, name) =
        "the file has a column `{label}`, which the policy has as a label: write `\"{label}\" as {name}`";
    no_header(file, table) = "the first line of `{file}` names no column of `{table}`";
    delete_sep_line = "delete the first line: `sep=` is only for spreadsheets, and the header comes first";
    delete_title = "the header comes first: delete the title above it";
    header_found(columns) = "; this line has {columns}";
    header_wanted(wanted, found) =
        "the first line must name the columns, {wanted}{found}: delete the lines above it, add it if it is missing, \
         or name another file";
    zero_bytes_in_header(file) = "the header of `{file}` contains zero bytes, like UTF-16";
    carriage_returns_alone(file) = "`{file}` ends its lines with carriage returns only, and is read as one line";
    save_with_line_ends = "save it again as CSV, with lines that end in LF or CRLF";
    commas = "commas";
    semicolons = "semicolons";
    tabs = "tabs";
    vertical_bars = "vertical bars";
    full_width_commas = "full-width commas";
    full_width_semicolons = "full-width semicolons";
    other_separator(file, signs) = "the cells of `{file}` are separated by {signs}, and the file is read as one column";
    write_commas = "write `,` between the cells, and quotation marks `\"` around a text that contains one";

    // Keys and references.
    refers_to_lost_row(key, table) = "{key} refers to a row of `{table}` that was left out";
    correct_lost_row(table) = "correct that row of `{table}`: the file has it, but something is wrong with it";
    refers_to_no_row(key, table) = "{key} refers to no row of `{table}`";
    add_row(table) = "add the row to `{table}`, or correct the cell";
    place(unit, line) = "{unit} {line}";
    place_in_file(unit, line, file) = "{unit} {line} of `{file}`";
    duplicate_key(count, key, place) = "{key} is already in {place}" | "{key} are already in {place}";
    keep_one_row_or_declare_key(table) =
        "keep one of the rows, or declare a key that distinguishes the rows of `{table}`";
    key_without_value(column) = "`{column}` is part of the key and has no value here";
    give_every_key_a_value = "give every row a value in each column of the key";

    // Memory.
    out_of_memory(most) = "the run needs more than its memory limit of {most}";
    bytes(bytes) = "{bytes} bytes";
    give_more_memory = "raise the limit with `--memory`, or evaluate one kind of results with `--of`";

    // Periods.
    none_in_period(table, first, last) = "no row of `{table}` is within {first}..{last}";
    check_period_and_file = "check the period, and that the file is of this period";
    library_failed = "its content does not match its ending, and the library that reads it failed";

    // Parquet files whose metadata claim too much.
    #[cfg(feature = "engine")]
    footer_longer_than_file(length, size) = "it claims a footer of {length} bytes, but has only {size} bytes";
    #[cfg(feature = "engine")]
    footer_too_large(most) = "its footer is larger than {most} MiB";
    #[cfg(feature = "engine")]
    row_groups = "row groups";
    #[cfg(feature = "engine")]
    items_of_a_list = "items of a list";
    #[cfg(feature = "engine")]
    footer_claims_too_much = "its footer claims more than it contains";
    #[cfg(feature = "engine")]
    footer_damaged = "its footer is damaged";
    #[cfg(feature = "engine")]
    too_many_in_footer(count, what) = "its footer has {count} {what}, more than any file needs";
    #[cfg(feature = "engine")]
    columns_lacking_in_footer(children, found) =
        "its footer claims that a column contains {children} others, but only {found} follow";
    #[cfg(feature = "engine")]
    columns_too_deep(most) = "its columns are nested more than {most} deep";
    #[cfg(feature = "engine")]
    values_not_in_file = "its values are not within the file";
    #[cfg(feature = "engine")]
    page_too_large(bytes, most) = "a page of it claims {bytes} bytes uncompressed, more than {most}";
    #[cfg(feature = "engine")]
    page_longer_than_file = "a page of it claims to be longer than the file";
    #[cfg(feature = "engine")]
    column_ends_early = "a column has fewer values than the file has rows";
    page_damaged = "a page of it claims more than it contains, or is damaged";

    // Other Parquet files.
    #[cfg(feature = "engine")]
    no_parquet_file(file, why) = "cannot read `{file}` as Parquet: {why}";
    #[cfg(feature = "engine")]
    copy_parquet_again = "the file may be incomplete, or not be Parquet: copy or export it again";

    // The stored types of the columns of a Parquet file.
    #[cfg(feature = "engine")]
    missing_column = "a column is missing";
    #[cfg(feature = "engine")]
    texts = "texts";
    #[cfg(feature = "engine")]
    text = "text";
    #[cfg(feature = "engine")]
    numbers = "numbers";
    #[cfg(feature = "engine")]
    numbers_or_text = "numbers or text";
    #[cfg(feature = "engine")]
    values_of_a_list = "values of a list";
    #[cfg(feature = "engine")]
    dates = "dates";
    #[cfg(feature = "engine")]
    dates_or_text = "dates or text";
    #[cfg(feature = "engine")]
    yes_or_no = "yes or no";
    #[cfg(feature = "engine")]
    boolean_or_text = "yes or no (boolean) or text";
    #[cfg(feature = "engine")]
    wrong_file_type(column, declared, stored) = "`{column}` is declared as {declared}, and the file stores {stored}";
    #[cfg(feature = "engine")]
    store_as(kind) = "store the column as {kind}";
    #[cfg(feature = "engine")]
    whole_numbers = "whole numbers";
    #[cfg(feature = "engine")]
    decimal_numbers = "decimal numbers";
    #[cfg(feature = "engine")]
    floating_point_numbers = "floating-point numbers";
    #[cfg(feature = "engine")]
    dates_with_time = "dates with a time of day";
    #[cfg(feature = "engine")]
    nothing = "nothing";
    #[cfg(feature = "engine")]
    moments_of_time_zone = "timestamps with a time zone";

    // Files that change.
    file_changed(file) = "`{file}` changed while the run was reading it";
    run_again_or_on_copy = "run the command again when nothing writes to the file, or use a copy";

    // The account of a table.
    defects_shown(shown, all) = "{shown} of {all} defects are shown; `--report FILE` lists more of them";
    rows_do_not_add_up(words) = "the rows do not add up: {words}";
    report_with_policy_and_manifest = "please report this with the policy and the manifest";
    rows_read(table, rows, used) = "`{table}`: {rows} read, {used} used";
    and_rows_set_aside(words, rows) = "{words}, {rows} set aside";
    and_rows_outside_period(words, rows) = "{words}, {rows} outside the period";
    and_defects(words, kind, count, done) = "{words}; {kind}: {count} ({done})";
    defect_and_done(message, done) = "{message}: {done}";

    // Settings of a manifest.
    setting_in_manifest(table, setting) =
        "in the manifest write `{table} = {{ file = \"…\", {setting} }}` under [data], or `{setting}` under \
         [data.{table}]";

    // Sheets.
    first_row_empty(file) = "the first row of the sheet in `{file}` is empty";
    first_row_names_columns = "the first row must name the columns";
    blank_row = "the row is blank, but rows follow it";
    delete_row = "delete the row";
    blank_rows(first, last) = "the rows {first} to {last} are blank, but rows follow them";
    delete_rows = "delete the rows";
    cell_right_of_columns = "a cell is to the right of the last column that has a name";
    name_column_or_empty_cell = "name the column in the first row, or clear the cell";
    unreadable_workbook(why) = "cannot read the workbook: {why}";
    save_workbook_again = "open it and save it again, or export the sheet as CSV";

    // Workbooks.
    no_workbook(file, why) = "cannot read `{file}` as a workbook: {why}";
    no_content_of_workbook = "its content is not that of a workbook";
    sheets_are(sheets) = "its sheets are {sheets}";
    unknown_sheet(file, sheet) = "`{file}` has no sheet `{sheet}`";
    no_sheet_with_cells(file) = "`{file}` has no sheet with cells";
    bind_another_file = "bind another file";
    several_sheets(file, count) = "`{file}` has {count} sheets, and none is selected";
    name_sheet(setting, sheets) = "{setting}; its sheets are {sheets}";
    claims_too_many_texts(texts) = "it claims to have {texts} texts, more than it has room for";
    too_large_unpacked(most) = "it is larger than {most} MiB when decompressed";
    texts_too_large_unpacked(most) = "its texts are larger than {most} MiB when decompressed";
    cell_out_of_sheet(row, column) = "a cell is in row {row} and column {column}, outside of every sheet";
    cells_out_of_order(row) = "the cells of row {row} are not in order";
    too_many_cells(most) = "it has more than {most} cells";
    protected_by_password = "it is protected by a password";
}
