//! Policy, choices, tables, subjects, params, lets, tiers and tests.

use super::Rule;
use super::build::{Build, Built, Inner, said_twice, shape};
use crate::diagnostic::{Code, Diagnostic};
use crate::messages::syntax as say;
use crate::number::{Decimal, EmptyCentre};
use crate::syntax::ast::*;
use pest::iterators::Pair;

impl Build<'_> {
    /// A declaration.
    pub(super) fn item(&self, pair: Pair<'_, Rule>) -> Built<Item> {
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
            Rule::eligibility => ItemKind::Eligibility(Box::new(self.eligibility(pair)?)),
            Rule::check => ItemKind::Check(Box::new(self.check(pair)?)),
            Rule::named_period => ItemKind::Period(self.named_period(pair)?),
            Rule::publish => ItemKind::Publish(self.publish(pair)?),
            Rule::test => ItemKind::Test(Box::new(self.test(pair)?)),
            _ => return Err(shape(span)),
        };
        Ok(Item { span, kind })
    }

    fn policy(&self, pair: Pair<'_, Rule>) -> Built<Policy> {
        let mut inner = self.inner(pair);
        Ok(Policy { name: self.need_name(&mut inner)?, label: self.label(&mut inner)? })
    }

    fn choice(&self, pair: Pair<'_, Rule>) -> Built<Choice> {
        let doc = self.doc_above(self.span(&pair));
        let mut inner = self.inner(pair);
        let (name, label) = (self.need_name(&mut inner)?, self.label(&mut inner)?);
        let ordered = inner.take(Rule::ordered_).map(|o| self.span(&o));
        let (mut values, mut groups) = (Vec::new(), Vec::new());
        while let Some(item) = inner.next() {
            let grouped = item.as_rule() == Rule::choice_group;
            let mut inner = self.inner(item);
            if !grouped {
                values.push(self.choice_value(&mut inner)?);
                continue;
            }
            let (name, label, first) = (self.need_name(&mut inner)?, self.label(&mut inner)?, values.len());
            for value in inner.all(Rule::choice_value) {
                values.push(self.choice_value(&mut self.inner(value))?);
            }
            groups.push(ChoiceGroup { name, label, values: first..values.len() });
        }
        Ok(Choice { name, label, doc, values, groups, ordered })
    }

    fn publish(&self, pair: Pair<'_, Rule>) -> Built<Publish> {
        let mut inner = self.inner(pair);
        let (mut values, mut weights) = (Vec::new(), Vec::new());
        for published in inner.all(Rule::published) {
            let mut inner = self.inner(published);
            match inner.take(Rule::weights_of) {
                Some(of) => weights.push(self.need_name(&mut self.inner(of))?),
                None => {
                    values.push((inner.take(Rule::text).map(|t| self.text_of_data(&t)), self.need_name(&mut inner)?))
                }
            }
        }
        let of = self.of_subjects(&mut inner)?;
        let release = inner.take(Rule::release).map(|pair| self.release(pair)).transpose()?;
        Ok(Publish { values, weights, of, release })
    }

    fn release(&self, pair: Pair<'_, Rule>) -> Built<Release> {
        let span = self.span(&pair);
        let mut inner = self.inner(pair);
        let to = self.text(&inner.need(Rule::text)?);
        Ok(Release { to, notes: self.notes(&mut inner)?, span })
    }

    fn named_period(&self, pair: Pair<'_, Rule>) -> Built<NamedPeriod> {
        let mut inner = self.inner(pair);
        let name = self.text_of_data(&inner.need(Rule::text)?);
        let label = self.label(&mut inner)?;
        let first = self.word(&inner.need(Rule::date)?);
        inner.need(Rule::dots)?;
        Ok(NamedPeriod { name, label, first, last: self.word(&inner.need(Rule::date)?) })
    }

    /// Texts, name and label of a value of a choice or of a tier.
    fn choice_value(&self, inner: &mut Inner<'_>) -> Built<ChoiceValue> {
        let texts = match inner.take(Rule::bound_text) {
            Some(bound) => self.inner(bound).all(Rule::text).iter().map(|t| self.text_of_data(t)).collect(),
            None => Vec::new(),
        };
        Ok(ChoiceValue { texts, name: self.need_name(inner)?, label: self.label(inner)? })
    }

    fn table(&self, pair: Pair<'_, Rule>) -> Built<Table> {
        let doc = self.doc_above(self.span(&pair));
        let mut inner = self.inner(pair);
        let (name, label) = (self.need_name(&mut inner)?, self.label(&mut inner)?);
        let optional = inner.take(Rule::optional_).map(|o| self.span(&o));
        let dated = inner.take(Rule::dated).map(|d| self.need_name(&mut self.inner(d))).transpose()?;
        let (columns, references, keys, rows) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut table = Table { name, label, doc, optional, dated, columns, references, keys, rows, drawn: Vec::new() };
        while let Some(line) = inner.next() {
            if line.as_rule() == Rule::drawn {
                table.drawn.push(self.drawn(line)?);
                continue;
            }
            if line.as_rule() == Rule::page_rows {
                let span = self.span(&line);
                table.rows.push(PageRows { rows: self.rows(self.inner(line))?, span });
                continue;
            }
            if line.as_rule() == Rule::column {
                match self.derived(line.clone())? {
                    Some(reference) => table.references.push(reference),
                    None => {
                        let doc = self.doc_above(self.span(&line));
                        table.columns.extend(self.columns(line, doc.as_deref())?);
                    }
                }
                continue;
            }
            let span = self.span(&line);
            let key = self.only(line)?;
            let names = if key.as_rule() == Rule::column {
                let doc = self.doc_above(span);
                let columns = self.columns(key, doc.as_deref())?;
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

    /// `drawn weight pw, strata stype, clusters dnum of fpc`
    fn drawn(&self, pair: Pair<'_, Rule>) -> Built<Drawn> {
        let span = self.span(&pair);
        let mut inner = self.inner(pair);
        inner.take(Rule::drawn_);
        inner.take(Rule::weight_);
        let weight = self.need_name(&mut inner)?;
        let strata = match inner.take(Rule::strata_) {
            Some(_) => Some(self.need_name(&mut inner)?),
            None => None,
        };
        let stages = inner.all(Rule::stage).into_iter().map(|stage| {
            let mut inner = self.inner(stage);
            let unit = match inner.take(Rule::rows_) {
                Some(_) => None,
                None => {
                    inner.take(Rule::clusters_);
                    Some(self.need_name(&mut inner)?)
                }
            };
            Ok((unit, inner.skip_to_all(Rule::ident).first().map(|of| self.name(of))))
        });
        Ok(Drawn { weight, strata, stages: stages.collect::<Built<_>>()?, span })
    }

    /// `name -> table (a.b, c)`: a reference that is not a column.
    fn derived(&self, pair: Pair<'_, Rule>) -> Built<Option<Derived>> {
        // Most columns refer to nothing, and are built only once.
        if !pair.as_str().contains("->") {
            return Ok(None);
        }
        let span = self.span(&pair);
        let mut inner = self.inner(pair);
        let mut heads = inner.all(Rule::column_head);
        let Some(refers) = inner.take(Rule::refers) else { return Ok(None) };
        let mut refers = self.inner(refers);
        let to = self.need_name(&mut refers)?;
        let paths = refers.skip_to_all(Rule::path);
        if paths.is_empty() {
            inner.give_up();
            return Ok(None);
        }
        let (Some(head), true) = (heads.pop(), heads.is_empty()) else {
            let message = say::reference_not_alone();
            return Err(Diagnostic::error(Code::Syntax, span, message).help(say::form_of_reference()));
        };
        if let Some(extra) = inner.next() {
            let message = say::unexpected(extra.as_str().trim());
            let finding = Diagnostic::error(Code::Syntax, self.span(&extra), message);
            return Err(finding.help(say::reference_without_cell()));
        }
        let mut head = self.inner(head);
        let (name, label) = (self.need_name(&mut head)?, self.label(&mut head)?);
        let parts =
            paths.into_iter().map(|path| self.inner(path).all(Rule::ident).iter().map(|n| self.name(n)).collect());
        Ok(Some(Derived { name, label, to, parts: parts.collect(), span }))
    }

    /// One line of columns: names that share a type.
    fn columns(&self, pair: Pair<'_, Rule>, doc: Option<&str>) -> Built<Vec<Column>> {
        let mut inner = self.inner(pair);
        let heads = inner.all(Rule::column_head);
        let refers = inner.take(Rule::refers).map(|r| self.need_name(&mut self.inner(r))).transpose()?;
        let kind = match &refers {
            Some(to) => self.plain_type(to.clone()),
            None => self.column_type(inner.need(Rule::column_type)?)?,
        };
        let missing = inner.take(Rule::or_missing).map(|m| self.or_missing(m)).transpose()?;
        let absent = inner.take(Rule::or_absent).map(|a| self.or_absent(a)).transpose()?.map(Box::new);
        let private = inner.take(Rule::private_).map(|p| self.span(&p));
        // The last column takes the type without a copy. Most lines have only one column.
        let kinds = std::iter::repeat_n(kind, heads.len());
        let head = |(pair, kind)| -> Built<Column> {
            let mut inner = self.inner(pair);
            let header = inner.take(Rule::text).map(|t| self.text_of_data(&t));
            let (name, label) = (self.need_name(&mut inner)?, self.label(&mut inner)?);
            Ok(Column {
                header,
                name,
                label,
                doc: doc.map(str::to_owned),
                kind,
                refers: refers.clone(),
                missing: missing.clone(),
                absent: absent.clone(),
                private,
                family: None,
            })
        };
        heads.into_iter().zip(kinds).map(head).collect()
    }

    fn or_missing(&self, pair: Pair<'_, Rule>) -> Built<(crate::source::Span, Vec<Marker>)> {
        let span = self.span(&pair);
        let mut inner = self.inner(pair);
        inner.need(Rule::missing_)?;
        Ok((span, self.markers(&mut inner)?))
    }

    fn or_absent(&self, pair: Pair<'_, Rule>) -> Built<Absent> {
        let span = self.span(&pair);
        let mut inner = self.inner(pair);
        inner.need(Rule::absent_)?;
        let markers = self.markers(&mut inner)?;
        Ok(Absent { markers, when: inner.take(Rule::expr).map(|e| self.expr(e)).transpose()?, span })
    }

    fn markers(&self, inner: &mut Inner<'_>) -> Built<Vec<Marker>> {
        let Some(list) = inner.take(Rule::marker_list) else { return Ok(Vec::new()) };
        let marker = |pair| -> Built<Marker> {
            let mut inner = self.inner(pair);
            Ok(Marker { text: self.text_of_data(&inner.need(Rule::text)?), because: self.because(&mut inner)? })
        };
        self.inner(list).all(Rule::marker).into_iter().map(marker).collect()
    }

    /// A type that consists only of a name.
    fn plain_type(&self, name: Name) -> ColumnType {
        ColumnType {
            span: name.span,
            name,
            set_of: None,
            range: None,
            decimals: None,
            unit: None,
            read_half_even: None,
            yes_no: None,
        }
    }

    fn column_type(&self, pair: Pair<'_, Rule>) -> Built<ColumnType> {
        let span = self.span(&pair);
        let mut inner = self.inner(pair);
        let mut kind = ColumnType { span, ..self.plain_type(Name { text: "yes/no".into(), span }) };
        if let Some(set) = inner.take(Rule::set_type) {
            kind.name.text = "set".into();
            kind.set_of = Some(self.need_name(&mut self.inner(set))?);
            return Ok(kind);
        }
        if let Some(yes_no) = inner.take(Rule::yes_no_type) {
            let texts = self.inner(yes_no).take(Rule::yes_no_texts);
            kind.yes_no = texts.map(|t| self.yes_no_texts(t)).transpose()?.map(Box::new);
            return Ok(kind);
        }
        kind.name = self.name(&inner.need(Rule::type_name)?);
        kind.range = inner.take(Rule::range).map(|r| self.range(r)).transpose()?.map(Box::new);
        kind.decimals = inner.take(Rule::with_decimals).map(|d| self.to_decimals(d)).transpose()?;
        kind.unit = inner.take(Rule::in_unit).map(|u| Ok(self.unit(&self.only(u)?))).transpose()?;
        kind.read_half_even = inner.take(Rule::read_half_even).map(|r| self.span(&r));
        Ok(kind)
    }

    fn yes_no_texts(&self, pair: Pair<'_, Rule>) -> Built<(Text, Text)> {
        let mut inner = self.inner(pair);
        inner.need(Rule::open_paren)?;
        Ok((self.text_of_data(&inner.need(Rule::text)?), self.text_of_data(&inner.need(Rule::text)?)))
    }

    fn subject(&self, pair: Pair<'_, Rule>) -> Built<Subject> {
        let mut inner = self.inner(pair);
        let (name, label) = (self.need_name(&mut inner)?, self.label(&mut inner)?);
        let source = inner.some()?;
        let is_product = source.as_rule() == Rule::product;
        let names: Vec<Name> = self.inner(source).skip_to_all(Rule::ident).iter().map(|n| self.name(n)).collect();
        let kind = match names.split_first() {
            Some((table, by)) if !is_product => SubjectKind::Groups { table: table.clone(), by: by.to_vec() },
            _ => SubjectKind::Product(names),
        };
        Ok(Subject { name, label, kind })
    }

    fn param(&self, pair: Pair<'_, Rule>) -> Built<Param> {
        let doc = self.doc_above(self.span(&pair));
        let mut inner = self.inner(pair);
        let (name, label) = (self.need_name(&mut inner)?, self.label(&mut inner)?);
        let kind = inner.take(Rule::column_type).map(|k| self.column_type(k)).transpose()?;
        let value = self.param_value(inner.need(Rule::param_value)?)?;
        Ok(Param { name, label, doc, kind, value, notes: self.notes(&mut inner)? })
    }

    /// The value of a param.
    pub(super) fn param_value(&self, pair: Pair<'_, Rule>) -> Built<ParamValue> {
        let value = self.only(pair)?;
        Ok(match value.as_rule() {
            Rule::yes_ => ParamValue::YesNo(true, self.span(&value)),
            Rule::no_ => ParamValue::YesNo(false, self.span(&value)),
            Rule::ident => ParamValue::Name(self.name(&value)),
            _ => ParamValue::Number(self.quantity(value)?),
        })
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
            None => LetOf::Subjects(self.of_subjects(&mut inner)?),
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
        let of = self.of_subjects(&mut inner)?;
        let ranked = inner.take(Rule::ranked).map(|r| self.ranked(r)).transpose()?;
        let clustered = inner.take(Rule::clustered).map(|c| self.clustered(c)).transpose()?;
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
        let without_bounds = inner.take(Rule::ranked_tiers).or_else(|| inner.take(Rule::seeded_tiers));
        let tiers = match without_bounds {
            Some(tiers) => {
                let mut lines = self.inner(tiers);
                let tiers = std::iter::from_fn(|| lines.next());
                tiers.map(|t| self.ranked_tier(t)).collect::<Built<_>>()?
            }
            None => inner.all(Rule::tier).into_iter().map(|t| self.tier(t)).collect::<Built<_>>()?,
        };
        Ok(Tiers { name, label, value, of, ranked, clustered, rounded, compared, gaps_reported, tiers })
    }

    fn ranked(&self, pair: Pair<'_, Rule>) -> Built<Ranked> {
        let mut inner = self.inner(pair);
        // The word is noise elsewhere, too. Here it is between two names.
        inner.take(Rule::within_);
        let whom = match inner.take(Rule::among) {
            Some(among) => RankedAmong::Over(Box::new(self.among(among)?)),
            None => RankedAmong::Within(self.need_name(&mut inner)?),
        };
        let ratio = inner.need(Rule::ratio)?;
        let span = self.span(&ratio);
        let parts = ratio.as_str().trim().split(':').map(|part| Decimal::parse(part).map_err(|_| shape(span)));
        let ratio = parts.collect::<Built<Vec<Decimal>>>()?;
        let mut ties = self.inner(inner.need(Rule::ties)?);
        let ties = match ties.take(Rule::ident) {
            Some(name) => {
                let name = self.name(&name);
                let order = ties.need(Rule::rank_order)?;
                let highest = order.into_inner().any(|word| word.as_rule() == Rule::highest_);
                TierTies::By { value: Expr { kind: ExprKind::Name(name.text), span: name.span }, highest }
            }
            None => TierTies::Share { better: ties.take(Rule::better_).is_some() || ties.take(Rule::worse_).is_none() },
        };
        let mode = self.mode(&inner.need(Rule::mode)?).ok_or_else(|| shape(span))?;
        Ok(Ranked { whom, ratio, ties, cut: mode, span })
    }

    fn clustered(&self, pair: Pair<'_, Rule>) -> Built<Clustered> {
        let span = self.span(&pair);
        let mut inner = self.inner(pair);
        inner.take(Rule::clusters_);
        let among = self.among(inner.need(Rule::among)?)?;
        let rest = inner.rest();
        let found = |rule: Rule| rest.iter().find(|pair| pair.as_rule() == rule);
        let steps = found(Rule::digits).ok_or_else(|| shape(span))?;
        let empty = found(Rule::empty_centre).and_then(|pair| {
            let word = pair.clone().into_inner().last()?;
            EmptyCentre::ALL.into_iter().find(|empty| empty.name() == word.as_str())
        });
        // A number of steps that is too large for a count is as good as no limit.
        let steps = Digits { count: steps.as_str().parse().unwrap_or(u32::MAX), span: self.span(steps) };
        Ok(Clustered { among, steps, empty, span })
    }

    /// A tier by rank, or by a cluster with the start value of its centre.
    fn ranked_tier(&self, pair: Pair<'_, Rule>) -> Built<Tier> {
        let mut inner = self.inner(pair);
        let value = self.choice_value(&mut inner)?;
        let (bound, bound_span) = match inner.take(Rule::expr) {
            Some(seed) => {
                let span = self.span(&seed);
                (Bound::Seed(self.expr(seed)?), span)
            }
            None => (Bound::Ranked, value.name.span),
        };
        Ok(Tier { value, bound, bound_span, notes: self.notes(&mut inner)? })
    }

    fn eligibility(&self, pair: Pair<'_, Rule>) -> Built<Eligibility> {
        let mut inner = self.inner(pair);
        let (name, label) = (self.need_name(&mut inner)?, self.label(&mut inner)?);
        let of = self.of_subjects(&mut inner)?;
        let (undetermined, clauses, marks, notes) = (Vec::new(), Vec::new(), Vec::new(), Notes::default());
        let mut eligibility = Eligibility { name, label, of, undetermined, clauses, marks, notes };
        while let Some(line) = inner.next() {
            let (rule, span) = (line.as_rule(), self.span(&line));
            match rule {
                Rule::undetermined_line => eligibility.undetermined.push((self.undetermined(line), span)),
                Rule::include | Rule::exclude | Rule::override_line => eligibility.clauses.push(self.clause(line)?),
                Rule::mark => eligibility.marks.push(self.mark(line)?),
                Rule::notes => eligibility.notes = self.notes_of(line)?,
                _ => return Err(shape(span)),
            }
        }
        Ok(eligibility)
    }

    fn undetermined(&self, pair: Pair<'_, Rule>) -> Undetermined {
        let mut words = pair.into_inner();
        match words.find(|w| matches!(w.as_rule(), Rule::included_ | Rule::excluded_)).map(|w| w.as_rule()) {
            Some(Rule::included_) => Undetermined::Included,
            Some(_) => Undetermined::Excluded,
            None => Undetermined::Reported,
        }
    }

    fn clause(&self, pair: Pair<'_, Rule>) -> Built<Clause> {
        let (rule, whole) = (pair.as_rule(), self.span(&pair));
        let before = pair.clone().into_inner().find(|p| p.as_rule() == Rule::notes).map(|p| p.as_span().start());
        let span = match before {
            Some(end) => self.span_until(&pair, end),
            None => whole,
        };
        let mut inner = self.inner(pair);
        let kind = match rule {
            Rule::include => ClauseKind::Include(self.when(&mut inner)?),
            Rule::exclude => ClauseKind::Exclude(self.when(&mut inner)?),
            _ => ClauseKind::Override(Box::new(self.override_of(&mut inner)?)),
        };
        Ok(Clause { kind, notes: self.notes(&mut inner)?, span })
    }

    /// `always`, `when …`, `unless …`
    fn when(&self, inner: &mut Inner<'_>) -> Built<When> {
        if inner.take(Rule::always_).is_some() {
            return Ok(When::Always);
        }
        let mut inner = self.inner(inner.need(Rule::clause_when)?);
        let unless = inner.take(Rule::unless_).is_some();
        let condition = self.expr(inner.need(Rule::expr)?)?;
        Ok(if unless { When::Unless(condition) } else { When::When(condition) })
    }

    fn override_of(&self, inner: &mut Inner<'_>) -> Built<Override> {
        let (outcome, table) = (self.need_name(inner)?, self.need_name(inner)?);
        let condition = inner.take(Rule::where_clause).map(|w| self.expr(self.only(w)?)).transpose()?;
        let (by, on) = (self.need_name(inner)?, self.need_name(inner)?);
        let because = inner.take(Rule::override_because).map(|b| self.need_name(&mut self.inner(b))).transpose()?;
        Ok(Override { outcome, table, condition, by, on, because })
    }

    fn mark(&self, pair: Pair<'_, Rule>) -> Built<Mark> {
        let mut inner = self.inner(pair);
        let (name, label) = (self.need_name(&mut inner)?, self.label(&mut inner)?);
        Ok(Mark { name, label, when: self.when(&mut inner)?, notes: self.notes(&mut inner)? })
    }

    fn check(&self, pair: Pair<'_, Rule>) -> Built<Check> {
        let mut inner = self.inner(pair);
        let (name, label) = (self.need_name(&mut inner)?, self.label(&mut inner)?);
        let of = self.of_subjects(&mut inner)?;
        let error = self.only(inner.need(Rule::severity)?)?.as_rule() == Rule::error_;
        let when = inner.take(Rule::check_when).map(|w| self.expr(self.only(w)?)).transpose()?;
        let holds = self.expr(inner.need(Rule::expr)?)?;
        Ok(Check { name, label, of, error, when, holds, notes: self.notes(&mut inner)? })
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
                Ok(Bound::Compare(sign, self.expr(inner.need(Rule::expr)?)?))
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
                    test.params.push((name, self.param_value(inner.need(Rule::param_value)?)?));
                }
                Rule::test_period => self.once(&mut test.period, line, "period")?,
                Rule::test_as_of => self.once(&mut test.as_of, line, "as of")?,
                _ => test.expects.push(self.expect(line)?),
            }
        }
        Ok(test)
    }

    /// Sets a value that a test has only once.
    fn once(&self, slot: &mut Option<Text>, line: Pair<'_, Rule>, words: &str) -> Built<()> {
        let word = self.word(&self.only(line)?);
        let span = word.span;
        if let Some(first) = slot.replace(word) {
            self.report(said_twice(span, words, first.span));
        }
        Ok(())
    }

    /// A word that is kept as written.
    fn word(&self, pair: &Pair<'_, Rule>) -> Text {
        Text { value: pair.as_str().trim().to_string(), span: self.span(pair) }
    }

    fn given(&self, pair: Pair<'_, Rule>) -> Built<Given> {
        let mut inner = self.inner(pair);
        let table = self.need_name(&mut inner)?;
        let columns = inner.all(Rule::given_column).into_iter().map(|column| self.given_column(column)).collect();
        Ok(Given { table, columns, rows: self.rows(inner)? })
    }

    /// The name of a column. A column of a family is named with a value of its choice, `base.care`.
    fn given_column(&self, pair: Pair<'_, Rule>) -> Name {
        let span = self.span(&pair);
        let names: Vec<Name> = self.inner(pair).skip_to_all(Rule::ident).iter().map(|n| self.name(n)).collect();
        Name { text: names.iter().map(|n| n.text.as_str()).collect::<Vec<_>>().join("."), span }
    }

    /// `(1, "a"), (2, "b")`: rows of cells, each with its place.
    fn rows(&self, inner: Inner<'_>) -> Built<Vec<(Vec<Cell>, crate::source::Span)>> {
        let row = |pair| -> Built<(Vec<Cell>, crate::source::Span)> {
            let span = self.span(&pair);
            let cells = self.inner(pair).skip_to_all(Rule::cell).into_iter().map(|c| self.cell(c));
            Ok((cells.collect::<Built<_>>()?, span))
        };
        inner.skip_to_all(Rule::given_row).into_iter().map(row).collect()
    }

    fn cell(&self, pair: Pair<'_, Rule>) -> Built<Cell> {
        let span = self.span(&pair);
        let pair = self.only(pair)?;
        let kind = match pair.as_rule() {
            Rule::missing_ => CellKind::Missing,
            Rule::absent_ => CellKind::Absent,
            Rule::cell_set => {
                CellKind::Set(self.inner(pair).skip_to_all(Rule::ident).iter().map(|n| self.name(n)).collect())
            }
            Rule::yes_ => CellKind::YesNo(true),
            Rule::no_ => CellKind::YesNo(false),
            Rule::date => CellKind::Date(pair.as_str().trim().to_string()),
            Rule::quantity => CellKind::Number(self.quantity_of_cell(pair)?),
            Rule::text => CellKind::Text(self.text_of_data(&pair).value),
            Rule::ident => CellKind::Name(pair.as_str().trim().to_string()),
            _ => return Err(shape(span)),
        };
        Ok(Cell { kind, span })
    }

    fn expect(&self, pair: Pair<'_, Rule>) -> Built<Expect> {
        let span = self.span(&pair);
        let mut inner = self.inner(pair);
        let (value, of) = (self.need_name(&mut inner)?, self.need_name(&mut inner)?);
        let key = inner.take(Rule::subject_key).map_or(Vec::new(), |key| self.inner(key).skip_to_all(Rule::cell));
        let key = key.into_iter().map(|c| self.cell(c)).collect::<Built<_>>()?;
        let mut inner = self.inner(inner.need(Rule::expected)?);
        if let Some(missing) = inner.take(Rule::missing_) {
            let expected = Cell { kind: CellKind::Missing, span: self.span(&missing) };
            let because = self.because(&mut inner)?;
            return Ok(Expect { value, of, key, expected, because, cite: None, span });
        }
        let expected = self.cell(inner.need(Rule::cell)?)?;
        let notes = self.notes(&mut inner)?;
        let (because, cite) = (notes.because.map(|text| *text), notes.cite.map(|text| *text));
        Ok(Expect { value, of, key, expected, because, cite, span })
    }
}
