//! Messages of [`crate::testing`].

catalogue! { testing;
    // Expectations.
    unknown_period(text) = "`{text}` is not a period";
    write_one_of(forms) = "write {forms}";
    day_unknown(test) = "the test \"{test}\" does not set the day for `as_of`";
    asked_for_here = "needed here";
    say_day = "add a line `as of 2026-03-31`, or a period";
    no_row(subject) = "the test has no row for this `{subject}`";
    add_row = "add its row under `given`, or correct the key";
    clause_not_met(value, found, told) = "`{value}` is {found}, but without the expected clause: it reports {told}";
    correct_clause = "correct the clause, or what the test expects";
    not_met(value, found) = "`{value}` is {found}";
    correct_rule = "correct the rule, or what the test expects; `gradus explain` shows how the value comes about";
    missing(reasons) = "missing ({reasons})";
    values(count) = "{count} values";
    no_clause = "no clause";

    // Rows of a test.
    period_unknown(table) = "`{table}` is dated, and the test sets no period";
    say_period = "add a line `period 2026Q1`";
}
