//! Templates, layouts and fonts of a deployment's own.

use std::fs;
use std::path::Path;

use tongchou_papers::{Error, Fonts, Kind, Papers, Press};

use crate::support::{head, text};

fn folder(file: &str, change: impl Fn(String) -> String) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let (name, bytes) = Papers::built_in().find(|(name, _)| name == file).unwrap();
    fs::write(
        folder.path().join(name),
        change(String::from_utf8(bytes).unwrap()),
    )
    .unwrap();
    folder
}

fn fault(file: &str, change: impl Fn(String) -> String) -> String {
    let folder = folder(file, change);
    Papers::load(Some(folder.path())).unwrap_err().to_string()
}

#[test]
fn a_changed_template_is_used_without_building_anew() {
    let folder = folder("opinion_letter.toml", |text| {
        text.replace("特此函告。", "请遵照执行。")
    });
    let papers = Papers::load(Some(folder.path())).unwrap();
    let values = papers.sample(Kind::OpinionLetter).unwrap();
    let paper = papers.fill(Kind::OpinionLetter, &head(), &values).unwrap();
    let press = Press::new(&papers, Fonts::find(None).unwrap()).unwrap();
    assert!(text(&press.pdf(&paper).unwrap()).contains("请遵照执行。"));
}

#[test]
fn a_template_with_a_fault_is_told_with_its_file() {
    let unknown = fault("circular.toml", |text| {
        text.replace("{subject}", "{sbuject}")
    });
    assert!(
        unknown.contains("circular.toml") && unknown.contains("sbuject"),
        "{unknown}"
    );
    let key = fault("circular.toml", |text| text.replace("title =", "titel ="));
    assert!(key.contains("titel"), "{key}");
    let format = fault("opinion_letter.toml", |text| {
        text.replace("{total:capital}", "{total:captial}")
    });
    assert!(format.contains("captial"), "{format}");
    let sample = fault("opinion_letter.toml", |text| {
        text.replace("sample = 128500000", "sample = \"x\"")
    });
    assert!(sample.contains("total"), "{sample}");
}

#[test]
fn a_template_may_not_demand_what_the_program_does_not_give() {
    let more =
        "variable = [\n  { name = \"new\", label = \"新\", sort = \"text\", sample = \"x\" },";
    let demanded = fault("circular.toml", |text| {
        text.replacen("variable = [", more, 1)
    });
    assert!(demanded.contains("系统不提供变量new"), "{demanded}");
}

#[test]
fn a_layout_with_a_fault_is_told_with_its_line() {
    let folder = folder("foot.typ", |text| {
        text.replace("date-width = measure", "date-width = mesure")
    });
    let papers = Papers::load(Some(folder.path())).unwrap();
    let press = Press::new(&papers, Fonts::find(None).unwrap()).unwrap();
    let values = papers.sample(Kind::OpinionLetter).unwrap();
    let paper = papers.fill(Kind::OpinionLetter, &head(), &values).unwrap();
    let told = press.pdf(&paper).unwrap_err().to_string();
    assert!(
        told.contains("foot.typ:") && told.contains("mesure"),
        "{told}"
    );
}

#[test]
fn a_layout_reads_nothing_but_the_paper() {
    let folder = folder("paper.typ", |text| {
        format!("#read(\"/etc/passwd\")\n{text}")
    });
    let papers = Papers::load(Some(folder.path())).unwrap();
    let press = Press::new(&papers, Fonts::find(None).unwrap()).unwrap();
    let values = papers.sample(Kind::OpinionLetter).unwrap();
    let paper = papers.fill(Kind::OpinionLetter, &head(), &values).unwrap();
    assert!(matches!(press.pdf(&paper), Err(Error::Typeset(_))));
}

#[test]
fn a_missing_font_names_its_package() {
    let error = Fonts::find_below(Path::new("/nowhere"), None).unwrap_err();
    let told = "缺少中文字体truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf，请安装Debian软件包fonts-lxgw-wenkai：apt-get install fonts-lxgw-wenkai";
    assert_eq!(error.to_string(), told);
}

#[test]
fn a_font_of_the_deployments_own_comes_first() {
    let fonts = tempfile::tempdir().unwrap();
    fs::copy(
        "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
        fonts.path().join("own.ttf"),
    )
    .unwrap();
    let folder = folder("fonts.toml", |text| {
        text.replace("\"FangSong_GB2312\", ", "\"DejaVu Sans\", ")
    });
    let papers = Papers::load(Some(folder.path())).unwrap();
    let press = Press::new(&papers, Fonts::find(Some(fonts.path())).unwrap()).unwrap();
    let values = papers.sample(Kind::OpinionLetter).unwrap();
    let pdf = press
        .pdf(&papers.fill(Kind::OpinionLetter, &head(), &values).unwrap())
        .unwrap();
    assert!(crate::support::read("pdffonts", &["FILE"], &pdf).contains("DejaVuSans"));
}
