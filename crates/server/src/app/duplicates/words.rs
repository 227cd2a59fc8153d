//! The word lists of the comparison: those of the program, and those that the bureau
//! keeps in a file. A changed file is taken while the server runs; one that cannot be
//! read changes nothing.

use std::path::PathBuf;
use std::sync::LazyLock;
use std::time::SystemTime;

use anyhow::Context;
use tongchou_likeness::{Lexicon, LexiconError, Reader};

/// Reading the lists takes some tenths of a second and much memory: once is enough.
static BUILT_IN: LazyLock<Result<Reader, LexiconError>> = LazyLock::new(Reader::built_in);

#[derive(Debug, Clone)]
pub struct Words {
    /// None: the lists of the program alone, read when they are first needed.
    own: Option<Own>,
}

#[derive(Debug, Clone)]
struct Own {
    reader: Reader,
    digest: String,
    file: PathBuf,
    changed: Option<SystemTime>,
}

impl Words {
    pub fn built_in() -> Self {
        Self { own: None }
    }

    /// The lists of the program with a sheet of the deployment.
    pub fn with_file(file: PathBuf) -> anyhow::Result<Self> {
        let told = || format!("词表 {}", file.display());
        let changed = std::fs::metadata(&file).with_context(told)?.modified().ok();
        let sheet = std::fs::read_to_string(&file).with_context(told)?;
        let mut sheets = Lexicon::built_in_texts().to_vec();
        sheets.push(&sheet);
        let lexicon = Lexicon::read(&sheets).with_context(told)?;
        Ok(Self {
            own: Some(Own {
                reader: Reader::new(lexicon),
                digest: digest(&sheets),
                file,
                changed,
            }),
        })
    }

    pub fn of(file: Option<PathBuf>) -> anyhow::Result<Self> {
        file.map_or_else(|| Ok(Self::built_in()), Self::with_file)
    }

    /// The lists of the file as it is now, where it was changed.
    pub(super) fn renewed(&self) -> anyhow::Result<Option<Self>> {
        let Some(own) = &self.own else {
            return Ok(None);
        };
        let changed = std::fs::metadata(&own.file).and_then(|about| about.modified());
        if changed.ok() == own.changed {
            return Ok(None);
        }
        Self::with_file(own.file.clone()).map(Some)
    }

    pub(super) fn reader(&self) -> anyhow::Result<Reader> {
        match &self.own {
            Some(own) => Ok(own.reader.clone()),
            None => BUILT_IN
                .as_ref()
                .cloned()
                .map_err(|error| anyhow::anyhow!("{error}")),
        }
    }

    pub(super) fn digest(&self) -> String {
        match &self.own {
            Some(own) => own.digest.clone(),
            None => digest(&Lexicon::built_in_texts()),
        }
    }
}

fn digest(sheets: &[&str]) -> String {
    super::sm3(sheets.concat().as_bytes())
}
