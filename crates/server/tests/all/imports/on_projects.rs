//! Sheets whose rows are acts on projects: contracts, payments, assets.

use tongchou_project::{Actor, Project};
use tongchou_server::imports::Kind;
use tongchou_server::imports::run::{Outcome, Report, carry_out, try_out};

use crate::support::{District, heads};

async fn tried(district: &District, actor: &Actor, kind: &str, sheet: &str) -> Report {
    let kind = Kind::of(kind).unwrap();
    let bytes = sheet.as_bytes().to_vec();
    try_out(&district.app, actor, kind, bytes).await.unwrap()
}

async fn done(district: &District, actor: &Actor, kind: &str, sheet: &str) -> Report {
    let report = tried(district, actor, kind, sheet).await;
    let done = carry_out(&district.app, actor, report, false).await;
    done.unwrap()
}

async fn actor_of(district: &District, project: &Project) -> Actor {
    let accounts = district.app.store().accounts().await.unwrap();
    let mut own = accounts.iter().filter(|account| {
        account.body == project.unit && account.capacities.iter().any(|it| it == "project_unit")
    });
    district.app.actor(own.next().unwrap()).await.unwrap()
}

async fn project(district: &District, is: impl Fn(&Project) -> bool) -> Project {
    let world = district.app.world().await.unwrap();
    let mut projects = world
        .of_kind("project")
        .filter_map(|it| it.aggregate.project());
    projects.find(|project| is(project)).unwrap().clone()
}

fn going(project: &Project) -> bool {
    use tongchou_project::Stage;
    !matches!(
        project.stage(),
        Stage::Withdrawn | Stage::Terminated | Stage::Rejected | Stage::Suspended
    )
}

