//! Messages of [`crate::cli`].

catalogue! { cli;
    // The account.
    account_not_written(why) = "cannot write the account: {why}";

    // Folders.
    unreadable_folder(folder, why) = "cannot read the folder `{folder}`: {why}";
    check_folder = "check the permissions of the folder";

    // Data, params, period and day.
    param_without_value(text) = "`--param {text}` has no value";
    unknown_period(text) = "`{text}` is not a period";
    form_of_period(forms) = "write {forms}";
    form_or_name_of_period(forms, names) = "write {forms}, or a period that the policy names: {names}";
    no_day(text) = "`{text}` is not a calendar date";
    form_of_day = "write the date as year-month-day: `2026-01-31`";
    no_such_data_file(file) = "cannot read `{file}`: no such file";
    check_file = "check the path and the permissions of the file";
    no_period_for_table(table) = "`{table}` is dated, but no period was given";
    add_period(forms) = "add `--period`, or `period` in the manifest: {forms}";
    data_not_read(table) = "no result needs `{table}`, so its `--data` is not read";
    leave_data_out = "you can leave out this `--data`";
    changes_nothing(option, text, why) = "`{option} {text}` changes nothing: {why}";
    no_period_for_subject(subject) =
        "`{subject}` has one subject for each month or other part of the period, but no period was given";
    no_day_given = "the policy needs the day on which it is applied, but none was given";
    add_day = "add `--as-of 2026-03-31`, or a period";
    data_without_table(text) = "`--data {text}` does not name a table";
    unknown_table(table) = "the policy has no table `{table}`";
    tables_are(tables) = "the tables of the policy are {tables}";
    rows_in_policy(table) = "the rows of `{table}` are written in the policy, so the table takes no data file";
    remove_data_or_rows(text) = "remove `--data {text}`, or remove the line `rows` from the table";
    no_data(table) = "`{table}` has no data file";
    name_pack_or_data(folder, table) =
        "a rule file alone has no data: name its pack, `gradus eval {folder}`, or add `--data {table}=file.csv`";
    bind_data(table) = "add `--data {table}=file.csv`, or a line `{table} = \"file.csv\"` under [data] in the manifest";
    data_kept_elsewhere(variable) = "the data of this pack is kept elsewhere, and `{variable}` is not set";
    set_variable_or_data_root(variable) = "set `{variable}` to the folder with the data, or add `--data-root DIR`";
    skipped_pack(pack, variable) = "skipped {pack}: `{variable}` is not set";

    // `check`.
    no_policy = "no policy";
    policies(count) = "1 policy" | "{count} policies";
    unreadable(count) = "{count} could not be read";
    rule_files_not_checked(count) = "1 rule file not checked" | "{count} rule files not checked";
    stray_rule_files(count) = "1 rule file belongs to no pack" | "{count} rule files belong to no pack";
    notes(count) = "1 note" | "{count} notes";
    findings(count) = "1 finding" | "{count} findings";
    no_findings = "no findings";
    errors_or_warnings(count) = "1 error or warning" | "{count} errors or warnings";
    no_errors_or_warnings = "no errors or warnings";
    checked(parts, findings) = "checked {parts}: {findings}";

    // `compare`.
    form_of_distance = "write zero or a positive number: `0.001`";
    no_key = "no key was given";
    add_key = "add `--key id`, or `--key id,year` for a key of several columns";
    nothing_expected(pack) = "{pack}: no expected results";
    data_not_available(pack, variable) = "the data of {pack} is not available: `{variable}` is not set";
    set_variable(variable) = "set `{variable}` to the folder with the data";

    // Builds without the engine.
    #[cfg(not(feature = "engine"))]
    build_with_engine = "build gradus without `--no-default-features`";
    #[cfg(not(feature = "engine"))]
    no_engine = "this build has no engine";

    // `eval`.
    missing_values(value, count, subject) = "`{value}` of {count} `{subject}`";
    no_statistics_for_peers(file, values) =
        "`{file}` has no statistics for some peer groups, so values are missing: {values}";
    freeze_again = "create the file again, from data with these peer groups: `gradus freeze`";

    // Evaluators.
    form_of_size = "write a number of bytes, or a size with a unit: `512MiB`, `4GiB`";
    remove_memory = "remove `--memory`, or evaluate with the engine";
    no_limit_of_memory = "the reference evaluator has no memory limit";
    by_reference_evaluator = "using the reference evaluator: this build has no engine";
    #[cfg(not(feature = "engine"))]
    build_with_engine_or_by_reference = "build gradus without `--no-default-features`, or add `--evaluator reference`";

    // `explain`.
    several_kinds = "there are results of several kinds of subjects";
    add_kind(names) = "add `--of` with one of {names}";
    no_subject_named(text, subject) = "`{text}` does not name a `{subject}`";
    unknown_subject(subject, key) = "the data has no `{subject}` with {key}";
    check_key = "check the key and the period";

    // `explain-code`.
    unknown_code(code) = "there is no code `{code}`";
    list_of_codes = "`gradus explain-code` lists all codes";

    // `fmt`.
    standard_input_and_paths = "`-` reads standard input, and cannot be combined with other paths";
    standard_input_alone = "write `-` alone";
    unreadable_standard_input(why) = "cannot read standard input: {why}";
    write_rule_file = "pass a rule file on standard input";
    standard_input = "standard input";
    unformatted_input = "standard input is not formatted";
    already_formatted_input = "standard input is already formatted";
    would_reformat(count) = "1 file would be reformatted" | "{count} files would be reformatted";
    reformatted(count) = "1 file reformatted" | "{count} files reformatted";
    already_formatted(count) = "1 file already formatted" | "{count} files already formatted";
    not_formatted(count) = "1 file could not be formatted" | "{count} files could not be formatted";

    // `freeze`.
    no_statistics(policy) = "`{policy}` has no statistics";
    what_is_a_statistic = "a statistic is an aggregate `of all`, or `over` those who count";
    rank_not_frozen(rank) = "not frozen: `{rank}` is a rank among other subjects, and has no value without them";
    record_over_statistics = "the record would overwrite the statistics";
    other_file_for_record = "name another file for `--record`";
    statistics_not_written(why) = "cannot write the statistics: {why}";
    name_statistics_file = "name a file: `-o statistics.csv`";

    // `graph`.
    other_format_than_ending = "the ending of the output file does not match `--format`";
    remove_format = "remove `--format`, or change the ending";
    unknown_ending = "the ending of the output file does not name a format";
    endings_of_pictures = "use .dot, .mmd or .svg, or add `--format`";

    // Files of an earlier run.
    removed(file, target) = "removed `{file}`, left by a run that was killed while it wrote `{target}`";

    // `new`.
    folder_in_use(folder) = "`{folder}` already exists and is not an empty folder";
    name_another_folder = "name another folder, such as `gradus new visitors`";
    folder_not_made(folder, why) = "cannot create the folder `{folder}`: {why}";
    check_permissions = "check the path and its permissions";
    next_commands(folder) = "next: `gradus check {folder}`, `gradus eval {folder}`, `gradus test {folder}`";

    // While rows are read: a template for the progress bar.
    progress = "{spinner} {rows} rows read, {elapsed}";

    // Destinations of results.
    no_file_named_dash = "leave out `-o` to write to standard output, or write `./-` for a file of that name";
    build_with_engine_or_csv = "build gradus without `--no-default-features`, or write CSV";
    no_parquet = "this build cannot write Parquet";
    account_over_results = "the account would overwrite the results";
    record_over_results = "the record would overwrite the results";
    name_another_file(option) = "name another file for `{option}`";
    output_folder_not_made(folder, why) = "cannot create `{folder}`: {why}";
    check_output_folder = "check the path and its permissions";
    written(file) = "wrote {file}";
    formulas_guarded(count) =
        "1 text that a spreadsheet would run as a formula is written with a leading apostrophe; `--as-is` omits it"
        | "{count} texts that a spreadsheet would run as formulas are written with a leading apostrophe; `--as-is` \
           omits it";
    rounded_for_reading(decimals) =
        "numbers are rounded to {decimals} decimals for display, small ones to {decimals} digits; files show them in \
         full";
    results_not_held(folder, why) = "cannot write a temporary file in `{folder}`: {why}";
    standard_output_not_written(why) = "cannot write to standard output: {why}";
    write_another_format = "write another format: `--format csv` or `--format parquet`";
    write_to_file = "write to a file with `-o`";
    would_overwrite(file) = "this run reads `{file}`, and would overwrite it";
    name_another_output = "name another output file";
    choose_kind_or_folder(first) = "choose one, such as `--of {first}`, or write to a folder with `-o DIR/`";
    several_kinds_named(names) = "there are results of several kinds of subjects: {names}";
    no_format_for_terminal = "a terminal cannot show this format";
    endings_of_results(endings) = "use {endings}, or add `--format`";
    written_to_files_only(columns, subject) =
        "{columns} of `{subject}`: only for some people, so written only to files (`-o`)";

    // Packs and rule files.
    name_in_manifest(policies, manifest) =
        "write `policy = [{policies}]` in `{manifest}`, or move the file out of the folder";
    write_manifest(manifest, policy) =
        "write a `{manifest}` next to it with `policy = {policy}`, or move the file out of the folder";
    stray_rule_file(file) = "no pack names `{file}`, so it is not read";
    nothing_at_path(path) = "`{path}` does not exist";
    check_path = "check the path";
    no_pack(path) = "there is no pack in or below `{path}`";
    what_is_a_pack(manifest) = "name a rule file, or a pack: a folder with a `{manifest}`";
    what_is_a_pack_or_name(manifest, first) =
        "name a rule file, such as `{first}`, or a pack: a folder with a `{manifest}`";
    several_packs(path, count) = "`{path}` contains {count} packs";
    name_a_pack(packs) = "name one of them: {packs}";
    no_rule_file_below(path) = "there is no rule file in or below `{path}`";
    no_rule_file(path) = "`{path}` is not a rule file";
    ending_of_rule_files(ending) = "rule files end in `.{ending}`";

    // Pseudonyms.
    set_secret(variable) =
        "set the environment variable `{variable}` to a long text that nobody can guess, and keep it";
    no_secret = "this makes a pseudonym, which needs a secret, and none is set";
    secret_too_short(variable, least) = "the secret in `{variable}` has fewer than {least} bytes, and can be guessed";

    // `schema`.
    empty_file_of_one_table = "an empty file can have only one table";
    tables_with_data(tables) = "the tables with data are {tables}";
    own_key(key) = "Each row is identified by {key}.";
    rows_of_period(column) = "Only rows with `{column}` in the period count.";
    optional_file = "The file is optional.";
    heads_of_columns = "column | meaning | values | when there is no value";
    and_names_row(words, table) = "{words}; refers to a row of `{table}`";
    and_private(words) = "{words}; private";
    values_of(choice) = "Values of `{choice}`";
    heads_of_values = "cell | meaning | group";
    restricted_results = "Restricted results";
    heads_of_restricted = "column | of | released to | reason | clause";
    a_text = "text";
    a_date = "a date: `2026-01-31`";
    a_whole_number = "a whole number";
    a_number(count) = "a number with at most 1 decimal" | "a number with at most {count} decimals";
    between(number, low, high) = "{number}, {low} to {high}";
    from(number, low) = "{number}, at least {low}";
    up_to(number, high) = "{number}, at most {high}";
    one_of(texts) = "one of {texts}";
    any_of(texts, sign) = "any of {texts}, separated by `{sign}`";
    never = "never";
    empty_cell_of_table = "an empty cell";
    there_is_none(text) = "{text}: there is none";
    missing_when(words, condition) = "{words} (when {condition})";
    any_joined(texts, sign) = "any of {texts}, separated by {sign}";

    // `completions` and `man`.
    unknown_command(command) = "there is no command `{command}`";
    list_of_commands = "`gradus --help` lists all commands";
    manual_page_not_made(why) = "cannot create the manual page: {why}";
    please_report = "please report this";

    // `test`.
    passed_and_failed(passed, failed) = "{passed} passed, {failed} failed";
    and_skipped(words, count) = "{words}, {count} skipped";
    and_not_run(words, count) = "{words}, {count} could not be run";
    and_stray_files(count) = ", 1 rule file without a pack" | ", {count} rule files without a pack";
    passed = "ok";
    failed = "FAILED";
    expected_results(pack, of) = "{pack}: expected results of {of}";
    skipped(title) = "{title} … skipped";
    cells(count) = "{count} cells";
    and_cells_not_expected(words, count) = "{words}, {count} without an expected value";
    outcome(title, what, word) = "{title}: {what} … {word}";
    nothing_expected_of(pack, kinds) = "{pack}: no expected values for {kinds}";
    and_of(kinds, last) = "{kinds}; for {last}";
    columns_of(kind, columns) = "{kind}: {columns}";

    // `verify`.
    other_program(recorded, now) = "the record was made by {recorded}, and this is {now}";
    nothing_differs = "no differences";
    differences(count) = "1 difference" | "{count} differences";
    not_repeated(differences) = "the run could not be repeated completely; found so far: {differences}";
    same_as_recorded = "no differences: the run matches its record";
}
