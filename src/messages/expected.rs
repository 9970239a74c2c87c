//! Messages of [`crate::expected`].

catalogue! { expected;
    // Checks.
    check_unknown(check, cite, why) = "`{check}` cannot be decided{cite}: {why}";
    check_unknown_for(check, count, asked, subject, cite, whom) =
        "`{check}` cannot be decided for {count} of {asked} `{subject}`{cite}: {whom}";
    check_fails(check, cite) = "`{check}` does not hold{cite}";
    check_fails_for(check, count, asked, subject, cite, whom) =
        "`{check}` does not hold for {count} of {asked} `{subject}`{cite}: {whom}";
    and_unknown_for(fails, count, unknown) = "{fails}; it cannot be decided for {count}: {unknown}";
    give_data_or_say_when =
        "add the missing data, or say in the check what holds without it, or when the check applies: `when … =`";
    find_in_results(check) = "`{check}` in the results is `no` for each";
    check_unknown_for_some(check, subject, cite, to) =
        "`{check}` cannot be decided for some `{subject}`{cite}; only {to} can see which";
    check_fails_for_some(check, subject, cite, to) =
        "`{check}` does not hold for some `{subject}`{cite}; only {to} can see which";
    write_results_to_file = "write the results to a file: `-o`";
    no_value(value) = "`{value}` has no value";
    no_value_for_some(value, subject) = "`{value}` has no value for some `{subject}`";
    no_value_for(value, count, rows, subject, whom) =
        "`{value}` has no value for {count} of {rows} `{subject}`: {whom}";
    missing_fails_says_so = "`missing fails` requires a value; `gradus explain` shows what is missing";
    no_tier_for_some(cause, subject) = "{cause}: some `{subject}` have no tier";
    no_tier_for(cause, count, rows, subject, whom) = "{cause}: {count} of {rows} `{subject}` have no tier: {whom}";
    start_centres_nearer =
        "start the centres nearer to the values, or say what happens to a centre without values: `empty stays`, \
         `empty moves`; `gradus explain` shows where they move";
    empty_clusters(subject, tiers, value) = "no `{subject}` is {tiers} in `{value}`: the centre has no values";
    start_nearer_or_remove =
        "start the centre nearer to the values, or remove the tier; if an empty tier is fine, no change is needed";
    said_of(what) = " ({what})";

    // Columns without a counterpart.
    unknown_column(column, file) = "the results have no column `{column}`, so this column of `{file}` is not compared";
    columns_not_compared(count, columns, file) =
        "the column {columns} of `{file}` is not compared, because the results do not have it"
        | "the columns {columns} of `{file}` are not compared, because the results do not have them";
    name_or_remove_column = "name a column of the results, or remove the column from the file";

    // Expected files.
    key_in_manifest(subject) = "`key = […]` under [expected.{subject}] in the manifest";
    file_in_two_places(file) = "`{file}` is next to the policy and also with the data";
    remove_one_of(beside, with_data) = "remove one of the two: `{beside}` or `{with_data}`";
    no_such_file(file) = "there is no `{file}` with the data or next to the policy";
    put_into_one_of(with_data, beside) = "put it at `{with_data}` or `{beside}`";
    names_no_choice(pattern) = "`{pattern}` does not name a part of the key that is a choice";
    name_choice_in_braces = "put the name of such a part in braces: `\"{measure}_score\"`";
}
