//! Clusters of numbers: centres move to the mean of the numbers nearest to them until no number changes its cluster
//! (Lloyd 1982, "Least squares quantization in PCM"). The fractions are exact, and the policy states the starts.

use super::Rational;

/// The treatment of a centre without numbers, which no number is nearest to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum EmptyCentre {
    /// It stays where it is, and may have numbers after another step.
    Stays,
    /// It moves to the number that is furthest from its own centre; of several such numbers, to the least. If every
    /// number is on its centre, it stays. If there are several such centres, the centre that is written first chooses
    /// first, and each takes another number.
    Moves,
    /// There are no clusters.
    Fails,
}

impl EmptyCentre {
    /// All of them.
    pub const ALL: [EmptyCentre; 3] = [EmptyCentre::Stays, EmptyCentre::Moves, EmptyCentre::Fails];

    /// Returns the word of the policy.
    pub fn name(self) -> &'static str {
        match self {
            EmptyCentre::Stays => "stays",
            EmptyCentre::Moves => "moves",
            EmptyCentre::Fails => "fails",
        }
    }
}

/// The outcome of moving the centres.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Centres {
    /// The centres have settled here, in the order of their starts.
    Rest(Vec<Rational>),
    /// They still move after the last step.
    Moving,
    /// A centre has no numbers, although that is not allowed; its position among the starts.
    Empty(usize),
}

impl Centres {
    /// Computes the centres of ascending numbers. A number in the middle between two centres belongs to the centre
    /// whose start is written first. A step gives each number its nearest centre and moves the centres. The centres
    /// settle when no number changes its cluster in a step, and they have `steps` steps for that.
    pub(crate) fn of(sorted: &[Rational], starts: &[Rational], steps: u32, empty: EmptyCentre) -> Centres {
        // Sums of the first numbers, so that the sum of a stretch is a difference.
        let mut sums = vec![Rational::zero()];
        let mut so_far = Rational::zero();
        for number in sorted {
            so_far = &so_far + number;
            sums.push(so_far.clone());
        }
        let mut centres = starts.to_vec();
        let mut known: Vec<(usize, usize)> = Vec::new();
        let mut moved = false;
        for _ in 0..steps {
            let stretches = stretches(sorted, &centres);
            if stretches == known && !moved {
                return Centres::Rest(centres);
            }
            let lost = stretches.iter().position(|(from, to)| from == to);
            let (mut next, mut furthest) = match (lost, empty) {
                (Some(at), EmptyCentre::Fails) => return Centres::Empty(at),
                (Some(_), EmptyCentre::Moves) => (centres.clone(), from_their_centres(sorted, &centres, &stretches)),
                _ => (centres.clone(), Vec::new()),
            };
            moved = false;
            for ((from, to), centre) in stretches.iter().zip(&mut next) {
                if from == to {
                    if let Some(number) = furthest.pop() {
                        *centre = number.clone();
                        moved = true;
                    }
                    continue;
                }
                let sum = sums.get(*to).zip(sums.get(*from)).map(|(to, from)| to - from);
                let count = i64::try_from(to.saturating_sub(*from)).map(Rational::from).unwrap_or_default();
                if let Some(mean) = sum.and_then(|sum| sum.checked_div(&count)) {
                    *centre = mean;
                }
            }
            (centres, known) = (next, stretches);
        }
        Centres::Moving
    }
}

/// Returns the numbers that are not on their centre, the number furthest from its centre last; of several at the same
/// distance, the least last.
fn from_their_centres<'n>(
    sorted: &'n [Rational],
    centres: &[Rational],
    stretches: &[(usize, usize)],
) -> Vec<&'n Rational> {
    let of_centre = |((from, to), centre): (&(usize, usize), &Rational)| {
        let numbers = sorted.get(*from..*to).unwrap_or_default();
        numbers.iter().map(|number| ((number - centre).abs(), number)).collect::<Vec<_>>()
    };
    let mut found: Vec<(Rational, &Rational)> = stretches.iter().zip(centres).flat_map(of_centre).collect();
    found.retain(|(distance, _)| distance.is_positive());
    found.sort_by(|(a, x), (b, y)| a.cmp(b).then_with(|| y.cmp(x)));
    found.into_iter().map(|(_, number)| number).collect()
}

