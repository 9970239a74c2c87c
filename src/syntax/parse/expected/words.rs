//! The grammar's rules in the words of an author.

use super::super::Rule;
use crate::messages::{phrase, syntax as say};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// The words of the language. Each is a rule whose name is the word and a `_`.
pub(super) static KEYWORDS: LazyLock<BTreeSet<&'static str>> = LazyLock::new(|| {
    let names = Rule::all_rules().iter().map(|rule| name(*rule));
    names.filter_map(|name| name.strip_suffix('_')).filter(|word| !word.contains('_')).collect()
});

/// The name of a rule. It is never shown, since only words that an author can write are taken from it.
fn name(rule: Rule) -> &'static str {
    static NAMES: LazyLock<BTreeMap<Rule, String>> =
        LazyLock::new(|| Rule::all_rules().iter().map(|rule| (*rule, format!("{rule:?}"))).collect());
    NAMES.get(&rule).map_or("", String::as_str)
}

/// The word of the language that is the rule, or that begins it.
pub(super) fn keyword(rule: Rule) -> Option<&'static str> {
    let first = name(rule).split('_').next()?;
    KEYWORDS.contains(first).then_some(first)
}

/// The rules in words, without duplicates, in a fixed order. The text is empty if there are too many to be of help.
pub(super) fn wanted(positives: &[Rule], found: &str) -> String {
    // An expression can always continue after a whole value. Other possible continuations are better advice.
    let behind_value = positives.contains(&Rule::add);
    let behind_name = positives.contains(&Rule::member);
    let goes_on = |rule: Rule| {
        behind_value && matches!(rule, Rule::dots | Rule::is_ | Rule::not_ | Rule::on_scale)
            || behind_name && matches!(rule, Rule::call | Rule::open_paren | Rule::sideways | Rule::at_)
    };
    let mut words: Vec<&str> = positives.iter().filter(|r| !goes_on(**r)).filter_map(|r| word(*r)).collect();
    words.sort_unstable();
    words.dedup();
    // A label can follow every name. Only words without quotation marks are probably a label.
    if words.len() > 1 && !found.starts_with(unicode_ident::is_xid_start) && !found.starts_with('\'') {
        words.retain(|w| *w != say::a_text());
    }
    // A range can follow every type. If the fact can end here, the end is better advice.
    if words.contains(&"`}`") {
        words.retain(|w| *w != say::a_number());
    }
    if words.len() > 6 {
        return String::new();
    }
    phrase::any_of(&words)
}

/// A rule in the words of an author; `None` if its name would not help.
fn word(rule: Rule) -> Option<&'static str> {
    use Rule::*;
    Some(match rule {
        ident | type_name => say::a_name(),
        text | label | bound_text => say::a_text(),
        number | quantity | amount | weight => say::a_number(),
        digits => say::a_whole_number(),
        date => say::a_date(),
        arrow | refers => "`->`",
        times | product => "`×`",
        ratio => say::a_ratio(),
        severity => say::a_severity(),
        clause_when | unless_ => "`when`",
        include | exclude | mark | override_line | undetermined_line => say::a_clause(),
        absent_ => "`absent`",
        period => say::a_period(),
        open_brace | body => "`{`",
        close_brace => "`}`",
        open_paren | given_row | call => "`(`",
        close_paren => "`)`",
        open_list => "`[`",
        close_list => "`]`",
        comma => "`,`",
        colon => "`:`",
        equals => "`=`",
        dots => "`..`",
        decimals => "`decimals`",
        column_type => say::a_type(),
        bound => say::a_bound(),
        mode => say::a_rounding_mode(),
        column | column_head => say::a_column(),
        node => say::an_indicator(),
        expr | operand => say::a_value(),
        tier => say::a_tier(),
        choice_value => say::a_value(),
        cell => say::a_value(),
        by_ => "`by`",
        of_ | of_subject => "`of`",
        is_ => "`is`",
        as_ => "`as`",
        to_ => "`to`",
        when_ => "`when`",
        otherwise_ | fallback => "`otherwise`",
        total_ => "`total`",
        at_ => "`at`",
        missing_ => "`missing`",
        plus_ => "`plus`",
        minus_ => "`minus`",
        capped_ => "`capped at`",
        limited_ => "`limited`",
        rounded_ => "`rounded`",
        propagates_ | unscored_ | propagates => "`propagates`",
        renormalise_ | renormalise => "`renormalise within parent`",
        across_ | across => "`renormalise across`",
        fails_ | fails => "`fails`",
        skipped_ | skipped => "`skipped`",
        counts_ | counts_as => "`counts as`",
        within_ => "`within`",
        parent_ => "`parent`",
        given | given_ => "`given`",
        expect | expect_ => "`expect`",
        rows_ | page_rows => "`rows`",
        reference | group | list | first | negate | not_ | nothing => say::a_value(),
        _ => return None,
    })
}
