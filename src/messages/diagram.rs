//! Messages of [`crate::diagram`].

catalogue! { diagram;
    // The legend.
    table = "table";
    value = "let";
    tree = "tree";
    leaf = "leaf, step";
    tiers = "tiers";
    eligibility = "eligibility";
    mark = "mark";
    check = "check";
    of_same_subject = "a value of the same subject";
    of_another_subject = "a value of another subject, by a reference or factor";
    of_many_subjects = "values of many subjects, aggregated";

    // Notes of boxes.
    grouped(rows, columns) = "{rows} by {columns}";
    else_an_error = "else an error";
    else_a_warning = "else a warning";
    times_a_weight = "× weight";
    step = "step";

    // Labels of edges.
    through(subject) = "through {subject}";
    ranked_among_all = "ranked among all";
    clauses(count) = "1 clause" | "{count} clauses";
}
