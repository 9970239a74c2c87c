//! Messages of [`crate::policy`].

catalogue! { policy;
    // The settings for the files of a table.
    unknown_encoding(name) = "unknown encoding `{name}`";
    usual_encodings = "write its usual name: `utf-8`, `gb18030`, `big5`, `shift_jis`, `windows-1252`, `utf-16le`";
    bad_separator(text) = "`{text}` cannot separate cells";
    separators = "write one character: `\",\"`, `\";\"`, `\"|\"` or `\"\\t\"`";
    no_share_of_rows = "this is not a share of the rows";
    form_of_share = "write a share from `\"0%\"` to `\"100%\"`, or a number of rows";
    needless_setting(key, file) = "`{key}` applies to {file}s, but no {file} is bound here";
    remove_or_bind(key, file) = "remove `{key}`, or bind {file}s";
    unknown_treatment(word) = "unknown treatment `{word}`";
    treatments = "write `fail`, `set aside`, `missing` or `keep`";
    kinds_are(kinds) = "the kinds are {kinds}";
    unknown_kind_of_defect(name) = "unknown kind of defect `{name}`";
    about_whole_rows(kind) = "`{kind}` is about whole rows, not single values";
    fail_or_set_aside = "write `fail` or `set aside`";
    about_whole_file(kind) = "`{kind}` is about all rows of a file";
    fail_or_missing = "write `fail` or `missing`";
    nothing_to_keep(kind) = "`{kind}` leaves nothing to keep";
    fail_set_aside_or_missing = "write `fail`, `set aside` or `missing`";

    // Files of a policy.
    duplicate_file(file) = "duplicate `{file}` in `policy`";
    keep_one_of_two = "keep one of them";
    empty_policy = "this file declares nothing";
    begin_policy = "begin a policy with `policy name \"Label\"`; `gradus new` creates an example";
    unreadable_file(file, why) = "`{file}` cannot be read: {why}";
    check_path = "check the path and the permissions of the file";
    file_too_large(most) = "it is larger than {most} MiB";
    not_utf8(file, line) = "`{file}` is not UTF-8 text in line {line}";
    save_as_utf8 = "save the file as UTF-8";

    // The root of a pack.
    outside_of_root(path) = "`{path}` is outside of the root of the pack";
    allow_outside(manifest) =
        "add `--allow-outside` if it may be read, or write `root = true` into the `{manifest}` of a folder that \
         contains both";

    // Settings of a manifest and of the command line.
    needless_period = "no table is dated, and the policy does not use the day";
    remove_period = "remove it; if only rows of the period count, declare the table `dated` by a column";
    needless_day = "the policy does not use `as_of`";
    remove_day = "remove it, or use `as_of` where the day decides";
    changes_nothing(why) = "this has no effect: {why}";
    duplicate_param(param) = "duplicate `--param {param}`";
    no_params = "the policy has no params";
    params_are(params) = "the params are {params}";
    bad_param_value(param, value, why) = "`--param {param}={value}`: {why}";
    remove_or_declare_param = "remove the line, or declare the param";
    unknown_param(param) = "the policy has no param `{param}`";
    write_number_as_policy = "write it as in a policy: `\"33.5\"`, `\"50%\"` or `\"24 hours\"`";
    not_a_number(text) = "`{text}` is not a number";
    other_unit(param, declared, given) = "`{param}` is {declared} in the policy, but this is {given}";
    without_unit(number) = "write it without a unit, as in the policy: `\"{number}\"`";
    in_unit(amount) = "write it in the unit of the policy: `\"{amount}\"`";
    remove_one_of_two = "remove one of them";
    two_distances = "`digits` and `tolerance` both set how far apart numbers may be";
    too_many_decimals(decimals) = "no result has {decimals} decimals";
    most_decimals(most) = "write at most {most}";
    remove_or_declare_table = "remove the line, or declare the table";
    unknown_table(table) = "the policy has no table `{table}`";
    rows_in_policy(table) = "the rows of `{table}` are in the policy";
    remove_binding_or_rows = "remove the line, or the line `rows` of the table";
    name_file_or_use_data = "name a file, or remove the line and use `--data`";
    bound_to_no_file(table) = "`{table}` is not bound to a file";
    name_subject = "name a table or a subject of the policy";
    unknown_subject(subject) = "the policy has no subject `{subject}`";
    unknown_period(period) = "`{period}` is not a period";
    write_one_of(forms) = "write {forms}";
    no_day(text) = "`{text}` is not a day of the calendar";
    form_of_day = "write year-month-day: `2026-01-31`";
}
