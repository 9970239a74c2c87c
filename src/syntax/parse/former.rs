//! Words that the language has replaced. Policies with such words are still parsed, with one note for each word and
//! file, and `gradus fmt` writes the new words.

use super::Rule;
use super::build::Build;
use crate::diagnostic::{Code, Diagnostic};
use crate::messages::syntax as say;
use pest::iterators::Pair;
use std::collections::BTreeSet;

/// The words that replace a former one; `None` for a rule that is not a former word.
pub(super) fn replacement(rule: Rule) -> Option<&'static str> {
    Some(match rule {
        Rule::none_ => "if empty",
        Rule::unscored_ => "propagates",
        _ => return None,
    })
}

impl Build<'_> {
    /// Reports a former word among the children of a pair.
    pub(super) fn report_former_word(&self, pair: &Pair<'_, Rule>) {
        let words = pair.clone().into_inner().filter_map(|word| replacement(word.as_rule()).map(|new| (word, new)));
        for (word, new) in words {
            let message = say::former_word(word.as_str().trim_end(), new);
            let finding = Diagnostic::error(Code::FormerWord, self.span(&word), message).into_note();
            self.report(finding.help(say::write_new_word(new)));
        }
    }
}

/// Keeps one finding for each former word: a file that is older than the replacement has many.
pub(super) fn report_once(findings: &mut Vec<Diagnostic>) {
    let mut reported = BTreeSet::new();
    findings.retain(|f| f.code != Code::FormerWord || reported.insert(f.message.clone()));
}
