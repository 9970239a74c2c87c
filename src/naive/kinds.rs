//! Kinds of subjects: which subjects exist, and how one leads to another.

use super::cells::{self, Choices, Data, Inst, Setting, Subject};
use super::value::{V, stretch};
use crate::syntax::ast::{
    Check, Eligibility, Expr, File, ItemKind, Let, LetOf, Mark, Node, Publish, StepKind, SubjectKind, Table, Tiers,
    Tree,
};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::rc::Rc;

/// A policy with its data.
pub(crate) struct World<'p> {
    pub(super) choices: Choices<'p>,
    pub(super) kinds: Vec<Kind<'p>>,
    pub(super) params: BTreeMap<String, V>,
    pub(super) scales: BTreeMap<&'p str, &'p Let>,
    /// The declared values of a kind of subject, by their names.
    pub(super) declared: BTreeMap<(usize, String), What<'p>>,
    /// Declarations that results show, in the order of the policy.
    pub(super) trees: Vec<&'p Tree>,
    pub(super) publish: Vec<&'p Publish>,
    pub(super) period: Option<(i64, i64)>,
    pub(super) as_of: Option<i64>,
    /// Values that were computed; `None` while a value is being computed.
    pub(super) memo: RefCell<BTreeMap<(Inst, String), Option<V>>>,
    /// Whether the last aggregated values were all missing, and `none` answered for them.
    pub(super) emptied: std::cell::Cell<bool>,
    reach: RefCell<BTreeMap<usize, Rc<Reach>>>,
    /// Where rows of a kind have the factors of a product.
    factors: RefCell<BTreeMap<(usize, usize), Factors>>,
}

