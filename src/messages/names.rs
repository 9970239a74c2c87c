//! What [`crate::names`] says.

catalogue! { names;
    // Names in values.
    name_the_one_meant = "give the one that is meant a name of its own with `let`, and write that here";
    form_of_at =
        "write a value of the subject in hand, `x at (key: value)`, or of another kind: `kind.x at (key: value)`";
    at_reads_a_value = "`at` reads a named value of a subject";
    are_not_brought_together = "are not brought together";
    unknown_scale(scale) = "there is no scale `{scale}`";
    declare_scale(scale) = "declare one: `let {scale}(x : rating 1..5) = …`";
    unnamed_row_of_page(table) = "nothing here says which row of `{table}` is meant";
    be_of_what_names_the_row(keys) = "let this be of what has {keys}: a row, or a product with it";
    no_single_row(table) = "there is no one `{table}` here";
    bring_rows_together(table) = "bring the rows together: `count({table} where …)`, `sum(x of {table}, none 0)`";
    unknown_reference(owner, reference) = "`{owner}` has no reference `{reference}`";
    declare_reference(reference, table) = "declare it: `{reference} -> table` in `table {table}`";
    or_others(values) = "{values} or others";
    several_values(name, values) = "`{name}` could be {values}";
    write_one_of(values) = "write {values}";
    an_argument = "an argument";
    a_column = "a column";
    a_value = "a value";
    a_param = "a param";
    a_value_of_a_choice = "a value of a choice";
    rename_one_to_publish = "give one of the two another name: what is published is named alone";
    write_value_or_choice(owner, name, choice) = "write `{owner}.{name}`, or `{choice}.{name}` to mean the choice";
    write_choice(name, choice) = "to mean the choice, write `{name}.{choice}`";
    rename_one = "rename one of them";
    several_meanings(name, meanings) = "`{name}` is both {meanings}";
    number_in_digits(number) = "numbers are written in digits: write `{number}`";
    ask_whether_missing = "whether a value is there is asked by `is missing` or `is not missing`";
    day_is_as_of = "the day on which the policy is applied is `as_of`";
    declare_column_or_let(name, subject) = "declare it as a column or with `let {name} of {subject} = …`";
    give_scale_argument(name) = "a scale sees its arguments and params: give it `{name}` as an argument";
    unknown_name(name) = "there is no `{name}` here";
    count_rows_where_is(rows, name) = "say which rows are meant, and count them: `count({rows} where {name} is …)`";
    count_rows_where_from(rows, name) = "say which rows are meant, and count them: `count({rows} where {name} >= …)`";
    share_of_rows(name, rows) = "say how they come together: `share({name} of {rows}, none missing)`";
    mean_of_rows(name, rows) = "say how they come together: `mean({name} of {rows}, none missing)`";
    wrong_grain(name, own, needed) =
        "`{name}` has one value for each `{own}`, and here one for each `{needed}` is needed";
    wrong_grain_on_page(name, own, needed) =
        "`{name}` stands on the page for each `{own}`, and `{needed}` does not say which";
    or_refer_to(table) = ", or refer to it with `-> {table}`";
    declare_of_other(owner, reference) =
        "no value of `{owner}` can be read here: declare this one `of {owner}`{reference}";
    family_alone(name, product) = "`{name}` is a value of `{product}` and stands alone";
    write_in_product(name, product, example) =
        "write `{name}` in a value of `{product}`; elsewhere bring its values together: `{example}`";
    family_without_product(name, table, choice) = "`{name}` has one value for each `{table}` and `{choice}`";
    declare_product(table, choice) =
        "declare their product, `subject result = {table} × {choice}`, and let this be of it";

    // Declarations.
    scale_like_function(name) = "`{name}` is a function of the language, and this scale would stand in its place";
    rename_scale(name) = "give the scale another name, such as `{name}_scale`";
    choice_like_type(name) = "`{name}` is a type of the language, and no column could be of this choice";
    rename_choice(name) = "give the choice another name, such as `{name}_choice`";
    second_policy = "a policy has one head, and this is the second";
    keep_one_policy = "keep one `policy` line";
    header_twice(table, header) = "two columns of `{table}` read the column `{header}` of the file";
    own_headers = "give each the header of its own, or use one name for both";
    are_not_grouped = "are not grouped";
    unknown_table(table) = "there is no table `{table}`";
    name_grouped_table = "name the table whose rows are grouped";
    multiply_nothing = "multiply nothing";
    factor_all = "`all` is one subject, and multiplies nothing";
    unknown_factor(name) = "there is no table, subject or choice `{name}`";
    factors_are = "a factor is a table, a subject, a choice, or `month`, `quarter`, `half`, `year`";
    text_of_two_values(text, choice) = "the text `{text}` already stands for a value of `{choice}`";
    first_text = "here";
    one_value_for_text = "a text of the file can mean one value only";
    name_of_language(name) = "`{name}` is a name that the language itself declares";
    rename_this = "give this another name";
    have_only_cells = "have no values but their cells";
    made_of_itself(subject) = "`{subject}` is made of itself";
    remove_own_factor = "take it out of its own factors";
    made_of_each_other(path) = "made of each other: {path}";
    declare_table_first = "declare a `table` first";
    subjects_are(subjects) = "tables and subjects are {subjects}";
    unknown_subject(name) = "there is no table or subject `{name}`";
    rows_on_page(table, which) = "the rows of `{table}` stand on the page, and {which}";
    the_rows = "the rows";
    key_of_choices = "its key is one or more choices: `key (a, b)`";
    values_by_choices(keys, product) =
        "its columns are values of each row with one value of {keys}, and of a product `table × {product}`";
    family_for_column(name, choice) = "`{name}` is a column for each value of `{choice}`, and here one is needed";
    name_member(example) = "name another column; a test gives each by its value: `{example}`";
    unknown_column(table, name) = "`{table}` has no column `{name}`";
    declare_in_table(table) = "declare it in `table {table}`";
    declared_twice(name) = "`{name}` is declared twice";
    rename_or_remove = "give one of the two another name, or take it away";

    // Names that look alike.
    looks_like(name, other) = "`{name}` looks like `{other}`, and is another name";
    rename_look_alike(difference) = "give one of the two another name; {difference}";
    mixed_scripts(name) = "`{name}` mixes letters of two scripts that look alike";
    write_in_one_script(name, difference) = "write `{name}`; {difference}";

    // References.
    reference_to_page(table) = "the rows of `{table}` stand on the page, and nothing refers to them";
    choice_as_type(choice) = "declare the column with the choice as its type: `: {choice}`";
    remove_reference_to_page = "take the reference away: a row with one of each of its choices has the columns anyway";
    reference_names_table(tables) = "a reference names a table: {tables}";
    named_by_several_columns(table, count) = "a row of `{table}` is named by {count} columns, not by one";
    name_whole_key_of_column(table, key) = "name a value for each of its key: `name -> {table} ({key})`";
    name_whole_key(table, key) = "name one for each of its key: `-> {table} ({key})`";
    declare_reference_in_table(table, reference) = "declare it in `table {table}`: `{reference} -> table`";
    wrong_number_of_values(count, table, given) =
        "a row of `{table}` is named by {count} value, not by {given}"
        | "a row of `{table}` is named by {count} values, not by {given}";
}
