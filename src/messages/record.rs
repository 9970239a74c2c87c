//! Messages of [`crate::record`].

catalogue! { record;
    // Records and their differences.
    statistics_altered(recorded, found) = "file.sha256: recorded `{recorded}`, in the file `{found}`";
    no_record(file, why) = "`{file}` is not a record of a run: {why}";
    name_record = "name a file that `--record` or `gradus freeze` wrote";
    statistics_without_record = "its statistics have no record";
    make_statistics_again = "create them again: `gradus freeze`";
    other_version(version, own) = "it has version {version}, and this program reads {own}";
    names_no_version = "it has no version";
    nothing = "nothing";
    difference(place, recorded, now) = "{place}: recorded {recorded}, now {now}";
    record_not_made(why) = "cannot create the record: {why}";
    run_without_record = "run it again without `--record`";
    unreadable_file(file, why) = "cannot read `{file}`: {why}";
    check_path = "check the path and the permissions of the file";
}
