//! The account of a run: its data for people, and with how its checks came out as JSON.

use super::Failure;
use super::checks::CheckCounts;
use super::releases::Released;
use crate::data::{TableReport, Told};
use crate::diagnostic::{Code, Diagnostic};
use crate::results::write::write_file;
use serde::Serialize;
use std::io::Write;
use std::path::Path;

/// What people are told about data that is used: what is worth knowing, then what became of each table.
pub fn findings(told: &Told) -> Vec<Diagnostic> {
    told.findings.iter().cloned().chain(told.tables.iter().flat_map(TableReport::findings)).collect()
}

#[derive(Serialize)]
struct Account<'t> {
    tables: &'t [TableReport],
    checks: &'t [CheckCounts],
    /// What some people alone may see of the results.
    restricted: &'t [Released],
}

/// Writes the account to a file.
pub fn write(path: &Path, told: &Told, checks: &[CheckCounts], restricted: &[Released]) -> Result<(), Failure> {
    let text = serde_json::to_string_pretty(&Account { tables: &told.tables, checks, restricted });
    let text = text.map_err(|error| {
        Failure::from(Diagnostic::input(Code::OutputFailed, None, format!("the account cannot be written: {error}")))
    })?;
    write_file(path, |out| writeln!(out, "{text}")).map_err(Failure::from)
}
