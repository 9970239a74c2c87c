//! How the files of a table are read, as the manifest says it.

use crate::data::form::{AtMost, Damaged, Form, Treatment, encoding, separator};
use crate::data::{BoundFile, FileFormat};
use crate::diagnostic::{Code, suggest};
use crate::manifest::{AmountText, DamagedText, TableData};
use crate::number::{Decimal, Rational};
use crate::schema::Damage;
use std::ops::Range;

/// What is wrong with a form: the code, the place in the manifest, what, and what to do.
pub(super) type Wrong = (Code, Range<usize>, String, String);

/// The form that a manifest gives to a table, with what is wrong with it.
pub(super) fn form(data: &TableData) -> (Form, Vec<Wrong>) {
    let (mut form, mut wrong) =
        (Form { sheet: data.sheet.as_ref().map(|name| name.get_ref().clone()), ..Form::default() }, Vec::new());
    wrong.extend(needless(data));
    if let Some(name) = &data.encoding {
        match encoding(name.get_ref()) {
            Some(known) => form.encoding = known,
            None => {
                let message = format!("`{}` is no encoding", name.get_ref());
                let help = "write its usual name: `utf-8`, `gb18030`, `big5`, `shift_jis`, `windows-1252`, `utf-16le`";
                wrong.push((Code::Manifest, name.span(), message, help.into()));
            }
        }
    }
    if let Some(text) = &data.separator {
        match separator(text.get_ref()) {
            Some(sign) => form.separator = sign,
            None => {
                let message = format!("`{}` cannot separate cells", text.get_ref().escape_default());
                let help = "write one sign: `\",\"`, `\";\"`, `\"|\"` or `\"\\t\"`";
                wrong.push((Code::Manifest, text.span(), message, help.into()));
            }
        }
    }
    if let Some(text) = &data.damaged {
        form.damaged = match text.get_ref() {
            DamagedText::All(word) => {
                Damaged { others: treatment(word, text.span(), &mut wrong), ..Damaged::default() }
            }
            DamagedText::Each(kinds) => {
                let mut damaged = Damaged::default();
                for (kind, word) in kinds {
                    let treatment = treatment(word.get_ref(), word.span(), &mut wrong);
                    let Some(damage) = Damage::named(kind.get_ref()) else {
                        wrong.push(unknown_kind(kind.get_ref(), kind.span()));
                        continue;
                    };
                    if treatment.suits(damage) {
                        damaged.named.insert(damage, treatment);
                    } else {
                        wrong.push(unsuited(treatment, damage, word.span()));
                    }
                }
                damaged
            }
        };
    }
    if let Some(amount) = &data.damaged_at_most {
        match at_most(amount.get_ref()) {
            Some(known) => form.at_most = known,
            None => {
                let message = "this is no share of the rows".to_owned();
                let help = "write a share from `\"0%\"` to `\"100%\"`, or a number of rows";
                wrong.push((Code::Manifest, amount.span(), message, help.into()));
            }
        }
    }
    (form, wrong)
}

/// What is said of files of a kind that the table does not have. A folder may hold files of any kind.
fn needless(data: &TableData) -> Vec<Wrong> {
    let files = data.files().into_iter().map(BoundFile::new);
    // Of a folder and of what is not read nothing is known.
    let Some(formats) = files.map(|file| FileFormat::of(&file)).collect::<Option<Vec<_>>>() else { return Vec::new() };
    let settings = [("encoding", &data.encoding), ("separator", &data.separator), ("sheet", &data.sheet)].into_iter();
    let needless = settings.filter_map(|(key, value)| {
        let at = value.as_ref()?.span();
        let is_read = formats.iter().any(|format| format.settings.contains(&key));
        let of = FileFormat::with_setting(key).filter(|_| !formats.is_empty() && !is_read)?.name;
        let message = format!("`{key}` is of {of}s, and no {of} is bound here");
        Some((Code::Manifest, at, message, format!("take `{key}` away, or bind {of}s")))
    });
    needless.collect()
}

fn at_most(amount: &AmountText) -> Option<AtMost> {
    match amount {
        AmountText::Rows(rows) => Some(AtMost::rows(*rows)),
        AmountText::Share(text) => {
            let percent = Decimal::parse(text.strip_suffix('%')?.trim_end()).ok()?.to_rational();
            let share = percent * Rational::from_scaled(1, 2);
            (Rational::zero() <= share && share <= Rational::one()).then(|| AtMost::share(share))
        }
    }
}

fn treatment(word: &str, at: Range<usize>, wrong: &mut Vec<Wrong>) -> Treatment {
    Treatment::named(word).unwrap_or_else(|| {
        let message = format!("`{word}` says nothing about what is done");
        wrong.push((Code::Manifest, at, message, "write `fail`, `set aside`, `missing` or `keep`".into()));
        Treatment::Fail
    })
}

fn unknown_kind(name: &str, at: Range<usize>) -> Wrong {
    let known = Damage::ALL.iter().map(|damage| damage.name());
    let all = || format!("the kinds are {}", known.clone().map(|k| format!("`{k}`")).collect::<Vec<_>>().join(", "));
    let help = suggest::did_you_mean(name, known.clone()).unwrap_or_else(all);
    (Code::UnknownName, at, format!("`{name}` is no kind of defect"), help)
}

fn unsuited(treatment: Treatment, damage: Damage, at: Range<usize>) -> Wrong {
    let name = damage.name();
    let (message, help) = match treatment {
        Treatment::Missing => (format!("`{name}` is about whole rows, and no value"), "write `fail` or `set aside`"),
        Treatment::SetAside => (format!("`{name}` is about all rows of a file"), "write `fail` or `missing`"),
        _ => (format!("with `{name}` there is nothing that could be kept"), "write `fail`, `set aside` or `missing`"),
    };
    (Code::Manifest, at, message, help.into())
}
