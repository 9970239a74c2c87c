//! Params: their values in the policy, and the values that replace them.

use super::{Checker, Maybe};
use crate::diagnostic::{Code, Diagnostic};
use crate::messages::{phrase, types::schema as say};
use crate::names::Catalogue;
use crate::names::ParamId;
use crate::names::model::Top;
use crate::schema::explain;
use crate::source::Span;
use crate::syntax::ast;
use crate::types::check_context::{ParamSetting, ParamSource};
use crate::types::model::ParamModel;
use crate::types::op::{Constant, NumberType, Type};
use crate::types::typed::{Expr, build};
use crate::types::units;

impl<'a> Checker<'_, 'a> {
    /// Types every param, whether or not it is used; its value must have its type.
    pub(crate) fn params(&mut self) {
        let params: Vec<&'a ast::Param> = self.names.catalogue.params.iter().copied().collect();
        self.model.params = params.into_iter().map(|param| self.param_model(param)).collect();
    }

    /// A param with the value that is in force.
    fn param_model(&mut self, param: &'a ast::Param) -> Maybe<ParamModel> {
        let catalogue = &self.names.catalogue;
        let own = param_constant(catalogue, param, &param.value).map_err(|finding| self.report(finding)).ok()?;
        let set = self.context.params.get(&param.name.text);
        let of_policy = || ParamSetting { value: own.clone(), source: ParamSource::Policy };
        let ParamSetting { value, source } = set.cloned().unwrap_or_else(of_policy);
        let ty = match (&value, param.value.number()) {
            (Constant::Number(number), Some(quantity)) => NumberType::fixed(number, units::value(quantity).1).into(),
            (Constant::Choice(_), _) => match catalogue.top.get(&param.kind.as_ref()?.name.text) {
                Some(Top::Choice(id)) => Type::Choice(*id),
                _ => return None,
            },
            _ => Type::YesNo,
        };
        let text = |text: &ast::Text| text.value.clone();
        Some(ParamModel {
            name: param.name.text.clone(),
            label: param.label.as_ref().map(text),
            doc: param.doc.clone(),
            ty,
            percent: param.value.number().is_some_and(|quantity| quantity.percent),
            value,
            source,
            own,
            cite: param.notes.cite.as_deref().map(text),
            because: param.notes.because.as_deref().map(text),
        })
    }

    /// The value of a param where it is used.
    pub(crate) fn param(&mut self, id: ParamId, span: Span) -> Maybe<Expr> {
        let param = self.model.params[id].as_ref()?;
        let value = if self.of_page { &param.own } else { &param.value };
        let fixed = match (value.clone(), &param.ty) {
            // The type of a number depends on the value, except for its unit.
            (Constant::Number(value), Type::Number(number)) => build::number(value, number.unit, span),
            (value, ty) => build::fixed(value, ty.clone(), span),
        };
        Some(fixed.fixed_by(id))
    }
}

/// A value for a param in the base of its unit, or the finding about a wrong value.
pub(crate) fn param_constant(
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
                    let choice = catalogue.choice(*id);
                    let names = phrase::names(choice.values.iter().map(|v| &v.name.text));
                    wrong(&say::a_value_of(&choice.name.text), say::write_one_of(names))
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
