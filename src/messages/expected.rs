//! What [`crate::expected`] says.

catalogue! { expected;
    // Checks.
    check_unknown(check, cite, why) = "`{check}` cannot be told{cite}: {why}";
    check_unknown_for(check, count, asked, subject, cite, whom) =
        "`{check}` cannot be told for {count} of {asked} `{subject}`{cite}: {whom}";
    check_fails(check, cite) = "`{check}` does not hold{cite}";
    check_fails_for(check, count, asked, subject, cite, whom) =
        "`{check}` does not hold for {count} of {asked} `{subject}`{cite}: {whom}";
    and_unknown_for(fails, count, unknown) = "{fails}; it cannot be told for {count}: {unknown}";
    give_data_or_say_when =
        "give the data what is missing; or say in the check what holds without it, or when it is asked: `when … =`";
    find_in_results(check) = "`{check}` of the results says `no` for each";
    check_unknown_for_some(check, subject, cite, to) =
        "`{check}` cannot be told for some `{subject}`{cite}; for which is for {to} alone";
    check_fails_for_some(check, subject, cite, to) =
        "`{check}` does not hold for some `{subject}`{cite}; for which is for {to} alone";
    write_results_to_file = "write the results to a file: `-o`";
    no_value(value) = "`{value}` has no value";
    no_value_for_some(value, subject) = "`{value}` has no value for some `{subject}`";
    no_value_for(value, count, rows, subject, whom) =
        "`{value}` has no value for {count} of {rows} `{subject}`: {whom}";
    missing_fails_says_so = "`missing fails` says that there must be one; `gradus explain` tells what is missing";
    no_tier_for_some(cause, subject) = "{cause}: some `{subject}` have no tier";
    no_tier_for(cause, count, rows, subject, whom) = "{cause}: {count} of {rows} `{subject}` have no tier: {whom}";
    start_centres_nearer =
        "start the centres nearer to the values, or say what becomes of a centre without values: `empty stays`, `empty \
         moves`; `gradus explain` shows where they go";
    empty_clusters(subject, tiers, value) = "no `{subject}` is {tiers} in `{value}`: the centre has no values";
    start_nearer_or_remove =
        "start it nearer to the values, or take the tier away; where it may be so, nothing is to be done";
    said_of(what) = " ({what})";

    // Columns without a counterpart.
    unknown_column(column, file) =
        "the results have no column `{column}`, and nothing is compared with that of `{file}`";
    columns_not_compared(count, columns, file) =
        "nothing is compared with the column {columns} of `{file}`, which the results do not have"
        | "nothing is compared with the columns {columns} of `{file}`, which the results do not have";
    name_or_remove_column = "name a column of the results, or take the column out of the file";

    // Expected files.
    key_in_manifest(subject) = "`key = […]` under [expected.{subject}] of the manifest";
    file_in_two_places(file) = "`{file}` lies beside the policy and with the data";
    remove_one_of(beside, with_data) = "take one away: `{beside}` or `{with_data}`";
    no_such_file(file) = "there is no `{file}` with the data, nor beside the policy";
    put_into_one_of(with_data, beside) = "put it to `{with_data}`, or `{beside}`";
    names_no_choice(pattern) = "`{pattern}` names no part of the key that is a choice";
    name_choice_in_braces = "put the name of one in braces: `\"{measure}_score\"`";
}
