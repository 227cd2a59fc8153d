//! Histories of earlier years: judged row by row, nothing stored.

use tongchou_server::imports::Kind;
use tongchou_server::imports::run::{Outcome, try_out};
use tongchou_server::imports::sheet::words;

use crate::support::District;

#[tokio::test(flavor = "multi_thread")]
async fn each_finding_is_told_at_the_row_where_it_happened() {
    let district = District::found().await;
    let before = district.app.store().checkpoint().await.unwrap().size;
    let accounts = district.app.store().accounts().await.unwrap();
    let account = accounts.iter().find(|it| it.name == "shenjiju").unwrap();
    let actor = district.app.actor(account).await.unwrap();
    let law = district.app.law().latest();
    let title = |act: &str| law.act(act).unwrap().title.clone();
    let (letter, budget) = (title("issue_opinion_letter"), title("arrange_budget"));
    let sheet = format!(
        "项目名称,办理事项,办理日期\n\
         甲平台,{budget},2023-03-01\n\
         甲平台,{letter},2023-05-01\n\
         甲平台,没有的事项,2023-06-01\n\
         ,{budget},2023-06-01\n\
         合计,,\n\
         乙平台,{letter},昨天\n"
    );
    let kind = Kind::of("history").unwrap();
    let report = try_out(&district.app, &actor, kind, sheet.into_bytes())
        .await
        .unwrap();
    let told: Vec<String> = report.outcomes.iter().map(words).collect();
    assert!(told[0].contains("第十六条"), "{told:?}");
    assert!(told[2].contains("没有名为"), "{told:?}");
    assert!(told[3].contains("项目名称：必填"), "{told:?}");
    assert_eq!(report.outcomes[4], Outcome::Total);
    assert!(told[5].contains("办理日期"), "{told:?}");
    assert_eq!(report.ready(), 0);
    assert_eq!(
        district.app.store().checkpoint().await.unwrap().size,
        before
    );
}