fn says(outcome: &Outcome) -> String {
    tongchou_server::imports::sheet::words(outcome)
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rows_of_one_contract_are_one_contract() {
    let district = District::seeded().await;
    let bought = project(&district, |it| {
        !it.procurements.is_empty() && it.contracts.is_empty() && going(it)
    });
    let bought = bought.await;
    let unit = actor_of(&district, &bought).await;
    let world = district.app.world().await.unwrap();
    let mut agencies = world.registers.agencies.values();
    let agency = agencies
        .find(|it| it.kinds.contains("implementation"))
        .unwrap();
    let clauses = "保密责任、运维责任、免费质保期限、项目成果归属";
    let mut sheet = String::from(
        "项目名称,合同类别,服务机构,合同名称,签订日期,已写明的条款,免费质保月数,对应的核定内容,合同内容,金额（万元）\n",
    );
    let row = |project: &str, item: &str, name: &str, amount: &str| {
        format!(
            "{project},承建合同,{},总承包合同,2026-06-15,{clauses},24,{item},{name},{amount}\n",
            agency.name
        )
    };
    for item in &bought.approved {
        sheet.push_str(&row(&bought.title, &item.name, &item.name, "1"));
    }
    let good = sheet.lines().count() - 1;
    sheet.push_str(&row("没有这个项目", "", "开发", "1"));
    sheet.push_str("合计,,,,,,,,,2\n");
    let report = tried(&district, &unit, "contract", &sheet).await;
    let told: Vec<String> = report.outcomes.iter().map(says).collect();
    assert!(told[good].contains("没有这个名称的项目"), "{told:?}");
    assert_eq!(report.outcomes[good + 1], Outcome::Total);
    assert_eq!(report.ready(), good, "{told:?}");
    let report = done(&district, &unit, "contract", &sheet).await;
    assert_eq!(report.done(), good);
    let signed = project(&district, |it| it.id == bought.id).await;
    assert_eq!(signed.contracts.len(), 1);
    assert_eq!(signed.contracts[0].items.len(), good);
    assert_eq!(
        signed.contracts[0].amount(),
        1_000_000 * i64::try_from(good).unwrap()
    );
    let again = done(&district, &unit, "contract", &sheet).await;
    assert_eq!((again.known(), again.done()), (good, 0));
    let same = project(&district, |it| it.id == bought.id).await;
    assert_eq!(same.contracts.len(), 1);
}

/// What was typed in, goes out and comes back, is on record and nothing is done twice.
#[tokio::test(flavor = "multi_thread")]
async fn what_was_typed_in_is_not_done_again_by_a_sheet() {
    let district = District::seeded().await;
    let signed = project(&district, |it| {
        let last = it.payments.last();
        let clean = last.is_some_and(|paid| paid.reversed.is_none());
        !it.contracts.is_empty() && clean && it.assets.is_some() && going(it)
    });
    let signed = signed.await;
    let unit = actor_of(&district, &signed).await;
    let accounts = district.app.store().accounts().await.unwrap();
    let mut own = accounts.iter().filter(|it| it.body == signed.unit);
    let own = own.find(|it| it.capacities.iter().any(|held| held == "project_unit"));
    let mut browser = district.signed_in(&own.unwrap().name).await;
    for key in ["contract", "payment", "asset"] {
        let book = browser.get(&format!("/exports/{key}")).await;
        let kind = Kind::of(key).unwrap();
        let report = try_out(&district.app, &unit, kind, book.bytes.clone());
        let report = report.await.unwrap();
        let column = |cells: &[String]| cells[0] == signed.title;
        let own = report.table.rows.iter().zip(&report.outcomes);
        let own: Vec<String> = own
            .filter(|(row, _)| column(&row.cells))
            .map(|(_, outcome)| says(outcome))
            .collect();
        assert!(!own.is_empty(), "{key}");
        for told in own {
            assert!(told.contains("没有变化"), "{key}: {told}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ledgers_go_out_in_the_columns_they_come_in_by() {
    use calamine::{Data, Reader, Xlsx};
    let district = District::seeded().await;
    let mut finance = district.signed_in("caizhengju").await;
    let world = district.app.world().await.unwrap();
    let projects: Vec<Project> = world
        .latest_projects()
        .filter_map(|entry| entry.aggregate.project().cloned())
        .collect();
    let rows = |key: &str| -> (usize, i64) {
        let contracts = projects.iter().flat_map(|each| &each.contracts);
        let payments = projects.iter().flat_map(|each| &each.payments);
        match key {
            "contract" => (
                contracts.clone().map(|each| each.items.len()).sum(),
                contracts
                    .map(tongchou_project::state::Contract::amount)
                    .sum(),
            ),
            _ => (
                payments.clone().count(),
                payments.map(|each| each.amount).sum(),
            ),
        }
    };
    for (key, money) in [("contract", "金额（元）"), ("payment", "付款金额（元）")] {
        let file = finance.get(&format!("/exports/{key}")).await;
        let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(file.bytes)).unwrap();
        let sheet = book.worksheet_range_at(0).unwrap().unwrap();
        let heads = heads(&sheet);
        let columns = Kind::of(key).unwrap().columns();
        assert!(
            columns
                .iter()
                .all(|column| heads.contains(&column.label.to_owned())),
            "{heads:?}"
        );
        let place = heads.iter().position(|head| head == money).unwrap();
        let sum: f64 = sheet
            .rows()
            .skip(1)
            .map(|row| match row[place] {
                Data::Float(amount) => amount,
                _ => panic!("{key}: {:?}", row[place]),
            })
            .sum();
        let (count, fen) = rows(key);
        assert_eq!(
            (sheet.height() - 1, format!("{sum:.2}")),
            (count, format!("{}.{:02}", fen / 100, fen % 100)),
            "{key}"
        );
        assert!(count > 0);
    }
    // a unit's ledger tells of its own projects alone
    let mut unit = district.signed_in("jiedao").await;
    let file = unit.get("/exports/payment").await;
    let mut book: Xlsx<_> = Xlsx::new(std::io::Cursor::new(file.bytes)).unwrap();
    let sheet = book.worksheet_range_at(0).unwrap().unwrap();
    let own: Vec<&str> = projects
        .iter()
        .filter(|each| each.unit == district.body("文昌街道办事处"))
        .map(|each| each.title.as_str())
        .collect();
    assert!(
        sheet
            .rows()
            .skip(1)
            .all(|row| own.contains(&row[0].to_string().as_str()))
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_faulty_row_of_a_table_is_marked_and_holds_the_others() {
    let district = District::seeded().await;
    let live = project(&district, |it| it.accepted_on().is_some() && going(it));
    let live = live.await;
    let unit = actor_of(&district, &live).await;
    let head = "项目名称,资产名称,类型,数量,价值（元）,存放或部署位置\n";
    let title = &live.title;
    let faulty =
        format!("{head}{title},服务器,硬件,两台,80000,机房\n{title},中间件,软件,1,20000.5,\n");
    let report = tried(&district, &unit, "asset", &faulty).await;
    let told: Vec<String> = report.outcomes.iter().map(says).collect();
    assert!(told[0].contains("数量"), "{told:?}");
    assert!(told[1].contains("其他行有问题"), "{told:?}");
    let Outcome::Wrong(wrong) = &report.outcomes[0] else {
        panic!("{told:?}");
    };
    assert_eq!(wrong[0].column, Some(3));
    let sheet = faulty.replace("两台", "2");
    let report = done(&district, &unit, "asset", &sheet).await;
    let told: Vec<String> = report.outcomes.iter().map(says).collect();
    assert_eq!(report.done(), 2, "{told:?}");
    let register = project(&district, |it| it.id == live.id).await.assets;
    let assets = register.unwrap().assets;
    let before = live.assets.map_or(0, |register| register.assets.len());
    assert_eq!(assets.len(), before + 2);
    assert_eq!(assets[before + 1].value, 2_000_050);
    assert_eq!(tried(&district, &unit, "asset", &sheet).await.known(), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn payments_are_judged_one_after_another() {
    let district = District::seeded().await;
    let building = project(&district, |it| {
        it.started_on.is_some()
            && it.accepted_on().is_none()
            && going(it)
            && it.suspensions.is_empty()
            && !it.contracts.is_empty()
            && it.acceptances.is_empty()
    });
    let building = building.await;
    let accounts = district.app.store().accounts().await.unwrap();
    let finance = accounts.iter().find(|account| account.name == "caizhengju");
    let finance = district.app.actor(finance.unwrap()).await.unwrap();
    let contract = &building.contracts[0];
    let line = |amount: &str| {
        format!(
            "{},{},{amount},2026-06-15,进度款\n",
            building.title, contract.title
        )
    };
    let head = "项目名称,合同,付款金额（元）,付款日期,款项\n";
    let sheet = format!(
        "{head}{}{}{}",
        line("100"),
        line("99999999999"),
        line("200.05")
    );
    let report = done(&district, &finance, "payment", &sheet).await;
    let told: Vec<String> = report.outcomes.iter().map(says).collect();
    assert_eq!((report.done(), report.wrong()), (2, 1), "{told:?}");
    let paid = project(&district, |it| it.id == building.id).await.paid();
    assert_eq!(paid, building.paid() + 10_000 + 20_005);
    assert_eq!(
        done(&district, &finance, "payment", &sheet).await.known(),
        2
    );
}
