//! What to do about a failure of the grammar: the mistakes that people are known to make, else how such a thing is
//! written.

use super::super::Rule;
use super::{Failure, Found, ends_with_word, is_name};
use crate::diagnostic::suggest;
use crate::functions::Function;

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
    /// A cure, always.
    pub fn cure(&self) -> String {
        let known = match self.found {
            Found::Word(word) => self
                .of_sign(word)
                .or_else(|| self.of_capitals(word))
                .or_else(|| self.of_language(word))
                .or_else(|| self.of_spelling(word))
                .or_else(|| self.of_place(word)),
            Found::LineEnd => self.of_body(),
            Found::End => None,
        };
        known.unwrap_or_else(|| self.form().to_string())
    }

    /// A head without its brace, above lines that stand further in.
    fn of_body(&self) -> Option<String> {
        let (before, behind) = self.text.split_at_checked(self.at)?;
        let next = behind.lines().find(|line| !line.trim().is_empty())?;
        let column = |line: &str| line.len() - line.trim_start().len();
        let deeper = column(next) > column(before.rsplit('\n').next()?);
        (deeper && self.wants(&[Rule::open_brace, Rule::body]))
            .then(|| "put `{` at the end of this line, and `}` below what belongs to it".to_string())
    }

    /// Signs of other languages and keyboards.
    fn of_sign(&self, word: &str) -> Option<String> {
        let before = self.text.get(..self.at)?.trim_end();
        let digit = |c: char| c.is_ascii_digit();
        let in_a_number = || self.after(word).starts_with(digit);
        let range = self.wants(&[Rule::dots]) && !self.wants(&[Rule::add]);
        Some(match word {
            ">" | ">=" if before.ends_with('<') => "write `is not`".to_string(),
            "==" | "is" if self.defines() => "`=` defines: write `=`".to_string(),
            "==" => "to compare, write `is`; `=` defines".to_string(),
            "=" if self.wants(&[Rule::add]) && !before.ends_with(['<', '>']) => {
                "`=` defines a name; to compare, write `is`".to_string()
            }
            ":" if self.wants(&[Rule::equals]) => "`=` defines: write `=`".to_string(),
            "!=" | "！=" | "≠" => "write `is not`".to_string(),
            "=>" | "→" | "⇒" if self.wants(&[Rule::arrow, Rule::refers]) => "write `->`".to_string(),
            "=>" => "write `>=`".to_string(),
            "=<" => "write `<=`".to_string(),
            "&&" | "&" => "write `and`".to_string(),
            "||" | "|" => "write `or`".to_string(),
            "'" | "‘" | "’" | "「" | "『" | "＂" => "a text stands between `\"` and `\"`".to_string(),
            "~" | "～" | "-" | "−" | "–" | "—" | "…" | "to" if range => RANGE.to_string(),
            "×" | "＊" => "write `*`".to_string(),
            "÷" => "write `/`".to_string(),
            "−" | "–" | "—" => "write `-`".to_string(),
            "^" => "write `power(x, 2)`".to_string(),
            "," if before.ends_with(digit) && in_a_number() => "write a decimal point: `0.5`".to_string(),
            "." if in_a_number() => "write a digit in front of the point: `0.5`".to_string(),
            "," if self.is_in_lookup() => LOOKUP_ROW.to_string(),
            "." | "," => format!("take `{word}` away: a fact ends with its line"),
            _ => return None,
        })
    }

    /// Whether a name is defined here, and nothing can be compared.
    fn defines(&self) -> bool {
        self.wants(&[Rule::equals]) && !self.wants(&[Rule::add])
    }

    /// A word of the language in capitals, where it could stand in small letters.
    fn of_capitals(&self, word: &str) -> Option<String> {
        let small = word.to_lowercase();
        let fits = |rule: &Rule| super::words::keyword(*rule).is_some_and(|keyword| keyword == small);
        let goes_on = ["and", "or", "is", "in", "not", "default"].contains(&small.as_str()) && self.wants(&[Rule::add]);
        (small != word && (goes_on || self.wanted.iter().any(fits))).then(|| format!("write `{small}`"))
    }

    /// A word of the language, written in another.
    fn of_language(&self, word: &str) -> Option<String> {
        let (_, meant) = CHINESE.iter().find(|(chinese, _)| *chinese == word)?;
        let meant = if *meant == "is" && self.defines() { "=" } else { meant };
        Some(format!("names may be Chinese, the words of the language are English: write `{meant}`"))
    }

    /// A word that is nearly one that could stand here.
    fn of_spelling(&self, word: &str) -> Option<String> {
        let is_word = word.chars().count() > 2 && is_name(word) && !super::words::KEYWORDS.contains(word);
        is_word
            .then(|| suggest::did_you_mean(word, self.wanted.iter().filter_map(|rule| super::words::keyword(*rule))))?
    }

    /// Words and numbers that are right elsewhere.
    fn of_place(&self, word: &str) -> Option<String> {
        let names = [Rule::ident, Rule::column_head, Rule::node, Rule::tier, Rule::choice_value, Rule::type_name];
        let wants_name = self.wants(&names);
        let is_name = word.starts_with(unicode_ident::is_xid_start);
        let before = self.text.get(..self.at)?.trim_end();
        let is_digits = word.starts_with(|c: char| c.is_ascii_digit());
        Some(match word {
            _ if ["because", "cite", "test"].iter().any(|w| ends_with_word(before, w)) => {
                "put the text between `\"` and `\"`".to_string()
            }
            "because" if ends_with_word(before, "missing") => {
                "`missing because \"…\"` is a whole answer of `first { … }` or `lookup { … }`".to_string()
            }
            "where" | "if" | "when" if self.is_in_head_of_judged() => {
                "who is left out is said by a declaration: `eligibility judged of branch { include always, exclude when … }`"
                    .to_string()
            }
            "over" | "per" if self.wants(&[Rule::close_paren]) => {
                "write `over counted per a and b`, in this order, behind the rows and in front of `where`".to_string()
            }
            _ if self.wants(&[Rule::close_paren]) && ends_with_word(before_word(before), "over") => {
                "`over` takes a name: give the condition one with `let`".to_string()
            }
            "when" if self.is_in_first() => {
                "the value stands in front of its condition: `first { 1 when x >= 3 otherwise 0 }`".to_string()
            }
            "+" if self.wants(&[Rule::number, Rule::amount, Rule::quantity]) => "take `+` away".to_string(),
            "}" if self.wants(&[Rule::otherwise_]) => {
                "end `first` with `otherwise` and the value that holds when no condition does".to_string()
            }
            _ if self.is_in_first() && self.wants(&[Rule::close_brace]) => {
                "`otherwise` stands last: put this above it".to_string()
            }
            _ if wants_name && RESERVED.contains(&word) => {
                format!("`{word}` is a word of the language and cannot be a name")
            }
            "else" | "sonst" if self.text.starts_with("tiers") => "write `otherwise`".to_string(),
            "total" if ends_with_word(before, "weight") => "what weights add up to is written `weights total 100`".to_string(),
            // A value and another without a sign between them: brackets are forgotten.
            _ if self.wants(&[Rule::add]) && is_call_without_brackets(before, word) => {
                let name = before.rsplit(|c| !unicode_ident::is_xid_continue(c)).next().unwrap_or("");
                format!("a call is written `{name}({word})`")
            }
            _ if self.is_promise() => format!("take `{word}` away: what is promised is a range"),
            _ if ends_with_word(before, "if") || word == "else" => {
                "a case is written `first { 1 when x >= 3 otherwise 0 }`".to_string()
            }
            _ if is_name && self.wants(&[Rule::unit]) && !self.wants(&[Rule::close_brace]) => {
                let near = suggest::did_you_mean(word, UNITS);
                let is_behind = before.ends_with(|c: char| c.is_ascii_digit()) || ends_with_word(before, "in");
                let is_unit = is_behind && !super::words::KEYWORDS.contains(word);
                near.or_else(|| (is_unit && !self.wants(&[Rule::when_])).then(|| format!("units are `{}`", UNITS.join("`, `"))))?
            }
            _ if is_digits && self.after(word).starts_with(['至', '到']) => RANGE.to_string(),
            _ if is_digits
                && self.after(word).starts_with(unicode_ident::is_xid_start)
                && wants_name
                && !self.wants(&[Rule::number, Rule::weight, Rule::node, Rule::amount, Rule::operand, Rule::expr]) =>
            {
                "a name begins with a letter; what stands in a file is a text in front of it: `\"1st\" as first_one`".to_string()
            }
            _ if is_digits && self.after(word).starts_with(unicode_ident::is_xid_start) => {
                "put a blank between the number and the word".to_string()
            }
            _ if is_digits && before.ends_with(':') && self.text.starts_with("param") => {
                "`=` defines: write `=`, not `:`".to_string()
            }
            _ if self.wants(&[Rule::mode]) => {
                "say how: `half away from zero`, `half even`, `half up`, `up` or `down`".to_string()
            }
            _ if self.wants(&[Rule::bound]) => {
                "a tier is written `good >= 90`, `good [70, 90)` or `good otherwise`".into()
            }
            _ => return None,
        })
    }

    /// How the thing is written that the failure stands in.
    fn form(&self) -> &'static str {
        let piece = self.text.get(..self.at).unwrap_or("");
        let word = piece.split_whitespace().next().unwrap_or("");
        let line = piece.rsplit('\n').next().unwrap_or("").trim_start();
        let inside = piece.contains('{');
        match word {
            _ if self.is_in_lookup() => LOOKUP_ROW,
            _ if ends_with_word(piece.trim_end(), "missing") && self.is_in_call() => {
                "write `missing skipped` behind a comma, or ask with `x is missing`"
            }
            _ if self.is_in_call() => "a call is written `mean(a, b)`, and of rows `mean(x of table)`",
            _ if self.is_in_first() => "a case is written `first { 1 when x >= 3 otherwise 0 }`",
            "policy" => "a policy begins `policy name \"Label\"`",
            "choice" => "a choice is written `choice size { small, \"L\" as large }`",
            "table" if line.starts_with("key") => "a key is written `key id : text` or `key (id, year)`",
            "table" if line.starts_with("rows") => "rows are written `rows = (a, 1), (b, 2)`, a cell for each column",
            "table" if inside => "a column is written `name \"Label\" : rating 1..5`, each on a line of its own",
            "table" => "a table is written `table name { … }`",
            "subject" => "write `subject group = table by column`, or a product: `subject both = one × other`",
            "eligibility" if line.starts_with("override") => {
                "write `override outcome of decision where …, by person, on day, because reason`"
            }
            "eligibility" if line.starts_with("undetermined") => {
                "write `undetermined reported`, `undetermined counts as excluded` or `undetermined counts as included`"
            }
            "eligibility" if inside => "a clause is written `include when …`, `exclude when …` or `mark name when …`",
            "eligibility" => "an eligibility is written `eligibility name of subject { … }`",
            "check" => "a check is written `check name of subject error = condition`, or `warning`",
            "publish" => "write `publish value, \"header\" as other of subject`",
            "period" => "a period is written `period \"2026-spring\" = 2026-02-16..2026-07-05`",
            "param" => "a param is written `param name = 20 minutes`, or `param name : size = small`",
            "let" => "write `let name of subject = value`, or a scale: `let name(x : rating 1..5) = value`",
            "tree" if inside && line.starts_with("then") => {
                "a step is written `then plus 5`, `then capped at 3 when …`, `then limited 0..100` or `then rounded …`"
            }
            "tree" if inside && line.starts_with("missing") => {
                "write `missing unscored`, `missing renormalise within parent` or `missing counts as 0`"
            }
            "tree" if inside => "an indicator is written `30 name = value`, each on a line of its own",
            "tree" => "a tree is written `tree name of subject { … }`",
            "tiers" if piece.contains("ranked within") && inside => "a tier by rank is its name alone, the best first",
            "tiers" if piece.contains("ranked within") => {
                "write `, ranked within all 2:7:1, ties share the better tier, cut half up`"
            }
            "tiers" if inside => "a tier is written `good >= 90`, `good [70, 90)` or `good otherwise`",
            "tiers" => "tiers are written `tiers name of value of subject { … }`",
            _ if line.starts_with("given") => {
                "write the rows in brackets: `given table : id, x = (\"a\", 3), (\"b\", 4)`"
            }
            _ if line.starts_with("expect") => "write `expect value of table \"key\" is 3`",
            _ => "write lines such as `given table : id, x = (\"a\", 3)` and `expect value of table \"a\" is 3`",
        }
    }

    /// Whether the failure stands in the head of what judges, behind its name: in front of any body.
    fn is_in_head_of_judged(&self) -> bool {
        let head = self.text.get(..self.at).unwrap_or("");
        let of_kind = ["subject", "tree", "tiers"].iter().any(|word| head.starts_with(word));
        of_kind && !head.contains('{') && head.split_whitespace().nth(1).is_some()
    }

    /// Whether a word stands in front of the range that a tree promises.
    fn is_promise(&self) -> bool {
        let before = self.text.get(..self.at).unwrap_or("").trim_end();
        let word = self.found.word();
        let range = self.after(word).trim_start().starts_with(|c: char| c.is_ascii_digit());
        self.text.starts_with("tree") && before.ends_with(':') && range && is_name(word)
    }

    /// What follows a word that was found.
    fn after(&self, word: &str) -> &str {
        self.text.get(self.at + word.len()..).unwrap_or("")
    }

    /// Whether the innermost open bracket is that of a call.
    fn is_in_call(&self) -> bool {
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

/// Words that Chinese authors write for those of the language.
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

const LOOKUP_ROW: &str = "a row of a lookup is written `a, b : 5`, each on a line of its own";

const RANGE: &str = "a range is written `1..5`";

/// `mean x`: the name of a function in front of what it is called with.
fn is_call_without_brackets(before: &str, word: &str) -> bool {
    is_name(word) && Function::ALL.iter().any(|function| ends_with_word(before, function.name()))
}

/// A text without its last word.
fn before_word(text: &str) -> &str {
    text.rsplit_once(char::is_whitespace).map_or("", |(before, _)| before.trim_end())
}

/// The words that cannot be names.
pub const RESERVED: [&str; 19] = [
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
