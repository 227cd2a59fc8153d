//! Sheets that come in: tried out, done, sent once more.

mod history;
mod meanwhile;
mod on_projects;
mod people;
mod round_trip;

use axum::http::{Method, StatusCode};

use crate::support::{Answered, Browser, District};

const LINE: &str = "line-between-parts";

async fn send(browser: &mut Browser, kind: &str, name: &str, content: &[u8]) -> Answered {
    send_to(browser, &format!("/imports/{kind}"), name, content).await
}

/// A file as the page's form sends it.
pub async fn send_to(browser: &mut Browser, path: &str, name: &str, content: &[u8]) -> Answered {
    let csrf = browser.get(path).await.hidden("_csrf");
    let mut body = Vec::new();
    body.extend(
        format!("--{LINE}\r\ncontent-disposition: form-data; name=\"_csrf\"\r\n\r\n{csrf}\r\n")
            .bytes(),
    );
    body.extend(
        format!("--{LINE}\r\ncontent-disposition: form-data; name=\"file\"; filename=\"{name}\"\r\ncontent-type: application/octet-stream\r\n\r\n").bytes(),
    );
    body.extend(content);
    body.extend(format!("\r\n--{LINE}--\r\n").bytes());
    let kind = format!("multipart/form-data; boundary={LINE}");
    browser
        .ask(Method::POST, path, &[("content-type", kind.as_str())], body)
        .await
}

const SHEET: &str = "机构名称,统一社会信用代码,业务类型,联系人和电话,备注\n\
    甲公司,91110102MA00000011,承建、运维,李一,无\n\
    \n\
    乙公司,91110102MA00000022,测试什么,,无\n\
    丙公司,错误代码,监理,,无\n\
    甲公司,91110102MA00000011,承建、运维,李一,无\n";

#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_is_tried_out_done_and_changes_nothing_again() {
    let district = District::found().await;
    let mut bureau = district.signed_in("kexinju").await;
    let count = async || {
        let world = district.app.world().await.unwrap();
        world.registers.agencies.len()
    };
    let before = count().await;
    let sheet = encoding_rs::GBK.encode(SHEET).0.into_owned();
    let tried = send(&mut bureau, "agency", "机构.csv", &sheet).await;
    assert_eq!(tried.status, StatusCode::OK, "{}", tried.text);
    assert!(tried.text.contains("检查结果") && tried.text.contains("备注"));
    assert!(tried.text.contains(">4<") && tried.text.contains(">5<"));
    assert!(tried.text.contains("与第2行完全相同"));
    assert_eq!(count().await, before, "a trial stores nothing");
    let (csrf, sm3) = (tried.hidden("_csrf"), tried.hidden("file"));
    let all = [("_csrf", csrf.as_str()), ("file", &sm3), ("do", "all")];
    let none = bureau.post("/imports/agency", &all).await;
    assert_eq!(none.status, StatusCode::OK, "{sm3} {}", tried.text);
    assert_eq!(count().await, before, "all or none");
    let good = [("_csrf", csrf.as_str()), ("file", &sm3), ("do", "good")];
    let done = bureau.post("/imports/agency", &good).await;
    assert!(done.text.contains("导入结果"), "{}", done.text);
    assert_eq!(count().await, before + 1);
    let again = bureau.post("/imports/agency", &good).await;
    assert!(again.text.contains("以前已导入"));
    assert_eq!(count().await, before + 1);
    let returned = bureau.get(&format!("/imports/agency/returned/{sm3}")).await;
    assert!(returned.bytes.starts_with(b"PK"));
    // another person has no such file
    let mut other = district.signed_in("kexinju_tongchou").await;
    let theirs = other.get(&format!("/imports/agency/returned/{sm3}")).await;
    assert_eq!(theirs.status, StatusCode::NOT_FOUND);
}

