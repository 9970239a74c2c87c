//! Three-valued logic, whole columns at a time.

use super::super::errors::internal;
use super::Values;
use crate::engine::column::{Column, Data, there};
use crate::faults::fault;
use crate::graph::NodeId;
use datafusion::arrow::buffer::BooleanBuffer;
use datafusion::common::Result;

/// `or` stops at yes, `and` at no: that value decides even next to an unknown one. Otherwise an unknown value makes the
/// result unknown.
pub(crate) fn stopping(values: &Values<'_>, id: NodeId, stop: bool) -> Result<Column> {
    let mut stopped = BooleanBuffer::new_unset(values.rows);
    let mut known = BooleanBuffer::new_set(values.rows);
    for input in values.inputs(id)? {
        let there = input.all_there(values.rows);
        let yes = input.yes(values.rows);
        let stops = if stop { yes } else { &there & &!&yes };
        stopped = &stopped | &stops;
        known = &known & &there;
    }
    let decided = if (stop && fault!(OrUnknownIsNo)) || (!stop && fault!(AndUnknownIsNo)) {
        BooleanBuffer::new_set(values.rows)
    } else {
        &stopped | &known
    };
    // An `and` that is decided and not stopped is yes.
    let flags = if stop { stopped } else { &known & &!&stopped };
    Ok(Column { data: Data::YesNo(flags), there: there(decided) })
}

/// No becomes yes, and yes becomes no.
pub(crate) fn not(values: &Values<'_>, id: NodeId) -> Result<Column> {
    let inputs = values.inputs(id)?;
    let [of] = inputs.as_slice() else { return Err(internal("expected one condition")) };
    let flags = !&of.yes(values.rows);
    let known = if fault!(NotUnknownIsYes) { None } else { of.there.clone() };
    Ok(Column { data: Data::YesNo(flags), there: known })
}

/// Whether the value is missing.
pub(crate) fn is_missing(values: &Values<'_>, id: NodeId) -> Result<Column> {
    let inputs = values.inputs(id)?;
    let [of] = inputs.as_slice() else { return Err(internal("expected one value")) };
    Ok(Column::whole(Data::YesNo(!&of.all_there(values.rows))))
}
