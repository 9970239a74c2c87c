//! The syntax tree: the constructs of a policy as written, with their places, before names are resolved.

use crate::number::{Decimal, EmptyCentre, Rounding};
use crate::source::Span;

/// A comment with its two or three slashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// From the first slash to the end of the line, without blanks at the end.
    pub text: String,
    /// The place in the file.
    pub span: Span,
}

/// A name as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The name.
    pub text: String,
    /// The place in the file.
    pub span: Span,
}

/// A text between quotation marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// The characters between the marks, with escapes resolved.
    pub value: String,
    /// The place in the file, including the marks.
    pub span: Span,
}

/// Clause and reason of a rule. Most rules have neither.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes {
    /// `because "…"`: the reason that is shown to people.
    pub because: Option<Box<Text>>,
    /// `cite "…"`: the clause of the regulation.
    pub cite: Option<Box<Text>>,
}

/// One rule file.
#[derive(Clone, Debug, Default)]
pub struct File {
    /// The declarations that could be parsed, in the order of the file.
    pub items: Vec<Item>,
    /// All comments, in order.
    pub comments: Vec<Comment>,
}

/// A declaration.
#[derive(Clone, Debug)]
pub struct Item {
    /// From its first to its last character.
    pub span: Span,
    /// The kind and its parts.
    pub kind: ItemKind,
}

/// The kinds of declarations.
#[derive(Clone, Debug)]
pub enum ItemKind {
    /// `policy name "label"`
    Policy(Policy),
    /// `choice name { … }`
    Choice(Choice),
    /// `table name { … }`
    Table(Box<Table>),
    /// `subject name = table by column, …`
    Subject(Subject),
    /// `param name = 5`
    Param(Box<Param>),
    /// `let name of subject = …` or `let name(x : type) = …`
    Let(Box<Let>),
    /// `tree name of subject { … }`
    Tree(Box<Tree>),
    /// `tiers name of value of subject { … }`
    Tiers(Box<Tiers>),
    /// `eligibility name of subject { … }`
    Eligibility(Box<Eligibility>),
    /// `check name of subject error = condition`
    Check(Box<Check>),
    /// `period "2026-spring" = 2026-02-16..2026-07-05`
    Period(NamedPeriod),
    /// `publish a, "header" as b of subject`
    Publish(Publish),
    /// `test "…" { … }`
    Test(Box<Test>),
}

/// Values that results show in addition to trees and tiers.
#[derive(Clone, Debug)]
pub struct Publish {
    /// The values, each with its header if the header differs from the name.
    pub values: Vec<(Option<Text>, Name)>,
    /// The trees whose leaves are published, each with its weight in the whole tree: `weights of score`.
    pub weights: Vec<Name>,
    /// The kinds of subjects whose values are published.
    pub of: Vec<Name>,
    /// The only readers, if not everybody may read the values.
    pub release: Option<Release>,
}

/// The readers of published private values: `to "the callers" because "they call" cite "2.4"`.
#[derive(Clone, Debug)]
pub struct Release {
    /// The people who may read the values.
    pub to: Text,
    /// The reason and the clause.
    pub notes: Notes,
    /// From `to` to the end of clause and reason.
    pub span: Span,
}

/// The head of a policy.
#[derive(Clone, Debug)]
pub struct Policy {
    /// The declared name.
    pub name: Name,
    /// The label for people.
    pub label: Option<Text>,
}

/// A range of days with a name.
#[derive(Clone, Debug)]
pub struct NamedPeriod {
    /// The declared name.
    pub name: Text,
    /// The label for people.
    pub label: Option<Text>,
    /// Its first day.
    pub first: Text,
    /// Its last day, which belongs to it.
    pub last: Text,
}

