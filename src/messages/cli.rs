//! What [`crate::cli`] says.

catalogue! { cli;
    // The account.
    account_not_written(why) = "the account cannot be written: {why}";

    // Folders.
    unreadable_folder(folder, why) = "the folder `{folder}` cannot be read: {why}";
    check_folder = "check the rights of the folder";

    // Data, params, period and day.
    param_without_value(text) = "`--param {text}` gives no value";
    unknown_period(text) = "`{text}` is no period";
    form_of_period(forms) = "write {forms}";
    form_or_name_of_period(forms, names) = "write {forms}, or one that the policy names: {names}";
    no_day(text) = "`{text}` is no day of the calendar";
    form_of_day = "write year-month-day: `2026-01-31`";
    data_file_not_there(file) = "`{file}` cannot be read: there is no such file";
    check_file = "check the path and the rights of the file";
    no_period_for_table(table) = "`{table}` is dated, and no period was given";
    add_period(forms) = "add `--period` or `period` in the manifest: {forms}";
    data_not_read(table) = "no result needs `{table}`, and its `--data` is not read";
    leave_data_out = "nothing need be done; `--data` may be left out";
    changes_nothing(option, text, why) = "`{option} {text}` changes nothing: {why}";
    no_period_for_subject(subject) =
        "`{subject}` has one subject for each month or other part of the period, and no period was given";
    no_day_given = "the policy asks for the day on which it is applied, and none was given";
    add_day = "add `--as-of 2026-03-31`, or a period";
    data_without_table(text) = "`--data {text}` names no table";
    unknown_table(table) = "the policy has no table `{table}`";
    tables_are(tables) = "the policy has {tables}";
    rows_on_page(table) = "the rows of `{table}` stand on the page, and no file has them";
    remove_data_or_rows(text) = "take `--data {text}` away, or the line `rows` of the table";
    no_data(table) = "no data file is bound to `{table}`";
    name_pack_or_data(folder, table) =
        "a rule file alone has no data: name its pack, `gradus eval {folder}`, or add `--data {table}=file.csv`";
    bind_data(table) = "add `--data {table}=file.csv`, or a line `{table} = \"file.csv\"` under [data] of the manifest";
    data_not_kept_with_pack(variable) = "the data of this pack is not kept with it, and `{variable}` is not set";
    set_variable_or_data_root(variable) = "set `{variable}` to the folder with the data, or add `--data-root DIR`";
    skipped_pack(pack, variable) = "skipped {pack}: `{variable}` is not set";

    // `check`.
    no_policy = "no policy";
    policies(count) = "1 policy" | "{count} policies";
    unreadable(count) = "{count} could not be read";
    rule_files_not_checked(count) = "1 rule file not looked at" | "{count} rule files not looked at";
    stray_rule_files(count) = "1 rule file belongs to no pack" | "{count} rule files belong to no pack";
    notes(count) = "1 note" | "{count} notes";
    findings(count) = "1 finding" | "{count} findings";
    no_findings = "no findings";
    checked(parts, findings) = "checked {parts}: {findings}";

    // `compare`.
    form_of_distance = "write a number, zero or more: `0.001`";
    no_key = "which columns name a row is not said";
    add_key = "add `--key id`, or `--key id,year` where several do";
    nothing_expected(pack) = "{pack}: nothing is expected";
    data_not_at_hand(pack, variable) = "the data of {pack} is not at hand: `{variable}` is not set";
    set_variable(variable) = "set `{variable}` to the folder that holds it";

    // Builds without the engine.
    #[cfg(not(feature = "engine"))]
    build_with_engine = "build without `--no-default-features`";
    #[cfg(not(feature = "engine"))]
    no_engine = "this build has no engine";

    // `eval`.
    missing_values(value, count, subject) = "`{value}` of {count} `{subject}`";
    no_statistics_for_peers(file, values) = "`{file}` has no statistics for their peers: no value for {values}";
    freeze_again = "make it anew from data with such peers: `gradus freeze`";

    // Evaluators.
    form_of_size = "write a number of bytes, or one with a unit: `512MiB`, `4GiB`";
    remove_memory = "take `--memory` away, or evaluate with the engine";
    no_limit_of_memory = "the reference evaluator has no limit of memory";
    by_reference_evaluator = "evaluated by the reference evaluator: this build has no engine";
    #[cfg(not(feature = "engine"))]
    build_with_engine_or_by_reference = "build without `--no-default-features`, or add `--evaluator reference`";

    // `explain`.
    several_kinds = "there are results of several kinds of subjects";
    add_kind(names) = "add `--of` with one of {names}";
    no_subject_named(text, subject) = "`{text}` does not name a `{subject}`";
    unknown_subject(subject, key) = "the data has no `{subject}` with {key}";
    check_key = "check the key, and the period";

    // `explain-code`.
    unknown_code(code) = "there is no code `{code}`";
    list_of_codes = "`gradus explain-code` lists all of them";

    // `fmt`.
    files_beside_standard_input = "`-` stands for standard input, and files are named beside it";
    standard_input_alone = "name `-` alone";
    unreadable_standard_input(why) = "standard input cannot be read: {why}";
    write_rule_file = "write a rule file to it";
    standard_input = "standard input";
    other_layout = "standard input is laid out otherwise";
    same_layout = "standard input is laid out as it should be";
    files(count) = "1 file" | "{count} files";
    files_differ(files, count) = "{files}: {count} differ";
    files_laid_out(files, count) = "{files}: {count} laid out anew";
    and_files_left_alone(words, count) = "{words}, {count} left alone";

    // `freeze`.
    no_statistics(policy) = "`{policy}` has no statistics";
    what_is_a_statistic = "a statistic is an aggregate `of all`, or `over` those who count";
    rank_not_frozen(rank) = "not frozen: `{rank}` is a rank among others, and has no value where they are not there";
    record_over_statistics = "the record would be written over the statistics";
    other_file_for_record = "name another file for `--record`";
    statistics_not_written(why) = "the statistics cannot be written: {why}";
    name_statistics_file = "name a file: `-o statistics.csv`";

    // `graph`.
    other_format_than_ending = "the ending of the output file says another format than `--format`";
    remove_format = "leave out `--format`, or end the file otherwise";
    unknown_ending = "the ending of the output file does not tell its format";
    endings_of_pictures = "end it in .dot, .mmd or .svg, or add `--format`";

    // What an earlier run left.
    removed(file, target) = "removed `{file}`, which a run left that was killed while it wrote `{target}`";

    // `new`.
    folder_in_use(folder) = "`{folder}` is there already, and is no empty folder";
    name_another_folder = "name another folder, such as `gradus new visitors`";
    folder_not_made(folder, why) = "the folder `{folder}` cannot be made: {why}";
    check_permissions = "check the path and its permissions";
    next_commands(folder) = "next: `gradus check {folder}`, `gradus eval {folder}`, `gradus test {folder}`";

    // While rows are read; a template of the bar.
    progress = "{spinner} {rows} rows read, {elapsed}";

    // Where results go.
    no_file_named_dash = "leave the option out to write to standard output, or write `./-` for a file of that name";
    build_with_engine_or_csv = "build without `--no-default-features`, or write CSV";
    no_parquet = "this build writes no Parquet";
    account_over_results = "the account would be written over the results";
    record_over_results = "the record would be written over the results";
    name_another_file(option) = "name another file for `{option}`";
    output_folder_not_made(folder, why) = "`{folder}` cannot be made: {why}";
    check_output_folder = "check the path and its rights";
    written(file) = "written: {file}";
    formulas_guarded(count) =
        "1 text that a spreadsheet would run as a formula has an apostrophe in front; `--as-is` leaves it out"
        | "{count} texts that a spreadsheet would run as formulas have an apostrophe in front; `--as-is` leaves it out";
    rounded_for_reading(decimals) =
        "numbers are rounded to {decimals} decimals for reading, small ones to {decimals} digits; files have them as \
         they are";
    standard_output_not_written(why) = "standard output cannot be written: {why}";
    write_another_format = "write another format: `--format csv` or `--format parquet`";
    write_to_file = "write to a file with `-o`";
    would_overwrite(file) = "`{file}` is read by this run and would be written over";
    name_another_output = "name another output";
    choose_kind_or_folder(first) = "choose one, such as `--of {first}`, or write to a folder with `-o DIR/`";
    several_kinds_named(names) = "there are results of several kinds of subjects: {names}";
    no_format_for_terminal = "a terminal cannot show this format";
    endings_of_results(endings) = "end it in {endings}, or add `--format`";
    written_to_files_only(columns, subject) =
        "{columns} of `{subject}`: for some people alone, and written to files only (`-o`)";

    // Packs and rule files.
    name_in_manifest(policies, manifest) =
        "write `policy = [{policies}]` in `{manifest}`, or take the file out of the folder";
    write_manifest(manifest, policy) =
        "write a `{manifest}` beside it with `policy = {policy}`, or take the file out of the folder";
    stray_rule_file(file) = "no pack names `{file}`, so it was not read";
    nothing_at_path(path) = "there is no `{path}`";
    check_path = "check the path";
    no_pack(path) = "no pack lies in or below `{path}`";
    what_is_a_pack(manifest) = "a pack is a folder with a `{manifest}`; or name a rule file";
    rule_files_do(count) = "1 rule file does" | "{count} rule files do";
    what_is_a_pack_or_name(manifest, files, first) =
        "a pack is a folder with a `{manifest}`; or name a rule file ({files}): `{first}`";
    several_packs(path, count) = "`{path}` holds {count} packs";
    name_a_pack(packs) = "name one of them: {packs}";
    no_rule_file_below(path) = "no rule file lies in or below `{path}`";
    no_rule_file(path) = "`{path}` is no rule file";
    ending_of_rule_files(ending) = "rule files end in `.{ending}`";

    // Pseudonyms.
    set_secret(variable) =
        "set the environment variable `{variable}` to a long text that nobody can guess, and keep it";
    no_secret = "a pseudonym is made here, and no secret keys it";
    secret_too_short(variable, least) = "the secret in `{variable}` has fewer than {least} bytes and can be tried out";

    // `schema`.
    empty_file_of_one_table = "an empty file is of one table";
    tables_with_data(tables) = "tables with data are {tables}";
    own_key(key) = "Each row has its own {key}.";
    with(columns, last) = "{columns} with {last}";
    rows_of_period(column) = "Rows of the period count, by `{column}`.";
    optional_file = "The file may be left out.";
    heads_of_columns = "column | meaning | what a cell holds | when there is no value";
    and_names_row(words, table) = "{words}; names a row of `{table}`";
    and_private(words) = "{words}; private";
    values_of(choice) = "Values of `{choice}`";
    heads_of_values = "cell | meaning | group";
    restricted_results = "Restricted results";
    heads_of_restricted = "column | of | for whom | why | clause";
    a_text = "text";
    a_date = "a date: `2026-01-31`";
    a_whole_number = "a whole number";
    a_number(count) = "a number with at most 1 decimal" | "a number with at most {count} decimals";
    between(number, low, high) = "{number}, {low} to {high}";
    from(number, low) = "{number}, {low} and more";
    up_to(number, high) = "{number}, {high} and less";
    one_of(texts) = "one of {texts}";
    any_of(texts, sign) = "any of {texts}, with `{sign}` between them";
    never = "never";
    empty_cell_of_table = "an empty cell";
    there_is_none(text) = "{text}: there is none";
    missing_when(words, condition) = "{words} (when {condition})";
    any_joined(texts, sign) = "any of {texts}, joined by {sign}";

    // `completions` and `man`.
    unknown_command(command) = "there is no command `{command}`";
    list_of_commands = "`gradus --help` lists them";
    page_not_made(why) = "the page cannot be made: {why}";
    please_report = "please report it";

    // `test`.
    passed_and_failed(passed, failed) = "{passed} passed, {failed} failed";
    and_skipped(words, count) = "{words}, {count} skipped";
    and_not_run(words, count) = "{words}, {count} could not be run";
    and_stray_files(count) = ", 1 rule file without a pack" | ", {count} rule files without a pack";
    passed = "ok";
    failed = "FAILED";
    results_as_expected(pack, of) = "{pack}: results of {of} as expected";
    skipped(title) = "{title} … skipped";
    cells(count) = "{count} cells";
    and_cells_not_expected(words, count) = "{words}, {count} without an expectation";
    outcome(title, what, word) = "{title}: {what} … {word}";
    nothing_expected_of(pack, kinds) = "{pack}: nothing is expected of {kinds}";
    and_of(kinds, last) = "{kinds}; of {last}";
    columns_of(kind, columns) = "{kind}: {columns}";

    // `verify`.
    other_program(recorded, now) = "the record is of {recorded}, and this is {now}";
    nothing_differs = "nothing differs";
    differences(count) = "1 difference" | "{count} differences";
    not_run_to_the_end(differences) = "the run cannot be made again; as far as it went: {differences}";
    same_as_recorded = "nothing differs: the run gives what was recorded";
}
