//! How the files of a table are read, according to the manifest.

use crate::data::form::{AtMost, Damaged, Form, Treatment, encoding, separator};
use crate::data::{BoundFile, FileFormat};
use crate::diagnostic::{Code, suggest};
use crate::manifest::{AmountText, DamagedText, TableData};
use crate::messages::{phrase, policy as say};
use crate::number::{Decimal, Rational};
use crate::schema::Damage;
use std::ops::Range;

/// A mistake in a form: the code, the place in the manifest, the message, and the help.
pub(super) type Wrong = (Code, Range<usize>, String, String);

/// The form that a manifest gives to a table, with its mistakes.
pub(super) fn form(data: &TableData) -> (Form, Vec<Wrong>) {
    let (mut form, mut wrong) =
        (Form { sheet: data.sheet.as_ref().map(|name| name.get_ref().clone()), ..Form::default() }, Vec::new());
    wrong.extend(needless(data));
    if let Some(name) = &data.encoding {
        match encoding(name.get_ref()) {
            Some(known) => form.encoding = known,
            None => {
                let message = say::unknown_encoding(name.get_ref());
                let help = say::usual_encodings();
                wrong.push((Code::Manifest, name.span(), message, help.into()));
            }
        }
    }
    if let Some(text) = &data.separator {
        match separator(text.get_ref()) {
            Some(sign) => form.separator = sign,
            None => {
                let message = say::bad_separator(text.get_ref().escape_default());
                let help = say::separators();
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
                let message = say::no_share_of_rows().to_owned();
                let help = say::form_of_share();
                wrong.push((Code::Manifest, amount.span(), message, help.into()));
            }
        }
    }
    (form, wrong)
}

/// Mistakes for settings of a file format that the table does not have. A folder can contain files of any format.
fn needless(data: &TableData) -> Vec<Wrong> {
    let files = data.files().into_iter().map(BoundFile::new);
    // The formats of a folder and of an unknown file are not known.
    let Some(formats) = files.map(|file| FileFormat::of(&file)).collect::<Option<Vec<_>>>() else { return Vec::new() };
    let settings = [("encoding", &data.encoding), ("separator", &data.separator), ("sheet", &data.sheet)].into_iter();
    let needless = settings.filter_map(|(key, value)| {
        let at = value.as_ref()?.span();
        let is_read = formats.iter().any(|format| format.settings.contains(&key));
        let of = FileFormat::with_setting(key).filter(|_| !formats.is_empty() && !is_read)?.name();
        Some((Code::Manifest, at, say::needless_setting(key, of), say::remove_or_bind(key, of)))
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
        let message = say::unknown_treatment(word);
        wrong.push((Code::Manifest, at, message, say::treatments().into()));
        Treatment::Fail
    })
}

fn unknown_kind(name: &str, at: Range<usize>) -> Wrong {
    let known = Damage::ALL.iter().map(|damage| damage.name());
    let all = || say::kinds_are(phrase::names(known.clone()));
    let help = suggest::did_you_mean(name, known.clone()).unwrap_or_else(all);
    (Code::UnknownName, at, say::unknown_kind_of_defect(name), help)
}

fn unsuited(treatment: Treatment, damage: Damage, at: Range<usize>) -> Wrong {
    let name = damage.name();
    let (message, help) = match treatment {
        Treatment::Missing => (say::about_whole_rows(name), say::fail_or_set_aside()),
        Treatment::SetAside => (say::about_whole_file(name), say::fail_or_missing()),
        _ => (say::nothing_to_keep(name), say::fail_set_aside_or_missing()),
    };
    (Code::Manifest, at, message, help.into())
}
