//! Dates, numbers, amounts and comparisons in the notation of offices, and their notation in the language.
//!
//! The text is prepared: digits, commas and blanks are plain.

use crate::messages::{phrase, syntax as say};
use crate::number::{Decimal, Rounding, thousands, without_zeros};
use std::ops::Range;

/// A text in a notation of offices or other languages.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct WrittenElsewhere {
    /// The range in the prepared text.
    pub range: Range<usize>,
    /// The kind of thing that is written.
    pub what: &'static str,
    /// The help.
    pub cure: String,
}

/// Such a text begins less than this number of bytes before a mistake in it.
const FAR: usize = 40;

/// The text around a place that is in another notation.
pub(super) fn around(text: &str, at: usize) -> Option<WrittenElsewhere> {
    let line = text.get(..at)?.rfind('\n').map_or(0, |newline| newline + 1);
    let before = text.get(line..at)?;
    let is_start = |i: usize| {
        let behind_word = |before: &str| before.ends_with(|c| unicode_ident::is_xid_continue(c) || c == '"');
        let at_blank = |rest: &str| rest.starts_with([' ', '\t']);
        let in_dots =
            text.get(..i).is_some_and(|b| b.ends_with('.')) && text.get(i..).is_some_and(|r| r.starts_with('.'));
        !text.get(..i).is_some_and(behind_word) && !text.get(i..).is_some_and(at_blank) && !in_dots
    };
    let starts = before.char_indices().map(|(i, _)| line + i).chain([at]);
    let mut starts = starts.filter(|start| start + FAR > at && is_start(*start));
    starts.find_map(|start| at_start(text, start).filter(|written| written.range.contains(&at)))
}

/// The date in a text between quotation marks, in the notation of the language.
pub(crate) fn date_in(text: &str) -> Option<String> {
    let mut scan = Scan { rest: text.trim() };
    let date = iso(&mut scan).or_else(|| {
        scan.rest = text.trim();
        date(&mut scan)
    })?;
    scan.rest.is_empty().then_some(date)
}

/// A number or an amount in a text between quotation marks: its kind, and the help.
pub(crate) fn number_in(text: &str) -> Option<(&'static str, String)> {
    let text = text.trim();
    let mut scan = Scan { rest: text };
    let foreign = amount(&mut scan).filter(|_| scan.rest.is_empty());
    foreign.or_else(|| {
        scan.rest = text;
        let number = number(&mut scan)?.digits;
        scan.blanks();
        if scan.one(&['%']).is_some() && scan.rest.is_empty() {
            return Some((say::a_percentage(), phrase::write(format_args!("{number}%"))));
        }
        if !scan.rest.is_empty() {
            return None;
        }
        Some((
            say::a_number(),
            match thousands(&number) {
                Some(whole) => say::point_or_thousands(without_zeros(&number), &whole),
                None => phrase::write(&number),
            },
        ))
    })
}

fn at_start(text: &str, start: usize) -> Option<WrittenElsewhere> {
    let rest = text.get(start..)?;
    let written = |scan: Scan<'_>, what: &'static str, cure: String| {
        let range = start..text.len() - scan.rest.len();
        Some(WrittenElsewhere { range, what, cure })
    };
    let mut scan = Scan { rest };
    if let Some(date) = date(&mut scan) {
        return written(scan, say::a_date(), phrase::write(&date));
    }
    scan.rest = rest;
    if let Some((what, cure)) = compared(&mut scan) {
        let range = start..text.len() - scan.rest.len();
        // The sign before the number is a part of the comparison.
        let before = text.get(..start)?.trim_end();
        let sign = before.len() - before.trim_end_matches(['<', '>', '=']).len();
        let is_sign = sign > 0 && !before.ends_with('=') || before.ends_with(">=") || before.ends_with("<=");
        let start = if is_sign { before.len() - sign } else { start };
        return Some(WrittenElsewhere { range: start..range.end, what, cure });
    }
    scan.rest = rest;
    let (what, cure) = amount(&mut scan)?;
    written(scan, what, cure)
}

/// The remaining part of a text.
#[derive(Clone, Copy)]
struct Scan<'a> {
    rest: &'a str,
}

