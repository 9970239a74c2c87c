//! Mistakes that can be switched on, so that a test can show that the two evaluators would not agree on them.
//!
//! The switch belongs to a thread; a run hands it on to the threads that it starts. Tests that run beside each other
//! do not see each other's faults.

use std::cell::Cell;

/// A mistake that an engine could make.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "each is named after what goes wrong")]
pub enum Fault {
    HalfUpRoundsToEven,
    HalfUpRoundsAway,
    HalfUpRoundsDown,
    HalfEvenRoundsUp,
    UpTruncates,
    StepIgnored,
    AtLeastExcludesBound,
    AboveIncludesBound,
    BelowIncludesBound,
    ThresholdTruncates,
    TierExcludesItsLowerBound,
    TierIncludesItsUpperBound,
    OtherwiseTierDropped,
    MissingChildKeepsItsWeight,
    MissingCountsAsZero,
    LeastShareExclusive,
    LeastCountOneLess,
    UnscoredSkips,
    ClampDropped,
    LimitUpperOnly,
    SkippedSumStartsAtOne,
    MinimumTakesMissingAsZero,
    MaximumTakesMinimum,
    MeanDividesByAllRows,
    AggregateMinimumTakesFirst,
    SettleSkipped,
    StoreSkipped,
    StoreTruncates,
    NarrowWraps,
    OneChildOffByFactor,
    DefaultIgnored,
    FirstTakesSecondArm,
    UnknownConditionIsNo,
    UnknownConditionIsYes,
    AndUnknownIsNo,
    OrUnknownIsNo,
    NotUnknownIsYes,
    SecondKeyIgnored,
    MergeDropsStates,
    MarkerOffByOne,
    RowsInPartitionOrder,
    WeightIgnored,
    CountTakesEveryRow,
    ConditionIgnored,
    EmptyIsZero,
    SubtractAdds,
    AbsoluteSkipped,
    LinearForgetsBase,
    DivisionByZeroIsZero,
    ReasonsOfFirstInputOnly,
    PeriodEndExclusive,
    MissingKeyMatches,
    NotFoundTakesLast,
    SecondLinkIgnored,
    IncludeBeatsExclude,
    UnknownClauseIsNo,
    DefaultIsIncluded,
    TiesTakeOtherEnd,
    RankCutTruncates,
    ShiftRunsOver,
    ContainsTakesNext,
    LookupTakesOwnSide,
    AnyUnknownIsNo,
    AllUnknownIsNo,
    MedianTakesLower,
    DistinctCountsRows,
    FirstTakesLastRow,
    AllPeriodsIgnored,
    MissingIsAbsent,
}

impl Fault {
    /// Every fault.
    pub const ALL: &'static [Fault] = &[
        Fault::HalfUpRoundsToEven,
        Fault::HalfUpRoundsAway,
        Fault::HalfUpRoundsDown,
        Fault::HalfEvenRoundsUp,
        Fault::UpTruncates,
        Fault::StepIgnored,
        Fault::AtLeastExcludesBound,
        Fault::AboveIncludesBound,
        Fault::BelowIncludesBound,
        Fault::ThresholdTruncates,
        Fault::TierExcludesItsLowerBound,
        Fault::TierIncludesItsUpperBound,
        Fault::OtherwiseTierDropped,
        Fault::MissingChildKeepsItsWeight,
        Fault::MissingCountsAsZero,
        Fault::LeastShareExclusive,
        Fault::LeastCountOneLess,
        Fault::UnscoredSkips,
        Fault::ClampDropped,
        Fault::LimitUpperOnly,
        Fault::SkippedSumStartsAtOne,
        Fault::MinimumTakesMissingAsZero,
        Fault::MaximumTakesMinimum,
        Fault::MeanDividesByAllRows,
        Fault::AggregateMinimumTakesFirst,
        Fault::SettleSkipped,
        Fault::StoreSkipped,
        Fault::StoreTruncates,
        Fault::NarrowWraps,
        Fault::OneChildOffByFactor,
        Fault::DefaultIgnored,
        Fault::FirstTakesSecondArm,
        Fault::UnknownConditionIsNo,
        Fault::UnknownConditionIsYes,
        Fault::AndUnknownIsNo,
        Fault::OrUnknownIsNo,
        Fault::NotUnknownIsYes,
        Fault::SecondKeyIgnored,
        Fault::MergeDropsStates,
        Fault::MarkerOffByOne,
        Fault::RowsInPartitionOrder,
        Fault::WeightIgnored,
        Fault::CountTakesEveryRow,
        Fault::ConditionIgnored,
        Fault::EmptyIsZero,
        Fault::SubtractAdds,
        Fault::AbsoluteSkipped,
        Fault::LinearForgetsBase,
        Fault::DivisionByZeroIsZero,
        Fault::ReasonsOfFirstInputOnly,
        Fault::PeriodEndExclusive,
        Fault::MissingKeyMatches,
        Fault::NotFoundTakesLast,
        Fault::SecondLinkIgnored,
        Fault::IncludeBeatsExclude,
        Fault::UnknownClauseIsNo,
        Fault::DefaultIsIncluded,
        Fault::TiesTakeOtherEnd,
        Fault::RankCutTruncates,
        Fault::ShiftRunsOver,
        Fault::ContainsTakesNext,
        Fault::LookupTakesOwnSide,
        Fault::AnyUnknownIsNo,
        Fault::AllUnknownIsNo,
        Fault::MedianTakesLower,
        Fault::DistinctCountsRows,
        Fault::FirstTakesLastRow,
        Fault::AllPeriodsIgnored,
        Fault::MissingIsAbsent,
    ];
}

thread_local! {
    static CURRENT: Cell<Option<Fault>> = const { Cell::new(None) };
}

/// The fault of this thread.
pub fn current() -> Option<Fault> {
    CURRENT.get()
}

/// Takes over the fault of another thread.
pub fn take_over(fault: Option<Fault>) {
    CURRENT.set(fault);
}

/// Whether this fault is on.
pub fn active(fault: Fault) -> bool {
    CURRENT.get() == Some(fault)
}

/// Does something with a fault switched on.
pub fn with<R>(fault: Fault, action: impl FnOnce() -> R) -> R {
    let before = CURRENT.replace(Some(fault));
    let result = action();
    CURRENT.set(before);
    result
}
