//! The facts that hold where an expression is computed.
//!
//! A condition that is yes, or no, implies facts about cells: that they exist, or which values they can have. [`Facts`]
//! are read only from the bindings, so nothing here needs types or reports findings.

use crate::names::model::ValueKind;
use crate::names::{Catalogue, HopId, Local, Names, Referent, SubjectId, What};
use crate::schema::{AbsentWhen, ColumnId, TableId};
use crate::syntax::ast::{Binary, Expr, ExprKind, Unary};

/// A cell of the subject itself, or of a subject that a way leads to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct CellOf {
    /// The steps to the subject; empty for the subject itself.
    pub way: Vec<HopId>,
    pub table: TableId,
    pub column: ColumnId,
}

/// A single fact.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Fact {
    /// The cell exists.
    Exists(CellOf),
    /// The cell has one of these values: positions in its choice, or 1 for yes and 0 for no.
    OneOf(CellOf, Vec<u32>),
}

/// Facts that all hold at the same time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Facts(Vec<Fact>);

impl Facts {
    /// The facts that follow if a condition in a declaration of `home` (`None`: a scale) is yes (or no).
    pub(crate) fn of(names: &Names<'_>, home: Option<SubjectId>, condition: &Expr, truth: bool) -> Facts {
        let mut facts = Facts::default();
        Reader { names, home, steps: 0 }.read(condition, truth, &mut facts.0);
        facts
    }

    pub(crate) fn extend(&mut self, more: Facts) {
        self.0.extend(more.0);
    }

    /// The number of facts. Pass it to [`Facts::forget`] later to return to the current facts.
    pub(crate) fn count(&self) -> usize {
        self.0.len()
    }

    /// Keeps only the first `count` facts.
    pub(crate) fn forget(&mut self, count: usize) {
        self.0.truncate(count);
    }

    pub(crate) fn add_exists(&mut self, cell: CellOf) {
        self.0.push(Fact::Exists(cell));
    }

    /// Whether a cell is known to exist; `when` states which cells of its column are absent.
    pub(crate) fn exists(&self, cell: &CellOf, when: Option<&AbsentWhen>) -> bool {
        if self.0.iter().any(|fact| matches!(fact, Fact::Exists(known) if known == cell)) {
            return true;
        }
        let Some(when) = when else { return false };
        // All facts about the other cell hold at the same time, so each list of values must contain the value of the
        // cell.
        let known = self.0.iter().filter_map(|fact| match fact {
            Fact::OneOf(of, values) if of.way == cell.way && of.table == cell.table && of.column == when.column => {
                Some(values)
            }
            _ => None,
        });
        let known: Vec<&Vec<u32>> = known.collect();
        let can_be = |value: &u32| known.iter().all(|values| values.contains(value));
        !known.is_empty() && !when.values.iter().any(can_be)
    }

    /// The column and its possible values, if the only fact is about one cell of a row of the table.
    pub(crate) fn of_one_column(&self, table: TableId) -> Option<(ColumnId, &[u32])> {
        match self.0.as_slice() {
            [Fact::OneOf(cell, values)] if cell.way.is_empty() && cell.table == table => Some((cell.column, values)),
            _ => None,
        }
    }
}

/// The cells that can be absent, among the cells of a value and of the steps to it.
pub(crate) fn absent_cells(catalogue: &Catalogue<'_>, way: &[HopId], what: What) -> Vec<CellOf> {
    let mut cells = cells_on(catalogue, way);
    if let What::Column(table, column) = what {
        cells.push(CellOf { way: way.to_vec(), table, column });
    }
    cells.retain(|cell| catalogue.column(cell.table, cell.column).absent.is_some());
    cells
}

/// The cells that the steps of a way are made of, and the cells of the steps to such a cell.
fn cells_on(catalogue: &Catalogue<'_>, way: &[HopId]) -> Vec<CellOf> {
    let mut cells = Vec::new();
    for (i, hop) in way.iter().enumerate() {
        let hop = catalogue.hop(*hop);
        for part in &hop.parts {
            let before: Vec<HopId> = way.iter().take(i).chain(&part.way).copied().collect();
            if !part.way.is_empty() {
                cells.extend(cells_on(catalogue, &before));
            }
            if let Local::Column(table, column) = part.local {
                cells.push(CellOf { way: before, table, column });
            }
        }
    }
    cells
}

/// Whether every name of a condition refers to something.
pub(crate) fn is_bound(names: &Names<'_>, home: Option<SubjectId>, condition: &Expr) -> bool {
    let is_bound = |part| is_bound(names, home, part);
    match &condition.kind {
        ExprKind::Name(_) | ExprKind::Path(_) => names.bindings.get(home, condition.span).is_some(),
        ExprKind::Unary(_, inside) => is_bound(inside),
        ExprKind::Binary(_, _, a, b) => is_bound(a) && is_bound(b),
        ExprKind::List(items) => items.iter().all(is_bound),
        _ => true,
    }
}

/// The maximum number of named values through which conditions are followed.
const MOST_STEPS: usize = 8;