/// A declaration that gives each subject a value.
#[derive(Clone, Copy)]
pub(super) enum What<'p> {
    Value(&'p Expr),
    Node(&'p Node),
    Tiers(&'p Tiers),
    Eligibility(&'p Eligibility),
    Mark(&'p Mark),
    Check(&'p Check),
}

/// A kind of subject.
pub(super) struct Kind<'p> {
    pub name: String,
    pub what: KindOf<'p>,
    pub subjects: Vec<Subject>,
    by_key: BTreeMap<Vec<V>, usize>,
}

/// What the subjects of a kind are.
pub(super) enum KindOf<'p> {
    Table(&'p Table),
    /// A table with rows in the policy.
    Page(&'p Table),
    Groups(usize, Vec<String>),
    /// The factors; a factor that is a product is replaced by its own factors.
    Product(Vec<Base>),
    All,
}

/// A factor of a product.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Base {
    Kind(usize),
    Choice(String),
    Time(String),
}

/// A step from a subject to another.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Hop {
    Reference(usize, String),
    /// A reference that consists of values, by its name.
    Made(usize, String),
    Group(usize),
    Factor(usize, usize),
    /// A product, or a row of the policy, found by the parts of its key.
    Found(usize, Vec<Source>),
    All(usize),
}

/// The source of a part of a key.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Source {
    pub way: Vec<Hop>,
    pub local: Local,
}

/// A part of a key, at the end of a way.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Local {
    Itself,
    Column(String),
    Base(usize),
    /// The period of the calendar that contains the date of a row.
    Stretch(String, String),
}

/// The kinds that can be reached from a kind of subject, each with the distance and the ways of that length.
pub(super) type Reach = Vec<(usize, usize, Vec<Vec<Hop>>)>;

/// The source of each factor of a product, if there is one.
pub(super) type Factors = Rc<Vec<Option<Source>>>;

impl Hop {
    pub(super) fn to(&self) -> usize {
        match self {
            Hop::Reference(to, _) | Hop::Made(to, _) | Hop::Group(to) | Hop::Factor(to, _) | Hop::Found(to, _) => *to,
            Hop::All(to) => *to,
        }
    }
}

impl<'p> World<'p> {
    /// The policy of some files with the rows of some tables.
    pub(crate) fn new(files: &'p [File], data: &Data<'p>, setting: &Setting) -> World<'p> {
        let mut world = World {
            choices: BTreeMap::new(),
            kinds: Vec::new(),
            params: BTreeMap::new(),
            scales: BTreeMap::new(),
            declared: BTreeMap::new(),
            trees: Vec::new(),
            publish: Vec::new(),
            period: setting.period,
            as_of: setting.as_of.or(setting.period.map(|(_, last)| last)),
            memo: RefCell::default(),
            emptied: std::cell::Cell::new(false),
            reach: RefCell::default(),
            factors: RefCell::default(),
        };
        let items = || files.iter().flat_map(|file| &file.items).map(|item| &item.kind);
        for item in items() {
            match item {
                ItemKind::Choice(choice) => _ = world.choices.insert(&choice.name.text, choice),
                ItemKind::Param(param) => {
                    _ = world.params.insert(param.name.text.clone(), cells::param(&param.value));
                }
                _ => {}
            }
        }
        world.params.extend(setting.params.iter().map(|(name, value)| (name.clone(), value.clone())));
        let tables = items().filter_map(|item| match item {
            ItemKind::Table(table) => Some(&**table),
            _ => None,
        });
        let tables: Vec<&'p Table> = tables.collect();
        for table in &tables {
            let what = if table.rows.is_empty() { KindOf::Table(table) } else { KindOf::Page(table) };
            world.kinds.push(Kind { name: table.name.text.clone(), what, subjects: vec![], by_key: BTreeMap::new() });
        }
        for at in 0..tables.len() {
            let rows = cells::rows((&world.choices, world.period), tables[at], &tables, data);
            world.fill(at, rows);
        }
        world.subjects(items());
        let all = Kind { name: "all".into(), what: KindOf::All, subjects: vec![], by_key: BTreeMap::new() };
        world.kinds.push(all);
        let one = Subject { key: vec![], cells: BTreeMap::new(), parts: vec![], in_period: true };
        world.fill(world.kinds.len() - 1, vec![one]);
        items().for_each(|item| world.declare(item));
        world
    }

    fn fill(&mut self, at: usize, subjects: Vec<Subject>) {
        let kind = &mut self.kinds[at];
        kind.by_key = subjects.iter().enumerate().map(|(n, subject)| (subject.key.clone(), n)).collect();
        kind.subjects = subjects;
    }

    /// Adds groups and products as soon as their parts are known.
    fn subjects(&mut self, items: impl Iterator<Item = &'p ItemKind>) {
        let mut open: Vec<_> = items
            .filter_map(|item| match item {
                ItemKind::Subject(subject) => Some(subject),
                _ => None,
            })
            .collect();
        while !open.is_empty() {
            let before = open.len();
            let names: Vec<String> = open.iter().map(|subject| subject.name.text.clone()).collect();
            open.retain(|subject| {
                let of = match &subject.kind {
                    SubjectKind::Groups { table, .. } => vec![&table.text],
                    SubjectKind::Product(factors) => factors.iter().map(|factor| &factor.text).collect(),
                };
                if of.into_iter().any(|of| names.contains(of)) {
                    return true;
                }
                let (what, subjects) = match &subject.kind {
                    SubjectKind::Groups { table, by } => self.groups(&table.text, by.iter().map(|b| b.text.clone())),
                    SubjectKind::Product(factors) => self.product(factors.iter().map(|f| f.text.as_str())),
                };
                let kind = Kind { name: subject.name.text.clone(), what, subjects: vec![], by_key: BTreeMap::new() };
                self.kinds.push(kind);
                self.fill(self.kinds.len() - 1, subjects);
                false
            });
            assert!(open.len() < before, "subjects that are made of each other");
        }
    }

    fn groups(&self, table: &str, by: impl Iterator<Item = String>) -> (KindOf<'p>, Vec<Subject>) {
        let (table, by) = (self.kind(table).unwrap(), by.collect::<Vec<_>>());
        let mut subjects: Vec<Subject> = Vec::new();
        for row in self.kinds[table].subjects.iter().filter(|row| row.in_period) {
            let key: Vec<V> = by.iter().map(|column| row.cells[column].clone()).collect();
            if !subjects.iter().any(|group| group.key == key) {
                let cells = by.iter().cloned().zip(key.iter().cloned()).collect();
                subjects.push(Subject { key, cells, parts: vec![], in_period: true });
            }
        }
        (KindOf::Groups(table, by), subjects)
    }

    fn product<'f>(&self, factors: impl Iterator<Item = &'f str>) -> (KindOf<'p>, Vec<Subject>) {
        let mut bases = Vec::new();
        for factor in factors {
            match (self.kind(factor), factor) {
                (Some(kind), _) => match &self.kinds[kind].what {
                    KindOf::Product(inner) => bases.extend(inner.iter().cloned()),
                    _ => bases.push(Base::Kind(kind)),
                },
                (None, factor) if self.choices.contains_key(factor) => bases.push(Base::Choice(factor.into())),
                (None, factor) => bases.push(Base::Time(factor.into())),
            }
        }
        let mut subjects = vec![(Vec::new(), Vec::new())];
        for base in &bases {
            let values: Vec<(V, Option<Inst>)> = match base {
                Base::Kind(kind) => {
                    let there = self.kinds[*kind].subjects.iter().enumerate().filter(|(_, one)| one.in_period);
                    there.map(|(at, one)| (one_of(&one.key), Some((*kind, at)))).collect()
                }
                Base::Choice(choice) => {
                    let values = self.choices[choice.as_str()].values.iter();
                    values.map(|value| (V::Word(choice.clone(), value.name.text.clone()), None)).collect()
                }
                Base::Time(unit) => {
                    // Without a period there are no months, and nothing needs them.
                    let (first, last) = self.period.unwrap_or((0, -1));
                    let mut stretches: Vec<String> = (first..=last).map(|day| stretch(unit, day)).collect();
                    stretches.dedup();
                    stretches.into_iter().map(|text| (V::Text(text), None)).collect()
                }
            };
            let longer = |(key, parts): &(Vec<V>, Vec<Option<Inst>>)| {
                let (key, parts) = (key.clone(), parts.clone());
                let one = move |(value, part): &(V, Option<Inst>)| (push(&key, value.clone()), push(&parts, *part));
                values.iter().map(one).collect::<Vec<_>>()
            };
            subjects = subjects.iter().flat_map(longer).collect();
        }
        let subject = |(key, parts)| Subject { key, parts, cells: BTreeMap::new(), in_period: true };
        (KindOf::Product(bases), subjects.into_iter().map(subject).collect())
    }

    fn declare(&mut self, item: &'p ItemKind) {
        let mut declare = |of: &'p [crate::syntax::ast::Name], values: Vec<(String, What<'p>)>| {
            for kind in of.iter().map(|of| self.kind(&of.text).unwrap()).collect::<Vec<_>>() {
                let values = values.iter().map(|(name, what)| ((kind, name.clone()), *what));
                self.declared.extend(values);
            }
        };
        match item {
            ItemKind::Let(one) => match &one.of {
                LetOf::Subjects(of) => declare(of, vec![(one.name.text.clone(), What::Value(&one.value))]),
                LetOf::Arguments(_) => _ = self.scales.insert(&one.name.text, one),
            },
            ItemKind::Tree(tree) => {
                let mut nodes = Vec::new();
                declare_node(&tree.root, &mut nodes);
                declare(&tree.of, nodes);
                self.trees.push(tree);
            }
            ItemKind::Tiers(tiers) => declare(&tiers.of, vec![(tiers.name.text.clone(), What::Tiers(tiers))]),
            ItemKind::Eligibility(one) => {
                let mark = |mark: &'p Mark| (format!("{}_{}", one.name.text, mark.name.text), What::Mark(mark));
                declare(&one.of, one.marks.iter().map(mark).collect());
                declare(&one.of, vec![(one.name.text.clone(), What::Eligibility(one))]);
            }
            ItemKind::Check(check) => declare(&check.of, vec![(check.name.text.clone(), What::Check(check))]),
            ItemKind::Publish(publish) => self.publish.push(publish),
            _ => {}
        }
    }

    /// The kind of subject with a name.
    pub(crate) fn kind(&self, name: &str) -> Option<usize> {
        self.kinds.iter().position(|kind| kind.name == name)
    }

    /// The subject of a kind with a key.
    pub(crate) fn find(&self, kind: usize, key: &[V]) -> Option<Inst> {
        let key: Vec<V> = key.iter().map(V::settled).collect();
        self.kinds[kind].by_key.get(&key).map(|at| (kind, *at))
    }

    pub(super) fn subject(&self, (kind, at): Inst) -> &Subject {
        &self.kinds[kind].subjects[at]
    }

    /// The kinds that can be reached from a kind of subject, the nearest first.
    pub(super) fn reach(&self, from: usize) -> Rc<Reach> {
        if let Some(known) = self.reach.borrow().get(&from) {
            return known.clone();
        }
        let mut known: Reach = vec![(from, 0, vec![vec![]])];
        for depth in 1.. {
            let mut new: Reach = Vec::new();
            let mut add = |to: usize, way: Vec<Hop>| {
                if known.iter().any(|(kind, ..)| *kind == to) {
                    return;
                }
                match new.iter_mut().find(|(kind, ..)| *kind == to) {
                    Some((.., ways)) => ways.push(way),
                    None => new.push((to, depth, vec![way])),
                }
            };
            for (kind, at, ways) in known.iter().filter(|(_, at, _)| at + 1 == depth) {
                let _ = at;
                for hop in self.hops(*kind) {
                    ways.iter().for_each(|way| add(hop.to(), push(way, hop.clone())));
                }
            }
            for to in 0..self.kinds.len() {
                if let Some(sources) = self.key_sources(&known, to) {
                    add(to, vec![Hop::Found(to, sources)]);
                }
            }
            if depth == 1 && self.kinds[from].name != "all" {
                let all = self.kinds.len() - 1;
                add(all, vec![Hop::All(all)]);
            }
            if new.is_empty() {
                break;
            }
            known.extend(new);
        }
        let known = Rc::new(known);
        self.reach.borrow_mut().insert(from, known.clone());
        known
    }

    /// The source of each factor of a product for rows of a kind, if there is one.
    pub(super) fn factors(&self, rows: usize, product: usize, bases: &[Base]) -> Factors {
        if let Some(known) = self.factors.borrow().get(&(rows, product)) {
            return known.clone();
        }
        let reach = self.reach(rows);
        let found = Rc::new(bases.iter().map(|base| self.source(&reach, base)).collect::<Vec<_>>());
        self.factors.borrow_mut().insert((rows, product), found.clone());
        found
    }

    /// The source of each part of the key of a product or of rows of the policy.
    fn key_sources(&self, known: &Reach, to: usize) -> Option<Vec<Source>> {
        match &self.kinds[to].what {
            KindOf::Product(bases) => bases.iter().map(|base| self.source(known, base)).collect(),
            KindOf::Page(table) => {
                let of = |name: &crate::syntax::ast::Name| {
                    let column = table.columns.iter().find(|column| column.name.text == name.text)?;
                    self.source(known, &Base::Choice(column.kind.name.text.clone()))
                };
                table.keys.first()?.0.iter().map(of).collect()
            }
            _ => None,
        }
    }

    /// The nearest source of a subject, a value of a choice or a period.
    pub(super) fn source(&self, known: &Reach, base: &Base) -> Option<Source> {
        let mut found: Vec<(usize, Source)> = Vec::new();
        for (kind, depth, ways) in known.iter() {
            if found.first().is_some_and(|(nearest, _)| nearest < depth) {
                break;
            }
            let locals: Vec<Local> = match (base, &self.kinds[*kind].what) {
                (Base::Kind(of), _) => (of == kind).then_some(Local::Itself).into_iter().collect(),
                (_, KindOf::Product(bases)) => {
                    bases.iter().position(|own| own == base).map(Local::Base).into_iter().collect()
                }
                (Base::Choice(choice), KindOf::Table(table) | KindOf::Page(table)) => {
                    let columns = table.columns.iter().filter(|column| !cells::is_family(column));
                    let of = columns.filter(|column| column.kind.name.text == *choice && column.refers.is_none());
                    of.map(|column| Local::Column(column.name.text.clone())).collect()
                }
                (Base::Choice(choice), KindOf::Groups(table, by)) => {
                    let KindOf::Table(table) = &self.kinds[*table].what else { continue };
                    let columns = table.columns.iter().filter(|column| by.contains(&column.name.text));
                    let of = columns.filter(|column| column.kind.name.text == *choice && column.refers.is_none());
                    of.map(|column| Local::Column(column.name.text.clone())).collect()
                }
                (Base::Time(unit), KindOf::Table(table)) => {
                    let dated = table.dated.as_ref().map(|dated| Local::Stretch(unit.clone(), dated.text.clone()));
                    dated.into_iter().collect()
                }
                _ => vec![],
            };
            let sources = locals
                .iter()
                .flat_map(|local| ways.iter().map(|way| (*depth, Source { way: way.clone(), local: local.clone() })));
            found.extend(sources.collect::<Vec<_>>());
        }
        match found.as_slice() {
            [(_, source)] => Some(source.clone()),
            _ => None,
        }
    }

    /// Steps that need no key.
    pub(super) fn hops(&self, kind: usize) -> Vec<Hop> {
        match &self.kinds[kind].what {
            KindOf::Table(table) => {
                let references = table.columns.iter().filter_map(|column| {
                    let to = self.kind(&column.refers.as_ref()?.text)?;
                    Some(Hop::Reference(to, column.name.text.clone()))
                });
                let made = table
                    .references
                    .iter()
                    .filter_map(|made| Some(Hop::Made(self.kind(&made.to.text)?, made.name.text.clone())));
                let groups = self.kinds.iter().enumerate().filter_map(|(at, group)| match &group.what {
                    KindOf::Groups(of, _) if *of == kind => Some(Hop::Group(at)),
                    _ => None,
                });
                references.chain(made).chain(groups).collect()
            }
            KindOf::Groups(table, by) => {
                let KindOf::Table(table) = &self.kinds[*table].what else { return vec![] };
                let columns = table.columns.iter().filter(|column| by.contains(&column.name.text));
                let references = columns.filter_map(|column| {
                    Some(Hop::Reference(self.kind(&column.refers.as_ref()?.text)?, column.name.text.clone()))
                });
                references.collect()
            }
            KindOf::Product(bases) => {
                let factors = bases.iter().enumerate().filter_map(|(at, base)| match base {
                    Base::Kind(of) => Some(Hop::Factor(*of, at)),
                    _ => None,
                });
                factors.collect()
            }
            KindOf::Page(_) | KindOf::All => vec![],
        }
    }

    /// The subject to which a step leads, or the reason why there is none.
    pub(super) fn follow(&self, from: Inst, hop: &Hop) -> Result<Inst, V> {
        let there = |found: Option<Inst>| found.filter(|to| self.subject(*to).in_period).ok_or(V::Missing);
        let row = self.subject(from);
        match hop {
            Hop::Reference(to, column) => match &row.cells[column] {
                V::Row(key) => there(self.find(*to, key)),
                value if value.is_there() => there(self.find(*to, std::slice::from_ref(value))),
                gap => Err(gap.clone()),
            },
            Hop::Made(to, name) => match self.made(from, name) {
                V::Row(key) => there(self.find(*to, &key)),
                gap => Err(gap),
            },
            Hop::Group(to) => {
                let KindOf::Groups(_, by) = &self.kinds[*to].what else { return Err(V::Missing) };
                let key: Vec<V> = by.iter().map(|column| row.cells[column].clone()).collect();
                there(self.find(*to, &key))
            }
            Hop::Factor(_, at) => there(row.parts[*at]),
            Hop::All(to) => Ok((*to, 0)),
            Hop::Found(to, sources) => {
                let parts: Vec<V> = sources.iter().map(|source| self.at_source(from, source)).collect();
                match parts.iter().find(|part| !part.is_there()) {
                    // A missing value takes precedence over an absent one; neither finds a subject.
                    Some(gap) => Err(gap.clone()),
                    None => there(self.find(*to, &parts)),
                }
            }
        }
    }

    pub(super) fn walk(&self, from: Inst, way: &[Hop]) -> Result<Inst, V> {
        way.iter().try_fold(from, |at, hop| self.follow(at, hop))
    }

    /// A part of a key.
    pub(super) fn at_source(&self, from: Inst, source: &Source) -> V {
        let at = match self.walk(from, &source.way) {
            Ok(at) => at,
            Err(gap) => return gap,
        };
        let row = self.subject(at);
        match &source.local {
            Local::Itself => one_of(&row.key),
            Local::Column(name) => row.cells[name].clone(),
            Local::Base(at) => row.key[*at].clone(),
            Local::Stretch(unit, dated) => match &row.cells[dated] {
                V::Day(day) => V::Text(stretch(unit, *day)),
                gap => gap.clone(),
            },
        }
    }
}

/// A key as a single value.
pub(super) fn one_of(key: &[V]) -> V {
    match key {
        [one] => one.clone(),
        key => V::Row(key.to_vec()),
    }
}

fn push<T: Clone>(list: &[T], one: T) -> Vec<T> {
    list.iter().cloned().chain([one]).collect()
}

/// The nodes and named steps of a tree.
fn declare_node<'p>(node: &'p Node, found: &mut Vec<(String, What<'p>)>) {
    found.push((node.name.text.clone(), What::Node(node)));
    let crate::syntax::ast::Content::Body(body) = &node.content else { return };
    body.children.iter().for_each(|child| declare_node(child, found));
    for step in &body.steps {
        if let StepKind::Plus { name: Some((name, _)), value, .. } = &step.kind {
            found.push((name.text.clone(), What::Value(value)));
        }
    }
}
