//! Clusters of numbers: centres that move to the mean of the numbers nearest to them until none changes its cluster
//! (Lloyd 1982, "Least squares quantization in PCM"), in exact fractions, from starts that the policy states.

use super::Rational;

/// What the centres come to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Centres {
    /// They rest here, in the order of their starts.
    Rest(Vec<Rational>),
    /// They still move after the last step.
    Moving,
    /// A centre has no number that is nearest to it; its position among the starts.
    Empty(usize),
}

impl Centres {
    /// The centres of ascending numbers. A number that lies between two centres belongs to the one whose start is
    /// written first. A step gives each number its nearest centre and moves the centres; the centres rest when a step
    /// changes no number's cluster, and they have `steps` steps for that.
    pub fn of(sorted: &[Rational], starts: &[Rational], steps: u32) -> Centres {
        // Sums of the first numbers: the mean of a stretch is a difference.
        let mut sums = vec![Rational::zero()];
        let mut so_far = Rational::zero();
        for number in sorted {
            so_far = &so_far + number;
            sums.push(so_far.clone());
        }
        let mut centres = starts.to_vec();
        let mut known: Vec<(usize, usize)> = Vec::new();
        for _ in 0..steps {
            let stretches = stretches(sorted, &centres);
            if stretches == known {
                return Centres::Rest(centres);
            }
            for (at, (from, to)) in stretches.iter().enumerate() {
                let sum = sums.get(*to).zip(sums.get(*from)).map(|(to, from)| to - from);
                let count = i64::try_from(to.saturating_sub(*from)).map(Rational::from).unwrap_or_default();
                let Some(mean) = sum.and_then(|sum| sum.checked_div(&count)) else { return Centres::Empty(at) };
                if let Some(centre) = centres.get_mut(at) {
                    *centre = mean;
                }
            }
            known = stretches;
        }
        Centres::Moving
    }
}

/// For each centre the stretch of the ascending numbers that are nearest to it, from its first to behind its last.
fn stretches(sorted: &[Rational], centres: &[Rational]) -> Vec<(usize, usize)> {
    let mut order: Vec<usize> = (0..centres.len()).collect();
    order.sort_by(|a, b| centres.get(*a).cmp(&centres.get(*b)).then(a.cmp(b)));
    let mut found = vec![(0, 0); centres.len()];
    let mut from = 0;
    for (place, at) in order.iter().enumerate() {
        let next = order.get(place + 1).and_then(|next| Some((next, centres.get(*next)?)));
        let to = match (centres.get(*at), next) {
            (Some(own), Some((next, other))) => {
                // The middle belongs to the start that is written first; equal centres are one and the first.
                let middle = own + other;
                let mine = at < next;
                sorted.partition_point(|x| {
                    let twice = x + x;
                    if mine { twice <= middle } else { twice < middle }
                })
            }
            _ => sorted.len(),
        };
        let to = to.max(from);
        if let Some(stretch) = found.get_mut(*at) {
            *stretch = (from, to);
        }
        from = to;
    }
    found
}

/// The centre nearest to a number, by its position; of two at the same distance the one that is written first.
pub fn nearest(x: &Rational, centres: &[Rational]) -> Option<usize> {
    let distance = |at: &usize| centres.get(*at).map(|centre| (x - centre).abs());
    (0..centres.len()).min_by(|a, b| distance(a).cmp(&distance(b)).then(a.cmp(b)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn numbers(texts: &[&str]) -> Vec<Rational> {
        texts.iter().map(|t| crate::number::Decimal::parse(t).unwrap().to_rational()).collect()
    }

    fn rest(sorted: &[&str], starts: &[&str], steps: u32) -> Centres {
        Centres::of(&numbers(sorted), &numbers(starts), steps)
    }

    #[test]
    fn centres_come_to_rest() {
        // kmeans(c(1, 2, 3, 10, 11, 12, 30), centers = c(30, 10, 1), algorithm = "Lloyd"): 30, 11, 2.
        let found = rest(&["1", "2", "3", "10", "11", "12", "30"], &["30", "10", "1"], 10);
        assert_eq!(found, Centres::Rest(numbers(&["30", "11", "2"])));
        // From poor starts: kmeans(c(1, 2, 3, 10, 11, 12, 30), centers = c(1, 2, 3)): 1.5, 3 and 15.75 first, then on.
        let found = rest(&["1", "2", "3", "10", "11", "12", "30"], &["1", "2", "3"], 10);
        assert_eq!(found, Centres::Rest(numbers(&["1", "2.5", "15.75"])));
    }

    #[test]
    fn clusters_are_those_of_another_program() {
        let vectors = include_str!("../../tests/vectors/clusters.txt");
        let lines: Vec<&str> = vectors.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(lines.len() >= 40);
        for line in lines {
            let parts: Vec<Vec<&str>> = line.split('|').map(|part| part.split_whitespace().collect()).collect();
            let (sorted, starts) = (numbers(&parts[0]), numbers(&parts[1]));
            let Centres::Rest(centres) = Centres::of(&sorted, &starts, parts[2][0].parse().unwrap()) else {
                panic!("{line}")
            };
            let own: Vec<String> = sorted.iter().map(|x| (nearest(x, &centres).unwrap() + 1).to_string()).collect();
            assert_eq!(own, parts[3], "{line}");
            for (centre, told) in centres.iter().zip(numbers(&parts[4])) {
                assert!((centre - &told).abs() < Rational::pow10(-11), "{line}");
            }
        }
    }

    #[test]
    fn a_number_in_the_middle_belongs_to_the_first_start() {
        assert_eq!(rest(&["0", "5", "10"], &["0", "10"], 10), Centres::Rest(numbers(&["2.5", "10"])));
        assert_eq!(rest(&["0", "5", "10"], &["10", "0"], 10), Centres::Rest(numbers(&["7.5", "0"])));
        assert_eq!(nearest(&numbers(&["5"])[0], &numbers(&["10", "0"])), Some(0));
    }

    #[test]
    fn what_does_not_come_to_rest_is_told() {
        assert_eq!(rest(&["1", "2"], &["1", "2"], 1), Centres::Moving);
        assert_eq!(rest(&["1", "2"], &["1", "2"], 2), Centres::Rest(numbers(&["1", "2"])));
        assert_eq!(rest(&["1", "2"], &["1", "2", "90"], 9), Centres::Empty(2));
        assert_eq!(rest(&[], &["1"], 9), Centres::Empty(0));
        assert_eq!(rest(&["1"], &["1", "1"], 9), Centres::Empty(1));
    }
}
