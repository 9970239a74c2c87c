//! The syntax tree: what stands on the page, with places, and nothing that has to be looked up.

use crate::number::{Decimal, EmptyCentre, Rounding};
use crate::source::Span;

/// A comment with its two or three slashes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comment {
    /// From the first slash to the end of the line, without blanks at the end.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// A name as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Name {
    /// The name.
    pub text: String,
    /// Where it stands.
    pub span: Span,
}

/// A text between quotation marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Text {
    /// What is between the marks, escapes resolved.
    pub value: String,
    /// Where it stands, marks included.
    pub span: Span,
}

/// Clause and reason of a rule; most have neither.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Notes {
    /// `because "…"`: what a person will be told.
    pub because: Option<Box<Text>>,
    /// `cite "…"`: the clause of the regulation.
    pub cite: Option<Box<Text>>,
}

/// One rule file.
#[derive(Clone, Debug, Default)]
pub struct File {
    /// The declarations that could be read, in the order of the page.
    pub items: Vec<Item>,
    /// All comments, in order.
    pub comments: Vec<Comment>,
}

/// A declaration.
#[derive(Clone, Debug)]
pub struct Item {
    /// All of it.
    pub span: Span,
    /// Which.
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

/// What results show beside trees and tiers.
#[derive(Clone, Debug)]
pub struct Publish {
    /// The values, each with its header where that is not the name.
    pub values: Vec<(Option<Text>, Name)>,
    /// The trees whose leaves are published with the weight that they have in the whole: `weights of score`.
    pub weights: Vec<Name>,
    /// Of which kinds of subjects.
    pub of: Vec<Name>,
    /// For whom alone, where not for everybody.
    pub release: Option<Release>,
}

/// For whom private values are published: `to "the callers" because "they call" cite "2.4"`.
#[derive(Clone, Debug)]
pub struct Release {
    /// Who may read them.
    pub to: Text,
    /// Why, and by which clause.
    pub notes: Notes,
    /// The whole.
    pub span: Span,
}

/// The head of a policy.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Its name.
    pub name: Name,
    /// What people call it.
    pub label: Option<Text>,
}

/// A stretch of days with a name.
#[derive(Clone, Debug)]
pub struct NamedPeriod {
    /// Its name.
    pub name: Text,
    /// What people call it.
    pub label: Option<Text>,
    /// Its first day.
    pub first: Text,
    /// Its last day, included.
    pub last: Text,
}

/// A closed list of values.
#[derive(Clone, Debug)]
pub struct Choice {
    /// Its name.
    pub name: Name,
    /// What people call it.
    pub label: Option<Text>,
    /// The `///` lines right above it.
    pub doc: Option<String>,
    /// The values, in order, those of groups among them.
    pub values: Vec<ChoiceValue>,
    /// Groups of values.
    pub groups: Vec<ChoiceGroup>,
    /// `ordered`: whether later values are above earlier ones.
    pub ordered: Option<Span>,
}

/// Some values of a choice under one name.
#[derive(Clone, Debug)]
pub struct ChoiceGroup {
    /// Its name.
    pub name: Name,
    /// What people call it.
    pub label: Option<Text>,
    /// The positions of its values: from the first to before the second.
    pub values: std::ops::Range<usize>,
}

/// One value of a choice, or one tier.
#[derive(Clone, Debug)]
pub struct ChoiceValue {
    /// The texts of the file that mean it; empty: the name itself.
    pub texts: Vec<Text>,
    /// Its name.
    pub name: Name,
    /// What people call it.
    pub label: Option<Text>,
}

/// A table of rows with a key.
#[derive(Clone, Debug)]
pub struct Table {
    /// Its name.
    pub name: Name,
    /// What people call it.
    pub label: Option<Text>,
    /// The `///` lines right above it.
    pub doc: Option<String>,
    /// `optional`: whether it may be without data.
    pub optional: Option<Span>,
    /// The column with the date of the event.
    pub dated: Option<Name>,
    /// The columns, in order, those of the key included.
    pub columns: Vec<Column>,
    /// References that are made of several values: `asks -> item (response.form, number)`.
    pub references: Vec<Derived>,
    /// The names of the key's columns, with the place of the `key` line; several lines are a mistake.
    pub keys: Vec<(Vec<Name>, Span)>,
    /// Rows that stand on the page, one cell for each column; several lists are a mistake.
    pub rows: Vec<PageRows>,
    /// How the rows were drawn from a population; several lines are a mistake.
    pub drawn: Vec<Drawn>,
}

