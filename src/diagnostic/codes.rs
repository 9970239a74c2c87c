//! The table of codes: every kind of finding, with what it means.

/// Declares the codes once: the variant, the name that people see and look up, and one sentence about the meaning. A
/// code without a page in `docs/codes` does not compile.
macro_rules! codes {
    ($($(#[$about:meta])* $variant:ident = $name:literal, $meaning:literal;)*) => {
        /// A kind of finding. Its name is stable: people search for it and manifests refer to it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $meaning] $variant,)*
        }

        impl Code {
            /// Every code, in the order of the table.
            pub const ALL: &'static [Code] = &[$(Code::$variant,)*];

            /// The name, such as `unknown-name`.
            pub fn name(self) -> &'static str {
                match self { $(Code::$variant => $name,)* }
            }

            /// One sentence about the meaning of the code and why it matters.
            pub fn meaning(self) -> &'static str {
                match self { $(Code::$variant => $meaning,)* }
            }

            /// The page of the code in the manual, `docs/codes/NAME.md`: why it matters, an example, its message, the
            /// fix.
            pub fn page(self) -> &'static str {
                match self { $(Code::$variant => include_str!(concat!("../../docs/codes/", $name, ".md")),)* }
            }
        }
    };
}

codes! {
    // reading the policy
    Syntax = "syntax", "The text is not valid gradus: a character or a word is missing or out of place.";
    UnclosedText = "unclosed-text", "A text has no closing quotation mark on its line.";
    TooDeep = "too-deep", "Brackets, or scales that apply scales, are nested deeper than gradus reads.";
    FileTooLarge = "file-too-large", "A rule file is larger than gradus reads.";
    TooManyDigits = "too-many-digits", "A number or a count of decimals has more digits than gradus keeps exactly.";
    SaidTwice = "said-twice", "The same thing is given more than once in one place.";
    ChainedComparison = "chained-comparison", "A comparison is compared again, as in `1 <= x <= 5`.";
    InvisibleSign = "invisible-sign", "The policy, or a text of a file, contains an invisible character.";
    DirectionSign = "direction-sign", "A character changes the direction in which a line is shown, so that people can see another order than gradus reads.";
    FullWidthLetters = "full-width-letters", "A word is written in full-width letters, and read as if it were written in plain ones.";
    FormerWord = "former-word", "The language has replaced this word since the policy was written.";
    Internal = "internal", "Gradus has a bug.";
    // names
    UnknownName = "unknown-name", "A name is not declared.";
    AmbiguousName = "ambiguous-name", "A name can mean two things.";
    DeclaredTwice = "declared-twice", "Two declarations have the same name.";
    WrongGrain = "wrong-grain", "A value of single rows is used where one value of a group is needed, or the reverse.";
    PageRows = "page-rows", "Rows in the policy do not cover every key once, or are used as data.";
    NoLink = "no-link", "An aggregate combines rows without a link that says which subject they belong to.";
    OuterValue = "outer-value", "A value of the current subject is used among values of rows, other than to compare it with one of them.";
    BadReference = "bad-reference", "A reference does not name the whole key of a table, or does not name a table.";
    LookAlikeName = "look-alike-name", "A name looks like another, or mixes similar letters of several scripts.";
    Cycle = "cycle", "A value is defined by itself, directly or through other values.";
    // types
    TypeMismatch = "type-mismatch", "A value does not have the type that is needed here.";
    UnitMismatch = "unit-mismatch", "Numbers of different units are compared, added or combined.";
    UnknownType = "unknown-type", "A column has a type that does not exist.";
    UnknownFunction = "unknown-function", "A call does not name a function or a scale.";
    UnknownComposition = "unknown-composition", "A node is composed in a way that does not exist.";
    WrongArguments = "wrong-arguments", "A function is called with arguments that it does not accept.";
    NoKey = "no-key", "A table does not say which columns name a row.";
    KeyCanMiss = "key-can-miss", "A column of a key can be missing, so that a row might have no name.";
    DecimalsNeeded = "decimals-needed", "A number column does not say how many decimals its values have.";
    RangeNeeded = "range-needed", "A rating does not say which values are legal.";
    BadRange = "bad-range", "No value fits a range, bound or step, or its type does not allow it.";
    MarkerIsValue = "marker-is-value", "A text means both a missing value and a legal value, or cannot occur in a file.";
    BadDateLiteral = "bad-date-literal", "A date in the policy is not a day of the calendar.";
    CommaInNumber = "comma-in-number", "A comma between two values could be meant as a separator of thousands.";
    PointInNumber = "point-in-number", "A point before three decimals, the last a zero, could be meant as a separator of thousands.";
    DivisionByZero = "division-by-zero", "A value is divided by the constant 0.";
    // nothing is decided silently
    MissingAnswer = "missing-answer", "A value can be missing, and the policy does not say what happens then.";
    WrongMissing = "wrong-missing", "An answer to missing values does not fit here.";
    EmptyAnswer = "empty-answer", "An aggregate can be left with no value, and the policy does not say what holds then.";
    UnknownCondition = "unknown-condition", "A condition on rows is unknown where a value is missing, and the policy does not say what holds then.";
    AbsentAnswer = "absent-answer", "A value that may not exist is used without asking whether it does.";
    UndeterminedAnswer = "undetermined-answer", "A decision can be undetermined, and the policy does not say what holds then.";
    NoInclude = "no-include", "An eligibility has no clause that includes anything.";
    TableIncomplete = "table-incomplete", "A table of values has no answer for a value.";
    PrivateOutput = "private-output", "Private data about a person reaches a result.";
    ReleaseUnsaid = "release-unsaid", "A release of private values does not say to whom, why, or by which clause.";
    NeverMissing = "never-missing", "A question or answer is about a missing, absent or undetermined value, but the value never is.";
    ScaleOpen = "scale-open", "A value can be outside the goalposts of a scale, and the policy does not say what holds there.";
    PromiseBroken = "promise-broken", "A tree can leave the range that it promises.";
    // trees and tiers
    EmptyNode = "empty-node", "A node of a tree has no indicators.";
    WeightsNeeded = "weights-needed", "Weights are missing, or are given where none are allowed.";
    WeightTotal = "weight-total", "Weights do not add up to the promised total.";
    TierGap = "tier-gap", "A value can be in no tier.";
    TierOverlap = "tier-overlap", "A value can be in two tiers.";
    ParamOrder = "param-order", "A param that is set outside the policy reverses two bounds or tiers.";
    RepeatedValue = "repeated-value", "A sum adds a value of a whole once for each of its parts.";
    RangeLost = "range-lost", "A value can become larger than any number that a column holds.";
    DigitsLost = "digits-lost", "A value has finer steps than are kept of it when it is aggregated.";
    DigitsUnsure = "digits-unsure", "A published number shows more digits than are certain to be right.";
    MonthsBack = "months-back", "Months are counted back from a day, which gives another result at the end of a month than counting forward.";
    RoundingBelowZero = "rounding-below-zero", "A rounding whose words people read in two ways is used where a value can be below zero.";
    CutOffTooFine = "cut-off-too-fine", "A cut-off is between two adjacent values that the rounding can give.";
    // tests of the language
    TestFailed = "test-failed", "A test of the policy expects another result.";
    TestExpectsNothing = "test-expects-nothing", "A test has no expectation and cannot fail.";
    TestCell = "test-cell", "A cell of a test does not fit its column or value.";
    TestKey = "test-key", "A row or subject of a test is not named by its whole key.";
    // manifest and run
    Manifest = "manifest", "A manifest has a setting that gradus does not understand.";
    NoPack = "no-pack", "A path does not lead to a rule file or to a folder with a manifest.";
    StrayRules = "stray-rules", "A rule file is in or below a folder that is searched, and no pack names it.";
    BadPeriod = "bad-period", "A period is not written as one.";
    PeriodNeeded = "period-needed", "A table is dated, but no period was given.";
    DayNeeded = "day-needed", "The policy needs the day on which it is applied, but none was given.";
    NoSecret = "no-secret", "A policy makes pseudonyms, but no secret was given for them.";
    NoData = "no-data", "A table has no data file.";
    OutsideRoot = "outside-root", "A manifest names a file outside the root folder of its pack.";
    NoSubject = "no-subject", "A requested subject is not in the data, or its key is not written as one.";
    NothingPublished = "nothing-published", "A policy or kind of subject has no results.";
    Usage = "usage", "A command has arguments that are wrong, or that cannot be used together.";
    NoEngine = "no-engine", "This build of gradus has no engine.";
    OutOfMemory = "out-of-memory", "A run needs more memory than its limit.";
    // reading files
    FileUnreadable = "file-unreadable", "A file cannot be opened or read.";
    FilesUnread = "files-unread", "A folder that is bound to a table contains something that is not read.";
    FileChanged = "file-changed", "A file changed while a run was reading it.";
    NotUtf8 = "not-utf8", "A file contains bytes that are not UTF-8 text.";
    WrongEncoding = "wrong-encoding", "A data file contains bytes that are not text in the encoding that the manifest names.";
    NoSheet = "no-sheet", "A workbook does not have the requested sheet, or has several and none is selected.";
    NoHeader = "no-header", "A data file does not begin with a line of column names.";
    HeaderAgain = "header-again", "A row below the header names columns again.";
    ColumnNotFound = "column-not-found", "A declared column is not in the header of the file.";
    ColumnTwice = "column-twice", "The header of the file names a declared column more than once.";
    RowsRead = "rows-read", "How many rows of a table were read, and how many of them were used, set aside or outside the period.";
    ColumnsIgnored = "columns-ignored", "The file has columns that no table declares; they are ignored.";
    NormalForm = "normal-form", "Texts have letters and accents as separate characters; they are read as combined characters.";
    OuterBlanks = "outer-blanks", "Texts begin or end with a blank that nobody sees; they are read as written.";
    RaggedRow = "ragged-row", "A row has more or fewer cells than the header.";
    OpenQuote = "open-quote", "A quoted cell is never closed, so the rest of the file would be one cell.";
    StrayQuote = "stray-quote", "A cell has text after its closing quote.";
    EmptyCell = "empty-cell", "A cell is empty where the policy requires a value.";
    BadNumber = "bad-number", "A cell of a number column is not a number.";
    TooManyDecimals = "too-many-decimals", "A number has more decimals than the column declares.";
    OutOfRange = "out-of-range", "A number is outside the legal range of the column.";
    UnknownChoice = "unknown-choice", "A cell contains a text that the choice does not list.";
    BadDate = "bad-date", "A cell of a date column is not a calendar date written year-month-day.";
    BadYesNo = "bad-yes-no", "A cell of a yes/no column is neither of the declared texts.";
    LostDigits = "lost-digits", "A spreadsheet has cut the digits of a long number, as it does with ids that are not formatted as text.";
    NotText = "not-text", "A spreadsheet cell of a text column contains a number or a date: leading zeros and other parts of the original text are lost.";
    Formula = "formula", "A cell contains a formula of a spreadsheet instead of a value.";
    AbsentCell = "absent-cell", "A cell is absent where the policy says that there is a value, or the reverse.";
    DanglingReference = "dangling-reference", "A row refers to a row that does not exist.";
    OverridesDiffer = "overrides-differ", "Two overrides of one subject say different things.";
    ProductTooLarge = "product-too-large", "A product of subjects has more combinations than gradus allows.";
    FrozenOther = "frozen-other", "A file of frozen statistics does not fit the policy.";
    NotFrozen = "not-frozen", "With frozen statistics, a value still follows from the rows that are in the data.";
    WithheldTold = "withheld-told", "A value that is withheld, because it has too few rows, follows from published values.";
    CheckFailed = "check-failed", "A check of the policy does not hold.";
    CheckUnknown = "check-unknown", "A value is missing, so that a check of the policy cannot be decided.";
    ClustersUnsettled = "clusters-unsettled", "Clusters do not converge, or one of their centres has no values.";
    ClusterEmpty = "cluster-empty", "No value is nearest to the centre of a cluster, so its tier has no values.";
    DuplicateKey = "duplicate-key", "Two rows of a table have the same key.";
    WrongFileType = "wrong-file-type", "A Parquet column cannot be read as the type that the policy declares.";
    TooManyDefects = "too-many-defects", "There are more defects than are shown.";
    TooMuchDamage = "too-much-damage", "More of a table is set aside or taken as missing than the limit allows, or nothing of it is left.";
    NoneInPeriod = "none-in-period", "A dated table has rows, but none of them is in the period.";
    // comparing results
    CompareColumns = "compare-columns", "Two results cannot be compared: a key or column is not in both.";
    NothingCompared = "nothing-compared", "Two results have no filled cell in common, so nothing was compared.";
    CompareKey = "compare-key", "A key is in more than one row of a compared file.";
    KnownAgrees = "known-agrees", "A cell is listed as a known exception, but agrees.";
    KnownUnused = "known-unused", "A line of the known exceptions names a cell that is in neither file.";
    ResultTooLarge = "result-too-large", "A published number has more digits than any file format holds.";
    OutputFailed = "output-failed", "A result cannot be written.";
}

impl Code {
    /// Whether gradus reads the text as if it were written in another way, which `gradus fmt` then writes.
    pub fn is_corrected_by_format(self) -> bool {
        matches!(self, Code::InvisibleSign | Code::DirectionSign | Code::FullWidthLetters | Code::FormerWord)
    }

    /// Whether the finding reports something missing or incomplete that a separate line would give. If a line could not
    /// be parsed, such a finding may only be a consequence.
    pub fn is_of_absence(self) -> bool {
        use Code::*;
        matches!(
            self,
            NoKey
                | PageRows
                | MissingAnswer
                | NeverMissing
                | AbsentAnswer
                | UndeterminedAnswer
                | NoInclude
                | TableIncomplete
                | PromiseBroken
                | RoundingBelowZero
                | EmptyNode
                | WeightsNeeded
                | WeightTotal
                | TierGap
                | TestExpectsNothing
                | TestKey
        )
    }
}
