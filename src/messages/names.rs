//! Messages of [`crate::names`].

catalogue! { names;
    // Names in values.
    name_the_one_meant = "name the intended value with `let`, and write that name here";
    form_of_at =
        "write a value of the current subject, `x at (key: value)`, or of another kind: `kind.x at (key: value)`";
    at_needs_a_name = "`at` needs the name of a value of a subject";
    cannot_be_aggregated = "cannot be aggregated";
    unknown_scale(scale) = "there is no scale `{scale}`";
    declare_scale(scale) = "declare it: `let {scale}(x : rating 1..5) = …`";
    no_row_selected(table) = "nothing here selects a row of `{table}`";
    declare_where_row_is_selected(keys) = "declare this for a subject that has {keys}: a row, or a product with it";
    no_single_row(table) = "there is no single `{table}` here";
    aggregate_rows(table) = "aggregate the rows: `count({table} where …)`, `sum(x of {table}, if empty 0)`";
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
    rename_one_to_publish = "rename one of them: `publish` takes a plain name";
    write_value_or_choice(owner, name, choice) =
        "write `{owner}.{name}`, or `{choice}.{name}` for the value of the choice";
    write_choice(name, choice) = "for the value of the choice, write `{name}.{choice}`";
    rename_one = "rename one of them";
    several_meanings(name, meanings) = "`{name}` is both {meanings}";
    number_in_digits(number) = "write the number in digits: `{number}`";
    check_whether_missing = "to check whether a value is missing, write `is missing` or `is not missing`";
    day_is_as_of = "`as_of` is the day on which the policy is applied";
    declare_column_or_let(name, subject) = "declare it as a column or with `let {name} of {subject} = …`";
    give_scale_argument(name) = "a scale uses only its arguments and params: pass `{name}` as an argument";
    unknown_name(name) = "there is no `{name}` here";
    count_rows_where_is(rows, name) = "select rows and count them: `count({rows} where {name} is …)`";
    count_rows_where_from(rows, name) = "select rows and count them: `count({rows} where {name} >= …)`";
    share_of_rows(name, rows) = "aggregate the values: `share({name} of {rows}, if empty missing)`";
    mean_of_rows(name, rows) = "aggregate the values: `mean({name} of {rows}, if empty missing)`";
    wrong_grain(name, own, needed) =
        "`{name}` has one value for each `{own}`, but one for each `{needed}` is needed here";
    wrong_grain_of_policy(name, own, needed) =
        "`{name}` has one value for each `{own}` in the policy, and `{needed}` does not select one";
    or_refer_to(table) = ", or refer to it with `-> {table}`";
    declare_of_other(owner, reference) =
        "values of `{owner}` are not available here: declare this value `of {owner}`{reference}";
    family_alone(name, product) = "`{name}` is a value of `{product}` and has no parts";
    write_in_product(name, product, example) =
        "write `{name}` in a value of `{product}`; elsewhere aggregate its values: `{example}`";
    family_without_product(name, table, choice) =
        "`{name}` has one value for each `{table}` and `{choice}`, and no subject combines them";
    declare_product(table, choice) =
        "declare their product, `subject result = {table} × {choice}`, and declare this value for it";

    // Declarations.
    scale_like_function(name) = "a scale cannot have the name of the function `{name}`";
    rename_scale(name) = "rename the scale, for example to `{name}_scale`";
    choice_like_type(name) = "a choice cannot have the name of the type `{name}`";
    rename_choice(name) = "rename the choice, for example to `{name}_choice`";
    second_policy = "duplicate `policy` line";
    keep_one_policy = "keep one `policy` line";
    header_twice(table, header) = "two columns of `{table}` read the column `{header}` of the file";
    own_headers = "give each column its own header, or keep one of the columns";
    cannot_be_grouped = "cannot be grouped";
    unknown_table(table) = "there is no table `{table}`";
    name_grouped_table = "name the table whose rows are grouped";
    cannot_be_a_factor = "cannot be a factor";
    factor_all = "`all` is a single subject and cannot be a factor";
    unknown_factor(name) = "there is no table, subject or choice `{name}`";
    factors_are = "a factor is a table, a subject, a choice, or `month`, `quarter`, `half`, `year`";
    text_of_two_values(text, choice) = "the text `{text}` already means a value of `{choice}`";
    one_value_for_text = "a text in a file can mean only one value";
    name_of_language(name) = "`{name}` is already declared by the language";
    rename_this = "choose another name";
    have_only_cells = "have no values except their cells";
    factor_of_itself(subject) = "`{subject}` is a factor of itself";
    remove_own_factor = "remove it from its own factors";
    circular_products(path) = "circular products: {path}";
    declare_table_first = "declare a `table` first";
    subjects_are(subjects) = "tables and subjects are {subjects}";
    unknown_subject(name) = "there is no table or subject `{name}`";
    rows_in_policy(table, which) = "the rows of `{table}` are in the policy, and {which}";
    the_rows = "the rows";
    key_of_choices = "give it a key of one or more choices: `key (a, b)`";
    values_by_choices(keys, product) =
        "use its columns in a row that has one value of {keys}, or in a product `table × {product}`";
    family_for_column(name, choice) =
        "`{name}` is one column for each value of `{choice}`, but a single column is needed here";
    name_member(example) = "name another column; in a test, name each by its value: `{example}`";
    unknown_column(table, name) = "`{table}` has no column `{name}`";
    declare_in_table(table) = "declare it in `table {table}`";
    duplicate_declaration(name) = "duplicate declaration of `{name}`";
    rename_or_remove = "rename or remove one of them";

    // Names that look alike.
    looks_like(name, other) = "`{name}` looks like `{other}`, but is a different name";
    rename_look_alike(difference) = "rename one of them; {difference}";
    mixed_scripts(name) = "`{name}` mixes look-alike letters of two scripts";
    write_in_one_script(name, difference) = "write `{name}`; {difference}";

    // References.
    reference_to_policy(table) = "the rows of `{table}` are in the policy, and no reference can name them";
    choice_as_type(choice) = "declare the column with the choice as its type: `: {choice}`";
    remove_reference_to_policy =
        "remove the reference: a row with one value of each choice of the key has the columns anyway";
    reference_names_table(tables) = "a reference names a table: {tables}";
    named_by_several_columns(table, count) = "the key of `{table}` has {count} columns, not one";
    name_whole_key_of_column(table, key) = "name a value for each column of the key: `name -> {table} ({key})`";
    name_whole_key(table, key) = "name a value for each column of the key: `-> {table} ({key})`";
    declare_reference_in_table(table, reference) = "declare it in `table {table}`: `{reference} -> table`";
    wrong_number_of_values(count, table, given) =
        "the key of `{table}` takes {count} value, not {given}"
        | "the key of `{table}` takes {count} values, not {given}";
}
