//! Letters and forms on paper: which there are, what stands in them, who gets them,
//! and how their holders check them. PDF is read by pdftotext, Word by python-docx.

use std::process::Command;

use axum::http::{StatusCode, header};
use serde_json::json;
use uuid::Uuid;

use crate::files::{made, taken};
use crate::support::{Answered, District};
use crate::under_review::{PASS, act, by, declared, expert_reviewed};

mod closed;
mod district;
mod supervised;
mod templates;

/// All text of a Word document, as an independent reader finds it.
const READ: &str = r"
import docx, sys
d = docx.Document(sys.argv[1])
for p in d.paragraphs: print(p.text)
for t in d.tables:
    for r in t.rows:
        for c in r.cells: print(c.text)
s = d.sections[0]
for f in (s.header, s.first_page_header, s.footer, s.first_page_footer):
    for p in f.paragraphs: print(p.text)
";

const LETTER: &str = "信审函〔2025〕1号";

fn run(program: &str, arguments: &[&str], bytes: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("paper");
    std::fs::write(&file, bytes).unwrap();
    let file = file.to_str().unwrap();
    let mut command = Command::new(program);
    for argument in arguments {
        command.arg(if *argument == "FILE" { file } else { argument });
    }
    let output = command
        .output()
        .unwrap_or_else(|error| panic!("{program}: {error}; run bin/setup"));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{program}: {said}");
    let text = String::from_utf8(output.stdout).unwrap();
    let said = |c: &char| !c.is_whitespace() && *c != '\u{200b}';
    text.chars().filter(said).collect()
}

pub fn pdf_text(answer: &Answered) -> String {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    run("pdftotext", &["-layout", "FILE", "-"], &answer.bytes)
}

pub fn word_text(answer: &Answered) -> String {
    assert_eq!(answer.status, StatusCode::OK, "{}", answer.text);
    run("/usr/bin/python3", &["-c", READ, "FILE"], &answer.bytes)
}

/// The addresses of the papers that a page offers.
pub fn offered(page: &str, ending: &str) -> Vec<String> {
    let links = page.split("href=\"").skip(1);
    let links = links.filter_map(|rest| rest.split('"').next());
    let papers = links.filter(|href| href.contains("/papers/") || href.contains("/forms/"));
    papers
        .filter(|href| href.ends_with(ending))
        .map(ToOwned::to_owned)
        .collect()
}

pub fn only<'a>(papers: &'a [String], kind: &str) -> &'a str {
    let mut found = papers.iter().filter(|href| href.contains(kind));
    found
        .next()
        .unwrap_or_else(|| panic!("{kind} in {papers:?}"))
}

/// With an opinion letter; the title may be anything.
pub async fn lettered(district: &District, title: &str) -> Uuid {
    let id = expert_reviewed(district, title).await;
    let bureau = district.token("kexinju").await;
    let meeting = json!({
        "title": "2025年第一次会商会议", "held_on": "2025-03-03", "place": "第三会议室",
        "agenda": [id.to_string()],
    });
    let made = bureau.post("/api/v1/registers/meeting", &meeting).await;
    assert_eq!(made.status, StatusCode::CREATED, "{}", made.text);
    let meeting = made.json()["id"].as_str().unwrap().to_owned();
    let minutes = json!({ "attendees": "赵立（区科信局）", "minutes": "同意建设\n注意复用" });
    let path = format!("/api/v1/registers/meeting/{meeting}/acts/record_minutes");
    let done = bureau.post(&path, &minutes).await;
    assert_eq!(done.status, StatusCode::CREATED, "{}", done.text);
    let concluded = json!({
        "meeting": meeting, "outcome": PASS, "opinion": "同意",
        "departments": [{ "department": "区财政局", "opinion": "同意" }],
    });
    act(&bureau, id, "conclude_consultation", &concluded).await;
    let decided = json!({
        "outcome": PASS, "opinion": "同意建设", "decided_on": "2025-03-03", "number": "政字1号",
    });
    by(district, "quzhengfu", id, "decide_project", &decided).await;
    let letter = json!({
        "items": [
            { "name": "应用软件开发", "category": "software_development", "amount": "400000" },
            { "name": "安全防护", "category": "security", "amount": "40000" },
        ],
        "conditions": "使用区级统一身份认证\n验收前完成软件测评",
    });
    act(&bureau, id, "issue_opinion_letter", &letter).await;
    id
}

