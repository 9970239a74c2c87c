//! Texts that many parts of `types` use, and texts outside of the checker.

catalogue! { common;
    // Units.
    a_plain_number = "a plain number";
    a_duration = "a duration";
    working_days = "working days";
    a_number_of_months = "a number of months";
    money = "money";
    write_unit_of_time(written) = "write the unit: `{written} hours`, `{written} minutes` or `{written} days`";
    write_unit(written, word) = "write the unit: `{written} {word}`";
    write_unit_of_time_first(written, word, one, other) =
        "write the unit: `{written} {word}`, `{written} {one}` or `{written} {other}`";
    give_unit(written, unit) = "multiply it by its unit: `{written} * 1 {unit}`";
    give_unit_in_brackets(written, unit) = "multiply it by its unit: `({written}) * 1 {unit}`";
    write_unit_of_time_such_as = "write a unit after each number: `… hours`, `… minutes` or `… days`";
    write_working_days_such_as = "write the unit after each number: `… working days`";
    months_move_dates = "use months to move a date: `… - 9 months`";
    write_without_unit = "write the number without a unit, or divide by a unit: `… / 1 hour`";
    write_numbers_without_unit(numbers) = "write `{numbers}`, without a unit";
    use_money = "use money for both";

    // Periods.
    forms_of_periods = "`2026`, `2026H1`, `2026Q1`, `2026-03` or `2026-03-01..2026-05-31`";

    // Texts that many parts of the checker use.
    it = "it";
    remove_from_own_definition(name) = "remove {name} from its own definition";
    a_number = "a number";
    a_value_of(choice) = "a value of `{choice}`";
    write_yes_or_no = "write `yes` or `no`";
    ends_before_it_begins(range) = "`{range}` ends before it begins";
    write_lower_end_first = "write the lower end first";
    wrong_unit(text, own, name, unit) = "`{text}` is {own}, but `{name}` is {unit}";
    write_this(what) = "write {what}";
    a_text = "a text";
    a_date = "a date";
    write_one_of(values) = "write one of {values}";
    write_name(name) = "write the name: `{name}`";
    weight_can_be_missing(weight) = "the weight `{weight}` can be missing";
    default_zero = "add `default 0` after it";
    weight_can_be_negative(weight) = "the weight `{weight}` can be below zero";
    can_be_missing = "can be missing";

    // Why a value is missing.
    fewer_rows(least) = "fewer than {least} rows";
    too_few_units_drawn = "fewer than two units were drawn from a stratum or cluster";
    there_is_none(name) = "there is no {name}";
    is_missing(name) = "{name} is missing";
    not_among_ranked = "is not among those who are ranked";
    fewer_than_two_values = "fewer than two values";
    fewer_than_one_value = "fewer than one value";
}