/// Reads the facts that follow from conditions.
struct Reader<'r, 'a> {
    names: &'r Names<'a>,
    /// The kind of subject that the condition is declared for.
    home: Option<SubjectId>,
    /// The number of named values that have led here.
    steps: usize,
}

impl Reader<'_, '_> {
    fn read(&self, condition: &Expr, truth: bool, facts: &mut Vec<Fact>) {
        match &condition.kind {
            ExprKind::Binary(op @ (Binary::And | Binary::Or), _, a, b) if truth == (*op == Binary::And) => {
                self.read(a, truth, facts);
                self.read(b, truth, facts);
            }
            ExprKind::Unary(Unary::Not, inside) => self.read(inside, !truth, facts),
            ExprKind::Binary(Binary::Default, _, inside, _) if truth => self.read(inside, truth, facts),
            ExprKind::Binary(op @ (Binary::Is | Binary::IsNot), _, value, other) => {
                facts.extend(self.read_is(value, other, truth == (*op == Binary::Is)));
            }
            ExprKind::Binary(op @ (Binary::In | Binary::NotIn), _, value, list) => {
                facts.extend(self.read_in(value, list, truth == (*op == Binary::In)));
            }
            ExprKind::Name(_) | ExprKind::Path(_) => self.read_name(condition, truth, facts),
            _ => {}
        }
    }

    /// A yes/no column is a fact; a `let` of the same subject implies the facts of its value.
    fn read_name(&self, name: &Expr, truth: bool, facts: &mut Vec<Fact>) {
        if let Some(cell) = self.cell(name) {
            return facts.push(Fact::OneOf(cell, vec![u32::from(truth)]));
        }
        let Some(Referent::Of { outer: false, way, what: What::Value(id) }) = self.referent(name) else { return };
        let value = self.names.catalogue.value(*id);
        if let (ValueKind::Let(inside), true) = (value.kind, way.is_empty() && self.steps < MOST_STEPS) {
            let there = Reader { names: self.names, home: Some(value.subject), steps: self.steps + 1 };
            there.read(&inside.value, truth, facts);
        }
    }

    fn read_is(&self, value: &Expr, other: &Expr, truth: bool) -> Option<Fact> {
        let cell = self.cell(value)?;
        match &other.kind {
            // A cell with a value exists.
            ExprKind::Absent | ExprKind::Missing(None) => (!truth).then_some(Fact::Exists(cell)),
            ExprKind::YesNo(flag) => Some(Fact::OneOf(cell, vec![u32::from(*flag == truth)])),
            _ => {
                let values = self.values(&cell, other)?;
                Some(self.one_of(cell, values, truth))
            }
        }
    }

    fn read_in(&self, value: &Expr, list: &Expr, truth: bool) -> Option<Fact> {
        let cell = self.cell(value)?;
        let values: Option<Vec<Vec<u32>>> = match &list.kind {
            ExprKind::List(items) => items.iter().map(|item| self.values(&cell, item)).collect(),
            _ => self.values(&cell, list).map(|values| vec![values]),
        };
        Some(self.one_of(cell, values?.concat(), truth))
    }

    /// The fact that a cell has one of these values or, if `truth` is false, one of the others.
    fn one_of(&self, cell: CellOf, values: Vec<u32>, truth: bool) -> Fact {
        if truth {
            return Fact::OneOf(cell, values);
        }
        let all = self.names.catalogue.choice_of_column(cell.table, cell.column);
        let count = all.map_or(0, |id| self.names.catalogue.choice(id).values.len());
        let count = u32::try_from(count).unwrap_or(u32::MAX);
        Fact::OneOf(cell, (0..count).filter(|v| !values.contains(v)).collect())
    }

    /// The positions of the values of the cell's choice that a name means.
    fn values(&self, cell: &CellOf, name: &Expr) -> Option<Vec<u32>> {
        let choice = self.names.catalogue.choice_of_column(cell.table, cell.column)?;
        let text = match &name.kind {
            ExprKind::Name(text) => text,
            ExprKind::Path(names) => &names.last()?.text,
            _ => return None,
        };
        self.names.catalogue.choice_positions(choice, text)
    }

    /// The cell that a name means.
    fn cell(&self, name: &Expr) -> Option<CellOf> {
        match self.referent(name)? {
            Referent::Of { outer: false, way, what: What::Column(table, column) } => {
                Some(CellOf { way: way.clone(), table: *table, column: *column })
            }
            _ => None,
        }
    }

