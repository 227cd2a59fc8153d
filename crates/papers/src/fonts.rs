//! The fonts of this machine. Debian has no 仿宋: LXGW WenKai, which lies
//! between 仿宋 and 楷体, stands in for it in PDFs, until a deployment names a
//! folder with the real ones. Word documents only name fonts.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use serde::Deserialize;
use typst::foundations::Bytes;
use typst::text::{Font, FontBook, FontInfo};
use typst::utils::LazyHash;

use crate::Error;

/// Where Debian puts fonts.
const SYSTEM: &str = "/usr/share/fonts";

/// A font that every machine must have.
struct Wanted {
    package: &'static str,
    file: &'static str,
    /// Which face of a collection; none: all.
    family: Option<&'static str>,
}

const WANTED: [Wanted; 7] = [
    wanted(
        "fonts-lxgw-wenkai",
        "truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf",
        None,
    ),
    wanted(
        "fonts-arphic-ukai",
        "truetype/arphic/ukai.ttc",
        Some("AR PL UKai"),
    ),
    wanted(
        "fonts-noto-cjk",
        "opentype/noto/NotoSerifCJK-Regular.ttc",
        Some("Noto Serif CJK SC"),
    ),
    wanted(
        "fonts-noto-cjk",
        "opentype/noto/NotoSerifCJK-Bold.ttc",
        Some("Noto Serif CJK SC"),
    ),
    wanted(
        "fonts-noto-cjk",
        "opentype/noto/NotoSansCJK-Regular.ttc",
        Some("Noto Sans CJK SC"),
    ),
    wanted(
        "fonts-noto-cjk",
        "opentype/noto/NotoSansCJK-Bold.ttc",
        Some("Noto Sans CJK SC"),
    ),
    wanted("fonts-dejavu-core", "truetype/dejavu/DejaVuSans.ttf", None),
];

const fn wanted(package: &'static str, file: &'static str, family: Option<&'static str>) -> Wanted {
    Wanted {
        package,
        file,
        family,
    }
}

/// Which fonts the papers ask for, in PDF and in Word.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FontNames {
    /// Families in order of preference.
    pub pdf: Names<Vec<String>>,
    /// One name each.
    pub word: Names<String>,
}

/// The faces that GB/T 9704-2012 speaks of.
#[derive(Debug, Clone, Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct Names<T> {
    /// 小标宋: titles and the red mark.
    pub title: T,
    /// 仿宋: text.
    pub text: T,
    /// 黑体: headings of the first level.
    pub hei: T,
    /// 楷体: headings of the second level.
    pub kai: T,
    /// 宋体: page numbers.
    pub song: T,
}

impl FontNames {
    pub(crate) fn read(text: &str) -> Result<Self, Error> {
        toml::from_str(text).map_err(|e| Error::Template {
            file: "fonts.toml".into(),
            fault: e.to_string(),
        })
    }
}

/// The fonts that were found; each is read when it is first needed.
pub struct Fonts {
    book: LazyHash<FontBook>,
    slots: Vec<Slot>,
}

struct Slot {
    path: PathBuf,
    index: u32,
    font: OnceLock<Option<Font>>,
}

impl std::fmt::Debug for Fonts {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list()
            .entries(self.slots.iter().map(|slot| &slot.path))
            .finish()
    }
}

impl Fonts {
    /// The fonts of Debian's packages, and before them those of a folder of
    /// the deployment. A missing package is an error that names it.
    pub fn find(own: Option<&Path>) -> Result<Self, Error> {
        Self::find_below(Path::new(SYSTEM), own)
    }

    /// As `find`, with the packages' fonts in another place.
    pub fn find_below(system: &Path, own: Option<&Path>) -> Result<Self, Error> {
        let mut fonts = Self {
            book: LazyHash::new(FontBook::new()),
            slots: Vec::new(),
        };
        if let Some(folder) = own {
            let mut paths = files(folder)?;
            paths.sort();
            for path in paths {
                fonts.add(&path, None)?;
            }
        }
        for Wanted {
            package,
            file,
            family,
        } in &WANTED
        {
            let path = system.join(file);
            if !path.exists() || !fonts.add(&path, *family)? {
                return Err(Error::Font { file, package });
            }
        }
        Ok(fonts)
    }

    /// Adds the faces of a file; says whether there were any.
    fn add(&mut self, path: &Path, family: Option<&str>) -> Result<bool, Error> {
        let data = read(path)?;
        let before = self.slots.len();
        for index in 0.. {
            let Some(info) = FontInfo::new(&data, index) else {
                break;
            };
            if family.is_none_or(|family| info.family == family) {
                self.book.push(info);
                self.slots.push(Slot {
                    path: path.into(),
                    index,
                    font: OnceLock::new(),
                });
            }
        }
        Ok(self.slots.len() > before)
    }

    pub(crate) fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    pub(crate) fn font(&self, index: usize) -> Option<Font> {
        let slot = self.slots.get(index)?;
        slot.font
            .get_or_init(|| Font::new(Bytes::new(fs::read(&slot.path).ok()?), slot.index))
            .clone()
    }

    /// Whether any font has a glyph for it.
    pub(crate) fn has_glyph(&self, c: char) -> bool {
        (0..self.slots.len()).any(|index| {
            self.book
                .info(index)
                .is_some_and(|i| i.coverage.contains(c.into()))
        })
    }
}

fn read(path: &Path) -> Result<Vec<u8>, Error> {
    fs::read(path).map_err(|source| Error::Read {
        path: path.into(),
        source,
    })
}

/// The font files of a folder, not of those below.
fn files(folder: &Path) -> Result<Vec<PathBuf>, Error> {
    let entries = fs::read_dir(folder).map_err(|source| Error::Read {
        path: folder.into(),
        source,
    })?;
    let paths = entries.filter_map(|entry| Some(entry.ok()?.path()));
    let is_font = |path: &PathBuf| {
        let extension = path
            .extension()
            .and_then(|e| e.to_str())
            .map(str::to_ascii_lowercase);
        matches!(extension.as_deref(), Some("ttf" | "otf" | "ttc" | "otc"))
    };
    Ok(paths.filter(is_font).collect())
}
