//! The regulation's pages: every article with what it decides, the official
//! text beside it, and what the bureau says of it.

use axum::http::StatusCode;
use tongchou_server::pack::{Folders, law};

use crate::files::made;
use crate::imports::send_to;
use crate::support::District;

/// A text of our own making with as many articles as the measure has.
fn text(articles: u32) -> String {
    let law = law(&Folders::default()).unwrap();
    let mut text = format!("{}\n\n第一章 总 则\n\n", law.latest().name());
    for number in 1..=articles {
        let words = tongchou_rules::article::numeral(number);
        if number == 20 {
            text += "第二章 建 设\n\n";
        }
        text += &format!("第{words}条 本条是试验用的第一款，共两\n\n款。\n\n第二款有两项：\n\n");
        text += "- （一）第一项；\n\n- （二）第二项。\n\n";
    }
    text
}

async fn import(district: &District, who: &str, text: &str) -> (StatusCode, String) {
    let mut browser = district.signed_in(who).await;
    let csrf = browser.get("/regulation/texts").await.hidden("_csrf");
    let form = [("_csrf", csrf.as_str()), ("text", text)];
    let answer = browser.post("/regulation/texts", &form).await;
    (answer.status, answer.text)
}

#[tokio::test(flavor = "multi_thread")]
async fn every_article_has_its_page() {
    let district = District::found().await;
    let mut anyone = district.anyone();
    let contents = anyone.get("/regulation").await.text;
    for number in 1..=36 {
        let path = format!("/regulation/{number}");
        assert!(contents.contains(&format!("href=\"{path}\"")), "{path}");
        let page = anyone.get(&path).await;
        assert_eq!(page.status, StatusCode::OK, "{path}");
    }
    for wrong in ["0", "37", "-1", "x", "20.x", "99999999999", "1.2.3.4"] {
        let page = anyone.get(&format!("/regulation/{wrong}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{wrong}");
    }
    let paragraph = anyone.get("/regulation/20.3").await;
    assert_eq!(paragraph.location(), "/regulation/20#a20.3");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_article_tells_all_that_it_decides() {
    let district = District::found().await;
    let page = district.anyone().get("/regulation/20").await.text;
    for words in [
        "第四章 建设",
        "id=\"a20.3\"",
        "A20.3",
        "条文规定",
        "由义务推定",
        "100.00万元",
        "软件测评报告",
        "原则上应当实行监理",
        "最严",
        "申请验收",
        "还没有对本条的解释",
    ] {
        assert!(page.contains(words), "{words}");
    }
    assert!(
        !page.contains("发布对本条的解释"),
        "the form is the bureau's"
    );
    let duties = district.anyone().get("/regulation/32").await.text;
    assert!(
        duties.contains("有期限的义务") && duties.contains("绩效自评"),
        "{duties}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_bureau_interprets_an_article_on_its_page() {
    let district = District::found().await;
    let mut bureau = district.signed_in("kexinju").await;
    let page = bureau.get("/regulation/25").await;
    let form = [
        ("_csrf", page.hidden("_csrf")),
        ("_key", page.hidden("_key")),
        ("article", "25".to_owned()),
        ("number", "解释1号".to_owned()),
        ("text", "验收当日计入十五个工作日。".to_owned()),
    ];
    let form: Vec<(&str, &str)> = form
        .iter()
        .map(|(name, value)| (*name, value.as_str()))
        .collect();
    let done = bureau.post("/registers/interpretation/new", &form).await;
    assert_eq!(done.status, StatusCode::SEE_OTHER, "{}", done.text);
    let told = district.anyone().get("/regulation/25").await.text;
    assert!(told.contains("验收当日计入十五个工作日。") && told.contains("解释1号"));
    let contents = district.anyone().get("/regulation").await.text;
    assert!(contents.contains("1 件解释"));
    assert!(
        !district
            .signed_in("jiedao")
            .await
            .get("/regulation/25")
            .await
            .text
            .contains("发布对本条")
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn the_official_text_stands_beside_the_clauses() {
    let district = District::found().await;
    let (status, _) = import(&district, "jiedao", &text(36)).await;
    assert_eq!(
        status,
        StatusCode::NOT_FOUND,
        "the system administrator's alone"
    );
    let (status, said) = import(&district, "xitong", &text(36)).await;
    assert_eq!(status, StatusCode::SEE_OTHER, "{said}");
    let page = district.anyone().get("/regulation/20").await.text;
    assert!(
        page.contains("本条是试验用的第一款，共两款。"),
        "joined over the page's end"
    );
    for anchor in ["a20.1", "a20.2", "a20.2.1", "a20.2.2", "a20.5"] {
        let id = format!("id=\"{anchor}\"");
        assert_eq!(page.matches(&id).count(), 1, "{anchor}");
    }
    let mut unit = district.signed_in("jiedao").await;
    let versions = unit.get("/regulation/texts").await.text;
    assert!(versions.contains("2章 36条 72款 72项"), "{versions}");
    let (status, said) = import(&district, "xitong", &text(36)).await;
    assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "the same again");
    assert!(said.contains("完全相同"));
    let (status, _) = import(&district, "xitong", &text(36).replace("试验用", "改过")).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let first = unit.get("/regulation/texts/1").await.text;
    assert!(
        first.contains("试验用") && !first.contains("改过"),
        "kept as it was"
    );
    assert!(unit.get("/regulation/20").await.text.contains("改过"));
    assert!(!first.contains("相比"), "there was none before");
    let second = unit.get("/regulation/texts/2").await.text;
    assert!(second.contains("有 36 条文字不同"), "{second}");
    assert!(second.contains("<del>试验用</del><ins>改过</ins>"));
    assert_eq!(
        unit.get("/regulation/texts/3").await.status,
        StatusCode::NOT_FOUND
    );
    let mut audit = district.signed_in("shenji").await;
    assert!(
        audit
            .get("/people/notes")
            .await
            .text
            .contains("导入官方文本")
    );
}

/// A document's body, what stands around it on the page not.
#[tokio::test(flavor = "multi_thread")]
async fn a_document_is_read_looked_over_and_then_imported() {
    let district = District::found().await;
    let mut system = district.signed_in("xitong").await;
    let paragraphs: String = text(36)
        .lines()
        .filter(|line| !line.trim().is_empty())
        .map(|line| format!("<w:p><w:r><w:t>{line}</w:t></w:r></w:p>"))
        .collect();
    let body = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?><w:document xmlns:w=\"w\"><w:body>{paragraphs}</w:body></w:document>"
    );
    let foot = "<w:ftr xmlns:w=\"w\"><w:p><w:r><w:t>页脚的字</w:t></w:r></w:p></w:ftr>";
    let document = made::zipped(&[
        made::TYPES,
        ("word/document.xml", body.as_bytes()),
        ("word/footer1.xml", foot.as_bytes()),
    ]);
    let read = send_to(&mut system, "/regulation/texts", "办法.docx", &document).await;
    assert_eq!(read.status, StatusCode::OK);
    assert!(read.text.contains("尚未导入") && read.text.contains("本条是试验用的第一款"));
    assert!(!read.text.contains("页脚的字"));
    assert!(read.text.contains("还没有导入"), "nothing is kept of it");
    let (from, to) = (
        read.text.find("<textarea").unwrap(),
        read.text.find("</textarea>").unwrap(),
    );
    let shown = read.text[from..to].split_once('>').unwrap().1;
    let (status, _) = import(&district, "xitong", shown).await;
    assert_eq!(status, StatusCode::SEE_OTHER);
    let page = district.anyone().get("/regulation/20").await.text;
    assert!(page.contains("本条是试验用的第一款，共两款。"));

    let empty: &[u8] = b"<w:document xmlns:w=\"w\"><w:body/></w:document>";
    let empty = made::zipped(&[made::TYPES, ("word/document.xml", empty)]);
    for (name, bytes, says) in [
        ("办法.docx", empty, "读不出文字"),
        ("办法.docx", b"%PDF-1.4".to_vec(), "内容却是"),
        ("办法.docx", made::docx(&["机密★一年"]), "国家秘密标志"),
    ] {
        let answer = send_to(&mut system, "/regulation/texts", name, &bytes).await;
        assert_eq!(answer.status, StatusCode::UNPROCESSABLE_ENTITY, "{says}");
        assert!(answer.text.contains(says), "{says}");
    }
    let mut unit = district.signed_in("jiedao").await;
    let path = "/regulation/texts";
    let theirs = send_to(&mut unit, path, "办法.docx", &document);
    assert!(theirs.await.status.is_client_error());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_lacks_articles_is_refused_naming_which() {
    let district = District::found().await;
    let lacking = text(36).replace("第三条 ", "").replace("第十七条 ", "");
    let twice = format!("{}第五条 又一次。\n", text(36));
    let cases = [
        ("", "没有填写文本"),
        ("随便写几句。", "没有出现《"),
        (lacking.as_str(), "缺少第三条、第十七条"),
        (twice.as_str(), "出现不止一次：第五条"),
    ];
    for (text, says) in cases {
        let (status, page) = import(&district, "xitong", text).await;
        assert_eq!(status, StatusCode::UNPROCESSABLE_ENTITY, "{says}");
        assert!(page.contains(says), "{says}");
    }
    let more = text(37);
    let (_, page) = import(&district, "xitong", &more).await;
    assert!(page.contains("多出本办法没有的第三十七条"), "{page}");
    assert!(page.contains("本条是试验用"), "what was typed is kept");
    // made of parts, so that this file does not itself look marked
    let mark = ["机", "密", "★", "10年"].concat();
    let marked = text(36).replace("试验用", &mark);
    let (_, page) = import(&district, "xitong", &marked).await;
    assert!(page.contains("第六条") && !page.contains(&mark));
    let bytes = district.bytes();
    let mark = mark.as_bytes();
    assert!(
        !bytes.windows(mark.len()).any(|window| window == mark),
        "kept nowhere"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn an_article_counts_the_projects_it_concerns_for_the_reader() {
    let district = District::found().await;
    let project = district.project().await.to_string();
    let path = "/regulation/8/projects";
    let seen = district.signed_in("jiedao").await.get(path).await.text;
    assert!(
        seen.contains(&project) && seen.contains("1 个项目"),
        "{seen}"
    );
    let other = district.signed_in("minzhengju").await.get(path).await.text;
    assert!(!other.contains(&project) && other.contains("0 个项目"));
    let bureau = district.signed_in("kexinju").await.get(path).await.text;
    assert!(bureau.contains(&project));
    // nothing of acceptance can be done yet
    let later = district
        .signed_in("jiedao")
        .await
        .get("/regulation/26/projects")
        .await;
    assert_eq!(later.status, StatusCode::OK);
    let unknown = district
        .signed_in("jiedao")
        .await
        .get("/regulation/99/projects")
        .await;
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[tokio::test(flavor = "multi_thread")]
async fn citations_lead_to_their_articles() {
    let district = District::found().await;
    let project = district.project().await;
    let mut unit = district.signed_in("jiedao").await;
    let form = unit
        .get(&format!("/projects/{project}/acts/declare_project"))
        .await
        .text;
    assert!(form.contains("href=\"/regulation/8#a8\""), "{form}");
    let contents = unit.get("/regulation").await.text;
    assert!(contents.contains("href=\"/regulation/22#a22.1\""));
}
