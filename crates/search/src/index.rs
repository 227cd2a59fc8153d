//! The index in its folder: opened or made anew, written in batches with the position
//! of the log that they follow, asked.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde::{Deserialize, Serialize};
use tantivy::schema::{
    Field, IndexRecordOption, NumericOptions, STORED, STRING, Schema, TextFieldIndexing,
    TextOptions, Value as _,
};
use tantivy::tokenizer::TextAnalyzer;
use tantivy::{
    Index as Tantivy, IndexReader, IndexWriter, ReloadPolicy, TantivyDocument, TantivyError, Term,
};

use crate::asked::Asked;
use crate::collect::{Collected, Collecting};
use crate::document::{Document, Facet};
use crate::tokens::Cutter;

/// Why the index did not answer. Made anew, it will.
#[derive(Debug, thiserror::Error)]
pub enum SearchError {
    #[error("the index: {0}")]
    Index(#[from] TantivyError),
    #[error("the folder of the index: {0}")]
    Folder(#[from] std::io::Error),
    #[error("another process keeps this index")]
    Busy,
    #[error("the index is damaged")]
    Damaged,
}

type Result<T> = std::result::Result<T, SearchError>;

/// Another number makes every index of before anew.
const FORMAT: u32 = 2;
/// Of memory, before documents go to the disk.
const MEMORY: usize = 64_000_000;

/// What a commit keeps beside its documents.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Kept {
    format: u32,
    /// Of what it is an index: the log, and whatever else its texts depend on.
    source: String,
    position: u64,
}

/// How an index was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Opened {
    /// As it was left, up to a position of the log.
    Kept,
    New,
    /// It was damaged, or of another source or format, and is empty now.
    Emptied,
}

/// What was found.
#[derive(Debug, Clone, Default)]
pub struct Found {
    pub total: usize,
    /// By facet and value; of a facet that was narrowed down also what is left out.
    pub counts: BTreeMap<(Facet, u64), u32>,
    pub hits: Vec<Hit>,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Hit {
    pub guard: u64,
    pub kind: u64,
    pub title: String,
    pub names: String,
    pub body: String,
    pub shown: String,
}

/// The index. Shared by all who ask; one process writes to a folder.
pub struct Index {
    fields: Fields,
    reader: IndexReader,
    writer: Mutex<IndexWriter>,
    source: String,
    position: Mutex<u64>,
}

impl fmt::Debug for Index {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Index").finish_non_exhaustive()
    }
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct Fields {
    owner: Field,
    guard: Field,
    facets: [Field; 6],
    pub(crate) title: Field,
    pub(crate) names: Field,
    pub(crate) body: Field,
    shown: Field,
}

impl Index {
    /// Opens what is in a folder; what cannot be used is cleared away.
    pub fn open(folder: &Path, source: &str) -> Result<(Self, Opened)> {
        fs::create_dir_all(folder)?;
        let made = folder.join("meta.json").exists();
        if made {
            let kept = catch_unwind(AssertUnwindSafe(|| Self::kept(folder, source)));
            match kept {
                Ok(Ok(Some(index))) => return Ok((index, Opened::Kept)),
                Ok(Err(SearchError::Busy)) => return Err(SearchError::Busy),
                _ => clear(folder)?,
            }
        }
        let (schema, fields) = schema();
        // it may have been killed between its first two files
        let index = Tantivy::create_in_dir(folder, schema.clone()).or_else(|_| {
            clear(folder)?;
            Ok::<_, SearchError>(Tantivy::create_in_dir(folder, schema)?)
        })?;
        let opened = if made { Opened::Emptied } else { Opened::New };
        Ok((Self::with(&index, fields, source, 0)?, opened))
    }

    /// One that is gone with the process.
    pub fn in_memory(source: &str) -> Result<Self> {
        let (schema, fields) = schema();
        Self::with(&Tantivy::create_in_ram(schema), fields, source, 0)
    }

    /// None where it is of another source or format.
    fn kept(folder: &Path, source: &str) -> Result<Option<Self>> {
        let (schema, fields) = schema();
        let index = Tantivy::open_in_dir(folder)?;
        if index.schema() != schema {
            return Ok(None);
        }
        let payload = index.load_metas()?.payload.unwrap_or_default();
        let Ok(kept) = serde_json::from_str::<Kept>(&payload) else {
            return Ok(None);
        };
        if kept.format != FORMAT || kept.source != source || !index.validate_checksum()?.is_empty()
        {
            return Ok(None);
        }
        Self::with(&index, fields, source, kept.position).map(Some)
    }

    fn with(index: &Tantivy, fields: Fields, source: &str, position: u64) -> Result<Self> {
        index.tokenizers().register(CUT, TextAnalyzer::from(Cutter));
        let writer = match index.writer_with_num_threads(1, MEMORY) {
            Err(TantivyError::LockFailure(..)) => return Err(SearchError::Busy),
            other => other?,
        };
        let reader = index
            .reader_builder()
            .reload_policy(ReloadPolicy::Manual)
            .try_into()?;
        Ok(Self {
            fields,
            reader,
            writer: Mutex::new(writer),
            source: source.to_owned(),
            position: Mutex::new(position),
        })
    }

