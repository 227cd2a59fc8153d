//! A set of acts, small enough to be kept by the thousand. Its order is that of
//! the life cycle.

use tongchou_project::act_specs;

/// By place in the list of all acts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ActSet(u128);

impl ActSet {
    pub const ALL: Self = Self(u128::MAX);

    /// The acts that a question is answered yes for.
    pub fn of(wanted: impl Fn(&str) -> bool) -> Self {
        let acts = act_specs().iter().enumerate();
        let wanted = acts.filter(|(_, spec)| wanted(spec.key));
        Self(wanted.fold(0, |set, (place, _)| set | bit(place)))
    }

    pub fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub fn contains(self, act: &str) -> bool {
        self.keys().any(|key| key == act)
    }

    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    #[must_use]
    pub fn or(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    #[must_use]
    pub fn without(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Those of its acts that a question is answered yes for.
    #[must_use]
    pub fn filter(self, wanted: impl Fn(&'static str) -> bool) -> Self {
        let wanted = self.places().filter(|(_, key)| wanted(key));
        Self(wanted.fold(0, |set, (place, _)| set | bit(place)))
    }

    pub fn keys(self) -> impl Iterator<Item = &'static str> {
        self.places().map(|(_, key)| key)
    }

    fn places(self) -> impl Iterator<Item = (usize, &'static str)> {
        let mut left = self.0;
        std::iter::from_fn(move || {
            (left != 0).then(|| {
                let place = left.trailing_zeros() as usize;
                left &= left - 1;
                place
            })
        })
        .filter_map(|place| act_specs().get(place).map(|spec| (place, spec.key)))
    }
}

fn bit(place: usize) -> u128 {
    u32::try_from(place)
        .ok()
        .and_then(|place| 1_u128.checked_shl(place))
        .unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_act_has_a_place() {
        assert!(act_specs().len() <= 128, "an act would be left out");
        let all: Vec<&str> = ActSet::ALL.keys().collect();
        assert!(all.iter().eq(act_specs().iter().map(|spec| &spec.key)));
    }

    #[test]
    fn sets_are_sets() {
        let money = ActSet::of(|key| key == "make_payment" || key == "arrange_budget");
        let pay = ActSet::of(|key| key == "make_payment");
        assert!(money.contains("make_payment") && !money.contains("go_live"));
        assert_eq!(
            money.without(pay).keys().collect::<Vec<_>>(),
            ["arrange_budget"]
        );
        assert_eq!(money.and(pay), pay);
        assert_eq!(money.without(pay).or(pay), money);
        assert_eq!(money.filter(|key| key == "make_payment"), pay);
        assert!(pay.without(money).is_empty());
    }
}