/// Returns, for each centre, the stretch of the ascending numbers that are nearest to it: the position of its first
/// number and the position after its last number.
fn stretches(sorted: &[Rational], centres: &[Rational]) -> Vec<(usize, usize)> {
    let mut order: Vec<usize> = (0..centres.len()).collect();
    order.sort_by(|a, b| centres.get(*a).cmp(&centres.get(*b)).then(a.cmp(b)));
    let mut found = vec![(0, 0); centres.len()];
    let mut from = 0;
    for (place, at) in order.iter().enumerate() {
        let next = order.get(place + 1).and_then(|next| Some((next, centres.get(*next)?)));
        let to = match (centres.get(*at), next) {
            (Some(own), Some((next, other))) => {
                // The middle belongs to the centre whose start is written first. Equal centres count as one, the first.
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

/// Returns the position of the centre nearest to a number; of two centres at the same distance, the first written.
pub(crate) fn nearest(x: &Rational, centres: &[Rational]) -> Option<usize> {
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
        Centres::of(&numbers(sorted), &numbers(starts), steps, EmptyCentre::Fails)
    }

    #[test]
    fn an_empty_centre_does_what_the_page_says() {
        let (values, starts) = (numbers(&["10", "90"]), numbers(&["80", "50", "20"]));
        let found = |steps, empty| Centres::of(&values, &starts, steps, empty);
        assert_eq!(found(9, EmptyCentre::Fails), Centres::Empty(1));
        assert_eq!(found(9, EmptyCentre::Stays), Centres::Rest(numbers(&["90", "50", "10"])));
        // 90 and 10 are equally far from 80 and 20, so the empty centre moves to the least; of two equal centres, the
        // first has the number.
        assert_eq!(found(9, EmptyCentre::Moves), Centres::Rest(numbers(&["90", "10", "10"])));
        // All numbers are on a centre, so none can move.
        let one = Centres::of(&numbers(&["5", "5"]), &numbers(&["5", "7"]), 9, EmptyCentre::Moves);
        assert_eq!(one, Centres::Rest(numbers(&["5", "7"])));
        // Two centres without numbers take two numbers, the furthest first.
        let two = Centres::of(&numbers(&["0", "1", "4", "20"]), &numbers(&["0", "90", "95"]), 9, EmptyCentre::Moves);
        assert_eq!(two, Centres::Rest(numbers(&["0.5", "20", "4"])));
        // A centre that stays can get numbers later: 30 is nearest to 45 as soon as the first centre has moved to 7.5.
        let later = Centres::of(&numbers(&["0", "0", "0", "30"]), &numbers(&["20", "45"]), 9, EmptyCentre::Stays);
        assert_eq!(later, Centres::Rest(numbers(&["0", "30"])));
    }

    #[test]
    fn centres_come_to_rest() {
        // kmeans(c(1, 2, 3, 10, 11, 12, 30), centers = c(30, 10, 1), algorithm = "Lloyd"): 30, 11, 2.
        let found = rest(&["1", "2", "3", "10", "11", "12", "30"], &["30", "10", "1"], 10);
        assert_eq!(found, Centres::Rest(numbers(&["30", "11", "2"])));
        // From poor starts, kmeans(c(1, 2, 3, 10, 11, 12, 30), centers = c(1, 2, 3)): first 1, 2 and 13.2, then 1, 2.5
        // and 15.75.
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
            let steps = parts[2][0].parse().unwrap();
            let Centres::Rest(centres) = Centres::of(&sorted, &starts, steps, EmptyCentre::Fails) else {
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