    fn referent(&self, name: &Expr) -> Option<&Referent> {
        self.names.bindings.get(self.home, name.span)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Id;
    use crate::names::resolve;
    use crate::source::SourceSet;
    use crate::syntax::{self, Unread};

    const PAGE: &str = "policy p
        choice state { open, sold, rented { long, short } }
        table site { key id : text
          acquired : yes/no
          state : state
          closing : date or absent }
        table visit { key id : text
          site -> site or absent }
        let is_sold of site = state is sold
        ";

    /// The facts after a condition on a site (or on the rows of another table) that is yes (or no).
    fn with_facts<T>(of: &str, condition: &str, truth: bool, then: impl FnOnce(&Names<'_>, &Facts) -> T) -> T {
        let mut sources = SourceSet::default();
        let file = sources.add("p.grad", format!("{PAGE}let asked of {of} = {condition}\n"));
        let parsed = syntax::parse(file, sources.file(file));
        assert_eq!(parsed.findings, []);
        let (files, unread) = ([parsed.file], Unread::default());
        let names = resolve(&files, &unread);
        assert_eq!(names.findings, []);
        let asked = names.catalogue.values.iter().last().unwrap();
        let ValueKind::Let(value) = asked.kind else { panic!("`asked` is a let") };
        then(&names, &Facts::of(&names, Some(asked.subject), &value.value, truth))
    }

    /// A column of the site.
    fn acquired() -> ColumnId {
        ColumnId::at(1)
    }
    fn state() -> ColumnId {
        ColumnId::at(2)
    }
    fn closing() -> ColumnId {
        ColumnId::at(3)
    }

    fn when(column: ColumnId, values: &[u32]) -> AbsentWhen {
        AbsentWhen { column, values: values.to_vec(), words: String::new() }
    }

    /// Whether `closing`, which is absent according to `when`, exists after a condition.
    fn closing_exists(condition: &str, truth: bool, when: Option<&AbsentWhen>) -> bool {
        let closing = CellOf { way: Vec::new(), table: TableId::at(0), column: closing() };
        with_facts("site", condition, truth, |_, facts| facts.exists(&closing, when))
    }

    #[test]
    fn a_cell_exists_where_it_is_asked_for() {
        assert!(closing_exists("closing is not absent", true, None));
        assert!(closing_exists("not (closing is absent)", true, None));
        assert!(closing_exists("closing is missing or acquired", false, None));
        assert!(!closing_exists("closing is not absent", false, None));
        assert!(!closing_exists("closing is not absent or acquired", true, None));
        assert!(!closing_exists("acquired", true, None));
    }

    #[test]
    fn a_cell_exists_where_the_other_column_excludes_its_absence() {
        let unless_acquired = when(acquired(), &[0]);
        for (condition, truth, exists) in [
            ("acquired", true, true),
            ("acquired", false, false),
            ("not acquired", false, true),
            ("acquired is yes and state is sold", true, true),
            ("acquired and state is sold", false, false),
            ("acquired default no", true, true),
            ("acquired default yes", false, false),
        ] {
            assert_eq!(closing_exists(condition, truth, Some(&unless_acquired)), exists, "{condition}, {truth}");
        }
        // All values of `state` except `sold`, the second.
        let unless_sold = when(state(), &[0, 2, 3]);
        for (condition, truth, exists) in [
            ("state is sold", true, true),
            ("is_sold", true, true),
            ("is_sold", false, false),
            ("state in [open, sold]", true, false),
            ("state in [open, sold] and state is not open", true, true),
            ("state in rented or state is open", false, true),
            ("state not in rented", true, false),
        ] {
            assert_eq!(closing_exists(condition, truth, Some(&unless_sold)), exists, "{condition}, {truth}");
        }
    }

    #[test]
    fn a_condition_on_one_column_is_known_by_its_values() {
        let known = |condition: &str| {
            with_facts("site", condition, true, |_, facts| {
                facts.of_one_column(TableId::at(0)).map(|(column, values)| (column, values.to_vec()))
            })
        };
        assert_eq!(known("not acquired"), Some((acquired(), vec![0])));
        assert_eq!(known("state in rented"), Some((state(), vec![2, 3])));
        assert_eq!(known("acquired and state is sold"), None);
        assert_eq!(known("closing is absent"), None);
    }

    #[test]
    fn the_steps_to_a_value_need_not_exist_either() {
        with_facts("visit", "site.acquired", true, |names, _| {
            let asked = names.catalogue.values.iter().last().unwrap();
            let Some((_, Referent::Of { way, what, .. })) = names
                .bindings
                .refs
                .iter()
                .find(|((home, at), _)| *home == Some(asked.subject) && at.start > asked.name.span.end)
            else {
                panic!("a value of the site of a visit")
            };
            let step = CellOf { way: Vec::new(), table: TableId::at(1), column: ColumnId::at(1) };
            assert_eq!(absent_cells(&names.catalogue, way, *what), std::slice::from_ref(&step));
            let last = What::Column(TableId::at(0), closing());
            let end = CellOf { way: way.clone(), table: TableId::at(0), column: closing() };
            assert_eq!(absent_cells(&names.catalogue, way, last), [step, end]);
        });
    }

    #[test]
    fn facts_are_forgotten_from_the_last() {
        let mut facts = with_facts("site", "acquired", true, |_, facts| facts.clone());
        let before = facts.clone();
        facts.add_exists(CellOf { way: Vec::new(), table: TableId::at(0), column: closing() });
        facts.forget(before.count());
        assert_eq!(facts, before);
    }
}
