//! Messages of [`crate::manifest`].

catalogue! { manifest;
    // The possible forms of the data of a table.
    file_or_list_or_table = "a file, a list of files, or a table with `file`";
    word_or_table = "a word, or a table with a word for each kind of defect";
    share_or_rows = "a share such as `\"5%\"`, or a whole number of rows";

    // The possible forms of expected results.
    table_or_tables = "a table with `file`, or a list of such tables";
    no_distance(text) = "`{text}` is not a distance: write zero or a positive number, such as `0.001`";
    bad_separator(text) = "`{text}` cannot separate cells: write one character, such as `,`, `;`, `|` or `\\t`";

    // Reading a manifest.
    quote_names = "put quotation marks around names that are not ASCII: `\"校区\" = \"campus.csv\"`";
    see_manual = "the manual lists all settings of a manifest";
    plain_characters(line) = "write it in ASCII characters: `{line}`";
    forward_slashes(key, path) = "write `/` between folders: `{key} = {path}`";
    put_in_marks(key, value) = "put quotation marks around it: `{key} = {value}`";
    write_list(key, values) = "write a list: `{key} = [{values}]`";
    other_kind_of_value = "this value has the wrong type";
    write_yes_or_no = "write `\"yes\"` or `\"no\"`";
    write_list_of_one(value) = "write a list: `[{value}]`";
    put_value_in_marks(value) = "put quotation marks around it: `\"{value}\"`";
    expected_whole_number = "expected a whole number";
    write_one_of(values) = "write {values}";
    newer_language(version, own) = "the policy is written in language {version}, and this program reads language {own}";
    install_newer = "install a version of gradus that reads it";
    unknown_language(language) = "`{language}` is not a version of the language";
}
