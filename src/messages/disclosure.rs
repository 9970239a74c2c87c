//! Messages of [`crate::disclosure`].

catalogue! { disclosure;
    // Withheld and private values.
    withheld_follows(part, groups, whole, all, key) =
        "`{part}` of one `{groups}` is withheld, but follows from `{whole}` of `{all}` and the values of the other \
         groups: {key}";
    publish_one_kind(part) = "publish `{part}` for only one of the two kinds, or withhold a second group";
    the_whole = "the whole";
    named_by_private_key(subject) = "the key of a `{subject}` is private, so it cannot be used to look for one";
    add_reveal_or_pseudonym =
        "add `--reveal` if you are allowed to see private values, or publish a pseudonym of the key";

    // `check --privacy`.
    no_private_column = "no column is private";
    private_columns(columns) = "private: {columns}";
    released(column, of, to, because, cite) = "released: {column} of {of} to {to}, because {because} ({cite})";
    public(column, of, least, rows) = "public: {column} of {of}, at least {least} rows of {rows}";
    pseudonym(column, of, key) = "pseudonym: {column} of {of} for {key}";
    pseudonym_of_rows(column, of, key) = "pseudonym: {column} of {of} for {key}, which names the rows";
}