/// A closed list of values.
#[derive(Clone, Debug)]
pub struct Choice {
    /// The declared name.
    pub name: Name,
    /// The label for people.
    pub label: Option<Text>,
    /// The `///` lines directly above.
    pub doc: Option<String>,
    /// The values, in order, including those of groups.
    pub values: Vec<ChoiceValue>,
    /// Groups of values.
    pub groups: Vec<ChoiceGroup>,
    /// `ordered`: whether later values are above earlier ones.
    pub ordered: Option<Span>,
}

/// Some values of a choice under one name.
#[derive(Clone, Debug)]
pub struct ChoiceGroup {
    /// The name of the group.
    pub name: Name,
    /// The label for people.
    pub label: Option<Text>,
    /// The positions of its values in [`Choice::values`].
    pub values: std::ops::Range<usize>,
}

/// One value of a choice, or one tier.
#[derive(Clone, Debug)]
pub struct ChoiceValue {
    /// The texts in files that mean this value. If there are none, the name is the text.
    pub texts: Vec<Text>,
    /// The declared name.
    pub name: Name,
    /// The label for people.
    pub label: Option<Text>,
}

/// A table of rows with a key.
#[derive(Clone, Debug)]
pub struct Table {
    /// The declared name.
    pub name: Name,
    /// The label for people.
    pub label: Option<Text>,
    /// The `///` lines directly above.
    pub doc: Option<String>,
    /// `optional`: whether the table can be without data.
    pub optional: Option<Span>,
    /// The column with the date of the event.
    pub dated: Option<Name>,
    /// The columns, in order, including those of the key.
    pub columns: Vec<Column>,
    /// References with several values: `asks -> item (response.form, number)`.
    pub references: Vec<Derived>,
    /// The names of the key's columns, with the place of the `key` line. More than one line is a mistake.
    pub keys: Vec<(Vec<Name>, Span)>,
    /// Rows that are written in the policy, one cell for each column. More than one list is a mistake.
    pub rows: Vec<PageRows>,
    /// How the rows were drawn from a population. More than one line is a mistake.
    pub drawn: Vec<Drawn>,
}

impl Table {
    /// Whether its rows are part of the policy, so that they are not in a file.
    pub fn is_on_page(&self) -> bool {
        !self.rows.is_empty()
    }
}

/// `drawn weight pw, strata stype, clusters dnum of fpc1, rows of fpc2`: how rows were drawn from a population.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// The column with the number of members of the population that a row represents.
    pub weight: Name,
    /// The column with the strata into which the population was divided before rows were drawn.
    pub strata: Option<Name>,
    /// The one or two stages of the draw, in order. The first column names the clusters that were drawn; without it,
    /// rows were drawn. The second column has the number of clusters or rows from which they were drawn.
    pub stages: Vec<(Option<Name>, Option<Name>)>,
    /// From its first to its last character.
    pub span: Span,
}

/// `rows = (…), (…)`: the rows of a table, as part of the rule.
#[derive(Clone, Debug)]
pub struct PageRows {
    /// The cells of each row, with the place of the row.
    pub rows: Vec<(Vec<Cell>, Span)>,
    /// From its first to its last character.
    pub span: Span,
}

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    /// The header in the file, if it differs from the name.
    pub header: Option<Text>,
    /// The declared name.
    pub name: Name,
    /// The label for people.
    pub label: Option<Text>,
    /// The `///` lines directly above. All columns that share a line have the same lines.
    pub doc: Option<String>,
    /// The type of its cells.
    pub kind: ColumnType,
    /// `-> table`: the referred table. The type of the column is then the type of that table's key.
    pub refers: Option<Name>,
    /// `or missing …`: its place and the markers. Without markers, the empty cell means missing.
    pub missing: Option<(Span, Vec<Marker>)>,
    /// `or absent …`
    pub absent: Option<Box<Absent>>,
    /// `private`
    pub private: Option<Span>,
    /// The member of a family that the column is; see [`super::families`].
    pub family: Option<Box<Member>>,
}

/// A column of a family: one for each value of a choice.
#[derive(Clone, Debug)]
pub struct Member {
    /// The name of the family.
    pub name: Name,
    /// The choice.
    pub choice: String,
    /// The position of the value in the choice.
    pub value: usize,
}

