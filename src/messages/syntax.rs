//! What [`crate::syntax`] says.

catalogue! { syntax;
    // Column families.
    member_label(column, value) = "{column} ({value})";
    family_never_absent(column) = "`{column}` is a column for each value of a choice, and none of them can be absent";
    reason_of_missing = "write `or missing`, with a reason if you like: `or missing \"\" because \"…\"`";
    family_refers_to_nothing(column) = "`{column}` is a column for each value of a choice, and refers to nothing";
    declare_type = "declare its type: `text`, `number with 2 decimals`, or a choice";
    two_choices_in_header(column) = "the header of `{column}` has two choices between braces";
    keep_one_choice = "keep one, and write a line for each value of the other";
    braces_name_choice = "between braces stands a choice: there is a column for each of its values";
    no_choice_in_braces(column) = "the braces of `{column}` name no choice";
    unknown_choice(choice) = "there is no choice `{choice}`";

    // Texts, notes and numbers of declarations.
    unreadable_tree = "gradus cannot make sense of its own reading of this";
    report_bug = "this is a bug of gradus: please report it with this file";
    begins_and_ends = "begins and ends";
    ends = "ends";
    begins = "begins";
    outer_blank(text, ends) = "`{text}` {ends} with a blank: without it that is another text";
    clauses_in_one_text = "name several clauses in one text: `cite \"2.1(1), 2.1(2)\"`";
    too_many_decimals = "more than 30 decimals are not supported";
    fewer_decimals = "write at most 30 decimals";
    too_many_digits = "this number has more than 38 digits";
    fewer_digits = "a number of a policy has at most 38 digits";
    point_in_number(number, read) = "`{number}` is read as `{read}`";
    point_or_thousands(number, whole) = "write `{number}`, or `{whole}` where the point stands between thousands";

    // References.
    reference_not_alone = "a reference that is made of several values stands on a line of its own";
    form_of_reference = "write `name -> table (column, column)`";
    does_not_fit(found) = "`{found}` does not fit here";
    reference_without_cell = "a reference that is made of several values has no cell of its own";

    // Mistakes that people are known to make, and how things are written.
    brace_at_end = "put `{` at the end of this line, and `}` below what belongs to it";
    equals_defines = "`=` defines: write `=`";
    is_compares = "to compare, write `is`; `=` defines";
    equals_defines_a_name = "`=` defines a name; to compare, write `is`";
    text_in_marks = "a text stands between `\"` and `\"`";
    decimal_point = "write a decimal point: `0.5`";
    digit_before_point = "write a digit in front of the point: `0.5`";
    keywords_are_english(keyword) = "names may be Chinese, the words of the language are English: write `{keyword}`";
    put_text_in_marks = "put the text between `\"` and `\"`";
    reason_of_answer = "`missing because \"…\"` is a whole answer of `first { … }` or `lookup { … }`";
    who_is_left_out =
        "who is left out is said by a declaration: `eligibility judged of branch { include always, exclude when … }`";
    peers_in_order = "write `over counted per a and b`, in this order, behind the rows and in front of `where`";
    over_takes_name = "`over` takes a name: give the condition one with `let`";
    value_before_condition = "the value stands in front of its condition: `first { 1 when x >= 3 otherwise 0 }`";
    end_first_with_otherwise = "end `first` with `otherwise` and the value that holds when no condition does";
    otherwise_is_last = "`otherwise` stands last: put this above it";
    reserved_word(word) = "`{word}` is a word of the language and cannot be a name";
    form_of_weights = "what weights add up to is written `weights total 100`";
    form_of_this_call(function, value) = "a call is written `{function}({value})`";
    form_of_case = "a case is written `first { 1 when x >= 3 otherwise 0 }`";
    units(units) = "units are {units}";
    name_begins_with_letter =
        "a name begins with a letter; what stands in a file is a text in front of it: `\"1st\" as first_one`";
    blank_behind_number = "put a blank between the number and the word";
    equals_defines_not_colon = "`=` defines: write `=`, not `:`";
    say_how_to_round = "say how: `half away from zero`, `half even`, `half up`, `up` or `down`";
    form_of_tier = "a tier is written `good >= 90`, `good [70, 90)` or `good otherwise`";
    answer_missing = "write `missing skipped` behind a comma, or ask with `x is missing`";
    form_of_call = "a call is written `mean(a, b)`, and of rows `mean(x of table)`";
    form_of_policy = "a policy begins `policy name \"Label\"`";
    form_of_choice = "a choice is written `choice size { small, \"L\" as large }`";
    form_of_key = "a key is written `key id : text` or `key (id, year)`";
    form_of_rows = "rows are written `rows = (a, 1), (b, 2)`, a cell for each column";
    form_of_column = "a column is written `name \"Label\" : rating 1..5`, each on a line of its own";
    form_of_table = "a table is written `table name { … }`";
    form_of_subject = "write `subject group = table by column`, or a product: `subject both = one × other`";
    form_of_override = "write `override outcome of decision where …, by person, on day, because reason`";
    form_of_undetermined =
        "write `undetermined reported`, `undetermined counts as excluded` or `undetermined counts as included`";
    form_of_clause = "a clause is written `include when …`, `exclude when …` or `mark name when …`";
    form_of_eligibility = "an eligibility is written `eligibility name of subject { … }`";
    form_of_check = "a check is written `check name of subject error = condition`, or `warning`";
    form_of_publish = "write `publish value, \"header\" as other of subject`";
    form_of_period = "a period is written `period \"2026-spring\" = 2026-02-16..2026-07-05`";
    form_of_param = "a param is written `param name = 20 minutes`, or `param name : size = small`";
    form_of_let = "write `let name of subject = value`, or a scale: `let name(x : rating 1..5) = value`";
    form_of_step =
        "a step is written `then plus 5`, `then capped at 3 when …`, `then limited 0..100` or `then rounded …`";
    former_word(word, new) = "`{word}` is now written `{new}`";
    write_new_word(new) = "write `{new}`; `gradus fmt` replaces all of them";
    form_of_missing = "write `missing unscored`, `missing renormalise within parent` or `missing counts as 0`";
    form_of_indicator = "an indicator is written `30 name = value`, each on a line of its own";
    form_of_tree = "a tree is written `tree name of subject { … }`";
    form_of_ranked_tier = "a tier by rank is its name alone, the best first";
    form_of_ranking = "write `, ranked within all 2:7:1, ties share the better tier, cut half up`";
    form_of_tiers = "tiers are written `tiers name of value of subject { … }`";
    form_of_given = "write the rows in brackets: `given table : id, x = (\"a\", 3), (\"b\", 4)`";
    form_of_expect = "write `expect value of table \"key\" is 3`";
    form_of_test = "write lines such as `given table : id, x = (\"a\", 3)` and `expect value of table \"a\" is 3`";
    promise_is_range(word) = "take `{word}` away: what is promised is a range";
    remove_at_line_end(sign) = "take `{sign}` away: a fact ends with its line";
    form_of_lookup_row = "a row of a lookup is written `a, b : 5`, each on a line of its own";
    form_of_range = "a range is written `1..5`";

    // Pieces that are written as in other languages or on a sheet.
    what_is_rounded_to = "what is rounded to";
    how_many_there_must_be = "how many must be there";
    a_range = "a range";
    a_range_of_days = "a range of days";
    list_in_brackets = "a list stands in `[` and `]`";
    two_bounds_of_tier = "a tier has one bound, or both ends in brackets";
    bound_before_tier(tier) = "`{tier}` is a tier, and stands in front of its bound";
    empty_cell = "a cell of the row says nothing";
    choice_in_column = "a choice has a declaration of its own";
    declare_choice(choice, values) = "declare `choice {choice} {values}`, and write `{choice}` here";
    unknown_rounding(word) = "`{word}` is no way to round";

    // What is right elsewhere.
    header_without_marks = "what stands in a file is a text, and in quotation marks";
    fact_ends_with_line(sign) = "a fact ends with its line, and not with `{sign}`";
    unknown_sign(sign) = "`{sign}` is no sign of the language";
    sign_with_blank(sign) = "`{sign}=` is one sign, and a blank stands in it";
    key_with_its_type(column) = "write `key {column}`, and take the line `{column}` away";
    type_of_key(key) = "say what it is: `key {key} : text`, `key {key} : count`";
    key_without_type(key) = "a key is a column, and `{key}` has no type here";
    behind_comma = ", behind a comma";
    markers_below_column = "the texts of missing cells stand on the line of their column";
    put_at_end_above(words, comma) = "put `{words}` at the end of the line above{comma}";
    rows_behind_comma(word) = "`{word}` says of which rows, and stands in front of the first comma";
    put_behind(words, other) = "put `{words}` behind `{other}`";
    option_without_comma(option) = "`{option}` says how it is computed, and stands behind a comma";
    put_comma_before(option) = "put a comma in front of `{option}`";
    out_of_order(words, other) = "`{words}` stands behind `{other}`, and belongs in front of it";
    put_before(words, other) = "put `{words}` in front of `{other}`";
    begins_with_end_of_line(word) = "`{word}` begins this line, and the line above has ended without it";
    put_at_end_of_line_above(word) = "put `{word}` at the end of the line above";

    // What was expected, and what was found.
    unclosed_bracket(bracket) = "this `{bracket}` is not closed";
    close_where_it_ends(bracket) = "put `{bracket}` where it ends";
    written_otherwise(what, found) = "{what} is not written `{found}`";
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
    closes_nothing(bracket) = "`{bracket}` closes nothing";
    remove_bracket = "take it away, or look above for a bracket that is closed too early";
    no_declaration(word) = "`{word}` begins no declaration";
    declarations_begin_with(words) = "a declaration begins with one of {words}";

    // What may stand in a place.
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

    // Dates, numbers and amounts that are written as elsewhere.
    a_percentage = "a percentage";
    no_currency(number) = "a number carries no currency: write `{number}`";
    comma_or_point(number, small) = "write `{number}`, or `{small}` where the comma was meant as a decimal point";
    an_amount = "an amount";
    number_or_points(number) = "write `{number}`, or `{number} points` where the value is declared in points";
    a_comparison = "a comparison";

    // Expressions.
    too_many_parts(most) = "this expression has more than {most} parts";
    name_parts_with_let = "give parts of it names with `let`";
    chained_comparison = "comparisons cannot be chained";
    date_written_otherwise(found) = "a date is not written `{found}`";

    // Whole files.
    file_too_large(most) = "the file is larger than {most} MiB";
    split_policy = "split the policy; data belongs in data files";
    lone_carriage_return = "the line ends with a carriage return alone";
    save_with_line_ends = "save the file with the line ends of today";

    // What is left of a file with mistakes.
    brace_closes_too_early = "this `}` closes what goes on below";
    too_many_mistakes = "there are more mistakes in this file than are told at once";
    correct_these_first = "correct these first";

    // Brackets, comments and texts.
    brackets_too_deep(most) = "brackets stand more than {most} deep";
    form_of_comment = "a comment begins with `//`: write `//`";
    comment_each_line(open, close) = "begin each of its lines with `//`, and take `{open}` and `{close}` away";
    no_comment(sign) = "`{sign}` begins no comment";
    text_ends_otherwise(open, close, found) =
        "a text that begins with `{open}` ends with `{close}`, not with `{found}`";
    close_text(close) = "put `{close}` where the text ends";
    unclosed_text = "this text has no closing quotation mark on its line";

    // Characters that nobody can see: what they are, who puts them there, what is read.
    no_break_blank = "a no-break blank";
    from_word_processors = ", as word processors put it";
    narrow_no_break_blank = "a narrow no-break blank";
    figure_blank = "a blank as wide as a digit";
    from_spreadsheets = ", as spreadsheets put it";
    other_blank = "a blank of another width";
    from_typesetting = ", as typesetting puts it";
    blank_letter = "a letter that shows nothing";
    page_break = "a page break";
    line_separator = "a line separator";
    from_pages_and_word_processors = ", as web pages and word processors put it";
    paragraph_separator = "a paragraph separator";
    next_line_character = "a next-line character";
    from_mainframes = ", as mainframes put it";
    zero_width_blank = "a zero-width blank";
    from_pages = ", as web pages put it";
    zero_width_non_joiner = "a zero-width non-joiner";
    zero_width_joiner = "a zero-width joiner";
    word_joiner = "a word joiner";
    byte_order_mark = "a byte order mark";
    from_joined_files = ", as joined files have it";
    soft_hyphen = "a soft hyphen";
    variation_selector = "a variation selector";
    from_emoji_keyboards = ", as emoji keyboards put it";
    invisible_character = "a character that shows nothing";
    annotation_mark = "an annotation mark";
    direction_mark = "a mark of the direction of writing";
    turning_character = "a character that turns the direction of writing";
    control_character = "a control character";
    named_character(name, number, origin) = "{name} (U+{number}){origin}";
    unseen_in_text(character) = "this text holds {character}";
    text_without_unseen(text) = "take it away: without it the text is {text}";
    file_has_more(count) = "; the file has {count} of them";
    fmt_writes_blank = "`gradus fmt` puts a plain blank in its place";
    fmt_removes = "`gradus fmt` takes it out";
    fmt_ends_line = "`gradus fmt` ends the line in its place";
    unseen_character(character, more) = "this is {character}{more}";
    file_has_more_words(count) = "; the file has {count} such words";
    full_width_letters(written, read, more) = "`{written}` is written in full-width letters and read as `{read}`{more}";
    fmt_writes_plain(read) = "write `{read}`; `gradus fmt` writes all of them so";
}