fn disposition(answer: &Answered) -> &str {
    answer.headers[header::CONTENT_DISPOSITION]
        .to_str()
        .unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_opinion_letter_is_had_as_pdf_and_word_and_stays_as_it_was() {
    let district = District::found().await;
    let id = lettered(&district, "街道议事平台").await;
    let mut unit = district.signed_in("jiedao").await;
    let page = unit.get(&format!("/projects/{id}/letter")).await;
    let (pdf, word) = (offered(&page.text, ".pdf"), offered(&page.text, ".docx"));
    let (pdf, word) = (only(&pdf, "opinion_letter"), only(&word, "opinion_letter"));
    let first = unit.get(pdf).await;
    let text = pdf_text(&first);
    for said in [
        "信审函〔2025〕1号",
        "街道议事平台",
        "应用软件开发",
        "40.00",
        "44.00万元",
        "肆拾肆万元整",
        "使用区级统一身份认证",
        "政字1号",
        "SM3指纹",
    ] {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert_eq!(first.headers[header::X_CONTENT_TYPE_OPTIONS], "nosniff");
    assert_eq!(first.headers[header::CONTENT_TYPE], "application/pdf");
    assert!(disposition(&first).starts_with("attachment; filename=\"file.pdf\""));
    let document = unit.get(word).await;
    let text = word_text(&document);
    for said in ["信审函〔2025〕1号", "应用软件开发", "使用区级统一身份认证"]
    {
        assert!(text.contains(said), "{said}: {text}");
    }
    // later events change nothing of it, and the same paper is the same bytes
    let budget = json!({ "year": 2025, "amount": "100000", "purpose": "implementation" });
    by(&district, "caizhengju", id, "arrange_budget", &budget).await;
    assert!(unit.get(pdf).await.bytes == first.bytes);
    assert!(unit.get(word).await.bytes == document.bytes);
    // nobody else finds it
    let mut other = district.signed_in("weijianwei").await;
    for path in [pdf, word, &format!("/projects/{id}/papers")] {
        assert_eq!(
            other.get(path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
    for wrong in ["change_receipt-", "opinion_letter-x", "opinion_letter"] {
        let path = format!("/projects/{id}/papers/{wrong}.pdf");
        assert_eq!(
            unit.get(&path).await.status,
            StatusCode::NOT_FOUND,
            "{path}"
        );
    }
}

/// What stands behind some words.
fn after(text: &str, words: &str, length: usize) -> String {
    let rest = text
        .split(words)
        .nth(1)
        .unwrap_or_else(|| panic!("{words}: {text}"));
    rest.chars().take(length).collect()
}

/// Without spaces and the places where a long word may be broken.
fn squeezed(text: &str) -> String {
    let kept = |c: &char| !c.is_whitespace() && *c != '\u{200b}';
    text.chars().filter(kept).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn anyone_who_holds_a_letter_can_check_it() {
    let district = District::found().await;
    let id = lettered(&district, "街道议事平台").await;
    let mut anyone = district.anyone();
    let form = anyone.get("/public/letters").await;
    assert_eq!(form.status, StatusCode::OK);
    let to = anyone
        .get("/public/letters?number=%E4%BF%A1%E5%AE%A1%E5%87%BD%E3%80%942025%E3%80%951%E5%8F%B7")
        .await;
    assert_eq!(to.status, StatusCode::SEE_OTHER);
    let address = to.location().to_owned();
    let page = anyone.get(&address).await;
    assert_eq!(page.status, StatusCode::OK);
    for said in ["街道议事平台", "文昌街道办事处", "44.00万元", "证明路径"] {
        assert!(page.text.contains(said), "{said}: {}", page.text);
    }
    assert!(!page.text.contains(&id.to_string()) && !page.text.contains("同意建设"));
    let codes = page.text.split("<code>").skip(1);
    let codes: Vec<&str> = codes.filter_map(|rest| rest.split('<').next()).collect();
    let (leaf, root) = (codes[0], codes[1]);
    let checkpoint = anyone.get("/api/v1/log/checkpoint").await.json();
    assert_eq!(checkpoint["root"], root);
    let mut unit = district.signed_in("jiedao").await;
    let papers = unit.get(&format!("/projects/{id}/papers")).await;
    let pdfs = offered(&papers.text, ".pdf");
    let printed = squeezed(&pdf_text(&unit.get(only(&pdfs, "opinion_letter")).await));
    let fingerprint = after(&printed, "SM3指纹：", 64);
    // the log tells its leaves to anybody: they open nothing
    for public in [
        String::new(),
        format!("?held={}", &leaf[..20]),
        format!("?held={}", "0".repeat(20)),
    ] {
        let page = anyone.get(&format!("{address}/paper.pdf{public}")).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{public}");
        let page = anyone.get(&format!("{address}{public}")).await.text;
        let says = if public.is_empty() {
            "文号有登记"
        } else {
            "指纹不一致"
        };
        assert!(
            page.contains(says) && !page.contains("paper.pdf"),
            "{public}"
        );
        assert!(!page.contains(&fingerprint));
    }
    // who holds it reads what was issued
    let held = format!("?held={}", &fingerprint[..20]);
    assert!(printed.contains(&format!("{held}SM3")) || printed.contains(&held));
    let page = anyone.get(&format!("{address}{held}")).await.text;
    assert!(page.contains("文号和指纹相符"), "{page}");
    let again = anyone.get(&format!("{address}/paper.pdf{held}")).await;
    assert_eq!(squeezed(&pdf_text(&again)), printed, "the same letter");
    for (typed, says) in [
        (fingerprint.to_uppercase(), "登记的指纹一致"),
        ("0".repeat(64), "指纹不一致"),
        (fingerprint[..30].to_owned(), "指纹的开头一致"),
        (fingerprint[..10].to_owned(), "不完整"),
    ] {
        let compared = anyone.get(&format!("{address}?fingerprint={typed}")).await;
        assert!(compared.text.contains(says), "{says}: {}", compared.text);
        assert!(!compared.text.contains("真实有效"));
    }
    // the scan that comes back sealed is a version that can be compared too
    let bureau = district.token("kexinju").await;
    let sealed = |sm3: &str| json!({ "letter": LETTER, "files": [sm3] });
    let path = format!("/api/v1/projects/{id}/acts/file_sealed_letter");
    let without = bureau.post(&path, &json!({ "letter": LETTER })).await;
    assert_eq!(without.status, StatusCode::UNPROCESSABLE_ENTITY);
    let scan = taken(&bureau, "盖章.png", &made::png()).await;
    act(&bureau, id, "file_sealed_letter", &sealed(&scan)).await;
    let compared = anyone.get(&format!("{address}?fingerprint={scan}")).await;
    assert!(
        compared.text.contains("盖章扫描件一致"),
        "{}",
        compared.text
    );
    let papers = unit.get(&format!("/projects/{id}/papers")).await;
    assert!(papers.text.contains(&format!("/files/{scan}")));
    assert_eq!(
        unit.get(&format!("/files/{scan}")).await.status,
        StatusCode::OK
    );
    let unit = district.token("jiedao").await;
    let refused = unit.post(&path, &sealed(&scan)).await;
    assert_eq!(refused.status, StatusCode::FORBIDDEN, "{}", refused.text);
    assert!(district.app.store().verify(None).await.unwrap().is_sound());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_return_is_checked_by_who_holds_it_alone_and_numbers_have_no_gap() {
    let district = District::found().await;
    let mut numbers = Vec::new();
    for title in ["甲平台", "乙平台"] {
        let id = declared(&district, title).await;
        let returned = json!({
            "outcome": "return", "opinion": "材料不全",
            "defects": [{ "subject": "需求范围", "defect": "未说明用户数量", "clause": "13" }],
        });
        by(
            &district,
            "kexinju",
            id,
            "conclude_preliminary_review",
            &returned,
        )
        .await;
        let mut unit = district.signed_in("jiedao").await;
        let page = unit.get(&format!("/projects/{id}/papers")).await;
        let text = pdf_text(
            &unit
                .get(only(&offered(&page.text, ".pdf"), "return_notice"))
                .await,
        );
        assert!(
            text.contains("未说明用户数量") && text.contains("第十三条"),
            "{text}"
        );
        let number = format!("科信补〔2025〕{}号", numbers.len() + 1);
        assert!(text.contains(&number), "{number}: {text}");
        let held = text.split("?held=").nth(1).unwrap();
        let held: String = held.chars().take(20).collect();
        numbers.push((number, held));
    }
    let mut anyone = district.anyone();
    let (number, held) = &numbers[1];
    let address = format!(
        "/public/letters/{}",
        crate::support::encoded(&[("", number)])
    );
    let address = address.replace('=', "");
    assert_eq!(anyone.get(&address).await.status, StatusCode::NOT_FOUND);
    let wrong = format!("{address}?held={}", numbers[0].1);
    assert_eq!(anyone.get(&wrong).await.status, StatusCode::NOT_FOUND);
    let page = anyone.get(&format!("{address}?held={held}")).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(page.text.contains("退回补正通知") && page.text.contains("乙平台"));
    assert!(!page.text.contains("未说明用户数量"));
    assert!(district.app.store().verify(None).await.unwrap().is_sound());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hostile_title_is_only_text() {
    let district = District::found().await;
    let title = r#"#eval("1") $x$ \u{41} <b>"引号"&{total}../../../a"#;
    let id = declared(&district, title).await;
    let mut unit = district.signed_in("jiedao").await;
    let base = format!("/projects/{id}/forms/declaration_form");
    let document = unit.get(&format!("{base}.docx")).await;
    let squeezed: String = title.chars().filter(|c| !c.is_whitespace()).collect();
    assert!(word_text(&document).contains(&squeezed));
    assert!(!disposition(&document).contains(['<', '\n']));
    assert!(!disposition(&document).contains("%2F"));
    let text = pdf_text(&unit.get(&format!("{base}.pdf")).await);
    assert!(
        text.contains("#eval(") && text.contains("{total}"),
        "{text}"
    );
    let page = unit.get(&format!("/projects/{id}/papers")).await;
    assert!(!page.text.contains("<b>\"引号"));
}

#[tokio::test(flavor = "multi_thread")]
async fn forms_are_filled_with_what_is_known_and_stand_beside_their_acts() {
    let district = District::found().await;
    let id = lettered(&district, "街道议事平台").await;
    let mut unit = district.signed_in("jiedao").await;
    let page = unit.get(&format!("/projects/{id}/papers")).await;
    let forms: Vec<String> = offered(&page.text, ".docx")
        .into_iter()
        .filter(|href| href.contains("/forms/"))
        .collect();
    assert_eq!(forms.len(), 10, "{forms:?}");
    for href in &forms {
        let text = word_text(&unit.get(href).await);
        assert!(text.contains("文昌街道办事处"), "{href}: {text}");
        let pdf = unit.get(&href.replace(".docx", ".pdf")).await;
        assert!(pdf_text(&pdf).contains("文昌街道办事处"), "{href}");
    }
    for (form, said) in [
        ("declaration_form", "方便居民议事"),
        ("budget_table", "应用软件开发"),
        ("change_form", "信审函〔2025〕1号"),
        ("acceptance_application", "安全等级测评报告"),
    ] {
        let text = word_text(&unit.get(only(&forms, form)).await);
        assert!(text.contains(said), "{form}: {said} in {text}");
    }
    // nobody asks it of a project whose public data nobody else runs
    let application = word_text(&unit.get(only(&forms, "acceptance_application")).await);
    assert!(!application.contains("公共数据授权运营"), "{application}");
    let act = unit.get(&format!("/projects/{id}/acts/file_change")).await;
    assert!(act.text.contains("下载预填表"));
    assert_eq!(
        offered(&act.text, ".docx"),
        [format!("/projects/{id}/forms/change_form.docx")]
    );
    let wrong = format!("/projects/{id}/forms/opinion_letter.docx");
    assert_eq!(unit.get(&wrong).await.status, StatusCode::NOT_FOUND);
}