/// A reference that is not a column.
#[derive(Clone, Debug)]
pub struct Derived {
    /// The declared name.
    pub name: Name,
    /// The label for people.
    pub label: Option<Text>,
    /// The referred table.
    pub to: Name,
    /// The path to each part of the key: a column, or a column that refers to a table and columns of that table.
    pub parts: Vec<Vec<Name>>,
    /// From its first to its last character.
    pub span: Span,
}

/// When a cell is absent.
#[derive(Clone, Debug)]
pub struct Absent {
    /// The texts that mean absent. Without markers, the empty cell means absent.
    pub markers: Vec<Marker>,
    /// The condition under which the cell is absent.
    pub when: Option<Expr>,
    /// The place in the file.
    pub span: Span,
}

/// A text in a cell that means missing or absent.
#[derive(Clone, Debug)]
pub struct Marker {
    /// The text of the cell.
    pub text: Text,
    /// The reason why the value is missing.
    pub because: Option<Text>,
}

/// The type of a column or an argument, as written.
#[derive(Clone, Debug)]
pub struct ColumnType {
    /// `text`, `rating`, …, `yes/no`, `set`, the name of a choice, or of a referred table.
    pub name: Name,
    /// `set of choice`: the choice.
    pub set_of: Option<Name>,
    /// `1..5`
    pub range: Option<Box<Range>>,
    /// `with 3 decimals`
    pub decimals: Option<Digits>,
    /// `in hours`
    pub unit: Option<Unit>,
    /// `read half even`
    pub read_half_even: Option<Span>,
    /// `("是" / "否")`
    pub yes_no: Option<Box<(Text, Text)>>,
    /// From its first to its last character.
    pub span: Span,
}

/// A whole number, such as a number of decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digits {
    /// The number. It is at most 30, except for the steps of clusters.
    pub count: u32,
    /// The place in the file.
    pub span: Span,
}

/// A unit word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// The word, with one blank between its parts.
    pub word: String,
    /// The place in the file.
    pub span: Span,
}

/// A number with its `%` or unit.
#[derive(Clone, Debug)]
pub struct Quantity {
    /// The number as written, including its sign; `50%` is 50 here.
    pub value: Decimal,
    /// Whether `%` follows.
    pub percent: bool,
    /// The unit word that follows.
    pub unit: Option<Unit>,
    /// The place in the file.
    pub span: Span,
}

/// `lo..hi`, including both ends.
#[derive(Clone, Debug)]
pub struct Range {
    /// The first end.
    pub lo: Quantity,
    /// The other end.
    pub hi: Quantity,
    /// The place in the file.
    pub span: Span,
}

/// Subjects that are not rows of a table.
#[derive(Clone, Debug)]
pub struct Subject {
    /// The declared name.
    pub name: Name,
    /// The label for people.
    pub label: Option<Text>,
    /// Where the subjects come from.
    pub kind: SubjectKind,
}

/// The source of subjects that are not rows of a table.
#[derive(Clone, Debug)]
pub enum SubjectKind {
    /// `table by column, …`: groups of rows.
    Groups {
        /// The table whose rows are grouped.
        table: Name,
        /// The columns whose values identify a group.
        by: Vec<Name>,
    },
    /// `one × other`: every combination.
    Product(Vec<Name>),
}

/// A number with a name.
#[derive(Clone, Debug)]
pub struct Param {
    /// The declared name.
    pub name: Name,
    /// The label for people.
    pub label: Option<Text>,
    /// The `///` lines directly above.
    pub doc: Option<String>,
    /// The type, for a value that is not a number.
    pub kind: Option<ColumnType>,
    /// Its value.
    pub value: ParamValue,
    /// Clause and reason.
    pub notes: Notes,
}

/// The value of a param.
#[derive(Clone, Debug)]
pub enum ParamValue {
    /// A number.
    Number(Quantity),
    /// Yes or no.
    YesNo(bool, Span),
    /// The name of a value of a choice.
    Name(Name),
}

