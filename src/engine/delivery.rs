//! Hands published rows to a receiver in the order of their numbers, while the partitions of a job run at the same time.
//!
//! Rows are received in groups whose bounds follow from the numbers of the rows alone, so that a file of results has the
//! same bytes whatever the number of partitions, batches and pieces. A group is made by the thread that computed its
//! rows if no other thread can have some of them, and else by any thread that has nothing better to do. How much waits
//! for its turn is limited: a partition that is too far ahead of the others pauses.

use super::around::lock;
use super::input::row_numbers;
use super::publish::Published;
use crate::diagnostic::Diagnostic;
use crate::faults::fault;
use crate::graph::Graph;
use crate::names::SubjectId;
use crate::results::delivery::{Made, Receiver};
use datafusion::arrow::record_batch::RecordBatch;
use datafusion::common::{DataFusionError, Result};
use std::collections::{BTreeMap, VecDeque};
use std::mem;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

/// The number of bits of a row's number that differ within a window of rows. Rows of two files are in two windows. Tests
/// have small windows, so that few rows are in many of them.
const WINDOW: u32 = if cfg!(test) { 3 } else { 16 };

/// A window with fewer rows is received together with those that follow.
const FEW: usize = 1 << (WINDOW - 1);

/// The number of bytes that may wait for their turn.
const MOST_WAITING: usize = if cfg!(test) { 32 << 10 } else { 32 << 20 };

/// The window of a row. Numbers of rows of files begin with 1.
fn window(row: u64) -> u64 {
    row.saturating_sub(1) >> WINDOW
}

/// The number of bytes that some batches take.
fn bytes(batches: &[RecordBatch]) -> usize {
    batches.iter().map(RecordBatch::get_array_memory_size).sum()
}

/// Who receives the published rows of a job.
#[derive(Clone, Copy)]
pub(crate) struct Address<'r> {
    pub receiver: &'r dyn Receiver,
    /// The position of the kind of subject among those that are evaluated.
    pub at: usize,
}

/// Hands over the published rows of one job.
pub(crate) struct Delivery<'r> {
    address: Address<'r>,
    graph: &'r Graph,
    subject: SubjectId,
    /// The windows whose rows are in more than one piece.
    shared: Vec<u64>,
    state: Mutex<State<'r>>,
    /// Signalled after each change of the state.
    changed: Condvar,
}

/// Rows that wait, in the order of their numbers.
#[derive(Default)]
struct State<'r> {
    /// For each partition, the first window of which it may still have rows.
    reached: Vec<u64>,
    /// Windows that may not be complete, or that follow such a window.
    waiting: BTreeMap<u64, Group<'r>>,
    /// Complete windows with few rows.
    few: Vec<RecordBatch>,
    /// The groups that follow next, each with its first window.
    queue: VecDeque<(u64, Group<'r>)>,
    /// Whether a thread hands a group over.
    hands_over: bool,
    /// The number of bytes in all of these.
    bytes: usize,
    /// Whether the run ends because of an error.
    failed: bool,
}

/// A group of rows.
enum Group<'r> {
    /// The rows, not in order if they are from several partitions.
    Rows(Vec<RecordBatch>),
    /// A thread makes it.
    BeingMade,
    /// The rest is to hand it over.
    Made(Made<'r>),
}

/// What a thread does next.
enum Task<'r> {
    Make(u64, Vec<RecordBatch>),
    HandOver(Made<'r>),
}

