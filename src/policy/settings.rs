//! Compares the settings of a manifest with the policy: params, tables, subjects, period and day.

use super::form::form;
use super::{Pack, Run};
use crate::calendar::{days_of, text_of};
use crate::diagnostic::{Code, Diagnostic, has_errors, suggest};
use crate::manifest::{Day, Expected};
use crate::messages::{phrase, policy as say};
use crate::names::Names;
use crate::source::{FileId, Span, normal_form};
use crate::syntax::{self, ast, ast::ParamValue};
use crate::types::period;
use crate::types::{Constant, Model, ParamSetting, ParamSource, ParamValues, param_constant, units};
use std::collections::BTreeMap;
use toml::Spanned;

/// The settings of the manifest of a pack; its mistakes are added to `findings`.
pub(super) fn of_manifest(pack: &Pack, names: &Names<'_>, findings: &mut Vec<Diagnostic>) -> Run {
    let Some(file) = pack.manifest_file else { return Run::default() };
    let manifest = &pack.manifest;
    let mut settings = Settings { pack, names, file, findings, run: Run::default() };
    settings.params(&manifest.params);
    settings.forms();
    // If a text could not be parsed completely, the names can be declared in the rest.
    if !has_errors(&pack.findings) {
        settings.tables();
        settings.subjects();
    }
    settings.period(manifest.period.as_ref());
    settings.day(manifest.as_of.as_ref());
    let run = std::mem::take(&mut settings.run);
    for expected in manifest.expected.values().flat_map(|list| &list.0) {
        settings.of_expected(expected);
    }
    run
}

/// Warnings for periods and days of a manifest that have no effect.
pub(super) fn timeless(pack: &Pack, model: &Model) -> Vec<Diagnostic> {
    let Some(file) = pack.manifest_file else { return Vec::new() };
    let manifest = &pack.manifest;
    let expected = || manifest.expected.values().flat_map(|list| &list.0);
    let periods = manifest.period.iter().chain(expected().filter_map(|file| file.period.as_ref())).map(Spanned::span);
    let days = manifest.as_of.iter().chain(expected().filter_map(|file| file.as_of.as_ref())).map(Spanned::span);
    let told = |range: std::ops::Range<usize>, message: &str, help: &str| {
        let span = Span::new(file, range.start, range.end);
        Diagnostic::error(Code::Manifest, span, say::changes_nothing(message)).into_warning().help(help)
    };
    let periods =
        periods.filter(|_| !model.asks_period()).map(|range| told(range, say::needless_period(), say::remove_period()));
    let days =
        days.filter(|_| model.asks_day.is_none()).map(|range| told(range, say::needless_day(), say::remove_day()));
    periods.chain(days).collect()
}

/// The settings of an expected file, which override those of the manifest. They have been checked with the manifest.
pub(super) fn of_expected(pack: &Pack, names: &Names<'_>, expected: &Expected) -> Run {
    let Some(file) = pack.manifest_file else { return Run::default() };
    let mut findings = Vec::new();
    let mut settings = Settings { pack, names, file, findings: &mut findings, run: Run::default() };
    settings.of_expected(expected);
    settings.run
}

/// The largest number of decimals for the comparison of two numbers.
pub(crate) const MOST_DIGITS: u32 = 100;
/// Values of the command line for params, or all their mistakes.
pub(super) fn of_arguments(names: &Names<'_>, given: &[(&str, &str)]) -> Result<ParamValues, Vec<Diagnostic>> {
    let mut values = ParamValues::default();
    let mut findings = Vec::new();
    for (name, text) in given {
        let declared = names.catalogue.params.iter().map(|p| p.name.text.as_str());
        match param(names, name, text) {
            Ok(value) => {
                let setting = ParamSetting { value, source: ParamSource::CommandLine };
                if values.insert((*name).to_string(), setting).is_some() {
                    let message = say::duplicate_param(name);
                    findings.push(Diagnostic::input(Code::SaidTwice, None, message).help(say::keep_one_of_two()));
                }
            }
            Err(finding) if finding.code == Code::UnknownName => {
                let help = suggest::did_you_mean(name, declared.clone()).unwrap_or_else(|| {
                    let list = phrase::names(declared);
                    if list.is_empty() { say::no_params().into() } else { say::params_are(&list) }
                });
                findings.push(finding.help(help));
            }
            Err(finding) => {
                let code = if finding.code == Code::Manifest { Code::Usage } else { finding.code };
                let message = say::bad_param_value(name, text, &finding.message);
                let help = finding.help.unwrap_or_default().replace('"', "");
                findings.push(Diagnostic::input(code, None, message).help(help));
            }
        }
    }
    if findings.is_empty() { Ok(values) } else { Err(findings) }
}

