//! What [`crate::format`] says.

catalogue! { format;
    // A layout that would change a meaning.
    changes_meaning = "formatting would change the meaning of this file, so the file is unchanged";
    report_bug = "this is a bug in gradus: please report it with this file";
}