impl ParamValue {
    /// The place in the file.
    pub fn span(&self) -> Span {
        match self {
            ParamValue::Number(quantity) => quantity.span,
            ParamValue::YesNo(_, span) => *span,
            ParamValue::Name(name) => name.span,
        }
    }

    /// The value, if it is a number.
    pub fn number(&self) -> Option<&Quantity> {
        match self {
            ParamValue::Number(quantity) => Some(quantity),
            _ => None,
        }
    }
}

/// A value of each subject, or a scale that is applied with `on` or as a function.
#[derive(Clone, Debug)]
pub struct Let {
    /// The declared name.
    pub name: Name,
    /// The label for people.
    pub label: Option<Text>,
    /// The subjects or the arguments of the value.
    pub of: LetOf,
    /// The value.
    pub value: Expr,
    /// Clause and reason.
    pub notes: Notes,
}

/// The domain of a `let`.
#[derive(Clone, Debug)]
pub enum LetOf {
    /// `of subject, …`
    Subjects(Vec<Name>),
    /// `(x : rating 1..5)`
    Arguments(Vec<Argument>),
}

/// An argument of a scale.
#[derive(Clone, Debug)]
pub struct Argument {
    /// The declared name.
    pub name: Name,
    /// Its type.
    pub kind: ColumnType,
    /// The place of `or missing`, if the argument can be missing.
    pub missing: Option<Span>,
}

/// A composition of indicators; published.
#[derive(Clone, Debug)]
pub struct Tree {
    /// The kinds of subjects that it is computed for.
    pub of: Vec<Name>,
    /// `: points 0..100`: the range of its values, which the policy promises.
    pub promise: Option<Range>,
    /// The root.
    pub root: Node,
}

/// A node of a tree.
#[derive(Clone, Debug)]
pub struct Node {
    /// The weight before the name.
    pub weight: Option<Weight>,
    /// The declared name.
    pub name: Name,
    /// The label for people.
    pub label: Option<Text>,
    /// Where the value comes from.
    pub content: Content,
    /// Clause and reason.
    pub notes: Notes,
    /// From its first to its last character.
    pub span: Span,
}

/// Where the value of a node comes from.
#[derive(Clone, Debug)]
pub enum Content {
    /// `= expression`
    Value(Expr),
    /// `{ … }`
    Body(Box<Body>),
}

/// The weight of a node.
#[derive(Clone, Debug)]
pub enum Weight {
    /// `30`, `12.5%`, `-0.25`
    Fixed(Quantity),
    /// `(w)`: computed from params or data.
    Computed(Expr),
}

impl Weight {
    /// The place in the file.
    pub fn span(&self) -> Span {
        match self {
            Weight::Fixed(quantity) => quantity.span,
            Weight::Computed(expr) => expr.span,
        }
    }
}

/// The inside of a node: children, the rule for a missing child, and the steps in their order.
#[derive(Clone, Debug)]
pub struct Body {
    /// `by geometric mean`
    pub by: Option<By>,
    /// Every `missing …` line. More than one is a mistake.
    pub missing: Vec<Missing>,
    /// `weights total 100`
    pub total: Option<Quantity>,
    /// The children.
    pub children: Vec<Node>,
    /// The steps after the composition, in order.
    pub steps: Vec<Step>,
    /// From the opening to the closing brace.
    pub span: Span,
}

/// How a node is composed.
#[derive(Clone, Debug)]
pub struct By {
    /// The words: `mean`, `geometric mean`, …
    pub words: String,
    /// `of 2`: the exponent of a power mean.
    pub of: Option<Quantity>,
    /// `to 12 decimals`
    pub decimals: Option<Digits>,
    /// The place of the words in the file.
    pub span: Span,
}

/// The rule for a missing child or argument.
#[derive(Clone, Debug)]
pub struct Missing {
    /// The rule and its parts.
    pub kind: MissingKind,
    /// The place in the file.
    pub span: Span,
}

