//! Goes through all that matches: leaves out what the reader may not see before
//! anything is counted, counts by each facet what its own choice would leave, keeps
//! the best.

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, ColumnValues};
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

use crate::document::Facet;

/// By facet and value, how many.
pub(crate) type Counts = FxHashMap<(Facet, u64), u32>;

#[derive(Debug)]
pub(crate) struct Collecting {
    pub open: Arc<FxHashSet<u64>>,
    pub narrowed: Vec<(Facet, u64)>,
    pub weights: Vec<(u64, f32)>,
    pub keep: usize,
}

#[derive(Debug, Default)]
pub(crate) struct Collected {
    pub total: usize,
    pub counts: Counts,
    pub best: Vec<Ranked>,
}

#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Ranked {
    pub score: Score,
    pub address: DocAddress,
}

impl Eq for Ranked {}

impl Ord for Ranked {
    fn cmp(&self, other: &Self) -> Ordering {
        let by_score = self.score.total_cmp(&other.score);
        // of equal ones the later indexed comes first
        by_score.then_with(|| self.address.cmp(&other.address))
    }
}

impl PartialOrd for Ranked {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Collector for Collecting {
    type Fruit = Collected;
    type Child = OfSegment;

    fn for_segment(
        &self,
        segment: SegmentOrdinal,
        reader: &SegmentReader,
    ) -> tantivy::Result<OfSegment> {
        let columns = reader.fast_fields();
        let mut facets = Vec::with_capacity(Facet::ALL.len());
        for facet in Facet::ALL {
            facets.push((facet, columns.u64(facet.column())?));
        }
        let wanted = |facet| {
            let mut values = self.narrowed.iter().filter(move |(of, _)| *of == facet);
            values.next().map(|(_, value)| *value)
        };
        Ok(OfSegment {
            segment,
            guards: columns.column_first_or_default("guard")?,
            kinds: columns.column_first_or_default(Facet::Kind.column())?,
            facets: facets
                .into_iter()
                .map(|(facet, column)| Counted {
                    facet,
                    column,
                    wanted: wanted(facet),
                    counts: FxHashMap::default(),
                })
                .collect(),
            open: self.open.clone(),
            weights: self.weights.clone(),
            keep: self.keep,
            total: 0,
            best: BinaryHeap::new(),
        })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, fruits: Vec<Collected>) -> tantivy::Result<Collected> {
        let mut all = Collected::default();
        for fruit in fruits {
            all.total += fruit.total;
            all.best.extend(fruit.best);
            for (value, count) in fruit.counts {
                *all.counts.entry(value).or_default() += count;
            }
        }
        all.best.sort_unstable_by(|a, b| b.cmp(a));
        all.best.truncate(self.keep);
        Ok(all)
    }
}

pub(crate) struct OfSegment {
    segment: SegmentOrdinal,
    guards: Arc<dyn ColumnValues<u64>>,
    kinds: Arc<dyn ColumnValues<u64>>,
    facets: Vec<Counted>,
    open: Arc<FxHashSet<u64>>,
    weights: Vec<(u64, f32)>,
    keep: usize,
    total: usize,
    best: BinaryHeap<Reverse<Ranked>>,
}

struct Counted {
    facet: Facet,
    column: Column<u64>,
    wanted: Option<u64>,
    counts: FxHashMap<u64, u32>,
}

impl Counted {
    fn fits(&self, doc: DocId) -> bool {
        let Some(wanted) = self.wanted else {
            return true;
        };
        self.column.values_for_doc(doc).any(|value| value == wanted)
    }

    fn count(&mut self, doc: DocId) {
        for value in self.column.values_for_doc(doc) {
            *self.counts.entry(value).or_default() += 1;
        }
    }
}

impl SegmentCollector for OfSegment {
    type Fruit = Collected;

    fn collect(&mut self, doc: DocId, score: Score) {
        if !self.open.contains(&self.guards.get_val(doc)) {
            return;
        }
        let mut misfits = self.facets.iter().filter(|facet| !facet.fits(doc));
        let (first, second) = (misfits.next().map(|facet| facet.facet), misfits.next());
        match (first, second.is_some()) {
            (_, true) => {}
            // another choice of this facet would show it
            (Some(facet), false) => {
                let mut facets = self.facets.iter_mut();
                if let Some(counted) = facets.find(|counted| counted.facet == facet) {
                    counted.count(doc);
                }
            }
            (None, false) => {
                self.total += 1;
                self.facets.iter_mut().for_each(|facet| facet.count(doc));
                self.keep_best(doc, score);
            }
        }
    }

    fn harvest(self) -> Collected {
        let facets = self.facets.into_iter();
        let counts = facets.flat_map(|facet| {
            let counts = facet.counts.into_iter();
            counts.map(move |(value, count)| ((facet.facet, value), count))
        });
        Collected {
            total: self.total,
            counts: counts.collect(),
            best: self.best.into_iter().map(|Reverse(it)| it).collect(),
        }
    }
}

impl OfSegment {
    fn keep_best(&mut self, doc: DocId, score: Score) {
        let kind = self.kinds.get_val(doc);
        let mut weights = self.weights.iter().filter(|(of, _)| *of == kind);
        let weight = weights.next().map_or(1.0, |(_, weight)| *weight);
        let ranked = Ranked {
            score: score * weight,
            address: DocAddress::new(self.segment, doc),
        };
        if self.best.len() < self.keep {
            self.best.push(Reverse(ranked));
        } else if self.best.peek().is_some_and(|least| ranked > least.0) {
            self.best.pop();
            self.best.push(Reverse(ranked));
        }
    }
}
