//! What [`crate::data`] says.

catalogue! { data;
    // Cells and rows of a table.
    or_names_again = "; if this line names the columns once more, delete it";
    delete_total = "if this line sums up those above, delete it; else correct its cells";
    header_again = "the row is the header once more";
    second_line_of_names =
        "the row has words in every column of numbers, dates and choices, as a second line of names has";
    delete_header_again = "delete it: only the first line of the file names the columns";
    kept_only_as_text(column) = "only texts are kept as they stand, and `{column}` holds none";
    not_taken_as_missing(column) = "it is not taken as missing, since `{column}` cannot be missing";
    help_and(help, more) = "{help}; {more}";

    // Cells.
    private_formula = "a formula stands in the cell";
    private_lost_digits = "the number in the cell has lost digits";
    private_not_text = "a text is asked for, and the cell holds a number or a date";
    private_bad_number = "the cell holds no number";
    private_too_many_decimals = "the number in the cell has too many decimals";
    private_out_of_range = "the number in the cell is out of range";
    private_unknown_choice = "the text in the cell is not listed";
    private_bad_date = "the cell holds no date written year-month-day";
    private_bad_yes_no = "the cell says neither yes nor no";
    private_unreadable = "the cell cannot be read";
    private_cell(column, what) = "`{column}`: {what}";
    correct_private_cell(column) = "correct the cell; it is not shown, since `{column}` is private";
    marker_behind_others(text) = "`\"{text}\"` behind the others of `or missing`";
    short_form(text) = "{text} is the short form of a longer number";
    ends_in_zeros(text) = "{text} ends in zeros, as a spreadsheet leaves a number of which it keeps 15 digits";
    stored_as_number(text) = "{text} is stored as a number, of which a spreadsheet keeps 15 digits";
    export_as_text(column) =
        "export `{column}` again with its cells formatted as text: the digits cannot be had back from this file";
    date_for_text(column, text) = "`{column}` is text, and the cell holds the date {text}";
    number_for_text(column, text) = "`{column}` is text, and the cell holds the number {text}";
    enter_as_text(column) =
        "format `{column}` as text and enter it again: leading zeros, and whatever else it looked like, are gone";
    set_empty_cells_aside = "leave such rows out: `damaged = { empty-cell = \"set aside\" }` in the manifest";
    empty_cell(column) = "`{column}` is empty";
    fill_key = "fill the cell, or delete the row: it has no name";
    fill_group(column, aside) = "fill the cell, since rows are grouped by `{column}`, or {aside}";
    fill_or_declare_missing(column, aside) =
        "fill the cell, add `or missing` to `{column}` if its value may be unknown, or {aside}";
    error_of_formula(text) = "{text} is the error of a formula, not a value";
    formula(text) = "{text} is a formula, not a value";
    paste_values = "paste values instead of formulas";

    // CSV files.
    remove_encoding(table) = "take `encoding` of `{table}` away in the manifest";
    mark_of_encoding(encoding) = "the file begins with the mark of {encoding}";
    not_utf8(offset) = "byte {offset} of the file is not UTF-8 text";
    save_as_utf8(setting) =
        "save the file as UTF-8, or say how it is encoded, which is likely GB 18030 where its text is Chinese: \
         {setting}";
    not_in_encoding(offset, encoding) = "byte {offset} of the file is no text in {encoding}";
    correct_encoding(table) =
        "correct `encoding` of `{table}` in the manifest, or take it away where the file is UTF-8";
    first_line_names_columns = "the first line names the columns";
    begins_with_blank_line(file) = "`{file}` begins with a blank line";
    empty_file(file) = "`{file}` is empty";
    row_too_long(most) = "a row has more than {most} MiB";
    open_quote_or_no_csv = "a double quote may never be closed, or the file is no CSV file";
    write_every_cell = "write every cell of the row, the empty ones too";
    quote_comma = "put a cell that holds a comma between double quotes";
    quote_tab = "put a cell that holds a tab between double quotes";
    quote_sign(sign) = "put a cell that holds a `{sign}` between double quotes";
    cells(count) = "1 cell" | "{count} cells";
    ragged_row(cells, expected) = "the row has {cells}, the header has {expected}";
    blank_line = "the line is blank, and rows follow it";
    delete_line = "delete the line";
    stray_quote = "a cell of the row goes on behind its closing quote";
    quote_whole_cell = "put the whole cell into quotes, and write a double quote inside it twice: `\"\"`";
    open_quote = "the row holds a double quote that is never closed";
    close_quote = "close it, and write a double quote inside a quoted cell twice: `\"\"`";
    no_text(offset, encoding) = "byte {offset} is no text in {encoding}";

    // Defects of a table together.
    more_rows(count) = "1 more row" | "{count} more rows";
    at_least(rows) = "at least {rows}";
    rows_of_files(rows, files) = "{rows} of {files} files";
    so_in_rows(message, rows) = "{message}; it is so with {rows}";
    here_and_in_rows(message, rows) = "{message}, here and in {rows}";
    letters_apart(count, column) =
        "1 text of `{column}` has letters and accents apart, and is read with letters that hold both"
        | "{count} texts of `{column}` have letters and accents apart, and are read with letters that hold both";
    letters_joined_in_results = "nothing need be done: results write the letters that hold both";
    points_in_numbers(count, column) =
        "1 number of `{column}` has a point before three decimals, the last a zero, and is read with decimals"
        | "{count} numbers of `{column}` have a point before three decimals, the last a zero, and are read with \
         decimals";
    points_between_thousands = "where the point stands between thousands, take it out";
    outer_blanks(count, column) =
        "1 text of `{column}` begins or ends with a blank: without it that is another text"
        | "{count} texts of `{column}` begin or end with a blank: without it that is another text";
    remove_blanks = "take blanks away that mean nothing";
    unseen_signs(count, column) =
        "1 text of `{column}` holds a sign that nobody sees, such as a zero-width blank: without it that is another \
         text"
        | "{count} texts of `{column}` hold a sign that nobody sees, such as a zero-width blank: without it that is \
         another text";
    remove_unseen_signs = "take such signs away where they mean nothing";
    rows(count) = "1 row" | "{count} rows";
    all_set_aside(table) = "all rows of `{table}` are set aside, and nothing is left to evaluate";
    correct_file_or_policy = "correct the file, or what the policy says of its columns";
    set_aside(damaged, rows, table) = "{damaged} of {rows} of `{table}` are set aside";
    taken_as_missing(column, damaged, rows, table) =
        "`{column}` is taken as missing in {damaged} of {rows} of `{table}`";
    too_much_damage(what, most) = "{what}, and at most {most} may be";
    correct_or_allow(setting) = "correct the file; where so much damage is to be expected, {setting}";
    files_of_table(files, table) = "{files} files of `{table}`";
    more_defects(count) = "1 more defect" | "{count} more defects";
    defects_not_shown(defects, place) = "and {defects} in {place}";
    begin_with_shown = "begin with those that are shown: often one cause is behind all of them";
    file_has(file) = "`{file}` has";
    files_have(file, others) = "`{file}` and {others} have";
    more_files(count) = "1 more file" | "{count} more files";
    columns(count) = "1 column" | "{count} columns";
    columns_ignored(files, columns, table, names) = "{files} {columns} that `{table}` does not declare: {names}";

    // Opening and reading a file.
    unreadable_file(file, why) = "`{file}` cannot be read: {why}";
    rename_or_copy_again =
        "it is not what its ending says, or is cut off: give it the ending of what it is, or copy it again";
    check_path = "check the path and the rights of the file";
    file_breaks_off(why) = "the file cannot be read on: {why}";
    copy_again = "it may be cut off: copy or export it again";
    no_such_file = "there is no such file";
    permission_denied = "you may not read it";
    is_a_folder = "it is a folder";

    // Folders and what is bound.
    dangling_link = "a link that leads nowhere";
    name_and_kind(name, kind) = "{name} ({kind})";
    files_unread(folder, names) = "the folder `{folder}` holds what is not read: {names}";
    remove_from_folder =
        "take out of the folder what is no part of the table, or name in the manifest each file that is";
    hidden_files(folder, names) = "the folder `{folder}` holds hidden files, which are not read: {names}";
    a_folder = "a folder";
    save_workbooks = "save workbooks as `.xlsx`";
    save_text_files = "give text files the ending `.csv`, and say in the manifest what separates their cells";
    unpack_files = "unpack what is packed, or pack it as `.csv.gz` or `.csv.zst`";
    no_file_in_folder(folder, endings) = "`{folder}` holds no {endings} file";
    fill_folder = "put the table's files into the folder, or bind another";
    unreadable_folder(folder, why) = "the folder `{folder}` cannot be read: {why}";
    check_folder = "check the rights of the folder";
    pattern_is_no_file(file) = "there is no file `{file}`, and `*` and `?` stand for themselves";
    bind_folder = "bind the folder, which stands for all of its files, or name each file";
    neither_file_nor_folder(file, kind) = "`{file}` is {kind}, and no file";
    write_to_file = "write what comes from it to a file, and bind that";
    bound_twice(file) = "`{file}` is bound twice";
    same_file(file, first) = "`{file}` is the same file as `{first}`";
    bind_once = "bind each file once";

    // What is done about defects.
    refused = "refused";
    row_set_aside = "row set aside";
    value_taken_as_missing = "taken as missing";
    kept_as_it_stands = "kept as it stands";
    share_or_rows(percent, rows) = "{percent}% or {rows}";

    // Formats.
    csv_file = "CSV file";
    workbook = "workbook";
    parquet_file = "Parquet file";
    line = "line";
    row = "row";
    unknown_format(file, endings) = "`{file}` is no {endings} file";
    save_as_known_format = "save the table as one of them; a packed CSV file ends in `.csv.gz` or `.csv.zst`";
    format_not_in_build(file, format) = "`{file}` is a {format}, and this build of gradus reads none";
    save_as_csv_or_build = "save the table as CSV, or build gradus with its feature `engine`";

    // Cells that are absent or not, against their condition.
    absent_against_condition(column, condition) = "`{column}` is absent, and `{condition}` is not so";
    give_value = "give it a value, or correct the other cell";
    present_against_condition(column, condition) = "`{column}` has a value, and `{condition}` is so";
    empty_cell_or_correct_other = "empty the cell, or correct the other cell";

    // Headers.
    column_twice(file, columns, header) = "`{file}` has {columns} named `{header}`";
    keep_one_column = "keep the one that is meant and rename the others";
    columns_are(columns) = "its columns are {columns}";
    column_not_found(file, column) = "`{file}` has no column `{column}`";
    header_given_as_label(label, name) =
        "the file has a column `{label}`, and the page gives that as a label: write `\"{label}\" as {name}`";
    no_header(file, table) = "the first line of `{file}` names no column of `{table}`";
    delete_sep_line = "delete the first line: `sep=` is for spreadsheets alone, and the header comes first";
    delete_title = "the header comes first: delete the title above it";
    header_found(columns) = "; this one reads {columns}";
    header_wanted(wanted, found) =
        "the first line names the columns, {wanted}{found}: delete what stands above it, write it above the rows where \
         there is none, or name another file";
    zero_bytes_in_header(file) = "the header of `{file}` holds zero bytes, as UTF-16 has them";
    carriage_returns_alone(file) = "`{file}` ends its lines with carriage returns alone, and is read as one line";
    save_with_line_ends = "save it again as CSV, with the line ends of today";
    commas = "commas";
    semicolons = "semicolons";
    tabs = "tabs";
    vertical_bars = "vertical bars";
    full_width_commas = "full-width commas";
    full_width_semicolons = "full-width semicolons";
    other_separator(file, signs) = "`{file}` separates its cells by {signs}, and is read as one column";
    write_commas = "write `,` between the cells, and quotation marks `\"` around a text that holds one";

    // Keys and references.
    refers_to_lost_row(key, table) = "{key} refers to a row of `{table}` that was left out";
    correct_lost_row(table) = "correct that row of `{table}`: it is there, and something is wrong with it";
    refers_to_no_row(key, table) = "{key} refers to no row of `{table}`";
    add_row(table) = "add the row to `{table}`, or correct the cell";
    place(unit, line) = "{unit} {line}";
    place_in_file(unit, line, file) = "{unit} {line} of `{file}`";
    duplicate_key(count, key, place) = "{key} already stands in {place}" | "{key} already stand in {place}";
    keep_one_row_or_declare_key(table) =
        "keep one of the rows, or declare a key that tells the rows of `{table}` apart";
    key_without_value(column) = "`{column}` is part of the key and has no value here";
    give_every_key_a_value = "give every row a value in each column of the key";

    // Memory.
    out_of_memory(most) = "the run needs more than the {most} of memory that it may use";
    bytes(bytes) = "{bytes} bytes";
    give_more_memory = "give it more with `--memory`, or ask for one kind of results with `--of`";

    // Periods.
    none_in_period(table, first, last) = "no row of `{table}` lies within {first}..{last}";
    check_period_and_file = "check the period, and that the file is that of the period";
    library_broke_off = "its content is not what its ending says, and the library that reads it broke off";

    // Parquet files that claim too much.
    #[cfg(feature = "engine")]
    footer_longer_than_file(length, size) = "it claims a footer of {length} bytes, and has {size} bytes in all";
    #[cfg(feature = "engine")]
    footer_too_large(most) = "its footer has more than {most} MiB";
    #[cfg(feature = "engine")]
    row_groups = "row groups";
    #[cfg(feature = "engine")]
    items_of_a_list = "items of a list";
    #[cfg(feature = "engine")]
    footer_claims_too_much = "its footer claims more than it holds";
    #[cfg(feature = "engine")]
    footer_damaged = "its footer is damaged";
    #[cfg(feature = "engine")]
    too_many_in_footer(count, what) = "its footer has {count} {what}, more than any file needs";
    #[cfg(feature = "engine")]
    columns_lacking_in_footer(children, behind) =
        "its footer claims that a column holds {children} others, and {behind} follow";
    #[cfg(feature = "engine")]
    columns_too_deep(most) = "its columns lie more than {most} deep in each other";
    #[cfg(feature = "engine")]
    values_not_in_file = "the place of its values is not in the file";
    #[cfg(feature = "engine")]
    page_too_large(bytes, most) = "a part of it claims {bytes} bytes unpacked, more than {most}";
    #[cfg(feature = "engine")]
    page_longer_than_file = "a part of it claims to be longer than the file has room for";
    #[cfg(feature = "engine")]
    page_damaged = "a part of it claims more than it holds, or is damaged";

    // Other Parquet files.
    #[cfg(feature = "engine")]
    no_parquet_file(file, why) = "`{file}` cannot be read as Parquet: {why}";
    #[cfg(feature = "engine")]
    copy_parquet_again = "it may be cut off, or be no Parquet file: copy or export it again";

    // What the columns of a Parquet file are stored as.
    #[cfg(feature = "engine")]
    column_not_there = "a column is not there";
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
    wrong_file_type(column, declared, stored) = "`{column}` holds {declared}, and the file stores {stored}";
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
    moments_of_time_zone = "moments of a time zone";

    // Files that change.
    file_changed(file) = "`{file}` was changed while the run was reading it";
    run_again_or_on_copy = "run it again when nothing writes to the file, or run it on a copy";

    // The account of a table.
    defects_shown(shown, all) = "{shown} of {all} defects are shown; `--report FILE` lists more of them";
    rows_do_not_add_up(words) = "the rows do not add up: {words}";
    report_with_policy_and_manifest = "please report it with the policy and the manifest";
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
    first_row_names_columns = "the first row names the columns";
    blank_row = "the row is blank, and rows follow it";
    delete_row = "delete the row";
    blank_rows(first, last) = "the rows {first} to {last} are blank, and rows follow them";
    delete_rows = "delete the rows";
    cell_beside_columns = "a cell stands beside the last column that has a name";
    name_column_or_empty_cell = "name the column in the first row, or empty the cell";
    workbook_breaks_off(why) = "the workbook cannot be read: {why}";
    save_workbook_again = "open it and save it again, or export the sheet as CSV";

    // Workbooks.
    no_workbook(file, why) = "`{file}` cannot be read as a workbook: {why}";
    no_content_of_workbook = "its content is not what a workbook holds";
    sheets_are(sheets) = "its sheets are {sheets}";
    unknown_sheet(file, sheet) = "`{file}` has no sheet `{sheet}`";
    no_sheet_with_cells(file) = "`{file}` has no sheet with cells";
    bind_another_file = "bind another file";
    several_sheets(file, count) = "`{file}` has {count} sheets, and nothing says which is read";
    name_sheet(setting, sheets) = "{setting}; its sheets are {sheets}";
    claims_too_many_texts(texts) = "it claims to have {texts} texts, for which it has no room";
    too_large_unpacked(most) = "it has more than {most} MiB unpacked";
    texts_too_large_unpacked(most) = "its texts have more than {most} MiB unpacked";
    cell_out_of_sheet(row, column) = "a cell stands in row {row} and column {column}";
    cells_out_of_order(row) = "the cells of row {row} are not in order";
    too_many_cells(most) = "it has more than {most} cells";
    protected_by_password = "it is protected by a password";
}
