//! The help for a failure of the grammar: for known mistakes, how to correct them, and otherwise how the construct is
//! written.

use super::super::Rule;
use super::{Failure, FoundToken, ends_with_word, is_name};
use crate::diagnostic::suggest;
use crate::functions::{Function, NothingLeft};
use crate::messages::{phrase, syntax as say};

/// The words of units.
const UNITS: [&str; 13] = [
    "second",
    "seconds",
    "minute",
    "minutes",
    "hour",
    "hours",
    "day",
    "days",
    "month",
    "months",
    "working days",
    "point",
    "points",
];

impl Failure<'_> {
    /// Returns the help, which every failure has. `seen` is the word as written in the policy.
    pub(super) fn cure(&self, seen: &str) -> String {
        let known = match self.found {
            FoundToken::Word(word) => self
                .of_sign(word, seen)
                .or_else(|| self.of_capitals(word))
                .or_else(|| self.of_language(word))
                .or_else(|| self.of_spelling(word))
                .or_else(|| self.of_place(word, seen)),
            FoundToken::LineEnd => self.of_body(),
            FoundToken::End => None,
        };
        known.unwrap_or_else(|| self.form().to_string())
    }

    /// A head without its brace, above lines with a deeper indentation.
    fn of_body(&self) -> Option<String> {
        let (before, behind) = self.text.split_at_checked(self.at)?;
        let next = behind.lines().find(|line| !line.trim().is_empty())?;
        let column = |line: &str| line.len() - line.trim_start().len();
        let deeper = column(next) > column(before.rsplit('\n').next()?);
        (deeper && self.wants(&[Rule::open_brace, Rule::body])).then(|| say::brace_at_end().to_string())
    }

    /// Signs of other languages and keyboards.
    fn of_sign(&self, word: &str, seen: &str) -> Option<String> {
        let before = self.text.get(..self.at)?.trim_end();
        let digit = |c: char| c.is_ascii_digit();
        let in_a_number = || self.after(word).starts_with(digit);
        let range = self.wants(&[Rule::dots]) && !self.wants(&[Rule::add]);
        Some(match word {
            ">" | ">=" if before.ends_with('<') => phrase::write("is not"),
            "==" | "is" if self.defines() => say::equals_defines().to_string(),
            "==" => say::is_compares().to_string(),
            "=" if self.wants(&[Rule::add]) && !before.ends_with(['<', '>']) => {
                say::equals_defines_a_name().to_string()
            }
            ":" if self.wants(&[Rule::equals]) => say::equals_defines().to_string(),
            "!=" | "！=" | "≠" => phrase::write("is not"),
            "=>" | "→" | "⇒" if self.wants(&[Rule::arrow, Rule::refers]) => phrase::write("->"),
            "=>" => phrase::write(">="),
            "=<" => phrase::write("<="),
            "&&" | "&" => phrase::write("and"),
            "||" | "|" => phrase::write("or"),
            "'" | "‘" | "’" | "「" | "『" | "＂" => say::text_in_marks().to_string(),
            "~" | "～" | "-" | "−" | "–" | "—" | "…" | "to" if range => say::form_of_range().to_string(),
            "×" | "＊" => phrase::write("*"),
            "÷" => phrase::write("/"),
            "−" | "–" | "—" => phrase::write("-"),
            "^" => phrase::write("power(x, 2)"),
            "," if before.ends_with(digit) && in_a_number() => say::decimal_point().to_string(),
            "." if in_a_number() => say::digit_before_point().to_string(),
            "," if self.is_in_lookup() => say::form_of_lookup_row().to_string(),
            "," if self.of_subject_alone().is_some() => self.of_subject_alone()?,
            "." | "," if self.ends_line => say::remove_at_line_end(seen),
            _ => return None,
        })
    }

    /// `missing ignored`: other words for values that are left out.
    fn is_other_rule(&self, before: &str, word: &str) -> bool {
        const OTHERS: [&str; 9] =
            ["ignore", "ignored", "drop", "dropped", "exclude", "excluded", "omitted", "removed", "skip"];
        ends_with_word(before, "missing") && OTHERS.contains(&word)
    }

    /// The rule that leaves missing values out of the call. It includes the answer for no values if the call needs one.
    fn skipped(&self) -> &'static str {
        let called = self.open.and_then(|(open, _)| self.text.get(..open)).unwrap_or("");
        let name = called.rsplit(|c| !unicode_ident::is_xid_continue(c)).next().unwrap_or("");
        let needs = Function::named(name).is_some_and(|function| function.row().nothing_left == NothingLeft::Asked);
        let inside =
            called.len()..self.open.and_then(|(open, _)| super::outline::closed(self.text, open)).unwrap_or(self.at);
        let answers = self.text.get(inside).is_some_and(|call| call.contains("if empty"));
        if needs && !answers { "skipped, if empty missing" } else { "skipped" }
    }

    /// `tiers level of branch, …`: a value and its subject are needed, but there is only one name.
    fn of_subject_alone(&self) -> Option<String> {
        let (head, name) = self.text.get(..self.at)?.trim_end().split_once(" of ")?;
        let is_alone = self.text.starts_with("tiers") && self.wants(&[Rule::of_, Rule::of_subject]);
        (is_alone && is_name(name)).then(|| say::value_and_subject(head, name))
    }

    /// Whether a name is defined here, and nothing can be compared.
    fn defines(&self) -> bool {
        self.wants(&[Rule::equals]) && !self.wants(&[Rule::add])
    }

    /// A word of the language in capitals that could be here in small letters.
    fn of_capitals(&self, word: &str) -> Option<String> {
        let small = word.to_lowercase();
        let fits = |rule: &Rule| super::words::keyword(*rule).is_some_and(|keyword| keyword == small);
        let goes_on = ["and", "or", "is", "in", "not", "default"].contains(&small.as_str()) && self.wants(&[Rule::add]);
        (small != word && (goes_on || self.wanted.iter().any(fits))).then(|| phrase::write(&small))
    }

    /// A word of the language, written in another language.
    fn of_language(&self, word: &str) -> Option<String> {
        let (_, meant) = CHINESE.iter().find(|(chinese, _)| *chinese == word)?;
        let meant = if *meant == "is" && self.defines() { "=" } else { meant };
        Some(say::keywords_are_english(meant))
    }

    /// A word with nearly the spelling of a word that could be here.
    fn of_spelling(&self, word: &str) -> Option<String> {
        let is_word = word.chars().count() > 2 && is_name(word) && !super::words::KEYWORDS.contains(word);
        is_word
            .then(|| suggest::did_you_mean(word, self.wanted.iter().filter_map(|rule| super::words::keyword(*rule))))?
    }

    /// Words and numbers that are correct in other places.
    fn of_place(&self, word: &str, seen: &str) -> Option<String> {
        let names = [Rule::ident, Rule::column_head, Rule::node, Rule::tier, Rule::choice_value, Rule::type_name];
        let wants_name = self.wants(&names);
        let is_name = word.starts_with(unicode_ident::is_xid_start);
        let before = self.text.get(..self.at)?.trim_end();
        let is_digits = word.starts_with(|c: char| c.is_ascii_digit());
        Some(match word {
            _ if ["because", "cite", "test"].iter().any(|w| ends_with_word(before, w)) => {
                say::put_text_in_marks().to_string()
            }
            "because" if ends_with_word(before, "missing") => say::reason_of_answer().to_string(),
            "where" | "if" | "when" if self.is_in_head_of_judged() => say::declare_eligibility().to_string(),
            "over" | "per" if self.wants(&[Rule::close_paren]) => say::peers_in_order().to_string(),
            _ if self.wants(&[Rule::close_paren]) && ends_with_word(before_word(before), "over") => {
                say::over_takes_name().to_string()
            }
            "when" if self.is_in_first() => say::value_before_condition().to_string(),
            "+" if self.wants(&[Rule::number, Rule::amount, Rule::quantity]) => phrase::remove(seen),
            "}" if self.wants(&[Rule::otherwise_]) => say::end_first_with_otherwise().to_string(),
            _ if self.is_in_first() && self.wants(&[Rule::close_brace]) => say::otherwise_is_last().to_string(),
            _ if wants_name && RESERVED.contains(&word) => say::reserved_word(word),
            "else" | "sonst" if self.text.starts_with("tiers") => phrase::write("otherwise"),
            "total" if ends_with_word(before, "weight") => say::form_of_weights().to_string(),
            // A value and another value without a sign between them: the author forgot the brackets.
            _ if self.wants(&[Rule::add]) && is_call_without_brackets(before, word) => {
                let name = before.rsplit(|c| !unicode_ident::is_xid_continue(c)).next().unwrap_or("");
                say::form_of_this_call(name, word)
            }
            _ if self.is_promise() => say::promise_is_range(seen),
            _ if ends_with_word(before, "if") && self.is_in_call() => say::form_of_if_empty().to_string(),
            _ if self.is_other_rule(before, word) && self.is_in_call() => phrase::write(self.skipped()),
            _ if self.is_other_rule(before, word) && self.text.starts_with("tree") => {
                phrase::write("renormalise within parent")
            }
            _ if ends_with_word(before, "if") || word == "else" => say::form_of_case().to_string(),
            _ if is_name && self.wants(&[Rule::unit]) && !self.wants(&[Rule::close_brace]) => {
                let near = suggest::did_you_mean(word, UNITS);
                let is_behind = before.ends_with(|c: char| c.is_ascii_digit()) || ends_with_word(before, "in");
                let is_unit = is_behind && !super::words::KEYWORDS.contains(word);
                near.or_else(|| (is_unit && !self.wants(&[Rule::when_])).then(|| say::units(phrase::names(UNITS))))?
            }
            _ if is_digits && self.after(word).starts_with(['至', '到']) => say::form_of_range().to_string(),
            _ if is_digits
                && self.after(word).starts_with(unicode_ident::is_xid_start)
                && wants_name
                && !self.wants(&[Rule::number, Rule::weight, Rule::node, Rule::amount, Rule::operand, Rule::expr]) =>
            {
                say::name_begins_with_letter().to_string()
            }
            _ if is_digits && self.after(word).starts_with(unicode_ident::is_xid_start) => {
                say::blank_after_number().to_string()
            }
            _ if is_digits && before.ends_with(':') && self.text.starts_with("param") => {
                say::equals_defines_not_colon().to_string()
            }
            _ if self.wants(&[Rule::mode]) => say::name_rounding_mode().to_string(),
            _ if self.wants(&[Rule::bound]) => say::form_of_tier().into(),
            _ => return None,
        })
    }

    /// The form of the construct in which the failure is.
    fn form(&self) -> &'static str {
        let piece = self.text.get(..self.at).unwrap_or("");
        let word = piece.split_whitespace().next().unwrap_or("");
        let line = piece.rsplit('\n').next().unwrap_or("").trim_start();
        let inside = piece.contains('{');
        match word {
            _ if self.is_in_lookup() => say::form_of_lookup_row(),
            _ if ends_with_word(piece.trim_end(), "missing") && self.is_in_call() => say::answer_missing(),
            _ if self.is_in_call() => say::form_of_call(),
            _ if self.is_in_first() => say::form_of_case(),
            "policy" => say::form_of_policy(),
            "choice" => say::form_of_choice(),
            "table" if line.starts_with("key") => say::form_of_key(),
            "table" if line.starts_with("rows") => say::form_of_rows(),
            "table" if inside => say::form_of_column(),
            "table" => say::form_of_table(),
            "subject" => say::form_of_subject(),
            "eligibility" if line.starts_with("override") => say::form_of_override(),
            "eligibility" if line.starts_with("undetermined") => say::form_of_undetermined(),
            "eligibility" if inside => say::form_of_clause(),
            "eligibility" => say::form_of_eligibility(),
            "check" => say::form_of_check(),
            "publish" => say::form_of_publish(),
            "period" => say::form_of_period(),
            "param" => say::form_of_param(),
            "let" => say::form_of_let(),
            "tree" if inside && line.starts_with("then") => say::form_of_step(),
            "tree" if inside && line.starts_with("missing") => say::form_of_missing(),
            "tree" if inside => say::form_of_indicator(),
            "tree" => say::form_of_tree(),
            "tiers" if piece.contains("ranked within") && inside => say::form_of_ranked_tier(),
            "tiers" if piece.contains("ranked within") => say::form_of_ranking(),
            "tiers" if inside => say::form_of_tier(),
            "tiers" => say::form_of_tiers(),
            _ if line.starts_with("given") => say::form_of_given(),
            _ if line.starts_with("expect") => say::form_of_expect(),
            _ => say::form_of_test(),
        }
    }

    /// Whether the failure is in the head of a subject, tree or tiers, after the name and before any body.
    fn is_in_head_of_judged(&self) -> bool {
        let head = self.text.get(..self.at).unwrap_or("");
        let of_kind = ["subject", "tree", "tiers"].iter().any(|word| head.starts_with(word));
        of_kind && !head.contains('{') && head.split_whitespace().nth(1).is_some()
    }

    /// Whether a word is before the range that a tree promises.
    fn is_promise(&self) -> bool {
        let before = self.text.get(..self.at).unwrap_or("").trim_end();
        let word = self.found.word();
        let range = self.after(word).trim_start().starts_with(|c: char| c.is_ascii_digit());
        self.text.starts_with("tree") && before.ends_with(':') && range && is_name(word)
    }

    /// The text after a found word.
    fn after(&self, word: &str) -> &str {
        self.text.get(self.at + word.len()..).unwrap_or("")
    }

    /// Whether the innermost open bracket is that of a call.
    pub(super) fn is_in_call(&self) -> bool {
        let open = self.open.filter(|(_, sign)| *sign == '(');
        let before = open.and_then(|(at, _)| self.text.get(..at));
        let word = before.map(|text| text.rsplit(|c| !unicode_ident::is_xid_continue(c)).next().unwrap_or(""));
        word.is_some_and(|word| is_name(word) && !self.wants(&[Rule::given_row, Rule::cell]))
            && self.text.get(..self.at).is_some_and(|piece| piece.contains('='))
    }

    /// Whether the innermost open bracket is that of a `lookup`.
    fn is_in_lookup(&self) -> bool {
        let before = self.open.and_then(|(at, _)| self.text.get(..at));
        let line = before.and_then(|text| text.rsplit('\n').next());
        line.is_some_and(|line| line.split(|c: char| !unicode_ident::is_xid_continue(c)).any(|word| word == "lookup"))
    }

    /// Whether the innermost open bracket is that of a `first`.
    pub(super) fn is_in_first(&self) -> bool {
        let before = self.open.and_then(|(at, _)| self.text.get(..at));
        before.is_some_and(|text| ends_with_word(text.trim_end(), "first"))
    }
}

