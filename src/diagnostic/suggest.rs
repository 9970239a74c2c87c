//! The nearest spelling of a name that was not found.

/// `did you mean …?` for the nearest candidate, when one is near enough: at most a third of the longer word's
/// characters differ (and at least one may), counted by Damerau–Levenshtein (optimal string alignment).
/// Ties go to the candidate that comes first.
pub fn did_you_mean<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<String> {
    nearest(wanted, candidates).map(|c| format!("did you mean `{c}`?"))
}

/// The nearest candidate, when one is near enough.
pub fn nearest<'a>(wanted: &str, candidates: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates {
        let longer = wanted.chars().count().max(candidate.chars().count());
        let distance = strsim::osa_distance(wanted, candidate);
        let near = distance > 0 && distance <= (longer / 3).max(1) && distance < longer;
        if near && best.is_none_or(|(d, _)| distance < d) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, c)| c)
}
