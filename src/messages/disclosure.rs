//! What [`crate::disclosure`] says.

catalogue! { disclosure;
    // What is withheld or private.
    withheld_follows(part, groups, whole, all, key) =
        "`{part}` of one `{groups}` is withheld, and follows from `{whole}` of `{all}` less that of the others: {key}";
    publish_one_alone(part) = "publish `{part}` of one of the two kinds alone; or let a second group be withheld";
    the_whole = "the whole";
    named_by_private_key(subject) =
        "a `{subject}` is named by a private key, and whether there is one is for nobody to try";
    add_reveal_or_pseudonym = "add `--reveal`, if you may see what is private; or publish a pseudonym of the key";

    // `check --privacy`.
    no_private_column = "no column is private";
    private_columns(columns) = "private: {columns}";
    released(column, of, to, because, cite) = "released: {column} of {of} to {to}, because {because} ({cite})";
    public(column, of, least, rows) = "public: {column} of {of}, at least {least} rows of {rows}";
    pseudonym(column, of, key) = "pseudonym: {column} of {of} for {key}";
    pseudonym_of_rows(column, of, key) = "pseudonym: {column} of {of} for {key}, and names the rows";
}