impl<'r> Delivery<'r> {
    /// Nothing is delivered yet, of a job in some partitions. `bounds` are the numbers of the rows with which a piece of
    /// the input begins, ascending.
    pub(crate) fn new(
        address: Address<'r>,
        graph: &'r Graph,
        subject: SubjectId,
        partitions: usize,
        bounds: &[u64],
    ) -> Delivery<'r> {
        // A piece that begins with the first row of a window shares it with no other.
        let shared =
            bounds.iter().filter(|row| row.checked_sub(1).is_some_and(|before| window(before) == window(**row)));
        let mut shared: Vec<u64> = shared.map(|row| window(*row)).collect();
        shared.dedup();
        let state = State { reached: vec![0; partitions], ..State::default() };
        Delivery { address, graph, subject, shared, state: Mutex::new(state), changed: Condvar::new() }
    }

    /// The rows of one partition.
    pub(crate) fn partition(&self, partition: usize) -> Partition<'_, 'r> {
        Partition { delivery: self, partition, window: 0, batches: Vec::new(), rows: 0, has_ended: false }
    }

    fn state(&self) -> MutexGuard<'_, State<'r>> {
        lock(&self.state)
    }

    /// Ends the run because of an error, so that no thread waits any longer.
    fn fail(&self) {
        self.state().failed = true;
        self.changed.notify_all();
    }

    /// Does what can be done until nothing is left for this thread. Waits as long as too much waits, unless all others
    /// wait for this partition.
    fn work(&self, partition: usize) -> Result<()> {
        let mut state = self.state();
        loop {
            if state.failed {
                return Err(DataFusionError::External(Box::new(Stopped)));
            }
            state.settle();
            if let Some(task) = state.task() {
                drop(state);
                self.run(task)?;
                state = self.state();
                self.changed.notify_all();
            } else if state.bytes > MOST_WAITING && !state.is_last(partition) {
                state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
            } else {
                return Ok(());
            }
        }
    }

    fn run(&self, task: Task<'r>) -> Result<()> {
        match task {
            Task::Make(window, rows) => {
                let held = bytes(&rows);
                let made = self.make(rows)?;
                self.state().put_back(window, held, made);
            }
            Task::HandOver(made) => {
                let held = made.bytes;
                let done = (made.put)().map_err(failure);
                let mut state = self.state();
                state.hands_over = false;
                state.bytes = state.bytes.saturating_sub(held);
                done?;
            }
        }
        Ok(())
    }

    fn make(&self, rows: Vec<RecordBatch>) -> Result<Made<'r>> {
        let rows = in_order(rows)?;
        let published = Published { graph: self.graph, subject: self.subject, batches: &rows };
        self.address.receiver.make(self.address.at, &published).map_err(failure)
    }
}

/// The published columns of batches in the order of the rows. The first column is the row's number.
fn in_order(mut rows: Vec<RecordBatch>) -> Result<Vec<RecordBatch>> {
    let first = |batch: &RecordBatch| row_numbers(batch).map(|rows| rows.first().copied()).ok().flatten();
    if !fault!(RowsInPartitionOrder) {
        rows.sort_by_key(first);
    }
    let without_number = |batch: RecordBatch| {
        let columns: Vec<usize> = (1..batch.num_columns()).collect();
        Ok(batch.project(&columns)?)
    };
    rows.into_iter().map(without_number).collect()
}

/// The error of a partition that ends because another one has failed.
#[derive(Debug)]
struct Stopped;

impl std::fmt::Display for Stopped {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("another partition has failed")
    }
}

impl std::error::Error for Stopped {}

/// Whether an error only says that another partition has failed.
pub(crate) fn is_stopped(error: &DataFusionError) -> bool {
    matches!(error, DataFusionError::External(cause) if cause.is::<Stopped>())
}

/// A finding of a receiver as an error of the plan; see [`finding`].
fn failure(finding: Diagnostic) -> DataFusionError {
    DataFusionError::External(Box::new(Undelivered(finding)))
}

/// A finding of a receiver.
#[derive(Debug)]
struct Undelivered(Diagnostic);

impl std::fmt::Display for Undelivered {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0.message)
    }
}

impl std::error::Error for Undelivered {}

/// The finding of a receiver, if an error is one.
pub(crate) fn finding(error: &DataFusionError) -> Option<Diagnostic> {
    match error {
        DataFusionError::External(cause) => {
            cause.downcast_ref::<Undelivered>().map(|Undelivered(finding)| finding.clone())
        }
        _ => None,
    }
}

impl<'r> State<'r> {
    /// The first window of which some partition may still have rows.
    fn reached(&self) -> u64 {
        self.reached.iter().min().copied().unwrap_or(u64::MAX)
    }

    /// Whether all others may have to wait for this partition. It never waits, so one partition always continues.
    fn is_last(&self, partition: usize) -> bool {
        let last = self.reached.iter().enumerate().min_by_key(|(_, reached)| **reached);
        last.is_none_or(|(last, _)| last == partition)
    }

    /// Adds rows of a window that others may have rows of.
    fn add(&mut self, window: u64, rows: Vec<RecordBatch>) {
        self.bytes += bytes(&rows);
        match self.waiting.entry(window).or_insert_with(|| Group::Rows(Vec::new())) {
            Group::Rows(batches) => batches.extend(rows),
            // A window that a partition makes itself has rows of no other partition.
            Group::BeingMade | Group::Made(_) => self.failed = true,
        }
    }

