//! The switch of a thread, and the list of faults.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A list of possible mistakes.
macro_rules! faults {
    ($($name:ident),* $(,)?) => {
        /// A mistake with a descriptive name.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Fault {
            $($name),*
        }

        impl Fault {
            /// Every fault.
            pub(crate) const ALL: &'static [Fault] = &[$(Fault::$name),*];
        }
    };
}

// This list has only mistakes that no field of an operation can express. Those are changes of the graph, see
// `agreement::mutations`. The faults up to `SieveIgnored` are mistakes of an engine, and those after it are mistakes of
// the rooms that expand the short forms of a policy.
faults! {
    ThresholdTruncates,
    SkippedSumStartsAtOne,
    StoreTruncates,
    NarrowWraps,
    UnknownConditionIsNo,
    UnknownConditionIsYes,
    AndUnknownIsNo,
    OrUnknownIsNo,
    NotUnknownIsYes,
    SecondKeyIgnored,
    MergeDropsStates,
    MarkerOffByOne,
    RowsInPartitionOrder,
    DivisionByZeroIsZero,
    ReasonsOfFirstInputOnly,
    PeriodEndExclusive,
    MissingKeyMatches,
    NotFoundTakesLast,
    SecondLinkIgnored,
    UnknownClauseIsNo,
    DefaultIsIncluded,
    ShiftRunsOver,
    ContainsTakesNext,
    LookupTakesOwnSide,
    AnyUnknownIsNo,
    AllUnknownIsNo,
    MedianTakesLower,
    DistinctCountsRows,
    FirstTakesLastRow,
    MissingIsAbsent,
    ReasonLostOnTheWay,
    RankOfMeanTiesTruncates,
    QuantilePlaceOneLater,
    QuantileTakesLower,
    SieveIgnored,
    FamilyTakesNextColumn,
    PageRowDropped,
    ReasonOfPageLost,
    SampleDividesByAll,
    SpreadCountsEveryRow,
    RankOfAnybody,
    OverIgnored,
    PerIgnored,
    SecondPerIgnored,
    PublishedTakesFirst,
    ProductAdds,
    WeightedSumForgetsWeights,
    HarmonicIsMean,
    AcrossIsWithin,
    AtTakesOwnKey,
    LowerBoundFirst,
    TiesByNothing,
    PopulationForgotten,
    SecondStageForgotten,
    ResidualIsValue,
    DomainForgotten,
    DictionaryKept,
    RunNeedNotRise,
    QuotesIgnored,
    SumWraps,
}

impl Fault {
    /// Faults that only large files or large sums show. The tests next to each mechanism see them.
    pub(crate) const OF_MANY_ROWS: &'static [Fault] =
        &[Fault::DictionaryKept, Fault::RunNeedNotRise, Fault::QuotesIgnored, Fault::SumWraps];
}

/// The faults that a run has checked. A fault that was not checked cannot have had an effect.
#[derive(Debug, Default)]
pub(crate) struct AskedFaults([AtomicU64; Fault::ALL.len().div_ceil(64)]);

impl AskedFaults {
    fn note(&self, fault: Fault) {
        let (at, bit) = (fault as usize / 64, fault as usize % 64);
        self.0.get(at).map(|word| word.fetch_or(1 << bit, Ordering::Relaxed));
    }

    /// Whether a fault was checked.
    pub(crate) fn has(&self, fault: Fault) -> bool {
        let (at, bit) = (fault as usize / 64, fault as usize % 64);
        self.0.get(at).is_some_and(|word| word.load(Ordering::Relaxed) >> bit & 1 == 1)
    }
}

/// The active fault of a thread, and where it notes which faults are checked.
#[derive(Clone, Debug, Default)]
pub(crate) struct Switch {
    fault: Option<Fault>,
    asked: Option<Arc<AskedFaults>>,
}

thread_local! {
    static CURRENT: RefCell<Switch> = RefCell::default();
}

/// The switch of this thread.
pub(crate) fn current() -> Switch {
    CURRENT.with_borrow(Switch::clone)
}

/// Takes over the switch of another thread.
pub(crate) fn take_over(switch: Switch) {
    CURRENT.set(switch);
}

/// Whether this fault is on.
pub(crate) fn active(fault: Fault) -> bool {
    CURRENT.with_borrow(|switch| {
        switch.asked.iter().for_each(|asked| asked.note(fault));
        switch.fault == Some(fault)
    })
}

/// Calls a function with a fault switched on.
pub(crate) fn with<R>(fault: Fault, action: impl FnOnce() -> R) -> R {
    switched(Switch { fault: Some(fault), asked: None }, action)
}

/// Calls a function without a fault, and returns which faults it checked.
pub(crate) fn asked<R>(action: impl FnOnce() -> R) -> (R, Arc<AskedFaults>) {
    let asked = Arc::<AskedFaults>::default();
    (switched(Switch { fault: None, asked: Some(asked.clone()) }, action), asked)
}

fn switched<R>(switch: Switch, action: impl FnOnce() -> R) -> R {
    let before = CURRENT.replace(switch);
    let result = action();
    CURRENT.set(before);
    result
}
