//! Policy, choices, tables, subjects, params, lets, tiers and tests.

use super::Rule;
use super::build::{Build, Built, Inner, said_twice, shape};
use crate::syntax::ast::*;
use pest::iterators::Pair;

impl Build<'_> {
    /// A declaration.
    pub fn item(&self, pair: Pair<'_, Rule>) -> Built<Item> {
        let span = self.span(&pair);
        let pair = self.only(pair)?;
        let kind = match pair.as_rule() {
            Rule::policy => ItemKind::Policy(self.policy(pair)?),
            Rule::choice => ItemKind::Choice(self.choice(pair)?),
            Rule::table => ItemKind::Table(Box::new(self.table(pair)?)),
            Rule::subject => ItemKind::Subject(self.subject(pair)?),
            Rule::param => ItemKind::Param(Box::new(self.param(pair)?)),
            Rule::let_ => ItemKind::Let(Box::new(self.let_(pair)?)),
            Rule::tree => ItemKind::Tree(Box::new(self.tree(pair)?)),
            Rule::tiers => ItemKind::Tiers(Box::new(self.tiers(pair)?)),
            Rule::test => ItemKind::Test(Box::new(self.test(pair)?)),
            _ => return Err(shape(span)),
        };
        Ok(Item { doc: self.doc_above(span), span, kind })
    }

    fn policy(&self, pair: Pair<'_, Rule>) -> Built<Policy> {
        let mut inner = self.inner(pair);
        Ok(Policy { name: self.need_name(&mut inner)?, label: self.label(&mut inner)? })
    }

    fn choice(&self, pair: Pair<'_, Rule>) -> Built<Choice> {
        let mut inner = self.inner(pair);
        let (name, label) = (self.need_name(&mut inner)?, self.label(&mut inner)?);
        let values = inner.all(Rule::choice_value).into_iter().map(|v| self.choice_value(&mut self.inner(v)));
        Ok(Choice { name, label, values: values.collect::<Built<_>>()? })
    }

    /// Texts, name and label of a value of a choice or of a tier.
    fn choice_value(&self, inner: &mut Inner<'_>) -> Built<ChoiceValue> {
        let texts = match inner.take(Rule::bound_text) {
            Some(bound) => self.inner(bound).all(Rule::text).iter().map(|t| self.text(t)).collect(),
            None => Vec::new(),
        };
        Ok(ChoiceValue { texts, name: self.need_name(inner)?, label: self.label(inner)? })
    }

    fn table(&self, pair: Pair<'_, Rule>) -> Built<Table> {
        let mut inner = self.inner(pair);
        let (name, label) = (self.need_name(&mut inner)?, self.label(&mut inner)?);
        let dated = inner.take(Rule::dated).map(|d| self.need_name(&mut self.inner(d))).transpose()?;
        let mut table = Table { name, label, dated, columns: Vec::new(), keys: Vec::new() };
        while let Some(line) = inner.next() {
            if line.as_rule() == Rule::column {
                table.columns.extend(self.columns(line)?);
                continue;
            }
            let span = self.span(&line);
            let key = self.only(line)?;
            let names = if key.as_rule() == Rule::column {
                let columns = self.columns(key)?;
                let names = columns.iter().map(|c| c.name.clone()).collect();
                table.columns.extend(columns);
                names
            } else {
                self.inner(key).skip_to_all(Rule::ident).iter().map(|n| self.name(n)).collect()
            };
            table.keys.push((names, span));
        }
        Ok(table)
    }

    /// One line of columns: names that share a type.
    fn columns(&self, pair: Pair<'_, Rule>) -> Built<Vec<Column>> {
        let mut inner = self.inner(pair);
        let heads = inner.all(Rule::column_head);
        let kind = self.column_type(inner.need(Rule::column_type)?)?;
        let missing = inner.take(Rule::or_missing).map(|m| self.or_missing(m)).transpose()?;
        let head = |pair| -> Built<Column> {
            let mut inner = self.inner(pair);
            let header = inner.take(Rule::text).map(|t| self.text(&t));
            let (name, label) = (self.need_name(&mut inner)?, self.label(&mut inner)?);
            Ok(Column { header, name, label, kind: kind.clone(), missing: missing.clone() })
        };
        heads.into_iter().map(head).collect()
    }

    fn or_missing(&self, pair: Pair<'_, Rule>) -> Built<(crate::source::Span, Vec<Marker>)> {
        let span = self.span(&pair);
        let mut inner = self.inner(pair);
        inner.need(Rule::missing_)?;
        let Some(list) = inner.take(Rule::marker_list) else { return Ok((span, Vec::new())) };
        let marker = |pair| -> Built<Marker> {
            let mut inner = self.inner(pair);
            Ok(Marker { text: self.text(&inner.need(Rule::text)?), because: self.because(&mut inner)? })
        };
        Ok((span, self.inner(list).all(Rule::marker).into_iter().map(marker).collect::<Built<_>>()?))
    }

    fn column_type(&self, pair: Pair<'_, Rule>) -> Built<ColumnType> {
        let span = self.span(&pair);
        let mut inner = self.inner(pair);
        let mut kind = ColumnType {
            name: Name { text: "yes/no".into(), span },
            range: None,
            decimals: None,
            unit: None,
            read_half_even: None,
            yes_no: None,
            span,
        };
        if let Some(yes_no) = inner.take(Rule::yes_no_type) {
            let texts = self.inner(yes_no).take(Rule::yes_no_texts);
            kind.yes_no = texts.map(|t| self.yes_no_texts(t)).transpose()?;
            return Ok(kind);
        }
        kind.name = self.name(&inner.need(Rule::type_name)?);
        kind.range = inner.take(Rule::range).map(|r| self.range(r)).transpose()?;
        kind.decimals = inner.take(Rule::with_decimals).map(|d| self.to_decimals(d)).transpose()?;
        kind.unit = inner.take(Rule::in_unit).map(|u| Ok(self.unit(&self.only(u)?))).transpose()?;
        kind.read_half_even = inner.take(Rule::read_half_even).map(|r| self.span(&r));
        Ok(kind)
    }

    fn yes_no_texts(&self, pair: Pair<'_, Rule>) -> Built<(Text, Text)> {
        let mut inner = self.inner(pair);
        inner.need(Rule::open_paren)?;
        Ok((self.text(&inner.need(Rule::text)?), self.text(&inner.need(Rule::text)?)))
    }

    fn subject(&self, pair: Pair<'_, Rule>) -> Built<Subject> {
        let mut inner = self.inner(pair);
        let (name, label) = (self.need_name(&mut inner)?, self.label(&mut inner)?);
        let table = self.need_name(&mut inner)?;
        Ok(Subject { name, label, table, by: inner.all(Rule::ident).iter().map(|n| self.name(n)).collect() })
    }

    fn param(&self, pair: Pair<'_, Rule>) -> Built<Param> {
        let mut inner = self.inner(pair);
        let (name, label) = (self.need_name(&mut inner)?, self.label(&mut inner)?);
        let value = self.quantity(inner.need(Rule::quantity)?)?;
        Ok(Param { name, label, value, notes: self.notes(&mut inner)? })
    }

    fn let_(&self, pair: Pair<'_, Rule>) -> Built<Let> {
        let mut inner = self.inner(pair);
        let (name, label) = (self.need_name(&mut inner)?, self.label(&mut inner)?);
        let of = match inner.take(Rule::arguments) {
            Some(arguments) => LetOf::Arguments(
                self.inner(arguments)
                    .skip_to_all(Rule::argument)
                    .into_iter()
                    .map(|a| self.argument(a))
                    .collect::<Built<_>>()?,
            ),
            None => LetOf::Subject(self.need_name(&mut self.inner(inner.need(Rule::of_subject)?))?),
        };
        let value = self.expr(inner.need(Rule::expr)?)?;
        Ok(Let { name, label, of, value, notes: self.notes(&mut inner)? })
    }

    fn argument(&self, pair: Pair<'_, Rule>) -> Built<Argument> {
        let mut inner = self.inner(pair);
        let name = self.need_name(&mut inner)?;
        let kind = self.column_type(inner.need(Rule::column_type)?)?;
        Ok(Argument { name, kind, missing: inner.take(Rule::or_missing).map(|m| self.span(&m)) })
    }

    fn tiers(&self, pair: Pair<'_, Rule>) -> Built<Tiers> {
        let mut inner = self.inner(pair);
        let (name, label) = (self.need_name(&mut inner)?, self.label(&mut inner)?);
        let value = self.need_name(&mut inner)?;
        let of = self.need_name(&mut self.inner(inner.need(Rule::of_subject)?))?;
        let (mut rounded, mut compared, mut gaps_reported) = (None, None, None);
        for option in inner.all(Rule::tiers_option) {
            let option = self.only(option)?;
            let span = self.span(&option);
            let (words, first) = match option.as_rule() {
                Rule::rounding => ("rounded", rounded.replace(self.rounding(option)?).map(|r: RoundTo| r.span)),
                Rule::to_decimals => ("compared", compared.replace(self.to_decimals(option)?).map(|d: Digits| d.span)),
                _ => ("gaps reported", gaps_reported.replace(span)),
            };
            if let Some(first) = first {
                self.report(said_twice(span, words, first));
            }
        }
        let tiers = inner.all(Rule::tier).into_iter().map(|t| self.tier(t)).collect::<Built<_>>()?;
        Ok(Tiers { name, label, value, of, rounded, compared, gaps_reported, tiers })
    }

    fn tier(&self, pair: Pair<'_, Rule>) -> Built<Tier> {
        let mut inner = self.inner(pair);
        let value = self.choice_value(&mut inner)?;
        let bound = inner.need(Rule::bound)?;
        let bound_span = self.span(&bound);
        Ok(Tier { value, bound: self.bound(bound)?, bound_span, notes: self.notes(&mut inner)? })
    }

    fn bound(&self, pair: Pair<'_, Rule>) -> Built<Bound> {
        let span = self.span(&pair);
        let mut inner = self.inner(pair);
        let first = inner.some()?;
        match first.as_rule() {
            Rule::otherwise_ => Ok(Bound::Otherwise),
            Rule::compare => {
                let sign = match first.as_str() {
                    ">=" => Comparison::AtLeast,
                    "<=" => Comparison::AtMost,
                    ">" => Comparison::Above,
                    _ => Comparison::Below,
                };
                Ok(Bound::Compare(sign, self.quantity(inner.need(Rule::quantity)?)?))
            }
            Rule::range => {
                let range = self.range(first)?;
                Ok(Bound::Band { lo: (range.lo, true), hi: (range.hi, true) })
            }
            Rule::band => {
                let mut inner = self.inner(first);
                let closed_below = inner.some()?.as_rule() == Rule::open_list;
                let lo = self.quantity(inner.need(Rule::quantity)?)?;
                let hi = self.quantity(inner.need(Rule::quantity)?)?;
                let closed_above = inner.some()?.as_rule() == Rule::close_list;
                Ok(Bound::Band { lo: (lo, closed_below), hi: (hi, closed_above) })
            }
            _ => Err(shape(span)),
        }
    }

    fn test(&self, pair: Pair<'_, Rule>) -> Built<Test> {
        let mut inner = self.inner(pair);
        let title = self.text(&inner.need(Rule::text)?);
        let mut test =
            Test { title, given: Vec::new(), params: Vec::new(), period: None, as_of: None, expects: Vec::new() };
        while let Some(line) = inner.next() {
            match line.as_rule() {
                Rule::given => test.given.push(self.given(line)?),
                Rule::test_param => {
                    let mut inner = self.inner(line);
                    let name = self.need_name(&mut inner)?;
                    if let Some((first, _)) = test.params.iter().find(|(n, _)| n.text == name.text) {
                        self.report(said_twice(name.span, &format!("param {}", name.text), first.span));
                    }
                    test.params.push((name, self.quantity(inner.need(Rule::quantity)?)?));
                }
                Rule::test_period => self.once(&mut test.period, line, "period")?,
                Rule::test_as_of => self.once(&mut test.as_of, line, "as of")?,
                _ => test.expects.push(self.expect(line)?),
            }
        }
        Ok(test)
    }

    /// A line that a test has once.
    fn once(&self, slot: &mut Option<Text>, line: Pair<'_, Rule>, words: &str) -> Built<()> {
        let word = self.word(&self.only(line)?);
        let span = word.span;
        if let Some(first) = slot.replace(word) {
            self.report(said_twice(span, words, first.span));
        }
        Ok(())
    }

    /// A word that is kept as it stands.
    fn word(&self, pair: &Pair<'_, Rule>) -> Text {
        Text { value: pair.as_str().trim().to_string(), span: self.span(pair) }
    }

    fn given(&self, pair: Pair<'_, Rule>) -> Built<Given> {
        let mut inner = self.inner(pair);
        let table = self.need_name(&mut inner)?;
        let columns = inner.all(Rule::ident).iter().map(|n| self.name(n)).collect();
        let row = |pair| -> Built<(Vec<Cell>, crate::source::Span)> {
            let span = self.span(&pair);
            let cells = self.inner(pair).skip_to_all(Rule::cell).into_iter().map(|c| self.cell(c));
            Ok((cells.collect::<Built<_>>()?, span))
        };
        Ok(Given { table, columns, rows: inner.all(Rule::given_row).into_iter().map(row).collect::<Built<_>>()? })
    }

    fn cell(&self, pair: Pair<'_, Rule>) -> Built<Cell> {
        let span = self.span(&pair);
        let pair = self.only(pair)?;
        let kind = match pair.as_rule() {
            Rule::missing_ => CellKind::Missing,
            Rule::yes_ => CellKind::YesNo(true),
            Rule::no_ => CellKind::YesNo(false),
            Rule::date => CellKind::Date(pair.as_str().trim().to_string()),
            Rule::quantity => CellKind::Number(self.quantity(pair)?),
            Rule::text => CellKind::Text(self.text(&pair).value),
            Rule::ident => CellKind::Name(pair.as_str().trim().to_string()),
            _ => return Err(shape(span)),
        };
        Ok(Cell { kind, span })
    }

    fn expect(&self, pair: Pair<'_, Rule>) -> Built<Expect> {
        let span = self.span(&pair);
        let mut inner = self.inner(pair);
        let (value, of) = (self.need_name(&mut inner)?, self.need_name(&mut inner)?);
        let key = self.inner(inner.need(Rule::subject_key)?).skip_to_all(Rule::cell);
        let key = key.into_iter().map(|c| self.cell(c)).collect::<Built<_>>()?;
        let mut inner = self.inner(inner.need(Rule::expected)?);
        let (expected, because) = match inner.take(Rule::missing_) {
            Some(missing) => (Cell { kind: CellKind::Missing, span: self.span(&missing) }, self.because(&mut inner)?),
            None => (self.cell(inner.need(Rule::cell)?)?, None),
        };
        Ok(Expect { value, of, key, expected, because, span })
    }
}
