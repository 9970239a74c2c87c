//! Messages of [`crate::types`] about trees, tiers and eligibilities, and about published values.

pub(crate) use super::common::*;

catalogue! { judge;
    // Compositions.
    not_composed_by(node, composition) = "`{node}` cannot be composed by `{composition}`";
    exponent_of_other(composition) = "`{composition}` has no exponent";
    remove_or_use_power_mean = "remove it, or compose `by power mean of 2`";
    decimals_of_exact(composition) = "`{composition}` is exact and takes no decimals";
    remove_or_round_after = "remove it; to round, write `then rounded half up to 2 decimals`";
    no_exponent = "a power mean needs an exponent";
    exponent_of_zero = "a power mean of exponent zero is a geometric mean";
    total_without_weights(node) = "`{node}` has a total, but its indicators have no weights";
    add_weights_or_remove_total = "write a weight before each, or remove the line";
    no_weights(node) = "the indicators of `{node}` have no weights";
    add_weights_or_use_mean = "write a weight before each, or compose them `by mean`";
    one_without_weight(indicator, node) = "`{indicator}` has no weight, but others of `{node}` have one";
    add_weight = "write its weight before it";
    no_use_for_weights(composition) = "`by {composition}` treats all indicators equally and takes no weights";
    remove_weights_or_composition = "remove the weights, or the `by`";
    weight_of_geometric_mean_from_data = "a geometric mean takes fixed weights, but this one depends on data";
    fix_weights_or_use_other_mean = "write numbers or params, or compose by another mean";
    total_of_weights_from_data = "the total is fixed, but a weight depends on data";
    remove_total_or_check = "remove the line; a `check` can compare the sum of the weights with a total";
    depends_on_data = "depends on data";
    a_weight = "a weight";
    weight_with_unit(weight, unit) = "the weight `{weight}` is {unit}";
    write_plain_number = "write a plain number";
    use_weighted_sum_or_narrow_range =
        "weights of a mean must not be below zero; compose `by weighted sum`, or narrow the range";
    leaves_without_weighted_mean(node) =
        "only a weighted mean can renormalise across leaves, and `{node}` is another composition";
    a_weighted_sum = "a weighted sum";
    a_product = "a product";
    a_harmonic_mean = "a harmonic mean";
    a_power_mean = "a power mean";
    no_shares_to_take_over(composition) = "{composition} has no shares to renormalise";
    propagate_or_substitute = "write `missing propagates` or `missing counts as …`";
    substitute_for_missing = "the substitute for a missing value";
    above_zero = "above zero";
    not_below_zero = "not below zero";
    takes_numbers(composition, bound, text) = "{composition} takes only numbers {bound}, but {text} can be lower";
    limit_or_propagate = "limit it: `limited(x, 1..100)`; or write `missing propagates`";

    // Digits.
    add_rounding_step(rounding) = "add a line `then rounded {rounding}`";
    publish_rounded(rounding) = "publish it `rounded {rounding}`, under another name";
    none_is_certain = "but none of them is certain";
    first_are_certain(count) = "but only the first is certain" | "but only the first {count} are certain";
    whole_digits_are_uncertain = "but even digits before the point are uncertain";
    digits_were_cut = "earlier steps cut digits";
    uncertain_decimals(name, decimals, certain, why) =
        "`{name}` is published with {decimals} decimals, {certain}: {why}";

    // Eligibilities.
    duplicate_undetermined(eligibility) = "duplicate rule for undetermined subjects in `{eligibility}`";
    includes_nothing(eligibility) = "`{eligibility}` includes nothing";
    add_include = "add a clause `include when …`; if only exclusions count, `include always`";
    no_rule_for_undetermined(eligibility) = "`{eligibility}` can be undetermined, but has no rule for it";
    add_undetermined = "add a line `undetermined reported`, `undetermined counts as excluded` or `… as included`";
    can_be_unknown = "can be unknown";
    never_undetermined(eligibility) = "`{eligibility}` is never undetermined: no clause can be unknown";
    remove_line = "remove the line";
    override_is_yes_or_no = "the outcome of an override is yes or no";
    name_column_of_yes_or_no = "name a column of `yes/no`";
    override_reports_texts_and_dates = "an override reports texts and dates";
    name_column_of_texts_or_dates = "name a column of texts or dates";
    wrong_kind_of_override(column, kind, wanted) = "`{column}` is {kind}, but {wanted}";
    override_needs_column(name) = "`{name}` is not a column of the rows of the override";
    override_can_be_missing(column) = "`{column}` can be missing, but an override needs it";
    declare_without_missing = "declare the column without `or missing`";

    // Published values.
    the_tiers = "the tiers";
    to_whom = "to whom";
    clause_to = "`to \"the callers\"`";
    why = "why";
    clause_because = "`because \"…\"`";
    by_which_clause = "by which clause";
    clause_cite = "`cite \"…\"`";
    release_does_not_say(what) = "this release does not say {what}";
    nor(first, second) = "{first}, nor {second}";
    add_clauses(clauses) = "add {clauses}";
    duplicate_column_of_results(subject, column) = "the results of `{subject}` already have a column `{column}`";
    remove_or_give_header = "remove it, or give it a header: `\"other\" as name`";
    no_weights_of_a_whole(tree) = "`{tree}` has no weights that add up to a whole";
    name_tree_of_weighted_means = "name a tree that is composed by weighted means at every level";
    the_eligibility = "the eligibility";
    the_check = "the check";
    column_published_with(column, value) = "`{column}` is also a column that is published with `{value}`";
    give_other_name = "choose another name";
    the_tree = "the tree";
    published_with_unit(name, unit) = "`{name}` is published, but is {unit}";
    divide_by_unit_of_result(quotient) = "divide by the unit of the result: `{quotient}`";
    broken_promise(tree, promised, range) = "`{tree}` promises {promised}, but can be {range}";
    limit_or_promise(promised) = "add `then limited {promised}`, or promise its whole range";
    no_known_upper_end(low) = "{low} or more, without a known end";
    no_known_lower_end(high) = "{high} or less, without a known end";
    no_known_range = "any number: its parts have no known range";

    // Tiers.
    tiers_published(tiers) = "`{tiers}` is not a value that can be published";
    judge_tree_or_value(tiers) = "judge a tree, or declare a value: `let score of … = {tiers}`";
    rounded_and_compared(tiers) = "conflicting options for `{tiers}`: `rounded …` and `compared to …`";
    keep_rounded_or_compared = "keep `rounded …` or `compared to … decimals`";
    bound_without_brackets = "a tier takes one bound, or both ends in brackets";
    write_ends_in_brackets = "write both ends in brackets, such as `(5, 9]`";
    a_bound = "a bound";
    write_numbers(numbers) = "write them as numbers: {numbers}";
    bound_in_percent(bound, share, value, high) = "`{bound}` is {share}, but `{value}` goes up to {high}";
    gap_beyond_last_bound(tiers) = "no tier of `{tiers}` contains values beyond the last bound";
    add_otherwise_or_report_gaps = "make the last tier `otherwise`, or write `, gaps reported`";
    no_tier_takes_value = "no tier takes the value";
    bounds_out_of_order(tiers) = "the bounds of {tiers} are not in the order of the policy";
    bounds_of_both_directions = "bounds that depend on data must all have the same direction";
    write_bounds_one_way = "write all with `>=` and the highest first, or all with `<=` and the lowest first";
    mixed_with_bounds_of_data =
        "with bounds that depend on data, only `>=`, `>`, `<=`, `<` and `otherwise` are allowed";
    write_one_end_of_each = "write one end of each tier, the best first";
    wrong_number_of_parts(parts, tiers) = "the ratio has {parts} parts for {tiers} tiers";
    write_one_part_each = "write one part for each tier, the best first";
    ratio_of_zeros = "the parts of the ratio are all zero";
    ties_by_needs_over = "`ties by` needs `ranked over`";
    write_ranked_over = "write `ranked over eligibility` instead of `ranked within …`";
    ranked_alone(rows) = "each `{rows}` would be ranked only within itself";
    not_one_to_rank_within(rows, subject) = "a `{rows}` does not have exactly one `{subject}` to be ranked within";
    rank_within_others = "rank `within all`, or within a subject that each refers to";
    no_step_for_centres = "clusters need at least one step";
    no_rule_for_empty_centres(tiers) = "`{tiers}` has no rule for a centre without values";
    add_rule_for_empty_centres = "add `, empty stays`, `, empty moves` or `, empty fails` after the steps";
    start_of_cluster = "the start of a cluster";
    no_tree_or_value(name) = "`{name}` is not a tree or a `let`";
    judge_a_tree = "judge a tree or a `let` of the same subject";
    moves_bound_past(bound, other) = "moves `{bound}` past `{other}`";
    no_value_within(bounds) = "`{bounds}` contains no values";
    close_both_ends = "include both ends: `[`, `]`";
    two_otherwise = "only one tier can be `otherwise`";
    give_tier_a_bound = "give this tier a bound";
    tiers_overlap(first, second, shared) = "`{first}` and `{second}` both contain {shared}";
    leave_rest_to(bounds, tier) = "write `{bounds}`: the rest is in `{tier}`";
    end_where_the_other_begins = "end one where the other begins: `[70, 90)` does not contain 90";
    the_other = "the other";
    such_as(value) = ", for example {value}";
    gap_between_tiers(tiers, gap, example) = "no tier of `{tiers}` contains {gap}{example}";
    close_gap = "move a bound, make one tier `otherwise`, round the value first, or write `, gaps reported`";
    compared_to_fewer_decimals = "compared to fewer decimals";
    rounded_before = "rounded before it is judged";
    bound_never_met(tiers, how, bound) = "`{tiers}` is {how}, so it is never {bound}";
    round_less_or_judge_exact = "round to more decimals, or judge the exact value";
    values_from_to(low, high) = "{low} to {high}";
    values_from(low) = "{low} or more";
    values_to(high) = "{high} or less";
    every_value = "every value";
    values_between(low, high) = "values between {low} and {high}";
    values_above(low) = "values above {low}";
    values_below(high) = "values below {high}";
    any_value = "any value";

    // Trees.
    no_indicators(node) = "`{node}` has no indicators";
    add_indicator = "write at least one: `30 name = …`";
    weights_too_fine(node, parts) = "the weights of `{node}` are too fine for a geometric mean: {parts} parts";
    round_weights = "round the weights so that at most 1000 equal parts make the whole";
    weights_all_zero(node) = "the weights of `{node}` are all zero";
    give_weight_above_zero = "give at least one a weight above zero";
    weights_in_percent(node) = "the weights of `{node}` are percentages, but the total is not";
    missing = "missing";
    too_much = "too much";
    wrong_total(node, total, wanted) = "the weights of `{node}` add up to {total}, not {wanted}";
    correct_weight_or_total(difference, how) = "{difference} is {how}; correct a weight or the total";
    duplicate_missing(node) = "duplicate rule for missing indicators in `{node}`";
    indicator_can_be_missing(child, node) = "`{child}` can be missing, but `{node}` has no rule for it";
    add_rule_of_weighted_mean =
        "add a line `missing propagates`, `missing renormalise within parent` or `missing counts as 0`";
    add_rule_for_missing = "add a line `missing propagates` or `missing counts as 0`";

    // Missing parts.
    nothing_below_has_a_weight = "nothing below has a weight";
}
