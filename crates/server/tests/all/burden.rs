//! The burden meter: every figure the sum of its list, and of no project that its
//! reader may not see.

use axum::http::StatusCode;
use calamine::Data;

use crate::support::{Browser, District, sheet};

/// The list behind an address, as numbers: forms, fields, filled, known, repeated,
/// materials, files, returned, answered and their days.
async fn listed(browser: &mut Browser, query: &str) -> [i64; 10] {
    let answer = browser.get(&format!("/exports/burden?{query}")).await;
    let sheet = sheet(&answer);
    let mut sums = [0; 10];
    for row in sheet.rows().skip(1) {
        let number = |place: usize| match &row[place] {
            Data::Float(number) => number.to_string().parse::<i64>().unwrap(),
            Data::Int(number) => *number,
            _ => 0,
        };
        sums[0] += 1;
        for (sum, place) in [(1, 4), (2, 5), (3, 6), (4, 7), (5, 9), (6, 10)] {
            sums[sum] += number(place);
        }
        sums[7] += i64::from(row[11] == Data::String("是".to_owned()));
        sums[8] += i64::from(!matches!(row[12], Data::Empty));
        sums[9] += number(12);
    }
    sums
}

/// Links and figures of a table's rows.
fn rows(page: &str, table: &str) -> Vec<(String, Vec<i64>)> {
    let after = page.split(&format!("id=\"{table}\"")).nth(1).unwrap();
    let body = after.split("<tbody>").nth(1).unwrap();
    let body = body.split("</tbody>").next().unwrap();
    body.split("<tr>")
        .skip(1)
        .map(|row| {
            let link = row.split("href=\"").nth(1).unwrap();
            let link = link.split('"').next().unwrap().replace("&#38;", "&");
            let figures = row.split("<td").skip(1).map(|cell| {
                let text = cell.split('>').nth(1).unwrap().split('<').next().unwrap();
                text.parse().unwrap_or(0)
            });
            (link.replace("&amp;", "&"), figures.collect())
        })
        .collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn every_figure_is_the_sum_of_its_list() {
    let district = District::seeded().await;
    for person in ["kexinju", "jiedao"] {
        let mut browser = district.signed_in(person).await;
        let page = browser.get("/burden").await;
        assert_eq!(page.status, StatusCode::OK);
        let whole = listed(&mut browser, "").await;
        let mut summed = 0;
        for table in ["by-form", "by-body"] {
            let rows = rows(&page.text, table);
            assert_eq!(rows.iter().map(|row| row.1[0]).sum::<i64>(), whole[0]);
            for (link, figures) in rows.iter().take(12) {
                let query = link.strip_prefix("/burden?").unwrap();
                let list = listed(&mut browser, query).await;
                assert_eq!(figures[..8], list[..8], "{person} {link}");
                if list[8] > 0 {
                    let mean = (list[9] * 2 + list[8]) / (list[8] * 2);
                    assert_eq!(figures[8], mean, "{link}");
                }
                let shown = browser.get(link).await;
                assert!(shown.text.contains(&format!("/ {} 份", list[0])), "{link}");
                summed += list[0];
            }
        }
        assert!(summed > 0);
    }
    let mut bureau = district.signed_in("kexinju").await;
    let (all, returned) = (listed(&mut bureau, "").await, "act=declare_project");
    let declared = listed(&mut bureau, returned).await;
    assert!(all[7] > 0 && all[4] > 0 && all[3] > 0, "{all:?}");
    assert!(declared[8] > 0 && declared[9] > 0, "{declared:?}");
    let mut unit = district.signed_in("jiedao").await;
    assert!(listed(&mut unit, "").await[0] < all[0]);
    // kept up with the log
    let project = district.project().await;
    assert_eq!(listed(&mut bureau, "").await[0], all[0] + 1);
    let page = unit.get("/burden?act=register_project").await;
    assert!(page.text.contains(&project.to_string()));
    let other = district.signed_in("minzhengju").await.get("/burden").await;
    assert!(!other.text.contains(&project.to_string()));
    let admin = district.signed_in("xitong").await.get("/burden").await;
    assert_eq!(admin.status, StatusCode::NOT_FOUND);
}
