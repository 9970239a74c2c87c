//! Texts of many rooms: lists, counts, and fixes that always have the same words.

use std::fmt::Display;

catalogue! { phrase;
    // Fixes.
    write(what) = "write `{what}`";
    write_or(what, other) = "write `{what}` or `{other}`";
    remove(what) = "remove `{what}`";
    remove_it = "remove it";
    keep_one = "keep one";
    write_for_example(what) = "for example, write `{what}`";

    // Names.
    unknown_value(owner, name) = "`{owner}` has no value `{name}`";
    its_values(values) = "its values are {values}";
    declared_here = "declared here";

    // Cycles.
    defined_by_itself(value) = "{value} depends on itself";
    defined_by_each_other(path) = "circular definition: {path}";
    leads_to(first, second) = "{first} → {second}";
    remove_a_step = "remove one of these steps";

    // Duplicates.
    repeated(words) = "duplicate `{words}`";
    first_of_two = "the first";
    first_here = "first here";

    // Counts.
    decimals(count) = "1 decimal" | "{count} decimals";

    // Reasons.
    because(what, reason) = "{what}: {reason}";

    // Lists.
    name(name) = "`{name}`";
    one(name) = "one `{name}`";
    separator = ", ";
    and(items, last) = "{items} and {last}";
    or(items, last) = "{items} or {last}";
    and_so_on(items) = "{items}, …";
    and_more(items, count) = "{items} and {count} more";
    /// Two names, to be written within the backticks of one name.
    or_between_names(one, other) = "{one}` or `{other}";
}

/// Joins texts from left to right with a template for two: `a and b and c`. Empty if there are no texts.
pub(crate) fn chain<T: Display>(items: impl IntoIterator<Item = T>, join: impl Fn(String, T) -> String) -> String {
    let mut items = items.into_iter();
    let first = items.next().map_or(String::new(), |first| first.to_string());
    items.fold(first, join)
}

/// Texts with an `and` between each two.
pub(crate) fn both<T: Display>(items: impl IntoIterator<Item = T>) -> String {
    chain(items, and)
}

/// Texts with an `or` between each two.
pub(crate) fn either<T: Display>(items: impl IntoIterator<Item = T>) -> String {
    chain(items, or)
}

/// `` one `a` and one `b` ``
pub(crate) fn one_of_each<T: Display>(names: impl IntoIterator<Item = T>) -> String {
    both(names.into_iter().map(one))
}

/// Texts with commas between them and an `or` before the last. Empty if there are no texts.
pub(crate) fn any_of<T: AsRef<str>>(items: &[T]) -> String {
    match items.split_last() {
        Some((last, [])) => last.as_ref().to_string(),
        Some((last, before)) => {
            or(before.iter().map(AsRef::as_ref).collect::<Vec<_>>().join(separator()), last.as_ref())
        }
        None => String::new(),
    }
}

/// Names in backticks, with commas between them.
pub(crate) fn names<T: Display>(names: impl IntoIterator<Item = T>) -> String {
    names.into_iter().map(name).collect::<Vec<_>>().join(separator())
}

/// At most `most` texts with commas between them, then how many more there are.
pub(crate) fn listed<T: Display>(items: impl IntoIterator<Item = T>, most: usize) -> String {
    let mut rest = items.into_iter().fuse();
    let shown = rest.by_ref().take(most).map(|item| item.to_string()).collect::<Vec<_>>().join(separator());
    match rest.count() {
        0 => shown,
        more => and_more(shown, more),
    }
}

/// Names in backticks with commas between them, and `…` after as many names as people read.
pub(crate) fn first_names<T: Display>(names: impl IntoIterator<Item = T>) -> String {
    const MOST: usize = 20;
    let mut rest = names.into_iter().fuse();
    let first = self::names(rest.by_ref().take(MOST));
    if rest.next().is_some() { and_so_on(first) } else { first }
}