impl Table {
    /// Whether its rows are part of the policy, so that no file has them.
    pub fn is_on_page(&self) -> bool {
        !self.rows.is_empty()
    }
}

/// `drawn weight pw, strata stype, clusters dnum of fpc1, rows of fpc2`: how rows were drawn from a population.
#[derive(Clone, Debug)]
pub struct Drawn {
    /// For how many of the population a row stands.
    pub weight: Name,
    /// What the population was parted by before rows were drawn.
    pub strata: Option<Name>,
    /// What was drawn, one or two after each other: clusters named by a column, or the rows themselves; each with the
    /// column that tells of how many.
    pub stages: Vec<(Option<Name>, Option<Name>)>,
    /// All of it.
    pub span: Span,
}

/// `rows = (…), (…)`: what a table holds, as part of the rule.
#[derive(Clone, Debug)]
pub struct PageRows {
    /// The cells of each row, and where it stands.
    pub rows: Vec<(Vec<Cell>, Span)>,
    /// All of it.
    pub span: Span,
}

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    /// The header of the file, where it is not the name.
    pub header: Option<Text>,
    /// Its name.
    pub name: Name,
    /// What people call it.
    pub label: Option<Text>,
    /// The lines of `///` above it; of columns that share a line, all have them.
    pub doc: Option<String>,
    /// What its cells hold.
    pub kind: ColumnType,
    /// `-> table`: what it refers to; its type is then that of the key there.
    pub refers: Option<Name>,
    /// `or missing …`: where it stands and the markers; no marker written means the empty cell.
    pub missing: Option<(Span, Vec<Marker>)>,
    /// `or absent …`
    pub absent: Option<Box<Absent>>,
    /// `private`
    pub private: Option<Span>,
    /// Which column of a family it is; see [`super::families`].
    pub family: Option<Box<Member>>,
}

/// A column of a family: one for each value of a choice.
#[derive(Clone, Debug)]
pub struct Member {
    /// The name of the family.
    pub name: Name,
    /// The choice.
    pub choice: String,
    /// Which of its values.
    pub value: usize,
}

/// A reference that is no column of its own.
#[derive(Clone, Debug)]
pub struct Derived {
    /// Its name.
    pub name: Name,
    /// What people call it.
    pub label: Option<Text>,
    /// What it refers to.
    pub to: Name,
    /// Where each part of the key comes from: a column, or columns of what is referred to.
    pub parts: Vec<Vec<Name>>,
    /// All of it.
    pub span: Span,
}

/// When a cell is absent.
#[derive(Clone, Debug)]
pub struct Absent {
    /// The texts that say so; none: the empty cell.
    pub markers: Vec<Marker>,
    /// When there is no such thing.
    pub when: Option<Expr>,
    /// Where it stands.
    pub span: Span,
}

/// A text that stands for a missing value.
#[derive(Clone, Debug)]
pub struct Marker {
    /// The cell.
    pub text: Text,
    /// Why it is missing.
    pub because: Option<Text>,
}

/// The type of a column or an argument, as written.
#[derive(Clone, Debug)]
pub struct ColumnType {
    /// `text`, `rating`, …, or the name of a choice; for `yes/no` that; for a set `set`.
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
    /// All of it.
    pub span: Span,
}

/// A whole number that counts decimals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Digits {
    /// How many.
    pub count: u32,
    /// Where it stands.
    pub span: Span,
}

/// A unit word.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unit {
    /// The word, blanks inside folded to one.
    pub word: String,
    /// Where it stands.
    pub span: Span,
}

/// A number with what stands behind it.
#[derive(Clone, Debug)]
pub struct Quantity {
    /// The number as written, sign included; `50%` is 50 here.
    pub value: Decimal,
    /// Whether `%` follows.
    pub percent: bool,
    /// The unit word that follows.
    pub unit: Option<Unit>,
    /// Where it stands.
    pub span: Span,
}

/// `lo..hi`, both ends included.
#[derive(Clone, Debug)]
pub struct Range {
    /// The first end.
    pub lo: Quantity,
    /// The other end.
    pub hi: Quantity,
    /// Where it stands.
    pub span: Span,
}

/// Subjects that are no rows.
#[derive(Clone, Debug)]
pub struct Subject {
    /// Its name.
    pub name: Name,
    /// What people call it.
    pub label: Option<Text>,
    /// What they are.
    pub kind: SubjectKind,
}