    /// The position of the log up to which it holds everything.
    pub fn position(&self) -> u64 {
        *self.position.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How many documents it holds.
    pub fn documents(&self) -> u64 {
        self.reader.searcher().num_docs()
    }

    /// Puts an owner's documents in the place of those it had. Seen from the next commit on.
    pub fn put(&self, owner: &str, documents: Vec<Document>) -> Result<()> {
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        writer.delete_term(Term::from_field_text(self.fields.owner, owner));
        for document in documents {
            writer.add_document(self.row(owner, document))?;
        }
        Ok(())
    }

    /// Makes what was put be found, and notes how far the log was followed: both or neither.
    pub fn commit(&self, position: u64) -> Result<()> {
        let kept = Kept {
            format: FORMAT,
            source: self.source.clone(),
            position,
        };
        let payload = serde_json::to_string(&kept).unwrap_or_default();
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        let mut prepared = writer.prepare_commit()?;
        prepared.set_payload(&payload);
        prepared.commit()?;
        self.reader.reload()?;
        *self.position.lock().unwrap_or_else(PoisonError::into_inner) = position;
        Ok(())
    }

    /// Takes everything out.
    pub fn empty(&self) -> Result<()> {
        let writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        writer.delete_all_documents()?;
        drop(writer);
        self.commit(0)
    }

    fn row(&self, owner: &str, document: Document) -> TantivyDocument {
        let fields = &self.fields;
        let mut row = TantivyDocument::default();
        row.add_text(fields.owner, owner);
        row.add_u64(fields.guard, document.guard);
        for (facet, value) in document.facets {
            row.add_u64(fields.of(facet), value);
        }
        row.add_text(fields.title, document.title);
        row.add_text(fields.names, document.names);
        row.add_text(fields.body, document.body);
        row.add_text(fields.shown, document.shown);
        row
    }

    /// The best of what is found. A damaged index is an error and breaks nothing.
    pub fn find(&self, asked: &Asked) -> Result<Found> {
        if asked.terms.is_empty() {
            return Ok(Found::default());
        }
        catch_unwind(AssertUnwindSafe(|| self.found(asked))).unwrap_or(Err(SearchError::Damaged))
    }

    fn found(&self, asked: &Asked) -> Result<Found> {
        let searcher = self.reader.searcher();
        let query = if asked.loosely {
            self.fields.most_of(&searcher, asked)?
        } else {
            Some(self.fields.all_of(asked))
        };
        let Some(query) = query else {
            return Ok(Found::default());
        };
        let collecting = Collecting {
            open: asked.open.clone(),
            narrowed: asked.narrowed.clone(),
            weights: asked.weights.clone(),
            keep: asked.skip + asked.take,
        };
        let collected: Collected = searcher.search(&query, &collecting)?;
        let mut hits = Vec::with_capacity(asked.take);
        for ranked in collected.best.iter().skip(asked.skip) {
            let row: TantivyDocument = searcher.doc(ranked.address)?;
            let columns = searcher.segment_reader(ranked.address.segment_ord);
            let columns = columns.fast_fields();
            let doc = ranked.address.doc_id;
            let text = |field: Field| {
                let value = row.get_first(field);
                value
                    .and_then(|value| value.as_str())
                    .unwrap_or_default()
                    .to_owned()
            };
            hits.push(Hit {
                guard: columns.u64("guard")?.first(doc).unwrap_or(u64::MAX),
                kind: columns.u64(Facet::Kind.column())?.first(doc).unwrap_or(0),
                title: text(self.fields.title),
                names: text(self.fields.names),
                body: text(self.fields.body),
                shown: text(self.fields.shown),
            });
        }
        Ok(Found {
            total: collected.total,
            counts: collected.counts.into_iter().collect(),
            hits,
        })
    }
}

/// The name of the tokenizer in the schema.
const CUT: &str = "pairs";

impl Fields {
    fn of(&self, facet: Facet) -> Field {
        let places = Facet::ALL.iter().zip(self.facets);
        let mut found = places.filter(|(it, _)| **it == facet);
        found.next().map_or(self.guard, |(_, field)| field)
    }
}

fn schema() -> (Schema, Fields) {
    let mut schema = Schema::builder();
    let number = || NumericOptions::default().set_fast();
    let text = TextOptions::default().set_stored().set_indexing_options(
        TextFieldIndexing::default()
            .set_tokenizer(CUT)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions),
    );
    let fields = Fields {
        owner: schema.add_text_field("owner", STRING),
        guard: schema.add_u64_field("guard", number()),
        facets: Facet::ALL.map(|facet| schema.add_u64_field(facet.column(), number())),
        title: schema.add_text_field("title", text.clone()),
        names: schema.add_text_field("names", text.clone()),
        body: schema.add_text_field("body", text),
        shown: schema.add_text_field("shown", STORED),
    };
    (schema.build(), fields)
}

/// Empties the folder of what an index leaves there, and of nothing else.
fn clear(folder: &Path) -> Result<()> {
    for entry in fs::read_dir(folder)? {
        let path: PathBuf = entry?.path();
        if path.is_file() {
            fs::remove_file(path)?;
        }
    }
    Ok(())
}
