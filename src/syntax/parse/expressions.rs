//! Expressions: one table of precedence, then the operands.

use super::Rule;
use super::build::{Build, Built, Inner, shape};
use super::expected;
use crate::diagnostic::{Code, Diagnostic};
use crate::messages::{phrase, syntax as say};
use crate::source::Span;
use crate::syntax::ast::*;
use pest::iterators::Pair;
use pest::pratt_parser::{Assoc, Op, PrattParser};
use std::sync::LazyLock;

/// From the loosest to the tightest. `default` binds to the value right before it, tighter than arithmetic.
static PRECEDENCE: LazyLock<PrattParser<Rule>> = LazyLock::new(|| {
    let left = |rule| Op::infix(rule, Assoc::Left);
    PrattParser::new()
        .op(left(Rule::or_))
        .op(left(Rule::and_))
        .op(Op::prefix(Rule::not_))
        .op(left(Rule::is_)
            | left(Rule::is_not)
            | left(Rule::in_)
            | left(Rule::not_in)
            | left(Rule::ge)
            | left(Rule::le)
            | left(Rule::gt)
            | left(Rule::lt))
        .op(left(Rule::dots))
        .op(left(Rule::add) | left(Rule::subtract))
        .op(left(Rule::multiply) | left(Rule::divide))
        .op(Op::prefix(Rule::negate))
        .op(left(Rule::default_))
});

/// The greatest number of operators and operands that are nested in each other.
const MAX_PARTS: usize = 1000;

fn binary(rule: Rule) -> Option<Binary> {
    Some(match rule {
        Rule::or_ => Binary::Or,
        Rule::and_ => Binary::And,
        Rule::is_ => Binary::Is,
        Rule::is_not => Binary::IsNot,
        Rule::in_ => Binary::In,
        Rule::not_in => Binary::NotIn,
        Rule::ge => Binary::Compare(Comparison::AtLeast),
        Rule::le => Binary::Compare(Comparison::AtMost),
        Rule::gt => Binary::Compare(Comparison::Above),
        Rule::lt => Binary::Compare(Comparison::Below),
        Rule::default_ => Binary::Default,
        Rule::dots => Binary::Range,
        Rule::add => Binary::Add,
        Rule::subtract => Binary::Subtract,
        Rule::multiply => Binary::Multiply,
        Rule::divide => Binary::Divide,
        _ => return None,
    })
}