    /// Moves complete windows to the queue, in their order.
    fn settle(&mut self) {
        let reached = self.reached();
        while let Some(first) = self.waiting.first_entry().filter(|first| *first.key() < reached) {
            let (window, group) = first.remove_entry();
            match group {
                Group::Rows(rows) if rows.iter().map(RecordBatch::num_rows).sum::<usize>() < FEW => {
                    self.few.extend(rows);
                    if self.few.iter().map(RecordBatch::num_rows).sum::<usize>() >= FEW {
                        self.close_few(window);
                    }
                }
                group => {
                    // The windows with few rows are all before this one.
                    self.close_few(window.saturating_sub(1));
                    self.queue.push_back((window, group));
                }
            }
        }
        if reached == u64::MAX {
            self.close_few(u64::MAX);
        }
    }

    /// Makes a group of the windows with few rows, up to a window.
    fn close_few(&mut self, window: u64) {
        if !self.few.is_empty() {
            let rows = mem::take(&mut self.few);
            self.queue.push_back((window, Group::Rows(rows)));
        }
    }

    /// The next task for a thread: to hand over the first group, or to make one.
    fn task(&mut self) -> Option<Task<'r>> {
        let is_next = !self.hands_over && matches!(self.queue.front(), Some((_, Group::Made(_))));
        if let Some((_, Group::Made(made))) = self.queue.pop_front_if(|_| is_next) {
            self.hands_over = true;
            return Some(Task::HandOver(made));
        }
        let (window, group) = self.queue.iter_mut().find(|(_, group)| matches!(group, Group::Rows(_)))?;
        match mem::replace(group, Group::BeingMade) {
            Group::Rows(rows) => Some(Task::Make(*window, rows)),
            _ => None,
        }
    }

    /// Puts a group that was made in its place. `held`: how many bytes its rows took.
    fn put_back(&mut self, window: u64, held: usize, made: Made<'r>) {
        self.bytes = self.bytes.saturating_sub(held) + made.bytes;
        let being_made = |group: &Group<'_>| matches!(group, Group::BeingMade);
        let queued = self.queue.iter_mut().find(|(at, group)| *at == window && being_made(group));
        match queued.map(|(_, group)| group).or_else(|| self.waiting.get_mut(&window)) {
            Some(group) => *group = Group::Made(made),
            None => self.failed = true,
        }
    }
}

/// Delivers the rows of one partition, which are in the order of their numbers.
pub(crate) struct Partition<'d, 'r> {
    delivery: &'d Delivery<'r>,
    partition: usize,
    /// The window of the rows that are not delivered yet.
    window: u64,
    batches: Vec<RecordBatch>,
    rows: usize,
    has_ended: bool,
}

/// A partition that does not end, because of an error or a panic, ends all others: they would wait for its rows.
impl Drop for Partition<'_, '_> {
    fn drop(&mut self) {
        if !self.has_ended {
            self.delivery.fail();
        }
    }
}

impl Partition<'_, '_> {
    /// Delivers rows: a column with their numbers, then the published columns.
    pub(crate) fn take(&mut self, batch: &RecordBatch) -> Result<()> {
        let numbers = row_numbers(batch)?;
        let mut from = 0;
        while let Some(first) = numbers.get(from) {
            let own = window(*first);
            if own != self.window {
                self.close(own)?;
            }
            let rest = numbers.get(from..).unwrap_or_default();
            let rows = rest.partition_point(|row| window(*row) == own);
            self.batches.push(batch.slice(from, rows));
            self.rows += rows;
            from += rows;
        }
        Ok(())
    }

    /// Ends the window, since the next row of this partition is in a later one.
    fn close(&mut self, next: u64) -> Result<()> {
        let delivery = self.delivery;
        let (window, batches, rows) = (self.window, mem::take(&mut self.batches), mem::take(&mut self.rows));
        self.window = next;
        let alone = rows >= FEW && delivery.shared.binary_search(&window).is_err();
        let mut state = delivery.state();
        if alone {
            state.bytes += bytes(&batches);
            state.waiting.insert(window, Group::BeingMade);
        } else if !batches.is_empty() {
            state.add(window, batches.clone());
        }
        if let Some(reached) = state.reached.get_mut(self.partition) {
            *reached = next;
        }
        drop(state);
        delivery.changed.notify_all();
        if alone {
            delivery.run(Task::Make(window, batches))?;
            delivery.changed.notify_all();
        }
        delivery.work(self.partition)
    }

    /// Delivers the last rows.
    pub(crate) fn end(mut self) -> Result<()> {
        self.close(u64::MAX)?;
        self.has_ended = true;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::Id;
    use crate::plan::columns::ROW;
    use crate::plan::tests::graph;
    use crate::results::delivery::Part;
    use datafusion::arrow::array::{ArrayRef, AsArray, UInt64Array};
    use datafusion::arrow::datatypes::UInt64Type;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};

