//! The table of codes: every kind of finding, with what it means.

/// Declares the codes once: the variant, the name that people see and look up, and one sentence on what it means. A code
/// without a page in `docs/codes` does not compile.
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

            /// One sentence on what it means and why it matters.
            pub fn meaning(self) -> &'static str {
                match self { $(Code::$variant => $meaning,)* }
            }

            /// Its page of the manual, `docs/codes/NAME.md`: why it matters, an example, its message, the cure.
            pub fn page(self) -> &'static str {
                match self { $(Code::$variant => include_str!(concat!("../../docs/codes/", $name, ".md")),)* }
            }
        }
    };
}

codes! {
    // reading the page
    Syntax = "syntax", "The text is not written as the language is: a sign or a word is missing or out of place.";
    UnclosedText = "unclosed-text", "A text has no closing quotation mark on its line.";
    TooDeep = "too-deep", "Brackets stand deeper in each other than gradus reads, or scales do.";
    FileTooLarge = "file-too-large", "A rule file is larger than gradus reads.";
    TooManyDigits = "too-many-digits", "A number or a count of decimals is longer than gradus keeps exactly.";
    SaidTwice = "said-twice", "The same thing is said twice in one place.";
    ChainedComparison = "chained-comparison", "A comparison is compared again, as in `1 <= x <= 5`.";
    InvisibleSign = "invisible-sign", "A character that nobody can see stands on the page or in a text of a file.";
    DirectionSign = "direction-sign", "A character decides in which direction a line is shown, so that people may see another order than gradus reads.";
    FullWidthLetters = "full-width-letters", "A word is written in full-width letters, and read as if it were written in plain ones.";
    FormerWord = "former-word", "A word that the language has replaced since the policy was written.";
    Internal = "internal", "Gradus made a mistake of its own.";
    // names
    UnknownName = "unknown-name", "A name that nothing declares.";
    AmbiguousName = "ambiguous-name", "A name that could mean two things.";
    DeclaredTwice = "declared-twice", "Two declarations have the same name.";
    WrongGrain = "wrong-grain", "A value of single rows stands where one value of a group is needed, or the other way round.";
    PageRows = "page-rows", "Rows of the page do not answer for every key once, or are used as data.";
    NoLink = "no-link", "An aggregate brings together rows of which nothing says to whom they belong.";
    OuterValue = "outer-value", "A value of the subject in hand stands among values of rows, otherwise than held against one of them.";
    BadReference = "bad-reference", "A reference does not name the whole key of a table, or names no table.";
    LookAlikeName = "look-alike-name", "A name looks like another, or mixes letters of several scripts that look alike.";
    Cycle = "cycle", "A value is defined by itself, directly or through others.";
    // types
    TypeMismatch = "type-mismatch", "A value is of another kind than what is needed here.";
    UnitMismatch = "unit-mismatch", "Numbers of different units are compared, added or combined.";
    UnknownType = "unknown-type", "A column has a type that does not exist.";
    UnknownFunction = "unknown-function", "A call names no function and no scale.";
    UnknownComposition = "unknown-composition", "A node is composed in a way that does not exist.";
    WrongArguments = "wrong-arguments", "A function is called with other arguments than it takes.";
    NoKey = "no-key", "A table does not say which columns name a row.";
    KeyCanMiss = "key-can-miss", "A column of a key may be missing, so that a row might have no name.";
    DecimalsNeeded = "decimals-needed", "A number column does not say how many decimals its values have.";
    RangeNeeded = "range-needed", "A rating does not say which values are legal.";
    BadRange = "bad-range", "A range, bound or step that no value fits, or that its type does not allow.";
    MarkerIsValue = "marker-is-value", "A text means both a missing value and a legal value, or cannot be met in a file.";
    BadDateLiteral = "bad-date-literal", "A date of the page is no day of the calendar.";
    CommaInNumber = "comma-in-number", "A comma that may be meant between thousands stands between two values.";
    PointInNumber = "point-in-number", "A point that may be meant between thousands stands before three decimals, the last a zero.";
    DivisionByZero = "division-by-zero", "A division by the fixed number zero.";
    // nothing is decided silently
    MissingAnswer = "missing-answer", "A value can be missing, and the policy does not say what happens then.";
    WrongMissing = "wrong-missing", "An answer to missing values that does not fit here.";
    EmptyAnswer = "empty-answer", "An aggregate can be left with no value, and the policy does not say what holds then.";
    UnknownCondition = "unknown-condition", "A condition on rows is unknown where a value is missing, and the policy does not say what holds then.";
    AbsentAnswer = "absent-answer", "A value that need not exist is used where nothing says that it does.";
    UndeterminedAnswer = "undetermined-answer", "A decision can be undetermined, and the policy does not say what holds then.";
    NoInclude = "no-include", "An eligibility has no clause that includes anything.";
    TableIncomplete = "table-incomplete", "A table of values has no answer for some value.";
    PrivateOutput = "private-output", "What is known of a person reaches a result.";
    ReleaseUnsaid = "release-unsaid", "A release of private values does not say to whom, why, or by which clause.";
    NeverMissing = "never-missing", "A question or answer about a missing, absent or undetermined value that is never so.";
    ScaleOpen = "scale-open", "A value can lie beyond the goalposts of a scale, and the policy does not say what holds there.";
    PromiseBroken = "promise-broken", "A tree can leave the range that it promises.";
    // trees and tiers
    EmptyNode = "empty-node", "A node of a tree has no indicators.";
    WeightsNeeded = "weights-needed", "Weights are missing, or stand where none are taken.";
    WeightTotal = "weight-total", "Weights do not add up to the promised total.";
    TierGap = "tier-gap", "A value can lie in no tier.";
    TierOverlap = "tier-overlap", "A value can lie in two tiers.";
    ParamOrder = "param-order", "A param that is set outside of the page turns two of its ends or tiers around.";
    RepeatedValue = "repeated-value", "A sum adds a value of a whole once for each of its parts.";
    RangeLost = "range-lost", "A value can become larger than any number that a column holds.";
    DigitsLost = "digits-lost", "A value has finer steps than what is kept of it when it is brought together.";
    DigitsUnsure = "digits-unsure", "A published number shows more digits than are right for certain.";
    MonthsBack = "months-back", "Months are counted back from a day, which decides otherwise at the end of a month than counting forward.";
    RoundingBelowZero = "rounding-below-zero", "A rounding whose words are read in two ways is used where a value can be below zero.";
    CutOffTooFine = "cut-off-too-fine", "A cut-off lies between two values that the rounding can give.";
    // tests of the language
    TestFailed = "test-failed", "A test of the language expects something else than comes out.";
    TestExpectsNothing = "test-expects-nothing", "A test has no expectation and cannot fail.";
    TestCell = "test-cell", "A cell of a test does not fit its column or value.";
    TestKey = "test-key", "A row or subject of a test is not named by its whole key.";
    // manifest and run
    Manifest = "manifest", "A manifest says something that is not understood.";
    NoPack = "no-pack", "A path leads to no rule file and to no folder with a manifest.";
    StrayRules = "stray-rules", "A rule file lies in or below a folder that is searched, and no pack names it.";
    BadPeriod = "bad-period", "A period is not written as one.";
    PeriodNeeded = "period-needed", "A table is dated, and no period was given.";
    DayNeeded = "day-needed", "The policy asks for the day on which it is applied, and none was given.";
    NoSecret = "no-secret", "A policy makes pseudonyms, and no secret is given that keys them.";
    NoData = "no-data", "A table has no data file.";
    OutsideRoot = "outside-root", "A manifest names a file outside of the folder that the files of its pack lie in.";
    NoSubject = "no-subject", "A subject that was asked for is not in the data, or its key is not written as one.";
    NothingPublished = "nothing-published", "A policy or kind of subject has no results.";
    Usage = "usage", "A command was given arguments that do not go together.";
    NoEngine = "no-engine", "This build of gradus has no engine.";
    OutOfMemory = "out-of-memory", "A run needs more memory than it may use.";
    // reading files
    FileUnreadable = "file-unreadable", "A file cannot be opened or read.";
    FilesUnread = "files-unread", "A folder that is bound to a table holds something that is not read.";
    FileChanged = "file-changed", "A file was written to while a run was reading it.";
    NotUtf8 = "not-utf8", "A file holds bytes that are not UTF-8 text.";
    WrongEncoding = "wrong-encoding", "A data file holds bytes that are no text in the encoding that the manifest names.";
    NoSheet = "no-sheet", "A workbook does not have the sheet that is to be read, or has several and nothing says which.";
    NoHeader = "no-header", "A data file has no line of column names at its start.";
    HeaderAgain = "header-again", "A row below the header names columns, too.";
    ColumnNotFound = "column-not-found", "A declared column is not in the file's header.";
    ColumnTwice = "column-twice", "The file's header names a declared column more than once.";
    RowsRead = "rows-read", "How many rows of a table were read, and how many of them were used, set aside or lie outside the period.";
    ColumnsIgnored = "columns-ignored", "The file has columns that no table declares; they play no part.";
    NormalForm = "normal-form", "Texts have letters and accents apart that are one letter elsewhere; they are read as that letter.";
    OuterBlanks = "outer-blanks", "Texts begin or end with a blank that nobody sees; they are taken as they stand.";
    RaggedRow = "ragged-row", "A row has more or fewer cells than the header.";
    OpenQuote = "open-quote", "A quoted cell is never closed, so the rest of the file would be one cell.";
    StrayQuote = "stray-quote", "A quoted cell goes on behind its closing quote.";
    EmptyCell = "empty-cell", "A cell is empty where the policy requires a value.";
    BadNumber = "bad-number", "A cell of a number column is not a number.";
    TooManyDecimals = "too-many-decimals", "A number has more decimals than the column declares.";
    OutOfRange = "out-of-range", "A number lies outside the column's legal range.";
    UnknownChoice = "unknown-choice", "A cell holds a text that the choice does not list.";
    BadDate = "bad-date", "A cell of a date column is not a calendar date written year-month-day.";
    BadYesNo = "bad-yes-no", "A cell of a yes/no column is neither of the declared texts.";
    LostDigits = "lost-digits", "A spreadsheet has cut the digits of a long number, as it does with ids that are not formatted as text.";
    NotText = "not-text", "A spreadsheet cell of a text column holds a number or a date: leading zeros, and whatever else it looked like, are gone.";
    Formula = "formula", "A cell holds a formula of a spreadsheet instead of a value.";
    AbsentCell = "absent-cell", "A cell is absent where the policy says that there is a value, or the other way round.";
    DanglingReference = "dangling-reference", "A row refers to a row that is not there.";
    OverridesDiffer = "overrides-differ", "Two overrides of one subject say different things.";
    ProductTooLarge = "product-too-large", "A product of subjects has more combinations than can be held.";
    FrozenOther = "frozen-other", "A file of frozen statistics does not fit the policy.";
    NotFrozen = "not-frozen", "With frozen statistics a value still follows from the rows that happen to be there.";
    WithheldTold = "withheld-told", "A value that is withheld, since too few rows come to it, follows from others that are published.";
    CheckFailed = "check-failed", "A check of the policy does not hold.";
    CheckUnknown = "check-unknown", "A value is missing, so that it cannot be told whether a check of the policy holds.";
    ClustersUnsettled = "clusters-unsettled", "Clusters do not come to rest, or a centre of theirs has no values.";
    ClusterEmpty = "cluster-empty", "No value is nearest to the centre of a cluster, so that its tier has none.";
    DuplicateKey = "duplicate-key", "Two rows of a table have the same key.";
    WrongFileType = "wrong-file-type", "A Parquet column cannot be read as what the policy declares.";
    TooManyDefects = "too-many-defects", "More defects than are shown.";
    TooMuchDamage = "too-much-damage", "More of a table is set aside or taken as missing than may be, or nothing of it is left.";
    NoneInPeriod = "none-in-period", "A dated table has rows, and none of them lies in the period.";
    // comparing results
    CompareColumns = "compare-columns", "Two results cannot be compared: a key or column is not in both.";
    NothingCompared = "nothing-compared", "Two results have no filled cell in common, so nothing was compared.";
    CompareKey = "compare-key", "A key stands in more than one row of a file that is compared.";
    KnownAgrees = "known-agrees", "A cell is listed as a known exception, and agrees.";
    KnownUnused = "known-unused", "A line of the known exceptions names a cell that is in neither file.";
    ResultTooLarge = "result-too-large", "A published number has more digits than any file format holds.";
    OutputFailed = "output-failed", "A result cannot be written.";
}

impl Code {
    /// Whether the text is read as if it were written in another way, which `gradus fmt` then writes.
    pub fn is_corrected_by_format(self) -> bool {
        matches!(self, Code::InvisibleSign | Code::DirectionSign | Code::FullWidthLetters | Code::FormerWord)
    }

    /// Whether it says that something is not there which a line of its own would say, or too little of it. Where a line
    /// could not be read, that may be only a consequence.
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