/// What subjects are that are no rows.
#[derive(Clone, Debug)]
pub enum SubjectKind {
    /// `table by column, …`: groups of rows.
    Groups {
        /// The table whose rows are grouped.
        table: Name,
        /// The columns whose values name a group.
        by: Vec<Name>,
    },
    /// `one × other`: every combination.
    Product(Vec<Name>),
}

/// A number with a name.
#[derive(Clone, Debug)]
pub struct Param {
    /// Its name.
    pub name: Name,
    /// What people call it.
    pub label: Option<Text>,
    /// The lines of `///` above it.
    pub doc: Option<String>,
    /// Its type, where it is no number.
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
    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            ParamValue::Number(quantity) => quantity.span,
            ParamValue::YesNo(_, span) => *span,
            ParamValue::Name(name) => name.span,
        }
    }

    /// The number, where it is one.
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
    /// Its name.
    pub name: Name,
    /// What people call it.
    pub label: Option<Text>,
    /// Of what: a subject, or arguments.
    pub of: LetOf,
    /// The value.
    pub value: Expr,
    /// Clause and reason.
    pub notes: Notes,
}

/// What a `let` is a function of.
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
    /// Its name.
    pub name: Name,
    /// Its type.
    pub kind: ColumnType,
    /// Whether it may be missing.
    pub missing: Option<Span>,
}

/// A composition of indicators; published.
#[derive(Clone, Debug)]
pub struct Tree {
    /// Of which subjects.
    pub of: Vec<Name>,
    /// `: points 0..100`: the values that it promises to stay within.
    pub promise: Option<Range>,
    /// The root.
    pub root: Node,
}

/// A node of a tree.
#[derive(Clone, Debug)]
pub struct Node {
    /// The weight in front.
    pub weight: Option<Weight>,
    /// Its name.
    pub name: Name,
    /// What people call it.
    pub label: Option<Text>,
    /// Where its value comes from.
    pub content: Content,
    /// Clause and reason.
    pub notes: Notes,
    /// All of it.
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
    /// `(w)`: follows from params or data.
    Computed(Expr),
}

impl Weight {
    /// Where it stands.
    pub fn span(&self) -> Span {
        match self {
            Weight::Fixed(quantity) => quantity.span,
            Weight::Computed(expr) => expr.span,
        }
    }
}

/// The inside of a node: children, what a missing child does, and the steps in their order.
#[derive(Clone, Debug)]
pub struct Body {
    /// `by geometric mean`
    pub by: Option<By>,
    /// Every `missing …` line; more than one is a mistake.
    pub missing: Vec<Missing>,
    /// `weights total 100`
    pub total: Option<Quantity>,
    /// The children.
    pub children: Vec<Node>,
    /// The steps after the composition, in order.
    pub steps: Vec<Step>,
    /// From brace to brace.
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
    /// Where the words stand.
    pub span: Span,
}

/// What a missing child or argument does.
#[derive(Clone, Debug)]
pub struct Missing {
    /// Which policy.
    pub kind: MissingKind,
    /// Where it stands.
    pub span: Span,
}

/// The policies for a missing value.
#[derive(Clone, Debug)]
pub enum MissingKind {
    /// `missing propagates`: the whole has no value.
    Propagates,
    /// `missing fails`: the whole has no value, and the run ends with an error.
    Fails,
    /// `missing renormalise within parent`: the others share the weight.
    Renormalise(Option<AtLeast>),
    /// `missing renormalise across`: all leaves below that are there share the weight.
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
    /// Where it stands.
    pub span: Span,
}

/// A step after the composition of a node.
#[derive(Clone, Debug)]
pub struct Step {
    /// Which.
    pub kind: StepKind,
    /// Clause and reason.
    pub notes: Notes,
    /// From `then` on, without clause and reason.
    pub span: Span,
}

/// The kinds of steps.
#[derive(Clone, Debug)]
pub enum StepKind {
    /// `then plus …`, `then minus …` (`minus` true); a name makes it a value of its own.
    Plus {
        /// Whether it is taken away.
        minus: bool,
        /// Its name and label.
        name: Option<(Name, Option<Text>)>,
        /// What is added.
        value: Expr,
    },
    /// `then capped at … when …`
    Capped {
        /// The cap.
        at: Expr,
        /// Only when this holds.
        when: Option<Expr>,
    },
    /// `then limited 0..100 when …`
    Limited {
        /// The ends.
        range: Range,
        /// Only when this holds.
        when: Option<Expr>,
    },
    /// `then rounded half up to 0 decimals`
    Rounded(RoundTo),
}