/// The rules for a missing value.
#[derive(Clone, Debug)]
pub enum MissingKind {
    /// `missing propagates`: the whole has no value.
    Propagates,
    /// `missing fails`: the whole has no value, and the run ends with an error.
    Fails,
    /// `missing renormalise within parent`: the other children share the weight.
    Renormalise(Option<AtLeast>),
    /// `missing renormalise across`: all leaves below that are not missing share the weight.
    Across(Option<AtLeast>),
    /// `missing skipped`: in an aggregate, the value is left out.
    Skipped(Option<AtLeast>),
    /// `missing counts as 0`
    CountsAs(Box<Expr>),
}

/// `if at least 3`, `if at least 50%`
#[derive(Clone, Debug)]
pub struct AtLeast {
    /// The number as written.
    pub value: Decimal,
    /// Whether it is a share.
    pub percent: bool,
    /// The place in the file.
    pub span: Span,
}

/// A step after the composition of a node.
#[derive(Clone, Debug)]
pub struct Step {
    /// The kind and its parts.
    pub kind: StepKind,
    /// Clause and reason.
    pub notes: Notes,
    /// From `then` on, without clause and reason.
    pub span: Span,
}

/// The kinds of steps.
#[derive(Clone, Debug)]
pub enum StepKind {
    /// `then plus …`, `then minus …`. With a name, the summand is a separate value.
    Plus {
        /// Whether the value is subtracted.
        minus: bool,
        /// The name and label of the value.
        name: Option<(Name, Option<Text>)>,
        /// The value that is added or subtracted.
        value: Expr,
    },
    /// `then capped at … when …`
    Capped {
        /// The cap.
        at: Expr,
        /// The condition of the step; `None` for always.
        when: Option<Expr>,
    },
    /// `then limited 0..100 when …`
    Limited {
        /// The ends.
        range: Range,
        /// The condition of the step; `None` for always.
        when: Option<Expr>,
    },
    /// `then rounded half up to 0 decimals`
    Rounded(RoundTo),
}

/// A rounding as written.
#[derive(Clone, Debug)]
pub struct RoundTo {
    /// The rounding mode.
    pub mode: Rounding,
    /// The words of the mode, as written in the policy.
    pub words: Name,
    /// The precision.
    pub to: RoundTarget,
    /// The place in the file.
    pub span: Span,
}

/// The precision of a rounding.
#[derive(Clone, Debug)]
pub enum RoundTarget {
    /// `to 3 decimals`
    Decimals(Digits),
    /// `to steps of 0.5`
    Step(Decimal),
}

/// Tiers of a value.
#[derive(Clone, Debug)]
pub struct Tiers {
    /// The declared name.
    pub name: Name,
    /// The label for people.
    pub label: Option<Text>,
    /// The value that the tiers grade.
    pub value: Name,
    /// The kinds of subjects that it is computed for.
    pub of: Vec<Name>,
    /// `, ranked within all 2:7:1, …`
    pub ranked: Option<Ranked>,
    /// `, clusters over counted, at most 100 steps`
    pub clustered: Option<Clustered>,
    /// `, rounded half up to 0 decimals`
    pub rounded: Option<RoundTo>,
    /// `, compared to 6 decimals`
    pub compared: Option<Digits>,
    /// `, gaps reported`
    pub gaps_reported: Option<Span>,
    /// The tiers, in order.
    pub tiers: Vec<Tier>,
}

/// Tiers by rank.
#[derive(Clone, Debug)]
pub struct Ranked {
    /// The subjects that are ranked with each other.
    pub whom: RankedAmong,
    /// The relative sizes of the tiers, from the best tier on.
    pub ratio: Vec<Decimal>,
    /// The rule for equal values.
    pub ties: TierTies,
    /// How a share of the subjects is rounded to a whole number of subjects.
    pub cut: Rounding,
    /// The place of the ratio in the file.
    pub span: Span,
}

