//! The account of a run's data: how many rows were read and used, and everything that was not used unchanged.

use super::form::Treatment;
use crate::diagnostic::{Code, Diagnostic};
use crate::messages::data as say;
use serde::ser::SerializeStruct;
use serde::{Serialize, Serializer};

/// What happened to the rows of one table.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TableReport {
    /// The table.
    pub table: String,
    /// The names of its files in messages.
    pub files: Vec<String>,
    /// How many rows were read.
    #[serde(rename = "rows_read")]
    pub read: u64,
    /// How many of them are used.
    #[serde(rename = "rows_used")]
    pub used: u64,
    /// How many were set aside.
    #[serde(rename = "rows_set_aside")]
    pub aside: u64,
    /// How many are outside the period.
    #[serde(rename = "rows_outside_period")]
    pub outside: u64,
    /// How many defects of each kind there were, by what was done about them.
    pub counts: Vec<Count>,
    /// The first defects, in the order of file, line and column.
    #[serde(rename = "defects")]
    pub listed: Vec<Entry>,
    /// For people: the first causes of treated defects, each with how often it occurred.
    #[serde(skip)]
    pub(super) shown: Vec<(Diagnostic, u64)>,
}

/// How often one kind of defect was treated in one way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Count {
    /// The kind.
    pub code: Code,
    /// What was done.
    pub treatment: Treatment,
    /// How often.
    pub count: u64,
}

/// One defect, with what was done about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// The defect with its place.
    pub finding: Diagnostic,
    /// The content of the cell; `None` for a private column.
    pub value: Option<String>,
    /// What was done.
    pub treatment: Treatment,
}

/// The report on the data of a run.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DataReport {
    /// The findings if the data is refused, and otherwise the notes.
    pub findings: Vec<Diagnostic>,
    /// What happened to each table that was read.
    pub tables: Vec<TableReport>,
}

impl From<Vec<Diagnostic>> for DataReport {
    fn from(findings: Vec<Diagnostic>) -> DataReport {
        DataReport { findings, tables: Vec::new() }
    }
}

impl TableReport {
    /// The most treated defects that are shown to people.
    pub(super) const SHOWN: usize = 20;

    /// Whether something was not used unchanged.
    pub fn is_treated(&self) -> bool {
        self.treated() > 0
    }

    /// Returns how many defects were treated and not refused.
    fn treated(&self) -> u64 {
        self.counts.iter().filter(|c| c.treatment != Treatment::Fail).map(|c| c.count).sum()
    }

    /// Returns the findings for people if the table is used: the first treated defects, then the rows and the counts.
    pub fn findings(&self) -> Vec<Diagnostic> {
        let mut findings = self.shown();
        let (shown, all) = (self.shown.iter().map(|(_, times)| times).sum::<u64>(), self.treated());
        let note = Diagnostic::input(Code::RowsRead, None, self.words()).into_note();
        findings.push(if shown < all { note.help(say::defects_shown(shown, all)) } else { note });
        findings
    }

    /// Checks that the rows of a table that were read are the rows that were used, set aside and outside the period. If
    /// they are not, rows were lost by a mistake in gradus, and no result can be trusted.
    pub(super) fn does_not_add_up(&self) -> Option<Diagnostic> {
        if self.read == self.used + self.aside + self.outside {
            return None;
        }
        let message = say::rows_do_not_add_up(self.words());
        Some(Diagnostic::input(Code::Internal, None, message).help(say::report_with_policy_and_manifest()))
    }

    /// Returns the first treated defects. Defects with one cause are one finding.
    pub(super) fn shown(&self) -> Vec<Diagnostic> {
        self.shown.iter().map(|(warning, _)| warning.clone()).collect()
    }

    /// `visit`: 12 rows read, 10 used, 2 set aside; duplicate-key: 2 (row set aside)
    fn words(&self) -> String {
        let mut words = say::rows_read(&self.table, say::rows(self.read), self.used);
        if self.aside > 0 {
            words = say::and_rows_set_aside(words, self.aside);
        }
        if self.outside > 0 {
            words = say::and_rows_outside_period(words, self.outside);
        }
        for Count { code, treatment, count } in self.counts.iter().filter(|c| c.treatment != Treatment::Fail) {
            words = say::and_defects(words, code.name(), count, treatment.words());
        }
        words
    }
}

impl Entry {
    /// Returns a warning for people.
    pub(super) fn warning(&self) -> Diagnostic {
        let message = say::defect_and_done(&self.finding.message, self.treatment.words());
        Diagnostic { message, help: None, ..self.finding.clone() }.into_warning()
    }
}

impl Serialize for Count {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut count = serializer.serialize_struct("Count", 3)?;
        count.serialize_field("kind", self.code.name())?;
        count.serialize_field("done", self.treatment.done())?;
        count.serialize_field("count", &self.count)?;
        count.end()
    }
}

impl Serialize for Entry {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let place = self.finding.location.as_ref();
        let mut entry = serializer.serialize_struct("Entry", 7)?;
        entry.serialize_field("file", &place.map(|p| &p.file))?;
        entry.serialize_field("row", &place.and_then(|p| p.line))?;
        entry.serialize_field("column", &place.and_then(|p| p.column.as_ref()))?;
        entry.serialize_field("value", &self.value)?;
        entry.serialize_field("kind", self.finding.code.name())?;
        entry.serialize_field("done", self.treatment.done())?;
        entry.serialize_field("message", &self.finding.message)?;
        entry.end()
    }
}
