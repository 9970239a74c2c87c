//! Messages of [`crate::diagnostic`].

catalogue! { diagnostic;
    // Spellings.
    did_you_mean(name) = "did you mean `{name}`?";
    they_look_alike(help, difference) = "{help} They look alike: {difference}";
    letter(letter, number) = "`{letter}` is U+{number}";
    letters_of(name, letters) = "in `{name}`, {letters}";

    // The parts of a finding on one line.
    help(help) = " (help: {help})";
    in_column(column) = ", column `{column}`";
}
