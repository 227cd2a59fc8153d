//! Word documents, read with python-docx.

use tongchou_papers::{Head, Kind, Values};

use crate::support::{PAPERS, head, read, sample};

/// Checks measures, fonts and structure, and prints all text.
const READ: &str = r"
import docx, sys, zipfile
from docx.shared import Mm
import xml.dom.minidom
for name in zipfile.ZipFile(sys.argv[1]).namelist():
    if name.endswith(('.xml', '.rels')):
        xml.dom.minidom.parseString(zipfile.ZipFile(sys.argv[1]).read(name))
d = docx.Document(sys.argv[1])
s = d.sections[0]
near = lambda a, mm: abs(a - Mm(mm)) < Mm(0.3)
wide, high = sorted([s.page_width, s.page_height])
assert near(wide, 210) and near(high, 297), (wide, high)
if sys.argv[2] == 'letter':
    assert near(s.top_margin, 37) and near(s.left_margin, 28), (s.top_margin, s.left_margin)
    assert near(s.page_width - s.left_margin - s.right_margin, 156)
    assert near(s.page_height - s.top_margin - s.bottom_margin, 225)
for p in d.paragraphs: print(p.text)
for t in d.tables:
    for r in t.rows:
        for c in r.cells: print(c.text)
for f in (s.header, s.first_page_header, s.footer, s.first_page_footer, s.even_page_footer):
    for p in f.paragraphs: print(p.text)
print('TITLE', d.core_properties.title)
";

/// The distribution's Python, which has python-docx.
const PYTHON: &str = "/usr/bin/python3";

fn text(bytes: &[u8], sort: &str) -> String {
    read(PYTHON, &["-c", READ, "FILE", sort], bytes)
}

#[test]
fn every_paper_opens_and_has_its_measures() {
    for &kind in Kind::ALL {
        let paper = sample(kind);
        let sort = if kind.is_form() { "form" } else { "letter" };
        let read = text(&PAPERS.docx(&paper).unwrap(), sort);
        assert!(
            read.contains(&format!("TITLE {}", paper.title)),
            "{kind}: {read}"
        );
        assert!(read.contains("XC7K-2M9Q"), "{kind}: {read}");
    }
}

#[test]
fn a_letter_can_be_read_back() {
    let read = text(
        &PAPERS.docx(&sample(Kind::OpinionLetter)).unwrap(),
        "letter",
    );
    for piece in [
        "北京市西城区科技和信息化局",
        "西科信函〔2026〕12号",
        "区民政局：",
        "大写：壹佰贰拾捌万伍仟元整",
        "抄送：区财政局，区审计局。",
        "合计",
        "— 1 —",
    ] {
        assert!(read.contains(piece), "{piece} in {read}");
    }
}

#[test]
fn fonts_have_the_names_that_wps_knows() {
    const FONTS: &str = "import zipfile,sys\nz=zipfile.ZipFile(sys.argv[1])\nprint(z.read('word/document.xml').decode()+z.read('word/styles.xml').decode()+z.read('word/fontTable.xml').decode())";
    let read = read(
        "python3",
        &["-c", FONTS, "FILE"],
        &PAPERS.docx(&sample(Kind::OpinionLetter)).unwrap(),
    );
    for font in [
        "仿宋_GB2312",
        "黑体",
        "楷体_GB2312",
        "方正小标宋简体",
        "<w:altName w:val=\"仿宋\"/>",
        "<w:tblHeader />",
    ] {
        assert!(read.contains(font), "{font}");
    }
}

#[test]
fn every_page_of_a_form_can_be_filled_in_by_hand() {
    for &kind in Kind::ALL.iter().filter(|kind| kind.is_form()) {
        let head = Head {
            organ: "区民政局".into(),
            recipient: None,
            ..head()
        };
        let paper = PAPERS.fill(kind, &head, &Values::new()).unwrap();
        text(&PAPERS.docx(&paper).unwrap(), "form");
        crate::support::PRESS.pdf(&paper).unwrap();
    }
}
