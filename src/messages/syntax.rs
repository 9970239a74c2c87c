//! Messages of [`crate::syntax`].

catalogue! { syntax;
    // Column families.
    member_label(column, value) = "{column} ({value})";
    family_never_absent(column) = "`{column}` is one column for each value of a choice, and none of them can be absent";
    reason_of_missing = "write `or missing`, optionally with a reason: `or missing \"\" because \"…\"`";
    family_refers_to_nothing(column) = "`{column}` is one column for each value of a choice, and cannot be a reference";
    declare_type = "declare its type: `text`, `number with 2 decimals`, or a choice";
    two_choices_in_header(column) = "the header of `{column}` has two choices in braces";
    keep_one_choice = "keep one, and write a line for each value of the other";
    braces_name_choice = "write a choice in the braces: there is one column for each of its values";
    no_choice_in_braces(column) = "the braces in the header of `{column}` do not name a choice";
    unknown_choice(choice) = "there is no choice `{choice}`";

    // Texts, notes and numbers of declarations.
    unreadable_tree = "gradus cannot process its own syntax tree of this";
    report_bug = "this is a bug in gradus: please report it with this file";
    begins_and_ends = "begins and ends";
    ends = "ends";
    begins = "begins";
    outer_blank(text, ends) = "`{text}` {ends} with a blank, which makes it another text";
    clauses_in_one_text = "name several clauses in one text: `cite \"2.1(1), 2.1(2)\"`";
    too_many_decimals = "more than 30 decimals are not supported";
    fewer_decimals = "write at most 30 decimals";
    too_many_digits = "this number has more than 38 digits";
    fewer_digits = "write at most 38 digits";
    point_in_number(number, read) = "`{number}` is read as `{read}`";
    point_or_thousands(number, whole) = "write `{number}`, or `{whole}` if the point separates thousands";

    // References.
    reference_not_alone = "a reference of several values needs its own line";
    form_of_reference = "write `name -> table (column, column)`";
    unexpected(found) = "unexpected `{found}`";
    reference_without_cell = "remove it: a reference of several values has no cell of its own";

    // Common mistakes, and the correct forms.
    brace_at_end = "put `{` at the end of this line, and `}` after the lines that belong to it";
    equals_defines = "to define a name, write `=`";
    is_compares = "to compare, write `is`; `=` defines a name";
    equals_defines_a_name = "`=` defines a name; to compare, write `is`";
    text_in_marks = "write a text between `\"` and `\"`";
    decimal_point = "write a decimal point: `0.5`";
    digit_before_point = "write a digit before the point: `0.5`";
    keywords_are_english(keyword) = "names can be Chinese, but keywords are English: write `{keyword}`";
    put_text_in_marks = "put the text between `\"` and `\"`";
    reason_of_answer = "`missing because \"…\"` can only be a whole answer of `first { … }` or `lookup { … }`";
    declare_eligibility = "declare who is excluded: `eligibility judged of branch { include always, exclude when … }`";
    peers_in_order = "write `over counted per a and b` in this order, after the rows and before `where`";
    over_takes_name = "`over` takes a name: name the condition with `let`";
    value_before_condition = "write the value before its condition: `first { 1 when x >= 3 otherwise 0 }`";
    end_first_with_otherwise = "end `first` with `otherwise` and the value for all other cases";
    otherwise_is_last = "`otherwise` must be last: put this before it";
    reserved_word(word) = "`{word}` is a keyword and cannot be a name";
    form_of_weights = "write the total of the weights as `weights total 100`";
    form_of_this_call(function, value) = "write a call as `{function}({value})`";
    form_of_if_empty = "write `if empty missing`, or `if empty 0` with a number of your choice";
    value_and_subject(head, subject) = "name the value before its subject: `{head} of … of {subject}`";
    form_of_case = "write a case as `first { 1 when x >= 3 otherwise 0 }`";
    units(units) = "units are {units}";
    name_begins_with_letter =
        "a name begins with a letter; write the text of the file before it: `\"1st\" as first_one`";
    blank_after_number = "put a blank between the number and the word";
    equals_defines_not_colon = "to set a value, write `=`, not `:`";
    name_rounding_mode = "name the rounding mode: `half away from zero`, `half even`, `half up`, `up` or `down`";
    form_of_tier = "write a tier as `good >= 90`, `good [70, 90)` or `good otherwise`";
    answer_missing = "write `missing skipped` after a comma, or check with `x is missing`";
    form_of_call = "write a call as `mean(a, b)`, or for rows as `mean(x of table)`";
    form_of_policy = "begin a policy with `policy name \"Label\"`";
    form_of_choice = "write a choice as `choice size { small, \"L\" as large }`";
    form_of_key = "write a key as `key id : text` or `key (id, year)`";
    form_of_rows = "write rows as `rows = (a, 1), (b, 2)`, with a cell for each column";
    form_of_column = "write a column as `name \"Label\" : rating 1..5`, each on its own line";
    form_of_table = "write a table as `table name { … }`";
    form_of_subject = "write `subject group = table by column`, or a product: `subject both = one × other`";
    form_of_override = "write `override outcome of decision where …, by person, on day, because reason`";
    form_of_undetermined =
        "write `undetermined reported`, `undetermined counts as excluded` or `undetermined counts as included`";
    form_of_clause = "write a clause as `include when …`, `exclude when …` or `mark name when …`";
    form_of_eligibility = "write an eligibility as `eligibility name of subject { … }`";
    form_of_check = "write a check as `check name of subject error = condition`, or `warning`";
    form_of_publish = "write `publish value, \"header\" as other of subject`";
    form_of_period = "write a period as `period \"2026-spring\" = 2026-02-16..2026-07-05`";
    form_of_param = "write a param as `param name = 20 minutes`, or `param name : size = small`";
    form_of_let = "write `let name of subject = value`, or a scale: `let name(x : rating 1..5) = value`";
    form_of_step =
        "write a step as `then plus 5`, `then capped at 3 when …`, `then limited 0..100` or `then rounded …`";
    former_word(word, new) = "`{word}` is now written `{new}`";
    write_new_word(new) = "write `{new}`; `gradus fmt` replaces all of them";
    form_of_missing = "write `missing propagates`, `missing renormalise within parent` or `missing counts as 0`";
    form_of_indicator = "write an indicator as `30 name = value`, each on its own line";
    form_of_tree = "write a tree as `tree name of subject { … }`";
    form_of_ranked_tier = "write only the names of tiers by rank, the best first";
    form_of_ranking = "write `, ranked within all 2:7:1, ties share the better tier, cut half up`";
    form_of_tiers = "write tiers as `tiers name of value of subject { … }`";
    form_of_given = "write the rows in brackets: `given table : id, x = (\"a\", 3), (\"b\", 4)`";
    form_of_expect = "write `expect value of table \"key\" is 3`";
    form_of_test = "write lines such as `given table : id, x = (\"a\", 3)` and `expect value of table \"a\" is 3`";
    promise_is_range(word) = "remove `{word}`: a promise is a range";
    remove_at_line_end(sign) = "remove `{sign}` at the end of the line";
    form_of_lookup_row = "write a row of a lookup as `a, b : 5`, each on its own line";
    form_of_range = "write a range as `1..5`";

    // Constructs written as in other languages or on a sheet.
    a_rounding_precision = "a rounding precision";
    a_minimum = "a minimum number of values";
    an_answer_for_no_values = "the case without values";
    a_range = "a range";
    a_range_of_days = "a range of days";
    list_in_brackets = "a list needs `[` and `]`";
    two_bounds_of_tier = "a tier takes one bound, or both ends in brackets";
    bound_before_tier(tier) = "the tier `{tier}` must come before its bound";
    empty_cell = "a cell of the row is empty";
    choice_in_column = "a choice needs its own declaration";
    declare_choice(choice, values) = "declare `choice {choice} {values}`, and write `{choice}` here";
    unknown_rounding(word) = "`{word}` is not a rounding mode";

    // Constructs that are correct in other places.
    header_without_marks = "the text before `as` must be in quotation marks";
    sign_at_line_end(sign) = "unexpected `{sign}` at the end of the line";
    unknown_sign(sign) = "`{sign}` is not an operator";
    sign_with_blank(sign) = "unexpected blank in `{sign}=`";
    key_with_its_type(column) = "write `key {column}`, and remove the line `{column}`";
    type_of_key(key) = "give it a type: `key {key} : text`, `key {key} : count`";
    key_without_type(key) = "the key `{key}` has no type here";
    after_comma = ", after a comma";
    markers_below_column = "the texts of missing cells belong on the line of their column";
    put_at_end_above(words, comma) = "put `{words}` at the end of the line above{comma}";
    rows_after_comma(word) = "`{word}` must come before the first comma";
    put_after(words, other) = "put `{words}` after `{other}`";
    option_without_comma(option) = "`{option}` must come after a comma";
    put_comma_before(option) = "put a comma before `{option}`";
    out_of_order(words, other) = "`{words}` must come before `{other}`";
    put_before(words, other) = "put `{words}` before `{other}`";
    begins_with_end_of_line(word) = "this line cannot begin with `{word}`";
    put_at_end_of_line_above(word) = "put `{word}` at the end of the line above";

    // Expected and found tokens.
    unclosed_bracket(bracket) = "this `{bracket}` is not closed";
    close_where_it_ends(bracket) = "put `{bracket}` where it ends";
    unsupported_notation(what, found) = "unsupported notation for {what}: `{found}`";
    closed_by_another(bracket, found) = "`{bracket}` is closed by `{found}`";
    close_with(bracket) = "close it with `{bracket}`";
    opened_here = "opened here";
    a_date = "a date";
    expected_but_found(wanted, found) = "expected {wanted}, found `{found}`";
    line_too_short = "the line ends too early";
    expected_before_line_end(wanted) = "expected {wanted}, but the line ends";
    declaration_too_short = "the declaration ends too early";
    expected_before_declaration_end(wanted) = "expected {wanted}, but the declaration ends";
    expected_declaration = "expected a declaration";
    closes_nothing(bracket) = "unmatched `{bracket}`";
    remove_bracket = "remove it, or look above for a bracket that is closed too early";
    no_declaration(word) = "`{word}` does not begin a declaration";
    declarations_begin_with(words) = "a declaration begins with one of {words}";

    // Constructs that can come next.
    a_text = "a text in quotation marks";
    a_number = "a number";
    a_name = "a name";
    a_whole_number = "a whole number";
    a_ratio = "a ratio";
    a_severity = "`error` or `warning`";
    a_clause = "a clause";
    a_period = "a period";
    a_type = "a type";
    a_bound = "a bound";
    a_rounding_mode = "a rounding mode";
    a_column = "a column";
    an_indicator = "an indicator";
    a_value = "a value";
    a_tier = "a tier";

    // Dates, numbers and amounts written in the format of other places.
    a_percentage = "a percentage";
    no_currency(number) = "write the number without a currency: `{number}`";
    comma_or_point(number, small) = "write `{number}`, or `{small}` if the comma is a decimal point";
    an_amount = "an amount";
    number_or_points(number) = "write `{number}`, or `{number} points` if the value is declared in points";
    a_comparison = "a comparison";

    // Expressions.
    too_many_parts(most) = "this expression has more than {most} parts";
    name_parts_with_let = "name parts of it with `let`";
    chained_comparison = "comparisons cannot be chained";

    // Whole files.
    file_too_large(most) = "the file is larger than {most} MiB";
    split_policy = "split the policy; data belongs in data files";
    lone_carriage_return = "the line ends with a lone carriage return";
    save_with_line_ends = "save the file with LF or CRLF line ends";

    // The rest of a file with mistakes.
    brace_closes_too_early = "this `}` closes a body that continues below";
    too_many_mistakes = "this file has more mistakes than are reported at once";
    correct_these_first = "correct these first";

    // Brackets, comments and texts.
    brackets_too_deep(most) = "brackets are nested more than {most} deep";
    form_of_comment = "begin a comment with `//`";
    comment_each_line(open, close) = "begin each of its lines with `//`, and remove `{open}` and `{close}`";
    no_comment(sign) = "`{sign}` does not begin a comment";
    text_ends_otherwise(open, close, found) =
        "a text that begins with `{open}` ends with `{close}`, not with `{found}`";
    close_text(close) = "put `{close}` where the text ends";
    unclosed_text = "this text has no closing quotation mark on its line";

    // Invisible characters: their names, the programs that insert them, and how gradus reads them.
    no_break_blank = "a no-break blank";
    from_word_processors = ", as word processors insert it";
    narrow_no_break_blank = "a narrow no-break blank";
    figure_blank = "a blank as wide as a digit";
    from_spreadsheets = ", as spreadsheets insert it";
    other_blank = "a blank of another width";
    from_typesetting = ", as typesetting programs insert it";
    blank_letter = "a blank letter";
    page_break = "a page break";
    line_separator = "a line separator";
    from_pages_and_word_processors = ", as in web pages and word processors";
    paragraph_separator = "a paragraph separator";
    next_line_character = "a next-line character";
    from_mainframes = ", as on mainframes";
    zero_width_blank = "a zero-width blank";
    from_pages = ", as in web pages";
    zero_width_non_joiner = "a zero-width non-joiner";
    zero_width_joiner = "a zero-width joiner";
    word_joiner = "a word joiner";
    byte_order_mark = "a byte order mark";
    from_joined_files = ", as in joined files";
    soft_hyphen = "a soft hyphen";
    variation_selector = "a variation selector";
    from_emoji_keyboards = ", as emoji keyboards insert it";
    invisible_character = "an invisible character";
    annotation_mark = "an annotation mark";
    direction_mark = "a mark of the text direction";
    turning_character = "a character that changes the text direction";
    control_character = "a control character";
    named_character(name, number, origin) = "{name} (U+{number}){origin}";
    unseen_in_text(character) = "this text contains {character}";
    text_without_unseen(text) = "remove it: without it the text is {text}";
    file_has_more(count) = "; the file has {count} of them";
    fmt_writes_blank = "`gradus fmt` replaces it by a plain blank";
    fmt_removes = "`gradus fmt` removes it";
    fmt_ends_line = "`gradus fmt` replaces it by a line end";
    unseen_character(character, more) = "this is {character}{more}";
    file_has_more_words(count) = "; the file has {count} such words";
    full_width_letters(written, read, more) = "`{written}` is written in full-width letters and read as `{read}`{more}";
    fmt_writes_plain(read) = "write `{read}`; `gradus fmt` corrects all of them";
}