/// A rounding as written.
#[derive(Clone, Debug)]
pub struct RoundTo {
    /// The mode.
    pub mode: Rounding,
    /// The words of the mode, as the page has them.
    pub words: Name,
    /// To what.
    pub to: RoundTarget,
    /// Where it stands.
    pub span: Span,
}

/// What a rounding rounds to.
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
    /// Its name.
    pub name: Name,
    /// What people call it.
    pub label: Option<Text>,
    /// The value that is judged.
    pub value: Name,
    /// Of which subjects.
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
    /// Among whom.
    pub whom: RankedAmong,
    /// The parts of the whole, from the best tier on.
    pub ratio: Vec<Decimal>,
    /// What becomes of equal values.
    pub ties: TierTies,
    /// How a part of the subjects becomes a whole number of them.
    pub cut: Rounding,
    /// Where the ratio stands.
    pub span: Span,
}

/// Among whom tiers are given by rank.
#[derive(Clone, Debug)]
pub enum RankedAmong {
    /// `within campus`: those that have this subject in common.
    Within(Name),
    /// `over counted per gender`: those who count, each among its peers.
    Over(Box<Among>),
}

/// What becomes of equal values that are ranked.
#[derive(Clone, Debug)]
pub enum TierTies {
    /// `ties share the better tier`, or the worse.
    Share {
        /// Whether it is the better.
        better: bool,
    },
    /// `ties by id, lowest first`: another value decides.
    By {
        /// Its name.
        value: Expr,
        /// Whether the highest goes first.
        highest: bool,
    },
}

/// Tiers by clusters: each value belongs to the nearest of the centres that come out.
#[derive(Clone, Debug)]
pub struct Clustered {
    /// Who is clustered.
    pub among: Among,
    /// How often the centres may move.
    pub steps: Digits,
    /// `empty stays`: what becomes of a centre without values.
    pub empty: Option<EmptyCentre>,
    /// All of it.
    pub span: Span,
}

/// One tier.
#[derive(Clone, Debug)]
pub struct Tier {
    /// Name, label and texts.
    pub value: ChoiceValue,
    /// Its bound.
    pub bound: Bound,
    /// Where the bound stands.
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
        /// The lower end and whether it belongs.
        lo: (Quantity, bool),
        /// The upper end and whether it belongs.
        hi: (Quantity, bool),
    },
    /// `otherwise`
    Otherwise,
    /// None: the tier is one by rank.
    Ranked,
    /// `from 80`: where the centre of its cluster starts.
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

/// Who or what is included, and why.
#[derive(Clone, Debug)]
pub struct Eligibility {
    /// Its name.
    pub name: Name,
    /// What people call it.
    pub label: Option<Text>,
    /// Of which subjects.
    pub of: Vec<Name>,
    /// `undetermined …`, each with its place; more than one is a mistake.
    pub undetermined: Vec<(Undetermined, Span)>,
    /// The clauses, in order.
    pub clauses: Vec<Clause>,
    /// The marks, in order.
    pub marks: Vec<Mark>,
    /// Clause and reason of the whole.
    pub notes: Notes,
}

/// What becomes of an undetermined subject.
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
    /// What it does.
    pub kind: ClauseKind,
    /// Clause and reason.
    pub notes: Notes,
    /// Without clause and reason.
    pub span: Span,
}

/// What a clause does.
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
    /// Which rows.
    pub condition: Option<Expr>,
    /// The column that says who decided.
    pub by: Name,
    /// The column that says when.
    pub on: Name,
    /// The column that says why.
    pub because: Option<Name>,
}

/// An obligation that decides nothing.
#[derive(Clone, Debug)]
pub struct Mark {
    /// Its name.
    pub name: Name,
    /// What people call it.
    pub label: Option<Text>,
    /// When it holds.
    pub when: When,
    /// Clause and reason.
    pub notes: Notes,
}

/// A condition that should hold.
#[derive(Clone, Debug)]
pub struct Check {
    /// Its name.
    pub name: Name,
    /// What people call it.
    pub label: Option<Text>,
    /// Of which subjects.
    pub of: Vec<Name>,
    /// Whether it is an error when it does not hold; else a warning.
    pub error: bool,
    /// For whom: only where this is yes.
    pub when: Option<Expr>,
    /// What should hold.
    pub holds: Expr,
    /// Clause and reason.
    pub notes: Notes,
}

