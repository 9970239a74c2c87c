//! How columns that operators exchange represent values.

use super::policy::Policy;
use super::schedule::KeyOf;
use crate::graph::NodeId;
use crate::names::SubjectId;
use crate::number::Width;
use crate::schema::ColumnKind;
use crate::types::Type;
use datafusion::arrow::datatypes::DataType;
use num_bigint::BigInt;

/// The most digits of a decimal.
pub(crate) const DIGITS: u8 = 38;

/// The representation of values.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Representation {
    /// Numbers as whole numbers in units of `1 / denominator`, in integers of this width.
    Whole(BigInt, Width),
    /// Numbers as fractions, each as two integers.
    Fraction,
    /// Yes or no.
    YesNo,
    /// Positions in a choice.
    Choice,
    /// Texts.
    Text,
    /// Days since 1970-01-01.
    Date,
    /// A bit for each value of a choice.
    Set,
    /// Many numbers in ascending order.
    Sorted,
}

impl Representation {
    /// The representation of the cells of a column: numbers in units of their last decimal.
    pub(crate) fn of_kind(kind: &ColumnKind) -> Representation {
        match kind {
            ColumnKind::Number(number) => Representation::Whole(BigInt::from(10).pow(number.scale), number.width),
            ColumnKind::Text => Representation::Text,
            ColumnKind::Choice(..) => Representation::Choice,
            ColumnKind::Set(..) => Representation::Set,
            ColumnKind::Date => Representation::Date,
            ColumnKind::YesNo { .. } => Representation::YesNo,
        }
    }

    /// The representation of the values of a node.
    pub(crate) fn of_node(policy: &Policy, id: NodeId) -> Representation {
        match policy.graph.node(id).ty.held() {
            Type::Number(_) => match policy.form(id) {
                Some(form) => Representation::Whole(form.denominator.clone(), form.width),
                None => Representation::Fraction,
            },
            Type::YesNo => Representation::YesNo,
            Type::Choice(_) => Representation::Choice,
            Type::Text => Representation::Text,
            Type::Date => Representation::Date,
            Type::Set(_) => Representation::Set,
            // A stored value is never a reference.
            Type::Sorted | Type::Reference(..) => Representation::Sorted,
        }
    }

    /// The type of the column.
    pub(crate) fn data_type(&self) -> DataType {
        match self {
            Representation::Whole(_, Width::Narrow) => DataType::Int64,
            Representation::Whole(_, Width::Wide) => DataType::Decimal128(DIGITS, 0),
            Representation::Whole(_, Width::Big) | Representation::Fraction => DataType::Binary,
            Representation::YesNo => DataType::Boolean,
            Representation::Choice => DataType::UInt32,
            Representation::Text => DataType::Utf8,
            Representation::Date => DataType::Date32,
            Representation::Set => DataType::UInt64,
            Representation::Sorted => DataType::LargeBinary,
        }
    }
}

impl Policy {
    /// The representation of the key of a kind of subject.
    pub(crate) fn held_key(&self, subject: SubjectId) -> Vec<Representation> {
        self.graph.subject(subject).key.iter().map(|part| Representation::of_kind(&part.kind)).collect()
    }

    /// The representation of a part of the key by which the subjects of a kind are aggregated.
    pub(crate) fn held_part(&self, kind: SubjectId, key: KeyOf) -> Option<Representation> {
        match key {
            KeyOf::Node(id) => Some(Representation::of_node(self, id)),
            KeyOf::Column(id) => {
                let table = self.graph.subject(kind).table()?;
                Some(Representation::of_kind(&self.graph.table(table).column(id).kind))
            }
        }
    }
}