/// The subjects that are ranked with each other.
#[derive(Clone, Debug)]
pub enum RankedAmong {
    /// `within campus`: the subjects that belong to the same subject of this kind.
    Within(Name),
    /// `over counted per gender`: the subjects that count, each within its peer group.
    Over(Box<Among>),
}

/// The rule for equal values in a ranking.
#[derive(Clone, Debug)]
pub enum TierTies {
    /// `ties share the better tier` or `ties share the worse tier`.
    Share {
        /// Whether the tier is the better one.
        better: bool,
    },
    /// `ties by id, lowest first`: another value decides.
    By {
        /// The name of that value.
        value: Expr,
        /// Whether the highest value is first.
        highest: bool,
    },
}

/// Tiers by clusters: each value belongs to the nearest of the final centres.
#[derive(Clone, Debug)]
pub struct Clustered {
    /// The subjects that are clustered.
    pub among: Among,
    /// The most steps in which the centres can move.
    pub steps: Digits,
    /// `empty stays`: the rule for a centre without values.
    pub empty: Option<EmptyCentre>,
    /// From its first to its last character.
    pub span: Span,
}

/// One tier.
#[derive(Clone, Debug)]
pub struct Tier {
    /// Name, label and texts.
    pub value: ChoiceValue,
    /// Its bound.
    pub bound: Bound,
    /// The place of the bound in the file.
    pub bound_span: Span,
    /// Clause and reason.
    pub notes: Notes,
}

/// The bound of a tier.
#[derive(Clone, Debug)]
pub enum Bound {
    /// `>= 90`, `>= quantile(…)`
    Compare(Comparison, Expr),
    /// `[70, 90)`, `70..89`
    Band {
        /// The lower end, and whether it belongs to the tier.
        lo: (Quantity, bool),
        /// The upper end, and whether it belongs to the tier.
        hi: (Quantity, bool),
    },
    /// `otherwise`
    Otherwise,
    /// No bound: the tier is given by rank.
    Ranked,
    /// `from 80`: the value at which the centre of its cluster starts.
    Seed(Expr),
}

/// An ordering sign.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `>=`
    AtLeast,
    /// `>`
    Above,
    /// `<=`
    AtMost,
    /// `<`
    Below,
}

/// The decision who or what is included, and why.
#[derive(Clone, Debug)]
pub struct Eligibility {
    /// The declared name.
    pub name: Name,
    /// The label for people.
    pub label: Option<Text>,
    /// The kinds of subjects that it is computed for.
    pub of: Vec<Name>,
    /// `undetermined …`, each with its place. More than one is a mistake.
    pub undetermined: Vec<(Undetermined, Span)>,
    /// The clauses, in order.
    pub clauses: Vec<Clause>,
    /// The marks, in order.
    pub marks: Vec<Mark>,
    /// Clause and reason of the whole eligibility.
    pub notes: Notes,
}

/// How an undetermined subject counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Undetermined {
    /// It stays undetermined.
    Reported,
    /// It counts as included.
    Included,
    /// It counts as excluded.
    Excluded,
}

/// A clause of an eligibility.
#[derive(Clone, Debug)]
pub struct Clause {
    /// The effect of the clause.
    pub kind: ClauseKind,
    /// Clause and reason.
    pub notes: Notes,
    /// The place in the file, without clause and reason.
    pub span: Span,
}

/// The effect of a clause.
#[derive(Clone, Debug)]
pub enum ClauseKind {
    /// `include when …`
    Include(When),
    /// `exclude when …`
    Exclude(When),
    /// `override outcome of table where …, by person, on day, because reason`
    Override(Box<Override>),
}

/// When a clause holds.
#[derive(Clone, Debug)]
pub enum When {
    /// `always`
    Always,
    /// `when …`
    When(Expr),
    /// `unless …`
    Unless(Expr),
}