/// A test in the language.
#[derive(Clone, Debug)]
pub struct Test {
    /// What it shows.
    pub title: Text,
    /// The rows.
    pub given: Vec<Given>,
    /// `param x = 3`
    pub params: Vec<(Name, ParamValue)>,
    /// `period 2026Q1`
    pub period: Option<Text>,
    /// `as of 2026-03-31`
    pub as_of: Option<Text>,
    /// What must come out.
    pub expects: Vec<Expect>,
}

/// Rows of a table in a test.
#[derive(Clone, Debug)]
pub struct Given {
    /// The table.
    pub table: Name,
    /// The columns that are given.
    pub columns: Vec<Name>,
    /// The rows.
    pub rows: Vec<(Vec<Cell>, Span)>,
}

/// A cell in a test.
#[derive(Clone, Debug)]
pub struct Cell {
    /// The value.
    pub kind: CellKind,
    /// Where it stands.
    pub span: Span,
}

/// What a cell in a test holds.
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
    /// The value that is looked at.
    pub value: Name,
    /// Of which kind of subject.
    pub of: Name,
    /// Of which subject.
    pub key: Vec<Cell>,
    /// What it must be.
    pub expected: Cell,
    /// The reason that must be given.
    pub because: Option<Text>,
    /// The clause of the regulation that must be given.
    pub cite: Option<Text>,
    /// All of it.
    pub span: Span,
}

/// An expression.
#[derive(Clone, Debug)]
pub struct Expr {
    /// Which.
    pub kind: ExprKind,
    /// Where it stands.
    pub span: Span,
}

/// The kinds of expressions.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// `missing`, beside `is` and `none`; as a value of its own it says why: `missing because "…"`.
    Missing(Option<Text>),
    /// `absent`, only beside `is`.
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
    /// `a.b`, `a.b.c`; two names at least.
    Path(Vec<Name>),
    /// `[a, b]`
    List(Vec<Expr>),
    /// `not x`, `-x`
    Unary(Unary, Box<Expr>),
    /// `a + b`, …; the span is the operator's.
    Binary(Binary, Span, Box<Expr>, Box<Expr>),
    /// `x on scale`
    On(Box<Expr>, Name),
    /// `first { … }`
    First(Vec<(Expr, Expr)>, Box<Expr>),
    /// `lookup x { a, b : 1 … }`
    Lookup(Box<Expr>, Vec<LookupRow>),
    /// `f(…)`
    Call(Name, Vec<Arg>),
    /// `x at (key: value, …)`; at least one key.
    At(Box<Expr>, Vec<(Name, Expr)>),
}

/// A row of a lookup.
#[derive(Clone, Debug)]
pub struct LookupRow {
    /// The values that it is for; none: all others.
    pub keys: Vec<LookupKey>,
    /// Its answer.
    pub value: Expr,
    /// From the first key to the answer.
    pub span: Span,
}

/// A value that a row of a lookup is for.
#[derive(Clone, Debug)]
pub enum LookupKey {
    /// A value of a choice, or a group of them.
    Name(Name),
    /// A number.
    Number(Quantity),
    /// Numbers of a range, both ends included.
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
    /// Which.
    pub kind: ArgKind,
    /// Where it stands.
    pub span: Span,
}

/// `over scored per gender and region`: which subjects a statistic is taken of.
#[derive(Clone, Debug)]
pub struct Among {
    /// The eligibility, or the condition, that says who counts.
    pub over: Expr,
    /// Those count that have the same of these as the subject in hand.
    pub per: Vec<Expr>,
    /// All of it.
    pub span: Span,
}

/// Which rank equal values have.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ties {
    /// The best of theirs: 1, 2, 2, 4.
    Best,
    /// The worst of theirs: 1, 3, 3, 4.
    Worst,
    /// The mean of theirs: 1, 2.5, 2.5, 4.
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
        /// What is aggregated.
        value: Expr,
        /// The table.
        of: Option<Name>,
        /// `of all periods`
        all_periods: Option<Span>,
        /// `over scored per gender`
        among: Option<Box<Among>>,
        /// Which rows.
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
    /// `at least 5`: fewer rows give no value
    AtLeast(Digits),
    /// `clamped` (true), `unclamped`
    Clamped(bool),
    /// `half up to 3 decimals`
    Rounding(RoundTo),
    /// `to 12 decimals`
    Decimals(Digits),
}
