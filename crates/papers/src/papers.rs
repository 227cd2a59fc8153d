//! The templates and layouts there are: built in, or a deployment's own in
//! their place.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::civil::Date;
use rust_embed::RustEmbed;

use crate::fill::Fill;
use crate::{Error, FontNames, Kind, Paper, Proof, Template, Values, sample, word};

#[derive(RustEmbed)]
#[folder = "templates"]
struct BuiltIn;

/// The file that names the fonts.
const FONTS: &str = "fonts.toml";

/// All templates, the layouts of the typesetter and the names of the fonts.
#[derive(Debug)]
pub struct Papers {
    templates: BTreeMap<Kind, Template>,
    layouts: BTreeMap<String, String>,
    fonts: FontNames,
}

/// What stands on every paper, whatever its kind.
#[derive(Debug, Clone, Default)]
pub struct Head {
    /// 发文机关, or the body that fills in a form.
    pub organ: String,
    /// Organs that issue it together with the first.
    pub jointly: Vec<String>,
    /// 发文字号, or the number of a form.
    pub number: Option<String>,
    /// 主送机关, without the colon.
    pub recipient: Option<String>,
    /// 成文日期.
    pub date: Option<Date>,
    /// 附件, in order.
    pub annexes: Vec<String>,
    /// 抄送机关.
    pub copies: Vec<String>,
    /// How to check it.
    pub proof: Option<Proof>,
}

impl Papers {
    /// The built-in files; each that `folder` has too is taken from there.
    pub fn load(folder: Option<&Path>) -> Result<Self, Error> {
        let fonts = FontNames::read(&file(FONTS, folder)?)?;
        let mut templates = BTreeMap::new();
        for &kind in Kind::ALL {
            templates.insert(kind, template(kind, folder)?);
        }
        let mut layouts = BTreeMap::new();
        for name in BuiltIn::iter().filter(|name| name.ends_with(".typ")) {
            layouts.insert(name.to_string(), file(&name, folder)?);
        }
        Ok(Self {
            templates,
            layouts,
            fonts,
        })
    }

    /// Writes all built-in files into a folder, to be changed there.
    pub fn built_in() -> impl Iterator<Item = (String, Vec<u8>)> {
        BuiltIn::iter()
            .filter_map(|name| Some((name.to_string(), BuiltIn::get(&name)?.data.into_owned())))
    }

    /// The template of a kind: its name, articles and variables.
    pub fn template(&self, kind: Kind) -> Result<&Template, Error> {
        self.templates.get(&kind).ok_or_else(|| Error::Template {
            file: kind.key().into(),
            fault: "没有".into(),
        })
    }

    /// A paper of that kind.
    pub fn fill(&self, kind: Kind, head: &Head, values: &Values) -> Result<Paper, Error> {
        let template = self.template(kind)?;
        Fill {
            template,
            head,
            values,
            form: kind.is_form(),
        }
        .paper()
    }

    /// The samples of a kind, to look at its template with.
    pub fn sample(&self, kind: Kind) -> Result<Values, Error> {
        Ok(sample::values(self.template(kind)?))
    }

    /// The paper as a Word document. The same paper gives the same bytes.
    pub fn docx(&self, paper: &Paper) -> Result<Vec<u8>, Error> {
        word::document(paper, &self.fonts)
    }

    /// Which fonts are asked for.
    pub fn fonts(&self) -> &FontNames {
        &self.fonts
    }

    pub(crate) fn layouts(&self) -> &BTreeMap<String, String> {
        &self.layouts
    }
}

fn template(kind: Kind, folder: Option<&Path>) -> Result<Template, Error> {
    let name = format!("{kind}.toml");
    let original = Template::read(&name, &file(&name, None)?)?;
    if folder.is_none_or(|folder| !folder.join(&name).exists()) {
        return Ok(original);
    }
    let own = Template::read(&name, &file(&name, folder)?)?;
    own.asks_no_more_than(&original)
        .map_err(|fault| Error::Template { file: name, fault })?;
    Ok(own)
}

/// A file of the folder, or the built-in one of that name.
fn file(name: &str, folder: Option<&Path>) -> Result<String, Error> {
    if let Some(path) = folder
        .map(|folder| folder.join(name))
        .filter(|path| path.exists())
    {
        return std::fs::read_to_string(&path).map_err(|source| Error::Read { path, source });
    }
    let built_in = BuiltIn::get(name).map(|file| String::from_utf8_lossy(&file.data).into_owned());
    built_in.ok_or_else(|| Error::Template {
        file: name.into(),
        fault: "没有".into(),
    })
}
