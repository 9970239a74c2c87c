//! What [`crate::graph`] says.

catalogue! { graph;
    // Rings.
    value_of(name, subject) = "`{name}` of `{subject}`";
    read_earlier_results =
        "let a result read only results that come before it: name them in the `where` of the aggregate";

    // Overrides.
    overrides_differ(outcome, key) = "two overrides of `{outcome}` differ: {key}";
    remove_an_override = "take one of the two rows out of the data";

    // Private values.
    no_key(value) = "`{value}` is no key, and whoever guesses it finds it by its pseudonym";
    pseudonym_of_key = "a pseudonym stands for a key or a reference to one alone";
    say_alone_which_key(rule, name) = "{rule}: `pseudonym({name})`";
    say_alone(rule) = "{rule}, and only what is private needs one";
    public_beside_pseudonym(public, names) =
        "`{public}` is public, and beside its pseudonym one of `{names}` can be found again";
    of_a_private_key = "of a private key";
    publish_or_mark_private(column) = "write `{column}` itself, since it is public; or mark it `private`";
    private_published(name) = "`{name}` is private, and is published here";
    private_told(name, column) = "`{name}` is published, and tells of `{column}`, which is private";
    aggregate_or_release(name, subject) =
        "take it away; or publish what many rows come to, with the fewest that there must be: `at least 5`; or say for \
         whom it is: `publish {name} of {subject} to \"…\" because \"…\" cite \"…\"`";
    private_key(key, subject) = "`{key}` is private, and names each `{subject}` in the results";
    pseudonym_or_release(subject, key) =
        "publish a pseudonym in its place: `let {subject}_pseudonym of {subject} = pseudonym({key})` and `publish \
         {subject}_pseudonym of {subject}`; or say for whom it is: `publish {key} of {subject} to \"…\" because \"…\" \
         cite \"…\"`";

    // Results.
    nothing_is_published(policy) = "`{policy}` publishes nothing";
    what_is_published = "a `tree` or `tiers` is published; a `let` is not";
    no_results(kind) = "there are no results of `{kind}`";
    kinds_with_results(kinds) = "there are results of {kinds}";

    // Products.
    product_too_large(product, most) = "`{product}` has more than {most} combinations";
    group_rows_instead = "group the rows that there are instead";

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
