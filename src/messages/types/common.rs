//! What many parts of `types` say, and what its words are outside of the checker.

catalogue! { common;
    // Units.
    a_plain_number = "a plain number";
    a_duration = "a duration";
    working_days = "working days";
    a_number_of_months = "a number of months";
    money = "money";
    write_unit_of_time(written) = "write the unit: `{written} hours`, `{written} minutes` or `{written} days`";
    give_unit(written) = "give it the unit that it is in: `{written} * 1 hour`";
    write_unit_of_time_such_as = "write the unit: `24 hours`, `30 minutes`";
    write_working_days(written) = "write the unit: `{written} working days`";
    write_working_days_such_as = "write the unit: `7 working days`";
    months_move_dates = "months move dates: `day - 9 months`";
    write_without_unit = "write the number without a unit, or divide by one: `wait / 1 hour`";
    use_money = "use amounts of money for both";

    // Periods.
    forms_of_periods = "`2026`, `2026H1`, `2026Q1`, `2026-03` or `2026-03-01..2026-05-31`";

    // What many parts of the checker say.
    it = "it";
    remove_from_own_definition(name) = "take {name} out of its own definition";
    a_number = "a number";
    a_value_of(choice) = "a value of `{choice}`";
    write_yes_or_no = "write `yes` or `no`";
    ends_before_it_begins(range) = "`{range}` ends before it begins";
    write_lower_end_first = "write the lower end first";
    wrong_unit(text, own, name, unit) = "`{text}` is {own}, and `{name}` is {unit}";
    write_this(what) = "write {what}";
    a_text = "a text";
    a_date = "a date";
    write_one_of(values) = "write one of {values}";
    write_name(name) = "write the name: `{name}`";
    weight_can_be_missing(weight) = "`{weight}` is a weight and can be missing";
    answer_by_zero = "answer it with `default 0`";
    weight_can_be_negative(weight) = "`{weight}` is a weight and can be below zero";
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