/// Article 6: neither the row nor the file that it came in is kept.
#[tokio::test(flavor = "multi_thread")]
async fn a_sheet_with_a_secret_row_is_not_kept() {
    let district = District::found().await;
    let mut unit = district.signed_in("jiedao").await;
    let fields = tongchou_project::act_spec("register_project")
        .unwrap()
        .fields;
    let heads: Vec<&str> = fields.iter().map(|field| field.label).collect();
    let row = |secret: &'static str| {
        let cells = fields.iter().map(move |field| match field.name {
            "state_secret" => secret,
            _ => "某系统",
        });
        cells.collect::<Vec<_>>().join(",")
    };
    let sheet = |secret| format!("{}\n{}\n{}\n", heads.join(","), row("否"), row(secret));
    for (secret, kept) in [("否", true), ("是", false)] {
        let sheet = sheet(secret);
        let tried = send(&mut unit, "project", "项目.csv", sheet.as_bytes()).await;
        assert_eq!(tried.status == StatusCode::OK, kept, "{}", tried.text);
        let told = tried.text.contains("第3行涉及国家秘密");
        assert_eq!(told, !kept, "{}", tried.text);
        let digest = tongchou_store::hex(&<[u8; 32]>::from(<sm3::Sm3 as sm3::Digest>::digest(
            sheet.as_bytes(),
        )));
        let blob = district.app.store().blob(&digest).await.unwrap();
        assert_eq!(blob.is_some(), kept);
        let place = district.folder.path().join("files");
        let stored = walk(&place).iter().any(|bytes| bytes == sheet.as_bytes());
        assert_eq!(stored, kept);
    }
}

/// The contents of all files below a folder.
fn walk(folder: &std::path::Path) -> Vec<Vec<u8>> {
    let Ok(entries) = std::fs::read_dir(folder) else {
        return Vec::new();
    };
    let paths = entries.map(|entry| entry.unwrap().path());
    paths
        .flat_map(|path| {
            if path.is_dir() {
                walk(&path)
            } else {
                vec![std::fs::read(&path).unwrap()]
            }
        })
        .collect()
}

