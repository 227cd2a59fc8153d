//! The leader's view: every figure is the length of the list it leads to.

use calamine::DataType as _;

use crate::support::{Answered, District, heads, sheet};

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

/// Sums of money are those of the list's own columns, as it is taken away.
#[tokio::test(flavor = "multi_thread")]
async fn every_sum_is_that_of_the_exported_list() {
    const COLUMNS: [&str; 5] = ["declared", "approved", "budget", "contracts", "paid"];
    let district = District::seeded().await;
    let mut reader = district.signed_in("kexinju").await;
    let mut compared = 0;
    for by in ["field", "unit", "year"] {
        let page = reader.get(&format!("/overview?by={by}")).await.text;
        let (_, money) = page.split_once("id=\"money\"").unwrap();
        let (money, _) = money.split_once("</section>").unwrap();
        for row in money.split("<tr>").skip(2) {
            let (href, _) = link(row.split("<a href=\"").nth(1).unwrap());
            let sums: Vec<&str> = row
                .split("title=\"")
                .skip(1)
                .map(|cell| cell.split('"').next().unwrap())
                .collect();
            let columns: String = COLUMNS
                .iter()
                .map(|key| format!("&columns={key}"))
                .collect();
            let export = href.replacen("/projects", "/exports/project", 1) + &columns;
            let answer = reader.get(&export).await;
            let sheet = sheet(&answer);
            let heads = heads(&sheet);
            let labels = [
                "申报金额",
                "批复（含变更）",
                "已安排预算",
                "合同合计",
                "累计付款",
            ];
            for (label, sum) in labels.iter().zip(&sums) {
                let at = heads.iter().position(|head| head == label).unwrap();
                let fen: i64 = sheet
                    .rows()
                    .skip(1)
                    .filter_map(|row| row[at].as_f64())
                    .map(|yuan| {
                        format!("{yuan:.2}")
                            .replace('.', "")
                            .parse::<i64>()
                            .unwrap()
                    })
                    .sum();
                let written: String = sum
                    .chars()
                    .filter(|letter| !",元".contains(*letter))
                    .collect();
                assert_eq!(
                    written,
                    format!("{}.{:02}", fen / 100, fen % 100),
                    "{href} {label}"
                );
                compared += 1;
            }
        }
    }
    assert!(compared >= 30, "{compared}");
}
