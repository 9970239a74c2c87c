//! Messages of [`crate::format`].

catalogue! { format;
    // A format that would change the meaning of a policy.
    changes_meaning = "formatting would change the meaning of this file, so the file is unchanged";
    report_bug = "this is a bug in gradus: please report it with this file";
}