/// An outcome that somebody decided.
#[derive(Clone, Debug)]
pub struct Override {
    /// The column with the outcome.
    pub outcome: Name,
    /// The table.
    pub table: Name,
    /// The condition on the rows; `None` for all rows.
    pub condition: Option<Expr>,
    /// The column with the person who decided.
    pub by: Name,
    /// The column with the day of the decision.
    pub on: Name,
    /// The column with the reason.
    pub because: Option<Name>,
}

/// An obligation that decides nothing.
#[derive(Clone, Debug)]
pub struct Mark {
    /// The declared name.
    pub name: Name,
    /// The label for people.
    pub label: Option<Text>,
    /// The condition of the obligation.
    pub when: When,
    /// Clause and reason.
    pub notes: Notes,
}

/// A condition that should hold.
#[derive(Clone, Debug)]
pub struct Check {
    /// The declared name.
    pub name: Name,
    /// The label for people.
    pub label: Option<Text>,
    /// The kinds of subjects that it is computed for.
    pub of: Vec<Name>,
    /// Whether a failed check is an error, and not a warning.
    pub error: bool,
    /// The subjects to check: those with yes here; `None` for all.
    pub when: Option<Expr>,
    /// The condition that should be yes.
    pub holds: Expr,
    /// Clause and reason.
    pub notes: Notes,
}

/// A test in the language.
#[derive(Clone, Debug)]
pub struct Test {
    /// A description of the test.
    pub title: Text,
    /// The rows of tables.
    pub given: Vec<Given>,
    /// `param x = 3`
    pub params: Vec<(Name, ParamValue)>,
    /// `period 2026Q1`
    pub period: Option<Text>,
    /// `as of 2026-03-31`
    pub as_of: Option<Text>,
    /// The expected values.
    pub expects: Vec<Expect>,
}

/// Rows of a table in a test.
#[derive(Clone, Debug)]
pub struct Given {
    /// The table.
    pub table: Name,
    /// The columns that the rows have.
    pub columns: Vec<Name>,
    /// The rows.
    pub rows: Vec<(Vec<Cell>, Span)>,
}

/// A cell in a test.
#[derive(Clone, Debug)]
pub struct Cell {
    /// The value.
    pub kind: CellKind,
    /// The place in the file.
    pub span: Span,
}

/// The content of a cell in a test.
#[derive(Clone, Debug)]
pub enum CellKind {
    /// `missing`
    Missing,
    /// `absent`
    Absent,
    /// `[a, b]`
    Set(Vec<Name>),
    /// `yes`, `no`
    YesNo(bool),
    /// `2026-01-31`
    Date(String),
    /// `4`, `-2.5`
    Number(Quantity),
    /// `"…"`
    Text(String),
    /// A value of a choice, or a tier.
    Name(String),
}

/// One expectation of a test.
#[derive(Clone, Debug)]
pub struct Expect {
    /// The value that is checked.
    pub value: Name,
    /// The kind of its subject.
    pub of: Name,
    /// The key of its subject.
    pub key: Vec<Cell>,
    /// The expected content.
    pub expected: Cell,
    /// The expected reason.
    pub because: Option<Text>,
    /// The expected clause of the regulation.
    pub cite: Option<Text>,
    /// From its first to its last character.
    pub span: Span,
}

/// An expression.
#[derive(Clone, Debug)]
pub struct Expr {
    /// The kind and its parts.
    pub kind: ExprKind,
    /// The place in the file.
    pub span: Span,
}