impl Build<'_> {
    /// An expression.
    pub(super) fn expr(&self, pair: Pair<'_, Rule>) -> Built<Expr> {
        // The tree of an expression can be as deep as its number of parts, and every room walks it.
        let around = self.parts.get();
        let scales = |operand: Pair<'_, Rule>| operand.into_inner().count().saturating_sub(1);
        self.parts.set(around + pair.clone().into_inner().map(|part| 1 + scales(part)).sum::<usize>());
        let built = if self.parts.get() > MAX_PARTS {
            let message = say::too_many_parts(MAX_PARTS);
            let finding = Diagnostic::error(Code::TooDeep, self.span(&pair), message);
            Err(finding.help(say::name_parts_with_let()))
        } else {
            self.operations(pair)
        };
        self.parts.set(around);
        built
    }

    fn operations(&self, pair: Pair<'_, Rule>) -> Built<Expr> {
        let whole = self.span(&pair);
        PRECEDENCE
            .map_primary(|operand| self.operand(operand))
            .map_prefix(|op, value| {
                let value = value?;
                let unary = if op.as_rule() == Rule::not_ { Unary::Not } else { Unary::Negate };
                let span = self.span(&op).to(value.span);
                Ok(Expr { kind: ExprKind::Unary(unary, Box::new(value)), span })
            })
            .map_infix(|left, op, right| {
                let (left, right) = (left?, right?);
                let operator = binary(op.as_rule()).ok_or_else(|| shape(whole))?;
                self.no_chain(operator, &left, right.span)?;
                self.no_date(operator, &left, &right)?;
                let span = left.span.to(right.span);
                let kind = ExprKind::Binary(operator, self.span(&op), Box::new(left), Box::new(right));
                Ok(Expr { kind, span })
            })
            .parse(pair.into_inner())
    }

    /// `1 <= x <= 5` would compare a yes/no with 5.
    fn no_chain(&self, operator: Binary, left: &Expr, right: Span) -> Built<()> {
        let compares =
            |b: Binary| matches!(b, Binary::Compare(_) | Binary::Is | Binary::IsNot | Binary::In | Binary::NotIn);
        match &left.kind {
            ExprKind::Binary(before, _, _, middle) if compares(operator) && compares(*before) => {
                let written = |span: Span| {
                    let [start, end] = [span.start, span.end].map(|byte| self.prepared.offset(byte as usize));
                    self.prepared.text.get(start..end).unwrap_or("").trim()
                };
                let (first, second) = (written(left.span), written(middle.span.to(right)));
                let whole = left.span.to(right);
                let finding = Diagnostic::error(Code::ChainedComparison, whole, say::chained_comparison());
                Err(finding.help(phrase::write(format_args!("({first} and {second})"))))
            }
            _ => Ok(()),
        }
    }

    /// `2026-3-1` would be a subtraction, `2026/3/1` a division, and only dates in the notation of the language have an
    /// order.
    fn no_date(&self, op: Binary, left: &Expr, right: &Expr) -> Built<()> {
        let is_number = |e: &Expr| matches!(&e.kind, ExprKind::Number(n) if !n.percent && n.unit.is_none());
        let span = match (op, &left.kind) {
            (Binary::Subtract | Binary::Divide, ExprKind::Binary(before, _, one, other))
                if *before == op && [one, other].into_iter().all(|e| is_number(e)) && is_number(right) =>
            {
                left.span.to(right.span)
            }
            (Binary::Compare(_), _) => {
                let text = [left, right].into_iter().find(|e| matches!(e.kind, ExprKind::Text(_)));
                let Some(text) = text else { return Ok(()) };
                text.span
            }
            _ => return Ok(()),
        };
        let range = self.prepared.offset(span.start as usize)..self.prepared.offset(span.end as usize);
        let written = self.prepared.text.get(range).unwrap_or("");
        let Some(date) = expected::date_in(written.trim_matches('"')) else { return Ok(()) };
        let finding = Diagnostic::error(Code::Syntax, span, say::unsupported_notation(say::a_date(), written));
        Err(finding.help(phrase::write(&date)))
    }

    fn operand(&self, pair: Pair<'_, Rule>) -> Built<Expr> {
        let span = self.span(&pair);
        let mut inner = self.inner(pair);
        let mut value = self.primary(inner.some()?)?;
        for on in inner.all(Rule::on_scale) {
            let scale = self.need_name(&mut self.inner(on))?;
            value = Expr { span: span.to(scale.span), kind: ExprKind::On(Box::new(value), scale) };
        }
        Ok(value)
    }

    fn primary(&self, pair: Pair<'_, Rule>) -> Built<Expr> {
        let span = self.span(&pair);
        let word = pair.as_str().trim().to_string();
        let kind = match pair.as_rule() {
            Rule::missing_ => ExprKind::Missing(None),
            Rule::yes_ => ExprKind::YesNo(true),
            Rule::no_ => ExprKind::YesNo(false),
            Rule::date => ExprKind::Date(word),
            Rule::text => ExprKind::Text(self.text_of_data(&pair).value),
            Rule::amount => ExprKind::Number(self.quantity(pair)?),
            Rule::group => {
                let mut inner = self.inner(pair);
                inner.need(Rule::open_paren)?;
                let inside = self.expr(inner.need(Rule::expr)?)?;
                return Ok(Expr { span, ..inside });
            }
            Rule::list => {
                let items = self.inner(pair).skip_to_all(Rule::expr);
                ExprKind::List(items.into_iter().map(|e| self.expr(e)).collect::<Built<_>>()?)
            }
            Rule::absent_ => ExprKind::Absent,
            Rule::first => self.first(pair)?,
            Rule::lookup => self.lookup(pair)?,
            Rule::reference => self.reference(pair)?,
            _ => return Err(shape(span)),
        };
        Ok(Expr { kind, span })
    }

    fn first(&self, pair: Pair<'_, Rule>) -> Built<ExprKind> {
        let mut inner = self.inner(pair);
        let mut arms = Vec::new();
        for arm in inner.all(Rule::arm) {
            let mut inner = self.inner(arm);
            let value = self.answer(&mut inner)?;
            arms.push((value, self.expr(inner.need(Rule::expr)?)?));
        }
        let mut fallback = self.inner(inner.need(Rule::fallback)?);
        fallback.need(Rule::otherwise_)?;
        Ok(ExprKind::First(arms, Box::new(self.answer(&mut fallback)?)))
    }

    /// The value of an arm or a row: an expression, or missing with a reason.
    fn answer(&self, inner: &mut Inner<'_>) -> Built<Expr> {
        let Some(nothing) = inner.take(Rule::nothing) else { return self.expr(inner.need(Rule::expr)?) };
        let span = self.span(&nothing);
        let mut inner = self.inner(nothing);
        inner.need(Rule::missing_)?;
        Ok(Expr { kind: ExprKind::Missing(self.because(&mut inner)?), span })
    }

    fn lookup(&self, pair: Pair<'_, Rule>) -> Built<ExprKind> {
        let mut inner = self.inner(pair);
        let value = self.expr(inner.need(Rule::expr)?)?;
        let rows = inner.all(Rule::lookup_row).into_iter().map(|row| self.lookup_row(row));
        Ok(ExprKind::Lookup(Box::new(value), rows.collect::<Built<_>>()?))
    }

    fn lookup_row(&self, pair: Pair<'_, Rule>) -> Built<LookupRow> {
        let span = self.span(&pair);
        let mut inner = self.inner(pair);
        inner.take(Rule::otherwise_);
        let keys = inner.all(Rule::lookup_key).into_iter().map(|key| {
            let key = self.only(key)?;
            Ok(match key.as_rule() {
                Rule::ident => LookupKey::Name(self.name(&key)),
                Rule::range => LookupKey::Range(self.range(key)?),
                _ => LookupKey::Number(self.quantity(key)?),
            })
        });
        let keys = keys.collect::<Built<_>>()?;
        Ok(LookupRow { keys, value: self.answer(&mut inner)?, span })
    }

    fn reference(&self, pair: Pair<'_, Rule>) -> Built<ExprKind> {
        let mut inner = self.inner(pair);
        let name = self.need_name(&mut inner)?;
        let mut span = name.span;
        let kind = if let Some(member) = inner.take(Rule::member) {
            span = span.to(self.span(&member));
            let members = self.inner(member).skip_to_all(Rule::ident);
            let members = members.iter().map(|m| self.name(m));
            ExprKind::Path(std::iter::once(name).chain(members).collect())
        } else if let Some(call) = inner.take(Rule::call) {
            span = span.to(self.span(&call));
            let args = self.inner(call).skip_to_all(Rule::arg);
            ExprKind::Call(name, args.into_iter().map(|a| self.arg(a)).collect::<Built<_>>()?)
        } else {
            ExprKind::Name(name.text)
        };
        let Some(sideways) = inner.take(Rule::sideways) else { return Ok(kind) };
        let keys = self.inner(sideways).skip_to_all(Rule::at_key).into_iter().map(|key| {
            let mut inner = self.inner(key);
            Ok((self.need_name(&mut inner)?, self.expr(inner.need(Rule::expr)?)?))
        });
        Ok(ExprKind::At(Box::new(Expr { kind, span }), keys.collect::<Built<_>>()?))
    }

    fn arg(&self, pair: Pair<'_, Rule>) -> Built<Arg> {
        let span = self.span(&pair);
        let mut inner = self.inner(pair);
        if let Some(option) = inner.take(Rule::option) {
            return Ok(Arg { kind: self.option(self.only(option)?)?, span });
        }
        let value = self.expr(inner.need(Rule::expr)?)?;
        if let Some(mapping) = inner.take(Rule::mapping) {
            return Ok(Arg { kind: ArgKind::Mapping(value, self.expr(self.only(mapping)?)?), span });
        }
        let Some(rows) = inner.take(Rule::rows) else { return Ok(Arg { kind: ArgKind::Value(value), span }) };
        let mut inner = self.inner(rows);
        let of = inner.take(Rule::of_subject).map(|o| self.need_name(&mut self.inner(o))).transpose()?;
        let all_periods = inner.take(Rule::all_periods).map(|a| self.span(&a));
        let among = inner.take(Rule::among).map(|a| self.among(a).map(Box::new)).transpose()?;
        let condition = inner.take(Rule::where_clause).map(|w| self.expr(self.only(w)?)).transpose()?;
        let weighted = inner.take(Rule::weighted).map(|w| self.only(w)).transpose()?;
        let (weight, by_design) = match weighted {
            Some(weighted) if weighted.as_rule() == Rule::by_design => (None, Some(self.span(&weighted))),
            Some(weighted) => (Some(self.expr(weighted)?), None),
            None => (None, None),
        };
        Ok(Arg { kind: ArgKind::Rows { value, of, all_periods, among, condition, weight, by_design }, span })
    }

    pub(super) fn among(&self, pair: Pair<'_, Rule>) -> Built<Among> {
        let span = self.span(&pair);
        let mut names = self.inner(pair).skip_to_all(Rule::ident).into_iter().map(|name| {
            let name = self.name(&name);
            Expr { kind: ExprKind::Name(name.text), span: name.span }
        });
        let Some(over) = names.next() else { return Err(shape(span)) };
        Ok(Among { over, per: names.collect(), span })
    }

    fn option(&self, pair: Pair<'_, Rule>) -> Built<ArgKind> {
        Ok(match pair.as_rule() {
            Rule::missing_policy => ArgKind::Missing(self.missing(pair)?),
            Rule::if_empty => {
                self.report_former_word(&pair);
                ArgKind::IfEmpty(self.expr(self.only(pair)?)?)
            }
            Rule::enough => {
                let span = self.span(&pair);
                let digits = self.inner(pair).skip_to_all(Rule::digits);
                ArgKind::AtLeast(self.digits(digits.first().ok_or_else(|| shape(span))?))
            }
            Rule::clamped_ => ArgKind::Clamped(true),
            Rule::unclamped_ => ArgKind::Clamped(false),
            Rule::rounding => ArgKind::Rounding(self.rounding(pair)?),
            Rule::to_decimals => ArgKind::Decimals(self.to_decimals(pair)?),
            Rule::spread => ArgKind::Spread(has(&pair, Rule::sample_)),
            Rule::quantile_type => {
                let span = self.span(&pair);
                let digits = self.inner(pair).skip_to_all(Rule::digits);
                ArgKind::QuantileType(self.digits(digits.first().ok_or_else(|| shape(span))?))
            }
            Rule::rank_order => ArgKind::Order(has(&pair, Rule::highest_)),
            Rule::rank_ties if has(&pair, Rule::best_) => ArgKind::Ties(Ties::Best),
            Rule::rank_ties if has(&pair, Rule::worst_) => ArgKind::Ties(Ties::Worst),
            Rule::rank_ties => ArgKind::Ties(Ties::Mean),
            _ => return Err(shape(self.span(&pair))),
        })
    }
}

/// Whether a rule has a child.
fn has(pair: &Pair<'_, Rule>, rule: Rule) -> bool {
    pair.clone().into_inner().any(|inner| inner.as_rule() == rule)
}
