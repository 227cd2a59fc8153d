//! Official letters and forms: what is in them comes from a template and
//! values, how they look follows GB/T 9704-2012; out come a Word document and
//! a PDF/A-2b. Data in, bytes out: no database, no network, no clock, no
//! chance, and no other crate of this workspace, so that the typesetter is
//! seldom built again.
//!
//! ```no_run
//! use tongchou_papers::{Fonts, Head, Kind, Papers, Press, Values};
//! # fn main() -> Result<(), tongchou_papers::Error> {
//! let papers = Papers::load(None)?;
//! let press = Press::new(&papers, Fonts::find(None)?)?;
//! let head = Head {
//!     organ: "北京市西城区科技和信息化局".into(),
//!     number: Some("西科信函〔2026〕12号".into()),
//!     date: Some(jiff::civil::date(2026, 11, 23)),
//!     ..Head::default()
//! };
//! let values = Values::new().text("project_name", "智慧社区平台");
//! let paper = papers.fill(Kind::OpinionLetter, &head, &values)?;
//! let (pdf, word) = (press.pdf(&paper)?, papers.docx(&paper)?);
//! # let _ = (pdf, word);
//! # Ok(())
//! # }
//! ```

mod clean;
mod error;
mod fill;
mod fonts;
mod grid;
mod kind;
mod paper;
mod papers;
mod press;
mod qr;
mod sample;
mod template;
mod title;
mod values;
mod word;
mod wording;

pub use error::Error;
pub use fonts::{FontNames, Fonts, Names};
pub use kind::Kind;
pub use paper::{Align, Block, Cell, Layout, Paper, Printed, Proof, Row, Signature, Style, Table};
pub use papers::{Head, Papers};
pub use press::Press;
pub use template::{Column, Sort, Template, Variable};
pub use values::{Value, Values};
