//! What [`crate::policy`] says.

catalogue! { policy;
    // How the files of a table are read.
    unknown_encoding(name) = "`{name}` is no encoding";
    usual_encodings = "write its usual name: `utf-8`, `gb18030`, `big5`, `shift_jis`, `windows-1252`, `utf-16le`";
    bad_separator(text) = "`{text}` cannot separate cells";
    separators = "write one sign: `\",\"`, `\";\"`, `\"|\"` or `\"\\t\"`";
    no_share_of_rows = "this is no share of the rows";
    form_of_share = "write a share from `\"0%\"` to `\"100%\"`, or a number of rows";
    needless_setting(key, file) = "`{key}` is of {file}s, and no {file} is bound here";
    remove_or_bind(key, file) = "take `{key}` away, or bind {file}s";
    unknown_treatment(word) = "`{word}` says nothing about what is done";
    treatments = "write `fail`, `set aside`, `missing` or `keep`";
    kinds_are(kinds) = "the kinds are {kinds}";
    unknown_kind_of_defect(name) = "`{name}` is no kind of defect";
    about_whole_rows(kind) = "`{kind}` is about whole rows, and no value";
    fail_or_set_aside = "write `fail` or `set aside`";
    about_whole_file(kind) = "`{kind}` is about all rows of a file";
    fail_or_missing = "write `fail` or `missing`";
    nothing_to_keep(kind) = "with `{kind}` there is nothing that could be kept";
    fail_set_aside_or_missing = "write `fail`, `set aside` or `missing`";

    // Files of a policy.
    file_named_twice(file) = "`policy` names `{file}` twice";
    keep_one_of_two = "keep one of the two";
    empty_policy = "this file declares nothing";
    begin_policy = "a policy begins `policy name \"Label\"`; `gradus new` makes one to begin with";
    unreadable_file(file, why) = "`{file}` cannot be read: {why}";
    check_path = "check the path and the rights of the file";
    file_too_large(most) = "it is larger than {most} MiB";
    not_utf8(file, line) = "`{file}` is not UTF-8 text in line {line}";
    save_as_utf8 = "save the file as UTF-8";

    // The root of a pack.
    outside_of_root(path) = "`{path}` lies outside of the root of the pack";
    allow_outside(manifest) =
        "add `--allow-outside` if it may be read, or write `root = true` into the `{manifest}` of a folder that holds \
         both";

    // Settings of a manifest and of the command line.
    needless_period = "no table is dated, and the policy does not ask for the day";
    remove_period = "take it away; where only rows of the period count, declare the table `dated` by a column";
    needless_day = "the policy does not ask for `as_of`";
    remove_day = "take it away, or use `as_of` where the day decides";
    changes_nothing(why) = "this changes nothing: {why}";
    param_given_twice(param) = "`--param {param}` is given twice";
    no_params = "it has no params";
    params_are(params) = "it has {params}";
    bad_param_value(param, value, why) = "`--param {param}={value}`: {why}";
    remove_or_declare_param = "take the line away, or declare the param";
    unknown_param(param) = "the policy has no param `{param}`";
    write_number_as_page = "write it as the page would: `\"33.5\"`, `\"50%\"` or `\"24 hours\"`";
    not_a_number(text) = "`{text}` is no number";
    other_unit(param, declared, given) = "`{param}` is {declared} on the page, and this is {given}";
    without_unit(number) = "write it as the page has it, without a unit: `\"{number}\"`";
    in_unit(number, unit) = "write it in a unit of what it is on the page, for example `\"{number} {unit}s\"`";
    remove_one_of_two = "take one of the two away";
    two_distances = "`digits` and `tolerance` both say how far apart numbers may be";
    too_many_decimals(decimals) = "no result has {decimals} decimals";
    most_decimals(most) = "write {most} at most";
    remove_or_declare_table = "take the line away, or declare the table";
    unknown_table(table) = "the policy has no table `{table}`";
    rows_on_page(table) = "the rows of `{table}` stand on the page";
    remove_binding_or_rows = "take the line away, or the line `rows` of the table";
    name_file_or_use_data = "name a file, or take the line away and use `--data`";
    bound_to_no_file(table) = "`{table}` is bound to no file";
    name_subject = "name a table or a subject of the policy";
    unknown_subject(subject) = "the policy has no subject `{subject}`";
    unknown_period(period) = "`{period}` is no period";
    write_one_of(forms) = "write {forms}";
    no_day(text) = "`{text}` is no day of the calendar";
    form_of_day = "write year-month-day: `2026-01-31`";
}
