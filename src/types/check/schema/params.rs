//! Params: their values on the page, and those that replace them.

use super::{Checker, Maybe};
use crate::diagnostic::{Code, Diagnostic};
use crate::messages::{phrase, types::schema as say};
use crate::names::Catalogue;
use crate::names::model::{ParamId, Top};
use crate::schema::explain;
use crate::source::Span;
use crate::syntax::ast;
use crate::types::op::{Constant, Type};
use crate::types::typed::{Expr, build};
use crate::types::units;

impl<'a> Checker<'_, 'a> {
    /// Every param must be of its kind, whether or not it is used.
    pub(crate) fn params(&mut self) {
        for param in self.names.catalogue.params.clone() {
            self.param_value(param, &param.value);
        }
    }

    /// The value of a parameter: of the page, or what replaces it.
    pub(crate) fn param(&mut self, id: ParamId, span: Span) -> Maybe<Expr> {
        let param = *self.names.catalogue.params.get(id.0)?;
        let set = self.context.params.get(&param.name.text).filter(|_| !self.of_page).cloned();
        let own = self.param_value(param, &param.value)?;
        Some(match (set.unwrap_or(own), param.value.number()) {
            (Constant::Number(value), Some(quantity)) => build::number(value, units::value(quantity).1, span),
            (Constant::Choice(value), _) => {
                let Some(Top::Choice(id)) = self.names.catalogue.top.get(&param.kind.as_ref()?.name.text) else {
                    return None;
                };
                build::choice(value, Type::Choice(*id), span)
            }
            (value, _) => build::fixed(value, Type::YesNo, span),
        })
    }

    /// A value for a parameter, which must be of its kind.
    fn param_value(&mut self, param: &'a ast::Param, value: &ast::ParamValue) -> Maybe<Constant> {
        let found = param_constant(&self.names.catalogue, param, value);
        found.map_err(|finding| self.report(finding)).ok()
    }
}

/// A value for a parameter in the base of its unit; or what is wrong with it.
pub fn param_constant(
    catalogue: &Catalogue<'_>,
    param: &ast::Param,
    value: &ast::ParamValue,
) -> Result<Constant, Diagnostic> {
    let name = &param.name.text;
    let wrong = |wanted: &str, help: String| {
        let message = say::wrong_value_of_param(name, wanted);
        let of = param.kind.as_ref().map_or(name, |kind| &kind.name.text);
        Err(Diagnostic::error(Code::TypeMismatch, value.span(), message).about(of).help(help))
    };
    let choice = param.kind.as_ref().map(|kind| (catalogue.top.get(&kind.name.text), kind));
    match (choice, value) {
        (None, ast::ParamValue::Number(quantity)) => Ok(Constant::Number(units::value(quantity).0)),
        (None, value) => {
            let meant = match value {
                ast::ParamValue::Name(name) => explain::as_number(&name.text),
                _ => None,
            };
            let help = meant.unwrap_or_else(|| say::write_number_or_type(name));
            wrong(say::a_number(), help)
        }
        (Some((Some(Top::Choice(id)), _)), value) => {
            let at = match value {
                ast::ParamValue::Name(name) => catalogue.choice_value(*id, &name.text),
                _ => None,
            };
            match at {
                Some(at) => Ok(Constant::Choice(at)),
                None => {
                    let values = catalogue.choices.get(id.0).map(|c| c.values.as_slice()).unwrap_or_default();
                    let names = phrase::names(values.iter().map(|v| &v.name.text));
                    let choice = catalogue.choices.get(id.0).map_or("", |c| c.name.text.as_str());
                    wrong(&say::a_value_of(choice), say::write_one_of(names))
                }
            }
        }
        (Some((_, kind)), ast::ParamValue::YesNo(flag, _)) if kind.name.text == "yes/no" => Ok(Constant::YesNo(*flag)),
        (Some((_, kind)), _) if kind.name.text == "yes/no" => wrong(say::yes_or_no(), say::write_yes_or_no().into()),
        (Some((_, kind)), _) => {
            let message = say::wrong_type_of_param(&kind.name.text);
            let choices = catalogue.choices.iter().map(|c| c.name.text.as_str());
            let is_yes_no = super::tables::of_other_languages(&kind.name.text) == Some("yes/no");
            let help = is_yes_no
                .then(|| phrase::write("yes/no"))
                .or_else(|| catalogue.did_you_mean(&kind.name.text, choices))
                .unwrap_or_else(|| say::write_number_without_type(name));
            Err(Diagnostic::error(Code::UnknownType, kind.span, message).about(&kind.name.text).help(help))
        }
    }
}
