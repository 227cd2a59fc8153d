//! Numbers that look drawn and are the same each time (SplitMix64): the district
//! must not differ from one filling to the next.

#[derive(Debug, Clone)]
pub struct Chance(u64);

impl Chance {
    pub fn of(seed: usize) -> Self {
        let mut chance = Self(u64::try_from(seed).unwrap_or_default());
        // neighbouring seeds would begin alike
        chance.0 = chance.draw().wrapping_mul(0x9e37_79b9_7f4a_7c15);
        chance
    }

    pub fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number below a bound.
    pub fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound.max(1)).unwrap_or(1);
        usize::try_from(self.draw() % bound).unwrap_or(0)
    }

    pub fn between(&mut self, least: i64, most: i64) -> i64 {
        let span = usize::try_from((most - least).max(0)).unwrap_or(0);
        least + i64::try_from(self.below(span + 1)).unwrap_or(0)
    }

    /// True so many times in a hundred.
    pub fn percent(&mut self, share: usize) -> bool {
        self.below(100) < share
    }

    pub fn pick<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(from.len()))
    }
}
