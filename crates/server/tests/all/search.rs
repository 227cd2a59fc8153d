//! The full-text search: finds what there is, shows each reader what they may see and
//! counts nothing else, follows the log, and comes back from whatever happens to its
//! folder.

use std::collections::BTreeSet;
use std::path::PathBuf;

use axum::http::StatusCode;
use tongchou_server::router;
use tongchou_server::search::Search;
use tongchou_server::web::Web;
use tongchou_server::web::address::encoded;

use crate::files::{made, submitted, taken};
use crate::support::{Browser, District, files};

struct Searched {
    district: District,
    search: Search,
}

impl Searched {
    fn folder(district: &District) -> PathBuf {
        district.folder.path().join("search")
    }

    async fn of(mut district: District) -> Self {
        let files = files(district.folder.path());
        let folder = Self::folder(&district);
        let search = Search::in_folder(district.app.clone(), &folder, Some(files.clone()));
        search.catch_up().await.unwrap();
        let web = Web::new(district.app.clone(), false)
            .with_files(files)
            .searched_by(search.clone());
        district.router = router::router(web);
        Self { district, search }
    }
}

async fn found(browser: &mut Browser, typed: &str, more: &str) -> String {
    let page = browser
        .get(&format!("/search?q={}{more}", encoded(typed)))
        .await;
    assert_eq!(page.status, StatusCode::OK, "{typed}{more}");
    let main = page.text.split("<main").nth(1).unwrap_or_default();
    main.to_owned()
}

fn hrefs(page: &str) -> BTreeSet<String> {
    let parts = page.split("href=\"").skip(1);
    let hrefs = parts.map(|part| part.split('"').next().unwrap().to_owned());
    hrefs.collect()
}

