//! Messages of [`crate::freeze`].

catalogue! { freeze;
    // Values that cannot be frozen.
    statistic_is_private(statistic, column) =
        "`{statistic}` depends on `{column}`, which is private, and the file of statistics would contain it";
    state_fewest_rows = "require a minimum number of rows: `at least 5`; and do not group peers by private values";
    withheld_follows(part, whole) =
        "`{part}` is withheld for one group, but follows from `{whole}` and the values of the other groups";
    publish_one_kind = "publish values that need only one of the two, or withhold a second group";
    the_whole = "the whole";
    not_frozen(value, subject, rows) =
        "`{value}` of `{subject}` is not frozen: it is computed from the rows of `{rows}` in the data";
    give_all_rows(subject) =
        "give all rows of each `{subject}`, or compare with a statistic `of all` or `over` those who count";
    ranks_not_frozen(value) = "{value}: ranks are not frozen";
    not_frozen_for_peers(value) = "{value}: not frozen for these peers";

    // The file of statistics.
    for_peers(peers) = " for {peers}";
    as_before(value) = "{value} as before, but computed from something else";
    nothing = "nothing";
    then_and_now(then, now) = "in the file {then}, now {now}";
    difference(words, subject, peers, difference) = "statistics[`{words}` of `{subject}`{peers}]: {difference}";
    missing(why) = "missing ({why})";
    make_again = "create it again: `gradus freeze`";
    unreadable_file(file, why) = "cannot read `{file}`: {why}";
    name_file_of_statistics = "name a file that `gradus freeze` wrote";
    other_header = "this is not the header of statistics of this version";
    other_version(version, own) = "the statistics have version `{version}`, and this program reads `{own}`";
    duplicate_peers(statistic) = "`{statistic}` has more than one value for these peers";
    made_before_change(words, subject) =
        "`{words}` of `{subject}` is out of date: something that it is computed from has changed";
    no_statistic(file, words, subject) = "`{file}` has no value for `{words}` of `{subject}`";
    no_list_of_peers(text, count) = "`{text}` is not a list of {count}";
    always_has_value(statistic) = "`{statistic}` always has a value, but has none here";
    no_value_of_kind(text) = "`{text}` is not a value of this kind";
    outside_range(text, range) = "`{text}` is outside {range}, the range of this value";
    too_many_decimals(text) = "`{text}` has more decimals than this value can have";
}
