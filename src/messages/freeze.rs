//! What [`crate::freeze`] says.

catalogue! { freeze;
    // What cannot be frozen.
    statistic_is_private(statistic, column) =
        "`{statistic}` tells of `{column}`, which is private, and the file of statistics would hold it";
    state_fewest_rows = "state the fewest rows that there must be: `at least 5`; and compare nobody by what is private";
    withheld_follows(part, whole) =
        "`{part}` is withheld of one group, and follows from `{whole}` less that of the others";
    publish_one_alone = "publish what needs one of the two alone; or let a second group be withheld";
    the_whole = "the whole";
    not_frozen(value, subject, rows) =
        "`{value}` of `{subject}` is not frozen: it is what comes to the rows of `{rows}` that are there";
    give_all_rows(subject) =
        "give all rows of each `{subject}`, or compare with a statistic `of all` or `over` those who count";
    ranks_not_frozen(value) = "{value}: ranks are not frozen";
    not_frozen_for_peers(value) = "{value}: not frozen for these peers";

    // The file of statistics.
    for_peers(peers) = " for {peers}";
    as_before(value) = "{value} as before, of something else";
    nothing = "nothing";
    then_and_now(then, now) = "in the file {then}, now {now}";
    difference(words, subject, peers, difference) = "statistics[`{words}` of `{subject}`{peers}]: {difference}";
    missing(why) = "missing ({why})";
    make_anew = "make it anew: `gradus freeze`";
    unreadable_file(file, why) = "`{file}` cannot be read: {why}";
    name_file_of_statistics = "name a file that `gradus freeze` wrote";
    other_header = "this is no header of statistics of this version";
    other_version(version, own) = "the statistics are of version `{version}`, and this program reads `{own}`";
    peers_twice(statistic) = "`{statistic}` has a value for these peers twice";
    made_before_change(words, subject) =
        "`{words}` of `{subject}` was made before something changed that it is computed from";
    no_statistic(file, words, subject) = "`{file}` has no value for `{words}` of `{subject}`";
    no_list_of_peers(text, count) = "`{text}` is no list of {count}";
    always_has_value(statistic) = "`{statistic}` always has a value, and here is none";
    no_value_of_kind(text) = "`{text}` is no value of this kind";
    outside_range(text, range) = "`{text}` lies outside {range}, which this can be";
    too_many_decimals(text) = "`{text}` has more decimals than this can have";
}
