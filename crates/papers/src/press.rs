//! Sets papers as PDF/A-2b. The layouts are typst files; a paper comes to
//! them as JSON, so that no text of anyone is ever read as their code.

use std::collections::HashMap;

use serde_json::json;
use typst::diag::{FileError, FileResult, SourceDiagnostic, Warned};
use typst::foundations::{Bytes, Datetime, Duration, Smart};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World, WorldExt};
use typst_layout::PagedDocument;
use typst_pdf::{PdfOptions, PdfStandard, PdfStandards, Timestamp};

use crate::{Error, FontNames, Fonts, Paper, Papers, clean, qr, title};

/// Where the layouts begin.
const MAIN: &str = "paper.typ";

/// Where they find the paper, and its QR code.
const DATA: &str = "paper.json";
const CODE: &str = "code.svg";

/// Papers after which an unused part of the typesetter's memory is given back.
const KEPT: usize = 8;

/// The typesetter with its fonts and layouts; one serves all threads.
pub struct Press {
    library: LazyHash<Library>,
    fonts: Fonts,
    names: FontNames,
    layouts: HashMap<FileId, Source>,
    main: FileId,
    data: FileId,
    code: FileId,
    standard: PdfStandards,
}

impl std::fmt::Debug for Press {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Press")
            .field("fonts", &self.fonts)
            .finish_non_exhaustive()
    }
}

impl Press {
    /// A press for these papers' layouts.
    pub fn new(papers: &Papers, fonts: Fonts) -> Result<Self, Error> {
        let mut layouts = HashMap::new();
        for (name, text) in papers.layouts() {
            let id = file(name)?;
            layouts.insert(id, Source::new(id, text.clone()));
        }
        let standard = PdfStandards::new(&[PdfStandard::A_2b]);
        Ok(Self {
            library: LazyHash::new(Library::default()),
            fonts,
            names: papers.fonts().clone(),
            layouts,
            main: file(MAIN)?,
            data: file(DATA)?,
            code: file(CODE)?,
            standard: standard.map_err(|e| Error::Typeset(e.message().to_string()))?,
        })
    }

    /// The paper as PDF/A-2b. The same paper gives the same bytes.
    pub fn pdf(&self, paper: &Paper) -> Result<Vec<u8>, Error> {
        let sheet = self.sheet(paper)?;
        let Warned { output, .. } = typst::compile::<PagedDocument>(&sheet);
        let document = output.map_err(|faults| sheet.faults(&faults))?;
        let dated = paper.dated.and_then(|(year, month, day)| {
            Datetime::from_ymd(
                year.into(),
                u8::try_from(month).ok()?,
                u8::try_from(day).ok()?,
            )
        });
        let options = PdfOptions {
            creator: Smart::Custom(Some("统筹".into())),
            timestamp: dated.map(Timestamp::new_utc),
            standards: self.standard.clone(),
            ..PdfOptions::default()
        };
        let bytes = typst_pdf::pdf(&document, &options).map_err(|faults| sheet.faults(&faults));
        comemo::evict(KEPT);
        bytes
    }

    fn sheet(&self, paper: &Paper) -> Result<Sheet<'_>, Error> {
        let code = match &paper.proof {
            Some(proof) => qr::svg(&clean::line(&proof.link))?,
            None => String::new(),
        };
        let has_glyph = |c| self.fonts.has_glyph(c);
        let mut printed =
            paper.map_text(&|text| clean::printable(&clean::inline(text), &has_glyph).into_owned());
        // an address and a fingerprint are copied from the page: nothing stands in them
        if let (Some(printed), Some(proof)) = (&mut printed.proof, &paper.proof) {
            printed.link = clean::line(&proof.link);
            printed.fingerprint = proof.fingerprint.as_deref().map(clean::line);
        }
        let lines = title::lines(&printed.title, &printed.title_words, paper.title_width());
        let data = json!({ "paper": printed, "title": lines, "fonts": self.names.pdf });
        Ok(Sheet {
            press: self,
            data: data.to_string(),
            code,
        })
    }
}

fn file(name: &str) -> Result<FileId, Error> {
    let path = VirtualPath::new(name);
    let path = path.map_err(|_| Error::Template {
        file: name.into(),
        fault: "文件名无效".into(),
    })?;
    Ok(RootedPath::new(VirtualRoot::Project, path).intern())
}

/// The world of one paper: there is nothing in it but layouts, fonts and data.
struct Sheet<'a> {
    press: &'a Press,
    data: String,
    code: String,
}

impl Sheet<'_> {
    fn faults(&self, faults: &[SourceDiagnostic]) -> Error {
        let told = faults.iter().map(|fault| {
            let place = fault
                .span
                .id()
                .map(|id| id.vpath().get_without_slash().to_owned());
            let line = self.range(fault.span).and_then(|range| {
                let source = self.source(fault.span.id()?).ok()?;
                source
                    .lines()
                    .byte_to_line(range.start)
                    .map(|line| line + 1)
            });
            format!(
                "{}:{} {}",
                place.unwrap_or_default(),
                line.unwrap_or_default(),
                fault.message
            )
        });
        Error::Typeset(told.collect::<Vec<_>>().join("；"))
    }
}

impl World for Sheet<'_> {
    fn library(&self) -> &LazyHash<Library> {
        &self.press.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.press.fonts.book()
    }

    fn main(&self) -> FileId {
        self.press.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        let source = self.press.layouts.get(&id).cloned();
        source.ok_or_else(|| FileError::NotFound(id.vpath().get_without_slash().into()))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        if id == self.press.data {
            return Ok(Bytes::from_string(self.data.clone()));
        }
        if id == self.press.code {
            return Ok(Bytes::from_string(self.code.clone()));
        }
        Err(FileError::NotFound(id.vpath().get_without_slash().into()))
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.press.fonts.font(index)
    }

    /// None: nothing here reads a clock.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        None
    }
}