/// The value of each param of the policy in words: the set value, else the value of the policy.
pub(super) fn params_in_force(names: &Names<'_>, set: &ParamValues) -> BTreeMap<String, String> {
    let catalogue = &names.catalogue;
    let words = |param: &ast::Param| {
        let own = || param_constant(catalogue, param, &param.value).ok();
        let set = set.get(&param.name.text).map(|setting| setting.value.clone());
        let text = match set.or_else(own)? {
            Constant::Number(number) => number.to_string(),
            Constant::YesNo(flag) => if flag { "yes" } else { "no" }.to_string(),
            Constant::Text(text) => text,
            Constant::Date(days) => text_of(days),
            Constant::Choice(at) => {
                let choice = param.kind.as_ref().map(|kind| kind.name.text.as_str());
                let choice = catalogue.choices.iter().find(|c| Some(c.name.text.as_str()) == choice)?;
                choice.values.get(at as usize)?.name.text.clone()
            }
        };
        Some((param.name.text.clone(), text))
    };
    catalogue.params.iter().filter_map(|param| words(param)).collect()
}

/// The value of a param in the base of its unit, or its mistake without a place.
fn param(names: &Names<'_>, name: &str, text: &str) -> Result<Constant, Diagnostic> {
    let wrong = |code: Code, message: String| Diagnostic::input(code, None, message);
    let params = &names.catalogue.params;
    let Some(param) = params.iter().find(|p| p.name.text == name) else {
        let help = suggest::did_you_mean(name, params.iter().map(|p| p.name.text.as_str()));
        let help = help.unwrap_or_else(|| say::remove_or_declare_param().into());
        return Err(wrong(Code::UnknownName, say::unknown_param(name)).about(name).help(help));
    };
    let Some(own) = param.value.number() else {
        let given = match text {
            "yes" => ParamValue::YesNo(true, Span::BUILT_IN),
            "no" => ParamValue::YesNo(false, Span::BUILT_IN),
            name => ParamValue::Name(ast::Name { text: normal_form(name), span: Span::BUILT_IN }),
        };
        let found = param_constant(&names.catalogue, param, &given);
        return found.map_err(|finding| Diagnostic { code: Code::Manifest, labels: Vec::new(), ..finding });
    };
    let Some(given) = syntax::quantity(text) else {
        let meant = syntax::number_meant(text).map(|cure| in_marks(&cure));
        let help = say::write_number_as_policy();
        let help = meant.unwrap_or_else(|| help.to_string());
        return Err(wrong(Code::Manifest, say::not_a_number(text)).about(text).help(help));
    };
    let ((value, unit), (_, wanted)) = (units::value(&given), units::value(own));
    if unit != wanted {
        let message = say::other_unit(name, wanted.words(), unit.words());
        let number = units::like(&given, own);
        let help = if own.unit.is_some() { say::in_unit(&number) } else { say::without_unit(&number) };
        return Err(wrong(Code::UnitMismatch, message).about(name).help(help));
    }
    Ok(Constant::Number(value))
}

