//! What [`crate::format`] says.

catalogue! { format;
    // A layout that would change a meaning.
    changes_meaning = "laying this file out anew would change what it means, so it is left as it is";
    report_bug = "this is a bug of gradus: please report it with this file";
}