impl<'a> Scan<'a> {
    /// The next characters of a kind; `None` unless their number is in the range.
    fn run(&mut self, is: impl Fn(char) -> bool, count: std::ops::RangeInclusive<usize>) -> Option<&'a str> {
        let len = self.rest.find(|c| !is(c)).unwrap_or(self.rest.len());
        let run = self.rest.get(..len)?;
        self.rest = count.contains(&run.chars().count()).then(|| self.rest.get(len..)).flatten()?;
        Some(run)
    }

    fn digits(&mut self, count: std::ops::RangeInclusive<usize>) -> Option<&'a str> {
        self.run(|c| c.is_ascii_digit(), count)
    }

    /// The next character, if it is one of these.
    fn one(&mut self, of: &[char]) -> Option<char> {
        let c = self.rest.chars().next().filter(|c| of.contains(c))?;
        self.rest = self.rest.get(c.len_utf8()..)?;
        Some(c)
    }

    fn blanks(&mut self) {
        self.rest = self.rest.trim_start_matches([' ', '\t']);
    }

    /// The longest of these words at the start, in upper or lower case. A word that ends with an ASCII letter must not
    /// be followed by a letter.
    fn word<'w, T>(&mut self, words: &'w [(&'w str, T)]) -> Option<&'w T> {
        let fits = |word: &str| {
            let mut rest = self.rest.chars();
            let same = word.chars().all(|c| rest.next().is_some_and(|own| own == c || own.to_lowercase().eq([c])));
            let ends =
                !word.ends_with(|c: char| c.is_ascii_alphabetic()) || !rest.as_str().starts_with(char::is_alphabetic);
            (same && ends).then_some(rest.as_str())
        };
        let found = words.iter().filter_map(|(word, what)| Some((word.len(), fits(word)?, what)));
        let (_, rest, what) = found.max_by_key(|(len, ..)| *len)?;
        self.rest = rest;
        Some(what)
    }
}

/// `2026-03-01`
fn iso(scan: &mut Scan<'_>) -> Option<String> {
    let (year, _) = (scan.digits(4..=4)?, scan.one(&['-'])?);
    let (month, _) = (scan.digits(2..=2)?, scan.one(&['-'])?);
    day(year, month, scan.digits(2..=2)?)
}

/// A date in the order of the language, if month and day are possible.
fn day(year: &str, month: &str, day: &str) -> Option<String> {
    let (month, day): (u32, u32) = (month.parse().ok()?, day.parse().ok()?);
    ((1..=12).contains(&month) && (1..=31).contains(&day)).then(|| format!("{year}-{month:02}-{day:02}"))
}

/// A date in another form than the form of the language.
fn date(scan: &mut Scan<'_>) -> Option<String> {
    let first = scan.digits(1..=4)?;
    if first.len() == 4 {
        let sign = scan.one(&['年', '.', '/', '-'])?;
        let between: &[char] = if sign == '年' { &['月'] } else { &[sign] };
        let month = scan.digits(1..=2)?;
        scan.one(between)?;
        let last = scan.digits(1..=2)?;
        if sign == '年' {
            scan.one(&['日', '号']);
        }
        let is_own = sign == '-' && month.len() == 2 && last.len() == 2;
        return day(first, month, last).filter(|_| !is_own && !scan.rest.starts_with(|c: char| c.is_ascii_digit()));
    }
    let sign = scan.one(&['.', '/', '-', ' '])?;
    let middle = match scan.digits(1..=2) {
        Some(month) => {
            scan.one(&[sign])?;
            month.to_string()
        }
        None => {
            scan.blanks();
            let month = scan.word(MONTHS)?;
            scan.one(&['.', ',']);
            scan.blanks();
            month.to_string()
        }
    };
    let year = scan.digits(4..=4)?;
    let (by_day, by_month) = (day(year, &middle, first), day(year, first, &middle));
    match (by_day, by_month) {
        // Only with a slash do some authors write the month first.
        (Some(one), Some(other)) if sign == '/' && one != other => Some(phrase::or_between_names(one, other)),
        (Some(one), _) => Some(one),
        (None, other) => other.filter(|_| sign == '/'),
    }
}

/// The months in English and German, in full and abbreviated.
const MONTHS: &[(&str, u8)] = &[
    ("january", 1),
    ("januar", 1),
    ("jan", 1),
    ("february", 2),
    ("februar", 2),
    ("feb", 2),
    ("march", 3),
    ("märz", 3),
    ("mar", 3),
    ("april", 4),
    ("apr", 4),
    ("may", 5),
    ("mai", 5),
    ("june", 6),
    ("juni", 6),
    ("jun", 6),
    ("july", 7),
    ("juli", 7),
    ("jul", 7),
    ("august", 8),
    ("aug", 8),
    ("september", 9),
    ("sep", 9),
    ("october", 10),
    ("oktober", 10),
    ("oct", 10),
    ("okt", 10),
    ("november", 11),
    ("nov", 11),
    ("december", 12),
    ("dezember", 12),
    ("dec", 12),
    ("dez", 12),
];

/// A number with signs between thousands, a decimal comma or a power of ten. `foreign` is whether it is in another form
/// than the form of the language, and `other` is another number that it may mean.
struct Number {
    digits: String,
    other: Option<String>,
    foreign: bool,
}

fn number(scan: &mut Scan<'_>) -> Option<Number> {
    // `.5`
    if let Some(decimals) = scan.rest.strip_prefix('.').filter(|rest| rest.starts_with(|c: char| c.is_ascii_digit())) {
        scan.rest = decimals;
        let digits = format!("0.{}", scan.digits(1..=38)?);
        return power(scan, digits, None, true);
    }
    let mut whole = scan.digits(1..=38)?.to_string();
    let mut groups = 0;
    let mut between = None;
    let mut ahead = *scan;
    while let Some(sign) = ahead.one(&[',', '.', ' ', '\'', '’', '_']).filter(|sign| between.is_none_or(|b| b == *sign))
    {
        // Signs between thousands, and in India between hundreds of thousands.
        let Some(group) = ahead.digits(2..=3).filter(|_| whole.len() <= 3 || groups > 0) else { break };
        let is_last = !ahead.rest.starts_with(sign);
        if group.len() == 2 && (sign != ',' || is_last) || whole.starts_with('0') {
            break;
        }
        whole.push_str(group);
        (between, groups, *scan) = (Some(sign), groups + 1, ahead);
    }
    // One point and three digits are decimals in the language.
    if between == Some('.') && groups == 1 && !scan.rest.starts_with(',') {
        let (thousands, decimals) = whole.split_at_checked(whole.len() - 3)?;
        return power(scan, format!("{thousands}.{decimals}"), None, false);
    }
    let mut ahead = *scan;
    let mark = ahead.one(&['.', ',', '·']).filter(|mark| between != Some(*mark));
    let decimals = mark.and_then(|_| ahead.digits(1..=38));
    let (Some(mark), Some(decimals)) = (mark, decimals) else {
        let as_decimals = whole.len().checked_sub(3).and_then(|at| whole.split_at_checked(at));
        let other = as_decimals.filter(|_| between == Some(',') && groups == 1).map(|(w, d)| format!("{w}.{d}"));
        return power(scan, whole, other, groups > 0);
    };
    *scan = ahead;
    power(scan, format!("{whole}.{decimals}"), None, groups > 0 || mark != '.')
}

/// A number and a power of ten after it, as one number.
fn power(scan: &mut Scan<'_>, digits: String, other: Option<String>, foreign: bool) -> Option<Number> {
    let mut ahead = *scan;
    let by: Option<i32> = ahead.one(&['e', 'E']).and_then(|_| {
        let down = ahead.one(&['+', '-']) == Some('-');
        let by: i32 = ahead.digits(1..=2)?.parse().ok()?;
        Some(if down { -by } else { by })
    });
    match by.filter(|by| by.abs() <= 20 && !ahead.rest.starts_with(unicode_ident::is_xid_continue)) {
        Some(by) => {
            *scan = ahead;
            Some(Number { digits: shifted(&digits, by), other: None, foreign: true })
        }
        None => Some(Number { digits, other, foreign }),
    }
}

/// A number times a power of ten.
fn shifted(digits: &str, by: i32) -> String {
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let all = format!("{whole}{decimals}");
    let point = i32::try_from(whole.len()).unwrap_or(0) + by;
    let zeros = |count: i32| "0".repeat(usize::try_from(count).unwrap_or(0));
    let len = i32::try_from(all.len()).unwrap_or(0);
    let all = format!("{}{all}{}", zeros(1 - point), zeros(point - len));
    let (whole, decimals) = all.split_at_checked(usize::try_from(point.max(1)).unwrap_or(1)).unwrap_or((&all, ""));
    let (whole, decimals) = (whole.trim_start_matches('0'), decimals.trim_end_matches('0'));
    let whole = if whole.is_empty() { "0" } else { whole };
    if decimals.is_empty() { whole.to_string() } else { format!("{whole}.{decimals}") }
}

/// The effect of a word after a number.
enum Means {
    /// A unit of the language. The number is multiplied by this factor.
    Unit(u32, &'static str),
    /// A percentage, or percentage points. The number is multiplied by this power of ten.
    Percent(i32, &'static str),
    /// A power of ten.
    Power(i32),
    /// Points of a score, a unit that is not required.
    Points,
    /// Money.
    Currency,
}

const WORDS: &[(&str, Means)] = &[
    ("seconds", Means::Unit(1, "seconds")),
    ("second", Means::Unit(1, "seconds")),
    ("sekunden", Means::Unit(1, "seconds")),
    ("sekunde", Means::Unit(1, "seconds")),
    ("secs", Means::Unit(1, "seconds")),
    ("sec", Means::Unit(1, "seconds")),
    ("s", Means::Unit(1, "seconds")),
    ("秒", Means::Unit(1, "seconds")),
    ("秒钟", Means::Unit(1, "seconds")),
    ("minutes", Means::Unit(1, "minutes")),
    ("minute", Means::Unit(1, "minutes")),
    ("minuten", Means::Unit(1, "minutes")),
    ("mins", Means::Unit(1, "minutes")),
    ("min", Means::Unit(1, "minutes")),
    ("分钟", Means::Unit(1, "minutes")),
    ("hours", Means::Unit(1, "hours")),
    ("hour", Means::Unit(1, "hours")),
    ("stunden", Means::Unit(1, "hours")),
    ("stunde", Means::Unit(1, "hours")),
    ("std", Means::Unit(1, "hours")),
    ("hrs", Means::Unit(1, "hours")),
    ("hr", Means::Unit(1, "hours")),
    ("h", Means::Unit(1, "hours")),
    ("小时", Means::Unit(1, "hours")),
    ("个小时", Means::Unit(1, "hours")),
    ("钟头", Means::Unit(1, "hours")),
    ("个钟头", Means::Unit(1, "hours")),
    ("days", Means::Unit(1, "days")),
    ("day", Means::Unit(1, "days")),
    ("tage", Means::Unit(1, "days")),
    ("tagen", Means::Unit(1, "days")),
    ("tag", Means::Unit(1, "days")),
    ("d", Means::Unit(1, "days")),
    ("天", Means::Unit(1, "days")),
    ("日", Means::Unit(1, "days")),
    ("working days", Means::Unit(1, "working days")),
    ("workdays", Means::Unit(1, "working days")),
    ("business days", Means::Unit(1, "working days")),
    ("arbeitstage", Means::Unit(1, "working days")),
    ("arbeitstagen", Means::Unit(1, "working days")),
    ("werktage", Means::Unit(1, "working days")),
    ("werktagen", Means::Unit(1, "working days")),
    ("工作日", Means::Unit(1, "working days")),
    ("个工作日", Means::Unit(1, "working days")),
    ("weeks", Means::Unit(7, "days")),
    ("week", Means::Unit(7, "days")),
    ("wochen", Means::Unit(7, "days")),
    ("woche", Means::Unit(7, "days")),
    ("周", Means::Unit(7, "days")),
    ("星期", Means::Unit(7, "days")),
    ("个星期", Means::Unit(7, "days")),
    ("months", Means::Unit(1, "months")),
    ("month", Means::Unit(1, "months")),
    ("monate", Means::Unit(1, "months")),
    ("monaten", Means::Unit(1, "months")),
    ("monat", Means::Unit(1, "months")),
    ("月", Means::Unit(1, "months")),
    ("个月", Means::Unit(1, "months")),
    ("years", Means::Unit(12, "months")),
    ("year", Means::Unit(12, "months")),
    ("jahre", Means::Unit(12, "months")),
    ("jahren", Means::Unit(12, "months")),
    ("jahr", Means::Unit(12, "months")),
    ("年", Means::Unit(12, "months")),
    ("percent", Means::Percent(0, "%")),
    ("per cent", Means::Percent(0, "%")),
    ("prozent", Means::Percent(0, "%")),
    ("成", Means::Percent(1, "%")),
    ("‰", Means::Percent(-1, "%")),
    ("percentage points", Means::Percent(0, " pp")),
    ("prozentpunkte", Means::Percent(0, " pp")),
    ("个百分点", Means::Percent(0, " pp")),
    ("百分点", Means::Percent(0, " pp")),
    ("百", Means::Power(2)),
    ("千", Means::Power(3)),
    ("万", Means::Power(4)),
    ("亿", Means::Power(8)),
    ("k", Means::Power(3)),
    ("mio", Means::Power(6)),
    ("million", Means::Power(6)),
    ("分", Means::Points),
    ("points", Means::Points),
    ("point", Means::Points),
    ("punkte", Means::Points),
    ("punkten", Means::Points),
    ("pts", Means::Points),
    ("元", Means::Currency),
    ("块", Means::Currency),
    ("人民币", Means::Currency),
    ("欧元", Means::Currency),
    ("美元", Means::Currency),
    ("euro", Means::Currency),
    ("eur", Means::Currency),
    ("usd", Means::Currency),
    ("cny", Means::Currency),
    ("rmb", Means::Currency),
    ("dollars", Means::Currency),
    ("yuan", Means::Currency),
    ("€", Means::Currency),
    ("$", Means::Currency),
    ("£", Means::Currency),
    ("¥", Means::Currency),
    ("￥", Means::Currency),
];

/// A number with its unit or currency in another form than the form of the language: its kind, and the help.
fn amount(scan: &mut Scan<'_>) -> Option<(&'static str, String)> {
    if scan.word(&[("百分之", ())]).is_some() {
        scan.blanks();
        return Some((say::a_percentage(), phrase::write(format_args!("{}%", number(scan)?.digits))));
    }
    let money = scan.one(&['€', '$', '£', '¥', '￥']).is_some();
    scan.blanks();
    let number = number(scan)?;
    let mut ahead = *scan;
    ahead.blanks();
    let word = ahead.word(WORDS).filter(|_| !money && !ahead.rest.starts_with(['_', '(']));
    let Some(word) = word else {
        return match number {
            Number { digits, .. } if money => Some((say::a_number(), say::no_currency(&digits))),
            Number { digits, other: Some(other), .. } => {
                let small = without_zeros(&other);
                Some((say::a_number(), say::comma_or_point(&digits, small)))
            }
            Number { digits, foreign: true, .. } => Some((say::a_number(), phrase::write(&digits))),
            Number { .. } => None,
        };
    };
    *scan = ahead;
    let digits = number.digits;
    Some(match word {
        Means::Unit(12, _) if digits.len() == 4 && digits.starts_with(['1', '2']) => return None,
        Means::Unit(times, unit) => {
            scan.one(&['.']);
            (say::an_amount(), phrase::write(format_args!("{} {unit}", multiplied(&digits, *times)?)))
        }
        Means::Percent(by, sign) => {
            (say::a_percentage(), phrase::write(format_args!("{}{sign}", shifted(&digits, *by))))
        }
        Means::Power(by) => (say::a_number(), phrase::write(with_lower_powers(scan, &digits, *by)?)),
        Means::Points => (say::an_amount(), say::number_or_points(&digits)),
        Means::Currency => (say::a_number(), say::no_currency(&digits)),
    })
}

/// `3万5千`: a number times a power of ten, plus the lower powers after it. `None` if digits without a power follow: some
/// readers take these for the next power, and others for ones.
fn with_lower_powers(scan: &mut Scan<'_>, digits: &str, by: i32) -> Option<String> {
    let parsed = |digits: &str, by| Some(Decimal::parse(&shifted(digits, by)).ok()?.to_rational());
    let (mut sum, mut last) = (parsed(digits, by)?, by);
    let mut ahead = *scan;
    while let Some(more) = number(&mut ahead) {
        let Some(Means::Power(by)) = ahead.word(WORDS).filter(|means| matches!(means, Means::Power(by) if *by < last))
        else {
            return None;
        };
        (sum, last, *scan) = (sum + parsed(&more.digits, *by)?, *by, ahead);
    }
    Some(sum.to_decimal(38, Rounding::Down).normalised().to_string())
}

fn multiplied(digits: &str, times: u32) -> Option<String> {
    if times == 1 {
        return Some(digits.to_string());
    }
    let (whole, decimals) = digits.split_once('.').unwrap_or((digits, ""));
    let product = format!("{whole}{decimals}").parse::<u64>().ok()?.checked_mul(u64::from(times))?;
    Some(shifted(&product.to_string(), -i32::try_from(decimals.len()).ok()?))
}

/// Comparisons before a number.
const IN_FRONT: &[(&str, &str)] = &[
    ("at least", ">="),
    ("no less than", ">="),
    ("not less than", ">="),
    ("mindestens", ">="),
    ("wenigstens", ">="),
    ("ab", ">="),
    ("不低于", ">="),
    ("不少于", ">="),
    ("不小于", ">="),
    ("大于等于", ">="),
    ("大于或等于", ">="),
    ("至少", ">="),
    ("at most", "<="),
    ("no more than", "<="),
    ("not more than", "<="),
    ("up to", "<="),
    ("höchstens", "<="),
    ("maximal", "<="),
    ("bis", "<="),
    ("不高于", "<="),
    ("不超过", "<="),
    ("不多于", "<="),
    ("不大于", "<="),
    ("小于等于", "<="),
    ("小于或等于", "<="),
    ("至多", "<="),
    ("最多", "<="),
    ("more than", ">"),
    ("greater than", ">"),
    ("above", ">"),
    ("über", ">"),
    ("mehr als", ">"),
    ("超过", ">"),
    ("大于", ">"),
    ("高于", ">"),
    ("多于", ">"),
    ("less than", "<"),
    ("fewer than", "<"),
    ("below", "<"),
    ("under", "<"),
    ("unter", "<"),
    ("weniger als", "<"),
    ("低于", "<"),
    ("小于", "<"),
    ("少于", "<"),
    ("不足", "<"),
    ("不满", "<"),
    ("未满", "<"),
];

/// Comparisons after a number.
const BEHIND: &[(&str, &str)] = &[
    ("以上", ">="),
    ("及以上", ">="),
    ("或以上", ">="),
    ("(含)以上", ">="),
    ("以上(含)", ">="),
    ("or more", ">="),
    ("or above", ">="),
    ("or higher", ">="),
    ("and above", ">="),
    ("and more", ">="),
    ("oder mehr", ">="),
    ("und mehr", ">="),
    ("oder höher", ">="),
    ("以下", "<="),
    ("及以下", "<="),
    ("或以下", "<="),
    ("(含)以下", "<="),
    ("以下(含)", "<="),
    ("以内", "<="),
    ("之内", "<="),
    ("or less", "<="),
    ("or below", "<="),
    ("or lower", "<="),
    ("or fewer", "<="),
    ("and below", "<="),
    ("oder weniger", "<="),
    ("und weniger", "<="),
];

/// A number with a comparison in words.
fn compared(scan: &mut Scan<'_>) -> Option<(&'static str, String)> {
    let front = scan.word(IN_FRONT);
    scan.blanks();
    let number = number(scan)?;
    let mut ahead = *scan;
    ahead.blanks();
    let unit = match ahead.word(WORDS) {
        Some(Means::Unit(1, unit)) => format!(" {unit}"),
        Some(Means::Percent(0, sign)) => (*sign).to_string(),
        Some(Means::Points) => String::new(),
        Some(_) => return None,
        None => ahead.one(&['%']).map_or(String::new(), String::from),
    };
    let plain = if unit.is_empty() && ahead.rest.len() == scan.rest.len() { *scan } else { ahead };
    let mut behind = plain;
    behind.blanks();
    let sign = match (front, behind.word(BEHIND)) {
        (Some(front), None) => {
            behind = plain;
            front
        }
        (None, Some(sign)) => sign,
        _ => return None,
    };
    *scan = behind;
    Some((say::a_comparison(), phrase::write(format_args!("{sign} {}{unit}", number.digits))))
}

/// A date or a number.
fn end_of_range(scan: &mut Scan<'_>) -> Option<String> {
    let mut ahead = *scan;
    if let Some(date) = iso(&mut ahead) {
        *scan = ahead;
        return Some(date);
    }
    ahead = *scan;
    if let Some(date) = date(&mut ahead) {
        *scan = ahead;
        return Some(date);
    }
    Some(number(scan)?.digits)
}

/// A number with a comparison before it, `at least 50%`: the length, the sign, and the amount.
pub(super) fn amount_at(text: &str) -> Option<(usize, &'static str, String)> {
    let mut scan = Scan { rest: text };
    let sign = *scan.word(IN_FRONT)?;
    let (len, amount) = quantity_at(scan.rest)?;
    Some((text.len() - scan.rest.len() + len, sign, amount))
}

/// A number of the language with its unit or percent sign at the start of a text: the length, and the notation in the
/// language.
pub(super) fn quantity_at(text: &str) -> Option<(usize, String)> {
    let mut scan = Scan { rest: text };
    scan.blanks();
    let minus = if scan.one(&['-']).is_some() { "-" } else { "" };
    let number = number(&mut scan).filter(|number| !number.foreign)?.digits;
    let mut ahead = scan;
    ahead.blanks();
    let unit = match ahead.word(WORDS) {
        Some(Means::Unit(1, unit)) => format!(" {unit}"),
        Some(_) => return None,
        None => ahead.one(&['%']).map_or(String::new(), String::from),
    };
    let end = if unit.is_empty() { scan } else { ahead };
    Some((text.len() - end.rest.len(), format!("{minus}{number}{unit}")))
}

/// `0 to 1000` as a range of the language, if the text contains nothing else.
pub(super) fn range_in(text: &str) -> Option<String> {
    let mut scan = Scan { rest: text };
    let low = end_of_range(&mut scan)?;
    scan.blanks();
    scan.word(&[("to", ())])?;
    scan.blanks();
    let high = end_of_range(&mut scan)?;
    scan.rest.is_empty().then(|| format!("{low}..{high}"))
}

/// The number of decimals of a number that is a power of ten below one, such as `0.01`.
pub(super) fn decimals_of(number: &str) -> Option<usize> {
    let zeros = number.strip_prefix("0.")?.strip_suffix('1')?;
    zeros.bytes().all(|b| b == b'0').then_some(zeros.len() + 1)
}

/// `60-70`, `60至70`: a range with another sign, in a place that expects a range.
pub(super) fn range(text: &str, at: usize) -> Option<WrittenElsewhere> {
    let (range, meant) = meant_range(text, at)?;
    Some(WrittenElsewhere { range, what: say::a_range(), cure: phrase::write(meant) })
}

/// A range with another sign: its place, and its notation in the language.
pub(super) fn meant_range(text: &str, at: usize) -> Option<(Range<usize>, String)> {
    let line = text.get(..at)?.rfind('\n').map_or(0, |newline| newline + 1);
    let starts = text.get(line..at)?.char_indices().map(|(i, _)| line + i).chain([at]);
    let is_start = |i: &usize| {
        !text
            .get(..*i)
            .is_some_and(|b| b.ends_with(|c: char| matches!(c, '.' | '-') || unicode_ident::is_xid_continue(c)))
    };
    starts.filter(|start| start + FAR > at && is_start(start)).find_map(|start| {
        let mut scan = Scan { rest: text.get(start..)? };
        let low = end_of_range(&mut scan)?;
        scan.blanks();
        let words = &[("to", ()), ("bis", ()), ("至", ()), ("到", ())];
        if scan.rest.starts_with("...") {
            scan.rest = scan.rest.trim_start_matches('.');
        } else if scan.one(&['-', '–', '—', '−', '~', '～', '…']).is_none() {
            scan.word(words)?;
        }
        scan.blanks();
        let high = end_of_range(&mut scan)?;
        let range = start..text.len() - scan.rest.len();
        range.contains(&at).then(|| (range, format!("{low}..{high}")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The help for a text, if the grammar stops at a sign of it.
    fn cure(text: &str, stop: &str) -> Option<String> {
        around(text, text.find(stop).unwrap()).map(|written| written.cure)
    }

    #[test]
    fn dates_of_other_forms_are_recognised() {
        for (text, stop) in [
            ("2026年3月1日", "2026"),
            ("2026.3.1", ".1"),
            ("2026/03/01", "/"),
            ("01.03.2026", ".2026"),
            ("1.3.2026", ".2026"),
            ("1. März 2026", "."),
            ("1 March 2026", "March"),
        ] {
            assert_eq!(
                cure(&format!("let a of t = day >= {text}"), stop).as_deref(),
                Some("write `2026-03-01`"),
                "{text}"
            );
        }
        assert_eq!(cure("x >= 3/4/2026", "/").as_deref(), Some("write `2026-04-03` or `2026-03-04`"));
        assert_eq!(cure("x >= 31/4/2026", "/").as_deref(), Some("write `2026-04-31`"));
        assert_eq!(date_in("2026-03-01").as_deref(), Some("2026-03-01"));
        assert_eq!(date_in("2026年3月1日").as_deref(), Some("2026-03-01"));
        assert_eq!(date_in("2026"), None);
    }

    #[test]
    fn numbers_of_other_forms_are_recognised() {
        for (text, stop, expected) in [
            ("1.500,5", ",", "1500.5"),
            ("1,500.5", ",", "1500.5"),
            ("1 500", "500", "1500"),
            ("1'500", "'", "1500"),
            ("1.500.000", ".000", "1500000"),
            ("1,50,000", ",", "150000"),
            ("0,5", ",", "0.5"),
            (".75", ".", "0.75"),
            ("12,75", ",", "12.75"),
            ("1e3", "1e3", "1000"),
            ("1.5E-3", "1", "0.0015"),
            ("5万", "5", "50000"),
            ("1.5亿", "1", "150000000"),
            ("1千5百", "1", "1500"),
            ("3万5千", "3", "35000"),
        ] {
            assert_eq!(cure(text, stop), Some(format!("write `{expected}`")), "{text}");
        }
        let both = "write `1500`, or `1.5` if the comma is a decimal point";
        assert_eq!(cure("1,500", ",").as_deref(), Some(both));
        assert_eq!(cure("x + 1.500", "+"), None);
        assert_eq!(cure("1万5", "1"), None);
    }

    #[test]
    fn amounts_and_comparisons_in_words_are_recognised() {
        for (text, stop, expected) in [
            ("24小时", "24", "24 hours"),
            ("24h", "24", "24 hours"),
            ("30 min", "min", "30 minutes"),
            ("2周", "2", "14 days"),
            ("1.5年", "1", "18 months"),
            ("5个工作日", "5", "5 working days"),
            ("85 Prozent", "Prozent", "85%"),
            ("八 百分之85", "百", "85%"),
            ("90以上", "90", ">= 90"),
            ("90分以上", "90", ">= 90"),
            ("60％以下", "60", "<= 60"),
            ("不低于90", "不", ">= 90"),
            ("under 60", "under", "< 60"),
            ("at least 0.6", "least", ">= 0.6"),
            ("24小时以内", "24", "<= 24 hours"),
        ] {
            let expected = if text.contains('％') { "<= 60%" } else { expected };
            assert_eq!(cure(&text.replace('％', "%"), stop), Some(format!("write `{expected}`")), "{text}");
        }
        let written = around("x > 90以上", 4).unwrap();
        assert_eq!((written.range, written.cure.as_str()), (2..12, "write `>= 90`"));
    }
}
