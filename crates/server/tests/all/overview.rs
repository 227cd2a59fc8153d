//! The leader's view: every figure is the length of the list it leads to.

use crate::support::{Answered, District};

/// The addresses of lists in a row, each with the figure that leads there.
fn figures(page: &Answered) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for row in page.text.split("<tr>").skip(1) {
        let row = row.split("</tr>").next().unwrap();
        let (head, cells) = row.split_once("</th>").unwrap_or((row, ""));
        let linked: Vec<(String, String)> = cells.split("<a href=\"").skip(1).map(link).collect();
        if linked.is_empty() && head.contains("<a href=\"") {
            let (href, _) = link(head.split("<a href=\"").nth(1).unwrap());
            let first = cells.split("data-value=\"").nth(1).unwrap();
            found.push((href, first.split('"').next().unwrap().to_owned()));
        }
        found.extend(linked);
    }
    found
}

fn link(from: &str) -> (String, String) {
    let (href, rest) = from.split_once('"').unwrap();
    let text = rest.split(['>', '<']).nth(1).unwrap();
    (
        href.replace("&#38;", "&").replace("&amp;", "&"),
        text.to_owned(),
    )
}

#[tokio::test(flavor = "multi_thread")]
async fn every_figure_is_the_list_behind_it() {
    let district = District::seeded().await;
    for (who, least) in [("kexinju", 30), ("jiedao", 5), ("quzhengfu", 30)] {
        let mut reader = district.signed_in(who).await;
        for by in ["field", "unit", "year"] {
            let page = reader.get(&format!("/overview?by={by}")).await;
            assert_eq!(page.status, 200, "{}", page.text);
            let figures = figures(&page);
            assert!(figures.len() >= least, "{who}: {}", figures.len());
            for (href, figure) in figures {
                let list = reader.get(&href).await;
                let says = format!("共 {figure} 项");
                assert!(list.text.contains(&says), "{who} {href}: not {figure}");
                assert!(!list.text.contains("无法识别的内容"), "{href}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_view_counts_no_more_than_its_reader_sees() {
    let district = District::seeded().await;
    let mut unit = district.signed_in("jiedao").await;
    let page = unit.get("/overview?by=unit").await;
    assert!(!page.text.contains("区卫生健康委"), "another unit's money");
    let wall = unit.get("/overview?wall=yes").await;
    assert_eq!(wall.status, 200);
    assert!(wall.text.contains("data-chart=\"bar\""));
}
