//! What was asked, as the index looks for it.

use std::ops::Bound;

use tantivy::query::{
    BooleanQuery, BoostQuery, InvertedIndexRangeQuery, PhrasePrefixQuery, PhraseQuery, Query,
    TermQuery,
};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{Searcher, Term};

use crate::asked::{Asked, Word};
use crate::index::{Fields, SearchError};

type Result<T> = std::result::Result<T, SearchError>;

/// So many pieces of a long text are looked for when not all of it is found.
const RAREST: usize = 12;
impl Fields {
    /// Every word, wherever it stands.
    pub(crate) fn all_of(&self, asked: &Asked) -> BooleanQuery {
        let words = asked.terms.words.iter();
        BooleanQuery::intersection(words.map(|word| self.anywhere(word)).collect())
    }

    /// Most of the rarest pieces; none where no piece is known.
    pub(crate) fn most_of(
        &self,
        searcher: &Searcher,
        asked: &Asked,
    ) -> Result<Option<BooleanQuery>> {
        let apart = asked.terms.apart();
        let mut known = Vec::new();
        for word in &apart.words {
            let mut documents = 0;
            for field in [self.title, self.names, self.body] {
                for piece in &word.pieces {
                    let term = Term::from_field_text(field, &piece.text);
                    documents += searcher.doc_freq(&term)?;
                }
            }
            known.push((documents, word));
        }
        known.retain(|(documents, _)| *documents > 0);
        known.sort_by_key(|(documents, _)| *documents);
        known.truncate(RAREST);
        if known.len() < 2 {
            return Ok(None);
        }
        let least = (known.len() * 3).div_ceil(5);
        let words = known.iter().map(|(_, word)| self.anywhere(word)).collect();
        Ok(Some(BooleanQuery::union_with_minimum_required_clauses(
            words, least,
        )))
    }

    fn anywhere(&self, word: &Word) -> Box<dyn Query> {
        let places = [(self.title, 4.0), (self.names, 3.0), (self.body, 1.0)];
        let mut ways: Vec<Box<dyn Query>> = Vec::new();
        for (field, weight) in places {
            let terms = word
                .pieces
                .iter()
                .map(|piece| Term::from_field_text(field, &piece.text));
            let terms: Vec<(usize, Term)> = terms.enumerate().collect();
            ways.push(Box::new(BoostQuery::new(exactly(&terms), weight)));
            if word.open_end {
                let open = going_on(field, word, &terms);
                ways.push(Box::new(BoostQuery::new(open, weight / 2.0)));
            }
        }
        Box::new(BooleanQuery::union(ways))
    }
}

fn exactly(terms: &[(usize, Term)]) -> Box<dyn Query> {
    match terms {
        [(_, only)] => Box::new(TermQuery::new(only.clone(), IndexRecordOption::WithFreqs)),
        several => Box::new(PhraseQuery::new_with_offset(several.to_vec())),
    }
}

/// A word whose last piece is the beginning of one.
fn going_on(field: Field, word: &Word, terms: &[(usize, Term)]) -> Box<dyn Query> {
    match (terms, word.pieces.as_slice()) {
        ([(_, from)], [only]) => {
            let to = Term::from_field_text(field, &format!("{}\u{10ffff}", only.text));
            let bounds = (Bound::Included(from.clone()), Bound::Excluded(to));
            Box::new(InvertedIndexRangeQuery::new(bounds.0, bounds.1))
        }
        _ => Box::new(PhrasePrefixQuery::new_with_offset(terms.to_vec())),
    }
}
