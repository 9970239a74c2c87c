//! How the values of a column are held between the parts of a plan.

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

/// How values are held.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Held {
    /// Numbers as whole ones in units of `1 / denominator`, in integers of this width.
    Whole(BigInt, Width),
    /// Numbers as fractions, each as its two integers.
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
    /// Many numbers, ascending.
    Sorted,
}

impl Held {
    /// How the cells of a column are held: numbers in units of their last decimal.
    pub(crate) fn of_kind(kind: &ColumnKind) -> Held {
        match kind {
            ColumnKind::Number(number) => Held::Whole(BigInt::from(10).pow(number.scale), number.width),
            ColumnKind::Text => Held::Text,
            ColumnKind::Choice(..) => Held::Choice,
            ColumnKind::Set(..) => Held::Set,
            ColumnKind::Date => Held::Date,
            ColumnKind::YesNo { .. } => Held::YesNo,
        }
    }

    /// How the values of a node are held.
    pub(crate) fn of_node(policy: &Policy, id: NodeId) -> Held {
        match policy.graph.node(id).ty.held() {
            Type::Number(_) => match policy.form(id) {
                Some(form) => Held::Whole(form.denominator.clone(), form.width),
                None => Held::Fraction,
            },
            Type::YesNo => Held::YesNo,
            Type::Choice(_) => Held::Choice,
            Type::Text => Held::Text,
            Type::Date => Held::Date,
            Type::Set(_) => Held::Set,
            // What is held is never a reference.
            Type::Sorted | Type::Reference(..) => Held::Sorted,
        }
    }

    /// The type of the column.
    pub(crate) fn data_type(&self) -> DataType {
        match self {
            Held::Whole(_, Width::Narrow) => DataType::Int64,
            Held::Whole(_, Width::Wide) => DataType::Decimal128(DIGITS, 0),
            Held::Whole(_, Width::Big) | Held::Fraction => DataType::Binary,
            Held::YesNo => DataType::Boolean,
            Held::Choice => DataType::UInt32,
            Held::Text => DataType::Utf8,
            Held::Date => DataType::Date32,
            Held::Set => DataType::UInt64,
            Held::Sorted => DataType::LargeBinary,
        }
    }
}

impl Policy {
    /// How the key of a kind of subject is held.
    pub(crate) fn held_key(&self, subject: SubjectId) -> Vec<Held> {
        self.graph.subject(subject).key.iter().map(|part| Held::of_kind(&part.kind)).collect()
    }

    /// How a part of a key is held by which the subjects of a kind are brought together.
    pub(crate) fn held_part(&self, kind: SubjectId, key: KeyOf) -> Option<Held> {
        match key {
            KeyOf::Node(id) => Some(Held::of_node(self, id)),
            KeyOf::Column(id) => {
                let table = self.graph.subject(kind).table()?;
                Some(Held::of_kind(&self.graph.table(table).column(id).kind))
            }
        }
    }
}