/// Numbers beside the values of facets.
fn counts(page: &str) -> Vec<u32> {
    let parts = page.split("class=\"count\">").skip(1);
    parts
        .map(|part| part.split('<').next().unwrap().parse().unwrap())
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn search_finds_projects_registers_articles_and_says_why() {
    let it = Searched::of(District::found().await).await;
    let project = it.district.project().await;
    it.search.catch_up().await.unwrap();
    let mut unit = it.district.signed_in("jiedao").await;
    let link = format!("/projects/{project}");
    for typed in [
        "议事",
        "居民",
        "街道议事平台",
        "平台 居民",
        "事项跟踪",
        "议",
    ] {
        let page = found(&mut unit, typed, "").await;
        assert!(hrefs(&page).contains(&link), "{typed}");
        assert!(page.contains("<mark>"), "{typed}");
    }
    let page = found(&mut unit, "监理", "").await;
    assert!(
        hrefs(&page)
            .iter()
            .any(|href| href.starts_with("/regulation/")),
        "{page}"
    );
    let page = found(&mut unit, "政务云", "").await;
    assert!(
        hrefs(&page)
            .iter()
            .any(|href| href.starts_with("/registers/platform/"))
    );
    let page = found(&mut unit, "居民对事项的跟踪怎么议事", "").await;
    assert!(page.contains("没有同时含有全部词语") && hrefs(&page).contains(&link));
    let narrowed = found(&mut unit, "议事", "&kind=project&stage=drafting&year=2025").await;
    assert!(hrefs(&narrowed).contains(&link));
    for away in [
        "&kind=article",
        "&stage=closed",
        "&year=1999",
        "&unit=nobody",
        "&kind=%00",
    ] {
        let page = found(&mut unit, "议事", away).await;
        assert!(!hrefs(&page).contains(&link), "{away}");
    }
    let second = found(&mut unit, "议事", "&page=999999999999").await;
    assert!(!second.contains("<mark>") || second.contains("议事"));
}

#[tokio::test(flavor = "multi_thread")]
async fn search_finds_a_round_amount_however_it_is_typed() {
    let it = Searched::of(District::found().await).await;
    let project = crate::under_review::declared(&it.district, "街道议事平台").await;
    it.search.catch_up().await.unwrap();
    let world = it.district.app.world().await.unwrap();
    let entry = world.entry("project", &project.to_string()).unwrap();
    let fen = entry.aggregate.project().unwrap().total_amount();
    assert_eq!(fen % 1_000_000, 0, "a round sum: {fen}");
    let mut unit = it.district.signed_in("jiedao").await;
    let (wan, yuan) = (fen / 1_000_000, fen / 100);
    for typed in [
        format!("{wan}万"),
        format!("{wan}万元"),
        format!("{wan}.00万元"),
        yuan.to_string(),
    ] {
        let page = found(&mut unit, &typed, "").await;
        assert!(
            hrefs(&page).contains(&format!("/projects/{project}")),
            "{typed}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn search_leaks_no_project_of_others_in_hits_counts_or_facets() {
    let it = Searched::of(District::seeded().await).await;
    let world = it.district.app.world().await.unwrap();
    for name in [
        "jiedao",
        "minzhengju",
        "kexinju",
        "caizhengju",
        "zhengwuju",
        "zhuanjia1",
        "shenji",
    ] {
        let Ok(Some(account)) = it.district.app.store().account_by_name(name).await else {
            continue;
        };
        let actor = it.district.app.actor(&account).await.unwrap();
        let seen = it.district.app.visible(&actor).await.unwrap();
        let seen: BTreeSet<String> = seen.iter().map(|entry| entry.id.clone()).collect();
        let mut browser = it.district.signed_in(name).await;
        for entry in world.of_kind("project") {
            let page = found(&mut browser, &entry.title, "&kind=project").await;
            let link = format!("/projects/{}", entry.id);
            let shown = hrefs(&page).contains(&link);
            assert!(!shown || seen.contains(&entry.id), "{name} {}", entry.title);
            if name != "shenji" {
                assert_eq!(shown, seen.contains(&entry.id), "{name} {}", entry.title);
            }
        }
        let page = found(&mut browser, "平台", "&kind=project").await;
        let most = u32::try_from(seen.len()).unwrap();
        let others = page.split("缩小范围").nth(1).unwrap_or_default();
        let units = others.split("<summary>单位").nth(1).unwrap_or_default();
        let units = units.split("</details>").next().unwrap_or_default();
        assert!(counts(units).iter().sum::<u32>() <= most, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn search_holds_no_opinion_draw_or_referral() {
    let it = Searched::of(District::seeded().await).await;
    let events = it
        .district
        .app
        .store()
        .events_after(0, 100_000)
        .await
        .unwrap();
    let sealed = ["expert_opinion_given", "panel_drawn", "lead_referred"];
    let mut tried = 0;
    let mut bureau = it.district.signed_in("kexinju").await;
    for event in events
        .iter()
        .filter(|event| sealed.contains(&event.event.kind.as_str()))
    {
        let link = format!("event={}#", event.position);
        let text = event.event.data["content"].to_string();
        let words = text.split(|letter: char| !letter.is_alphanumeric() || letter.is_ascii());
        for word in words.filter(|word| word.chars().count() > 3).take(3) {
            let page = found(&mut bureau, word, "&kind=event").await;
            assert!(!page.contains(&link), "{word}");
            tried += 1;
        }
    }
    assert!(tried > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn search_reads_files_for_those_who_may_open_them() {
    let it = Searched::of(District::found().await).await;
    let unit = it.district.token("jiedao").await;
    let project = it.district.project().await.to_string();
    let docx = made::docx(&["这份方案采用", "量子密钥分发网络"]);
    let xlsx = made::xlsx(&["核心交换机", "七十二台"]);
    let files = [
        taken(&unit, "实施方案.docx", &docx).await,
        taken(&unit, "清单.xlsx", &xlsx).await,
        taken(&unit, "说明.txt", "备品备件共3,721.50元".as_bytes()).await,
        taken(&unit, "pdf.pdf", &made::pdf("Quarterly FHIR gateway")).await,
    ];
    let answer = submitted(&unit, &project, serde_json::json!(files)).await;
    assert_eq!(answer.status, StatusCode::CREATED, "{}", answer.text);
    it.search.catch_up().await.unwrap();
    it.search.read_waiting().await.unwrap();
    let mut own = it.district.signed_in("jiedao").await;
    let mut other = it.district.signed_in("minzhengju").await;
    let words = ["密钥", "采用量子", "交换机", "3721.50", "备件", "fhir"];
    for (typed, sm3) in words.iter().zip([0, 0, 1, 2, 2, 3]) {
        let link = format!("/files/{}", files[sm3]);
        let page = found(&mut own, typed, "").await;
        assert!(hrefs(&page).contains(&link), "{typed}: {page}");
        let page = found(&mut other, typed, "").await;
        assert!(
            !page.contains(&link) && counts(&page).is_empty(),
            "{typed}: {page}"
        );
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn search_follows_the_log_and_comes_back_from_a_damaged_folder() {
    let it = Searched::of(District::found().await).await;
    let project = it.district.project().await;
    let folder = Searched::folder(&it.district);
    let Searched {
        mut district,
        search,
    } = it;
    search.catch_up().await.unwrap();
    let size = district.app.store().checkpoint().await.unwrap().size;
    let whole = search.state().unwrap();
    assert_eq!(whole.0, size);
    // killed: what is on the disk is all that is left
    drop(search);
    district.router = router::router(Web::new(district.app.clone(), false));
    let open = || Search::in_folder(district.app.clone(), &folder, None);
    for damage in [None, Some("meta.json"), Some("all"), Some("gone")] {
        match damage {
            Some("gone") => std::fs::remove_dir_all(folder.join("index")).unwrap(),
            Some("all") => {
                for entry in std::fs::read_dir(folder.join("index")).unwrap() {
                    std::fs::write(entry.unwrap().path(), b"\0damaged").unwrap();
                }
            }
            Some(name) => std::fs::write(folder.join("index").join(name), b"{").unwrap(),
            None => {}
        }
        let again = open();
        again.catch_up().await.unwrap();
        assert_eq!(again.state(), Some(whole), "{damage:?}");
    }
    let rebuilt = open();
    assert!(rebuilt.rebuild().await.unwrap());
    assert_eq!(rebuilt.state(), Some(whole), "{project}");
    // somebody else keeps it now: asked, they make it anew
    assert!(!open().rebuild().await.unwrap());
    Search::request_rebuild(&folder).unwrap();
    rebuilt.catch_up().await.unwrap();
    assert_eq!(rebuilt.state(), Some(whole));
}

#[tokio::test(flavor = "multi_thread")]
async fn search_answers_whatever_is_typed() {
    let it = Searched::of(District::found().await).await;
    it.district.project().await;
    it.search.catch_up().await.unwrap();
    let mut unit = it.district.signed_in("jiedao").await;
    let long = "网络".repeat(2000);
    let many = (0..200)
        .map(|word| format!("词{word} "))
        .collect::<String>();
    for typed in [
        "title:(a AND b) OR [c TO d]~2^3",
        "*",
        "?",
        "\"",
        "\\",
        "a*",
        "(((((",
        "/.*/",
        "+-!{}",
        "🙂",
        "，。、",
        "\u{0}",
        "<script>alert(1)</script>",
        "' OR 1=1 --",
        "%",
        "网络 🙂",
        "AND",
        "\u{202e}网络",
        "ｆｕｌｌ",
        "𠮷野",
        "议 事",
        &long,
        &many,
    ] {
        let page = found(&mut unit, typed, "").await;
        assert!(!page.contains("<script>alert"), "{typed}");
        assert!(page.contains("没有找到") || page.contains("共 "), "{typed}");
    }
    let page = found(&mut unit, "🙂", "").await;
    assert!(page.contains("标点和符号不能单独查找"));
    let page = found(&mut unit, &long, "").await;
    assert!(page.contains("只按前面的部分查找"));
    let mut admin = it.district.signed_in("xitong").await;
    let page = found(&mut admin, "议事", "").await;
    assert!(!page.contains("/projects/"));
}