    /// The groups that arrive.
    #[derive(Default)]
    struct Arrived(Mutex<Vec<Vec<u64>>>);

    impl Receiver for Arrived {
        fn make<'r>(&'r self, _: usize, part: &dyn Part) -> std::result::Result<Made<'r>, Diagnostic> {
            let rows = part.arrays()?[0].as_primitive::<UInt64Type>().values().to_vec();
            std::thread::sleep(std::time::Duration::from_micros(rows[0] % 7 * 30));
            let put = || {
                self.0.lock().unwrap().push(rows);
                Ok(())
            };
            Ok(Made { bytes: 20_000, put: Box::new(put) })
        }
    }

    fn batch(rows: &[u64]) -> RecordBatch {
        let rows: ArrayRef = Arc::new(UInt64Array::from(rows.to_vec()));
        RecordBatch::try_from_iter([(ROW, rows.clone()), ("published", rows)]).unwrap()
    }

    /// Delivers the rows of some pieces, each ascending, in batches of a size.
    fn delivered(pieces: &[Vec<u64>], partitions: usize, size: usize) -> Vec<Vec<u64>> {
        let (graph, arrived, next) =
            (graph("table t {\n  key a : count 0..9\n}\n"), Arrived::default(), AtomicUsize::new(0));
        let bounds: Vec<u64> = pieces.iter().filter_map(|piece| piece.first().copied()).collect();
        let address = Address { receiver: &arrived, at: 0 };
        let delivery = Delivery::new(address, &graph, SubjectId::at(0), partitions, &bounds);
        std::thread::scope(|scope| {
            for at in 0..partitions {
                let (delivery, next) = (&delivery, &next);
                scope.spawn(move || {
                    let mut partition = delivery.partition(at);
                    while let Some(piece) = pieces.get(next.fetch_add(1, Ordering::Relaxed)) {
                        piece.chunks(size).for_each(|rows| partition.take(&batch(rows)).unwrap());
                    }
                    partition.end().unwrap();
                });
            }
        });
        drop(delivery);
        arrived.0.into_inner().unwrap()
    }

    /// Rows of three files, of which many are left out, cut into pieces of a length.
    fn pieces(length: usize) -> Vec<Vec<u64>> {
        let mut dice = 7_u64;
        let mut is_there = |row: &u64| {
            dice = dice.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (row / 50).is_multiple_of(3) || dice >> 61 == 0
        };
        let files = [0_u64, 1, 2].map(|file| {
            let rows: Vec<u64> = (1..400).filter(&mut is_there).map(|line| file << 40 | line).collect();
            rows
        });
        files.iter().flat_map(|rows| rows.chunks(length).map(<[u64]>::to_vec)).collect()
    }

    #[test]
    fn groups_arrive_in_order_and_do_not_depend_on_partitions_pieces_or_batches() {
        let expected = delivered(&pieces(1000), 1, 1000);
        let rows = |groups: &[Vec<u64>]| groups.concat();
        assert_eq!(rows(&expected), pieces(1000).concat());
        assert!(expected.len() > 20 && expected.iter().all(|group| group.len() < 16), "{expected:?}");
        for length in [1, 3, 8, 30, 1000] {
            for (partitions, size) in [(1, 1), (2, 5), (3, 8), (5, 100)] {
                assert_eq!(delivered(&pieces(length), partitions, size), expected, "{length} {partitions} {size}");
            }
        }
    }

    #[test]
    fn a_failure_ends_all_partitions() {
        struct Fails;
        impl Receiver for Fails {
            fn make<'r>(&'r self, _: usize, _: &dyn Part) -> std::result::Result<Made<'r>, Diagnostic> {
                Err(crate::engine::errors::broken(&"no room"))
            }
        }
        let graph = graph("table t {\n  key a : count 0..9\n}\n");
        let address = Address { receiver: &Fails, at: 0 };
        let delivery = Delivery::new(address, &graph, SubjectId::at(0), 2, &[1]);
        let rows: Vec<u64> = (1..30).collect();
        let (mut first, mut second) = (delivery.partition(0), delivery.partition(1));
        let failed = first.take(&batch(&rows)).unwrap_err();
        assert!(finding(&failed).is_some_and(|finding| finding.message.contains("no room")));
        drop(first);
        assert!(is_stopped(&second.take(&batch(&rows)).unwrap_err()));
    }
}
