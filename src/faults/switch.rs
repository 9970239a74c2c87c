//! The switch of a thread, and the list of what it can switch on.

use std::cell::RefCell;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// A list of mistakes that could be made.
macro_rules! faults {
    ($($name:ident),* $(,)?) => {
        /// A mistake, named after what goes wrong.
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

// Only mistakes that no field of an operation can express: those are changes of the graph, see `agreement::mutations`. Up
// to `SieveIgnored` mistakes of an engine; from there on of the rooms that write out what is short on the page.
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
}

/// The faults that a run has asked for: one that was not asked for could not have shown.
#[derive(Debug, Default)]
pub(crate) struct AskedFaults([AtomicU64; Fault::ALL.len().div_ceil(64)]);

impl AskedFaults {
    fn note(&self, fault: Fault) {
        let (at, bit) = (fault as usize / 64, fault as usize % 64);
        self.0.get(at).map(|word| word.fetch_or(1 << bit, Ordering::Relaxed));
    }

    /// Whether a fault was asked for.
    pub(crate) fn has(&self, fault: Fault) -> bool {
        let (at, bit) = (fault as usize / 64, fault as usize % 64);
        self.0.get(at).is_some_and(|word| word.load(Ordering::Relaxed) >> bit & 1 == 1)
    }
}

/// The fault that is on in a thread, and where it notes what is asked for.
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

/// Does something with a fault switched on.
pub(crate) fn with<R>(fault: Fault, action: impl FnOnce() -> R) -> R {
    switched(Switch { fault: Some(fault), asked: None }, action)
}

/// Does something without a fault, and tells which were asked for.
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
