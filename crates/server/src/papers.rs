//! Letters and forms on paper: which there are by what happened, what stands in
//! them, and their setting as Word and PDF/A. Nothing here changes anything, and
//! no rule of the law is asked.

pub mod forms;
pub mod history;
mod letters;
pub mod minutes;
mod outline;
mod receipts;
mod registers;
mod supervision;

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use anyhow::anyhow;
use axum::http::header::{self, HeaderValue};
use axum::response::{IntoResponse, Response};
use sm3::{Digest, Sm3};
use tokio::sync::Semaphore;
use tongchou_papers::{Error, Fonts, Head, Kind, Paper, Papers, Press, Values};

pub use history::{History, Letter};
pub use minutes::Consulted;

use crate::app::in_words;
use crate::files::show::{DOWNLOAD, disposition, set};
use crate::web::Failure;

/// How a paper is given out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Format {
    Pdf,
    Word,
}

impl Format {
    const ALL: [Self; 2] = [Self::Pdf, Self::Word];

    fn ending(self) -> &'static str {
        match self {
            Self::Pdf => "pdf",
            Self::Word => "docx",
        }
    }

    fn media_type(self) -> &'static str {
        match self {
            Self::Pdf => "application/pdf",
            Self::Word => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        }
    }

    /// The name before the ending, and what the ending means.
    pub fn split(file: &str) -> Option<(&str, Self)> {
        let (name, ending) = file.rsplit_once('.')?;
        let format = Self::ALL.into_iter().find(|it| it.ending() == ending)?;
        Some((name, format))
    }
}

/// The templates, the typesetter and its fonts; one for the whole server. Both are
/// read when they are first needed.
#[derive(Debug)]
pub struct Printing {
    templates: Option<PathBuf>,
    fonts: Option<PathBuf>,
    /// Where readers of a letter find this server.
    address: String,
    papers: OnceLock<Result<Papers, String>>,
    press: OnceLock<Result<Press, String>>,
    /// Setting takes a processor for a moment: not more at once than there are.
    turns: Semaphore,
}

impl Default for Printing {
    fn default() -> Self {
        Self::new(None, None, "http://127.0.0.1:8080")
    }
}

impl Printing {
    pub fn new(templates: Option<PathBuf>, fonts: Option<PathBuf>, address: &str) -> Self {
        let processors = std::thread::available_parallelism().map_or(1, usize::from);
        Self {
            templates,
            fonts,
            address: address.trim_end_matches('/').to_owned(),
            papers: OnceLock::new(),
            press: OnceLock::new(),
            turns: Semaphore::new(processors),
        }
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    /// The templates; what is wrong with them otherwise.
    pub fn papers(&self) -> Result<&Papers, String> {
        let load = || Papers::load(self.templates.as_deref()).map_err(|error| error.to_string());
        self.papers.get_or_init(load).as_ref().map_err(Clone::clone)
    }

    /// The typesetter; what it lacks otherwise.
    pub fn press(&self) -> Result<&Press, String> {
        let load = || {
            let fonts = Fonts::find(self.fonts.as_deref()).map_err(|error| error.to_string())?;
            Press::new(self.papers()?, fonts).map_err(|error| error.to_string())
        };
        self.press.get_or_init(load).as_ref().map_err(Clone::clone)
    }

    /// What a kind of paper is called.
    pub fn name(&self, kind: Kind) -> String {
        let papers = self.papers().ok();
        let template = papers.and_then(|papers| papers.template(kind).ok());
        template.map_or_else(|| kind.key().to_owned(), |template| template.name.clone())
    }

    /// Fills a template; a template of the deployment may ask for what is not known.
    pub fn fill(&self, kind: Kind, head: &Head, values: &Values) -> Result<Paper, Failure> {
        let papers = self.papers().map_err(|error| anyhow!(error))?;
        let filled = papers.fill(kind, head, values);
        let mut paper = filled.map_err(|error| match error {
            missing @ Error::Missing { .. } => Failure::Unavailable {
                says: format!("这份文书现在还不能生成：{missing}。"),
                remedy: "所缺内容办理以后即可下载。".to_owned(),
            },
            other => Failure::Fault(other.into()),
        })?;
        paper.title_words = in_words(&paper.title);
        Ok(paper)
    }

    /// The paper as a download under a name.
    pub async fn give(
        self: &Arc<Self>,
        paper: Paper,
        format: Format,
        name: &str,
    ) -> Result<Response, Failure> {
        let _turn = self.turns.acquire().await?;
        let printing = self.clone();
        let set_it = move || printing.bytes(&paper, format);
        let bytes = tokio::task::spawn_blocking(set_it).await??;
        let mut answer = bytes.into_response();
        let given = answer.headers_mut();
        set(given, header::CONTENT_SECURITY_POLICY, DOWNLOAD);
        given.insert(
            header::CONTENT_TYPE,
            HeaderValue::from_static(format.media_type()),
        );
        let name = format!("{}.{}", safe(name), format.ending());
        set(
            given,
            header::CONTENT_DISPOSITION,
            &disposition("attachment", &name),
        );
        Ok(answer)
    }

    /// The SM3 of the papers' PDF files; none where this server cannot make them.
    pub async fn digests(
        self: &Arc<Self>,
        papers: Vec<Option<Paper>>,
    ) -> Result<Vec<Option<String>>, Failure> {
        let _turn = self.turns.acquire().await?;
        let printing = self.clone();
        let digest = move |paper: &Option<Paper>| {
            let bytes = printing.bytes(paper.as_ref()?, Format::Pdf).ok()?;
            Some(crate::clock::hex(&Sm3::digest(bytes)))
        };
        let digests = move || papers.iter().map(digest).collect();
        Ok(tokio::task::spawn_blocking(digests).await?)
    }

    /// The bytes of a paper; takes a processor for a moment.
    pub fn bytes(&self, paper: &Paper, format: Format) -> Result<Vec<u8>, Failure> {
        match format {
            Format::Word => {
                let papers = self.papers().map_err(|error| anyhow!(error))?;
                Ok(papers.docx(paper)?)
            }
            Format::Pdf => {
                let press = self.press().map_err(|lacks| Failure::Unavailable {
                    says: format!("这台服务器现在不能生成PDF：{lacks}。"),
                    remedy: "请系统管理员安装后重新启动本系统；Word版照常可以下载。".to_owned(),
                })?;
                Ok(press.pdf(paper)?)
            }
        }
    }
}

/// A file's name out of a title that may hold anything.
pub(crate) fn safe(name: &str) -> String {
    let plain = |c: char| !c.is_control() && !"/\\:*?\"<>|".contains(c);
    name.chars().filter(|c| plain(*c)).take(80).collect()
}

/// 第三级.
fn level(mlps: i64) -> String {
    const NAMES: [&str; 5] = ["第一级", "第二级", "第三级", "第四级", "第五级"];
    let place = usize::try_from(mlps - 1).ok();
    let name = place.and_then(|place| NAMES.get(place));
    name.map_or_else(String::new, |name| (*name).to_owned())
}

/// The article of a reference such as 20.3, as 第二十条第三款; of one that is written
/// out, without the clause's id in brackets.
fn article(cited: &str) -> String {
    let written = || cited.split('（').next().unwrap_or(cited).to_owned();
    tongchou_rules::article::in_words(cited).unwrap_or_else(written)
}
