//! Messages of [`crate::reference`].

catalogue! { reference;
    // Published numbers.
    too_many_digits(value) = "a value of `{value}` has more than 38 digits";
    limit_or_round = "limit it, or round it to fewer decimals";
}
