//! What a manifest sets for a run, held against the page: params, tables, subjects, period and day.

use super::{Pack, Run};
use crate::calendar::days_of;
use crate::diagnostic::{Code, Diagnostic, suggest};
use crate::names::Names;
use crate::number::Rational;
use crate::source::{FileId, Span};
use crate::syntax;
use crate::types::period::{FORMS, Period};
use crate::types::units;
use toml::Spanned;

/// What the manifest of a pack sets; what is wrong with it goes to `findings`.
pub fn of_manifest(pack: &Pack, names: &Names<'_>, findings: &mut Vec<Diagnostic>) -> Run {
    let Some(file) = pack.manifest_file else { return Run::default() };
    let mut settings = Settings { pack, names, file, findings, run: Run::default() };
    settings.params();
    // Names of a page that could not be read whole may be declared in what was not read.
    if pack.findings.is_empty() {
        settings.tables();
        settings.subjects();
    }
    settings.period();
    settings.day();
    settings.run
}

struct Settings<'s, 'n> {
    pack: &'s Pack,
    names: &'s Names<'n>,
    file: FileId,
    findings: &'s mut Vec<Diagnostic>,
    run: Run,
}

impl Settings<'_, '_> {
    fn report<T>(&mut self, code: Code, at: &Spanned<T>, message: String, help: impl Into<String>) {
        let range = at.span();
        let span = Span::new(self.file, range.start, range.end);
        self.findings.push(Diagnostic::error(code, span, message).help(help));
    }

    fn params(&mut self) {
        for (name, text) in &self.pack.manifest.params {
            match self.param(name.get_ref(), &text.text()) {
                Ok(value) => {
                    self.run.params.insert(name.get_ref().clone(), value);
                }
                Err((code, message, help)) => self.report(code, name, message, help),
            }
        }
    }

    /// The value of a param in the base of its unit; or what is wrong with it.
    fn param(&self, name: &str, text: &str) -> Result<Rational, (Code, String, String)> {
        let params = &self.names.catalogue.params;
        let Some(param) = params.iter().find(|p| p.name.text == name) else {
            let help = suggest::did_you_mean(name, params.iter().map(|p| p.name.text.as_str()));
            let help = help.unwrap_or_else(|| "take the line away, or declare the param".into());
            return Err((Code::UnknownName, format!("the policy has no param `{name}`"), help));
        };
        let Some(given) = syntax::quantity(text) else {
            let help = "write it as the page would: `\"33.5\"`, `\"50%\"` or `\"24 hours\"`".into();
            return Err((Code::Manifest, format!("`{text}` is no number"), help));
        };
        let ((value, unit), (_, wanted)) = (units::value(&given), units::value(&param.value));
        if unit != wanted {
            let message = format!("`{name}` is {} on the page, and this is {}", wanted.words(), unit.words());
            return Err((Code::UnitMismatch, message, "write it in the unit of the page: `\"20 minutes\"`".into()));
        }
        Ok(value)
    }

    fn tables(&mut self) {
        for (name, files) in &self.pack.manifest.data {
            let known = self.names.catalogue.tables.iter().map(|t| t.name.text.as_str());
            if !known.clone().any(|k| k == name.get_ref()) {
                let help = suggest::did_you_mean(name.get_ref(), known)
                    .unwrap_or_else(|| "take the line away, or declare the table".into());
                self.report(Code::UnknownName, name, format!("the policy has no table `{}`", name.get_ref()), help);
            } else if files.all().is_empty() {
                let help = "name a file, or take the line away and use `--data`";
                self.report(Code::NoData, name, format!("`{}` is bound to no file", name.get_ref()), help);
            }
        }
    }

    fn subjects(&mut self) {
        for name in self.pack.manifest.expected.keys() {
            if self.names.catalogue.subject_named(name.get_ref()).is_none() {
                let known = self.names.catalogue.subjects.iter().map(|s| s.name.text.as_str());
                let help = suggest::did_you_mean(name.get_ref(), known)
                    .unwrap_or_else(|| "name a table or a subject of the policy".into());
                self.report(Code::UnknownName, name, format!("the policy has no subject `{}`", name.get_ref()), help);
            }
        }
    }

    fn period(&mut self) {
        let Some(period) = &self.pack.manifest.period else { return };
        self.run.period = Period::parse(period.get_ref());
        if self.run.period.is_none() {
            let message = format!("`{}` is no period", period.get_ref());
            self.report(Code::BadPeriod, period, message, format!("write {FORMS}"));
        }
    }

    fn day(&mut self) {
        let Some(day) = &self.pack.manifest.as_of else { return };
        let text = day.get_ref().text();
        self.run.as_of = days_of(&text);
        if self.run.as_of.is_none() {
            let message = format!("`{text}` is no day of the calendar");
            self.report(Code::BadDateLiteral, day, message, "write year-month-day: `2026-01-31`");
        }
    }
}
