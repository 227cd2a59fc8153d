//! An optional further view: vectors of an embedding model that a deployment supplies. The crate
//! brings no model and is complete without one.

use crate::index::Doc;

/// A model that turns a text into a vector. Texts of like meaning must get vectors with a large
/// cosine; all vectors must have one length; the same text must always give the same vector.
pub trait Embedding: Send + Sync {
    fn vector(&self, text: &str) -> Vec<f32>;
}

/// The cosine of two vectors; 0 where one is missing or they do not fit.
pub(crate) fn cosine(one: &[f32], other: &[f32]) -> f64 {
    if one.is_empty() || one.len() != other.len() {
        return 0.0;
    }
    let (mut dot, mut left, mut right) = (0.0_f32, 0.0_f32, 0.0_f32);
    for (a, b) in one.iter().zip(other) {
        dot += a * b;
        left += a * a;
        right += b * b;
    }
    let length = f64::from(left).sqrt() * f64::from(right).sqrt();
    let cosine = f64::from(dot) / length;
    if cosine.is_finite() { cosine } else { 0.0 }
}

pub(crate) fn nearest<'a>(
    vector: &[f32],
    docs: impl Iterator<Item = (u32, &'a Doc)>,
    most: usize,
) -> Vec<u32> {
    let mut all: Vec<(u32, f64)> = docs
        .map(|(slot, doc)| (slot, cosine(vector, &doc.profile.vector)))
        .filter(|(_, cosine)| *cosine > 0.0)
        .collect();
    all.sort_by(|a, b| b.1.total_cmp(&a.1).then(a.0.cmp(&b.0)));
    all.truncate(most);
    all.into_iter().map(|(slot, _)| slot).collect()
}
