//! Messages of [`crate::graph`].

catalogue! { graph;
    // Cycles.
    value_of(name, subject) = "`{name}` of `{subject}`";
    read_earlier_results =
        "let a result read only results that come before it: name them in the `where` of the aggregate";

    // Overrides.
    overrides_differ(outcome, key) = "two overrides of `{outcome}` differ: {key}";
    remove_an_override = "remove one of the two rows from the data";

    // Private values.
    no_key(value) = "`{value}` is not a key, so anyone who guesses it can find it by its pseudonym";
    pseudonym_of_key = "use a pseudonym only for a key or a reference to one";
    say_alone_which_key(rule, name) = "{rule}: `pseudonym({name})`";
    say_alone(rule) = "{rule}, and only if that is private";
    public_beside_pseudonym(public, names) =
        "`{public}` is public, and its pseudonyms can reveal what `{names}` replaces";
    of_a_private_key = "of a private key";
    publish_or_mark_private(column) = "write `{column}` itself, since it is public; or mark it `private`";
    private_published(name) = "`{name}` is private, but is published here";
    private_revealed(name, column) = "`{name}` is published, but depends on `{column}`, which is private";
    aggregate_or_release(name, subject) =
        "remove it; or publish an aggregate with a minimum number of rows: `at least 5`; or say who may see it: \
         `publish {name} of {subject} to \"…\" because \"…\" cite \"…\"`";
    private_key(key, subject) = "`{key}` is private, but identifies each `{subject}` in the results";
    pseudonym_or_release(subject, key) =
        "publish a pseudonym instead: `let {subject}_pseudonym of {subject} = pseudonym({key})` and `publish \
         {subject}_pseudonym of {subject}`; or say who may see it: `publish {key} of {subject} to \"…\" because \"…\" \
         cite \"…\"`";

    // Results.
    nothing_is_published(policy) = "`{policy}` publishes nothing";
    what_is_published = "a `tree` or `tiers` is published; a `let` is not";
    no_results(kind) = "there are no results of `{kind}`";
    kinds_with_results(kinds) = "there are results of {kinds}";

    // Products.
    product_too_large(product, most) = "`{product}` has more than {most} combinations";
    group_rows_instead = "group the existing rows instead";

    // Why a value is missing.
    no_such_value(name) = "there is no {name}";
    not_given(name) = "{name} is not given in the test";
    is_missing(name) = "{name} is missing";
    does_not_apply(value) = "{value} does not apply";
    division_by_zero(value) = "{value}: division by zero";
    goalposts_are_the_same(value) = "{value}: the goalposts are the same";
    no_logarithm(value) = "{value}: no logarithm of zero or less";
    no_power(value) = "{value}: this power does not exist";
    empty_centre(value, tier) = "{value}: the centre of `{tier}` has no values";
    clusters_do_not_settle(value, steps) = "{value}: its clusters do not come to rest in {steps} steps";
    no_tier(value) = "{value}: no tier takes the value";
    no_such_subject(subject) = "there is no such {subject}";
    unknown_for_a_row(value) = "{value}: unknown for a row";
    row_without_value(value) = "{value}: a row has no value";
    too_few_values(value) = "{value}: too few values";
    no_geometric_mean(value) = "{value}: no geometric mean of a value below zero";
}