/// Words that Chinese authors write instead of the words of the language.
const CHINESE: [(&str, &str); 42] = [
    ("缺失", "missing"),
    ("缺失值", "missing"),
    ("空白", "missing"),
    ("否则", "otherwise"),
    ("其他", "otherwise"),
    ("其余", "otherwise"),
    ("大于等于", ">="),
    ("不小于", ">="),
    ("不低于", ">="),
    ("小于等于", "<="),
    ("不大于", "<="),
    ("不高于", "<="),
    ("大于", ">"),
    ("高于", ">"),
    ("小于", "<"),
    ("低于", "<"),
    ("等于", "is"),
    ("是", "is"),
    ("不等于", "is not"),
    ("并且", "and"),
    ("而且", "and"),
    ("且", "and"),
    ("和", "and"),
    ("或", "or"),
    ("或者", "or"),
    ("不", "not"),
    ("当", "when"),
    ("如果", "when"),
    ("因为", "because"),
    ("理由", "because"),
    ("依据", "cite"),
    ("权重", "weights"),
    ("合计", "total"),
    ("四舍五入", "rounded half away from zero"),
    ("政策", "policy"),
    ("规则", "policy"),
    ("表", "table"),
    ("对象", "subject"),
    ("参数", "param"),
    ("资格", "eligibility"),
    ("等级", "tiers"),
    ("测试", "test"),
];

/// `mean x`: the name of a function before its argument.
fn is_call_without_brackets(before: &str, word: &str) -> bool {
    is_name(word) && Function::ALL.iter().any(|function| ends_with_word(before, function.name()))
}

/// A text without its last word.
fn before_word(text: &str) -> &str {
    text.rsplit_once(char::is_whitespace).map_or("", |(before, _)| before.trim_end())
}

/// The words that cannot be names.
pub(super) const RESERVED: [&str; 19] = [
    "absent",
    "and",
    "because",
    "cite",
    "default",
    "first",
    "in",
    "is",
    "missing",
    "no",
    "not",
    "of",
    "on",
    "or",
    "otherwise",
    "then",
    "when",
    "where",
    "yes",
];
