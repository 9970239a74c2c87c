//! Findings about unknown names, and about tables in the policy that are used as data: what is wrong, and what may be
//! meant.

use super::id::*;
use super::model::*;
use crate::diagnostic::{Code, Diagnostic};
use crate::messages::{names as say, phrase};
use crate::syntax::ast::{self, Name};

/// Reports a name that is not the name of a subject.
pub(super) fn unknown_subject(catalogue: &Catalogue<'_>, name: &Name) -> Diagnostic {
    let known = catalogue.subjects.iter().map(|s| s.name.text.as_str()).filter(|n| *n != "all");
    let list = phrase::first_names(known.clone());
    let help = catalogue.did_you_mean(&name.text, known).unwrap_or_else(|| match list.as_str() {
        "" => say::declare_table_first().into(),
        list => say::subjects_are(list),
    });
    let message = say::unknown_subject(&name.text);
    Diagnostic::error(Code::UnknownName, name.span, message).about(&name.text).help(help)
}

/// Reports a table whose rows are in the policy, and which is used as data. Says where the rows are and how to use
/// their values.
pub(super) fn on_the_page(catalogue: &Catalogue<'_>, name: &Name, which: &str) -> Option<Diagnostic> {
    let subject = catalogue.subject_named(&name.text)?;
    let choices = page_key(catalogue, subject)?;
    let rows = catalogue.table(catalogue.page_table(subject)?).rows.first()?.span;
    let message = say::rows_in_policy(&name.text, which);
    let finding = Diagnostic::error(Code::PageRows, name.span, message).about(&name.text).label(rows, say::the_rows());
    let help = match choices.as_slice() {
        [] => say::key_of_choices().to_string(),
        choices => {
            let list = phrase::both(choices.iter().map(|c| format!("`{c}`")));
            let product = choices.join(" × ");
            say::values_by_choices(&list, &product)
        }
    };
    Some(finding.help(help))
}

/// The choices that make up the key of a row in the policy. `None` for any other kind of subject.
pub(super) fn page_key<'c>(catalogue: &'c Catalogue<'_>, subject: SubjectId) -> Option<Vec<&'c str>> {
    let table = catalogue.page_table(subject)?;
    let choices = catalogue.key_of(table).into_iter().filter_map(|id| catalogue.choice_of_column(table, id));
    Some(choices.map(|id| catalogue.choice(id).name.text.as_str()).collect())
}

/// Reports a column that a table does not have.
pub(crate) fn unknown_column(catalogue: &Catalogue<'_>, table: &ast::Table, name: &Name) -> Diagnostic {
    let member = table.columns.iter().find_map(|c| c.family.as_ref().filter(|f| f.name.text == name.text).zip(Some(c)));
    if let Some((family, first)) = member {
        let message = say::family_for_column(&name.text, &family.choice);
        let finding = Diagnostic::error(Code::TypeMismatch, name.span, message).about(&name.text).about(&family.choice);
        let help = say::name_member(&first.name.text);
        return finding.help(help);
    }
    let message = say::unknown_column(&table.name.text, &name.text);
    let own = table.columns.iter().filter(|c| c.family.is_none() || name.text.contains('.'));
    let help = catalogue
        .did_you_mean(&name.text, own.map(|c| c.name.text.as_str()))
        .unwrap_or_else(|| say::declare_in_table(&table.name.text));
    Diagnostic::error(Code::UnknownName, name.span, message).about(&name.text).help(help)
}