/// A column more, a mark on what is wrong, and everything else as it came.
#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_comes_back_in_the_senders_own_workbook() {
    use calamine::{Data, Reader, Xlsx};
    use rust_xlsxwriter::{Color, Format, Workbook};
    let district = District::found().await;
    let mut bureau = district.signed_in("kexinju").await;
    let mut book = Workbook::new();
    let (bold, blue) = (
        Format::new().set_bold(),
        Format::new().set_background_color(Color::Blue),
    );
    let sheet = book.add_worksheet().set_name("机构 & 名单").unwrap();
    sheet.merge_range(0, 0, 0, 3, "本年度机构", &bold).unwrap();
    for (column, head) in (0u16..).zip(["机构名称", "统一社会信用代码", "业务类型", "序号"])
    {
        sheet
            .write_string_with_format(2, column, head, &bold)
            .unwrap();
    }
    for (row, code) in (3u32..).zip(["91110102MA00000011", "错误代码"]) {
        sheet.write_string(row, 0, format!("{row}公司")).unwrap();
        sheet.write_string_with_format(row, 1, code, &bold).unwrap();
        sheet.write_string(row, 2, "监理").unwrap();
        sheet.write_number(row, 3, row).unwrap();
        // empty, but not without a look, where the result goes
        sheet.write_blank(row, 4, &blue).unwrap();
        sheet.write_blank(row, 6, &blue).unwrap();
    }
    let other = book.add_worksheet().set_name("别的").unwrap();
    other.write_string(0, 0, "不动").unwrap();
    let bytes = book.save_to_buffer().unwrap();
    let tried = send(&mut bureau, "agency", "机构.xlsx", &bytes).await;
    assert_eq!(tried.status, StatusCode::OK, "{}", tried.text);
    let sm3 = tried.hidden("file");
    let back = bureau.get(&format!("/imports/agency/returned/{sm3}")).await;
    let mut read: Xlsx<_> = Xlsx::new(std::io::Cursor::new(back.bytes.clone())).unwrap();
    assert_eq!(read.sheet_names(), ["机构 & 名单", "别的"]);
    assert_eq!(
        read.merge_cells_by_sheet_name("机构 & 名单").unwrap().len(),
        1
    );
    let sheet = read.worksheet_range("机构 & 名单").unwrap();
    let at = |row: u32, column: u32| {
        sheet
            .get_value((row, column))
            .cloned()
            .unwrap_or(Data::Empty)
    };
    assert_eq!(at(2, 4), Data::String("导入结果".to_owned()));
    assert_eq!(at(3, 4), Data::String("可以导入".to_owned()));
    assert!(
        at(4, 4).to_string().contains("统一社会信用代码"),
        "{}",
        at(4, 4)
    );
    assert_eq!(at(4, 3), Data::Float(4.0), "a number stays one");
    assert_eq!(at(0, 0), Data::String("本年度机构".to_owned()));
    let other = read.worksheet_range("别的").unwrap();
    assert_eq!(
        other.get_value((0, 0)),
        Some(&Data::String("不动".to_owned()))
    );
    // each cell stands once and in its place, the wrong one on another ground
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(back.bytes)).unwrap();
    let mut xml = String::new();
    let mut part = archive.by_name("xl/worksheets/sheet1.xml").unwrap();
    std::io::Read::read_to_string(&mut part, &mut xml).unwrap();
    let row = xml
        .split("<row r=\"5\"")
        .nth(1)
        .unwrap()
        .split("</row>")
        .next()
        .unwrap();
    let places: Vec<&str> = row
        .split("<c r=\"")
        .skip(1)
        .map(|cell| &cell[..2])
        .collect();
    assert_eq!(places, ["A5", "B5", "C5", "D5", "E5", "G5"]);
    let style = |place: &str| {
        let cell = xml.split(&format!("<c r=\"{place}\"")).nth(1).unwrap();
        cell.split('>').next().unwrap().to_owned()
    };
    assert_ne!(style("B5"), style("B4"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_template_filled_in_is_read_again() {
    let district = District::found().await;
    let mut bureau = district.signed_in("kexinju").await;
    for kind in ["agency", "expert", "platform"] {
        let template = bureau.get(&format!("/imports/{kind}/template")).await;
        assert_eq!(template.status, StatusCode::OK);
        let tried = send(&mut bureau, kind, "模板.xlsx", &template.bytes).await;
        assert_eq!(tried.status, StatusCode::OK, "{kind}: {}", tried.text);
        assert!(tried.text.contains("可以导入"), "{kind}");
    }
    let mut unit = district.signed_in("jiedao").await;
    assert_eq!(
        unit.get("/imports/expert").await.status,
        StatusCode::NOT_FOUND
    );
    assert_eq!(unit.get("/imports/project").await.status, StatusCode::OK);
}

#[tokio::test(flavor = "multi_thread")]
async fn hostile_sheets_are_refused_in_words() {
    let district = District::found().await;
    let mut bureau = district.signed_in("kexinju").await;
    for (name, content, says) in [
        ("表.xlsx", &b"PK\x03\x04rubbish"[..], "表"),
        ("表.csv", "甲,乙\n1,2\n".as_bytes(), "表头"),
        ("表.csv", "机构名称\n甲\n".as_bytes(), "缺少必填的列"),
        (
            "表.csv",
            "机构名称,统一社会信用代码,业务类型\n机密★十年,91110102MA00000011,监理\n".as_bytes(),
            "密",
        ),
    ] {
        let answer = send(&mut bureau, "agency", name, content).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{says}");
        assert!(answer.text.contains(says), "{says}: {}", answer.text);
    }
}

/// The cells of a template's first row.
fn heads(template: &[u8]) -> Vec<String> {
    use calamine::{Reader, Xlsx};
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(template)).unwrap();
    crate::support::heads(&book.worksheet_range_at(0).unwrap().unwrap())
}

#[tokio::test(flavor = "multi_thread")]
async fn a_project_comes_in_by_its_own_template() {
    let district = District::found().await;
    let mut unit = district.signed_in("jiedao").await;
    let template = unit.get("/imports/project/template").await;
    let blank = send(&mut unit, "project", "空白.xlsx", &template.bytes).await;
    assert!(
        !blank.text.contains("国家秘密标志"),
        "a template bears no mark"
    );
    let heads = heads(&template.bytes);
    let cell = |head: &String| match head.replace("（必填）", "").as_str() {
        "项目名称" => "楼道照明改造平台",
        "项目概述" => "楼道照明远程控制。",
        "信息化领域" => "业务信息系统",
        "项目性质" => "工程建设",
        "资金来源" => "财政性资金",
        "网络安全等级保护级别" => "2",
        "专业领域牵头部门" => "示范区政务服务局",
        "使用本区财政资金" => "是",
        _ => "否",
    };
    let needed: Vec<&String> = heads.iter().filter(|head| head.contains("必填")).collect();
    let row: Vec<&str> = needed.iter().map(|head| cell(head)).collect();
    let names: Vec<&str> = needed.iter().map(|head| head.as_str()).collect();
    let sheet = format!("{}\n{}\n", names.join("\t"), row.join("\t"));
    // as spreadsheets save text with tabs between the cells
    let utf16: Vec<u8> = [0xFF, 0xFE]
        .into_iter()
        .chain(sheet.encode_utf16().flat_map(u16::to_le_bytes))
        .collect();
    let tried = send(&mut unit, "project", "项目.csv", &utf16).await;
    assert_eq!(tried.status, StatusCode::OK, "{}", tried.text);
    let (csrf, sm3) = (tried.hidden("_csrf"), tried.hidden("file"));
    let all = [("_csrf", csrf.as_str()), ("file", &sm3), ("do", "all")];
    let done = unit.post("/imports/project", &all).await;
    assert!(done.text.contains("已导入"), "{}", done.text);
    let world = district.app.world().await.unwrap();
    assert!(
        world
            .latest_projects()
            .any(|entry| entry.title == "楼道照明改造平台")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cell_for_yes_or_no_says_one_of_both() {
    let district = District::found().await;
    let mut bureau = district.signed_in("kexinju").await;
    let sheet = "姓名,工作单位,工作单位（本区单位）,专业领域,密码领域专家\n\
        甲,某大学,文昌街道办事处,业务信息系统,不是\n乙,某大学,,业务信息系统,涉及\n丙,某大学,,业务信息系统,也许\n丙,某大学,,业务信息系统,也许\n";
    let tried = send(&mut bureau, "expert", "专家.csv", sheet.as_bytes()).await;
    assert!(tried.text.contains("不是“是”或者“否”"), "{}", tried.text);
    let (csrf, sm3) = (tried.hidden("_csrf"), tried.hidden("file"));
    let good = [("_csrf", csrf.as_str()), ("file", &sm3), ("do", "good")];
    bureau.post("/imports/expert", &good).await;
    let world = district.app.world().await.unwrap();
    let expert = |name: &str| {
        let mut experts = world.registers.experts.values();
        experts.find(|expert| expert.name == name).cloned()
    };
    assert!(!expert("甲").unwrap().cryptography && expert("乙").unwrap().cryptography);
    assert_eq!(
        expert("甲").unwrap().body.as_deref(),
        Some(district.body("文昌街道办事处").as_str())
    );
    assert!(expert("丙").is_none());
    // the register's own export brings nobody in twice
    let export = bureau.get("/exports/expert").await;
    let again = send(&mut bureau, "expert", "专家库.xlsx", &export.bytes).await;
    assert!(again.text.contains("已在库"), "{}", again.text);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_long_text_in_every_cell_is_refused() {
    use rust_xlsxwriter::Workbook;
    let district = District::found().await;
    let mut bureau = district.signed_in("kexinju").await;
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    let long = "长".repeat(9_000);
    sheet.write_string(0, 0, "机构名称").unwrap();
    for row in 1..1_000 {
        for column in 0..2 {
            sheet.write_string(row, column, &long).unwrap();
        }
    }
    let bytes = book.save_to_buffer().unwrap();
    let answer = send(&mut bureau, "agency", "长.xlsx", &bytes).await;
    assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(answer.text.contains("表格太大"), "{}", answer.text);
}