/// A help with quotation marks in each pair of backticks, since a manifest writes texts in quotation marks.
fn in_marks(help: &str) -> String {
    let pieces = help.split('`').enumerate();
    let marked = pieces.map(|(at, piece)| if at % 2 == 1 { format!("`\"{piece}\"`") } else { piece.to_string() });
    marked.collect()
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

    fn of_expected(&mut self, expected: &Expected) {
        if let (Some(digits), Some(_)) = (&expected.digits, &expected.tolerance) {
            let help = say::remove_one_of_two();
            self.report(Code::Manifest, digits, say::two_distances().into(), help);
        }
        if let Some(digits) = expected.digits.as_ref().filter(|digits| *digits.get_ref() > MOST_DIGITS) {
            let message = say::too_many_decimals(digits.get_ref());
            self.report(Code::Manifest, digits, message, say::most_decimals(MOST_DIGITS));
        }
        self.params(&expected.params);
        self.period(expected.period.as_ref());
        self.day(expected.as_of.as_ref());
    }

    fn params(&mut self, params: &BTreeMap<Spanned<String>, String>) {
        for (name, text) in params {
            match param(self.names, name.get_ref(), text) {
                Ok(value) => {
                    let place = Span::new(self.file, name.span().start, name.span().end);
                    let setting = ParamSetting { value, source: ParamSource::Manifest(place) };
                    self.run.params.insert(name.get_ref().clone(), setting);
                }
                Err(finding) if !self.is_explained(&finding) => {
                    self.findings.push(finding.at(Span::new(self.file, name.span().start, name.span().end)));
                }
                Err(_) => {}
            }
        }
    }

    /// Whether a param does not fit only because the policy, which declares it or its type, could not be parsed
    /// completely.
    fn is_explained(&self, finding: &Diagnostic) -> bool {
        let as_on_the_page = [finding.code, Code::UnknownType, Code::TypeMismatch];
        as_on_the_page.into_iter().any(|code| self.names.is_explained(&Diagnostic { code, ..finding.clone() }))
    }

    /// The form of files does not depend on the policy.
    fn forms(&mut self) {
        for (code, range, message, help) in self.pack.manifest.data.values().flat_map(|data| form(data).1) {
            let span = Span::new(self.file, range.start, range.end);
            self.findings.push(Diagnostic::error(code, span, message).help(help));
        }
    }

    fn tables(&mut self) {
        for (name, data) in &self.pack.manifest.data {
            let tables = &self.names.catalogue.tables;
            let table = tables.iter().find(|t| t.name.text == *name.get_ref());
            if table.is_none() {
                let known = tables.iter().map(|t| t.name.text.as_str());
                let help = suggest::did_you_mean(name.get_ref(), known)
                    .unwrap_or_else(|| say::remove_or_declare_table().into());
                self.report(Code::UnknownName, name, say::unknown_table(name.get_ref()), help);
            } else if table.is_some_and(|t| t.is_on_page()) {
                let message = say::rows_in_policy(name.get_ref());
                let help = say::remove_binding_or_rows();
                self.report(Code::PageRows, name, message, help);
            } else if data.says_files() && data.files().is_empty() {
                let help = say::name_file_or_use_data();
                self.report(Code::NoData, name, say::bound_to_no_file(name.get_ref()), help);
            }
        }
    }

    fn subjects(&mut self) {
        for name in self.pack.manifest.expected.keys() {
            if self.names.catalogue.subject_named(name.get_ref()).is_none() {
                let known = self.names.catalogue.subjects.iter().map(|s| s.name.text.as_str());
                let help = suggest::did_you_mean(name.get_ref(), known).unwrap_or_else(|| say::name_subject().into());
                self.report(Code::UnknownName, name, say::unknown_subject(name.get_ref()), help);
            }
        }
    }

    fn period(&mut self, period: Option<&Spanned<String>>) {
        let Some(period) = period else { return };
        self.run.period = self.pack.period_named(period.get_ref());
        if self.run.period.is_none() {
            let message = say::unknown_period(period.get_ref());
            let near = suggest::did_you_mean(period.get_ref(), self.pack.period_names());
            self.report(Code::BadPeriod, period, message, near.unwrap_or_else(|| say::write_one_of(period::forms())));
        }
    }

    fn day(&mut self, day: Option<&Spanned<Day>>) {
        let Some(day) = day else { return };
        let text = day.get_ref().text();
        self.run.as_of = days_of(&text);
        if self.run.as_of.is_none() {
            let message = say::no_day(&text);
            self.report(Code::BadDateLiteral, day, message, say::form_of_day());
        }
    }
}