/// The kinds of expressions.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// `missing`, next to `is` or after `if empty`. As the value of an arm or a row, it has a reason: `missing because
    /// "…"`.
    Missing(Option<Text>),
    /// `absent`, only next to `is`.
    Absent,
    /// `yes`, `no`
    YesNo(bool),
    /// `5`, `50%`, `24 hours`
    Number(Quantity),
    /// `2026-01-31`
    Date(String),
    /// `"…"`
    Text(String),
    /// A name.
    Name(String),
    /// `a.b`, `a.b.c`: at least two names.
    Path(Vec<Name>),
    /// `[a, b]`
    List(Vec<Expr>),
    /// `not x`, `-x`
    Unary(Unary, Box<Expr>),
    /// `a + b`, …, with the place of the operator.
    Binary(Binary, Span, Box<Expr>, Box<Expr>),
    /// `x on scale`
    On(Box<Expr>, Name),
    /// `first { … }`
    First(Vec<(Expr, Expr)>, Box<Expr>),
    /// `lookup x { a, b : 1 … }`
    Lookup(Box<Expr>, Vec<LookupRow>),
    /// `f(…)`
    Call(Name, Vec<Arg>),
    /// `x at (key: value, …)`, with at least one key.
    At(Box<Expr>, Vec<(Name, Expr)>),
}

/// A row of a lookup.
#[derive(Clone, Debug)]
pub struct LookupRow {
    /// The values that select this row. A row without keys is for all other values.
    pub keys: Vec<LookupKey>,
    /// The value of the lookup for these keys.
    pub value: Expr,
    /// From the first key to the end of the value.
    pub span: Span,
}

/// A key of a row of a lookup.
#[derive(Clone, Debug)]
pub enum LookupKey {
    /// A value of a choice, or a group of values.
    Name(Name),
    /// A number.
    Number(Quantity),
    /// The numbers of a range, including both ends.
    Range(Range),
}

/// Operators with one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unary {
    /// `not`
    Not,
    /// `-`
    Negate,
}

/// Operators with two operands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is the sign that it is named after")]
pub enum Binary {
    Or,
    And,
    Is,
    IsNot,
    In,
    NotIn,
    Compare(Comparison),
    Default,
    Range,
    Add,
    Subtract,
    Multiply,
    Divide,
}

/// An argument of a call.
#[derive(Clone, Debug)]
pub struct Arg {
    /// The kind and its parts.
    pub kind: ArgKind,
    /// The place in the file.
    pub span: Span,
}

/// `over scored per gender and region`: the subjects that a statistic covers.
#[derive(Clone, Debug)]
pub struct Among {
    /// The eligibility or condition that decides which subjects count.
    pub over: Expr,
    /// The values that a counted subject must have in common with the current subject.
    pub per: Vec<Expr>,
    /// From its first to its last character.
    pub span: Span,
}

/// The rank of equal values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ties {
    /// The best of their ranks: 1, 2, 2, 4.
    Best,
    /// The worst of their ranks: 1, 3, 3, 4.
    Worst,
    /// The mean of their ranks: 1, 2.5, 2.5, 4.
    Mean,
}

/// The kinds of arguments.
#[derive(Clone, Debug)]
pub enum ArgKind {
    /// A value.
    Value(Expr),
    /// `20..85 to 0..1`
    Mapping(Expr, Expr),
    /// `x of table where … weighted …`; `count(table where …)` has the table as the value.
    Rows {
        /// The value that is aggregated.
        value: Expr,
        /// The table.
        of: Option<Name>,
        /// `of all periods`
        all_periods: Option<Span>,
        /// `over scored per gender`
        among: Option<Box<Among>>,
        /// The condition on the rows.
        condition: Option<Expr>,
        /// The weight of a row.
        weight: Option<Expr>,
        /// `weighted by design`
        by_design: Option<Span>,
    },
    /// `as sample` (true), `as population`
    Spread(bool),
    /// `type 7`
    QuantileType(Digits),
    /// `highest first` (true), `lowest first`
    Order(bool),
    /// `ties share the best rank`
    Ties(Ties),
    /// `missing skipped`
    Missing(Missing),
    /// `if empty 0`, `if empty missing`
    IfEmpty(Expr),
    /// `at least 5`: fewer rows give no value.
    AtLeast(Digits),
    /// `clamped` (true), `unclamped`
    Clamped(bool),
    /// `half up to 3 decimals`
    Rounding(RoundTo),
    /// `to 12 decimals`
    Decimals(Digits),
}
