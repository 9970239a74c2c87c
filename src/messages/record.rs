//! What [`crate::record`] says.

catalogue! { record;
    // Records and what differs.
    statistics_altered(recorded, found) = "file.sha256: recorded `{recorded}`, in the file `{found}`";
    no_record(file, why) = "`{file}` is no record of a run: {why}";
    name_record = "name a file that `--record` has written, or that `gradus freeze` has written";
    statistics_without_record = "its statistics were made without one";
    make_statistics_anew = "make them anew: `gradus freeze`";
    other_version(version, own) = "it is of version {version}, and this program reads {own}";
    names_no_version = "it names no version";
    nothing = "nothing";
    difference(place, recorded, now) = "{place}: recorded {recorded}, now {now}";
    record_not_made(why) = "the record cannot be made: {why}";
    run_without_record = "run it again without `--record`";
    unreadable_file(file, why) = "`{file}` cannot be read: {why}";
    check_path = "check the path and the rights of the file";
}
