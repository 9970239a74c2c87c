//! What [`crate::types`] says of trees, tiers and eligibilities, and of what is published.

pub use super::common::*;

catalogue! { judge;
    // Compositions.
    not_composed_by(node, composition) = "`{node}` cannot be composed by `{composition}`";
    exponent_of_other(composition) = "`{composition}` has no exponent";
    remove_or_use_power_mean = "take it away, or compose `by power mean of 2`";
    decimals_of_exact(composition) = "`{composition}` is exact and takes no decimals";
    remove_or_round_after = "take it away; to round, write `then rounded half up to 2 decimals`";
    no_exponent = "a power mean does not say its exponent";
    exponent_of_zero = "a power mean of exponent zero is a geometric mean";
    total_without_weights(node) = "`{node}` has a total, and its indicators have no weights";
    add_weights_or_remove_total = "put a weight in front of each, or take the line away";
    no_weights(node) = "the indicators of `{node}` have no weights";
    add_weights_or_use_mean = "put a weight in front of each, or compose them `by mean`";
    one_without_weight(indicator, node) = "`{indicator}` has no weight, and others of `{node}` have one";
    add_weight = "put its weight in front";
    weights_that_count_nothing(composition) = "`by {composition}` counts each indicator the same and takes no weights";
    remove_weights_or_composition = "take the weights away, or the `by`";
    weight_of_geometric_mean_from_data = "a geometric mean takes fixed weights, and this one follows from data";
    fix_weights_or_use_other_mean = "write numbers or params, or compose by another mean";
    total_of_weights_from_data = "a total is promised, and a weight follows from data";
    remove_total_or_check = "take the line away; a `check` can say what the weights add up to";
    follows_from_data = "follows from data";
    a_weight = "a weight";
    weight_with_unit(weight, unit) = "`{weight}` is a weight and is {unit}";
    write_plain_number = "write a plain number";
    use_weighted_sum_or_narrow_range =
        "a mean has weights of zero and more; compose `by weighted sum`, or narrow the range";
    leaves_without_weighted_mean(node) = "only a weighted mean shares weights across leaves, and `{node}` is another";
    a_weighted_sum = "a weighted sum";
    a_product = "a product";
    a_harmonic_mean = "a harmonic mean";
    a_power_mean = "a power mean";
    no_shares_to_take_over(composition) = "{composition} has no shares that the others could take over";
    use_unscored_or_substitute = "write `missing unscored` or `missing counts as …`";
    what_counts_for_missing = "what counts for a missing one";
    above_zero = "above zero";
    not_below_zero = "not below zero";
    takes_numbers(composition, bound, text) = "{composition} takes numbers {bound}, and {text} need not be";
    limit_or_leave_unscored = "limit it: `limited(x, 1..100)`; or write `missing unscored`";

    // Digits.
    add_rounding_step(rounding) = "add a line `then rounded {rounding}`";
    publish_rounded(rounding) = "publish it `rounded {rounding}`, under a name of its own";
    none_is_certain = "and none of them is certain";
    first_are_certain(count) = "and only the first is certain" | "and only the first {count} are certain";
    whole_digits_are_uncertain = "and even digits before the point are uncertain";
    digits_were_cut = "digits were cut on the way to it";
    uncertain_decimals(name, decimals, certain, why) =
        "`{name}` is published with {decimals} decimals, {certain}: {why}";

    // Eligibilities.
    undetermined_said_twice(eligibility) = "`{eligibility}` says twice what an undetermined subject is";
    includes_nothing(eligibility) = "`{eligibility}` includes nothing";
    add_include = "add a clause `include when …`; where only exclusions count, `include always`";
    undetermined_not_said(eligibility) = "`{eligibility}` can be undetermined, and does not say what holds then";
    add_undetermined = "add a line `undetermined reported`, `undetermined counts as excluded` or `… as included`";
    can_be_unknown = "can be unknown";
    never_undetermined(eligibility) = "`{eligibility}` is never undetermined: no clause can be unknown";
    remove_line = "take the line away";
    override_is_yes_or_no = "the outcome of an override is yes or no";
    name_column_of_yes_or_no = "name a column of `yes/no`";
    override_tells_texts_and_dates = "an override tells texts and dates";
    name_column_of_texts_or_dates = "name a column of texts or dates";
    wrong_kind_of_override(column, kind, wanted) = "`{column}` is {kind}, and {wanted}";
    override_can_be_missing(column) = "`{column}` can be missing, and an override needs it";
    declare_without_missing = "declare the column without `or missing`";

    // What is published.
    the_tiers = "the tiers";
    to_whom = "to whom";
    say_to_whom = "`to \"the callers\"`";
    why = "why";
    say_why = "`because \"…\"`";
    by_which_clause = "by which clause";
    say_clause = "`cite \"…\"`";
    release_does_not_say(what) = "this release does not say {what}";
    nor(first, second) = "{first}, nor {second}";
    say_it(words) = "say it: {words}";
    column_published_twice(subject, column) = "the results of `{subject}` have a column `{column}` already";
    remove_or_give_header = "take it away, or give it a header: `\"other\" as name`";
    no_weights_of_a_whole(tree) = "`{tree}` has no weights that add up to a whole";
    name_tree_of_weighted_means = "name a tree that is composed by weighted means all the way down";
    the_eligibility = "the eligibility";
    the_check = "the check";
    column_published_beside(column, beside) = "`{column}` is also the column that is published beside `{beside}`";
    give_other_name = "give it another name";
    the_tree = "the tree";
    published_with_unit(name, unit) = "`{name}` is published and is {unit}";
    divide_by_unit_of_result = "divide by the unit that the result is written in: `wait / 1 hour`";
    broken_promise(tree, promised, range) = "`{tree}` promises {promised}, and can be {range}";
    limit_or_promise(promised) = "add `then limited {promised}`, or promise what it can be";
    no_known_upper_end(low) = "{low} and more, without a known end";
    no_known_lower_end(high) = "{high} and less, without a known end";
    no_known_range = "any number: what it is made of has no known range";

    // Tiers.
    tiers_published(tiers) = "`{tiers}` is no value that can be published";
    judge_tree_or_value(tiers) = "judge a tree, or make it one: `let score of … = {tiers}`";
    rounded_and_compared(tiers) = "`{tiers}` is rounded before it is judged, and compared as it is then";
    keep_rounded_or_compared = "keep `rounded …` or `compared to … decimals`";
    bound_without_brackets = "a tier has one bound, or both ends in brackets";
    write_ends_in_brackets = "write both ends in brackets, such as `(5, 9]`";
    a_bound = "a bound";
    write_numbers(numbers) = "write them as numbers: {numbers}";
    bound_in_percent(bound, share, value, high) = "`{bound}` is {share}, and `{value}` goes to {high}";
    gap_beyond_last_bound(tiers) = "what lies beyond the last bound of `{tiers}` belongs to no tier";
    add_otherwise_or_report_gaps = "make the last tier `otherwise`, or write `, gaps reported`";
    no_tier_takes_value = "no tier takes the value";
    bounds_out_of_order(tiers) = "the bounds of {tiers} are not in the order of the page";
    bounds_look_both_ways = "bounds that follow from data all look the same way";
    write_bounds_one_way = "write all with `>=` from the best on, or all with `<=` from the lowest on";
    mixed_with_bounds_of_data = "beside bounds that follow from data stand only `>=`, `>`, `<=`, `<` and `otherwise`";
    write_one_end_of_each = "write one end of each tier, from the best on";
    wrong_number_of_parts(parts, tiers) = "the ratio has {parts} parts for {tiers} tiers";
    write_one_part_each = "write one part for each tier, from the best on";
    ratio_of_zeros = "the parts of the ratio are all zero";
    ranked_within_eligibility = "whom a second value parts is said with `over`";
    write_ranked_over = "write `ranked over eligibility` in place of `ranked within …`";
    ranked_alone(rows) = "each `{rows}` would be ranked within itself alone";
    not_one_to_rank_within(rows, subject) = "a `{rows}` does not have one `{subject}` to be ranked within";
    rank_within_others = "rank `within all`, or within a subject that each refers to";
    no_step_for_centres = "without a step no centre comes to rest";
    empty_centre_not_said(tiers) = "`{tiers}` does not say what becomes of a centre without values";
    say_what_empty_centres_do = "add `, empty stays`, `, empty moves` or `, empty fails` behind the steps";
    start_of_cluster = "the start of a cluster";
    no_tree_or_value(name) = "`{name}` is no tree and no `let`";
    tiers_judge_a_tree = "tiers judge a tree or a `let` of the same subject";
    moves_bound_past(bound, other) = "moves `{bound}` past `{other}`";
    no_value_within(bounds) = "no value lies within `{bounds}`";
    close_both_ends = "let both ends belong: `[`, `]`";
    two_take_what_is_left = "only one tier can take what is left";
    give_tier_a_bound = "give this tier a bound";
    tiers_overlap(first, second, shared) = "`{first}` and `{second}` both take {shared}";
    leave_rest_to(bounds, tier) = "write `{bounds}`: the rest is in `{tier}`";
    end_where_the_other_begins = "let one end where the other begins: `[70, 90)` does not take 90";
    the_other = "the other";
    such_as(value) = ", for example {value}";
    gap_between_tiers(tiers, gap, example) = "no tier of `{tiers}` takes {gap}{example}";
    close_gap = "move a bound, make one tier `otherwise`, round the value first, or write `, gaps reported`";
    compared_to_fewer_decimals = "compared to fewer decimals";
    rounded_before = "rounded before it is judged";
    bound_never_met(tiers, how, bound) = "`{tiers}` is {how}, and is never {bound}";
    round_less_or_judge_exact = "round to more decimals, or judge the exact value";
    values_from_to(low, high) = "{low} to {high}";
    values_from(low) = "{low} and more";
    values_to(high) = "{high} and less";
    every_value = "every value";
    values_between(low, high) = "what lies between {low} and {high}";
    values_above(low) = "what lies above {low}";
    values_below(high) = "what lies below {high}";
    any_value = "any value";

    // Trees.
    no_indicators(node) = "`{node}` has no indicators";
    add_indicator = "write at least one: `30 name = …`";
    weights_too_fine(node, parts) = "the weights of `{node}` are too fine for a geometric mean: {parts} parts";
    round_weights = "round the weights so that at most 1000 equal parts make the whole";
    weights_all_zero(node) = "the weights of `{node}` are all zero";
    give_weight_above_zero = "give one a weight above zero";
    weights_in_percent(node) = "the weights of `{node}` are percentages, and the total is not";
    missing = "missing";
    too_much = "too much";
    wrong_total(node, total, wanted) = "the weights of `{node}` add up to {total}, not to {wanted}";
    correct_weight_or_total(difference, how) = "{difference} is {how}; correct a weight or the total";
    missing_said_twice(node) = "`{node}` says twice what a missing indicator does";
    indicator_can_be_missing(child, node) = "`{child}` can be missing, and `{node}` does not say what happens then";
    add_rule_of_weighted_mean =
        "add a line `missing unscored`, `missing renormalise within parent` or `missing counts as 0`";
    add_rule_for_missing = "add a line `missing unscored` or `missing counts as 0`";

    // What is missing.
    nothing_below_has_a_weight = "nothing below has a weight";
}
